"""Days of `run` in minutes: two hundred feeds of the fault server, its clock, a tenth misbehaving.

What runs is what `llamawatch run` runs, in this process. The clock goes on by a quarter of an hour
at a time; what the program itself does at times of the machine's clock (folding, letting go of what
was read, copies) is done so much more often that a quarter of an hour holds its share of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import os
import random
import signal
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from llamawatch.commands.options import Options
from llamawatch.commands.watching import _watch
from llamawatch.housekeeping import FOLD_ROWS
from llamawatch.session import LiveSession
from store.settings import load_config
from tests.journeys.day import begun, private_memory
from tests.journeys.hurrying import LOOK, hurried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.places import Places
    from tests.watchers.faulty_web import FaultyWeb

TICK: Final = timedelta(minutes=15)
TICKS_AN_HOUR: Final = 4
LATE: Final = timedelta(minutes=59)
"""So long after the start of an hour of the server's it is asked: nothing lies in the future."""
SETTINGS: Final = """
[reader]
timezone = "Europe/Berlin"
[poll]
full_text = false
[alerts.desktop]
enabled = false
[alerts.terminal]
mode = "bell"
"""
"""What a week is watched with, beside its sources: the pages of invented news lie nowhere."""
MISBEHAVING: Final = (
    "/sim-reorder/{n}/feed.xml", "/status/500/feed.xml",
    "/sim-redate/{n}/feed.xml", "/flaky/2/3/feed.xml",
    "/sim-flood/{n}/feed.xml", "/429-none/feed.xml",
    "/sim-retitle/{n}/feed.xml", "/gone-after/20/feed.xml",
    "/sim-edit/{n}/feed.xml", "/html-nolink/feed.xml",
    "/sim-reguid/{n}/feed.xml", "/truncated/feed.xml",
    "/sim-flap/{n}/feed.xml", "/close-early/feed.xml",
    "/sim-shrink/{n}/feed.xml", "/empty200/feed.xml",
    "/sim-backfill/{n}/feed.xml", "/etag-changes/feed.xml",
    "/sim-delete/{n}/feed.xml", "/status/404/feed.xml",
)  # fmt: skip
"""What one feed in ten does instead, in turn."""
_PATIENCE: Final = 60
"""Looks until a fold must be over."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the program holds at the end of a day, everything at rest, and what the day took."""

    private: float
    """MB that are this process's alone, see `tests.journeys.day.private_memory`."""
    worker: float
    """The same of the processes it began."""
    handles: int
    """Open files, those of the archive left out."""
    mapped: int
    """Files of the archive that are open."""
    tasks: int
    log: int
    """Bytes of all files of the log."""
    cpu: float
    """Seconds that the day took of the processor, folds included."""
    polls: int
    """Checks of the day."""
    items: int
    alerts: int


class _Screen(io.StringIO):
    """A terminal to which alerts ring: what was written is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.watching = asyncio.Event()

    def isatty(self) -> bool:
        return True

    def write(self, said: str) -> int:
        if said.startswith("Watching "):
            self.watching.set()
        return len(said)


def sources(web: FaultyWeb, count: int) -> str:
    """Feeds as tables of config.toml, the last tenth of them misbehaving."""
    tables = []
    for n in range(count):
        wrong = n - (count - count // 10)
        path = f"/v/{n}/feed" if wrong < 0 else MISBEHAVING[wrong % len(MISBEHAVING)].format(n=n)
        url = web.url(path, host=web.hosts[n % len(web.hosts)])
        tables.append(f'[[source]]\nid = "v{n}"\nname = "Outlet {n}"\nurl = "{url}"\n\n')
    return "".join(tables)


class Week:
    """Some days of a watch.

    Args:
        places: Where its configuration lies, and its archive will.
        web: What its sources are served by.
    """

    def __init__(self, places: Places, web: FaultyWeb) -> None:
        self._web = web
        self._hour = 0
        self.now = self._show()
        self._others = begun()
        self._polls = 0
        self.session = LiveSession(
            places, load_config(places.config), clock=lambda: self.now, rng=random.Random(1)
        )

    async def pass_by(self, days: int, after_day: Callable[[int, Held], None]) -> None:
        """Let days pass.

        Args:
            days: How many.
            after_day: Called after each with its number, from 1, and what is held then.
        """
        screen = _Screen()
        with hurried(days=True), contextlib.redirect_stderr(screen):
            watching = asyncio.create_task(_watch(self.session, None, Options()), name="run")
            try:
                await _first([watching, asyncio.create_task(screen.watching.wait())])
                for day in range(1, days + 1):
                    began, polls = _cpu(), self._polls
                    for tick in range(24 * TICKS_AN_HOUR):
                        await self._quarter(tick)
                        # Else what is measured is no watch.
                        assert not watching.done(), watching
                    await self._rest()
                    after_day(day, self._held(_cpu() - began, self._polls - polls))
            finally:
                if not watching.done():
                    os.kill(os.getpid(), signal.SIGTERM)
                await watching

    async def _quarter(self, tick: int) -> None:
        async for check in self.session.poll(everything=False):
            self._polls += check.outcome != "skipped"
        await self.session.deliver()
        self.now += TICK
        if tick % TICKS_AN_HOUR == TICKS_AN_HOUR - 1:
            self._hour += 1
            self.now = await asyncio.to_thread(self._show)

    async def _rest(self) -> None:
        """Wait until nothing is under way any more, and nothing is worth a fold."""
        self.session.pause()
        await asyncio.sleep(3 * LOOK)
        # Connections that are no longer worth keeping are closed by the next request.
        async for _ in self.session.poll(["v0"]):
            pass
        for _ in range(_PATIENCE):
            if self.session.archive.unfolded < FOLD_ROWS and len(begun() - self._others) <= 1:
                break
            await asyncio.sleep(LOOK)
        await asyncio.sleep(2 * LOOK)
        self.session.resume()

    def _show(self) -> datetime:
        return datetime.fromisoformat(self._web.clock(self._hour)) + LATE

    def _held(self, cpu: float, polls: int) -> Held:
        gc.collect()
        counts = self.session.archive.counts()
        folder = self.session.places.data
        names = list(_open_files())
        mapped = sum(name.startswith(f"{folder}/") for name in names)
        return Held(
            private=private_memory(),
            worker=sum(map(private_memory, begun() - self._others)),
            handles=len(names) - mapped,
            mapped=mapped,
            tasks=len(asyncio.all_tasks()),
            log=sum(one.stat().st_size for one in folder.glob("llamawatch.log*")),
            cpu=cpu,
            polls=polls,
            items=counts.items,
            alerts=counts.alerts,
        )


async def _first(tasks: list[asyncio.Task[object]]) -> None:
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        await task


def _open_files() -> Iterator[str]:
    for handle in Path("/proc/self/fd").iterdir():
        # The folder's own is closed by then.
        with contextlib.suppress(FileNotFoundError):
            yield str(handle.readlink())


def _cpu() -> float:
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system
