"""Sizes that come faster than a screen is laid out: it ends in the last, and soon."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.conftest import Dashboard

NEWS, EDITOR, FORM, LOOKING, LIST, CHOICE, HELP = (
    ["N"], ["W", "n"], ["P", "n"], ["S", "n"], ["S", "i"], ["T"], ["question_mark"],
)  # fmt: skip
STORM = [(60, 16), (200, 60), (60, 16), (80, 24)]
FOR_EVER = 100
"""Layouts after which a screen counts as never coming to an end."""


async def storm(board: Dashboard, sizes: list[tuple[int, int]]) -> None:
    """Change the size of the terminal over and over while the screen has something else to do."""
    app, screen = board.app, board.app.screen
    gate = asyncio.Event()
    screen.call_later(gate.wait)
    for size in sizes:
        app.post_message(Resize(Size(*size), Size(*size)))
        while app.size != size or app._resize_event or app._resize_timer:  # noqa: ASYNC110 -- nobody tells of it
            await asyncio.sleep(0)
        screen.call_later(lambda: None)
    gate.set()
    await board.settle()


@pytest.mark.parametrize("keys", [NEWS, EDITOR, FORM, LOOKING, LIST, CHOICE, HELP], ids="".join)
async def test_a_screen_ends_in_the_last_of_many_sizes(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, keys: list[str]
) -> None:
    laid_out: list[Size] = []
    lay_out = Screen._screen_resized

    def counted(screen: Screen[Any], size: Size) -> None:
        if screen is screen.app.screen:
            laid_out.append(size)
        assert len(laid_out) < FOR_EVER, "it goes on for ever, and reads no key meanwhile"
        lay_out(screen, size)

    async with dashboard(120, 40) as board:
        await board.press(*keys)
        monkeypatch.setattr(Screen, "_screen_resized", counted)
        await storm(board, STORM)
        assert set(laid_out) == {(80, 24)}, "what is past is not laid out"
        assert board.app.screen._compositor.size == (80, 24)
        assert {cell_len(line) for line in board.lines()} == {80}
