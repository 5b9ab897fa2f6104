"""Making again what can be made: what finds rows in months, and the numbers that find months.

Rows and bodies are the archive; `.index`, `.search`, `levels-*.bin` and `kept-*.bin` only find
things in it, and `root-*.jsonl` repeats what stands in the root. Each ends with the CRC-32 of
everything before. One that is missing, cut or does not agree with its checksum is made of the rows,
and of the one of "levels" and "kept" that is whole (see `store.cold`); it replaces the damaged one
in one step, so that it may be interrupted and repeated.
"""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from heapq import merge
from typing import TYPE_CHECKING, BinaryIO

from newsroom.errors import StoreError
from store import lines, searching
from store.catalogue import ITEMS
from store.cold import GONE, copies_key, follows, identity_key, location, number_of, row_key
from store.damage import Damage
from store.disk import write_file
from store.levels import Level, Misfit, level_bytes, write_level
from store.root import root_name, write_root
from store.segment import NO_BODY, Index, Numbers, fits, read_index, table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from store.disk import Disk
    from store.root import Root
    from store.tables import Row

_CHECKSUM = 4
"""Bytes of the checksum at the end."""
_AT_ONCE = 1 << 20
"""Bytes read at once."""

_Entries = list[tuple[int, int]]


def unsound(folder: Path, root: Root, *, searched: bool = False) -> tuple[str, ...]:
    """Names of the files that have to be made again.

    Reads each of them once, not the rows: a tenth of what there is.

    Args:
        folder: The data directory.
        root: What belongs to it.
        searched: Reads what is searched through as well, which is as much as the rows; else it is
            only looked at whether it is cut.

    Raises:
        OSError: A file that is there cannot be read.
        StoreError: A file that cannot be made again is missing.
    """
    paths = [folder / f"{name}.jsonl" for name in root.segments]
    spare = root_name(root.generation)
    return (
        *((spare,) if root.generation and not _repeats(folder / spare, root) else ()),
        *(path.with_suffix(".index").name for path in paths if _index(path) is None),
        *(path.with_suffix(".search").name for path in paths if not _searches(path, searched)),
        *(name for name in (*root.levels, *root.kept) if not _finds(folder / name)),
    )


def _repeats(path: Path, root: Root) -> bool:
    """Whether a file holds the root's header once more."""
    try:
        return path.read_bytes() == write_root(root)
    except FileNotFoundError:
        return False


def _index(path: Path) -> Numbers | None:
    """What the index of a month says; None if it has to be made again."""
    index = path.with_suffix(".index")
    try:
        numbers = read_index(index.read_bytes(), path) if _agrees(index) else None
    except (FileNotFoundError, Misfit):
        return None
    return numbers if numbers is not None and numbers.size == path.stat().st_size else None


def _searches(path: Path, through: bool) -> bool:
    search = path.with_suffix(".search")
    try:
        return searching.agrees(search) if through else searching.is_whole(search)
    except FileNotFoundError:
        return False


def _finds(path: Path) -> bool:
    try:
        Level(path)
        return _agrees(path)
    except (FileNotFoundError, Misfit):
        return False


def _agrees(path: Path) -> bool:
    """Whether a file agrees with the checksum at its end."""
    left, checksum = path.stat().st_size - _CHECKSUM, 0
    with path.open("rb") as file:
        while left > 0 and (part := file.read(min(left, _AT_ONCE))):
            checksum = zlib.crc32(part, checksum)
            left -= len(part)
        return left == 0 and file.read() == checksum.to_bytes(_CHECKSUM, "little")


def cut_short(folder: Path, root: Root) -> tuple[Damage, ...]:
    """What is missing at the ends of months, as far as their indexes tell.

    A file that was cut between two lines looks whole; the index knows better, until it is made
    again of what is left.
    """
    found = []
    for name in root.segments:
        path = folder / f"{name}.jsonl"
        index, texts = path.with_suffix(".index"), path.with_suffix(".texts")
        try:
            numbers = read_index(index.read_bytes(), path) if _agrees(index) else None
        except (OSError, Misfit):
            continue
        if numbers is None:
            continue
        size = path.stat().st_size
        if size < numbers.size:
            rows = sum(offset >= size for offset in numbers.offsets)
            why = f"the file is cut here: records missing, {rows} of them whole"
            found.append(Damage(path.name, size, numbers.size - size, why))
        size = texts.stat().st_size
        if bodies := sum(size <= body < NO_BODY for body in numbers.bodies):
            why = f"the file is cut here: bodies missing, {bodies} of them whole"
            found.append(Damage(texts.name, size, 0, why))
    return tuple(found)


def mend(folder: Path, root: Root, disk: Disk, *, searched: bool = False) -> tuple[str, ...]:
    """Replace every file that has to be made again; only for whoever may write.

    Args:
        folder: The data directory.
        root: What belongs to it.
        disk: The calls that change it.
        searched: As in `unsound`.

    Returns:
        Their names.

    Raises:
        StoreError: The disk refused; what was replaced is whole, the rest as it was.
    """
    try:
        names = unsound(folder, root, searched=searched)
        for name, data in made_again(folder, root, names):
            leftover = folder / f".{name}-again"
            write_file(leftover, (data,), disk)
            disk.rename(leftover, folder / name)
        if names:
            disk.sync_folder(folder)
    except OSError as error:
        raise StoreError(
            f"What finds things in {folder} is damaged and cannot be made again: "
            f"{error.strerror or error}; make the data directory writable, or free some space "
            "there, then start again."
        ) from error
    return names


def made_again(folder: Path, root: Root, names: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The files of these names, as they should be.

    Args:
        folder: The data directory.
        root: What belongs to it.
        names: As `unsound` gave them.

    Yields:
        Name and content, in the order in which they are to be replaced.

    Raises:
        OSError: The rows cannot be read.
    """
    if (spare := root_name(root.generation)) in names:
        yield spare, write_root(root)
    for name in root.segments:
        yield from _of_month_again(folder / f"{name}.jsonl", names)
    levels = [name for name in root.levels if name in names]
    kept = [name for name in root.kept if name in names]
    whole = _levels(folder, root.kept, names)
    for place, name in enumerate(levels):
        # Everything stands in the first of them: the others have nothing to add.
        yield name, write_level({}) if place else _numbers(folder, root, whole)
    for place, name in enumerate(kept):
        yield name, write_level({}) if place else _kept(_levels(folder, root.levels, names))


def _of_month_again(path: Path, names: Collection[str]) -> Iterator[tuple[str, bytes]]:
    index, search = path.with_suffix(".index"), path.with_suffix(".search")
    if index.name in names:
        made = index_of(path)
        # Rows that are damaged have no number any more: what is searched is numbered by the index.
        yield search.name, searching.sealed(search_of(path, made.offsets))
        yield index.name, made.write(path.stat().st_size)
    elif search.name in names:
        there = read_index(index.read_bytes(), path)
        yield search.name, searching.sealed(search_of(path, there.offsets))


def _levels(folder: Path, names: Iterable[str], but: Collection[str]) -> list[Level]:
    return [Level(folder / name) for name in names if name not in but]


def index_of(path: Path) -> Index:
    """Read the rows and bodies of a month through; damaged ones are left out.

    Args:
        path: The file of rows.
    """
    bodies = _bodies(path)
    index = Index(table_of(path))
    for offset, key, row in rows_of(path):
        index.add(key, row, offset, bodies.get(key))
    return index


def _bodies(path: Path) -> Mapping[str, int]:
    """Where the body of each row of a month begins that has one."""
    with path.with_suffix(".texts").open("rb") as file:
        return {
            piece.value["id"]: piece.offset for piece in lines.read(file) if piece.value is not None
        }


def search_of(path: Path, offsets: Sequence[int]) -> Iterator[bytes]:
    """What is searched of the rows of a month, a line each; damaged ones are left out.

    Args:
        path: The file of rows.
        offsets: Where the line of each row begins, by its number.
    """
    numbers = {offset: number for number, offset in enumerate(offsets)}
    bodies = _bodies(path)
    with path.with_suffix(".texts").open("rb") as file:
        for offset, key, row in rows_of(path):
            if offset in numbers:
                yield searching.searched(numbers[offset], row, _body(file, bodies.get(key)))


def _body(file: BinaryIO, offset: int | None) -> str:
    if offset is None:
        return ""
    file.seek(offset)
    piece = next(lines.read((file.readline(),)))
    return "" if piece.value is None else str(piece.value["text"])


def rows_of(path: Path) -> Iterator[tuple[int, str, Row]]:
    """Where each whole row of a month begins, its id, and its document."""
    with path.open("rb") as file:
        for piece in lines.read(file):
            if piece.value is not None and fits(piece.value["id"]):
                yield piece.offset, piece.value["id"], piece.value["row"]


def _numbers(folder: Path, root: Root, kept: list[Level]) -> bytes:
    """All numbers: what follows from the rows, and what is kept beside."""
    copies: Counter[str] = Counter()
    strong, weak = [], []
    for name in root.segments:
        places, identities = _of_month(folder / f"{name}.jsonl", number_of(name), copies)
        strong.append(places)
        weak.append(identities)
    strong.append(_packed([(copies_key(key), count) for key, count in copies.items()]))
    # A row that is there is not gone; but a key belongs to the item that had it first, be it gone.
    parts = (*map(_items, strong), *(level.items() for level in kept), *map(_items, weak))
    keys, values = array("Q"), array("Q")
    for key, value in _first_wins(parts):
        keys.append(key)
        values.append(value)
    return level_bytes(keys, values)


_Packed = tuple["array[int]", "array[int]"]


def _of_month(path: Path, number: int, copies: Counter[str]) -> tuple[_Packed, _Packed]:
    places: _Entries = []
    identities: dict[int, int] = {}
    table = table_of(path)
    for offset, key, row in rows_of(path):
        name = row_key(table, key)
        places.append((name, location(number, offset)))
        if table != ITEMS:
            continue
        if row.get("copy_of"):
            copies[row["copy_of"]] += 1
        for identity in row.get("keys", ()):
            identities.setdefault(identity_key(row.get("source", ""), identity), name)
    return _packed(places), _packed(list(identities.items()))


def _packed(entries: _Entries) -> _Packed:
    entries.sort()
    return array("Q", (key for key, _ in entries)), array("Q", (value for _, value in entries))


def _items(packed: _Packed) -> Iterator[tuple[int, int]]:
    return zip(*packed, strict=True)


def _first_wins(parts: Iterable[Iterable[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    """What all parts hold, each of them by key; where they differ, the first."""
    last = -1
    for key, _, value in merge(*(_ranked(part, rank) for rank, part in enumerate(parts))):
        if key != last:
            yield key, value
            last = key


def _ranked(part: Iterable[tuple[int, int]], rank: int) -> Iterator[tuple[int, int, int]]:
    return ((key, rank, value) for key, value in part)


def _kept(levels: list[Level]) -> bytes:
    """What of the numbers does not follow from the months."""

    def everything() -> Iterator[tuple[int, int]]:
        return _first_wins(level.items() for level in levels)

    gone = {key for key, value in everything() if value == GONE}
    return write_level(
        {key: value for key, value in everything() if not follows(value) or value in gone}
    )
