"""Unpacking what a server sends without letting it decide how much memory that takes."""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STEP = 256 * 1024
"""Bytes unpacked in one go; the event loop breathes after each."""

_GZIP_MAGIC = b"\x1f\x8b"
_HEAD = 64
"""Bytes that tell what a body is."""
_DEFLATE = 8
"""The method in a zlib header (RFC 1950), whose first two bytes are a multiple of 31."""
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_AUTO = 47
"""`zlib` window bits that accept gzip and zlib headers."""
_RAW = -15
"""`zlib` window bits for deflate without any header, which some servers call "deflate"."""


class TooLarge(Exception):
    """The body, unpacked, is larger than allowed; never leaves this room."""


class Body:
    """Collects one answer's body: gzip, zlib, raw deflate or plain, told apart by its first bytes.

    Args:
        limit: Most bytes kept, unpacked.
        packed: The server says that the body is compressed.
    """

    def __init__(self, limit: int, *, packed: bool) -> None:
        self.size = 0
        """Bytes so far, unpacked."""
        self.complete = True
        """False when a compressed body ended before its end mark, or was damaged."""
        self._limit = limit
        self._packed = packed
        self._head = b""
        self._unpacker: zlib._Decompress | None = None
        self._started = False
        self._came = 0
        self._between = b""
        """What came behind an end mark and may be the beginning of another member."""
        self._padded = False
        """What follows the end mark is no member."""
        self._parts: list[bytes] = []
        self._digest = hashlib.sha256()

    def feed(self, data: bytes) -> Iterator[None]:
        """Take some bytes from the wire; yields after each `STEP` unpacked, and at least once.

        Raises:
            TooLarge: The limit is reached, by what came or by what it unpacks to.
        """
        self._came += len(data)
        if self._came > self._limit:
            raise TooLarge
        if not self._started:
            self._head += data
            if len(self._head) < _HEAD:
                yield
                return
            data = self._start()
        if self._unpacker is None:
            self._keep(data)
            yield
            return
        if self._unpacker.eof:
            # The unpacker would collect whatever follows its end mark.
            data = self._following(data)
        if data and self.complete:
            yield from self._unpack(data)
        else:
            yield

    def close(self) -> Iterator[None]:
        """Say that the server is done; a body packed twice is unpacked again here.

        Raises:
            TooLarge: The limit is reached.
        """
        if not self._started:
            # Shorter than a head: nothing was looked at yet.
            head = self._start()
            if self._unpacker is None:
                self._keep(head)
            else:
                yield from self._unpack(head)
        if self._unpacker is None:
            return
        self.complete = self.complete and self._unpacker.eof
        if self._parts and self._parts[0].startswith(_GZIP_MAGIC):
            inner = Body(self._limit, packed=False)
            for part in self._parts:
                yield from inner.feed(part)
            for _ in inner.close():
                yield
            self._parts, self._digest, self.size = inner._parts, inner._digest, inner.size
            self.complete = self.complete and inner.complete

    @property
    def data(self) -> bytes:
        """The body, unpacked."""
        return b"".join(self._parts)

    @property
    def digest(self) -> str:
        """SHA-256 of the body, hexadecimal."""
        return self._digest.hexdigest()

    def _start(self) -> bytes:
        self._started = True
        data, self._head = self._head, b""
        if data.startswith(_GZIP_MAGIC):
            self._unpacker = zlib.decompressobj(_AUTO)
        elif self._packed:
            self._unpacker = _deflate(data)
        return data

    def _unpack(self, data: bytes) -> Iterator[None]:
        while data and self._unpacker is not None:
            try:
                part = self._unpacker.decompress(data, STEP)
            except zlib.error:
                self.complete = False
                yield
                return
            self._keep(part)
            yield
            data = self._unpacker.unconsumed_tail
            if self._unpacker.eof:
                data = self._following(self._unpacker.unused_data)

    def _following(self, data: bytes) -> bytes:
        """What is to be unpacked behind an end mark: a gzip member. Anything else is padding."""
        data, self._between = self._between + data, b""
        if not self._padded and data.startswith(_GZIP_MAGIC):
            self._unpacker = zlib.decompressobj(_AUTO)
            return data
        if _GZIP_MAGIC.startswith(data):
            self._between = data
        else:
            self._padded = True
        return b""

    def _keep(self, part: bytes) -> None:
        if not part:
            return
        self.size += len(part)
        if self.size > self._limit:
            raise TooLarge
        self._digest.update(part)
        self._parts.append(part)


def _deflate(head: bytes) -> zlib._Decompress | None:
    if head[:1] and head[0] & 0x0F == _DEFLATE and int.from_bytes(head[:2], "big") % 31 == 0:
        return zlib.decompressobj(_AUTO)
    # The label lies where plain text begins; packed data has control characters within its head.
    return zlib.decompressobj(_RAW) if _CONTROL.search(head) else None
