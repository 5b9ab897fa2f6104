"""The first screen: what came since the last look, the list, and what is decided at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from textual.screen import Screen

from llamawatch.deciding import merge_stories
from newsroom.records import Check, SourceState
from store.dashboard_state import load_state
from tui.looking import AWAY
from tui.messages import ArchiveTouched
from tui.screens.choice import ChoiceScreen
from tui.screens.news import NewsScreen
from tui.screens.watch_editor import WatchEditor
from tui.widgets.filter_bar import FilterBar
from tui.widgets.overview import Overview
from tui.widgets.since_panel import SincePanel
from tui.widgets.timeline_bar import TimelineBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.conftest import Dashboard

HOUR = timedelta(hours=1)


def news(board: Dashboard) -> NewsScreen:
    assert isinstance(board.app.screen, NewsScreen)
    return board.app.screen


def rows(board: Dashboard) -> list[Any]:
    return list(news(board).rows.rows)


def said(board: Dashboard) -> list[str]:
    return [notice.message for notice in board.app._notifications]


async def summed_up(board: Dashboard) -> str:
    """What the panel says, once it is gathered; "" if there is none."""
    overview = news(board).query_one(Overview)
    overview._go_on()
    await board.settle()
    panel = news(board).query_one(SincePanel)
    if not panel.display:
        return ""
    top = panel.region.y
    return "\n".join(board.lines()[top : top + panel.size.height])


async def go_to(board: Dashboard, wanted: Callable[[Any], bool]) -> Any:  # noqa: ANN401 -- a row
    place = next(place for place, row in enumerate(rows(board)) if wanted(row))
    await board.press("home", *["j"] * place)
    return rows(board)[place]


# What came since the last look


async def test_the_first_look_sums_up_the_week_and_v_marks_it_as_seen(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        shown = await summed_up(board)
        assert "The last 7d: 2 moves · 7 new stories · 10 alerts told" in shown
        assert "4 sources  Joelle Pineau: left FAIR (reported)" in shown
        assert "v marks all as seen" in shown
        assert "20 unread" in board.text()
        assert news(board).query_one(TimelineBar).display
        await board.press("v")
        assert await summed_up(board) == ""
        assert "0 unread" in board.text()
        await board.press("ctrl+z")
        assert "20 unread" in board.text()
        assert "2 moves" in await summed_up(board)


async def test_what_was_not_marked_as_seen_is_summed_up_after_a_restart(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("j")
    async with dashboard(later=9 * HOUR) as board:
        assert "Since you last looked, 7d ago: 2 moves" in await summed_up(board)
        await board.press("v")
    async with dashboard(later=18 * HOUR) as board:
        assert "Since you last looked, 9h ago: nothing new" in await summed_up(board)
        await board.press("j")
        assert await summed_up(board) == "", "that nothing came is seen at a glance"


async def test_a_screen_left_alone_sums_up_by_itself(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("v")
        board.clock.now += AWAY / 2
        board.app._minute()
        assert await summed_up(board) == ""
        board.clock.now += AWAY
        board.app._minute()
        assert "Since you last looked, 15m ago: nothing new" in await summed_up(board)


@pytest.mark.parametrize("size", [(60, 12), (80, 24), (120, 40), (200, 60)])
async def test_the_summary_leaves_the_news_their_room(
    dashboard: Callable[..., Any], size: tuple[int, int]
) -> None:
    async with dashboard(*size) as board:
        shown = await summed_up(board)
        assert "moves" in shown
        assert news(board).query_one(Overview).size.height <= size[1] * 2 // 5
        assert news(board).rows.size.height >= 2


async def test_a_list_may_hold_a_story_that_became_part_of_another_meanwhile(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        archive = board.session.archive
        before = [item for item in archive.items() if item.story]
        one, two = (s for s in list(archive.stories())[:2])
        merge_stories(board.session, one.items[0], two.id)
        gone = {one.id, two.id} - {story.id for story in archive.stories()}
        listed = [item for item in before if item.story in gone]
        copy = replace(listed[0], article=replace(listed[0].article, id="beside it"))
        await news(board)._show([copy, *listed], anew=False)
        assert [row.item for row in rows(board)] == ["beside it", *(item.id for item in listed)]


# The filter


async def test_number_keys_open_saved_filters_from_everywhere_and_close_them(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        assert "1 Talent  2 Strategy  3 Moves  4 Unread" in board.text()
        await board.press("S", "2")
        assert news(board).bar.text == "topic:strategy"
        assert all("strategy" in row.topics for row in rows(board))
        await board.press("2")
        assert news(board).bar.text == ""
        await board.press("9")
        assert said(board) == ["No filter is kept on 9: / types one, ctrl+s there keeps it."]


async def test_a_filter_is_kept_on_the_next_number_key(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("slash", *"LeCun", "ctrl+s")
        assert any(isinstance(one, FilterBar.Kept) for one in board.messages)
        assert [one.query for one in board.session.config.filters][-1] == "LeCun"
        await board.press("escape", "escape", "5")
        assert news(board).bar.text == "LeCun"
        await board.press("ctrl+z")
        assert len(board.session.config.filters) == 4
        await board.press("escape", "slash", *"(", "ctrl+s")
        assert len(board.session.config.filters) == 4
        assert said(board)[-1] == "There is no whole filter to keep yet."


async def test_tab_completes_what_is_typed_and_goes_on_to_the_next(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("slash", *"topic:")
        assert "Tab: topic:talent  topic:strategy" in board.text()
        await board.press("tab")
        assert news(board).bar.text == "topic:talent "
        await board.press("tab")
        assert news(board).bar.text == "topic:strategy "
        await board.press("shift+tab")
        assert news(board).bar.text == "topic:talent "
        assert all("talent" in row.topics for row in rows(board))
        await board.press(*"pine", "tab")
        assert news(board).bar.text == "topic:talent person:joelle-pineau "
        await board.press("escape")
        assert "Tab:" not in board.text()


async def test_everything_in_the_filter_is_marked_at_once(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("1", "M")
        items = list(board.session.archive.items())
        talent = [item for item in items if any(t.topic == "talent" for t in item.topics)]
        assert [item.id for item in items if item.read] == [item.id for item in talent]
        assert said(board) == [f"{len(talent)} items marked as read. ctrl+z takes it back."]
        await board.press("ctrl+z")
        assert not any(item.read for item in board.session.archive.items())
        await board.press("escape", "slash", *"(Llama", "escape", "M")
        assert not any(item.read for item in board.session.archive.items())


# What is decided


async def test_topics_are_set_by_hand_and_taken_back(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        row = await go_to(board, lambda row: row.topics == ("talent",))
        for keys, topics in ((("s",), ("strategy",)), (("j", "j", "enter"), None), (("n",), ())):
            await board.press("T")
            assert isinstance(board.app.screen, ChoiceScreen)
            await board.press(*keys)
            await board.settle()
            story = board.session.archive.story(row.story)
            assert story.topics == (topics if topics is not None else ("talent", "strategy"))
        await board.press("T", "escape")
        assert story == board.session.archive.story(row.story)
        await board.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert board.session.archive.story(row.story).topics == ("talent",)


async def test_an_article_is_split_off_and_put_back(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        row = await go_to(board, lambda row: row.articles >= 3)
        await board.press("minus")
        assert said(board)[-1].startswith("Unfold the story")
        await board.press("space", "j", "minus")
        assert len(board.session.archive.story(row.story).items) == row.articles - 1
        await board.press("ctrl+z")
        assert len(board.session.archive.story_items(row.story)) == row.articles


async def test_two_stories_are_made_one_and_two_again(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        before = len(rows(board))
        first, second = rows(board)[:2]
        await board.press("home", "plus", "escape", "plus", "plus")
        assert said(board)[-1] == "That is the same story already."
        await board.press("plus", "j", "plus")
        assert len(rows(board)) == before - 1
        assert rows(board)[0].articles == first.articles + second.articles
        await board.press("ctrl+z")
        assert sorted(row.articles for row in rows(board)[:2]) == sorted(
            (first.articles, second.articles)
        )


async def test_a_story_is_silenced_and_heard_again(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        row = await go_to(board, lambda row: bool(row.story))
        await board.press("x")
        silent = [m.what for m in board.session.archive.mutes.lasting(board.clock.now)]
        assert silent == [f"story:{row.story}"]
        await board.press("x")
        assert not list(board.session.archive.mutes.lasting(board.clock.now))


async def test_link_and_quotation_are_copied_and_a_link_without_browser_is_shown(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        row = await go_to(board, lambda row: "LeCun leaves" in row.headline)
        item = board.session.archive.item(row.item)
        await board.press("c")
        assert board.app.clipboard == item.article.url
        await board.press("y")
        lines = board.app.clipboard.splitlines()
        assert lines[0].startswith("“")
        assert item.article.url in lines
        assert any(line.startswith("Seen ") for line in lines)
        await board.press("c", "o")
        assert said(board)[-1] == f"No browser here: {item.article.url} (copied)"


async def test_one_key_named_on_a_small_screen_says_why_a_story_is_here(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard(80, 24) as board:
        await go_to(board, lambda row: row.articles >= 3)
        footer = board.lines()[-1]
        assert "b Why" in footer
        assert "q Quit" in footer
        await board.press("b")
        shown = [line.strip() for line in board.lines()]
        top = next(place for place, line in enumerate(shown) if line.startswith("─")) + 1
        assert shown[top] == "Why"
        assert shown[top + 1].startswith("Watches that matched: ")
        await board.press("escape")
        assert board.screen.focused is news(board).rows


# The place in the list, and after a restart


async def test_a_restart_finds_place_filter_folds_and_cursor_again(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("1")
        row = await go_to(board, lambda row: row.articles >= 3)
        await board.press("space", "j")
        cursor = rows(board)[news(board).rows.cursor].key
        shown = [row.key for row in rows(board)]
    async with dashboard(later=HOUR) as board:
        assert news(board).bar.text == "topic:talent"
        assert [row.key for row in rows(board)] == shown
        selected = news(board).rows.selected
        assert selected is not None
        assert selected.key == cursor
        assert row.story in load_state(board.session.places.data).open_stories
        await board.press("S")
    async with dashboard(later=2 * HOUR) as board:
        assert board.screen.place == "sources"
        await board.press("N")
        assert news(board).bar.text == "topic:talent"


async def test_more_is_shown_when_the_end_comes_into_sight(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.news._AT_FIRST", 4)
    async with dashboard(120, 20) as board:
        await board.press("e")
        everything = board.session.archive.counts().items
        listed = sum(row.articles for row in rows(board))
        assert listed == everything, "a list shorter than the screen asks for more by itself"


async def test_a_summary_follows_what_is_stored(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("v")
        board.clock.now += HOUR
        board.app._minute()
        now = board.clock.now
        states = board.session.archive.source_states()
        broken = SourceState(states[0].source, health="gone", error="410 Gone", unwell_since=now)
        board.session.archive.record(Check(broken.source, now, "failed", broken), ())
        await board.settle()
        shown = await summed_up(board)
        assert "1 source failing" in shown
        assert "410 Gone" in shown


async def test_a_name_no_pack_knows_is_watched_in_two_keys(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        await go_to(board, lambda row: bool(row.story))
        await board.press("w")
        assert said(board) == ["No name in this story is unknown: type what to watch."]
        assert isinstance(board.app.screen, WatchEditor)
        await board.press("escape")
        monkeypatch.setattr(type(board.session), "strangers", lambda *_: ("Jane Doe",))
        await board.press("w")
        assert isinstance(board.app.screen, WatchEditor)
        await board.press("ctrl+s")
        (added,) = [one for one in board.session.config.watches if one.name == "Jane Doe"]
        assert added.keywords == ("Jane Doe",)
        monkeypatch.setattr(type(board.session), "strangers", lambda *_: ("Jane Doe", "Ann Roe"))
        await board.press("1", "w", "f")
        assert isinstance(board.app.screen, WatchEditor)
        assert board.app.screen.fields.values()["query"] == "topic:talent"
        await board.press("escape")
        await board.press("w", "2")
        assert board.app.screen.fields.values()["keywords"] == "Ann Roe"


async def test_the_palette_marks_all_that_a_filter_finds(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("1", "ctrl+p", *"star all", "enter")
        await board.settle()
        items = list(board.session.archive.items())
        talent = {item.id for item in items if any(t.topic == "talent" for t in item.topics)}
        assert {item.id for item in items if item.starred} == talent
        await board.press("ctrl+z")
        assert not any(item.starred for item in board.session.archive.items())


async def test_hints_are_kept_for_so_many_headlines_alone(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.news._HINTS_KEPT", 14)
    async with dashboard(120, 18) as board:
        await board.press("e", "end", "home")
        screen = board.screen
        assert len(screen.rows.rows) > 14 > screen.rows.size.height
        assert len(screen._hints) == 14


async def test_leaving_in_the_middle_of_a_search_is_no_failure(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        screen = news(board)
        screen.fill()
        await screen.query_one(FilterBar).remove_children()
        await board.settle()
        assert not [worker for worker in board.app.workers if worker.error]


async def test_a_key_in_the_filter_has_nothing_laid_out_anew(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        await board.press("slash", "m")
        laid_out: list[object] = []
        monkeypatch.setattr(
            Screen, "_refresh_layout", lambda *_, **__: laid_out.append(board.app.screen)
        )
        await board.press("e", "t")
        assert news(board).bar.text == "met"
        assert not laid_out


async def test_changes_that_follow_each_other_are_shown_now_and_then(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        app, waits = board.app, list[float]()
        monkeypatch.setattr("tui.following._BETWEEN", 60.0)
        monkeypatch.setattr(app, "set_timer", lambda delay, _: waits.append(delay))
        app._told = 0.0
        app._touched(ArchiveTouched("items"))
        app._tell()
        app._touched(ArchiveTouched("items"))
        app._touched(ArchiveTouched("mark"))
        assert len(waits) == 2
        assert waits[0] == pytest.approx(0.05)
        assert 59 < waits[1] <= 60
        app._tell()
