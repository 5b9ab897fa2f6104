"""Writing a whole file so that a reader finds the old one or the new one, never a half."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

PRIVATE = 0o600
"""Mode of every file llamawatch makes for itself."""


def write_atomically(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Replace a file's contents in one step that survives a power cut.

    Args:
        path: the file; its folder must exist. A symbolic link keeps pointing where it does.
        data: the whole new contents.
        mode: permission bits; default: those of the file replaced, or 0600 for a new one.

    Raises:
        OSError: the disk refused; the old file is untouched.
    """
    with replacing(path, mode=mode) as file:
        file.write(data)


@contextmanager
def replacing(path: Path, *, mode: int | None = None) -> Iterator[BinaryIO]:
    """A file to write into that takes the place of another at the end, as `write_atomically` does.

    If anything is raised meanwhile, the old file stays and the new one is taken away.

    Args:
        path: the file; its folder must exist.
        mode: permission bits; default: those of the file replaced, or 0600 for a new one.

    Raises:
        OSError: the disk refused.
    """
    target = path.resolve()
    if mode is None:
        mode = target.stat().st_mode & 0o777 if target.exists() else PRIVATE
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
