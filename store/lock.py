"""One writer at a time: an advisory lock on the file `lock` of the data directory.

The kernel ends it with the process that holds it, whatever way that ends; the file says who it is.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from newsroom.errors import StoreError, StoreLocked
from store.disk import Disk

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

NAME = "lock"
_PAUSE = 0.01
"""Seconds between two tries to take a lock that nobody living has put their name on."""
_TRIES = 20
_TRIES_IF_KILLED = 300
"""The same if its holder was killed: a fold that it began may be ending a write."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that writes."""

    pid: int
    program: str
    """As it was started, e.g. "llamawatch run"."""
    since: str
    """RFC 3339, UTC; empty when it did not say."""


class Lock:
    """The right to write, held from construction to `release`.

    Args:
        folder: the data directory.
        program: what this process calls itself.
        now: since when, for others to read.
        disk: the calls that change the disk.

    Raises:
        StoreLocked: another process has it; the message names that process.
        StoreError: the file cannot be made.
    """

    def __init__(
        self, folder: Path, program: str, now: datetime | None, disk: Disk | None = None
    ) -> None:
        self._disk = disk or Disk()
        path = folder / NAME
        try:
            self._handle: int | None = self._disk.open(path, os.O_CREAT | os.O_RDWR)
        except OSError as error:
            raise _trouble(path, error) from error
        try:
            self._take(folder, program, now)
        except OSError as error:
            self._disk.close(self._handle)
            raise _trouble(path, error) from error
        except StoreLocked:
            self._disk.close(self._handle)
            raise
        # A child that was forked off must not keep the lock alive after its parent.
        os.register_at_fork(after_in_child=self._drop)

    def _take(self, folder: Path, program: str, now: datetime | None) -> None:
        handle = self._descriptor
        for tries in count(1):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                other = _read(handle)
                killed = other is not None and not _lives(other.pid)
                if tries > (_TRIES_IF_KILLED if killed else _TRIES if other is None else 0):
                    raise StoreLocked(_sentence(folder, other)) from error
            # Somebody only looks who holds it, or a dead writer is just being cleared away.
            time.sleep(_PAUSE)
        since = now.isoformat(timespec="seconds") if now is not None else ""
        note = json.dumps({"pid": os.getpid(), "program": program, "since": since})
        self._disk.truncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        self._disk.write(handle, f"{note}\n".encode())

    def holds(self, folder: Path) -> bool:
        """Whether this locks a folder still: another may have taken its place, or its lock's."""
        here = os.fstat(self._descriptor)
        try:
            there = (folder / NAME).stat()
        except OSError:
            return False
        return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)

    @property
    def handle(self) -> int | None:
        """The file's descriptor, which a child shares the lock by; None: it was released."""
        return self._handle

    @property
    def _descriptor(self) -> int:
        if self._handle is None:
            raise ValueError("the lock was released")
        return self._handle

    def release(self) -> None:
        """Let the next one write; twice is harmless."""
        if self._handle is None:
            return
        # A name that stays behind holds nothing.
        with suppress(OSError):
            self._disk.truncate(self._handle, 0)
        self._drop()

    def _drop(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def holder(folder: Path) -> Holder | None:
    """Who writes into a data directory now; None if nobody does."""
    try:
        handle = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(handle) or Holder(0, "llamawatch", "")
    else:
        return None
    finally:
        os.close(handle)


def refuse_file(folder: Path) -> None:
    """Refuse a data directory that is none.

    Raises:
        StoreError: it is a file.
    """
    if folder.is_file():
        raise StoreError(
            f"The data directory {folder} cannot be used: it is a file; "
            f"name a directory with --data."
        )


def raise_if_held(folder: Path) -> None:
    """Find out before anything is shown whether this directory could be written.

    Raises:
        StoreLocked: another process writes here; the message names it.
        StoreError: this is no directory.
    """
    refuse_file(folder)
    other = holder(folder)
    if other is not None:
        raise StoreLocked(_sentence(folder, other))


def _read(handle: int) -> Holder | None:
    try:
        note = json.loads(os.pread(handle, 4096, 0))
        return Holder(int(note["pid"]), str(note["program"]), str(note["since"]))
    except (OSError, json.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sentence(folder: Path, other: Holder | None) -> str:
    who = f"{other.program} (process {other.pid})" if other else "another llamawatch"
    since = f" since {other.since}" if other and other.since else ""
    return (
        f"The data directory {folder} is in use by {who}{since}; "
        f"close that one first, or name another directory with --data."
    )


def _trouble(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{path} cannot be written: {error.strerror or error}; make the data directory writable, "
        f"or name another with --data."
    )
