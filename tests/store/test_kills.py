"""Nothing that was promised is lost, whatever instant the program dies at."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store.archive import Archive
from tests.store.samples import NOON, CountingDisk, HalfWritingDisk, die
from tests.store.victim import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.disk import Disk

ROOT = Path(__file__).resolve().parents[2]


def promises_are_kept(folder: Path, said: list[str]) -> None:
    """Open what a killed program left, and hold it against what it had been promised."""
    promised: dict[str, set[str]] = {"item": set(), "read": set(), "leased": set(), "sent": set()}
    for line in said:
        kind, name = line.split(" ")
        promised[kind].add(name)
    with Archive.open(folder) as archive:
        items = list(archive.items())
        stored = {item.id for item in items}
        assert promised["item"] <= stored
        assert len({item.id.partition("-")[0] for item in items}) == len(items), "stored twice"
        assert promised["read"] <= {item.id for item in items if item.read}
        for item in items:
            number = item.id.partition("-")[0]
            assert archive.text(item.id) == f"Body of entry {number}. " * 30
            # What one step wrote is there together.
            assert archive.story(item.story).items
            assert archive.move(f"move-{number}").person == "ada"
        alerts = {alert.id: alert for alert in archive.outbox.alerts()}
        assert len({alert.key for alert in alerts.values()}) == len(alerts)
        assert all(alerts[key].tries >= 1 for key in promised["leased"])
        assert all(alerts[key].state == "sent" for key in promised["sent"])
        due = {alert.id for alert in archive.outbox.due(NOON.replace(year=2099))}
        assert not due & promised["sent"], "would be told twice"
        assert all(damage.reason.startswith("half a record") for damage in archive.set_aside)


def kill_at_random(folder: Path, rng: random.Random) -> list[str]:
    """Start the victim, let it say some lines, wait a moment of no particular length, kill it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.victim", str(folder), str(rng.randrange(10**6))],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(rng.randrange(1, 40))]
        moment = time.perf_counter() + rng.random() * 0.003
        while time.perf_counter() < moment:
            pass
        child.send_signal(signal.SIGKILL)
        said += child.stdout.readlines()
    assert child.returncode == -signal.SIGKILL
    return [line.decode().strip() for line in said if line.endswith(b"\n")]


def kill_often(folder: Path, times: int, seed: int) -> None:
    rng = random.Random(seed)
    said: list[str] = []
    for _ in range(times):
        said += kill_at_random(folder, rng)
        promises_are_kept(folder, said)
    assert len([line for line in said if line.startswith("item")]) >= times


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    kill_often(tmp_path, 8, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    kill_often(tmp_path, 100, seed=2)


def kill_before_call(folder: Path, call: str, number: int) -> tuple[list[str], bool]:
    """Kill the victim as it enters its n-th system call of a name on the data directory's files.

    Returns:
        What it said, and whether it died on the way.
    """
    folder.mkdir(parents=True)
    files = [folder, folder / "journal.jsonl", folder / "lock", folder / "set-aside.jsonl"]
    watched = [word for file in files for word in ("-P", str(file))]
    kill = f"inject={call}:signal=SIGKILL:when={number}"
    victim = [sys.executable, "-m", "tests.store.victim", str(folder), "5", "2"]
    done = subprocess.run(
        ["strace", "-qqq", "-o", "/dev/null", *watched, "-e", kill, *victim],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL, 128 + signal.SIGKILL)
    return done.stdout.decode().splitlines(), done.returncode != 0


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize(
    ("call", "least"),
    # Two rounds of a poll, a note, a mark and deliveries: each one write and one sync.
    [("write", 12), ("fdatasync", 12), ("openat", 3), ("fsync", 1), ("ftruncate", 1), ("close", 3)],
)
def test_dying_before_each_system_call_loses_nothing(tmp_path: Path, call: str, least: int) -> None:
    deaths, died = 0, True
    while died:
        folder = tmp_path / str(deaths)
        said, died = kill_before_call(folder, call, deaths + 1)
        promises_are_kept(folder, said)
        deaths += died
    assert deaths >= least
    assert len(said) > 10


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
