"""The key that fetches an article's page, over a real server."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newsroom.records import FullText
from store.places import Places
from store.settings import load_config
from tests.tui.conftest import Clock, Dashboard, QuietSession
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer, Newsstand
from tui.app import LlamawatchApp
from tui.widgets.reading_pane import ReadingPane

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}
TITLE = "Meta reshuffles its AI research group once more"
SENTENCES = (
    "The company moves its research group to another floor, and not everybody comes along.",
    "Rob Fergus has left Meta for Mistral AI, two people who worked with him said.",
    "The group keeps its name, its machines and the better part of its plans for the year.",
)
PAGE = "<html><article>" + "".join(f"<p>{one}</p>" for one in SENTENCES) + "</article></html>"


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with Newsstand() as newsstand:
        yield newsstand


@asynccontextmanager
async def reading(
    folder: Path, stand: Newsstand, answer: Answer, *, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Dashboard]:
    """A dashboard with one article, whose page answers so."""
    stand.serve("/story", answer)
    entry = item("story", TITLE, link=stand.url("/story"), summary="Another week, a new plan.",
                 date="Mon, 02 Mar 2026 09:00:00 GMT")  # fmt: skip
    stand.serve("/feed", Answer(200, rss(entry), FEED_TYPE))
    config = folder / "config.toml"
    config.write_text(
        '[reader]\ntimezone = "UTC"\n[alerts.desktop]\nenabled = false\n'
        '[[watch]]\nid = "mine"\nquery = "org:meta"\n'
        f'[[source]]\nid = "paper"\nname = "Paper"\nurl = "{stand.url("/feed")}"\n',
        encoding="utf-8",
    )
    session = QuietSession(
        Places(config, folder / "data"), load_config(config), clock=lambda: START,
        rng=random.Random(1),
    )  # fmt: skip
    app = LlamawatchApp(session)
    try:
        async with app.run_test(size=size) as pilot:
            async with asyncio.timeout(15):
                while not session.ready or session._station is None:
                    await pilot.pause(0.01)
            board = Dashboard(app, session, pilot, [], Clock(START))
            await board.press("r")
            await board.press("home")
            yield board
    finally:
        await session.close()


def page(board: Dashboard) -> str:
    content = board.app.screen.query_one(ReadingPane).page
    return str(content)


async def shows(board: Dashboard, words: str) -> None:
    async with asyncio.timeout(15):
        while words not in page(board):
            await board.pilot.pause(0.01)


async def test_f_fetches_the_article_and_shows_it_in_paragraphs(
    tmp_path: Path, stand: Newsstand
) -> None:
    async with reading(tmp_path, stand, Answer(200, PAGE.encode(), HTML)) as board:
        assert "f Text" in board.lines()[-1]
        assert SENTENCES[0] not in page(board)
        await board.press("f")
        await shows(board, "Full text, 46 words, fetched 09:30")
        assert "\n\n".join(SENTENCES) in page(board)
        await shows(board, "Robert Fergus: left Meta for Mistral")
        content = board.app.screen.query_one(ReadingPane).page
        marked = {
            content.plain[span.start : span.end]
            for span in content.spans
            if "yellow" in str(span.style)
        }
        assert {"Rob Fergus", "Mistral AI"} <= marked
        assert len(stand.asked_for("/story")) == 1


async def test_a_long_article_is_shown_to_its_end_once_it_is_entered(
    tmp_path: Path, stand: Newsstand
) -> None:
    long = "".join(f"<p>{SENTENCES[0]} Number {n}.</p>" for n in range(120))
    body = f"<html><article>{long}</article></html>".encode()
    async with reading(tmp_path, stand, Answer(200, body, HTML)) as board:
        await board.press("f")
        await shows(board, "… Enter shows the rest")
        assert "Number 119" not in page(board)
        await board.press("enter")
        await shows(board, "Number 119")
        assert "Enter shows the rest" not in page(board)


async def test_a_page_that_does_not_come_is_seen_and_escape_stops_it(
    tmp_path: Path, stand: Newsstand
) -> None:
    slow = Answer(200, b"<p>", HTML, hang=True)
    async with reading(tmp_path, stand, slow) as board:
        await board.press("f")
        assert "Fetching the article from 127.0.0.1 (Escape stops it)" in page(board)
        await board.press("escape")
        assert "Fetching" not in page(board)
        (one,) = board.session.archive.items()
        assert one.full_text is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(404), "The page is gone"),
        (Answer(403), "The page turns programs away: open it in the browser with o"),
        (Answer(503), "The page could not be fetched: f tries again. 127.0.0.1:"),
    ],
)
async def test_what_came_instead_is_said_in_one_line(
    tmp_path: Path, stand: Newsstand, answer: Answer, said: str
) -> None:
    async with reading(tmp_path, stand, answer) as board:
        await board.press("f")
        await shows(board, said)


async def test_who_only_reads_along_is_told_where_to_press_it(
    tmp_path: Path, stand: Newsstand
) -> None:
    async with reading(tmp_path, stand, Answer(404)) as board:
        board.session._write = False
        said = await board.session.fetch_full_text(next(board.session.archive.items()).id)
        assert said == "Only the llamawatch that watches here fetches pages: press f there."
        assert stand.asked_for("/story") == []


async def test_a_text_that_comes_by_itself_appears_where_it_is_read(
    tmp_path: Path, stand: Newsstand
) -> None:
    async with reading(tmp_path, stand, Answer(404)) as board:
        (one,) = board.session.archive.items()
        board.session.archive.set_full_text(one.id, FullText("paywall", START))
        await shows(board, "Behind a paywall: only the beginning")


async def test_every_key_of_the_first_screen_fits_into_80_columns(
    tmp_path: Path, stand: Newsstand
) -> None:
    async with reading(tmp_path, stand, Answer(404), size=(80, 24)) as board:
        footer = board.lines()[-1]
        assert "f Text" in footer
        assert footer.rstrip().endswith("q Quit")
