"""The lines that are searched of a month's items, and finding some in them.

Format of a file, UTF-8: a line a row, in the order of the list: its number, eight hexadecimal
digits, a space, and the line as `newsroom.needs` makes it; last, alone in its line, "2:" for the
format and the CRC-32 of everything before, eight hexadecimal digits. A file of another format
counts as cut, and is made again.
"""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.needs import WholeWord, line_of

if TYPE_CHECKING:
    import mmap
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newsroom.needs import Needs
    from store.tables import Row

_BLOCK = 128 << 10
"""Bytes searched at a time: so much fits in a processor's cache."""
_HEAD = 9
"""Bytes before a line."""
_SEAL = re.compile(rb"(?:.*\n)?2:[0-9a-f]{8}\n", re.DOTALL)
_SEALED = 11
"""Bytes of the last line."""
_ENTITIES = (("people", "person"), ("orgs", "org"), ("models", "model"), ("concepts", "act"))


def searched(number: int, row: Row, text: str) -> bytes:
    """The line of a row, with its end.

    Args:
        number: Of the row in its file.
        row: The document of an item; of anything else the line is empty.
        text: The body.
    """
    fields = (row.get("title", ""), row.get("summary", ""), text)
    tokens = [f"{kind}:{one}" for name, kind in _ENTITIES for one in row.get(name, ())]
    tokens.extend(f"topic:{topic}" for topic, *_ in row.get("topics", ()))
    if language := row.get("language"):
        tokens.append(f"lang:{language}")
    if row.get("relevant") is True:
        tokens.append("relevant")
    if row.get("story"):
        tokens.append("story")
    line = line_of(fields, tokens) if "title" in row or "url" in row or text else ""
    return b"%08x %b\n" % (number, line.encode("utf-8", "replace"))


def sealed(lines: Iterable[bytes]) -> bytes:
    """The bytes of the file that holds these lines."""
    whole = b"".join(lines)
    return whole + _seal(zlib.crc32(whole))


def holds(path: Path, lines: Iterable[bytes]) -> bool:
    """Whether a file that agrees with its checksum holds these lines.

    Raises:
        OSError: It cannot be read.
    """
    checksum, size = 0, _SEALED
    for line in lines:
        checksum, size = zlib.crc32(line, checksum), size + len(line)
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _SEALED, 0))
        return file.read() == _seal(checksum) and size == path.stat().st_size


def has_end(data: mmap.mmap | bytes) -> bool:
    """Whether a file ends as it should: one that was cut does not."""
    return _SEAL.fullmatch(data[-_SEALED - 1 :]) is not None


def is_whole(path: Path) -> bool:
    """Whether a file is not cut.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _SEALED - 1, 0))
        return has_end(file.read())


def agrees(path: Path) -> bool:
    """Whether a file agrees with the checksum at its end.

    Raises:
        OSError: It cannot be read.
    """
    left, checksum = path.stat().st_size - _SEALED, 0
    with path.open("rb") as file:
        while left > 0 and (part := file.read(min(left, _BLOCK))):
            checksum = zlib.crc32(part, checksum)
            left -= len(part)
        return left == 0 and file.read() == _seal(checksum)


def _seal(checksum: int) -> bytes:
    return b"2:%08x\n" % checksum


def lines_holding(data: mmap.mmap | bytes, needs: Needs) -> Iterator[int | None]:
    """Numbers of the lines that hold what is needed, the last line first; None after each block.

    Args:
        data: A file of lines.
        needs: Of each set one must stand in the line.
    """
    clauses = compiled(needs)
    if not clauses:
        return
    end, whole = len(data), memoryview(data)
    # One for all: memory that is asked for anew takes longer to be had than to be searched.
    block = bytearray()
    while end > 0:
        start = max(end - _BLOCK, 0)
        if start:
            # A line is not cut in two; one that is longer than a block is a block of its own.
            start = data.rfind(b"\n", 0, start) + 1
        _copy(whole[start:end], block)
        yield from _found(block, clauses)
        yield None
        end = start


def _copy(source: memoryview, target: bytearray) -> None:
    """Make bytes the same as others, in the memory they have where it is large enough."""
    missing = len(source) - len(target)
    if missing > 0:
        target.extend(bytes(missing))
    else:
        del target[len(source) :]
    with memoryview(target) as written:
        written[:] = source


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word or token that is looked for."""

    word: bytes
    pattern: re.Pattern[bytes] | None = None
    """What must match where it stands; None: nothing."""

    def places(self, data: bytes | bytearray) -> Iterator[int]:
        """Where it stands, from the beginning on."""
        if self.pattern is not None:
            if self.word in data:
                yield from (found.start() for found in self.pattern.finditer(data))
            return
        place = data.find(self.word)
        while place >= 0:
            yield place
            place = data.find(self.word, place + 1)

    def stands_in(self, line: bytes | bytearray) -> bool:
        """Whether it stands anywhere in a line."""
        if self.pattern is None or self.word not in line:
            return self.word in line
        return self.pattern.search(line) is not None


def compiled(needs: Needs) -> list[tuple[Wanted, ...]]:
    """What is needed, ready to be looked for; the set with the longest words first."""
    clauses = [tuple(map(_wanted, clause)) for clause in needs]
    # The first is looked for; the others are looked up in what that finds.
    clauses.sort(key=lambda clause: -min(len(one.word) for one in clause))
    return clauses


def _wanted(one: str | WholeWord) -> Wanted:
    if isinstance(one, str):
        return Wanted(one.encode("utf-8", "replace"))
    return Wanted(one.text.encode("utf-8", "replace"), re.compile(one.pattern))


def holds_all(line: bytes | bytearray, clauses: Iterable[tuple[Wanted, ...]]) -> bool:
    """Whether one of each set stands in a line."""
    return all(any(one.stands_in(line) for one in clause) for clause in clauses)


def _found(block: bytearray, clauses: list[tuple[Wanted, ...]]) -> Iterator[int]:
    found = {place for word in clauses[0] for place in _starts(block, word)}
    for place in sorted(found, reverse=True):
        end = block.find(b"\n", place)
        line = block[place + _HEAD : end]
        if holds_all(line, clauses[1:]):
            # A damaged number is passed over: the file is made again when that is found.
            with suppress(ValueError):
                yield int(block[place : place + _HEAD - 1], 16)


def _starts(block: bytearray, wanted: Wanted) -> Iterator[int]:
    """Where the lines begin that hold something behind their number."""
    end = -1
    for place in wanted.places(block):
        # A line is found once, however often it holds the word.
        if place > end:
            start, end = block.rfind(b"\n", 0, place) + 1, block.find(b"\n", place)
            if place >= start + _HEAD:
                yield start
            else:
                end = place
