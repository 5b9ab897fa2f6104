"""The screen of the sources, driven by its keys over a real archive and feeds on loopback."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from textual.widgets import Input, Select, Static

import watchers.kinds.google_news
import watchers.kinds.hacker_news
from newsroom.records import Gap
from store.settings import load_config
from tests.watchers.documents import ATOM, RSS
from tests.watchers.newsstand import FEED_TYPE, Answer, Newsstand
from tui.screens.add_source import AddSourceScreen
from tui.screens.form import FormScreen
from tui.screens.help import HelpScreen
from tui.screens.import_sources import ImportSourcesScreen
from tui.screens.sources import SourcesScreen
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.screen import Screen

    from newsroom.records import Source
    from store.settings import Config
    from tests.tui.conftest import Dashboard
    from tui.source_rows import SourceRow

PAGE = (
    '<!doctype html><html lang="de"><title>Hafen</title>'
    '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
    '<link rel="alternate" type="application/rss+xml" href="/gazette.xml">'
)
HITS = b'{"hits": [{"objectID": "1", "title": "Llama 5 is out", "url": "https://x.example/"}]}'


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with Newsstand() as newsstand:
        newsstand.serve("/", Answer(200, PAGE.encode()))
        newsstand.serve("/atom.xml", Answer(200, ATOM.encode(), FEED_TYPE))
        newsstand.serve("/gazette.xml", Answer(200, RSS.encode(), FEED_TYPE))
        yield newsstand


def rows_of(board: Dashboard) -> list[SourceRow]:
    return list(board.app.screen.query_one("#list", RowList).rows)


def selected(board: Dashboard) -> SourceRow:
    row: SourceRow | None = board.app.screen.query_one("#list", RowList).selected
    assert row is not None
    return row


def row_of(board: Dashboard, key: str) -> SourceRow:
    return next(row for row in rows_of(board) if row.key == key)


def text_of(board: Dashboard, widget: str) -> str:
    return str(board.app.screen.query_one(widget, Static).content)


def configured(board: Dashboard) -> Config:
    return load_config(board.session.places.config)


def source_of(board: Dashboard, key: str) -> Source:
    return next(one for one in configured(board).sources if one.id == key)


def is_in_front(board: Dashboard, screen: type[Screen[Any]]) -> bool:
    return type(board.app.screen) is screen


async def type_in(board: Dashboard, text: str) -> None:
    board.app.screen.query_one(Input).value = text
    await board.press("enter")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_every_column_has_a_whole_word_over_it(
    dashboard: Callable[..., Any], size: tuple[int, int]
) -> None:
    async with dashboard(*size) as board:
        await board.press("S")
        lines = board.lines()
        assert {cell_len(line) for line in lines} == {size[0]}
        assert board.app.screen.query_one("#list", RowList).region.width == size[0]
        heading = next(line for line in lines if line.startswith("State"))
        assert "…" not in heading
        assert "What is known" in heading
        assert ("Latency" in heading) == (size[0] >= 110)


async def test_what_a_source_brought_a_week_is_counted(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("S")
        now = board.session.clock()
        items = list(board.session.archive.items(since=now - timedelta(weeks=4)))
        assert items
        for row in rows_of(board):
            since = board.session.archive.source_state(row.key).watched_since
            assert since is not None
            weeks = max((now - since) / timedelta(weeks=1), 1)
            mine = sum(item.article.source == row.key for item in items)
            assert row.weekly == pytest.approx(mine / weeks)


async def test_what_fails_stands_first_and_the_detail_says_what_to_do(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        archive, now = board.session.archive, board.session.clock()
        last = max(board.session.config.sources, key=lambda one: one.name.casefold())
        error = "x.example has no feed there (404): give another address."
        gap = Gap(now - timedelta(days=9), now - timedelta(days=1))
        state = replace(
            archive.source_state(last.id), health="broken", error=error, failures=3, gaps=(gap,)
        )
        archive.set_source_state(state)
        await board.press("S", "home")
        assert rows_of(board)[0].key == last.id
        said = text_of(board, "#detail")
        assert said.startswith(f"{last.name} · feed")
        for part in (last.url, error, "It failed 3 times in a row.", "Not watched", "items stored"):
            assert part in said


async def test_a_source_is_paused_and_resumed(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("S")
        key = selected(board).key
        await board.press("space")
        assert not source_of(board, key).enabled
        assert "is paused; space resumes it." in text_of(board, "#said")
        board.app.screen.query_one("#list", RowList).select(key)
        await board.press("r")
        assert "space resumes it" in text_of(board, "#said")
        await board.press("space")
        assert source_of(board, key).enabled


async def test_the_one_under_the_cursor_is_asked_and_its_row_says_what_came(
    dashboard: Callable[..., Any], stand: Newsstand
) -> None:
    async with dashboard() as board:
        await board.press("S")
        key = selected(board).key
        board.session.change("source", key, {"url": stand.url("/gazette.xml")})
        await board.press("r")
        assert row_of(board, key).note == "2 new"
        assert text_of(board, "#said").endswith(": 2 new.")
        assert [one.path for one in stand.asked] == ["/gazette.xml"]
        await board.press("r")
        assert row_of(board, key).note == "nothing new"
        board.session.change("source", key, {"url": stand.url("/none.xml")})
        await board.press("r")
        row = row_of(board, key)
        assert row.note.startswith("failed: ")
        assert "404" in row.error
        assert rows_of(board)[0] == row, "what failed stands first"


async def test_asking_shows_in_the_row_and_escape_stops_it(
    dashboard: Callable[..., Any], stand: Newsstand
) -> None:
    stand.serve("/slow.xml", Answer(200, b"<rss>", FEED_TYPE, hang=True))
    async with dashboard() as board:
        await board.press("S")
        key = selected(board).key
        board.session.change("source", key, {"url": stand.url("/slow.xml")})
        await board.pilot.press("r")
        await board.pilot.pause()
        assert row_of(board, key).note == "asking now …"
        assert "asking now …" in board.text()
        await board.press("escape")
        assert row_of(board, key).note == ""
        assert text_of(board, "#said") == "Stopped: 1 source not asked."


async def test_a_source_that_moved_is_followed_with_a_key(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("S", "m")
        assert "has not moved" in text_of(board, "#said")
        key = selected(board).key
        state = board.session.archive.source_state(key)
        board.session.archive.set_source_state(replace(state, moved_to="https://new.example/feed"))
        board.screen.refresh_rows()
        await board.settle()
        assert "m follows it" in text_of(board, "#detail")
        await board.press("m")
        assert source_of(board, key).url == "https://new.example/feed"


async def test_a_source_is_deleted_and_comes_back(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("S")
        key, before = selected(board).key, configured(board)
        await board.press("d")
        assert key not in {one.id for one in configured(board).sources}
        assert "ctrl+z brings it back." in text_of(board, "#said")
        await board.press("ctrl+z")
        assert configured(board) == before


async def test_a_source_is_edited_and_only_what_changed_is_written(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("S")
        key = selected(board).key
        before = board.session.places.config.read_text()
        await board.press("e", "ctrl+s")
        assert board.session.places.config.read_text() == before
        await board.press("enter")
        assert is_in_front(board, FormScreen)
        board.app.screen.query_one("#field-interval", Input).value = "soon"
        await board.press("ctrl+s")
        assert "no duration" in text_of(board, "#form-problem")
        board.app.screen.query_one("#field-interval", Input).value = "2h"
        board.app.screen.query_one("#field-context", Input).value = "ai, chips"
        board.app.screen.query_one("#field-trusted", Select).value = "yes"
        await board.press("ctrl+s")
        changed = source_of(board, key)
        assert (changed.interval, changed.context) == (timedelta(hours=2), ("ai", "chips"))
        assert changed.trusted
        added = set(board.session.places.config.read_text().splitlines()) - set(before.splitlines())
        assert added == {'interval = "2h"', 'context = ["ai", "chips"]', "trusted = true"}
        await board.press("ctrl+z")
        assert board.session.places.config.read_text() == before


async def test_an_address_that_cannot_be_asked_is_refused_in_the_form(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("S", "e")
        board.app.screen.query_one("#field-url", Input).value = "file:///etc/passwd"
        await board.press("ctrl+s")
        assert is_in_front(board, FormScreen)
        assert 'cannot be "file:///etc/passwd"' in text_of(board, "#form-problem")


async def test_a_source_of_another_kind_is_edited_by_what_its_kind_knows(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        board.session.add("source", {"id": "aa", "name": "AA", "kind": "command", "argv": ["x"]})
        await board.press("S")
        board.app.screen.query_one("#list", RowList).select("aa")
        await board.press("e")
        assert "runs a program on this machine" in text_of(board, "#form-note")
        assert not board.app.screen.query("#field-url")
        board.app.screen.query_one("#field-argv", Input).value = ""
        await board.press("ctrl+s")
        assert '"argv" is empty' in text_of(board, "#form-problem")
        board.app.screen.query_one("#field-argv", Input).value = "my-feed --for 'the pier'"
        await board.press("ctrl+s")
        assert source_of(board, "aa").texts("argv") == ("my-feed", "--for", "the pier")


async def test_a_site_is_looked_at_and_the_feeds_chosen_there_are_added(
    dashboard: Callable[..., Any], stand: Newsstand
) -> None:
    async with dashboard() as board:
        before = configured(board)
        await board.press("S", "n")
        assert is_in_front(board, AddSourceScreen)
        await type_in(board, stand.url("/"))
        found = board.app.screen.query_one("#found", RowList)
        assert board.app.focused is found
        told = [(r.finding.name, r.finding.items, r.finding.language) for r in found.rows]
        assert told == [("Hafenblatt", 2, "de"), ("The Harbour Gazette", 2, "en")]
        assert "Zweite Meldung" in board.text()
        await board.press("space", "down", "space")
        assert [row.chosen for row in found.rows] == [True, True]
        assert text_of(board, "#found-line").startswith("2 chosen.")
        await board.press("enter")
        assert is_in_front(board, SourcesScreen)
        added = configured(board).sources[len(before.sources) :]
        assert [(one.id, one.url, one.language) for one in added] == [
            ("hafenblatt", stand.url("/atom.xml"), "de"),
            ("the-harbour-gazette", stand.url("/gazette.xml"), "en"),
        ]
        assert row_of(board, "hafenblatt").items == 2
        assert text_of(board, "#said") == "2 sources asked, 4 new items."
        await board.press("n")
        await type_in(board, stand.url("/"))
        found = board.app.screen.query_one("#found", RowList)
        assert [row.finding.known for row in found.rows] == ["hafenblatt", "the-harbour-gazette"]
        await board.press("enter")
        assert text_of(board, "#found-line") == "It is a source already: hafenblatt."
        await board.press("escape", "ctrl+z")
        assert configured(board) == before


async def test_words_are_offered_as_searches_in_the_languages_of_the_reader(
    dashboard: Callable[..., Any], stand: Newsstand, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = stand.serve("/news", Answer(200, RSS.encode(), FEED_TYPE))
    hacker = stand.serve("/hacker", Answer(200, HITS))
    monkeypatch.setattr(watchers.kinds.google_news, "ENDPOINT", news)
    monkeypatch.setattr(watchers.kinds.hacker_news, "ENDPOINT", hacker)
    async with dashboard() as board:
        reader = replace(board.session.config.reader, languages=("en", "de"))
        board.session.config = replace(board.session.config, reader=reader)
        await board.press("S", "n")
        await type_in(board, "llama 5 release")
        found = board.app.screen.query_one("#found", RowList)
        assert [row.finding.name for row in found.rows] == [
            "Google News: llama 5 release (en)",
            "Google News: llama 5 release (de)",
            "Hacker News: llama 5 release",
        ]
        assert [row.finding.items for row in found.rows] == [2, 2, 1]
        await board.press("down", "enter")
        added = configured(board).sources[-1]
        assert (added.kind, added.language) == ("google-news", "de")
        assert added.options == {"query": "llama 5 release", "edition": "de"}


async def test_looking_is_stopped_by_escape(
    dashboard: Callable[..., Any], stand: Newsstand
) -> None:
    stand.serve("/slow", Answer(200, b"<rss>", FEED_TYPE, hang=True))
    async with dashboard() as board:
        await board.press("S", "n")
        board.app.screen.query_one(Input).value = stand.url("/slow")
        await board.pilot.press("enter")
        await board.pilot.pause()
        assert text_of(board, "#found-line") == f"Asking 127.0.0.1:{stand.port} … Escape stops."
        await board.pilot.press("x")
        await board.pilot.pause()
        assert text_of(board, "#found-line").startswith("Type an address"), "another was typed"
        await board.pilot.press("backspace", "enter")
        await board.pilot.pause()
        await board.press("escape")
        assert text_of(board, "#found-line").startswith("Stopped.")
        assert board.app.screen.query_one(Input).value == stand.url("/slow"), (
            "nothing typed is lost"
        )
        await board.press("escape")
        assert is_in_front(board, SourcesScreen)


LINKS = (
    b"<!doctype html><title>Harbour</title>"
    b'<main><h2><a href="/1">The pier is closed</a></h2><h2><a href="/2">The quay opens</a></h2>'
)


async def test_the_links_of_a_page_without_a_feed_are_tried_and_taken(
    dashboard: Callable[..., Any], stand: Newsstand
) -> None:
    stand.serve("/", Answer(200, LINKS))
    stand.serve("/atom.xml", Answer(404))
    async with dashboard() as board:
        await board.press("S", "n")
        await type_in(board, stand.url("/"))
        assert "ctrl+l asks for a selector" in text_of(board, "#found-line")
        assert "Its links" in board.lines()[-1]
        await board.press("ctrl+l")
        assert is_in_front(board, FormScreen)
        await board.press("ctrl+s")
        assert '"selector"' in text_of(board, "#form-problem")
        board.app.screen.query_one("#field-selector", Input).value = "main h2"
        await board.press("ctrl+t")
        said = text_of(board, "#form-problem")
        assert said == "It answers with 2 items: The pier is closed"
        await board.press("ctrl+s")
        assert is_in_front(board, SourcesScreen)
        page = configured(board).sources[-1]
        assert (page.kind, page.name, page.text("selector")) == ("page", "Harbour", "main h2")
        assert row_of(board, page.id).items == 2


async def test_a_change_of_a_source_is_tried_before_it_is_saved(
    dashboard: Callable[..., Any], stand: Newsstand
) -> None:
    async with dashboard() as board:
        before = configured(board)
        await board.press("S", "e")
        board.app.screen.query_one("#field-url", Input).value = stand.url("/gazette.xml")
        await board.press("ctrl+t")
        said = text_of(board, "#form-problem")
        assert said.startswith("It answers with 2 items: Harbour")
        board.app.screen.query_one("#field-url", Input).value = stand.url("/none.xml")
        await board.press("ctrl+t")
        assert "404" in text_of(board, "#form-problem")
        await board.press("escape")
        assert configured(board) == before


async def test_nothing_is_found_and_it_says_what_to_do(
    dashboard: Callable[..., Any], stand: Newsstand
) -> None:
    stand.serve("/plain", Answer(200, b"<!doctype html><title>Plain</title>"))
    stand.serve("/atom.xml", Answer(404))
    async with dashboard() as board:
        before = configured(board)
        await board.press("S", "n")
        await type_in(board, stand.url("/plain"))
        said = text_of(board, "#found-line")
        assert "answers with a web page" in said
        assert "kind page" in said
        await board.press("ctrl+u", *"x", "ctrl+l")
        assert is_in_front(board, AddSourceScreen), "what was typed is another"
        assert not board.app.screen.query_one("#found", RowList).display
        await type_in(board, "file:///etc/passwd")
        assert "http" in text_of(board, "#found-line")
        await board.press("escape")
        assert is_in_front(board, SourcesScreen)
        assert configured(board) == before


OPML = """<opml version="2.0"><body>
<outline text="Gazette" xmlUrl="{gazette}"/><outline text="Hafen" xmlUrl="{atom}"/>
<outline text="None" xmlUrl="{none}"/><outline text="Known" xmlUrl="{known}"/>
<outline text="Odd" xmlUrl="exec:rm"/></body></opml>"""


def write_at_home(name: str, text: str) -> None:
    Path("~", name).expanduser().write_text(text, encoding="utf-8")


async def test_a_list_of_feeds_is_shown_then_added_at_once_and_tested(
    dashboard: Callable[..., Any], stand: Newsstand
) -> None:
    async with dashboard() as board:
        before = configured(board)
        urls = {
            "gazette": stand.url("/gazette.xml"),
            "atom": stand.url("/atom.xml"),
            "none": stand.url("/none.xml"),
            "known": before.sources[0].url,
        }
        write_at_home("feeds.opml", OPML.format(**urls))
        await board.press("S", "i")
        assert is_in_front(board, ImportSourcesScreen)
        await type_in(board, "~/nothing.opml")
        assert "~/nothing.opml: cannot be read" in text_of(board, "#found-line")
        await type_in(board, "~/feeds.opml")
        assert text_of(board, "#found-line") == (
            "3 new, 1 known already, 1 refused (only http and https addresses can be asked). "
            "Enter adds them all."
        )
        found = board.app.screen.query_one("#found", RowList)
        assert [row.fate for row in found.rows] == ["new"] * 3 + ["refused", "known"]
        assert configured(board) == before
        await board.press("enter")
        assert is_in_front(board, SourcesScreen)
        added = configured(board).sources[len(before.sources) :]
        assert [one.id for one in added] == ["gazette", "hafen", "none"]
        assert text_of(board, "#said") == (
            "3 sources asked, 4 new items, 1 failed: they stand first."
        )
        assert "404" in row_of(board, "none").error
        await board.press("ctrl+z")
        assert configured(board) == before


async def test_the_test_of_what_was_imported_shows_its_progress_and_can_be_stopped(
    dashboard: Callable[..., Any], stand: Newsstand, tmp_path: Path
) -> None:
    stand.serve("/slow.xml", Answer(200, b"<rss>", FEED_TYPE, hang=True))
    file = tmp_path / "feeds.opml"
    file.write_text(
        f'<opml><body><outline text="Gazette" xmlUrl="{stand.url("/gazette.xml")}"/>'
        f'<outline text="Slow" xmlUrl="{stand.url("/slow.xml")}"/></body></opml>'
    )
    async with dashboard() as board:
        await board.press("S", "i")
        await type_in(board, str(file))
        await board.pilot.press("enter")
        progress = "Added 2, testing them: 1 of 2 asked. Escape stops."
        while not is_in_front(board, SourcesScreen) or text_of(board, "#said") != progress:
            await board.pilot.pause()
        assert row_of(board, "gazette").note == "2 new"
        assert row_of(board, "slow").note == "asking now …"
        await board.press("escape")
        assert text_of(board, "#said") == "Stopped: 1 source not asked."
        assert {"gazette", "slow"} <= {one.id for one in configured(board).sources}


async def test_the_help_says_how_sources_are_handed_on(dashboard: Callable[..., Any]) -> None:
    async with dashboard(240, 60) as board:
        await board.press("S", "question_mark")
        assert is_in_front(board, HelpScreen)
        shown = board.text()
        assert "`llamawatch" in shown
        assert "sources export` writes yours" in shown


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
