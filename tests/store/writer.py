"""A writer that never stops by itself: works as `tests.store.victim`, and beside that folds.

It takes up the wishes of readers, folds in a process of its own while polling goes on, and now and
then here. What it is promised it writes to a file of lines; what it is at stands in a file mapped
into memory, which outlives it (`Doing`).

    python -m tests.store.writer DATA SEED PROMISES DOING
"""

from __future__ import annotations

import asyncio
import mmap
import os
import random
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from llamawatch import housekeeping
from llamawatch.wishes import Wishes
from newsroom.errors import StoreError
from store.archive import Archive
from tests.store.samples import NOON, WatchedDisk
from tests.store.victim import receive, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from llamawatch.session import LiveSession

FOLDS = 0.3
"""Share of the rounds after which a fold is begun, if none is under way."""
FOLDS_HERE = 0.02
"""Share of the rounds after which the writer folds by itself, and nothing goes on beside."""
REFUSED = 0.2
"""Share of the alerts that nobody takes."""
LONGEST = 0.01
"""Seconds between two rounds, at most."""


class Doing:
    """What a process is at, in a file that outlives it: a few words, each of a fixed width."""

    WIDTH = 24
    NAMES = ("work", "call", "adopting", "folder")

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(self.WIDTH * len(self.NAMES)))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)

    def __getitem__(self, name: str) -> str:
        start = self.NAMES.index(name) * self.WIDTH
        return self._map[start : start + self.WIDTH].rstrip(b"\0").decode()

    def __setitem__(self, name: str, word: str) -> None:
        start = self.NAMES.index(name) * self.WIDTH
        self._map[start : start + self.WIDTH] = word.encode().ljust(self.WIDTH, b"\0")

    def clear(self) -> None:
        """Nothing yet."""
        for name in self.NAMES:
            self[name] = ""


def session_of(archive: Archive, folder: Path) -> LiveSession:
    """As much of a session as marks and alerts need."""
    session = SimpleNamespace(
        archive=archive,
        places=SimpleNamespace(data=folder),
        clock=lambda: NOON,
        wake_alerts=lambda: None,
        reading_lock=None,
    )
    return cast("LiveSession", session)


def line_writer(path: Path) -> Callable[[str], None]:
    """Writes lines to a file, each with one call."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    return lambda line: (os.write(handle, f"{line}\n".encode()), None)[1]


class Writer:
    """The writer's life."""

    def __init__(self, folder: Path, seed: int, say: Callable[[str], None], doing: Doing) -> None:
        self._folder = folder
        self._rng = random.Random(seed)
        self._say = say
        self._doing = doing

    def _note(self, call: str) -> None:
        here = threading.current_thread() is threading.main_thread()
        self._doing["call" if here else "adopting"] = call

    async def live(self) -> None:
        """Work until killed."""
        doing, rng = self._doing, self._rng
        folding: asyncio.Task[None] | None = None
        doing["work"] = "opening"
        with Archive.open(self._folder, disk=WatchedDisk(self._note)) as archive:
            wishes = Wishes(session_of(archive, self._folder), rng)
            while True:
                doing["work"] = "polling"
                receive(archive, self._say)
                doing["work"] = "telling"
                tell(archive, rng, self._say, refused=REFUSED)
                doing["work"] = "wishes"
                await wishes.grant_all()
                if folding is None or folding.done():
                    if rng.random() < FOLDS_HERE:
                        doing["work"] = "folding here"
                        archive.fold()
                    elif rng.random() < FOLDS:
                        folding = asyncio.create_task(self._fold(archive))
                doing["work"] = "waiting"
                await asyncio.sleep(rng.random() * LONGEST)

    async def _fold(self, archive: Archive) -> None:
        # The process that folds may be killed alone; the next fold makes up for it.
        with suppress(StoreError):
            await housekeeping.fold(archive)
        self._doing["adopting"] = self._doing["folder"] = ""


def note_children(doing: Doing) -> None:
    """Note the process that folds, for whoever wants to end it."""
    start = asyncio.create_subprocess_exec

    async def noted(*args: Any, **kwargs: Any) -> asyncio.subprocess.Process:  # noqa: ANN401 - whatever it takes
        process = await start(*args, **kwargs)
        doing["folder"] = str(process.pid)
        return process

    asyncio.create_subprocess_exec = noted


if __name__ == "__main__":
    said, done = line_writer(Path(sys.argv[3])), Doing(Path(sys.argv[4]))
    note_children(done)
    asyncio.run(Writer(Path(sys.argv[1]), int(sys.argv[2]), said, done).live())
