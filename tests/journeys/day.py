"""A day at the dashboard, in minutes: the clock goes on by a quarter of an hour at a time.

What the program itself does at times of the machine's clock (folding, letting go of what was read)
is done so much more often that a quarter of an hour holds its share of it.
"""

from __future__ import annotations

import asyncio
import gc
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from llamawatch.session import LiveSession
from store.settings import load_config
from tests.journeys.hurrying import LOOK, hurried
from tui.app import LlamawatchApp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from store.places import Places
    from tests.journeys.day_press import RunningPress

TICK = timedelta(minutes=15)
TICKS_AN_HOUR = 4
SETTINGS = """
[reader]
timezone = "Europe/Berlin"
[alerts.desktop]
enabled = false
[alerts.terminal]
mode = "bell"
"""
"""What a day is watched with, beside its sources."""
_FILTERS = ("Meta", "tram", "is:unread", "mill OR ")
_PLACES = "SPAWB"


@dataclass(frozen=True, slots=True)
class Held:
    """What the program holds once everything is at rest."""

    private: float
    """MB that are this process's alone, see `private_memory`."""
    worker: float
    """The same of the processes it began."""
    items: int
    """Articles stored."""
    tasks: int
    handles: int
    timers: int
    workers: int
    """Textual's."""
    nodes: int
    """Textual's: widgets and screens."""


def private_memory(process: int | str = "self") -> float:
    """MB that are a process's alone, of files that are mapped, too; 0 for one that has ended.

    Programs and libraries are left out but for what was written to: whether their code, some 20 MB,
    is a process's alone depends on who else runs Python at the moment.
    """
    try:
        lines = Path(f"/proc/{process}/smaps").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    held, is_code = 0, False
    for line in lines:
        first, *rest = line.split(maxsplit=5)
        if not first.endswith(":"):
            name = rest[-1] if len(rest) == 5 else ""
            is_code = ".so" in name or Path(name).name.startswith("python")
        elif first == "Private_Dirty:" or (first == "Private_Clean:" and not is_code):
            held += int(rest[0])
    return held / 1024


def begun() -> set[int]:
    """The processes this one began that still run."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        found.update(map(int, (task / "children").read_text(encoding="ascii").split()))
    return found


class Day:
    """One day of a dashboard over a real session.

    Args:
        places: Where its configuration lies, and its archive will.
        press: What its sources print.
        began: When the day begins, UTC.
    """

    def __init__(self, places: Places, press: RunningPress, began: datetime) -> None:
        self.now = began
        self._press = press
        self._others = begun()
        self.session = LiveSession(
            places, load_config(places.config), clock=lambda: self.now, rng=random.Random(1)
        )
        self.app = LlamawatchApp(self.session)
        self._dice = random.Random(2)
        self._tour = cycle(_PLACES)

    async def pass_by(self, hours: int, after_hour: Callable[[int, Held], None]) -> None:
        """Let hours pass.

        Args:
            hours: How many.
            after_hour: Called after each with its number, from 1, and what is held then.
        """
        try:
            with hurried():
                await self._pass_by(hours, after_hour)
        finally:
            await self.session.close()
        if self.app.fault is not None:
            raise self.app.fault

    async def _pass_by(self, hours: int, after_hour: Callable[[int, Held], None]) -> None:
        async with self.app.run_test(size=(120, 40)) as pilot:
            await self._opened()
            for tick in range(hours * TICKS_AN_HOUR):
                await self._quarter(pilot.press, tick)
                # Else what is measured is a program without its dashboard.
                assert self.app.is_running, "the dashboard ended"
                if (tick + 1) % TICKS_AN_HOUR == 0:
                    await self._rest()
                    after_hour((tick + 1) // TICKS_AN_HOUR, self.held())

    async def _opened(self) -> None:
        opening = [worker for worker in self.app.workers if worker.group == "open"]
        await self.app.workers.wait_for_complete(opening)
        await self._press.set_clock(self.now)

    async def _quarter(self, press: Callable[..., Awaitable[None]], tick: int) -> None:
        self.now += TICK
        await self._press.set_clock(self.now)
        async for check in self.session.poll(everything=False):
            assert check.outcome != "failed", check.error
        await self.session.deliver()
        self.app._minute()
        await press("home", "j", "down", "space", "space", "pagedown")
        if tick % 4 == 1:
            await press("slash", *self._dice.choice(_FILTERS))
            await press("enter")
            await press("escape", "escape")
        # All of them within the first two hours: a screen is made when it is first shown.
        if tick % 2 == 1:
            for _ in range(2):
                await press(next(self._tour), "j", "j", "N")
        if tick % 12 == 5:
            await press("enter")
            await press("escape", "home", "m")

    async def _rest(self) -> None:
        """Wait until nothing is under way any more."""
        await asyncio.sleep(2 * LOOK)
        waiting = [one for one in self.app.workers if one.group != "default"]
        if waiting:
            await self.app.workers.wait_for_complete(waiting)
        await asyncio.sleep(LOOK)

    def held(self) -> Held:
        """What is held now."""
        gc.collect()
        loop = asyncio.get_running_loop()
        timers = [one for one in vars(loop)["_scheduled"] if not one.cancelled()]
        return Held(
            private=private_memory(),
            worker=sum(map(private_memory, begun() - self._others)),
            items=self.session.archive.counts().items,
            tasks=len(asyncio.all_tasks()),
            handles=sum(1 for _ in Path("/proc/self/fd").iterdir()),
            timers=len(timers),
            workers=len(self.app.workers),
            nodes=len(self.app._registry),
        )


def start_of(now: datetime) -> datetime:
    """When a day begins that is over by now: nothing in it lies in the future of the machine."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=25)
