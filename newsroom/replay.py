"""What watches would have told, judged from what is stored: nothing is read again.

Items come in the order they were first seen, those of one check together. Each brings what it told
when it was read (`Item.facts`); `newsroom.due`, which settles what is due while the news comes in,
settles it here from the same facts. So it differs from what was told only where the past itself
does: two stories that turned out to be one count as one from the beginning, and what an article's
page brought later counts from when the article came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from newsroom.due import VOICES, Docket
from newsroom.filing import event_span, extended
from newsroom.ids import short_id
from newsroom.known import Known, Overlay
from newsroom.records import Reading, Status, Story, StoryLink, WatchMatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from newsroom.records import Due, Item, Move
    from newsroom.watches import Watches

_STATUS: Mapping[str, Status] = {
    "status:confirmed": "confirmed",
    "status:denied": "denied",
    "status:rumoured": "rumoured",
}
_COUNTED = (VOICES, "sources")
"""What tells how many voices there were; the latter alone where an older program kept it."""
_PARTS = 5
"""Parts of a fact about a move: see `newsroom.due.fact_of`."""


@dataclass(frozen=True, slots=True)
class WouldTell:
    """One alert that would have been."""

    at: datetime
    """When, UTC: the check that brought it."""
    due: Due

    @property
    def key(self) -> tuple[str, datetime]:
        """What makes it the same alert under other watches: its story (or item), and when."""
        return (self.due.story or self.due.item, self.at)


@dataclass(frozen=True, slots=True)
class Past:
    """What is stored of the items to be replayed."""

    items: tuple[Item, ...]
    """Every item of every story that matters, and others that told of the same moves before; in the
    order they were first seen."""
    stories: Mapping[str, Story]
    """Their stories as they stand now."""
    moves: Mapping[str, Move]
    """The moves of these stories as they stand now."""
    matched: Mapping[str, tuple[str, ...]]
    """By item, ids of the watches it satisfies."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What watches would have brought since a moment."""

    told: tuple[WouldTell, ...] = ()
    """The oldest first."""
    items: int = 0
    """Items that satisfy a watch."""
    stories: int = 0
    """Stories they belong to."""

    @property
    def alerts(self) -> tuple[WouldTell, ...]:
        """What would have been told at once."""
        return tuple(one for one in self.told if not one.due.digest)

    @property
    def digested(self) -> tuple[WouldTell, ...]:
        """What would only have been in a digest."""
        return tuple(one for one in self.told if one.due.digest)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change of watches changes: alerts of one replay that are not in the other."""

    added: tuple[WouldTell, ...]
    removed: tuple[WouldTell, ...]


def compare(saved: Replay, tried: Replay) -> Difference:
    """Which alerts come in and which go when `tried` takes the place of `saved`."""
    before, after = ({one.key for one in replay.alerts} for replay in (saved, tried))
    return Difference(
        tuple(one for one in tried.alerts if one.key not in before),
        tuple(one for one in saved.alerts if one.key not in after),
    )


def story_of(item: Item) -> str:
    """The story of an item; one that had none when it came is taken for a story of its own."""
    return item.story or short_id("story", item.copy_of or item.id)


def replay(
    past: Past, watches: Watches, since: datetime, breathe: Callable[[], None] = lambda: None
) -> Replay:
    """Settle again what was due.

    Args:
        past: What is stored.
        watches: Those to be tried; `past.matched` names no others.
        since: What would have been told earlier is left out, UTC.
        breathe: Called before every check; what it raises ends the replay.
    """
    stage = _Stage(past, watches)
    told: list[WouldTell] = []
    for (at, _), items in groupby(_in_checks(past), key=_check_of):
        breathe()
        told.extend(WouldTell(at, due) for due in stage.settle(tuple(items)) if at >= since)
    found = [i for i in past.items if i.id in past.matched and i.article.first_seen >= since]
    return Replay(tuple(told), len(found), len(set(map(story_of, found))))


def _check_of(item: Item) -> tuple[datetime, str]:
    """What the items of one check have in common: when they were seen, and the source."""
    return item.article.first_seen, item.article.source


def _in_checks(past: Past) -> list[Item]:
    """The items by check, in one check as they were read."""
    places = {item: n for story in past.stories.values() for n, item in enumerate(story.items)}

    def place(item: Item) -> tuple[datetime, str, datetime, int]:
        article = item.article
        when = article.event_time or article.first_seen
        return article.first_seen, article.source, when, places.get(item.id, 0)

    return sorted(past.items, key=place)


class _Stage:
    """The stories as they stood, check by check."""

    def __init__(self, past: Past, watches: Watches) -> None:
        self._past = past
        self._watches = watches
        self._known = Known()

    def settle(self, items: Sequence[Item]) -> tuple[Due, ...]:
        """What is due after one check."""
        memory = Overlay(self._known)
        docket = Docket(memory, self._watches)
        changed: dict[str, None] = {}
        moves: dict[str, Move] = {}
        for item in items:
            name = story_of(item)
            before, now = memory.story(name), self._past.stories.get(item.story)
            told = tuple(self._moves(item, now))
            watches = self._past.matched.get(item.id, ())
            memory.put(self._after(item, before, now, told, watches))
            if told:
                memory.learn(Reading(item.article, moves=told))
            docket.note(
                Reading(
                    item.article,
                    matches=tuple(WatchMatch(watch) for watch in watches),
                    link=StoryLink(name),
                    moves=told,
                    facts=item.facts,
                ),
                before,
            )
            changed[name] = None
            moves |= {move.id: move for move in told}
        due, _ = docket.settle()
        stories = tuple(s for i in changed if (s := memory.story(i)) is not None)
        self._known.learn(Reading(items[0].article, stories=stories, moves=tuple(moves.values())))
        return due

    def _after(
        self,
        item: Item,
        before: Story | None,
        now: Story | None,
        moves: Iterable[Move],
        watches: Sequence[str],
    ) -> Story:
        """The story as it stood after the item, as far as what is due depends on it."""
        article = item.article
        voices, status, facts = _standing(item)
        known = before or Story(
            id=story_of(item),
            headline=now.headline if now else article.title,
            first_seen=article.first_seen,
            last_seen=article.first_seen,
        )
        first, last = event_span(known, article.event_time)
        # Made anew rather than replaced: it is most of what a replay costs.
        return Story(
            id=known.id,
            headline=known.headline,
            first_seen=known.first_seen,
            last_seen=article.first_seen,
            first_event=first,
            last_event=last,
            sources=extended(known.sources, article.source),
            moves=extended(known.moves, *(move.id for move in moves)),
            watches=extended(known.watches, *watches),
            facts=extended(known.facts, *facts),
            revision=known.revision,
            # Who they were makes no difference.
            outlets=("",) * max(voices, len(known.outlets)),
            status=status,
        )

    def _moves(self, item: Item, now: Story | None) -> Iterable[Move]:
        """The moves an item told of, as they stood after it."""
        known = [m for i in (now.moves if now else ()) if (m := self._past.moves.get(i))]
        for fact in item.facts:
            parts = fact.split(":")
            if len(parts) != _PARTS or parts[0] != "move":
                continue
            _, person, origin, destination, status = parts
            move = next(
                (
                    m
                    for m in known
                    if m.person == person
                    and _agree(m.origin, origin)
                    and _agree(m.destination, destination)
                ),
                None,
            )
            if move is not None:
                stood: Status = next((s for s in _STATUS.values() if s == status), "reported")
                yield replace(move, origin=origin, destination=destination, status=stood)


def _standing(item: Item) -> tuple[int, Status, list[str]]:
    """How many voices an item's story had after it, how well founded it was, and other facts."""
    voices = 1
    status: Status = "reported"
    facts = []
    for fact in item.facts:
        kind, _, count = fact.partition(":")
        if kind in _COUNTED and count.isdecimal():
            voices = max(voices, int(count))
        if fact in _STATUS and status == "reported":
            status = _STATUS[fact]
        if kind != VOICES and fact != "status:rumoured":
            facts.append(fact)
    return voices, status, facts


def _agree(a: str, b: str) -> bool:
    return not a or not b or a == b
