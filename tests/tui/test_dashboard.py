"""The dashboard, driven by its keys over a real archive."""

from __future__ import annotations

import random
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from textual.binding import Binding
from textual.widgets import Input

from alerts.breaker import Circuits
from newsroom.errors import StoreError, Undelivered
from store.contents import Wording
from tui.article import Page, _others, page_text
from tui.places import PLACES
from tui.screens.alerts import AlertsScreen
from tui.screens.help import HelpScreen
from tui.screens.news import NewsScreen
from tui.screens.sources import SourcesScreen
from tui.screens.watches import WatchesScreen
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tui.conftest import Dashboard


SCREENS: list[tuple[str, type[Any]]] = [
    ("N", NewsScreen),
    ("S", SourcesScreen),
    ("W", WatchesScreen),
    ("A", AlertsScreen),
]


def rows_of(board: Dashboard) -> list[Any]:
    return list(board.app.screen.query_one("#list", RowList).rows)


async def test_the_first_screen_shows_stories_and_nothing_else(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        rows = rows_of(board)
        assert len(rows) >= 6
        assert any(row.languages >= 4 for row in rows)
        assert {topic for row in rows for topic in row.topics} == {"talent", "strategy"}
        shown = board.text()
        assert "Peru" not in shown
        assert "watching" in shown
        assert "? help" in shown
        assert "filter   1 Talent" in shown


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_every_line_is_as_wide_as_the_terminal(
    dashboard: Callable[..., Any], size: tuple[int, int]
) -> None:
    async with dashboard(*size) as board:
        for key, screen in SCREENS:
            await board.press(key)
            assert isinstance(board.app.screen, screen)
            lines = board.lines()
            assert len(lines) == size[1]
            assert {cell_len(line) for line in lines} == {size[0]}


async def test_space_unfolds_a_story_into_its_articles(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        before = rows_of(board)
        place = next(n for n, row in enumerate(before) if row.articles >= 4)
        await board.press("home", *["j"] * place, "space")
        after = rows_of(board)
        assert len(after) == len(before) + before[place].articles
        assert after[place + 1].depth == 1
        await board.press("space")
        assert [row.key for row in rows_of(board)] == [row.key for row in before]


async def test_a_disk_that_refuses_a_mark_is_said_and_nothing_ends(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError("The journal cannot be written: No space left on device; make room.")

    async with dashboard() as board:
        monkeypatch.setattr(board.session.archive, "mark_all", refuse)
        for key in ("m", "asterisk", "enter", "escape"):
            await board.press(key)
        said = [notice.message for notice in board.app._notifications]
        assert said == ["The journal cannot be written: No space left on device; make room."] * 3
        assert len(rows_of(board)) >= 6


async def test_the_filter_narrows_while_typing_and_escape_clears_it(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        everything = len(rows_of(board))
        await board.press("slash", *"lang:ja")
        rows = rows_of(board)
        assert rows
        assert {row.language for row in rows} == {"ja"}
        await board.press("escape", "escape")
        assert len(rows_of(board)) == everything


async def test_a_filter_that_does_not_parse_hides_nothing(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        before = [row.key for row in rows_of(board)]
        await board.press("slash", *"(Llama")
        assert [row.key for row in rows_of(board)][: len(before)]
        problem = board.app.screen.query_one("#filter-line")
        assert problem.has_class("-wrong")
        await board.press("backspace", *["backspace"] * 5)
        assert not problem.has_class("-wrong")


async def test_t_steps_through_the_topics(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("t")
        assert board.app.screen.query_one(Input).value == "topic:talent"
        assert all("talent" in row.topics for row in rows_of(board))
        await board.press("t")
        assert any("strategy" in row.topics for row in rows_of(board))
        assert not any(row.topics == ("talent",) and row.articles == 1 for row in rows_of(board))
        await board.press("t")
        assert board.app.screen.query_one(Input).value == ""


async def test_language_and_source_of_the_row_become_the_filter(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("l")
        assert board.app.screen.query_one(Input).value.startswith("lang:")
        await board.press("l", "s")
        assert board.app.screen.query_one(Input).value.startswith("source:")


async def test_marks_are_kept(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        first = rows_of(board)[0]
        await board.press("home", "m")
        assert not rows_of(board)[0].unread
        archive = board.session.archive
        assert all(item.read for item in archive.story_items(first.story))
        await board.press("home", "asterisk")
        assert archive.item(first.item).starred
        await board.press("u")
        assert first.key not in {row.key for row in rows_of(board)}


async def test_everything_can_be_shown(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        before = len(rows_of(board))
        await board.press("e")
        assert len(rows_of(board)) > before
        assert any("Peru" in row.headline for row in rows_of(board))


async def test_the_article_shows_matched_words_moves_and_why(dashboard: Callable[..., Any]) -> None:
    async with dashboard(120, 60) as board:
        rows = rows_of(board)
        place = next(n for n, row in enumerate(rows) if row.articles >= 5)
        await board.press("home", *["j"] * place)
        shown = board.text()
        assert "Guillaume Lample: left" in shown
        assert "The same story" in shown
        page = board.app.screen.query_one(ReadingPane).page
        marked = {
            page.plain[span.start : span.end] for span in page.spans if "yellow" in str(span.style)
        }
        assert "Guillaume Lample" in marked
        await board.press("enter")
        assert isinstance(board.app.focused, ReadingPane)
        await board.press("escape")
        assert isinstance(board.app.focused, RowList)


async def test_help_names_every_key(dashboard: Callable[..., Any]) -> None:
    async with dashboard(120, 70) as board:
        for key, screen in SCREENS:
            await board.press(key, "question_mark")
            assert isinstance(board.app.screen, HelpScreen)
            shown = board.text()
            for binding in (*screen.BINDINGS, *board.app.BINDINGS):
                assert isinstance(binding, Binding)
                assert binding.description in shown
            await board.press("escape")


async def test_pausing_shows(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("p")
        assert "paused" in board.lines()[0]
        await board.press("p")
        assert "watching" in board.lines()[0]


async def test_polling_by_hand_says_what_came(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("r")
        assert any(type(message).__name__ == "PollEnded" for message in board.messages)


async def test_markup_in_a_headline_is_only_text(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        list_ = board.app.screen.query_one("#list", RowList)
        row = rows_of(board)[0]
        from dataclasses import replace

        list_.show_rows([replace(row, headline="[@click=app.quit]x[/nope] [bold]Meta")])
        await board.pilot.pause()
        assert "[@click=app.quit]x[/nope] [bold]Meta" in board.text()


async def test_a_mistake_after_a_word_that_finds_nothing_hides_nothing(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        before = [row.key for row in rows_of(board)]
        await board.press("slash", *"qzx:bar")
        assert [row.key for row in rows_of(board)] == before
        assert board.app.screen.query_one("#filter-line").has_class("-wrong")


async def test_a_pattern_that_takes_too_long_is_named_and_hides_nothing(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        before = [row.key for row in rows_of(board)]
        board.app.screen.query_one(Input).value = "/(.|..)+(?<!.)/"
        await board.press("slash")
        assert "takes more than 20 ms" in board.text()
        assert [row.key for row in rows_of(board)] == before
        board.app.screen.query_one(Input).value = "title:/./ lang:ja"
        await board.press("end")
        assert not board.app.screen.query_one("#filter-line").has_class("-wrong")
        assert {row.language for row in rows_of(board)} == {"ja"}


async def test_a_new_filter_shows_its_newest_first(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("e", "end", "t")
        rows = rows_of(board)
        assert len(rows) > 3
        assert board.app.screen.query_one("#list", RowList).cursor == 0


async def test_a_flood_of_articles_does_not_fill_the_page(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        items = list(board.session.archive.items()) * 50
        text = _others(items, board.session.name_of).plain
        assert text.count("\n") == 31
        assert text.endswith(f"… and {len(items) - 30} more")


async def test_an_edited_article_shows_its_earlier_titles(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        item = next(board.session.archive.items())
        at = board.session.clock()
        page = Page(
            item=item, text="", spans=(), story=None, others=(), moves=(), why="", source="Paper",
            wordings=(Wording("The first title", "a", at), Wording("The first title", "b", at)),
        )  # fmt: skip
        text = page_text(page, name_of=str, zone=UTC).plain
        assert text.count("[-The first title-]") == 1
        assert "[-a-]{+b+}" in text


async def test_a_channel_that_takes_nothing_is_shown(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        (channel, *_) = board.session.config.alerts.channels
        circuits = Circuits(board.session.archive, random.Random(1))
        now = board.session.clock()
        circuits.failed(channel, Undelivered("nobody listens", retry_after=900), now)
        assert any(
            problem.startswith(f"Alerts do not arrive by {channel} since")
            for problem in board.session.problems
        )
        circuits.worked(channel)
        assert not any("do not arrive" in problem for problem in board.session.problems)


async def test_the_top_of_a_list_is_shown_before_the_rest_is_found(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.news_list.FIRST", 3)
    monkeypatch.setattr("tui.news_list.FEW", 2)
    async with dashboard() as board:
        shown: list[int] = []
        show_rows = RowList.show_rows

        def watched(rows: RowList[Any], found: list[Any], **how: Any) -> None:  # noqa: ANN401 -- as it is called
            shown.append(len(found))
            show_rows(rows, found, **how)

        monkeypatch.setattr(RowList, "show_rows", watched)
        await board.press("slash", *"lang:en")
        assert len(rows_of(board)) > 3
        assert shown[-1] == len(rows_of(board))
        assert 0 < shown[-2] <= 3
        before = len(shown)
        board.screen.refresh_rows()
        await board.settle()
        assert len(shown) == before + 1, "what is read is not cut short by what comes in"


async def test_where_the_archive_cannot_be_opened_no_list_claims_to_be_empty(
    dashboard: Callable[..., Any], tmp_path: Path
) -> None:
    async with dashboard():
        pass
    lock = tmp_path / "home" / "data" / "lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    async with dashboard(80, 24) as board:
        for place in PLACES:
            if place.id == "brief":
                continue
            await board.press(place.key)
            shown = board.text()
            assert "cannot be written" in shown.replace("\n", " ")
            assert "The archive is not open; the reason stands above." in shown
            assert "adds one" not in shown


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_a_click_on_its_name_opens_a_screen(
    dashboard: Callable[..., Any], size: tuple[int, int]
) -> None:
    async with dashboard(*size) as board:
        for place in (*PLACES[1:], PLACES[0]):
            line = next(line for line in board.lines() if " N" in line and " P" in line)
            column = line.index(f" {place.key} ") + 1
            await board.pilot.click("#places", offset=(column, 0))
            await board.settle()
            assert board.screen.place == place.id


async def test_what_watches_bring_is_counted_again_a_moment_later(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.watches._REST", 60.0)
    async with dashboard() as board:
        await board.press("W")
        rows = board.app.screen.query_one("#list", RowList).rows
        assert any(row.told for row in rows)
        monkeypatch.setattr(type(board.session.archive.outbox), "alerts", lambda _: ())
        board.clock.now += timedelta(seconds=1)
        await board.press("N", "W")
        assert board.app.screen.query_one("#list", RowList).rows == rows
        board.clock.now += timedelta(minutes=2)
        await board.press("N", "W")
        rows = board.app.screen.query_one("#list", RowList).rows
        assert not any(row.told for row in rows)
