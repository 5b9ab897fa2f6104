"""What can be read and done while the program is still being put together behind the screen."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import StoreError
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    from tests.tui.conftest import Dashboard


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """What polls and alerts is loaded when this is set."""
    go_on = threading.Event()

    def wait() -> None:
        assert go_on.wait(60)

    monkeypatch.setattr("llamawatch.session.load_watching", wait)
    yield go_on
    go_on.set()


async def until(board: Dashboard, done: Callable[[], bool]) -> None:
    while not done():
        await board.pilot.pause(0.01)


def rows(board: Dashboard) -> int:
    return len(board.app.screen.query_one("#list", RowList).rows)


async def test_the_list_stands_there_before_anything_is_loaded_that_polls(
    dashboard: Callable[..., AbstractAsyncContextManager[Dashboard]], held: threading.Event
) -> None:
    async with dashboard(wait=False) as board:
        await until(board, lambda: rows(board) >= 6)
        first = rows(board)
        await board.pilot.press("down", "enter")
        assert board.session.next_poll is None
        held.set()
        await board.settle()
        assert rows(board) == first


async def test_a_round_asked_for_early_is_made(
    dashboard: Callable[..., AbstractAsyncContextManager[Dashboard]], held: threading.Event
) -> None:
    async with dashboard(wait=False) as board:
        await until(board, lambda: rows(board) >= 6)
        await board.pilot.press("r")
        await until(board, lambda: "polling" in board.text())
        held.set()
        await board.settle()
        assert "polling" not in board.text()
        assert any(
            f"{len(board.session.config.sources)} asked" in note.message
            for note in board.app._notifications
        )


async def test_polling_that_was_to_rest_early_rests(
    dashboard: Callable[..., AbstractAsyncContextManager[Dashboard]], held: threading.Event
) -> None:
    async with dashboard(wait=False) as board:
        await until(board, lambda: rows(board) >= 6)
        await board.pilot.press("p")
        assert "paused" in board.text()
        held.set()
        await board.settle()
        assert board.session.paused
        assert board.session._station is not None
        assert board.session._station.paused
        await board.press("p")
        assert not board.session.paused


async def test_an_archive_that_cannot_be_mended_is_said_after_all(
    dashboard: Callable[..., AbstractAsyncContextManager[Dashboard]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refuse(_archive: object) -> None:
        raise StoreError("data/levels.1 is damaged and cannot be made again: take it away.")

    monkeypatch.setattr("llamawatch.housekeeping.make_sound", refuse)
    async with dashboard() as board:
        assert "data/levels.1 is damaged" in board.text()
        assert rows(board) == 0
