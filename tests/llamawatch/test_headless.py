"""What alerts may use where there is no dashboard."""

from __future__ import annotations

import asyncio
import os
import pty
import random
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from alerts.messages import Message
from llamawatch.headless import around_program
from llamawatch.session import LiveSession
from store.places import Places
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path
    from typing import TextIO

    from tests.conftest import Week


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """A terminal: its outer end, and what a program has of it."""
    outer, inner = pty.openpty()
    with os.fdopen(inner, "w") as file:
        yield outer, file
    os.close(outer)


@asynccontextmanager
async def opened(week: Week, folder: Path, *, stays: bool) -> AsyncIterator[LiveSession]:
    """A session on a copy of the week."""
    home = folder / "home"
    shutil.copytree(week.folder, home)
    places = Places(home / "config.toml", home / "data")
    session = LiveSession(
        places, load_config(places.config), clock=lambda: week.end, rng=random.Random(1)
    )
    await asyncio.to_thread(session.read)
    try:
        yield session
    finally:
        session.ready = False
        session.archive.close()


async def test_standard_error_is_written_to_only_if_it_is_a_terminal(
    week: Week, tmp_path: Path, terminal: tuple[int, TextIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(week, tmp_path, stays=False) as session:
        emit = around_program(session, stays=False).emit
        monkeypatch.setattr("sys.stderr", terminal[1])
        assert emit("")
        assert emit("\x1b]9;A\x1b\\")
        assert os.read(terminal[0], 100) == b"\x1b]9;A\x1b\\"
        with (tmp_path / "piped").open("w", encoding="utf-8") as file:
            monkeypatch.setattr("sys.stderr", file)
            assert not emit("\a")
        assert not (tmp_path / "piped").read_bytes()
        assert not emit("\a")
        monkeypatch.setattr("sys.stderr", None)
        assert not emit("\a")


async def test_who_ends_soon_offers_nothing(week: Week, tmp_path: Path) -> None:
    async with opened(week, tmp_path, stays=False) as session:
        assert around_program(session, stays=False).act is None


async def test_who_stays_does_what_is_chosen(
    week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    addresses: list[str] = []

    def browser(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", browser)
    async with opened(week, tmp_path, stays=True) as session:
        story = session.archive.story(next(i.story for i in session.archive.items() if i.story))
        message = Message(
            key="k",
            story=story.id,
            item=story.items[0],
            revision=1,
            title=story.headline,
            lines=(),
            url="https://example.org/a",
            priority="normal",
            created=week.end,
        )
        act = around_program(session, stays=True).act
        assert act is not None

        async def choose(action: str) -> None:
            before = asyncio.all_tasks()
            act(action, message)  # type: ignore[arg-type]  # one of them
            await asyncio.gather(*asyncio.all_tasks() - before)

        await choose("open")
        assert not addresses
        assert "No browser here: https://example.org/a" in caplog.text
        monkeypatch.setenv("BROWSER", "true")
        await choose("open")
        assert addresses == [message.url]
        assert session.archive.item(message.item).read
        await choose("mute")
        lasting = session.archive.mutes.lasting(week.end)
        assert [mute.what for mute in lasting] == [f"story:{story.id}"]
