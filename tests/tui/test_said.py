"""Headlines in the reader's words, and forms that offer only what they can do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from tui.fields import Line
from tui.screens.form import FormScreen
from tui.widgets.reading_pane import ReadingPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.conftest import Dashboard


def page_of(board: Dashboard) -> str:
    return str(board.app.screen.query_one(ReadingPane).page)


async def test_a_headline_the_reader_cannot_read_is_told_in_names(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        languages = replace(board.session.config.reader, languages=("en",))
        board.session.config = replace(board.session.config, reader=languages)
        await board.press("slash", *"lang:ja Llama", "enter")
        first, second, *_ = page_of(board).splitlines()
        assert "Llama" in first
        assert second.startswith("Meta · ")
        assert "Llama · leave" in second
        assert second.endswith(" · talent")


async def test_a_headline_the_reader_reads_stands_alone(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        languages = replace(board.session.config.reader, languages=("en", "ja"))
        board.session.config = replace(board.session.config, reader=languages)
        await board.press("slash", *"lang:ja", "enter")
        assert page_of(board).splitlines()[1] == ""


async def test_a_form_of_nothing_that_can_be_tried_offers_no_trial(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        board.app.push_screen(FormScreen("Plain", (Line("x", "X", ""),), {}, lambda _: ""))
        await board.pilot.pause()
        assert "ctrl+t" not in str(board.app.screen.query_one("#form-hint", Static).content)
        await board.pilot.press("ctrl+t")
        assert str(board.app.screen.query_one("#form-problem", Static).content) == ""
