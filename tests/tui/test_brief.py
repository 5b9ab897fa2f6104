"""The brief on the screen: the same page as `brief` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsroom.brief_text import as_text
from newsroom.widths import cells

if TYPE_CHECKING:
    from collections.abc import Callable


async def test_the_brief_is_the_page_that_the_command_prints(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("B")
        page = board.session.brief_page(week=True)
        shown = [line.strip() for line in board.lines()]
        assert "Talent" in shown
        written = as_text(page, board.app.size.width - 4).splitlines()
        # The lines that are set in stay so; the page's padding is a cell.
        assert all(f" {line}".rstrip() in board.text() for line in written[:8])
        assert all(cells(line) == board.app.size.width for line in board.lines())


async def test_what_was_marked_as_seen_is_not_told_again_but_the_week_is(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("B")
        assert "Talent" in board.text()
        await board.press("m")
        assert "Nothing since" in board.text()
        await board.press("w")
        assert "Talent" in board.text()
        await board.press("w")
        assert "Nothing since" in board.text()
