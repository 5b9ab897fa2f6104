"""Which stories carried a feature around a day: an inverted index, at some bytes an entry."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, timedelta

    from newsroom.records import Story, Telling


@dataclass(frozen=True, slots=True)
class Lookup:
    """A feature by which stories are looked up."""

    feature: str
    weight: float
    window: timedelta
    """How far from the article's day a story may have carried it; undated stories always count."""


UNDATED = 0
"""The day of stories without event time: every window reaches it."""
_MOST = 128
"""Stories a feature brings at most: what more than these carry says nothing about which."""


def _day(telling: Telling) -> int:
    return telling.at.toordinal() if telling.at else UNDATED


class _Entries:
    """The stories that carried one feature, by day, those of one day by id."""

    __slots__ = ("_days", "_stories")

    def __init__(self, day: int, story: str) -> None:
        # Two columns: a tuple an entry would take five times the memory.
        self._days = array("i", (day,))
        self._stories = [story]

    def add(self, day: int, story: str) -> None:
        """Take one in, unless it is there."""
        low = bisect_left(self._days, day)
        high = bisect_left(self._days, day + 1, low)
        at = bisect_left(self._stories, story, low, high)
        if at == high or self._stories[at] != story:
            self._days.insert(at, day)
            self._stories.insert(at, story)

    def newest(self) -> Iterable[str]:
        """The newest of any day."""
        return self._stories[-_MOST:]

    def near(self, day: int, window: int) -> Iterator[str]:
        """The newest around a day, and of those without one."""
        low = bisect_left(self._days, day - window)
        high = bisect_left(self._days, day + window + 1)
        undated = bisect_left(self._days, UNDATED + 1)
        yield from self._stories[max(low, high - _MOST) : high]
        yield from self._stories[max(0, undated - _MOST) : undated]


class InvertedIndex:
    """Inverted index: which stories carried a feature around a day."""

    def __init__(self) -> None:
        self._lists: dict[str, _Entries | tuple[int, str]] = {}
        """By feature; most are carried by one story alone, for which a tuple is enough."""

    def add(self, before: Story | None, story: Story) -> None:
        """Take in a story as it stands now; `before` is how it stood when last taken in."""
        old = {t.item: t for t in before.tellings} if before else {}
        for telling in story.tellings:
            if old.get(telling.item) == telling:
                continue
            day = _day(telling)
            for feature in telling.features:
                self._put(feature, day, story.id)

    def _put(self, feature: str, day: int, story: str) -> None:
        entries = self._lists.get(feature)
        if entries is None:
            self._lists[feature] = (day, story)
        elif isinstance(entries, _Entries):
            entries.add(day, story)
        elif entries != (day, story):
            self._lists[feature] = entries = _Entries(*entries)
            entries.add(day, story)

    def near(self, lookups: Iterable[Lookup], day: date | None) -> dict[str, float]:
        """Stories that carried one of some features around a day, by what they share.

        Args:
            lookups: Features to look up.
            day: Day of the article; None: undated, the newest stories of any day.

        Returns:
            By id of the story the weights of the features it carried, summed. Of a feature that
            many stories carry only the newest of them count.
        """
        found: dict[str, float] = {}
        for lookup in lookups:
            for story in self._carrying(lookup, day):
                found[story] = found.get(story, 0.0) + lookup.weight
        return found

    def _carrying(self, lookup: Lookup, day: date | None) -> set[str]:
        entries = self._lists.get(lookup.feature)
        if entries is None:
            return set()
        if isinstance(entries, tuple):
            entries = _Entries(*entries)
        if day is None:
            return set(entries.newest())
        return set(entries.near(day.toordinal(), lookup.window.days))
