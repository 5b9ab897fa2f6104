"""Keeps every test away from the user's machine: no configuration, no bus, no browser."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from alerts.surroundings import Surroundings
from llamawatch.demo import DemoSession

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_LEFT_OUT = (
    "BROWSER",
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "KITTY_WINDOW_ID",
    "LC_TERMINAL",
    "LLAMAWATCH_CONFIG",
    "LLAMAWATCH_DATA",
    "LLAMAWATCH_SMTP_PASSWORD",
    "LLAMAWATCH_WEBHOOK_SECRET",
    "NO_COLOR",
    "STY",
    "TERM_PROGRAM",
    "TMUX",
    "WAYLAND_DISPLAY",
)


@pytest.fixture(autouse=True)
def _nobodys_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in _LEFT_OUT:
        monkeypatch.delenv(name, raising=False)
    return home


@dataclass(frozen=True)
class Week:
    """Where the demo's week lies, and when it ended."""

    folder: Path
    end: datetime


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """The demo's week of news, read to its end and closed."""
    folder = tmp_path_factory.mktemp("week")
    session = DemoSession(str(folder), rng=random.Random(1), tick_seconds=0.0)

    async def watch() -> datetime:
        await session.open(surroundings=Surroundings(emit=lambda _: True))
        await asyncio.wait_for(session.finished.wait(), 60)
        await session.deliver()
        end = session.clock()
        await session.close()
        return end

    return Week(folder, asyncio.run(watch()))
