"""Numbers found by numbers, on disk: a few sorted files, the newer one wins.

A lookup is a binary search in each file, in memory that the operating system owns (mmap): nothing
is read at start, and the process holds none of it. Files are merged as they grow alike, so that
there are few of them and each entry is rewritten seldom (a log-structured merge tree, O'Neil et al.
1996).

Format of a file: 16 bytes of header (``LWLEVEL1`` and the number of entries, 64 bits, little
endian), then all keys, ascending and each once, then their values in the same order, 64 bits each,
little endian; last the CRC-32 of everything before, 32 bits.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from array import array
from bisect import bisect_left
from hashlib import blake2b
from typing import TYPE_CHECKING

from store.columns import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_MAGIC = b"LWLEVEL1"
_HEADER = struct.Struct("<8sQ")
_CHECKSUM = struct.Struct("<I")
_WIDTH = 8
_GROWTH = 4
"""A file is merged with the next larger one unless that is so many times its size."""


class Misfit(ValueError):
    """The file is not what its header says: it has to be made anew."""


def hashed(*parts: str) -> int:
    """64 bits that stand for `parts`; their order and borders count."""
    digest = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class Level:
    """One file, open for looking up.

    Args:
        path: The file.
        data: Taken in place of what lies there.

    Raises:
        Misfit: It is cut short or no such file; its checksum is not looked at, see `verify`.
        OSError: It cannot be read.
    """

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        self.path = path
        self._map = _mapped(path) if data is None else data
        count = _count(self._map, path)
        view = memoryview(self._map)[_HEADER.size : -_CHECKSUM.size]
        self._keys = unpacked(view[: _WIDTH * count], "Q")
        self._values = unpacked(view[_WIDTH * count :], "Q")

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, key: int) -> int | None:
        """The value of a key; None if it is not here."""
        place = bisect_left(self._keys, key)
        if place < len(self._keys) and self._keys[place] == key:
            return self._values[place]
        return None

    def items(self) -> Iterator[tuple[int, int]]:
        """Keys and values, by key."""
        return zip(self._keys, self._values, strict=True)

    def release(self) -> None:
        """Give back the memory it was read into; it is read from disk again."""
        give_back(self._map)

    def verify(self) -> bool:
        """Whether every byte is what was written."""
        (said,) = _CHECKSUM.unpack_from(self._map, len(self._map) - _CHECKSUM.size)
        whole = memoryview(self._map)[: -_CHECKSUM.size]
        return zlib.crc32(whole) == int(said)


def write_level(entries: Mapping[int, int]) -> bytes:
    """The bytes of a file that holds these entries."""
    keys = array("Q", sorted(entries))
    values = array("Q", (entries[key] for key in keys))
    return level_bytes(keys, values)


def merged(newer: Level, older: Level) -> bytes:
    """The bytes of a file that holds what both hold; where they differ, what the newer one says."""
    keys, values = array("Q"), array("Q")
    new, old = newer.items(), older.items()
    one, two = next(new, None), next(old, None)
    while one is not None or two is not None:
        if two is None or (one is not None and one[0] <= two[0]):
            assert one is not None  # noqa: S101 - one of the two is left
            if two is not None and one[0] == two[0]:
                two = next(old, None)
            keys.append(one[0])
            values.append(one[1])
            one = next(new, None)
        else:
            keys.append(two[0])
            values.append(two[1])
            two = next(old, None)
    return level_bytes(keys, values)


def to_merge(sizes: Sequence[int]) -> int:
    """How many of the files, newest first, are to be merged into one.

    Args:
        sizes: Entries of each file, newest first.

    Returns:
        0 or 1: none.
    """
    total, count = 0, 0
    for size in sizes:
        if count and size > total * _GROWTH:
            break
        total += size
        count += 1
    return count


def look_up(levels: Iterable[Level], key: int) -> int | None:
    """The value of a key in the newest file that has it; None if none has."""
    for level in levels:
        value = level.get(key)
        if value is not None:
            return value
    return None


def level_bytes(keys: array[int], values: array[int]) -> bytes:
    """The bytes of a file that holds these keys, ascending and each once, and their values."""
    body = b"".join((_HEADER.pack(_MAGIC, len(keys)), packed(keys), packed(values)))
    return body + _CHECKSUM.pack(zlib.crc32(body))


def give_back(data: mmap.mmap | bytes) -> None:
    """Give back the memory that a file is mapped into, where the system can do that."""
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        try:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise Misfit(f"{path} is empty") from error


def _count(data: mmap.mmap | bytes, path: Path) -> int:
    if len(data) < _HEADER.size + _CHECKSUM.size:
        raise Misfit(f"{path} is too short")
    magic, count = _HEADER.unpack_from(data)
    if magic != _MAGIC or len(data) != _HEADER.size + 2 * _WIDTH * count + _CHECKSUM.size:
        raise Misfit(f"{path} is not what its header says")
    return int(count)
