"""Keys that come faster than the screen goes: each does what it would have done slowly."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from textual.events import Key

from tui.screens.news import NewsScreen
from tui.screens.watch_editor import WatchEditor
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.conftest import Dashboard

NAMES = {"/": "slash", ":": "colon", "?": "question_mark"}


async def at_once(board: Dashboard, *keys: str) -> None:
    """Press keys as a terminal hands over what was pasted: all before the first is dealt with."""
    for key in keys:
        board.app.post_message(Key(NAMES.get(key, key), key if len(key) == 1 else None))
    while held_back(board.app):
        await board.pilot.pause()
    await board.settle()


def held_back(app: Any) -> bool:  # noqa: ANN401 -- what it holds back is its own
    """Whether keys wait for one another."""
    return app._under_way is not None or bool(app._waiting) or app._message_queue.qsize() > 0


async def test_a_filter_is_typed_whole(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await at_once(board, "/", *"topic:talent", "enter", "j")
        assert isinstance(board.app.screen, NewsScreen)
        assert board.app.screen.bar.text == "topic:talent"
        assert board.app.screen.rows.has_focus
        assert not board.session.paused


@pytest.mark.parametrize("waiting", ["a", "ab", "abc"])
async def test_a_key_that_comes_when_another_was_carried_out_overtakes_none_that_wait(
    dashboard: Callable[..., Any], waiting: str
) -> None:
    async with dashboard() as board:
        app: Any = board.app
        await board.press("slash")
        token = app._under_way = asyncio.get_running_loop().call_later(60, app._give_up)
        for key in waiting:
            app.post_message(Key(key, key))
        while len(app._waiting) < len(waiting):  # noqa: ASYNC110 -- nothing tells of it
            await asyncio.sleep(0)
        # Whatever dealt with a key tells so from its own messages, between two of the app's.
        app.post_message(Key("z", "z"))
        app._done(token)
        while held_back(app):  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0)
        await board.settle()
        assert app.screen.bar.text == f"{waiting}z"


async def test_a_watch_is_written_in_a_screen_that_opens_meanwhile(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await at_once(board, "W", "n", *"Behemoth")
        assert isinstance(board.app.screen, WatchEditor)
        assert board.app.screen.fields.values()["keywords"] == "Behemoth"
        await at_once(board, "ctrl+s", "N")
        assert board.session.config.watches[-1].keywords == ("Behemoth",)
        assert board.screen.place == "news"


async def test_a_widget_that_goes_away_holds_no_key_back(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await at_once(board, "?", "escape", "S", "N", "T", "escape", "j", "j")
        assert isinstance(board.app.screen, NewsScreen)
        assert board.app.screen.query_one("#list", RowList).cursor == 2


async def test_keys_typed_behind_the_last_one_are_typed_at_nobody(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        app = board.app
        for key in ("q", "j", "q"):
            app.post_message(Key(key, key))
        while app.is_running:  # noqa: ASYNC110 -- nothing tells of it
            await asyncio.sleep(0)
        await app._carry(Key("j", "j"))
    assert app.fault is None
    assert app.return_code == 0
