"""What is chosen on a notification, through the running program, to the archive and back."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from tests.journeys.home import shipped_watches
from tests.journeys.press import LEAVES, UNRELATED, dated

if TYPE_CHECKING:
    from tests.alerts.services import NotificationService
    from tests.journeys.home import Home
    from tests.journeys.press import Paper

PATIENCE = 30.0


@pytest.mark.slow
async def test_a_program_without_a_screen_does_what_is_chosen_on_its_bubbles(
    home: Home, paper: Paper, notifications: NotificationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = home.folder / "opened"
    browser = home.folder / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>{opened}\n', encoding="utf-8")
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", str(browser))
    home.configure('[poll]\ninterval = "1s"\n', shipped_watches(), paper.source)
    paper.print(dated(UNRELATED, days=2))
    await home.type("poll")
    process = await home.start("run")
    assert process.stderr is not None
    assert b"Watching" in await process.stderr.readline()
    paper.print(dated(LEAVES, minutes=5))
    deadline = time.monotonic() + PATIENCE
    while not notifications.bubbles:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    (bubble,) = notifications.bubbles
    assert bubble.buttons[::2] == ["default", "open", "read", "mute"]

    await notifications.choose(41, "mute")
    await notifications.choose(41, "default")
    while not await home.json("items", "is:read"):
        assert time.monotonic() < deadline + PATIENCE
        await asyncio.sleep(0.05)
    assert opened.read_text(encoding="utf-8") == "https://paper.example/leaves\n"
    muted = await home.type("mute")
    assert LEAVES.title in muted.out
    assert "until it is lifted" in muted.out
    process.terminate()
    assert await process.wait() == 0


@pytest.mark.slow
async def test_a_round_that_ends_offers_no_buttons(
    home: Home, paper: Paper, notifications: NotificationService
) -> None:
    home.configure(shipped_watches(), paper.source)
    paper.print(dated(LEAVES, minutes=5))
    assert (await home.run("poll")).status == 0
    assert [bubble.buttons for bubble in notifications.bubbles] == [[]]
