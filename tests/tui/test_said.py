"""Headlines in the reader's words, and watches tried before they are saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from tui.widgets.reading_pane import ReadingPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.conftest import Dashboard


def page_of(board: Dashboard) -> str:
    return str(board.app.screen.query_one(ReadingPane).page)


async def tried(board: Dashboard) -> None:
    await board.pilot.press("ctrl+t")
    waiting = [worker for worker in board.app.workers if worker.group == "rehearse"]
    if waiting:
        await board.app.workers.wait_for_complete(waiting)
    await board.pilot.pause()


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


async def test_a_watch_is_tried_before_it_is_saved(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W")
        await board.press("e")
        problem = board.app.screen.query_one("#form-problem", Static)
        assert "ctrl+t" in str(board.app.screen.query_one("#form-hint", Static).content)
        await tried(board)
        assert str(problem.content).startswith("Last 30 days: ")
        assert str(problem.content).endswith("; 0 added, 0 removed")
        board.app.screen.query_one("#field-query").value = "(Llama"
        await tried(board)
        assert "never closed" in str(problem.content)


async def test_a_form_of_nothing_that_can_be_tried_offers_no_trial(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("S")
        await board.press("n")
        assert "ctrl+t" not in str(board.app.screen.query_one("#form-hint", Static).content)
        await board.pilot.press("ctrl+t")
        assert str(board.app.screen.query_one("#form-problem", Static).content) == ""
