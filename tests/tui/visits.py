"""Goes through everything the dashboard can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.places import PLACES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.tui.conftest import Dashboard


async def everything(board: Dashboard) -> AsyncIterator[str]:
    """Every screen with its list and beside it, help, the palette, a form, a toast, a message."""
    for place in PLACES:
        await board.press(place.key)
        yield place.id
        await board.press("tab")
        yield f"{place.id}-beside"
    await board.press("N", "slash", *"nobody-writes-this")
    yield "empty"
    await board.press("ctrl+u", *"(Llama")
    yield "wrong"
    await board.press("escape", "escape")
    await board.press("question_mark")
    yield "help"
    await board.press("escape", "ctrl+p")
    yield "palette"
    await board.press(*"pause")
    yield "palette-search"
    await board.press("escape")
    await leave(board)
    await board.press("W", "n")
    yield "form"
    await leave(board)
    for severity in ("information", "warning", "error"):
        board.app.notify("Three of fourteen are left.", title="News", severity=severity)
    await board.settle()
    yield "toast"


async def leave(board: Dashboard) -> None:
    """Close whatever stands before the screen."""
    for _ in range(5):
        if len(board.app.screen_stack) == 1:
            return
        await board.press("escape")
    raise AssertionError(f"{board.app.screen} cannot be left by Escape")
