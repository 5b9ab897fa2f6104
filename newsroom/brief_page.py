"""A brief in words: sections of entries, which text, Markdown and HTML only set differently."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newsroom.brief import NOT_TAKEN, OTHER
from newsroom.clean import clean
from newsroom.counting import counted
from newsroom.links import safe_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from newsroom.brief import Balance, Brief, BriefGap, BriefMove, BriefSource, BriefStory
    from newsroom.glossary import Glossary
    from newsroom.records import Alert

MOST: Final = 12
"""Entries of one section that people are shown; programs get all."""
_NAMES = 4
_DAYS_BY_NAME = timedelta(days=6)
"""A weekday says when only within a week."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is told."""

    text: str
    notes: tuple[str, ...] = ()
    """What is said of it, a line each."""
    url: str = ""
    """A plain http(s) address, or empty."""


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind."""

    title: str
    entries: tuple[Entry, ...]
    left_out: int = 0
    """How many more there are than are shown."""


@dataclass(frozen=True, slots=True)
class BriefPage:
    """A brief as it is read; every text is clean and on one line."""

    title: str
    sections: tuple[Section, ...]


def page_of(
    brief: Brief, glossary: Glossary, zone: tzinfo | None, *, most: int = MOST
) -> BriefPage:
    """Put a brief into words.

    Args:
        brief: What happened.
        glossary: What things are called.
        zone: In which times are said; None: the system's.
        most: Entries a section shows at most.
    """
    sections = [
        _section("Moves", [_move(one, glossary) for one in brief.moves], most),
        *(
            _section(
                _capital(glossary.topic(one.topic)) if one.topic != OTHER else "Other",
                [_story(story, glossary) for story in one.stories],
                most,
            )
            for one in brief.topics
        ),
        _section("Who gained, who lost", [_balance(b, glossary) for b in brief.balance], most),
        _section("Told", _told(brief.alerts), most),
        _section("Sources that fail", [_source(s, glossary, zone) for s in brief.failing], most),
        _section("Not watched", [_gap(one, glossary, zone) for one in brief.gaps], most),
    ]
    return BriefPage(title_of(brief, zone), tuple(one for one in sections if one.entries))


def title_of(brief: Brief, zone: tzinfo | None) -> str:
    """What there is, in a few words: "2 moves, 5 stories since Wed 07:30"."""
    since = f"since {_moment(brief.since, brief.until, zone)}"
    counts = [
        counted(number, thing)
        for number, thing in (
            (len(brief.moves), "move"),
            (brief.stories, "story"),
            (0 if brief.stories else len(brief.alerts), "alert"),
        )
        if number
    ]
    return f"{', '.join(counts)} {since}" if counts else f"Nothing {since}"


def _moment(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    """A time as short as it is clear: "07:30", "Wed 07:30", "19 Nov 07:30"."""
    there, here = at.astimezone(zone), now.astimezone(zone)
    if here.date() == there.date():
        return f"{there:%H:%M}"
    if here - there < _DAYS_BY_NAME:
        return f"{there:%a %H:%M}"
    year = f" {there.year}" if there.year != here.year else ""
    return f"{there.day} {there:%b}{year} {there:%H:%M}"


def _section(title: str, entries: Sequence[Entry], most: int) -> Section:
    return Section(title, tuple(entries[:most]), max(0, len(entries) - most))


def _entry(text: str, notes: Iterable[str] = (), url: str = "") -> Entry:
    """An entry of which every text is harmless, whatever a name in a configuration holds."""
    said = tuple(note for note in map(clean, notes) if note)
    return Entry(clean(text) or "(no headline)", said, safe_link(url))


def _move(one: BriefMove, glossary: Glossary) -> Entry:
    role = f"as {one.move.role}" if one.move.role else ""
    sources = counted(one.sources, "source") if one.sources > 1 else ""
    facts = " · ".join(part for part in (role, one.move.date, sources) if part)
    return _entry(glossary.move(one.move), [facts], one.url)


def _story(one: BriefStory, glossary: Glossary) -> Entry:
    story = one.story
    sources = counted(len(story.sources), "source")
    facts = [sources]
    if len(story.languages) > 1:
        facts.append(counted(len(story.languages), "language"))
    first = glossary.name_of(story.origin_source) if story.origin_source else ""
    if first:
        facts.append(f"first: {first}" if len(story.sources) > 1 else first)
    if len(story.sources) == 1:
        facts = facts[1:] or facts
    if not one.new:
        facts.append("goes on")
    return _entry(
        story.headline or one.url, [one.hint, f"{story.status} · {', '.join(facts)}"], one.url
    )


def _balance(one: Balance, glossary: Glossary) -> Entry:
    notes = [
        f"{verb} {_some(names)}"
        for verb, names in (("gained", one.gained), ("lost", one.lost))
        if names
    ]
    figures = [f"+{len(one.gained)}"] * bool(one.gained) + [f"−{len(one.lost)}"] * bool(one.lost)
    return _entry(f"{glossary.organisation(one.org)} {' '.join(figures)}", notes)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"{', '.join(names[:_NAMES])}{more}"


def _told(alerts: Sequence[Alert]) -> list[Entry]:
    """How many there were and what became of them, then those nobody took."""
    if not alerts:
        return []
    states = Counter(alert.state for alert in alerts)
    became = ", ".join(f"{number} {state}" for state, number in states.most_common())
    found = [_entry(f"{counted(len(alerts), 'alert')}: {became}")]
    not_taken = (alert for alert in alerts if alert.state in NOT_TAKEN)
    found.extend(_entry(one.title, [f"{one.channel}: {one.error}"]) for one in not_taken)
    return found


def _source(one: BriefSource, glossary: Glossary, zone: tzinfo | None) -> Entry:
    since = f"since {one.since.astimezone(zone):%Y-%m-%d %H:%M}" if one.since else ""
    state = " ".join(part for part in (one.state, since) if part)
    return _entry(f"{glossary.name_of(one.source)}: {state}", [one.error])


def _gap(one: BriefGap, glossary: Glossary, zone: tzinfo | None) -> Entry:
    start, end = one.gap.start.astimezone(zone), one.gap.end.astimezone(zone)
    said = f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
    return _entry(said, [f"nothing is known of it from {_some(_names(one, glossary))}"])


def _names(one: BriefGap, glossary: Glossary) -> list[str]:
    return [glossary.name_of(source) for source in one.sources]


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
