"""Without any network the dashboard says so, and goes on when somebody answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from llamawatch.session import LiveSession
from store.places import Places
from store.settings import load_config
from tests.journeys.press import LEAVES, UNRELATED
from tui.app import LlamawatchApp

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from tests.journeys.home import Home
    from tests.journeys.press import Paper


def notice(app: LlamawatchApp) -> str:
    compositor = app.screen._compositor
    lines = ["".join(segment.text for segment in strip) for strip in compositor.render_strips()]
    return lines[2].strip()


async def settle(app: LlamawatchApp) -> None:
    waiting = [one for one in app.workers if one.group in ("open", "poll", "fill")]
    await app.workers.wait_for_complete(waiting)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the screen be laid out and drawn until it shows what it will; how often is bounded."""
    for _ in range(100):
        await pilot.pause()
        if holds():
            return
        await asyncio.sleep(0.02)


async def test_an_outage_is_one_line_and_ends_by_itself(
    home: Home, paper: Paper, unused_tcp_port: int
) -> None:
    nowhere = paper.source.replace(paper.url, f"http://127.0.0.1:{unused_tcp_port}/feed")
    home.configure(nowhere)
    session = LiveSession(Places(home.config, home.data), load_config(home.config))
    app = LlamawatchApp(session)
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(app)
            await pilot.press("r")
            await settle(app)
            await until(pilot, lambda: notice(app).startswith("No network"))
            assert notice(app).startswith("No network: the only source cannot be reached.")
            assert notice(app).endswith("; r tries now.")
            paper.print(UNRELATED, LEAVES)
            session.change("source", "paper", {"url": paper.url})
            await pilot.press("r")
            await settle(app)
            await until(pilot, lambda: "No network" not in notice(app))
            assert "No network" not in notice(app)
            assert session.archive.counts().items == 2
    finally:
        await session.close()
