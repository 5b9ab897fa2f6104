"""The watches and their editor, driven by their keys over a real archive."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from textual.binding import Binding
from textual.widgets import Input, Select, Static

from newsroom.errors import StoreError, Superseded
from store.config_file import set_keys
from store.settings import load_config
from tui.screens.help import HelpScreen
from tui.screens.watch_editor import WatchEditor
from tui.screens.watches import WatchesScreen
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from newsroom.needs import Needs
    from newsroom.records import Item, WatchSpec
    from newsroom.trials import Trial
    from store.archive import Archive
    from tests.tui.conftest import Dashboard


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody types on in a test: what is tried is tried at once."""
    monkeypatch.setattr("tui.screens.watch_editor.DEBOUNCE", 0.0)


def rows_of(board: Dashboard) -> list[Any]:
    return list(board.app.screen.query_one("#list", RowList).rows)


def editor(board: Dashboard) -> WatchEditor:
    assert isinstance(board.app.screen, WatchEditor)
    return board.app.screen


def said(board: Dashboard, what: str) -> str:
    """What a line of the editor says, as far as it is shown."""
    line = editor(board).query_one(f"#{what}", Static)
    return str(line.content) if line.display else ""


def preview(board: Dashboard) -> str:
    return editor(board).query_one("#preview", ReadingPane).page.plain


def spellings(board: Dashboard) -> dict[str, Any]:
    return {row.text: row for row in editor(board).query_one("#spellings", RowList).rows}


def watches(board: Dashboard) -> dict[str, WatchSpec]:
    config = load_config(board.session.places.config)
    return {spec.id: spec for spec in config.watches}


def notices(board: Dashboard) -> list[str]:
    return [notice.message for notice in board.app._notifications]


# The list


async def test_the_watches_say_what_they_brought_and_told(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        since = board.session.clock() - timedelta(days=30)
        items = board.session.archive.items(since=since)
        brought = Counter(watch for item in items for watch in item.watches)
        told: dict[str, set[tuple[str, int]]] = {}
        for alert in board.session.archive.outbox.alerts():
            for watch in alert.watches:
                told.setdefault(watch, set()).add((alert.story, alert.revision))
        assert brought
        assert told
        await board.press("W")
        assert {row.key: row.items for row in rows_of(board) if row.items} == brought
        assert {row.key for row in rows_of(board) if row.told} == set(told)
        assert all(row.told <= len(told[row.key]) for row in rows_of(board) if row.told)


async def test_a_count_stands_for_a_moment_whatever_changes(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.watches._REST", 60.0)
    async with dashboard() as board:
        archive = board.session.archive
        begun: list[object] = []
        looked_for = type(archive).looked_for

        def counting(one: Archive, needs: Needs, *, since: datetime) -> Iterator[Item | None]:
            begun.append(needs)
            yield from looked_for(one, needs, since=since)

        monkeypatch.setattr(type(archive), "looked_for", counting)
        await board.press("W")
        assert len(begun) == 1
        counted = [row.items for row in rows_of(board)]
        now = board.session.clock()
        for seconds in (0, 30, 59):
            board.session.clock = lambda later=seconds: now + timedelta(seconds=later)
            board.screen.refresh_rows()
            await board.settle()
            assert [row.items for row in rows_of(board)] == counted
        assert len(begun) == 1
        assert isinstance(board.app.screen, WatchesScreen)
        board.session.clock = lambda: now + timedelta(seconds=120)
        board.app.screen._count_later()
        await board.settle()
        assert len(begun) == 2


async def test_a_broken_watch_says_why_and_what_to_do(dashboard: Callable[..., Any]) -> None:
    async with dashboard(80, 24) as board:
        first = next(iter(watches(board)))
        set_keys(board.session.places.config, "watch", first, {"query": "(Llama"})
        board.session.take_up(load_config(board.session.places.config))
        await board.press("W", "home")
        assert "broken" in board.text()
        below = str(board.app.screen.query_one("#detail", Static).content)
        assert "is never closed" in below
        assert "Press e to mend it." in below


async def test_n_word_save_is_a_new_watch(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        before = watches(board)
        await board.press("W", "n")
        assert "New watch" in said(board, "editor-title")
        await board.press(*"Behemoth", "ctrl+s")
        assert isinstance(board.app.screen, WatchesScreen)
        (new,) = [spec for key, spec in watches(board).items() if key not in before]
        assert (new.id, new.name, new.keywords) == ("behemoth", "Behemoth", ("Behemoth",))
        assert new.channels == ("desktop",)
        selected = board.app.screen.rows.selected
        assert selected is not None
        assert selected.key == "behemoth"
        assert notices(board) == ["Saved Behemoth. ctrl+z takes it back."]
        await board.press("ctrl+z")
        assert watches(board) == before


async def test_e_and_enter_open_the_watch_and_d_takes_it_out(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        before = watches(board)
        await board.press("W", "home")
        first = rows_of(board)[0].key
        for key in ("e", "enter"):
            await board.press(key)
            assert f"Watch {first}" in said(board, "editor-title")
            await board.press("escape")
            assert isinstance(board.app.screen, WatchesScreen)
        await board.press("d")
        assert first not in watches(board)
        await board.press("ctrl+z")
        assert watches(board) == before


# The editor


async def test_only_what_changed_is_written_and_comments_stay(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        path = board.session.places.config
        before = path.read_text(encoding="utf-8")
        await board.press("W", "home", "e", "ctrl+s")
        assert path.read_text(encoding="utf-8") == before
        await board.press("e")
        editor(board).query_one("#field-priority", Select).value = "high"
        await board.press("ctrl+s")
        added = set(path.read_text(encoding="utf-8").splitlines()) - set(before.splitlines())
        assert added <= {'priority = "high"'}
        assert next(iter(watches(board).values())).priority == "high"


async def test_the_preview_follows_what_is_typed(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n")
        assert "Type a keyword" in preview(board)
        await board.press(*"Llama")
        assert "articles in" in said(board, "trial-title")
        first = preview(board)
        assert "You would have been told" in first
        assert "Newest articles it finds" in first
        sources = {source.name for source in board.session.config.sources}
        assert any(name in first for name in sources)
        await board.press("tab", "tab", *"lang:ja")
        assert preview(board) != first
        assert "· ja" in preview(board)
        assert "· fr" not in preview(board)


async def test_the_state_is_shown_while_a_watch_is_tried_and_typing_goes_on(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        loop, holding = asyncio.get_running_loop(), asyncio.Event()
        stopped: list[str] = []
        try_watch: Callable[..., Trial] = board.session.try_watch

        def slow(spec: WatchSpec, saved: WatchSpec | None, *, wanted: Callable[[], bool]) -> Trial:
            if spec.keywords == ("Lla",):
                loop.call_soon_threadsafe(holding.set)
                while wanted():
                    pass
            try:
                return try_watch(spec, saved, wanted=wanted)
            except Superseded:
                stopped.append(spec.keywords[0])
                raise

        monkeypatch.setattr(board.session, "try_watch", slow)
        await board.press("W", "n", *"Ll")
        await board.pilot.press("a")
        await holding.wait()
        assert "trying …" in said(board, "trial-title")
        await board.pilot.press("m", "a")
        assert editor(board).query_one("#field-keywords", Input).value == "Llama"
        await board.settle()
        assert "trying" not in said(board, "trial-title")
        assert "Llama" in preview(board)
        assert "Lla" in stopped


async def test_what_changes_against_the_saved_watch_is_shown(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n", *"Llama", "ctrl+s", "e")
        assert "As it is saved." in preview(board)
        await board.press("tab", "tab", *"lang:ja")
        assert "Against the saved watch: told" in preview(board)
        assert "less" in preview(board)
        assert any(line.startswith("- ") for line in preview(board).splitlines())
        assert not any(line.startswith("+ ") for line in preview(board).splitlines())
        await board.press("shift+tab", "shift+tab", "end", *", Superintelligence", "tab", "tab")
        await board.press("ctrl+u")
        assert any(line.startswith("+ ") for line in preview(board).splitlines())


async def test_a_wrong_query_is_shown_with_its_place_and_the_last_preview_stays(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        path = board.session.places.config
        before = path.read_text(encoding="utf-8")
        await board.press("W", "n", *"Llama")
        good = preview(board)
        await board.press("tab", "tab", *"lang:ja (")
        sign, reason = said(board, "mistake").splitlines()
        assert sign == " " * len("lang:ja ") + "^"
        assert "never closed" in reason
        assert "as before the mistake" in said(board, "trial-title")
        assert "· ja" in preview(board)
        query = editor(board).query_one("#field-query", Input)
        mistake = editor(board).query_one("#mistake", Static)
        assert (mistake.region.x, mistake.region.y) == (query.region.x, query.region.y + 1)
        await board.press("ctrl+s")
        assert "Not saved: the query is not right yet." in said(board, "editor-said")
        assert path.read_text(encoding="utf-8") == before
        await board.press("ctrl+u")
        assert not said(board, "mistake")
        assert preview(board) == good


async def test_a_topic_no_pack_knows_is_refused(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n", *"Llama", "tab", "tab", "tab", *"sport")
        assert 'no topic "sport"' in said(board, "mistake")
        await board.press("ctrl+s")
        assert 'no topic "sport"' in said(board, "editor-said")


async def test_nothing_asked_for_is_not_saved(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n", "ctrl+s")
        assert "Nothing is asked for yet" in said(board, "editor-said")


async def test_enter_in_a_field_saves(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n", *"ラマ", "enter")
        assert isinstance(board.app.screen, WatchesScreen)
        assert watches(board)["watch-1"].keywords == ("ラマ",)


async def test_what_was_typed_is_not_lost_without_a_word(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n", "escape")
        assert isinstance(board.app.screen, WatchesScreen)
        before = watches(board)
        await board.press("n", *"Llama", "escape")
        assert "Escape again leaves without the changes" in said(board, "editor-said")
        await board.press("s", "escape")
        assert "Escape again" in said(board, "editor-said"), "what is typed since is warned of anew"
        await board.press("escape")
        assert isinstance(board.app.screen, WatchesScreen)
        assert watches(board) == before


async def test_q_leaves_as_escape_does(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n", *"Llama")
        editor(board).query_one("#spellings", RowList).focus()
        await board.press("q")
        assert "Escape again" in said(board, "editor-said")
        await board.press("q")
        assert isinstance(board.app.screen, WatchesScreen)


async def test_every_spelling_has_its_count_and_its_switch(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n", *"Llama")
        listed = spellings(board)
        assert {"latin", "arabic", "katakana"} <= {row.script for row in listed.values()}
        assert listed["Llama"].articles > 0
        assert listed["لاما"].articles > 0
        found = said(board, "trial-title")
        rows = editor(board).query_one("#spellings", RowList)
        rows.focus()
        await board.pilot.pause()
        assert "Switch spelling" in board.lines()[-1]
        rows.select(listed["Llama"].key)
        await board.press("space")
        assert not spellings(board)["Llama"].counts
        assert said(board, "trial-title") != found
        assert "· ar" in preview(board)
        assert "· ja" not in preview(board)
        rows.select(listed["لاما"].key)
        await board.press("enter")
        await board.press("ctrl+s")
        assert watches(board)["llama"].without == ("Llama", "لاما")
        await board.press("e")
        rows = editor(board).query_one("#spellings", RowList)
        rows.focus()
        rows.select(listed["Llama"].key)
        await board.press("space", "ctrl+s")
        assert watches(board)["llama"].without == ("لاما",)


async def test_the_arrows_go_from_field_to_field(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n", *"Llama")
        seen = []
        for _ in range(7):
            await board.press("down")
            assert board.app.focused is not None
            seen.append(board.app.focused.id)
        assert seen == [
            "field-exclude",
            "field-query",
            "field-topics",
            "field-languages",
            "field-channels",
            "field-name",
            "spellings",
        ]
        await board.press("shift+tab", "up")
        assert board.app.focused.id == "field-channels"


async def test_an_editor_can_be_opened_from_elsewhere_with_values(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        start = {"keywords": "Jane Doe", "query": "lang:en", "alert": "item"}
        await board.app.push_screen(WatchEditor(start=start))
        await board.settle()
        assert editor(board).fields.values().items() >= start.items()
        assert "“Jane Doe”: in no pack" in said(board, "spellings-line")
        assert "nothing found" in said(board, "trial-title")
        await board.press("escape")
        assert board.screen.place == "news", "what was filled in is no change"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 12), (300, 60)])
async def test_the_editor_fits_every_terminal(
    dashboard: Callable[..., Any], size: tuple[int, int]
) -> None:
    async with dashboard(*size) as board:
        await board.press("W", "n", *"Llama")
        lines = board.lines()
        assert len(lines) == size[1]
        assert {cell_len(line) for line in lines} == {size[0]}
        field = editor(board).query_one("#field-keywords", Input)
        assert field.region.bottom <= size[1]
        pane = editor(board).query_one("#preview", ReadingPane)
        assert max(map(cell_len, preview(board).splitlines())) <= pane.size.width
        beside = pane.region.x > field.region.x
        assert beside is (size[0] >= 110)
        assert "told 5 times" in board.text()
        if size[1] >= 24:
            assert pane.region.bottom < size[1]


async def test_a_narrower_terminal_writes_the_preview_anew(dashboard: Callable[..., Any]) -> None:
    async with dashboard(200, 40) as board:
        await board.press("W", "n", *"Llama")
        assert "told 5 times" not in said(board, "editor-title")
        await board.pilot.resize_terminal(70, 14)
        await board.settle()
        assert "told 5 times" in said(board, "editor-title")
        pane = editor(board).query_one("#preview", ReadingPane)
        assert max(map(cell_len, preview(board).splitlines())) <= pane.size.width


async def test_help_names_every_key_of_the_editor(dashboard: Callable[..., Any]) -> None:
    async with dashboard(240, 70) as board:
        await board.press("W", "n", *"Llama")
        editor(board).query_one("#spellings", RowList).focus()
        await board.press("question_mark")
        assert isinstance(board.app.screen, HelpScreen)
        shown = board.text()
        for binding in WatchEditor.BINDINGS:
            assert isinstance(binding, Binding)
            assert (binding.tooltip or binding.description) in shown


async def test_leaving_stops_what_is_being_tried(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        loop, holding = asyncio.get_running_loop(), asyncio.Event()
        ended = asyncio.Event()

        def endless(*_: object, wanted: Callable[[], bool]) -> Trial:
            loop.call_soon_threadsafe(holding.set)
            while wanted():
                pass
            loop.call_soon_threadsafe(ended.set)
            raise Superseded("Stopped.")

        monkeypatch.setattr(board.session, "try_watch", endless)
        await board.press("W", "n")
        await board.pilot.press("x")
        await holding.wait()
        await board.pilot.press("escape", "escape")
        await asyncio.wait_for(ended.wait(), 10)
        assert isinstance(board.app.screen, WatchesScreen)


async def test_a_disk_that_cannot_be_read_is_said_and_nothing_ends(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Trial:
        raise StoreError("items-2026-11.jsonl cannot be read: Input/output error; check the disk.")

    async with dashboard() as board:
        monkeypatch.setattr(board.session, "count_spellings", refuse)
        await board.press("W", "n", *"Llama")
        assert "articles in" in said(board, "trial-title")
        assert spellings(board)["Llama"].articles is None
        monkeypatch.setattr(board.session, "try_watch", refuse)
        await board.press("s")
        assert "Input/output error; check the disk." in said(board, "mistake")
        await board.press("ctrl+s")
        assert watches(board)["llamas"].keywords == ("Llamas",)


async def test_markup_in_a_keyword_is_only_text(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("W", "n", *"[bold]x[/nope]")
        assert "“[bold]x[/nope]”" in board.text()
