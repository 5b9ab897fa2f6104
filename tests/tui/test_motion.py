"""Reduced motion: nothing slides, nothing blinks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual import constants
from textual.widgets import Input

from store.settings import DashboardSettings
from tui.widgets.reading_pane import ReadingPane

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("by", ["configuration", "environment"])
async def test_nothing_slides_or_blinks(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    if by == "environment":
        monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "none")
    async with dashboard(80, 16) as board:
        if by == "configuration":
            board.app.take_up_looks(DashboardSettings("", "auto", "reduced"))
        await board.press("enter")
        pane = board.app.screen.query_one(ReadingPane)
        pane.action_page_down()
        # It is there with the next picture: nothing moves it on later.
        await board.pilot.pause()
        there = pane.scroll_y
        assert there > 0
        assert not board.app.animator._animations
        await board.pilot.pause(0.2)
        assert pane.scroll_y == there
        await board.press("escape", "slash")
        field = board.app.screen.query_one(Input)
        assert field.has_focus
        assert not field.cursor_blink
        shown = set()
        for _ in range(4):
            await board.pilot.pause(0.3)
            shown.add(field._cursor_visible)
        assert shown == {True}


async def test_with_full_motion_the_cursor_blinks(dashboard: Callable[..., Any]) -> None:
    async with dashboard(80, 16) as board:
        await board.press("slash")
        assert board.app.screen.query_one(Input).cursor_blink
        assert board.app.animation_level == "full"
