"""A month of rows that no longer change, read from disk one at a time.

Three files with one name: ``items-2026-11.000017.jsonl`` (or ``stories-``) holds the rows, a line
each as in `store.lines` (``{"id", "row"}``), oldest first in the order of the list; ``.texts``
their bodies (``{"id", "text"}``) in the same order; ``.search`` what is searched of them (see
`store.searching`); ``.index`` where they lie. The first two are the archive, the others can be made
of them again.

Format of an index: 24 bytes of header (``LWINDEX1``, number of rows, number of bytes of the rows'
file; 64 bits each, little endian), then one after the other, in the order of the list: the place of
each in it (two numbers, signed, see `Place`), where its line begins, where
its body's line begins (2**64 - 1: it has none); then the ids, sorted, 24 bytes each, padded with
zeros; last the CRC-32 of everything before, 32 bits.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from newsroom.errors import StoreError
from store import lines
from store.columns import packed, unpacked
from store.damage import Damaged
from store.levels import Misfit, give_back, hashed
from store.moments import must_read_time
from store.searching import has_end, lines_holding, sealed, searched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from newsroom.needs import Needs
    from store.tables import Row

MAX_ID = 24
"""Bytes of the longest id that a segment can hold."""
ENDINGS = (".jsonl", ".texts", ".index", ".search")
"""Of the files of one segment."""
_MAGIC = b"LWINDEX1"
_HEADER = struct.Struct("<8sQQ")
_CHECKSUM = struct.Struct("<I")
NO_BODY = 2**64 - 1
"""Where the body of a row begins that has none."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Place(NamedTuple):
    """Where a row stands in its list, in microseconds since 1970."""

    seen: int
    """Items: when it was first seen. Stories: when it was last seen."""
    event: int = 0
    """Items: event time. Stories: `story_rank`."""


def place_of_item(row: Row) -> Place:
    """Where the item of a document stands in the list; undated, where it was first seen."""
    seen = micros(must_read_time(row["seen"]))
    event = row.get("event")
    return Place(seen, micros(must_read_time(event)) if event else seen)


def place_of_story(row: Row) -> Place:
    """Where the story of a document stands in the list."""
    return Place(micros(must_read_time(row["last"])), story_rank(row.get("items", ())))


def story_rank(items: Sequence[str]) -> int:
    """What orders stories of one time: any number, as long as it stays whatever is folded when."""
    return hashed("story", *items[:1]) >> 1


PLACES: Mapping[str, Callable[[Row], Place]] = {"items": place_of_item, "stories": place_of_story}
"""The tables of which months are kept on disk, and what orders each."""


def month_of(table: str, row: Row) -> str:
    """The month a row belongs to, as it stands in names of files: "2026-11"."""
    when = _EPOCH + PLACES[table](row).seen * _MICROSECOND
    return f"{when:%Y-%m}"


def table_of(path: Path) -> str:
    """Of which table the rows of a file are."""
    return path.name.partition("-")[0]


def micros(moment: datetime) -> int:
    """A time as microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Sheet:
    """The bytes of a segment's files."""

    rows: bytes
    texts: bytes
    index: bytes
    search: bytes
    offsets: tuple[int, ...]
    """Where the line of each row begins, in the order they were given."""


def write_sheet(table: str, rows: Sequence[tuple[str, Row, str]]) -> Sheet:
    """Lay out a segment.

    Args:
        table: A key of `PLACES`.
        rows: id, document and body ("" for none), in the order of the list, oldest first.
    """
    body, texts, search = bytearray(), bytearray(), list[bytes]()
    index = Index(table)
    for number, (key, row, text) in enumerate(rows):
        search.append(searched(number, row, text))
        index.add(key, row, len(body), len(texts) if text else None)
        body += lines.encode({"id": key, "row": row})
        if text:
            texts += lines.encode({"id": key, "text": text})
    return Sheet(
        bytes(body), bytes(texts), index.write(len(body)), sealed(search), tuple(index.offsets)
    )


class Index:
    """An index in the making.

    Args:
        table: A key of `PLACES`.
    """

    def __init__(self, table: str) -> None:
        self._place_of = PLACES[table]
        self.offsets = array("Q")
        """Where the line of each row begins."""
        self._seen, self._events, self._bodies = array("q"), array("q"), array("Q")
        self._ids: list[bytes] = []

    def add(self, key: str, row: Row, offset: int, body: int | None) -> None:
        """Take in the next row, in the order of the list.

        Args:
            key: Its id.
            row: Its document.
            offset: Where its line begins.
            body: Where its body's line begins; None: it has none.
        """
        place = self._place_of(row)
        self._seen.append(place.seen)
        self._events.append(place.event)
        self.offsets.append(offset)
        self._bodies.append(NO_BODY if body is None else body)
        self._ids.append(_padded(key))

    def write(self, size: int) -> bytes:
        """The bytes of the file, for a file of rows of so many bytes."""
        head = _HEADER.pack(_MAGIC, len(self._ids), size)
        numbers = (self._seen, self._events, self.offsets, self._bodies)
        whole = b"".join((head, *map(packed, numbers), *sorted(self._ids)))
        return whole + _CHECKSUM.pack(zlib.crc32(whole))


class Segment:
    """One month, or a part of one, open for reading.

    Args:
        path: The file of rows; the others lie beside it.
        made: Files taken in place of those of the same name, see `store.rebuilding`.

    Raises:
        Misfit: The index or what is searched is missing or does not fit.
        StoreError: Another file is missing or cannot be read.
    """

    def __init__(self, path: Path, made: Mapping[str, bytes] | None = None) -> None:
        self.path = path
        self.table = table_of(path)
        """Of which table the rows are."""
        self._rows = _mapped(path)
        self._texts = _mapped(path.with_suffix(".texts"))
        self._search = _finder(path.with_suffix(".search"), made)
        if not has_end(self._search):
            raise Misfit(f"{path.with_suffix('.search')} is cut")
        self._index = _finder(path.with_suffix(".index"), made)
        numbers = read_index(self._index, path)
        if numbers.size != len(self._rows):
            raise Misfit(f"{path.with_suffix('.index')} does not fit {path}")
        _, self._seen, self._events, self._offsets, self._bodies, self._ids = numbers

    def __len__(self) -> int:
        return len(self._seen)

    def place(self, number: int) -> Place:
        """Where a row stands in the list, by its number in the segment."""
        return Place(self._seen[number], self._events[number])

    def since(self, moment: int) -> int:
        """Number of the first row that was seen at a time (microseconds since 1970) or later."""
        return bisect_left(self._seen, moment)

    def row(self, number: int) -> tuple[str, Row]:
        """Id and document of a row by its number.

        Raises:
            Damaged: The line is.
        """
        return self.at(self._offsets[number])

    def at(self, offset: int) -> tuple[str, Row]:
        """Id and document of the row whose line begins at an offset.

        Raises:
            Damaged: The line is.
        """
        value = _line(self._rows, offset, self.path)
        return value["id"], value["row"]

    def begins(self, offset: int) -> bool:
        """Whether a row's line begins at an offset."""
        number = bisect_left(self._offsets, offset)
        return number < len(self) and self._offsets[number] == offset

    def text_at(self, offset: int) -> str:
        """The body of the row whose line begins at an offset; "" if it has none.

        Raises:
            Damaged: The line is.
        """
        return self.text(bisect_left(self._offsets, offset))

    def text(self, number: int) -> str:
        """The body of a row by its number; "" if it has none.

        Raises:
            Damaged: The line is.
        """
        start = self._bodies[number]
        if start == NO_BODY:
            return ""
        return str(_line(self._texts, start, self.path.with_suffix(".texts"))["text"])

    def holding(self, needs: Needs) -> Iterator[int | None]:
        """Numbers of the rows whose searched lines hold what is needed, the last row first.

        Yields:
            None as well, after each block that was searched.
        """
        # A damaged number may be any.
        return (
            number
            for number in lines_holding(self._search, needs)
            if number is None or number < len(self)
        )

    def release(self) -> None:
        """Give back the memory it was read into; it is read from disk again."""
        for data in (self._rows, self._texts, self._search, self._index):
            give_back(data)

    def beginning(self, prefix: str) -> Iterator[str]:
        """The ids that begin so, sorted."""
        start = prefix.encode()
        number = bisect_left(range(len(self)), start, key=self._id)
        while number < len(self) and self._id(number).startswith(start):
            yield self._id(number).decode("utf-8", "replace")
            number += 1

    def _id(self, number: int) -> bytes:
        return bytes(self._ids[MAX_ID * number : MAX_ID * (number + 1)]).rstrip(b"\0")


def fits(key: str) -> bool:
    """Whether an id can stand in a segment."""
    return len(key.encode()) <= MAX_ID and "\0" not in key


def _padded(key: str) -> bytes:
    return key.encode().ljust(MAX_ID, b"\0")


def _mapped(path: Path) -> mmap.mmap | bytes:
    try:
        with path.open("rb") as file:
            # What is empty cannot be mapped.
            size = file.seek(0, 2)
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
    except OSError as error:
        raise StoreError(
            f"{path} cannot be read: {error.strerror or error}; put it back from a backup with "
            "`llamawatch restore`."
        ) from error


def _finder(path: Path, made: Mapping[str, bytes] | None) -> mmap.mmap | bytes:
    """A file that can be made again, or what is to be taken in its place."""
    data = (made or {}).get(path.name)
    if data is not None:
        return data
    if not path.exists():
        raise Misfit(f"{path} is missing")
    return _mapped(path)


class Numbers(NamedTuple):
    """What an index says, each in the order of the list."""

    size: int
    """Bytes of the file of rows."""
    seen: Sequence[int]
    events: Sequence[int]
    offsets: Sequence[int]
    bodies: Sequence[int]
    ids: memoryview
    """Sorted."""


def read_index(index: mmap.mmap | bytes, path: Path) -> Numbers:
    """Read an index.

    Args:
        index: Its bytes.
        path: The file of rows.

    Raises:
        Misfit: It is none, or cut; its checksum is not looked at.
    """
    if len(index) >= _HEADER.size + _CHECKSUM.size:
        magic, count, size = _HEADER.unpack_from(index)
        if magic == _MAGIC and len(index) == _HEADER.size + (32 + MAX_ID) * count + _CHECKSUM.size:
            view = memoryview(index)
            ends = [_HEADER.size + 8 * count * n for n in range(5)]
            parts = [view[start:end] for start, end in pairwise(ends)]
            return Numbers(
                size,
                seen=unpacked(parts[0], "q"),
                events=unpacked(parts[1], "q"),
                offsets=unpacked(parts[2], "Q"),
                bodies=unpacked(parts[3], "Q"),
                ids=view[ends[4] : -_CHECKSUM.size],
            )
    raise Misfit(f"{path.with_suffix('.index')} is no index, or cut")


def _line(data: mmap.mmap | bytes, offset: int, path: Path) -> dict[str, Any]:
    end = data.find(b"\n", offset)
    raw = data[offset : end + 1 if end >= 0 else len(data)]
    value = lines.decode(raw)
    if value is None:
        # A damaged newline glues two lines together, or the last one lacks it: both are whole.
        first = next(lines.salvage(raw, offset), None)
        value = first.value if first is not None else None
    if value is None:
        raise Damaged(path, offset, raw)
    return value
