"""Which items left which copy keys, within a month, at some 150 bytes an item.

What came last lies in a dict; every few hundred items it becomes a sheet of sorted columns. Of the
sheets the newest that has a key counts, and the oldest is forgotten when its month is over: what a
program that runs for months remembers must not grow with it, and copies come within days.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsroom.copies import Trace, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REMEMBERED = timedelta(days=30)
"""How long an item is remembered that may have copies, from when it was first seen."""
_LOOSE = 2_000
"""Keys at which those of the dict become a sheet."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNDATED = -(1 << 63)


class _Sheet:
    """Keys that do not change any more, sorted, and the items that left them.

    Args:
        loose: What was known under each key, hashed.
        day: The last on which one of the items was first seen, as an ordinal.
    """

    def __init__(self, loose: Mapping[int, Trace], day: int) -> None:
        self.day = day
        rows = {trace: row for row, trace in enumerate(dict.fromkeys(loose.values()))}
        self._keys = array("q", sorted(loose))
        self._rows = array("H", (rows[loose[key]] for key in self._keys))
        self._items = [trace.item for trace in rows]
        self._outlets = [sys.intern(trace.outlet) for trace in rows]
        self._times = array("q", (_micros(trace.at) for trace in rows))

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, key: int) -> Trace | None:
        """What is known under a key."""
        place = bisect_left(self._keys, key)
        if place == len(self._keys) or self._keys[place] != key:
            return None
        row = self._rows[place]
        return Trace(self._items[row], self._outlets[row], _time(self._times[row]))


class Traces:
    """The items that may have copies, by copy key; those first seen within the last month."""

    def __init__(self) -> None:
        self._loose: dict[int, Trace] = {}
        self._sheets: list[_Sheet] = []
        """The oldest first."""
        self._day = 0

    def __len__(self) -> int:
        """How many keys are held."""
        return len(self._loose) + sum(map(len, self._sheets))

    def get(self, key: str) -> Trace | None:
        """The item known under a copy key."""
        return self._get(hash(key))

    def _get(self, key: int) -> Trace | None:
        found = self._loose.get(key)
        if found is not None:
            return found
        return next((t for s in reversed(self._sheets) if (t := s.get(key)) is not None), None)

    def put(self, trace: Trace, keys: Iterable[str], seen: datetime) -> None:
        """Take an item in under its copy keys.

        Args:
            trace: The item.
            keys: See `newsroom.copies.keys_of`.
            seen: When it was first seen.
        """
        self._day = max(self._day, seen.toordinal())
        for key in map(hash, keys):
            known = self._get(key)
            # A headline that comes again every month is no copy of the first: the latest counts.
            if known is None or not near(known.at, trace.at):
                self._loose[key] = trace
        if len(self._loose) >= _LOOSE:
            self._sheets.append(_Sheet(self._loose, self._day))
            self._loose = {}
        while self._sheets and self._sheets[0].day < self._day - REMEMBERED.days:
            del self._sheets[0]


def _micros(at: datetime | None) -> int:
    return _UNDATED if at is None else (at - _EPOCH) // _MICROSECOND


def _time(micros: int) -> datetime | None:
    return None if micros == _UNDATED else _EPOCH + micros * _MICROSECOND
