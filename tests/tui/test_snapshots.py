"""What every screen looks like, kept as text and as pictures: `make snapshots` takes them anew."""

from __future__ import annotations

import asyncio
import random
import shutil
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from alerts.surroundings import Surroundings
from llamawatch.demo import DemoSession
from llamawatch.newswire.edition import HALF_DAY, make_edition, read_dispatches
from store.archive import Archive
from store.places import Places
from store.settings import load_config
from tests.conftest import Week
from tests.tui.conftest import Clock, Dashboard, QuietSession
from tests.tui.pictures import PictureExtension, TextExtension, as_picture, as_text
from tests.tui.visits import leave
from tui.app import LlamawatchApp
from tui.places import PLACES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from newsroom.records import SourceState

    Board = Callable[[int, int], AbstractAsyncContextManager[Dashboard]]

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
"""When the week that is shown began."""
SIZES = ((80, 24), (120, 40), (200, 60))
PICTURE = (120, 40)
NAMES = [place.id for place in PLACES]
IN_FRONT = {
    "help": ("N", "question_mark"),
    "palette": ("N", "ctrl+p"),
    "palette-typed": ("N", "ctrl+p", *"star"),
    "typed": ("N", "slash", *"topic:talent Llam"),
    "mistyped": ("N", "slash", "ctrl+u", *"(Llama"),
    "topics": ("N", "home", "j", "T"),
    "unfolded": ("N", "home", "j", "space"),
    "story": ("N", "home", "j", "tab"),
    "new-person": ("P", "n"),
    "person": ("P", "j", "tab"),
    "ledger": ("P", "v"),
    "new-watch": ("W", "n"),
    "watch": ("W", "e"),
    "new-source": ("S", "n"),
    "source": ("S", "e"),
    "import": ("S", "i"),
}
"""What opens over the places, or in them, and the keys that open it."""


class FrozenDemo(DemoSession):
    """The demo's week, in which no time passes but that of the newswire.

    One source is asked after another: what comes first must not depend on who answers first.
    """

    @property
    def timezone(self) -> tzinfo:
        """Digests come by this clock, wherever the test runs."""
        return UTC

    def _now(self) -> datetime:
        return self.newswire.edition.start + self.newswire.tick * HALF_DAY

    async def _pass_days(self) -> None:
        for tick in range(self.newswire.edition.last_tick + 1):
            self.newswire.tick = tick
            for source in self.config.sources:
                async for _ in self.poll([source.id]):
                    pass
        self.finished.set()


@pytest.fixture(scope="session")
def shown_week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """The week of news as it always was: the same day, the same order."""
    folder = tmp_path_factory.mktemp("shown")
    edition = make_edition(read_dispatches(), START, random.Random(1))
    session = FrozenDemo(str(folder), rng=random.Random(1), edition=edition, tick_seconds=0.0)

    async def watch() -> datetime:
        await session.open(surroundings=Surroundings(emit=lambda _: True))
        await asyncio.wait_for(session.finished.wait(), 60)
        await session.deliver()
        end = session.clock()
        await session.close()
        return end

    return Week(folder, asyncio.run(watch()))


def measured(state: SourceState) -> SourceState:
    """A source's state without what is measured and what the dice said."""
    due = state.last_poll + timedelta(days=1) if state.last_poll else None
    return replace(state, latency_ms=120 if state.latency_ms is not None else None, next_poll=due)


@pytest.fixture
def board(shown_week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Board:
    """Opens a dashboard of a size (columns, lines) on a copy of the week, in UTC."""
    states, state = Archive.source_states, Archive.source_state
    monkeypatch.setattr(Archive, "source_states", lambda self: list(map(measured, states(self))))
    monkeypatch.setattr(Archive, "source_state", lambda self, key: measured(state(self, key)))

    @asynccontextmanager
    async def open_board(width: int, height: int) -> AsyncIterator[Dashboard]:
        home = tmp_path / "home"
        shutil.copytree(shown_week.folder, home)
        places = Places(home / "config.toml", home / "data")
        text = places.config.read_text(encoding="utf-8")
        reader = '[reader]\ntimezone = "UTC"\n'
        looks = '[dashboard]\ncharacters = "unicode"\nmotion = "reduced"\n'
        places.config.write_text(f"{reader}{looks}{text}", encoding="utf-8")
        config = load_config(places.config)
        clock = Clock(shown_week.end)
        session = QuietSession(places, config, clock=clock, rng=random.Random(1))
        app = LlamawatchApp(session)
        try:
            async with app.run_test(size=(width, height)) as pilot:
                opening = [worker for worker in app.workers if worker.group == "open"]
                await app.workers.wait_for_complete(opening)
                opened = Dashboard(app, session, pilot, [], clock)
                await opened.settle()
                yield opened
        finally:
            await session.close()

    return open_board


async def visit(board: Dashboard, name: str) -> None:
    place = next(one for one in PLACES if one.id == name)
    await board.press(place.key)
    assert board.screen.place == name


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", NAMES)
async def test_text(
    board: Board, snapshot: SnapshotAssertion, name: str, size: tuple[int, int]
) -> None:
    async with board(*size) as opened:
        await visit(opened, name)
        assert as_text(opened.app) == snapshot(extension_class=TextExtension)


@pytest.mark.parametrize("name", NAMES)
async def test_picture(board: Board, snapshot: SnapshotAssertion, name: str) -> None:
    async with board(*PICTURE) as opened:
        await visit(opened, name)
        assert as_picture(opened.app) == snapshot(extension_class=PictureExtension)


async def close(board: Dashboard) -> None:
    """Go back to the place, as it was without a filter."""
    await leave(board)
    if isinstance(board.app.focused, Input):
        await board.press("ctrl+u", "escape", "escape")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_text_in_front(
    board: Board, snapshot: SnapshotAssertion, size: tuple[int, int]
) -> None:
    async with board(*size) as opened:
        for name, keys in IN_FRONT.items():
            await opened.press(*keys)
            assert as_text(opened.app) == snapshot(name=name, extension_class=TextExtension)
            await close(opened)


async def test_picture_in_front(board: Board, snapshot: SnapshotAssertion) -> None:
    async with board(*PICTURE) as opened:
        for name, keys in IN_FRONT.items():
            await opened.press(*keys)
            assert as_picture(opened.app) == snapshot(name=name, extension_class=PictureExtension)
            await close(opened)


async def test_one_colour_changes_the_picture_and_not_the_text(board: Board) -> None:
    async with board(*PICTURE) as opened:
        text, picture = as_text(opened.app), as_picture(opened.app)
        assert as_picture(opened.app) == picture
        opened.app.theme = "nord"
        await opened.settle()
        assert as_text(opened.app) == text
        assert as_picture(opened.app) != picture
