"""What came since the user last looked, in a few lines: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.counting import counted
from newsroom.durations import rough_age
from tui.article import move_line
from tui.rows import TOPIC_LETTERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from newsroom.brief import Brief, BriefGap, BriefMove, BriefStory


@dataclass(frozen=True, slots=True)
class Line:
    """One line under the heading."""

    mark: str
    """What it is about, in a cell or two."""
    style: str
    """Name of the mark's style."""
    text: str
    note: str = ""
    """What founds it, shown before the text."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the top of the first screen says."""

    heading: str
    """`Since you last looked, 9h ago`."""
    counts: str
    """`2 moves · 5 new stories · 3 alerts`, or that there is nothing new."""
    lines: tuple[Line, ...] = ()
    more: int = 0
    """How many lines were left out."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.lines and not self.more


def summarise(
    brief: Brief, now: datetime, *, first: bool, name_of: Callable[[str], str], room: int
) -> Summary:
    """Sum a brief up.

    Args:
        brief: What happened since the user last looked.
        now: UTC.
        first: The user never looked before.
        name_of: The name of an organisation or source by id.
        room: Lines there are under the heading.
    """
    new = [story for topic in brief.topics for story in topic.stories if story.new]
    lines = [
        *(_trouble(one.source, one.error or one.state, name_of) for one in brief.failing[:1]),
        *(_gap(gap) for gap in brief.gaps[:1]),
        *(_move(move, name_of) for move in brief.moves),
        *(_story(story) for story in _by_voices(new)),
    ]
    told = sum(alert.state == "sent" for alert in brief.alerts)
    counts = [
        counted(len(brief.moves), "move") if brief.moves else "",
        counted(len(new), "new story") if new else "",
        f"{brief.stories - len(new)} went on" if brief.stories > len(new) else "",
        f"{counted(told, 'alert')} told" if told else "",
        f"{counted(len(brief.failing), 'source')} failing" if brief.failing else "",
        "a time nobody watched" if brief.gaps else "",
    ]
    said = " · ".join(part for part in counts if part)
    span = rough_age(now - brief.since)
    heading = f"The last {span}" if first else f"Since you last looked, {span} ago"
    shown = lines if len(lines) <= room else lines[: max(0, room - 1)]
    return Summary(heading, said or "nothing new", tuple(shown), len(lines) - len(shown))


def _by_voices(stories: list[BriefStory]) -> list[BriefStory]:
    """Those most independent sources tell first, the latest first among equals."""
    latest = sorted(stories, key=lambda one: one.story.last_seen, reverse=True)
    return sorted(latest, key=lambda one: one.story.independent_sources, reverse=True)


def _move(one: BriefMove, name_of: Callable[[str], str]) -> Line:
    return Line("→", "alert", move_line(one.move, name_of), counted(one.sources, "source"))


def _story(one: BriefStory) -> Line:
    topics = one.story.topics
    letters = "".join(TOPIC_LETTERS.get(topic, "·") for topic in topics[:2]) or "·"
    headline = one.story.headline
    if one.story.status in ("rumoured", "denied"):
        headline = f"({one.story.status}) {headline}"
    note = counted(one.story.independent_sources, "source")
    return Line(letters, topics[0] if topics else "muted", headline, note)


def _trouble(source: str, error: str, name_of: Callable[[str], str]) -> Line:
    return Line("!", "bad", f"{name_of(source)}: {error}", "failing")


def _gap(one: BriefGap) -> Line:
    start, end = one.gap.start, one.gap.end
    lost = counted(len(one.sources), "source")
    return Line(
        "×", "bad", f"{lost} may have told something meanwhile", f"gap {rough_age(end - start)}"
    )
