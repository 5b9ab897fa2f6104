from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsroom.errors import StoreError, StoreLocked
from store.disk import Disk
from store.lock import Lock, holder

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHILD = """
import sys
from pathlib import Path
from store.lock import Lock
lock = Lock(Path(sys.argv[1]), "llamawatch run", None, )
print("held", flush=True)
sys.stdin.read()
"""


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    lock = Lock(tmp_path, "llamawatch run", NOON)
    with pytest.raises(StoreLocked) as refused:
        Lock(tmp_path, "llamawatch", NOON)
    assert str(refused.value) == (
        f"The data directory {tmp_path} is in use by llamawatch run (process {os.getpid()}) since "
        "2026-11-23T12:00:00+00:00; close that one first, or name another directory with --data."
    )
    found = holder(tmp_path)
    assert found is not None
    assert (found.pid, found.program) == (os.getpid(), "llamawatch run")
    lock.release()
    lock.release()
    assert holder(tmp_path) is None
    Lock(tmp_path, "llamawatch", NOON).release()


def test_a_killed_holder_leaves_the_lock_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(StoreLocked, match=rf"llamawatch run \(process {child.pid}\); close"):
            Lock(tmp_path, "llamawatch", NOON)
        child.send_signal(signal.SIGKILL)
    assert holder(tmp_path) is None
    Lock(tmp_path, "llamawatch", NOON).release()


def test_a_forked_child_does_not_keep_it(tmp_path: Path) -> None:
    lock = Lock(tmp_path, "llamawatch", NOON)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)
        os._exit(0)
    lock.release()
    again = Lock(tmp_path, "llamawatch", NOON)
    os.close(writing)
    os.close(reading)
    os.waitpid(child, 0)
    again.release()


def test_a_note_nobody_can_read_still_locks(tmp_path: Path) -> None:
    lock = Lock(tmp_path, "llamawatch", NOON)
    (tmp_path / "lock").write_bytes(b"\xff{")
    with pytest.raises(StoreLocked, match="is in use by another llamawatch; close"):
        Lock(tmp_path, "llamawatch", NOON)
    assert holder(tmp_path) is not None
    lock.release()


def test_nobody_holds_what_is_not_there(tmp_path: Path) -> None:
    assert holder(tmp_path / "nowhere") is None


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    class ReadOnly(Disk):
        def open(self, path: Path, flags: int) -> int:
            raise OSError(30, "Read-only file system")

    with pytest.raises(StoreError) as refused:
        Lock(tmp_path, "llamawatch", NOON, ReadOnly())
    assert str(refused.value) == (
        f"{tmp_path}/lock cannot be written: Read-only file system; make the data directory "
        "writable, or name another with --data."
    )


def test_a_disk_that_refuses_does_not_keep_the_lock(tmp_path: Path) -> None:
    class Broken(Disk):
        def truncate(self, handle: int, size: int) -> None:
            if released:
                raise OSError(5, "Input/output error")
            super().truncate(handle, size)

    released = False
    lock = Lock(tmp_path, "llamawatch", NOON, Broken())
    released = True
    lock.release()
    assert holder(tmp_path) is None
    Lock(tmp_path, "llamawatch", NOON).release()


def test_the_file_is_private(tmp_path: Path) -> None:
    lock = Lock(tmp_path, "llamawatch", NOON)
    assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600
    lock.release()
