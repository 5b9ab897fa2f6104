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
import sys
import zlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from newsroom.errors import StoreError
from store import lines
from store.moments import must_read_time
from store.searching import lines_holding, searched

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
_NONE = 2**64 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Place(NamedTuple):
    """Where a row stands in its list, in microseconds since 1970."""

    seen: int
    """Items: when it was first seen. Stories: when it was last seen."""
    event: int = 0
    """Items: event time. Stories: 0."""


def place_of_item(row: Row) -> Place:
    """Where the item of a document stands in the list; undated, where it was first seen."""
    seen = micros(must_read_time(row["seen"]))
    event = row.get("event")
    return Place(seen, micros(must_read_time(event)) if event else seen)


def place_of_story(row: Row) -> Place:
    """Where the story of a document stands in the list."""
    return Place(micros(must_read_time(row["last"])))


PLACES: Mapping[str, Callable[[Row], Place]] = {"items": place_of_item, "stories": place_of_story}
"""The tables of which months are kept on disk, and what orders each."""


def month_of(table: str, row: Row) -> str:
    """The month a row belongs to, as it stands in names of files: "2026-11"."""
    when = _EPOCH + PLACES[table](row).seen * _MICROSECOND
    return f"{when:%Y-%m}"


def micros(moment: datetime) -> int:
    """A time as microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Sheet:
    """The bytes of a segment's three files."""

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
    body, texts, search = bytearray(), bytearray(), bytearray()
    offsets, bodies = array("Q"), array("Q")
    seen, events = array("q"), array("q")
    for number, (key, row, text) in enumerate(rows):
        search += searched(number, row, text)
        place = PLACES[table](row)
        seen.append(place.seen)
        events.append(place.event)
        offsets.append(len(body))
        bodies.append(len(texts) if text else _NONE)
        body += lines.encode({"id": key, "row": row})
        if text:
            texts += lines.encode({"id": key, "text": text})
    ids = b"".join(sorted(_padded(key) for key, _, _ in rows))
    numbers = (seen, events, offsets, bodies)
    if sys.byteorder == "big":
        for one in numbers:
            one.byteswap()
    head = _HEADER.pack(_MAGIC, len(rows), len(body))
    whole = b"".join((head, *(one.tobytes() for one in numbers), ids))
    index = whole + _CHECKSUM.pack(zlib.crc32(whole))
    return Sheet(bytes(body), bytes(texts), index, bytes(search), tuple(offsets))


class Segment:
    """One month, or a part of one, open for reading.

    Args:
        path: The file of rows; the others lie beside it.

    Raises:
        StoreError: A file is missing or not what it should be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.table = path.name.partition("-")[0]
        """Of which table the rows are."""
        self._rows = _mapped(path)
        self._texts = _mapped(path.with_suffix(".texts"))
        self._search = _mapped(path.with_suffix(".search"))
        index = _mapped(path.with_suffix(".index"))
        count = _count(index, len(self._rows), path)
        view = memoryview(index)
        ends = [_HEADER.size + 8 * count * n for n in range(5)]
        self._seen = view[ends[0] : ends[1]].cast("q")
        self._events = view[ends[1] : ends[2]].cast("q")
        self._offsets = view[ends[2] : ends[3]].cast("Q")
        self._bodies = view[ends[3] : ends[4]].cast("Q")
        self._ids = view[ends[4] : ends[4] + MAX_ID * count]

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
            StoreError: The line is damaged.
        """
        return self.at(self._offsets[number])

    def at(self, offset: int) -> tuple[str, Row]:
        """Id and document of the row whose line begins at an offset.

        Raises:
            StoreError: The line is damaged.
        """
        value = _line(self._rows, offset, self.path)
        return value["id"], value["row"]

    def text_at(self, offset: int) -> str:
        """The body of the row whose line begins at an offset; "" if it has none.

        Raises:
            StoreError: The line is damaged.
        """
        return self.text(bisect_left(self._offsets, offset))

    def text(self, number: int) -> str:
        """The body of a row by its number; "" if it has none.

        Raises:
            StoreError: The line is damaged.
        """
        start = self._bodies[number]
        return "" if start == _NONE else str(_line(self._texts, start, self.path)["text"])

    def holding(self, needs: Needs) -> Iterator[int | None]:
        """Numbers of the rows whose searched lines hold what is needed, the last row first.

        Yields:
            None as well, after each block that was searched.
        """
        return lines_holding(self._search, needs)

    def beginning(self, prefix: str) -> Iterator[str]:
        """The ids that begin so, sorted."""
        start = prefix.encode()
        number = bisect_left(range(len(self)), start, key=self._id)
        while number < len(self) and self._id(number).startswith(start):
            yield self._id(number).decode()
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


def _count(index: mmap.mmap | bytes, size: int, path: Path) -> int:
    if len(index) >= _HEADER.size + _CHECKSUM.size:
        magic, count, rows = _HEADER.unpack_from(index)
        length = _HEADER.size + (4 * 8 + MAX_ID) * count + _CHECKSUM.size
        if (magic, rows, length) == (_MAGIC, size, len(index)):
            return int(count)
    raise StoreError(f"{path.with_suffix('.index')} does not fit {path}.")


def _line(data: mmap.mmap | bytes, offset: int, path: Path) -> dict[str, Any]:
    end = data.find(b"\n", offset)
    value = lines.decode(data[offset : end + 1]) if end >= 0 else None
    if value is None:
        raise StoreError(
            f"A record of {path} at byte {offset} is damaged; `llamawatch doctor` names every one, "
            "and `llamawatch restore` puts a backup back."
        )
    return value
