"""How much was told of each topic on each day, as a line of bars: pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from newsroom.records import Story

DAYS: Final = 30
"""Days a timeline shows at most."""
_BARS = "▁▂▃▄▅▆▇█"
_UNWATCHED = "×"
_FEWEST = 5
"""Days below which bars say nothing."""
_LEAST_BURST = 4
"""Stories of a day below which nothing is a burst."""
_DEVIATIONS = 3.0
"""A burst is so many standard deviations above the mean of the other days (as in Huginn's
PeakDetectorAgent)."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the reader's calendar."""

    day: date
    stories: Mapping[str, int]
    """New stories by topic."""
    watched: bool = True
    """False: for most of it nobody watched."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The latest days, today last."""

    days: tuple[Day, ...] = ()

    def counts(self, topic: str) -> list[int]:
        """New stories of a topic, a number a day."""
        return [day.stories.get(topic, 0) for day in self.days]

    def bursts(self, topic: str) -> frozenset[int]:
        """Places of the days on which much more was told than on the others."""
        counts = self.counts(topic)
        found = set()
        for place, count in enumerate(counts):
            others = counts[:place] + counts[place + 1 :]
            if count >= _LEAST_BURST and count > fmean(others) + _DEVIATIONS * pstdev(others):
                found.add(place)
        return frozenset(found)


def make_timeline(
    stories: Iterable[Story],
    gaps: Iterable[tuple[datetime, datetime]],
    now: datetime,
    zone: tzinfo | None,
) -> Timeline:
    """Count the new stories of the last days.

    Args:
        stories: Those first seen in the last `DAYS` days; older ones are left out.
        gaps: Stretches in which nobody watched, UTC.
        now: UTC.
        zone: Of the calendar the days are of; None: the system's.
    """
    today = now.astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    counts: Counter[tuple[date, str]] = Counter()
    for story in stories:
        day = story.first_seen.astimezone(zone).date()
        if day >= first and (story.relevant or story.watches):
            counts.update((day, topic) for topic in story.topics)
    topics = {topic for _, topic in counts}
    unwatched = _unwatched(gaps, zone)
    days = (first + timedelta(days=number) for number in range(DAYS))
    return Timeline(
        tuple(
            Day(
                day,
                {topic: counts[day, topic] for topic in topics if counts[day, topic]},
                day not in unwatched,
            )
            for day in days
        )
    )


def _unwatched(gaps: Iterable[tuple[datetime, datetime]], zone: tzinfo | None) -> set[date]:
    """Days of which more than half was not watched."""
    missed: Counter[date] = Counter()
    for start, end in gaps:
        at, until = start.astimezone(zone), end.astimezone(zone)
        while at < until:
            midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            stop = min(until, midnight)
            missed[at.date()] += int((stop - at).total_seconds())
            at = stop
    return {day for day, seconds in missed.items() if seconds > timedelta(hours=12).total_seconds()}


def timeline_parts(
    timeline: Timeline, topics: Sequence[tuple[str, str]], width: int
) -> list[tuple[str, str]]:
    """Write the bars of each topic beside each other, and the latest burst in words where it fits.

    Args:
        timeline: What is shown.
        topics: Id and name of each topic, in order.
        width: Terminal cells; the oldest days are left out where there are fewer.

    Returns:
        Texts with the names of their styles: a topic's id, "muted", "alert" for a burst, "bad" for
        a day nobody watched. Nothing, where not even five days fit.
    """
    if not topics or not timeline.days:
        return []
    names = sum(cell_len(name) + 2 for _, name in topics) + 2 * (len(topics) - 1)
    days = min(len(timeline.days), (width - names) // len(topics))
    if days < _FEWEST:
        return []
    top = max(max(timeline.counts(topic)[-days:]) for topic, _ in topics)
    parts: list[tuple[str, str]] = []
    for place, (topic, name) in enumerate(topics):
        parts.append((f"{'   ' if place else ' '}{name} ", "muted"))
        parts.extend(_bars(timeline, topic, days, top))
    said = _burst_in_words(timeline, topics)
    if said and sum(cell_len(text) for text, _ in parts) + cell_len(said) + 3 <= width:
        parts.append((f"   {said}", "muted"))
    return parts


def _bars(timeline: Timeline, topic: str, days: int, top: int) -> Iterable[tuple[str, str]]:
    counts, bursts = timeline.counts(topic), timeline.bursts(topic)
    for place in range(len(counts) - days, len(counts)):
        count = counts[place]
        if not count and not timeline.days[place].watched:
            yield _UNWATCHED, "bad"
        else:
            step = -(-count * (len(_BARS) - 1) // top) if top else 0
            yield _BARS[step], "alert" if place in bursts else topic


def _burst_in_words(timeline: Timeline, topics: Sequence[tuple[str, str]]) -> str:
    """The latest burst: `24 Nov: 14 talent stories`."""
    found = [(place, topic, name) for topic, name in topics for place in timeline.bursts(topic)]
    if not found:
        return ""
    place, topic, name = max(found)
    day = timeline.days[place]
    return f"{day.day.day} {day.day:%b}: {day.stories[topic]} {name} stories"
