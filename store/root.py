r"""`live.jsonl`: the root of an archive that was folded, and all of it that is not in months.

Format, lines as in `store.lines`: the header, a line for every row, the header again (so that a
damaged line, whichever, costs no more than itself)::

    {"format": "llamawatch", "schema": 2, "kind": "live", "generation": 17,
     "journal": "journal-000017.jsonl",          steps since the fold
     "segments": ["items-2026-11.000017"],       months, see `store.segment`
     "levels": ["levels-000017.bin"],            newest first, see `store.levels`
     "counters": {name: {key: number}}}          what the months add up to
    {"table": "sources", "id": "heise", "row": {...}}

Renaming a new root over the old one is the one step by which a fold becomes true: the journal and
the months it names are there before, and those that it no longer names are removed after.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsroom.errors import StoreError, StoreTooNew
from store import lines
from store.damage import Damage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from store.tables import Rows

NAME = "live.jsonl"
SCHEMA = 2
_FORMAT = "llamawatch"


@dataclass(frozen=True, slots=True)
class Root:
    """What the header says."""

    generation: int = 0
    """Folds so far."""
    journal: str = "journal.jsonl"
    """Name of the file of steps since."""
    segments: tuple[str, ...] = ()
    """Names of the months' files, without their endings."""
    levels: tuple[str, ...] = ()
    """Names of the files of numbers, newest first."""
    counters: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Live:
    """A root, read."""

    root: Root = field(default_factory=Root)
    tables: Mapping[str, Rows] = field(default_factory=dict)
    damages: tuple[Damage, ...] = ()


def write_live(root: Root, tables: Mapping[str, Rows]) -> Iterator[bytes]:
    """The file, a line at a time."""
    header = lines.encode(
        {
            "format": _FORMAT,
            "schema": SCHEMA,
            "kind": "live",
            "generation": root.generation,
            "journal": root.journal,
            "segments": list(root.segments),
            "levels": list(root.levels),
            "counters": {name: dict(one) for name, one in root.counters.items()},
        }
    )
    yield header
    for table, rows in tables.items():
        for key, row in rows.items():
            yield lines.encode({"table": table, "id": key, "row": row})
    yield header


def read_live(folder: Path, name: str = NAME) -> Live:
    """Read the root of an archive; of one that was never folded, an empty one.

    Args:
        folder: The data directory.
        name: Of the root's file.

    Raises:
        StoreTooNew: A newer program wrote it.
        StoreError: It cannot be read, or both its headers are damaged.
    """
    path = folder / name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Live()
    except OSError as error:
        raise StoreError(
            f"{path} cannot be read: {error.strerror or error}; make the data directory readable, "
            "or name another with --data."
        ) from error
    root: Root | None = None
    tables: dict[str, Rows] = {}
    damages: list[Damage] = []
    for piece in _pieces(data):
        value = piece.value
        if value is None:
            reason = "the checksum does not match"
            damages.append(Damage(NAME, piece.offset, len(piece.raw), reason, piece.raw))
        elif value.get("format") == _FORMAT:
            root = root or _read_header(value, path)
        elif "table" in value:
            tables.setdefault(value["table"], {})[value["id"]] = value["row"]
    if root is None:
        raise StoreError(
            f"{path} is damaged where it says what belongs to the archive; put it back from a "
            "backup with `llamawatch restore`."
        )
    return Live(root, tables, tuple(damages))


def _pieces(data: bytes) -> Iterator[lines.Piece]:
    start = 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        raw = data[start:end]
        value = lines.decode(raw)
        if value is not None:
            yield lines.Piece(start, raw, value)
        else:
            yield from lines.salvage(raw, start)
        start = end


def _read_header(header: Mapping[str, Any], path: Path) -> Root:
    schema = header.get("schema")
    if not isinstance(schema, int) or schema > SCHEMA:
        raise StoreTooNew(
            f"The data directory {path.parent} was written by a newer llamawatch (its format is "
            f"{schema}, this program reads up to {SCHEMA}); update llamawatch, or name another "
            "directory with --data."
        )
    return Root(
        generation=header["generation"],
        journal=header["journal"],
        segments=tuple(header["segments"]),
        levels=tuple(header["levels"]),
        counters=header["counters"],
    )
