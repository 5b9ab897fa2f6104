"""What was folded out of the journal: months of rows on disk, found without being read.

What finds them are numbers (see `store.levels`). Most follow from the months and can be made again.
The user's marks do not, nor what is known of items that were taken out of the archive: these are
written twice, once among all the others ("levels") and once by themselves ("kept"), so that each
can be made of the other.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from store.damage import Damaged
from store.levels import Level, hashed, look_up
from store.order import Run
from store.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from newsroom.needs import Needs
    from store.damage import Damage
    from store.order import Placed
    from store.root import Root
    from store.tables import Row

_OFFSET_BITS = 40
GONE = 2**64 - 1
"""Location of an item that was taken out of the archive: it is known, and not stored."""
READ, STARRED = 1, 2
"""Marks of an item, as a number."""
_REMEMBERED = 512
"""Rows whose location is kept in mind: storing an article asks for the same one five times."""


def location(segment: int, offset: int) -> int:
    """Where a row lies, as one number: its segment's and its line's offset."""
    return segment << _OFFSET_BITS | offset


def follows(value: int) -> bool:
    """Whether a number may follow from the months: marks are small, and what is gone is `GONE`."""
    return value != GONE and value >> _OFFSET_BITS > 0


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

    A damaged record is left out wherever it is come upon, and remembered in `damages`.

    Args:
        folder: The data directory.
        root: What belongs to it.
        made: Files taken in place of those of the same name, see `store.rebuilding`.

    Raises:
        Misfit: A file that can be made again does not fit.
        OSError: Such a file is missing.
        StoreError: Another file is missing or cannot be read.
    """

    def __init__(self, folder: Path, root: Root, made: Mapping[str, bytes] | None = None) -> None:
        made = made or {}
        self.levels = tuple(Level(folder / name, made.get(name)) for name in root.levels)
        self.kept = tuple(Level(folder / name, made.get(name)) for name in root.kept)
        self.segments = {
            number_of(name): Segment(folder / f"{name}.jsonl", made) for name in root.segments
        }
        self.counts = Counter[str]()
        """Rows in the months, by table."""
        for segment in self.segments.values():
            self.counts[segment.table] += len(segment)
        self._damages: dict[tuple[str, int], Damage] = {}
        # Not of a method: that were a cycle, and files are to be let go with who reads them last.
        self._location = lru_cache(_REMEMBERED)(partial(_location_in, self.levels))

    def release(self) -> None:
        """Give back the memory that files were read into; they are read from disk again."""
        for level in (*self.levels, *self.kept):
            level.release()
        for segment in self.segments.values():
            segment.release()

    def place(self, table: str, key: str) -> tuple[Segment, int] | None:
        """The segment and offset of a row; None if it is in no month."""
        stored = self._stored(table, key)
        return None if stored is None else stored[:2]

    def has(self, table: str, key: str) -> bool:
        """Whether a row is in a month."""
        return self._stored(table, key) is not None

    def row(self, table: str, key: str) -> Row | None:
        """The document of a row; None if it is in no month."""
        stored = self._stored(table, key)
        return None if stored is None else stored[2]

    def text(self, item: str) -> str:
        """The body of an item; "" if it has none or is in no month."""
        place = self.place("items", item)
        try:
            return "" if place is None else place[0].text_at(place[1])
        except Damaged as error:
            self._note(error.damage)
            return ""

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
        row = self._at(*place) if (place := self._segment(found)) else None
        # One that was lost may be sent, and stored, again.
        return None if row is None else row[0]

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
                self._run(segment, since, newest_first=newest_first),
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
            Run(segment.place(len(segment) - 1), self._held(segment, needs, since))
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

    def _stored(self, table: str, key: str) -> tuple[Segment, int, Row] | None:
        found = self._location(table, key)
        if found is None or found == GONE:
            return None
        place = self._segment(found)
        row = None if place is None else self._at(*place)
        # Two ids can share a number, if hardly ever.
        return (*place, row[1]) if place is not None and row is not None and row[0] == key else None

    def _segment(self, found: int) -> tuple[Segment, int] | None:
        # What was lost of a month that was written anew since is in none.
        segment = self.segments.get(found >> _OFFSET_BITS)
        return None if segment is None else (segment, found & (1 << _OFFSET_BITS) - 1)

    def _at(self, segment: Segment, offset: int) -> tuple[str, Row] | None:
        try:
            return segment.at(offset)
        except Damaged as error:
            # Where no record begins, it is the number that is damaged.
            if segment.begins(offset):
                self._note(error.damage)
            return None

    def _note(self, damage: Damage) -> None:
        self._damages[damage.file, damage.offset] = damage

    @property
    def damages(self) -> tuple[Damage, ...]:
        """Records that were come upon and could not be read."""
        return tuple(self._damages[place] for place in sorted(self._damages))

    def _held(self, segment: Segment, needs: Needs, since: int | None) -> Iterator[Placed | None]:
        first = 0 if since is None else segment.since(since)
        if first == len(segment):
            return
        try:
            for number in segment.holding(needs):
                if number is None:
                    yield None
                    continue
                if number < first:
                    return
                yield from self._placed_row(segment, number)
        finally:
            segment.release()

    def _run(self, segment: Segment, since: int | None, *, newest_first: bool) -> Iterator[Placed]:
        first = 0 if since is None else segment.since(since)
        numbers = range(first, len(segment))
        try:
            for number in reversed(numbers) if newest_first else numbers:
                yield from self._placed_row(segment, number)
        finally:
            segment.release()

    def _placed_row(self, segment: Segment, number: int) -> Iterator[Placed]:
        """A row with its place; nothing if it is damaged."""
        try:
            key, row = segment.row(number)
        except Damaged as error:
            self._note(error.damage)
        else:
            yield segment.place(number), key, row


def _location_in(levels: Sequence[Level], table: str, key: str) -> int | None:
    return look_up(levels, row_key(table, key))
