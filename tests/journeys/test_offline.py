"""Without any network the dashboard says so, and goes on when somebody answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from llamawatch.narration import Narration
from llamawatch.session import LiveSession
from store.places import Places
from store.settings import load_config
from tests.journeys.home import QUIET
from tests.journeys.press import LEAVES, UNRELATED, rss
from tests.watchers.newsstand import FEED_TYPE, Answer
from tui.app import LlamawatchApp

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from tests.journeys.home import Home
    from tests.watchers.newsstand import Newsstand


def line(app: LlamawatchApp, number: int) -> str:
    """A line of the screen, the first is 0."""
    return str(app.screen._compositor.render_strips()[number].text).strip()


def notice(app: LlamawatchApp) -> str:
    """The first line of what is noticed under the screens."""
    return line(app, 2)


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


@pytest.fixture(autouse=True)
def _far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine stands for the network."""
    monkeypatch.setattr("watchers.reach.reach_of", lambda _: "public")


async def test_an_outage_is_one_line_and_ends_by_itself(
    home: Home, stand: Newsstand, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchers.heartbeat.BEAT", 0.05)
    home.configure(f'[[source]]\nid = "paper"\nurl = "http://127.0.0.1:{unused_tcp_port}/feed"\n')
    session = LiveSession(Places(home.config, home.data), load_config(home.config))
    app = LlamawatchApp(session)
    empty = "Nothing yet. The sources are asked as soon as there is a network."
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(app)
            await until(pilot, lambda: notice(app).startswith("No network since "))
            assert notice(app).endswith(
                "nobody can be reached. Polling goes on by itself when it is back."
            )
            await until(pilot, lambda: empty in [line(app, number) for number in range(10)])
            assert line(app, 0).startswith("no network")
            assert "failing" not in line(app, 0)
            stand.serve("/feed", Answer(200, rss([UNRELATED, LEAVES]), FEED_TYPE))
            async with await asyncio.start_server(stand._meet, "127.0.0.1", unused_tcp_port):
                await until(pilot, lambda: line(app, 0).startswith("watching"))
                await until(pilot, lambda: session.archive.counts().items == 2)
            assert "No network" not in notice(app)
            assert len(stand.asked) == 1
    finally:
        await session.close()


async def test_without_a_screen_each_way_is_one_line(
    home: Home, stand: Newsstand, unused_tcp_port: int
) -> None:
    feeds = [
        f'[[source]]\nid = "s{n}"\nurl = "http://127.0.0.1:{unused_tcp_port}/{n}"\n'
        for n in range(5)
    ]
    home.configure(QUIET, *feeds)
    session = LiveSession(Places(home.config, home.data), load_config(home.config))
    await session.open(schedule=False)
    station = session._station
    assert station is not None
    home.captured.readouterr()
    try:
        Narration(session).begin()
        async for check in session.poll():
            assert check.outcome == "failed"
        assert lines(home) == [
            "No network: nobody can be reached; polling goes on by itself when it is back."
        ]
        (shown,) = await home.json("status")
        assert shown["offline_since"] is not None
        assert shown["failing"] == []
        assert "network    none since" in (await home.type("status")).out
        home.captured.readouterr()
        for n in range(5):
            stand.serve(f"/{n}", Answer(200, rss([UNRELATED]), FEED_TYPE))
        async with await asyncio.start_server(stand._meet, "127.0.0.1", unused_tcp_port):
            await station._on_beat()
            await asyncio.gather(*station._running)
        assert lines(home) == ["The network is back."]
        (shown,) = await home.json("status")
        assert shown["offline_since"] is None
    finally:
        await session.close()


def lines(home: Home) -> list[str]:
    """What was said on standard error since this was asked last."""
    return home.captured.readouterr().err.decode().splitlines()
