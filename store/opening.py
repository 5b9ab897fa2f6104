"""Making a data directory ready to be used."""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from newsroom.errors import StoreError
from store.disk import PRIVATE_FILE, PRIVATE_FOLDER
from store.journal import NAME as JOURNAL
from store.lines import encode
from store.lock import NAME as LOCK
from store.lock import Lock
from store.places import LOG
from store.root import NAME as ROOT
from store.root import SCHEMA, read_live, root_name
from store.segment import ENDINGS

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from store.disk import Disk

_TRIES = 5

OF_A_FOLD = re.compile(
    r"live\.jsonl-\d{6}|(?:root|journal)-\d{6}\.jsonl|(?:levels|kept)-\d{6}-\d+\.bin"
    r"|(?:items|stories)-\d{4}-\d\d\.\d{6}\.(?:jsonl|texts|index|search)"
)
"""Names of the files that a fold makes."""
_LEFTOVER = re.compile(r"\.[a-z0-9.-]+\.(?:jsonl|index|search|bin)-\w+")
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


def settle(folder: Path, disk: Disk) -> None:
    """Make the names that are there survive a power cut.

    A writer that was killed may have renamed a new root and not come to that; what is removed and
    written next relies on it.

    Raises:
        StoreError: the disk refused.
    """
    try:
        disk.sync_folder(folder)
    except OSError as error:
        raise StoreError(
            f"The data directory {folder} cannot be used: {error.strerror or error}; "
            f"make it writable, or name another with --data."
        ) from error


def sweep(folder: Path, disk: Disk) -> None:
    """Remove what no root names: left by an interrupted rewrite, or by the generation before.

    Only for whoever holds the lock.

    Raises:
        StoreError: the directory cannot be written, or the root not be read.
    """
    root = read_live(folder).root
    named = {root.journal, root_name(root.generation), *root.levels, *root.kept}
    named |= {f"{name}{ending}" for name in root.segments for ending in ENDINGS}
    try:
        for path in folder.iterdir():
            of_a_fold = OF_A_FOLD.fullmatch(path.name) and path.name not in named
            if of_a_fold or _LEFTOVER.fullmatch(path.name):
                disk.unlink(path)
        if root.generation and (folder / JOURNAL).exists():
            _refuse_older_programs(folder, disk)
    except OSError as error:
        raise StoreError(
            f"The data directory {folder} cannot be tidied: {error.strerror or error}; "
            f"make it writable, or name another with --data."
        ) from error


def _refuse_older_programs(folder: Path, disk: Disk) -> None:
    """Leave a journal that only says that it is newer than a program can read that looks for one.

    Without it such a program would find nothing there, and begin an archive of its own.
    """
    path = folder / JOURNAL
    notice = encode({"format": "llamawatch", "schema": SCHEMA, "kind": "journal"})
    if path.read_bytes() == notice:
        return
    leftover = path.with_name(f".{JOURNAL}-notice")
    handle = disk.open(leftover, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    try:
        disk.write(handle, notice)
        disk.sync(handle)
    finally:
        disk.close(handle)
    disk.rename(leftover, path)
    disk.sync_folder(folder)


def take(folder: Path, program: str, now: datetime | None, disk: Disk) -> Lock:
    """Make a data directory ready and take its lock.

    Args:
        folder: The directory; it is made if it is not there.
        program: What others are told holds it.
        now: UTC.
        disk: The calls that change it.

    Raises:
        StoreLocked: Another process writes here.
        StoreError: It cannot be used.
    """
    for _ in range(_TRIES):
        finish(folder, disk)
        make_ready(folder, disk)
        lock = Lock(folder, program, now, disk)
        # Somebody may be restoring, and have moved the directory away that this lock lies in.
        if not (_is_ready(folder) and not holds_archive(folder)) and lock.holds(folder):
            return lock
        lock.release()
    raise StoreError(f"{folder} is being restored; try again.")


def holds_archive(folder: Path) -> bool:
    """Whether there is an archive in a directory."""
    return any((folder / name).exists() for name in (JOURNAL, ROOT))


def is_bare(folder: Path) -> bool:
    """Whether a directory holds only what a program makes before it looks for an archive."""
    return {path.name for path in folder.iterdir()} <= {LOCK, LOG}


def finish(folder: Path, disk: Disk) -> None:
    """Make the second move of a restore that was interrupted between the two, or is there now.

    Raises:
        StoreError: the disk refused.
    """
    ready = restored_folder(folder)
    while _is_ready(folder) and not holds_archive(folder):
        try:
            disk.rename(ready, folder)
            disk.sync_folder(folder.parent)
        except FileNotFoundError:
            # Whoever restores, or another that was started just now, has done it.
            return
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST) or not _make_way(folder):
                raise StoreError(
                    f"{ready} holds what was restored and cannot be renamed to {folder.name}: "
                    f"{error.strerror or error}; rename it by hand."
                ) from error


def _is_ready(folder: Path) -> bool:
    return restored_folder(folder).is_dir()


def _make_way(folder: Path) -> bool:
    """Empty a directory that was made where an archive is to be put; False: it holds more."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return True
    # By the handle: what is restored may take this place at any moment.
    try:
        names = set(os.listdir(handle))  # noqa: PTH208 - a handle, no path
        if names & {JOURNAL, ROOT}:
            return True
        if not names <= {LOCK, LOG}:
            return False
        for name in names:
            with suppress(FileNotFoundError):
                if name == LOG:
                    _append_log(handle, restored_folder(folder))
                os.unlink(name, dir_fd=handle)
    finally:
        os.close(handle)
    return True


def _append_log(handle: int, ready: Path) -> None:
    """Put the log of a directory behind that of what is restored."""
    with os.fdopen(os.open(LOG, os.O_RDONLY, dir_fd=handle), "rb") as file:
        said = file.read()
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    with os.fdopen(os.open(ready / LOG, flags, PRIVATE_FILE), "wb") as file:
        file.write(said)


def clear(folder: Path) -> None:
    """Remove what a restore left that was interrupted before its first move.

    Only for whoever holds the lock of the present data: no other restore is at work then.

    Raises:
        StoreError: the disk refused.
    """
    for leftover in (restored_folder(folder), part_folder(folder)):
        if leftover.is_dir():
            import shutil

            try:
                shutil.rmtree(leftover)
            except OSError as error:
                raise StoreError(
                    f"{leftover} is left of a restore that was interrupted and cannot be removed: "
                    f"{error.strerror or error}; remove it by hand."
                ) from error


def restored_folder(folder: Path) -> Path:
    """Where what is restored lies, whole, before it takes the folder's place."""
    return folder.with_name(f"{folder.name}.restoring")


def part_folder(folder: Path) -> Path:
    """Where what is restored is unpacked."""
    return folder.with_name(f"{folder.name}.restoring-part")
