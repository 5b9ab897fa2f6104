"""Putting a backup in the place of a data directory.

Everything is unpacked and verified beside it first (``DATA.restoring-part``, and once it is whole,
``DATA.restoring``); then the present data is moved aside (``DATA.before-restore-TIME``, which is
never deleted) and the other takes its place. Interrupted before the first of these two moves, the
present data stays; after it, the next start, of whatever command, makes the second.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsroom.errors import StoreError
from store.backup import read_backup
from store.disk import Disk
from store.lock import NAME as LOCK
from store.lock import Lock, refuse_file
from store.opening import clear, finish, is_bare, part_folder, restored_folder, take
from store.root import read_live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from store.backup import Manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done."""

    manifest: Manifest
    aside: Path | None
    """Where the data from before lies; None: there was none."""


def restore(
    source: Path, folder: Path, *, program: str, now: datetime, disk: Disk | None = None
) -> Restored:
    """Put a backup in the place of a data directory.

    Args:
        source: The backup.
        folder: The data directory; need not be there.
        program: What others are told holds it meanwhile.
        now: UTC; names the folder that the present data is moved to.
        disk: The calls that change the disk.

    Raises:
        StoreLocked: Another process writes there.
        StoreTooNew: A newer program wrote the backup.
        StoreError: The backup cannot be used, or the disk refused; the present data is in place.
    """
    disk = disk or Disk()
    folder = Path(os.path.realpath(folder))
    refuse_file(folder)
    new = not folder.exists()
    with ExitStack() as stack:
        stack.callback(take(folder, program, now, disk).release)
        try:
            clear(folder)
            # Once all lies ready, whoever opens a directory without an archive makes the last move.
            bare = is_bare(folder)
            manifest, lock = _unpack(source, folder, lambda at: Lock(at, program, now, disk), disk)
            stack.callback(lock.release)
            aside = None if bare else _move_aside(folder, now, disk)
            finish(folder, disk)
        except OSError as error:
            raise StoreError(
                f"{source} cannot be restored to {folder}: {error.strerror or error}; make the "
                "folder around it writable, or free some space there."
            ) from error
        except StoreError:
            if new:
                _leave_nothing(folder)
            raise
    return Restored(manifest, aside)


def _leave_nothing(folder: Path) -> None:
    """Remove a directory that was only made to be locked."""
    with suppress(OSError):
        if is_bare(folder):
            (folder / LOCK).unlink()
            folder.rmdir()


class _Staging:
    """Where the files are unpacked: each survives a power cut when it is closed."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk

    @contextmanager
    def open(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """Begin a file; answers what writes to it."""
        path = self._folder / name
        self._disk.make_folder(path.parent)
        handle = self._disk.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW)

        def write(data: bytes) -> None:
            rest = memoryview(data)
            while rest:
                rest = rest[self._disk.write(handle, rest) :]

        try:
            yield write
            self._disk.sync(handle)
        finally:
            self._disk.close(handle)


def _unpack(
    source: Path, folder: Path, lock_of: Callable[[Path], Lock], disk: Disk
) -> tuple[Manifest, Lock]:
    """Unpack and verify; leaves everything ready to take the folder's place.

    It is locked before it can: until the restore is done nobody writes there.
    """
    part = part_folder(folder)
    disk.make_folder(part)
    lock = lock_of(part)
    try:
        manifest = read_backup(source, _Staging(part, disk))
        read_live(part)
        for inner in (part / "inbox" / "refused", part / "inbox", part):
            if inner.is_dir():
                disk.sync_folder(inner)
        disk.rename(part, restored_folder(folder))
        disk.sync_folder(folder.parent)
    except BaseException:
        lock.release()
        shutil.rmtree(part, ignore_errors=True)
        raise
    return manifest, lock


def _move_aside(folder: Path, now: datetime, disk: Disk) -> Path:
    aside = _free(folder.with_name(f"{folder.name}.before-restore-{now:%Y%m%dT%H%M%SZ}"))
    disk.rename(folder, aside)
    disk.sync_folder(folder.parent)
    return aside


def _free(path: Path) -> Path:
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found
