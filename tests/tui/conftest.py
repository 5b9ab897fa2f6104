"""A dashboard over a real archive: the demo's week of news, read to its end."""

from __future__ import annotations

import random
import shutil
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from textual.worker import WorkerCancelled

from llamawatch.session import LiveSession
from store.places import Places
from store.settings import load_config
from tui.app import LlamawatchApp
from tui.screens.frame import FramedScreen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime
    from pathlib import Path

    from textual.message import Message
    from textual.pilot import Pilot

    from alerts.surroundings import Surroundings
    from tests.conftest import Week


@dataclass
class Clock:
    """A time that stands until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Dashboard:
    """A running dashboard and what it heard."""

    app: LlamawatchApp
    session: LiveSession
    pilot: Pilot[None]
    messages: list[Message]
    clock: Clock

    @property
    def screen(self) -> FramedScreen:
        """The screen in front."""
        assert isinstance(self.app.screen, FramedScreen)
        return self.app.screen

    async def press(self, *keys: str) -> None:
        """Press keys and wait until the lists are filled."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is under way but what waits for a person or for the network."""
        await self.pilot.pause()
        while self.app._changed:
            await self.pilot.pause(0.01)
        # A form is a worker without a group; it ends when somebody leaves it.
        while waiting := [w for w in self.app.workers if w.group not in ("default", "fetch")]:
            # One that gave way to another of its kind is over, too.
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete(waiting)
            await self.pilot.pause()
        await self.pilot.pause()

    def lines(self) -> list[str]:
        """What the screen shows, one text a line, as wide as the terminal."""
        compositor = self.app.screen._compositor
        return ["".join(segment.text for segment in strip) for strip in compositor.render_strips()]

    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self.lines())


class QuietSession(LiveSession):
    """A session that polls only when asked to."""

    async def open(
        self,
        *,
        surroundings: Surroundings | None = None,
        schedule: bool = True,
        on_ready: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        await super().open(surroundings=surroundings, schedule=False, on_ready=on_ready)


@pytest.fixture
def dashboard(
    week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AbstractAsyncContextManager[Dashboard]]:
    """Opens a dashboard of a size (columns, lines) on a copy of the week.

    Opened again in one test, it is the same copy, so much later as is said. Every change is shown
    without waiting for the next. `wait` False: it may still be opening.
    """
    monkeypatch.setattr("tui.following._BETWEEN", 0.0)

    @asynccontextmanager
    async def open_dashboard(
        width: int = 120,
        height: int = 40,
        later: timedelta = timedelta(),
        *,
        wait: bool = True,
    ) -> AsyncIterator[Dashboard]:
        home = tmp_path / "home"
        if not home.exists():
            shutil.copytree(week.folder, home)
        places = Places(home / "config.toml", home / "data")
        config = load_config(places.config)
        clock = Clock(week.end + later)
        session = QuietSession(places, config, clock=clock, rng=random.Random(1))
        messages: list[Message] = []
        app = LlamawatchApp(session)
        try:
            async with app.run_test(size=(width, height), message_hook=messages.append) as pilot:
                opening = [worker for worker in app.workers if worker.group == "open"]
                board = Dashboard(app, session, pilot, messages, clock)
                if wait:
                    await app.workers.wait_for_complete(opening)
                    await board.settle()
                yield board
        finally:
            await session.close()

    return open_dashboard
