"""Kills a writer at random instants, and a reader beside it, and holds every promise afterwards.

    python -m tests.store.killing --kills 500 --seed 1

ends with what the kills hit. Each seed is another run; instants are the machine's own.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.archive import Archive
from store.inbox import Inbox
from store.verifying import verify
from tests.store.samples import NOON
from tests.store.writer import Doing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


ROOT = Path(__file__).resolve().parents[2]
LIVES = 25
"""Kills that one archive lives through."""
PATIENCE = 60.0
"""Seconds that a writer has to say its first line."""
HALF = "half a record"
"""What a killed writer may leave: named, and cut off at the next opening."""


def promised(said: Iterable[str]) -> dict[str, set[str]]:
    """Names by kind of promise."""
    found: dict[str, set[str]] = {}
    for line in said:
        kind, _, name = line.partition(" ")
        found.setdefault(kind, set()).add(name)
    return found


def promises_are_kept(folder: Path, said: list[str], *, write: bool = True) -> None:
    """Open what a killed program left, and hold it against what it had been promised."""
    names: dict[str, set[str]] = {
        "item": set(), "read": set(), "leased": set(), "sent": set(), "dead": set(),
    } | promised(said)  # fmt: skip
    with Archive.open(folder, write=write) as archive:
        items = list(archive.items())
        stored = {item.id for item in items}
        assert names["item"] <= stored
        assert len({item.id.partition("-")[0] for item in items}) == len(items), "stored twice"
        assert names["read"] <= {item.id for item in items if item.read}
        for item in items:
            number = item.id.partition("-")[0]
            assert archive.text(item.id) == f"Body of entry {number}. " * 30
            # What one step wrote is there together.
            assert archive.story(item.story).items
            assert archive.move(f"move-{number}").person == "ada"
        alerts = {alert.id: alert for alert in archive.outbox.alerts()}
        assert len({alert.key for alert in alerts.values()}) == len(alerts)
        # Of what is told again at a reader's wish the tries begin anew, and the error stays.
        assert all(alerts[key].tries >= 1 or alerts[key].error for key in names["leased"])
        assert all(alerts[key].state == "sent" for key in names["sent"])
        due = {alert.id for alert in archive.outbox.due(NOON.replace(year=2099))}
        assert not due & names["sent"], "would be told twice"
        assert all(damage.reason.startswith(HALF) for damage in archive.set_aside)
    told_once(said)


def told_once(said: Iterable[str]) -> None:
    """Nothing is sent again once that it was sent is kept."""
    sent = set()
    for line in said:
        kind, _, name = line.partition(" ")
        assert not (kind == "leased" and name in sent), f"{name} was told twice"
        if kind == "sent":
            sent.add(name)


def wishes_are_kept(folder: Path, asked: list[str]) -> None:
    """What a reader asked for is done, or waits; nothing was refused."""
    inbox = Inbox(folder)
    # Looked at first: a writer may be at them.
    waiting = set(inbox.waiting())
    with Archive.open(folder, write=False) as archive:
        starred = {item.id for item in archive.items() if item.starred}
        dead = {alert.id for alert in archive.outbox.alerts("dead")}
    for line in asked:
        kind, name, about = line.split(" ", 2)
        assert kind != "failed", line
        if name not in waiting:
            assert about in starred if kind == "star" else about not in dead, line
    assert not inbox.refusals()


class Killing:
    """One archive, from its first writer to the last.

    Args:
        folder: Where archive, promises and notes are put.
        rng: Decides who is killed, and roughly when.
    """

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.hits: Counter[str] = Counter()
        """What the kills hit."""
        self._data = folder / "data"
        self._said, self._asked = folder / "said", folder / "asked"
        self._said.touch()
        self._asked.touch()
        self._doing = Doing(folder / "doing")
        self._rng = rng
        self._reader: subprocess.Popen[bytes] | None = None

    def run(self, kills: int) -> None:
        """Kill so many writers."""
        beside = self._rng.random() < 0.5
        try:
            for number in range(kills):
                if number % 5 == 0:
                    beside = not beside
                self._kill_one(beside=beside)
            self._settle()
        finally:
            self._end_reader()

    def _kill_one(self, *, beside: bool) -> None:
        rng = self._rng
        self._doing.clear()
        size = self._said.stat().st_size
        writer = self._start("writer", self._said, self._data.parent / "doing")
        try:
            if not beside:
                self._end_reader()
            elif self._reader is None:
                self._reader = self._start("reader", self._asked)
            self._wait_for_moment(writer, size)
            if beside and rng.random() < 0.3:
                self._end_reader()
            self._hit(writer)
        finally:
            if writer.returncode is None:
                writer.kill()
                writer.wait()
        assert writer.returncode == -signal.SIGKILL, "it ended by itself"
        # At times the next one is started at once, and opens what nobody opened before.
        choice = rng.random()
        if choice < 0.7:
            self.hold(write=choice < 0.35)

    def hold(self, *, write: bool) -> None:
        """Hold all promises so far."""
        promises_are_kept(self._data, _lines(self._said), write=write)
        wishes_are_kept(self._data, _lines(self._asked))
        damages = verify(self._data).damages
        assert all(damage.reason.startswith(HALF) for damage in damages), damages
        self.hits["half a record left"] += bool(damages)

    def _hit(self, writer: subprocess.Popen[bytes]) -> None:
        """Kill the writer alone, with the process that folds, or that one a moment before."""
        folder, how = self._doing["folder"], self._rng.random()
        if folder and how < 0.2:
            with suppress(ProcessLookupError):
                os.kill(int(folder), signal.SIGKILL)
            self.hits["the folding process was killed before"] += 1
            time.sleep(self._rng.random() * 0.05)
        if how < 0.7:
            writer.kill()
        else:
            os.killpg(writer.pid, signal.SIGKILL)
        writer.wait()
        doing = self._doing
        self.hits[f"work: {doing['work'] or 'starting'}"] += 1
        self.hits[f"call: {doing['call'] or 'none yet'}"] += 1
        if doing["folder"]:
            self.hits["a fold under way beside"] += 1
        if doing["adopting"]:
            self.hits["a fold taking effect beside"] += 1
            self.hits[f"adopting: {doing['adopting']}"] += 1
        if self._reader is not None:
            self.hits["a reader beside"] += 1

    def _settle(self) -> None:
        """A last writer grants what waits; then everything asked for is done."""
        size = self._said.stat().st_size
        writer = self._start("writer", self._said, self._data.parent / "doing")
        try:
            self._end_reader()
            self._wait_for_word(writer, size)
            end = time.monotonic() + PATIENCE
            while Inbox(self._data).waiting():
                assert time.monotonic() < end, "wishes are not granted"
                time.sleep(0.01)
        finally:
            os.killpg(writer.pid, signal.SIGKILL)
            writer.wait()
        self.hold(write=True)

    def _start(self, what: str, said: Path, *more: Path) -> subprocess.Popen[bytes]:
        seed = str(self._rng.randrange(10**6))
        words = [str(self._data), seed, *map(str, (said, *more))]
        command = [sys.executable, "-m", f"tests.store.{what}", *words]
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True)

    def _end_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.kill()
            reader.wait()
            self.hits["readers killed"] += 1

    def _wait_for_moment(self, writer: subprocess.Popen[bytes], size: int) -> None:
        """Wait for no particular time: mostly in the midst of work, at times from its beginning.

        What takes little of a writer's time is waited for first in a share of the cases.
        """
        aim, rng = self._rng.random(), self._rng
        if aim > 0.1:
            self._wait_for_word(writer, size)
        for word, least in (("folder", 0.5), ("adopting", 0.7)):
            end = time.monotonic() + 3.0
            while aim > least and not self._doing[word] and time.monotonic() < end:
                time.sleep(0.001)
        time.sleep(rng.random() * (0.4 if aim < 0.5 else 0.2 if aim < 0.7 else 0.01))

    def _wait_for_word(self, writer: subprocess.Popen[bytes], size: int) -> None:
        end = time.monotonic() + PATIENCE
        while self._said.stat().st_size == size:
            assert time.monotonic() < end, "the writer says nothing"
            assert writer.poll() is None, "the writer ended by itself"
            time.sleep(0.002)


def _lines(path: Path) -> list[str]:
    """The whole lines of a file."""
    return path.read_text().split("\n")[:-1]


def kill(folder: Path, kills: int, seed: int, report: Callable[[int], object] = id) -> Counter[str]:
    """Kill that often; answers what the kills hit.

    Args:
        folder: Where archives are made.
        kills: How often.
        seed: Of another run.
        report: Hears how many are done, an archive at a time.

    Raises:
        AssertionError: A promise was broken.
    """
    rng = random.Random(seed)
    hits: Counter[str] = Counter()
    for start in range(0, kills, LIVES):
        place = folder / str(start)
        place.mkdir()
        one = Killing(place, rng)
        one.run(min(LIVES, kills - start))
        hits += one.hits
        report(start + min(LIVES, kills - start))
    hits["kills"] = kills
    return hits


def say_progress(done: int) -> None:
    """One line on standard error."""
    sys.stderr.write(f"{done} kills, nothing lost\n")


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(description="Kill a writer at random instants.")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        hits = kill(Path(folder), chosen.kills, chosen.seed, say_progress)
    for what, times in sorted(hits.items()):
        sys.stdout.write(f"{times:6}  {what}\n")


if __name__ == "__main__":
    main()
