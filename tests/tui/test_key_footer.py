"""The keys at the bottom: what was shown is gone once other keys stand there."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from textual._styles_cache import StylesCache
from textual.widget import Widget
from textual.widgets._footer import FooterKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.conftest import Dashboard


def shown_and_gone(board: Dashboard) -> int:
    """Keys that the program still holds though they stand on no screen."""
    # What the test itself heard names them, too.
    board.messages.clear()
    gc.collect()
    return sum(not one.is_attached for one in gc.get_objects() if isinstance(one, FooterKey))


async def test_keys_that_stand_there_no_more_are_not_kept(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("slash", "escape")
        before = shown_and_gone(board)
        for _ in range(4):
            await board.press("slash")
            await board.press("escape")
        assert shown_and_gone(board) <= before


async def test_how_keys_looked_that_stand_there_no_more_is_not_kept(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        gone = list(board.app.screen.query(FooterKey))
        assert any(one._styles_cache._cache for one in gone)
        await board.press("slash")
        assert not any(one.is_attached for one in gone)
        del gone
        board.messages.clear()
        gc.collect()
        kept = {id(one._styles_cache) for one in gc.get_objects() if isinstance(one, Widget)}
        caches = [one for one in gc.get_objects() if isinstance(one, StylesCache)]
        assert [one for one in caches if id(one) not in kept] == []
