"""Texts somebody could send to be obeyed are shown on every screen, and nothing obeys them."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alerts.surroundings import Surroundings
from llamawatch.demo import DemoSession
from llamawatch.newswire.edition import make_edition, read_dispatches
from store.places import Places
from store.settings import load_config
from tests.hostile import HOSTILE
from tests.tui.conftest import Clock, Dashboard, QuietSession
from tui.app import LlamawatchApp
from tui.places import PLACES

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
WIDTH = 100
SENT = (*HOSTILE, "[bold]x[/bold] [red]x", "[link=file:///etc/passwd]x[/link]", "$error {x!r} %s")
COMMANDS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x202D, 0x202E, 0x2066)}
"""What a terminal would obey."""


def as_xml(text: str) -> str:
    """Without what no feed can hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c < "\ue000"))


async def test_hostile_news_and_names_are_text_on_every_screen(tmp_path: Path) -> None:
    news = read_dispatches()
    sent = [
        replace(one, title=f"{as_xml(text)} {one.title}", text=f"{one.text} {as_xml(text)}")
        for one, text in zip(news, SENT * (len(news) // len(SENT) + 1), strict=False)
    ]
    edition = make_edition(sent, START, random.Random(1))
    demo = DemoSession(str(tmp_path), rng=random.Random(1), edition=edition, tick_seconds=0.0)
    await demo.open(surroundings=Surroundings(emit=lambda _: True))
    await asyncio.wait_for(demo.finished.wait(), 60)
    await demo.deliver()
    clock = Clock(demo.clock())
    await demo.close()
    places = Places(tmp_path / "config.toml", tmp_path / "data")
    text = places.config.read_text(encoding="utf-8")
    for name in ("Anyone leaving", "Talent", "Foundry Post"):
        text = text.replace(f'name = "{name}', f'name = "[@click=app.quit][red]{name}[/nope]')
    places.config.write_text(text, encoding="utf-8")

    session = QuietSession(places, load_config(places.config), clock=clock, rng=random.Random(1))
    app = LlamawatchApp(session)
    try:
        async with app.run_test(size=(WIDTH, 90)) as pilot:
            opening = [worker for worker in app.workers if worker.group == "open"]
            await app.workers.wait_for_complete(opening)
            board = Dashboard(app, session, pilot, [], clock)
            await board.settle()
            seen = ""
            for place in PLACES:
                await board.press(place.key)
                seen += looked_at(board)
            await board.press("N", "e")
            for _ in range(12):
                await board.press("down")
                seen += looked_at(board)
            await board.press("y")
            seen += looked_at(board)
            assert "[@click=app.quit][red]Anyone" in seen
            assert "[@click=app.quit]x[/] [/nope]" in seen
            assert "[bold]x[/bold] [red]x" in seen
            assert app.return_code is None
    finally:
        await session.close()


def looked_at(board: Dashboard) -> str:
    """The screen, once it is sure that nothing on it is a command, a link or a torn line."""
    for strip in board.app.screen._compositor.render_strips():
        assert strip.cell_length == WIDTH
        for text, style, _ in strip:
            assert not COMMANDS.intersection(text), repr(text)
            if style is not None:
                assert style.link is None
                assert "app.quit" not in repr(style.meta)
    return board.text()
