"""Nothing that was promised is lost, whatever instant the program dies at."""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING

import pytest

from tests.store.killing import kill, promises_are_kept
from tests.store.samples import CountingDisk, HalfWritingDisk, die
from tests.store.victim import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from store.disk import Disk


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    kill(tmp_path, 2, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_kills_of_writer_and_reader_lose_nothing(tmp_path: Path) -> None:
    # `make kills` kills five hundred times.
    hits = kill(tmp_path, 30, seed=2)
    assert hits["a reader beside"] >= 5
    assert hits["a fold under way beside"] >= 5


def survive(folder: Path, disk: Disk, *, seed: int = 3, rounds: int = 3) -> tuple[list[str], bool]:
    """Work in a forked child over a disk that may end it.

    Returns:
        What it said, and whether it died on the way.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)

            def say(line: str) -> None:
                os.write(writing, f"{line}\n".encode())

            run(folder, say, seed=seed, rounds=rounds, disk=disk)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the child must never come back
            say(f"failed {traceback.format_exc()!r}")
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    died = os.WIFSIGNALED(status)
    assert died or os.WEXITSTATUS(status) == 0, said
    return said, died


def die_before(fatal: int) -> Callable[[int, str], None]:
    def act(number: int, _name: str) -> None:
        if number == fatal:
            die()

    return act


def test_dying_before_each_call_to_the_disk_loses_nothing(tmp_path: Path) -> None:
    calls = 0
    died = True
    while died:
        calls += 1
        folder = tmp_path / str(calls)
        said, died = survive(folder, CountingDisk(die_before(calls)))
        promises_are_kept(folder, said)
        more, died_again = survive(folder, CountingDisk(lambda _number, _name: None), seed=4)
        assert not died_again
        promises_are_kept(folder, said + more)
    # Three rounds of at least a poll, a note and a mark, two calls each, and the opening.
    assert calls > 25


def test_dying_in_the_middle_of_each_write_loses_nothing(tmp_path: Path) -> None:
    writes = 0
    died = True
    while died:
        writes += 1
        folder = tmp_path / str(writes)
        said, died = survive(folder, HalfWritingDisk(writes))
        promises_are_kept(folder, said)
        more, _ = survive(folder, CountingDisk(lambda _number, _name: None), seed=4)
        promises_are_kept(folder, said + more)
    assert writes > 10


def test_dying_while_repairing_loses_nothing(tmp_path: Path) -> None:
    fatal = 0
    died = True
    while died:
        fatal += 1
        folder = tmp_path / str(fatal)
        said, _ = survive(folder, HalfWritingDisk(6))
        _, died = survive(folder, CountingDisk(die_before(fatal)), rounds=0)
        promises_are_kept(folder, said)
    assert fatal > 5
