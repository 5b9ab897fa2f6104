"""Making a data directory ready to be used."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from newsroom.errors import StoreError
from store.disk import PRIVATE_FOLDER
from store.journal import NAME as JOURNAL
from store.lines import encode
from store.root import SCHEMA, read_live, root_name
from store.segment import ENDINGS

if TYPE_CHECKING:
    from pathlib import Path

    from store.disk import Disk

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


def finish(folder: Path, disk: Disk) -> None:
    """Make the second move of a restore that was interrupted between the two.

    Raises:
        StoreError: the disk refused.
    """
    ready = restored_folder(folder)
    if folder.exists() or not ready.is_dir():
        return
    try:
        disk.rename(ready, folder)
        disk.sync_folder(folder.parent)
    except FileNotFoundError:
        # Whoever restores, or another that was started just now, has done it.
        return
    except OSError as error:
        raise StoreError(
            f"{ready} holds what was restored and cannot be renamed to {folder.name}: "
            f"{error.strerror or error}; rename it by hand."
        ) from error


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
