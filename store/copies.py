"""Copies of the archive that are kept without being asked for, in `backups/` of the data directory.

One a week, the latest three; and one before the archive is brought to another format, which stays.
Each is a backup as `llamawatch backup` writes it. None is made of copies.
"""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsroom.errors import StoreError
from store.backup import write_backup
from store.disk import PRIVATE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "backups"
KEPT = 3
"""Weekly copies."""
EVERY = timedelta(days=7)
_WEEKLY = re.compile(r"weekly-(\d{4}-\d\d-\d\d)\.tar\.gz")
_LEFTOVER = re.compile(r"\.(?:weekly|before)-.+\.tar\.gz-\w+")
"""What a copy leaves that was interrupted."""


def free_space(folder: Path) -> int:
    """Bytes that are free on the disk of a folder."""
    return shutil.disk_usage(folder).free


def keep_weekly(
    folder: Path, now: datetime, *, free: Callable[[Path], int] = free_space
) -> Path | None:
    """Make a copy if the last one is a week old; only the latest three are kept.

    Args:
        folder: The data directory.
        now: UTC.
        free: Answers how many bytes are free on the disk of a folder.

    Returns:
        The copy; None if none was due.

    Raises:
        StoreError: It was due and could not be made, or there is too little space for it.
    """
    last = max((made for made, _ in _weekly(folder)), default=None)
    # A clock that was set back must not end the copies.
    if last is not None and abs(now - last) < EVERY:
        return None
    needed, there = _size(folder), free(folder)
    if there < needed:
        raise StoreError(
            f"No weekly copy of {folder} was made: it may need {needed / 1_000_000:.0f} MB and "
            f"{there / 1_000_000:.0f} MB are free; free some space there."
        )
    target = _folder(folder) / f"weekly-{now:%Y-%m-%d}.tar.gz"
    write_backup(folder, target, now=now, force=True)
    for _, old in _weekly(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def keep_before(folder: Path, schema: int, now: datetime | None = None) -> Path:
    """Make a copy before the archive is brought to another format.

    Args:
        folder: The data directory.
        schema: The format it will have.
        now: UTC, for the manifest; default: when the journal was last written.

    Raises:
        StoreError: It could not be made; the archive stays as it is.
    """
    target = _folder(folder) / f"before-schema-{schema}.tar.gz"
    write_backup(folder, target, now=now or _written(folder), force=True)
    return target


def _written(folder: Path) -> datetime:
    return datetime.fromtimestamp((folder / "journal.jsonl").stat().st_mtime, UTC)


def _folder(folder: Path) -> Path:
    backups = folder / NAME
    try:
        backups.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        for path in backups.iterdir():
            if _LEFTOVER.fullmatch(path.name):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"{backups} cannot be used: {error.strerror or error}; make the data directory "
            "writable, or free some space there."
        ) from error
    return backups


def _weekly(folder: Path) -> list[tuple[datetime, Path]]:
    """The weekly copies and when they were made, the newest first."""
    if not (folder / NAME).is_dir():
        return []
    found = ((_WEEKLY.fullmatch(path.name), path) for path in (folder / NAME).iterdir())
    dated = ((_day(name[1]), path) for name, path in found if name)
    return sorted(((day, path) for day, path in dated if day is not None), reverse=True)


def _day(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
