"""The calls by which the archive changes anything on disk, in one place.

A test hands in a disk that refuses, writes short, or stops the process at the n-th call; what the
archive promises is checked against each of them. Reading changes nothing and goes straight to `os`.
"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)
"""macOS: a plain fsync there leaves the bytes in the drive's own cache."""


class Disk:
    """The operating system's own calls. All of them raise OSError."""

    def make_folder(self, folder: Path) -> None:
        """Make a folder (and those above it) that only its owner may enter."""
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)

    def open(self, path: Path, flags: int) -> int:
        """Open a file; one that is made is readable by its owner alone."""
        return os.open(path, flags | os.O_CLOEXEC, PRIVATE_FILE)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        """Write once; returns how many bytes were taken, which may be fewer."""
        return os.write(handle, data)

    def sync(self, handle: int) -> None:
        """Return when the file's bytes would survive a power cut."""
        if _FULL_SYNC is not None:
            fcntl.fcntl(handle, _FULL_SYNC)
        else:
            os.fdatasync(handle)

    def truncate(self, handle: int, size: int) -> None:
        """Cut a file to a size in bytes."""
        os.ftruncate(handle, size)

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder would survive a power cut."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def rename(self, path: Path, target: Path) -> None:
        """Give a file another name in its folder; one of that name is replaced, whole."""
        path.replace(target)

    def unlink(self, path: Path) -> None:
        """Remove a file; one that is gone already is no error."""
        path.unlink(missing_ok=True)

    def close(self, handle: int) -> None:
        """Give a file back."""
        os.close(handle)


def write_file(path: Path, parts: Iterable[bytes], disk: Disk) -> None:
    """Write a file that survives a power cut, but for its name: the folder is synced later."""
    handle = disk.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    try:
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[disk.write(handle, rest) :]
        disk.sync(handle)
    finally:
        disk.close(handle)
