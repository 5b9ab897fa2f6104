"""One line of the archive's files: a checksum, a space, one JSON object.

``9a3b60d1 {"n":17,...}`` and a newline: eight lower-case hexadecimal digits of the CRC-32 (as in
zlib) of the bytes between the space and the newline, which are JSON in UTF-8. JSON never holds a
raw newline, so a file is read line by line by any tool: ``cut -c10- FILE | jq .``
"""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HEAD = re.compile(rb"[0-9a-f]{8} \{")
_HEAD_LENGTH = 9
"""Eight digits and the space."""
_TRIES = 1000
"""Places tried in one damaged stretch: enough for any real damage, little for a file of garbage."""


class Piece(NamedTuple):
    """A stretch of a damaged region: a line that is whole after all, or bytes that are not."""

    offset: int
    """Bytes from the start of the file."""
    raw: bytes
    value: dict[str, Any] | None
    """None: damaged."""


def encode(value: Mapping[str, Any]) -> bytes:
    """Write one line, newline included.

    Raises:
        TypeError: the value is not JSON (orjson's rules).
    """
    body = orjson.dumps(value)
    return b"%08x %b\n" % (zlib.crc32(body), body)


def decode(line: bytes) -> dict[str, Any] | None:
    """Read one line, newline included; None if it is not whole."""
    view = memoryview(line)[_HEAD_LENGTH:-1]
    if b"%08x " % zlib.crc32(view) != line[:_HEAD_LENGTH] or line[-1:] != b"\n":
        return None
    return _parse(view)


def read(file: Iterable[bytes]) -> Iterator[Piece]:
    """Read a file of lines through, whatever became of it.

    Args:
        file: Its lines as they stand, newlines included: a file opened for reading bytes.

    Yields:
        All of it in order: whole lines, and damaged stretches. A newline that damage put into a
        record does not make two stretches of it.
    """
    start = 0
    broken: Piece | None = None
    for raw in file:
        value = decode(raw)
        whole = (Piece(start, raw, value),)
        for piece in whole if value is not None else salvage(raw, start):
            if piece.value is None and broken and not starts_like_a_line(piece.raw):
                broken = broken._replace(raw=broken.raw + piece.raw)
                continue
            if broken is not None:
                yield broken
            broken = piece if piece.value is None else None
            if broken is None:
                yield piece
        start += len(raw)
    if broken is not None:
        yield broken


def starts_like_a_line(raw: bytes) -> bool:
    """Whether bytes begin as a line does."""
    return _HEAD.match(raw) is not None


def salvage(raw: bytes, offset: int) -> Iterator[Piece]:
    """Find the whole lines in a damaged stretch.

    A flipped newline glues two good lines together; only the newline is lost then. Text that an
    article quotes can never pass for a line: inside JSON its quotes are escaped.

    Args:
        raw: the stretch, with or without a newline at its end.
        offset: where it begins, in bytes from the start of the file.

    Yields:
        All of the stretch in order, cut into whole lines (without newline) and the rest.
    """
    done = 0
    for found, _ in zip(_HEAD.finditer(raw), range(_TRIES), strict=False):
        start = found.start()
        if start < done:
            continue
        end, value = _whole_line_at(raw, start)
        if value is None:
            continue
        if start > done:
            yield Piece(offset + done, raw[done:start], None)
        yield Piece(offset + start, raw[start:end], value)
        done = end + (raw[end : end + 1] == b"\n")
    if done < len(raw):
        yield Piece(offset + done, raw[done:], None)


def _whole_line_at(raw: bytes, start: int) -> tuple[int, dict[str, Any] | None]:
    body = start + _HEAD_LENGTH
    try:
        # As Latin-1 every byte is a character, so the position counts bytes.
        _, length = json.JSONDecoder().raw_decode(raw[body:].decode("latin-1"))
    except (ValueError, RecursionError):
        return start, None
    end = body + length
    if b"%08x " % zlib.crc32(memoryview(raw)[body:end]) != raw[start:body]:
        return start, None
    return end, _parse(memoryview(raw)[body:end])


def _parse(body: memoryview) -> dict[str, Any] | None:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None
