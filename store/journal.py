r"""The one file that every change of the archive goes through.

Format of `journal.jsonl` (schema 1), lines as in `store.lines`:

* The first line is the header ``{"format": "llamawatch", "schema": 1, "kind": "journal"}``. `kind`
  says what a file of this line format holds; a file folded out of the journal differs only there.
* Every other line is one step, whole or not there at all::

      {"n": 17,                                 number of the step, rising by 1
       "drop": [table],                         tables removed, before all else
       "del": {table: [id]},                    documents removed
       "put": {table: {id: document}},          documents written, whole
       "text": {item id: text}}                 bodies: read back from here, never kept in memory

  Absent parts are empty. Unknown parts are ignored.

A step is appended with one write and one fdatasync; it is acknowledged when both have returned. If
either fails the file is cut back to where it was, and nothing of the step is kept. A step that a
power cut may take back is acknowledged when it is written; the next fdatasync, after `LOOSE` of
them at most, holds for it too. At open a half
line at the end is cut off (a reader stops before it, since a writer may be at it); a damaged line
elsewhere is set aside alone and the rest goes on. A flipped newline costs no record.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from newsroom.errors import StoreError, StoreTooNew
from store import lines
from store.damage import Damage, keep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from store.disk import Disk

NAME = "journal.jsonl"
SCHEMA = 1
"""Version of the format; a higher one is refused."""
LOOSE = 64
"""Steps at most that a power cut may take back."""
_FORMAT = "llamawatch"
_HEADER = {"format": _FORMAT, "schema": SCHEMA, "kind": "journal"}
_READ_SIZE = 1 << 20
"""Bytes read at once while replaying."""
_LINE_SIZE = 1 << 16
"""Bytes read at once while fetching one line back."""
_PROOF_SIZE = 64
"""Bytes of the last line's beginning by which a reader knows that the file is still the same."""

_DAMAGED = "the checksum does not match"
HALF = "half a record at the end"
"""Why what ends without a newline is damaged: a crash, or a writer that is at it."""
_REPEATED = "a step that was there before, or none"


class Step(NamedTuple):
    """One step as it stands in the file."""

    offset: int
    """Bytes from the start of the file."""
    change: dict[str, Any]


class Journal:
    """The file, open for replaying and, for a writer, for appending.

    Args:
        folder: the data directory.
        disk: the calls that change it.
        write: False only reads, and needs nothing to be there.
        name: of the file.
        until: where replaying ends, in bytes; None: at the end of the file.

    Raises:
        StoreError: the file cannot be opened or made.
    """

    def __init__(
        self,
        folder: Path,
        disk: Disk,
        *,
        write: bool,
        name: str = NAME,
        until: int | None = None,
    ) -> None:
        self.path = folder / name
        self.damages: list[Damage] = []
        """What replaying could not read, in the order of the file."""
        self._disk = disk
        self._write = write
        self._until = until
        self._number = 0
        self._end = 0
        self._proof = (0, b"")
        self._dirty = False
        self._unterminated = False
        self._owes_folder = False
        self._loose = 0
        try:
            self._handle = self._open()
        except OSError as error:
            raise self._trouble("opened", error) from error

    def _open(self) -> int | None:
        if self._write:
            return self._disk.open(self.path, os.O_CREAT | os.O_RDWR | os.O_APPEND)
        if not self.path.exists():
            return None
        return self._disk.open(self.path, os.O_RDONLY)

    @property
    def size(self) -> int:
        """Bytes up to the end of the last whole line."""
        return self._end

    def close(self) -> None:
        """Give the file back; closing twice is harmless."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if self._loose:
            # Nobody was promised that these steps survive a power cut.
            with suppress(OSError):
                self._disk.sync(handle)
        self._disk.close(handle)

    def replay(self) -> Iterator[Step]:
        """Read on from where the last replay ended; a writer then repairs the end of the file.

        Yields:
            Every whole step, in order.

        Raises:
            StoreTooNew: the header names a schema this program does not know.
            StoreError: the disk cannot be read, or the end not be repaired.
        """
        if self._handle is None:
            return
        try:
            with open(os.dup(self._handle), "rb", buffering=_READ_SIZE) as file:  # noqa: PTH123 - a handle, no path
                file.seek(self._end)
                for line in file:
                    if self._until is not None and self._end >= self._until:
                        break
                    yield from self._read_line(line)
            if self._write:
                self._repair()
        except OSError as error:
            raise self._trouble("read", error) from error

    def _read_line(self, line: bytes) -> Iterator[Step]:
        value = lines.decode(line)
        if value is not None:
            yield from self._take(lines.Piece(self._end, line, value))
            self._end += len(line)
        elif line.endswith(b"\n"):
            for piece in lines.salvage(line, self._end):
                yield from self._take(piece)
            self._end += len(line)
        elif self._write:
            yield from self._read_tail(line)

    def _read_tail(self, line: bytes) -> Iterator[Step]:
        self._dirty = True
        for piece in lines.salvage(line, self._end):
            yield from self._take(piece, HALF)
            if piece.value is not None:
                self._end = piece.offset + len(piece.raw)
                self._unterminated = True

    def _take(self, piece: lines.Piece, reason: str = _DAMAGED) -> Iterator[Step]:
        value = piece.value
        if value is None:
            self._set_aside(piece, reason)
        elif value.get("format") == _FORMAT:
            self._check_header(value)
        elif isinstance(value.get("n"), int) and value["n"] > self._number:
            self._number = value["n"]
            self._proof = (piece.offset, piece.raw[:_PROOF_SIZE])
            yield Step(piece.offset, value)
        else:
            self._set_aside(piece, _REPEATED)

    def _check_header(self, header: Mapping[str, Any]) -> None:
        schema = header.get("schema")
        if not isinstance(schema, int) or schema > SCHEMA:
            raise StoreTooNew(
                f"The data directory {self.path.parent} was written by a newer llamawatch (its "
                f"format is {schema}, this program reads up to {SCHEMA}); update llamawatch, or "
                f"name another directory with --data."
            )

    def _set_aside(self, piece: lines.Piece, reason: str) -> None:
        last = self.damages[-1] if self.damages else None
        if (
            last is not None
            and last.offset + last.length == piece.offset
            and not lines.starts_like_a_line(piece.raw)
        ):
            # A newline that damage put into a record does not make two records of it.
            raw = last.raw + piece.raw
            self.damages[-1] = Damage(self.path.name, last.offset, len(raw), last.reason, raw)
        else:
            self.damages.append(
                Damage(self.path.name, piece.offset, len(piece.raw), reason, piece.raw)
            )

    def _repair(self) -> None:
        keep(self.path.parent, self.damages, self._disk)
        if self._dirty:
            self._cut_back()
        if self._unterminated:
            self._write_whole(b"\n")
            self._unterminated = False
        if self._end == 0:
            self._write_whole(lines.encode(_HEADER))
            self._disk.sync_folder(self.path.parent)

    def append(self, change: Mapping[str, Any], *, loose: bool = False) -> int:
        """Write one step; when this returns, the step survives a power cut.

        Args:
            change: "put", "del", "drop" and "text" as in the module's description.
            loose: a power cut may take it back, with the loose steps around it; the end of the
                program may not.

        Returns:
            The step's offset.

        Raises:
            StoreError: the disk refused; nothing of the step is kept.
        """
        line = lines.encode({"n": self._number + 1, **change})
        offset = self._end
        try:
            if self._dirty:
                self._cut_back()
            self._write_whole(line, loose=loose and self._loose < LOOSE)
        except OSError as error:
            raise self._trouble("written", error) from error
        self._number += 1
        self._proof = (offset, line[:_PROOF_SIZE])
        return offset

    def sync_folder_first(self) -> bool:
        """Sync the folder now; if the disk refuses, before the next step is acknowledged.

        A journal whose very name would not survive a power cut must acknowledge nothing.

        Returns:
            Whether it was synced now.
        """
        self._owes_folder = True
        with suppress(OSError):
            self._sync_folder()
        return not self._owes_folder

    def _sync_folder(self) -> None:
        if self._owes_folder:
            self._disk.sync_folder(self.path.parent)
            self._owes_folder = False

    def _write_whole(self, data: bytes, *, loose: bool = False) -> None:
        handle = self._writable()
        self._sync_folder()
        # Whatever ends this early, an interrupt included, leaves a tail that is cut off later.
        self._dirty = True
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self._disk.write(handle, rest) :]
            if not loose:
                self._disk.sync(handle)
        except OSError:
            # Should this fail too, the next step tries again before it writes.
            with suppress(OSError):
                self._cut_back()
            raise
        self._loose = self._loose + 1 if loose else 0
        self._end += len(data)
        self._dirty = False

    def _cut_back(self) -> None:
        self._disk.truncate(self._writable(), self._end)
        self._dirty = False

    def fetch(self, offset: int) -> dict[str, Any]:
        """Read one step back.

        Args:
            offset: where a step begins, as `replay` and `append` gave it.

        Raises:
            StoreError: the disk cannot be read, or the line was damaged since.
        """
        try:
            raw = self._read_to_newline(offset)
        except OSError as error:
            raise self._trouble("read", error) from error
        value = lines.decode(raw)
        if value is None:
            first = next(lines.salvage(raw, offset), None)
            value = first.value if first is not None else None
        if value is None:
            raise StoreError(
                f"A record of {self.path} at byte {offset} was damaged while the program ran; "
                f"check the disk, then start again."
            )
        return value

    def _read_to_newline(self, offset: int) -> bytes:
        parts: list[bytes] = []
        while self._handle is not None:
            part = os.pread(self._handle, _LINE_SIZE, offset + sum(map(len, parts)))
            end = part.find(b"\n")
            parts.append(part[: end + 1] if end >= 0 else part)
            if end >= 0 or not part:
                break
        return b"".join(parts)

    def tail(self, offset: int, end: int) -> bytes:
        """The lines from an offset to another; for a writer.

        Others may append meanwhile: what they do is not part of it.

        Args:
            offset: where a line begins.
            end: where one ends, at most `size`.

        Raises:
            StoreError: the disk cannot be read, or the file was closed.
        """
        handle = self._writable()
        parts: list[bytes] = []
        try:
            while offset < end:
                part = os.pread(handle, min(_READ_SIZE, end - offset), offset)
                if not part:
                    break
                parts.append(part)
                offset += len(part)
        except OSError as error:
            raise self._trouble("read", error) from error
        return b"".join(parts)

    def extend(self, raw: bytes) -> None:
        """Append lines of another journal as they are; `replay` then reads them.

        Raises:
            StoreError: the disk refused; nothing of them is kept.
        """
        end = self._end
        try:
            self._write_whole(raw)
        except OSError as error:
            raise self._trouble("written", error) from error
        self._end = end

    def replaced(self) -> bool:
        """Whether what was read is no longer what the file holds: a reader starts anew then."""
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return self._handle is not None
        if self._handle is None:
            return True
        here = os.fstat(self._handle)
        offset, proof = self._proof
        return (
            there.st_ino != here.st_ino
            or there.st_size < self._end
            or os.pread(self._handle, len(proof), offset) != proof
        )

    def _writable(self) -> int:
        if self._handle is None or not self._write:
            raise StoreError(
                f"{self.path} is open for reading only; "
                f"close the llamawatch that writes, then start again."
            )
        return self._handle

    def _trouble(self, done: str, error: OSError) -> StoreError:
        return StoreError(
            f"{self.path} cannot be {done}: {error.strerror or error}; make the data directory "
            f"readable and writable, free some space there, or name another with --data."
        )
