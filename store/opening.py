"""Making a data directory ready to be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsroom.errors import StoreError
from store.disk import PRIVATE_FOLDER
from store.journal import NAME as JOURNAL

if TYPE_CHECKING:
    from pathlib import Path

    from store.disk import Disk

_LEFTOVER = re.compile(r"\.[a-z0-9-]+\.jsonl-\w+")
"""What an interrupted rewrite of one of the archive's files leaves behind."""


def make_ready(folder: Path, disk: Disk) -> None:
    """Make the directory if it is not there, close it to others if it is ours.

    A directory that already held other things keeps its permissions: it is not only ours.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        disk.make_folder(folder)
        names = {path.name for path in folder.iterdir()}
        if (JOURNAL in names or not names) and folder.stat().st_mode & 0o077:
            folder.chmod(PRIVATE_FOLDER)
    except OSError as error:
        raise StoreError(
            f"The data directory {folder} cannot be used: {error.strerror or error}; "
            f"make it writable, or name another with --data."
        ) from error


def sweep(folder: Path, disk: Disk) -> None:
    """Remove what an interrupted rewrite left behind; only for whoever holds the lock.

    Raises:
        StoreError: the directory cannot be written.
    """
    try:
        for path in folder.iterdir():
            if _LEFTOVER.fullmatch(path.name):
                disk.unlink(path)
    except OSError as error:
        raise StoreError(
            f"The data directory {folder} cannot be tidied: {error.strerror or error}; "
            f"make it writable, or name another with --data."
        ) from error
