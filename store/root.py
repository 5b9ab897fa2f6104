r"""`live.jsonl`: the root of an archive that was folded, and all of it that is not in months.

Format, lines as in `store.lines`: the header, a line for every row, the header again (so that a
damaged line, whichever, costs no more than itself; ``root-000017.jsonl`` holds it once more, for a
root that was cut or lost)::

    {"format": "llamawatch", "schema": 2, "kind": "live", "generation": 17,
     "journal": "journal-000017.jsonl",          steps since the fold
     "segments": ["items-2026-11.000017"],       months, see `store.segment`
     "levels": ["levels-000017-0.bin"],          newest first, see `store.levels`
     "kept": ["kept-000017-0.bin"],              the same, of what the months do not say
     "counters": {name: {key: number}}}          what the months add up to
    {"table": "sources", "id": "heise", "row": {...}}

Renaming a new root over the old one is the one step by which a fold becomes true: the journal and
the months it names are there before, and those that it no longer names are removed after.
"""

from __future__ import annotations

import io
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
_HEADERS = 2
"""Times the header stands in the file."""
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
    kept: tuple[str, ...] = ()
    """The same, of those numbers that cannot be made of the months again; see `store.cold`."""
    counters: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Live:
    """A root, read."""

    root: Root = field(default_factory=Root)
    tables: Mapping[str, Rows] = field(default_factory=dict)
    damages: tuple[Damage, ...] = ()


def write_live(root: Root, tables: Mapping[str, Rows]) -> Iterator[bytes]:
    """The file, a line at a time."""
    header = write_root(root)
    yield header
    for table, rows in tables.items():
        for key, row in rows.items():
            yield lines.encode({"table": table, "id": key, "row": row})
    yield header


def write_root(root: Root) -> bytes:
    """The header's line: at both ends of the file, and once more in a file of its own."""
    return lines.encode(
        {
            "format": _FORMAT,
            "schema": SCHEMA,
            "kind": "live",
            "generation": root.generation,
            "journal": root.journal,
            "segments": list(root.segments),
            "levels": list(root.levels),
            "kept": list(root.kept),
            "counters": {name: dict(one) for name, one in root.counters.items()},
        }
    )


def root_name(generation: int) -> str:
    """Name of the file that holds the header alone."""
    return f"root-{generation:06d}.jsonl"


def read_live(folder: Path, name: str = NAME) -> Live:
    """Read the root of an archive; of one that was never folded, an empty one.

    Args:
        folder: The data directory.
        name: Of the root's file.

    Raises:
        StoreTooNew: A newer program wrote it.
        StoreError: It cannot be read, or every copy of its header is damaged.
    """
    path = folder / name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        if not _was_folded(folder):
            return Live()
        data = b""
    except OSError as error:
        raise StoreError(
            f"{path} cannot be read: {error.strerror or error}; make the data directory readable, "
            "or name another with --data."
        ) from error
    headers: list[Mapping[str, Any]] = []
    tables: dict[str, Rows] = {}
    damages: list[Damage] = []
    for piece in lines.read(io.BytesIO(data)):
        value = piece.value
        if value is None:
            reason = "the checksum does not match"
            damages.append(Damage(NAME, piece.offset, len(piece.raw), reason, piece.raw))
        elif value.get("format") == _FORMAT:
            headers.append(value)
        elif "table" in value:
            tables.setdefault(value["table"], {})[value["id"]] = value["row"]
    if len(headers) < _HEADERS and not damages:
        damages.append(Damage(NAME, len(data), 0, "its end is missing, and what stood there"))
    header = headers[0] if headers else _spare(folder)
    if header is None:
        raise StoreError(
            f"{path} is damaged where it says what belongs to the archive; put it back from a "
            "backup with `llamawatch restore`."
        )
    return Live(_read_header(header, path), tables, tuple(damages))


def _was_folded(folder: Path) -> bool:
    """Whether an archive whose root is missing must have had one: its old journal says so."""
    try:
        with (folder / "journal.jsonl").open("rb") as file:
            header = lines.decode(file.readline())
    except OSError:
        return False
    return header is not None and header.get("schema") == SCHEMA


def _spare(folder: Path) -> dict[str, Any] | None:
    """The newest header that stands in a file of its own, and whose journal is there."""
    for path in sorted(folder.glob("root-*.jsonl"), reverse=True):
        header = lines.decode(path.read_bytes())
        if header is not None and (folder / str(header.get("journal"))).exists():
            return header
    return None


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
        kept=tuple(header.get("kept", ())),
        counters=header["counters"],
    )
