"""The dashboard, driven by its keys over a real archive."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from textual.binding import Binding
from textual.widgets import Input, Static

from alerts.breaker import Circuits
from newsroom.errors import StoreError, Undelivered
from newsroom.records import Gap
from store.contents import Wording
from store.settings import load_config
from tui.article import Page, _others, page_text
from tui.screens.alerts import AlertsScreen
from tui.screens.form import FormScreen
from tui.screens.help import HelpScreen
from tui.screens.news import NewsScreen
from tui.screens.sources import SourcesScreen
from tui.screens.watches import WatchesScreen
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

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
        problem = board.app.screen.query_one("#filter-problem")
        assert problem.display
        await board.press("backspace", *["backspace"] * 5)
        assert not problem.display


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


async def test_a_watch_is_added_changed_and_removed(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n")
        assert type(board.app.screen) is FormScreen
        await board.press(*"Scale", "tab", *"Behemoth", "enter")
        assert board.screen.place == "watches"
        config = load_config(board.session.places.config)
        assert config.watches[-1].keywords == ("Behemoth",)
        assert board.session.watches.compiled[-1].spec.name == "Scale"
        await board.press("end", "e")
        await board.press("end", *"Deal", "enter")
        assert load_config(board.session.places.config).watches[-1].name == "ScaleDeal"
        await board.press("end", "d")
        assert load_config(board.session.places.config).watches[-1].id == "rest"
        await board.press("ctrl+z")
        assert load_config(board.session.places.config).watches[-1].name == "ScaleDeal"


async def test_a_wrong_query_is_said_in_the_form(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        before = board.session.places.config.read_text(encoding="utf-8")
        await board.press("W", "n", *"x", "tab", "tab", "tab", *"(", "ctrl+s")
        assert isinstance(board.app.screen, FormScreen)
        assert str(board.app.screen.query_one("#form-problem", Static).content)
        await board.press("escape")
        assert board.session.places.config.read_text(encoding="utf-8") == before


async def test_a_source_is_paused_and_resumed(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("S")
        key = rows_of(board)[0].key
        await board.press("space")
        config = load_config(board.session.places.config)
        assert [s.enabled for s in config.sources if s.id == key] == [False]
        board.app.screen.query_one("#list", RowList).select(key)
        await board.press("space")
        config = load_config(board.session.places.config)
        assert [s.enabled for s in config.sources if s.id == key] == [True]


async def test_an_alert_leads_to_its_story(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("A")
        row = next(row for row in rows_of(board) if row.story)
        board.app.screen.query_one("#list", RowList).select(row.key)
        story = row.story
        await board.press("enter")
        assert isinstance(board.app.screen, NewsScreen)
        assert board.app.screen.bar.text == f"story:{story}"
        assert {row.story for row in rows_of(board)} == {story}


async def test_an_alert_about_no_story_says_so(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        report = board.session.archive.outbox.report(
            "terminal", "source:x", "broken", "X fails", board.session.clock()
        )
        await board.press("A")
        board.app.screen.query_one("#list", RowList).select(report.id)
        await board.press("enter")
        assert isinstance(board.app.screen, AlertsScreen)
        assert [one.message for one in board.app._notifications] == [
            "This is about no single story; N shows the news."
        ]


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
        assert board.app.screen.query_one("#filter-problem").display


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
        assert not board.app.screen.query_one("#filter-problem").display
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


async def test_an_address_without_a_scheme_is_completed_and_another_refused(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("S", "n", *"file:///etc/passwd", "enter")
        assert isinstance(board.app.screen, FormScreen)
        problem = board.app.screen.query_one("#form-problem", Static).content
        assert "no http or https address" in str(problem)
        await board.press("ctrl+u", *"news.example/feed", "enter")
        added = load_config(board.session.places.config).sources[-1]
        assert (added.url, added.name) == ("https://news.example/feed", "news.example/feed")


async def test_a_source_is_edited_and_only_what_changed_is_written(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("S")
        key = board.app.screen.query_one("#list", RowList).selected.key
        before = board.session.places.config.read_text()
        await board.press("e", "ctrl+s")
        assert board.session.places.config.read_text() == before
        await board.press("e")
        board.app.screen.query_one("#field-interval", Input).value = "soon"
        await board.press("ctrl+s")
        assert "no duration" in str(board.app.screen.query_one("#form-problem", Static).content)
        board.app.screen.query_one("#field-interval", Input).value = "2h"
        await board.press("ctrl+s")
        config = load_config(board.session.places.config)
        assert next(s.interval for s in config.sources if s.id == key) == timedelta(hours=2)
        added = set(board.session.places.config.read_text().splitlines()) - set(before.splitlines())
        assert added == {'interval = "2h"'}
        await board.press("ctrl+z")
        assert board.session.places.config.read_text() == before


async def test_a_source_that_moved_is_followed_with_a_key(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("S", "m")
        assert "has not moved" in next(n.message for n in board.app._notifications)
        key = board.app.screen.query_one("#list", RowList).selected.key
        state = board.session.archive.source_state(key)
        board.session.archive.set_source_state(replace(state, moved_to="https://new.example/feed"))
        await board.press("m")
        config = load_config(board.session.places.config)
        assert [s.url for s in config.sources if s.id == key] == ["https://new.example/feed"]


async def test_what_an_absence_cost_stands_above_the_sources(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        source = board.session.config.sources[0].id
        state = board.session.archive.source_state(source)
        end = board.session.clock() - timedelta(days=1)
        gap = Gap(end - timedelta(days=9), end)
        board.session.archive.set_source_state(replace(state, gaps=(gap,)))
        await board.press("S")
        assert f"1 source no longer reaches back ({source})." in board.text()
        assert "Not watched" in board.text()


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


async def test_an_alert_is_tried_again_and_its_story_or_everything_silenced(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("A")
        row = next(row for row in rows_of(board) if row.story)
        board.app.screen.query_one("#list", RowList).select(row.key)
        archive, now = board.session.archive, board.session.clock()
        await board.press("x", "X")
        assert {m.what for m in archive.mutes.lasting(now)} == {f"story:{row.story}", "all"}
        assert "muted until" in board.text()
        await board.press("x", "X")
        assert archive.mutes.lasting(now) == ()
        archive.outbox.mark_dead(row.key, "nobody listens", now)
        await board.press("a")
        assert archive.outbox.alert(row.key).state == "pending"
        await board.press("z")
        snoozed = archive.outbox.alert(row.key)
        assert (snoozed.state, snoozed.not_before) == ("held", now + timedelta(hours=1))
        await board.press("z")
        # It was told before.
        assert archive.outbox.alert(row.key).state == "sent"


def lower_lines(board: Dashboard) -> str:
    """What stands beneath the list of alerts."""
    return "\n".join(
        str(board.app.screen.query_one(one).render()) for one in ("#silent", "#detail")
    )


@pytest.mark.parametrize("width", [80, 120])
async def test_what_is_silent_or_told_later_stays_on_the_screen(
    dashboard: Callable[..., Any], width: int
) -> None:
    async with dashboard(width, 24) as board:
        await board.press("A")
        assert "Silent:" not in board.text()
        assert "Open story" in board.lines()[-1]
        assert "Quit" in board.lines()[-1]
        row = next(row for row in rows_of(board) if row.story)
        board.app.screen.query_one("#list", RowList).select(row.key)
        await board.press("x", "X")
        headline = board.session.archive.story(row.story).headline
        shown = " ".join(board.text().split())
        assert f"Silent: “{headline[:20]}" in shown
        assert "until it is lifted · everything until " in shown
        assert "Its story is silent; x ends it." in shown
        await board.press("x", "X")
        assert "ilent" not in lower_lines(board)
        await board.press("z")
        assert "Snoozed until " in lower_lines(board)
        await board.press("z")
        assert "Snoozed" not in lower_lines(board)


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


async def test_the_watches_say_what_they_brought(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        since = board.session.clock() - timedelta(days=30)
        items = board.session.archive.items(since=since)
        brought = Counter(watch for item in items for watch in item.watches)
        assert brought
        await board.press("W")
        assert {row.key: row.items for row in rows_of(board) if row.items} == brought


async def test_the_top_of_a_list_is_shown_before_the_rest_is_found(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.news_list.FIRST", 3)
    async with dashboard() as board:
        shown: list[int] = []
        show_rows = RowList.show_rows

        def watched(rows: RowList[Any], found: list[Any], *, empty: str | None = None) -> None:
            shown.append(len(found))
            show_rows(rows, found, empty=empty)

        monkeypatch.setattr(RowList, "show_rows", watched)
        await board.press("slash", *"lang:en")
        assert len(rows_of(board)) > 3
        assert shown[-1] == len(rows_of(board))
        assert 0 < shown[-2] <= 3
        before = len(shown)
        board.screen.refresh_rows()
        await board.settle()
        assert len(shown) == before + 1, "what is read is not cut short by what comes in"
