"""What was folded out of the journal: months of rows on disk, found without being read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from store.levels import Level, hashed, look_up
from store.order import Run
from store.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsroom.needs import Needs
    from store.order import Placed
    from store.root import Root
    from store.tables import Row

_OFFSET_BITS = 40
GONE = 2**64 - 1
"""Location of an item that was taken out of the archive: it is known, and not stored."""
READ, STARRED = 1, 2
"""Marks of an item, as a number."""


def location(segment: int, offset: int) -> int:
    """Where a row lies, as one number: its segment's and its line's offset."""
    return segment << _OFFSET_BITS | offset


def number_of(name: str) -> int:
    """The number in a segment's name: "items-2026-11.000017" is 17."""
    return int(name.rpartition(".")[2])


def row_key(table: str, key: str) -> int:
    """Under what the location of a row is found."""
    return hashed(table, key)


def identity_key(source: str, key: str) -> int:
    """Under what the `row_key` of the item with an identity key of a source is found."""
    return hashed("key", source, key)


def mark_key(item: str) -> int:
    """Under what the marks of an item are found."""
    return hashed("mark", item)


def copies_key(item: str) -> int:
    """Under what the number of an item's copies is found."""
    return hashed("copies", item)


class Cold:
    """The months of one generation of an archive, open for reading.

    Args:
        folder: The data directory.
        root: What belongs to it.

    Raises:
        StoreError: A file is missing or not what it should be.
    """

    def __init__(self, folder: Path, root: Root) -> None:
        self.levels = tuple(Level(folder / name) for name in root.levels)
        self.segments = {
            number_of(name): Segment(folder / f"{name}.jsonl") for name in root.segments
        }
        self.counts = Counter[str]()
        """Rows in the months, by table."""
        for segment in self.segments.values():
            self.counts[segment.table] += len(segment)

    def place(self, table: str, key: str) -> tuple[Segment, int] | None:
        """The segment and offset of a row; None if it is in no month."""
        found = look_up(self.levels, row_key(table, key)) if self.levels else None
        return self._placed(found, key)

    def has(self, table: str, key: str) -> bool:
        """Whether a row is in a month."""
        return self.place(table, key) is not None

    def row(self, table: str, key: str) -> Row | None:
        """The document of a row; None if it is in no month."""
        place = self.place(table, key)
        return None if place is None else place[0].at(place[1])[1]

    def text(self, item: str) -> str:
        """The body of an item; "" if it has none or is in no month."""
        place = self.place("items", item)
        return "" if place is None else place[0].text_at(place[1])

    def owner(self, source: str, key: str) -> str | None:
        """The item that had an identity key of a source first; None if none had it.

        Of an item that was taken out of the archive only that there was one is known: its id is
        made up, and names nothing.
        """
        if not self.levels:
            return None
        name = look_up(self.levels, identity_key(source, key))
        if name is None:
            return None
        found = look_up(self.levels, name)
        if found is None or found == GONE:
            return f"gone-{name:016x}"
        segment, offset = self._segment(found)
        return segment.at(offset)[0]

    def marks(self, item: str) -> int:
        """The marks of an item as a number; 0: none."""
        return (look_up(self.levels, mark_key(item)) or 0) if self.levels else 0

    def copies(self, item: str) -> int:
        """Near-identical copies of an item."""
        return (look_up(self.levels, copies_key(item)) or 0) if self.levels else 0

    def runs(self, table: str, *, newest_first: bool, since: int | None) -> list[Run]:
        """The rows of every month in the order of the list, the month first that comes first.

        Args:
            table: Which.
            newest_first: Else the oldest first.
            since: Only those seen then or later, in microseconds since 1970.
        """
        return [
            Run(
                segment.place(len(segment) - 1 if newest_first else 0),
                _run(segment, since, newest_first=newest_first),
            )
            for segment in self._of(table, newest_first=newest_first)
        ]

    def holding(self, needs: Needs, since: int | None) -> list[Run]:
        """The items of every month whose searched lines hold what is needed, newest first.

        Args:
            needs: See `newsroom.needs`; not empty.
            since: Only those first seen then or later, in microseconds since 1970.
        """
        return [
            Run(segment.place(len(segment) - 1), _held(segment, needs, since))
            for segment in self._of("items", newest_first=True)
        ]

    def _of(self, table: str, *, newest_first: bool) -> list[Segment]:
        numbers = sorted(self.segments, reverse=newest_first)
        segments = (self.segments[number] for number in numbers)
        return [one for one in segments if one.table == table and len(one)]

    def beginning(self, table: str, prefix: str) -> Iterator[str]:
        """The ids of rows that begin so."""
        for segment in self.segments.values():
            if segment.table == table:
                yield from segment.beginning(prefix)

    def _placed(self, found: int | None, key: str) -> tuple[Segment, int] | None:
        if found is None or found == GONE:
            return None
        segment, offset = self._segment(found)
        # Two ids can share a number, if hardly ever.
        return (segment, offset) if segment.at(offset)[0] == key else None

    def _segment(self, found: int) -> tuple[Segment, int]:
        return self.segments[found >> _OFFSET_BITS], found & (1 << _OFFSET_BITS) - 1


def _held(segment: Segment, needs: Needs, since: int | None) -> Iterator[Placed | None]:
    first = 0 if since is None else segment.since(since)
    if first == len(segment):
        return
    for number in segment.holding(needs):
        if number is None:
            yield None
            continue
        if number < first:
            return
        key, row = segment.row(number)
        yield segment.place(number), key, row


def _run(segment: Segment, since: int | None, *, newest_first: bool) -> Iterator[Placed]:
    first = 0 if since is None else segment.since(since)
    numbers = range(first, len(segment))
    for number in reversed(numbers) if newest_first else numbers:
        key, row = segment.row(number)
        yield segment.place(number), key, row
