"""What was folded out of the journal: months of items on disk, found without being read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.levels import Level, hashed, look_up
from store.segment import Place, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


def item_key(item: str) -> int:
    """Under what the location of an item is found."""
    return hashed("item", item)


def identity_key(source: str, key: str) -> int:
    """Under what the `item_key` of the item with an identity key of a source is found."""
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
        self.count = sum(map(len, self.segments.values()))
        """Items in the months."""

    def place(self, item: str) -> tuple[Segment, int] | None:
        """The segment and offset of an item; None if it is in no month."""
        found = look_up(self.levels, item_key(item)) if self.levels else None
        return self._placed(found, item)

    def has(self, item: str) -> bool:
        """Whether an item is in a month."""
        return self.place(item) is not None

    def item(self, item: str) -> Row | None:
        """The document of an item; None if it is in no month."""
        place = self.place(item)
        return None if place is None else place[0].at(place[1])[1]

    def text(self, item: str) -> str:
        """The body of an item; "" if it has none or is in no month."""
        place = self.place(item)
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

    def runs(
        self, *, newest_first: bool, since: int | None
    ) -> list[Iterator[tuple[Place, str, Row]]]:
        """The items of every month with their places, each month in the order of the list.

        Args:
            newest_first: Else the oldest first.
            since: Only those first seen then or later, in microseconds since 1970.
        """
        segments = sorted(self.segments.items(), reverse=newest_first)
        return [_run(segment, since, newest_first=newest_first) for _, segment in segments]

    def beginning(self, prefix: str) -> Iterator[str]:
        """The ids of items that begin so."""
        for segment in self.segments.values():
            yield from segment.beginning(prefix)

    def _placed(self, found: int | None, item: str) -> tuple[Segment, int] | None:
        if found is None or found == GONE:
            return None
        segment, offset = self._segment(found)
        # Two ids can share a number, if hardly ever.
        return (segment, offset) if segment.at(offset)[0] == item else None

    def _segment(self, found: int) -> tuple[Segment, int]:
        return self.segments[found >> _OFFSET_BITS], found & (1 << _OFFSET_BITS) - 1


def _run(
    segment: Segment, since: int | None, *, newest_first: bool
) -> Iterator[tuple[Place, str, Row]]:
    first = 0 if since is None else segment.since(since)
    numbers = range(first, len(segment))
    for number in reversed(numbers) if newest_first else numbers:
        key, row = segment.row(number)
        yield segment.place(number), key, row
