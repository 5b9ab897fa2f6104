"""Writing a whole file so that a reader finds the old one or the new one, never a half."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

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
    target = path.resolve()
    if mode is None:
        mode = target.stat().st_mode & 0o777 if target.exists() else PRIVATE
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
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
