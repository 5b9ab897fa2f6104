"""What could not be read of the archive's files, kept and named.

Damaged bytes are copied to `set-aside.jsonl` (lines as in `store.lines`: file, offset, length,
reason, raw in base64) before anything is cut, so that nothing is thrown away for good.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.errors import StoreError
from store import lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from store.disk import Disk

SET_ASIDE = "set-aside.jsonl"


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a file that is no whole record."""

    file: str
    """The file's name in the data directory."""
    offset: int
    """Bytes from its start."""
    length: int
    """Bytes."""
    reason: str
    """In words: "the checksum does not match", "half a record at the end"."""
    raw: bytes = b""

    def __str__(self) -> str:
        return f"{self.file}, byte {self.offset}, {self.length} bytes: {self.reason}"


class Damaged(StoreError):
    """A record that was asked for is damaged."""

    def __init__(self, path: Path, offset: int, raw: bytes) -> None:
        super().__init__(
            f"A record of {path} at byte {offset} is damaged; `llamawatch doctor` names every one, "
            "and `llamawatch restore` puts a backup back."
        )
        self.damage = Damage(path.name, offset, len(raw), "the checksum does not match", raw)
        """Which."""


def keep(folder: Path, damages: Sequence[Damage], disk: Disk) -> None:
    """Copy damaged stretches to `set-aside.jsonl`, each once.

    Raises:
        StoreError: the file cannot be written; nothing may be cut then.
    """
    path = folder / SET_ASIDE
    try:
        known = path.read_bytes() if path.exists() else b""
        seen = set(known.splitlines(keepends=True))
        fresh = [line for line in map(_line, damages) if line not in seen]
        if not fresh:
            return
        # A half line that a crash left behind must not swallow the next one.
        gap = b"\n" if known and not known.endswith(b"\n") else b""
        _append(path, gap + b"".join(fresh), disk)
    except OSError as error:
        raise StoreError(
            f"Damaged records cannot be set aside in {path}: {error.strerror or error}; "
            f"free some space or make the directory writable, then start again."
        ) from error


def _line(damage: Damage) -> bytes:
    return lines.encode(
        {
            "file": damage.file,
            "offset": damage.offset,
            "length": damage.length,
            "reason": damage.reason,
            "raw": base64.b64encode(damage.raw).decode("ascii"),
        }
    )


def _append(path: Path, data: bytes, disk: Disk) -> None:
    handle = disk.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[disk.write(handle, rest) :]
        disk.sync(handle)
    finally:
        disk.close(handle)
    disk.sync_folder(path.parent)
