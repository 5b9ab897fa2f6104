"""Notifications of the terminal in a kitty that others wrote, down to the desktop behind it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.alerts.services import NotificationService

ROOT = Path(__file__).resolve().parents[2]
TITLES = ("ميتا تعيد تنظيم メタ \U0001f468\u200d\U0001f469\u200d\U0001f467", "4;1;40")
TOLD = """
import asyncio, os, sys
from datetime import UTC, datetime
from alerts.messages import Message
from alerts.surroundings import Surroundings
from alerts.terminal import TerminalChannel

def emit(sequence):
    os.write(2, sequence.encode())
    return os.isatty(2)

async def tell(mode, title, n):
    message = Message(
        key="k", story=f"s{n}", revision=1, title=title, lines=("Morning Wire (en)",),
        url="https://example.org/", priority="normal", created=datetime(2026, 11, 21, tzinfo=UTC),
    )
    await TerminalChannel(mode, Surroundings(emit=emit), os.environ).send(message)

for n, word in enumerate(sys.argv[1:]):
    mode, _, title = word.partition(":")
    asyncio.run(tell(mode, title, n))
sys.stdin.read()
"""
BODY = "Morning Wire (en) · https://example.org/"
PATIENCE = 30.0


@pytest.fixture
async def display(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A screen that nobody sees."""
    for program in ("Xvfb", "kitty"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    process = await asyncio.create_subprocess_exec(
        *("Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    monkeypatch.setenv("DISPLAY", f":{(await process.stdout.readline()).decode().strip()}")
    monkeypatch.setenv("LIBGL_ALWAYS_SOFTWARE", "1")
    yield
    process.kill()
    await process.wait()


@pytest.mark.slow
async def test_kitty_shows_what_it_is_told_in_each_way(
    notifications: NotificationService, display: None
) -> None:
    text, progress = TITLES
    words = (f"auto:{text}", f"osc777:{text}", f"osc9:{text}", f"osc9:{progress}")
    kitty = await asyncio.create_subprocess_exec(
        *("kitty", "--config", "NONE", sys.executable, "-c", TOLD, *words),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while len(notifications.bubbles) < len(words):  # noqa: ASYNC110 -- kitty's own pace
                await asyncio.sleep(0.05)
    finally:
        kitty.kill()
        await kitty.wait()
    assert [(bubble.summary, bubble.body) for bubble in notifications.bubbles] == [
        (text, BODY),
        (text, BODY),
        (f"{text} · {BODY}", ""),
        (f"llamawatch: {progress} · {BODY}", ""),
    ]
