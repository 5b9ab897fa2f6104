"""Help, palette and docs: every key is told everywhere, and what they tell is so."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from textual.binding import Binding

from newsroom.query import parse_query
from store.pack_files import load_packs
from tui.app import LlamawatchApp
from tui.commands import ScreenCommands
from tui.keys import key_groups, key_lines, own_lines, shown_key
from tui.places import PLACES
from tui.query_examples import QUERY_EXAMPLES
from tui.screens.help import HelpPage, HelpScreen, help_page, sections
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from tests.tui.conftest import Dashboard

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    """A script of docs/."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(board: Dashboard) -> str:
    """The whole page of help, however much of it is on the screen."""
    page = board.app.screen.query_one(HelpPage)
    return help_page(page._groups, "", 90).plain


async def test_help_tells_every_key_of_the_screen_its_parts_and_the_app(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        for place in PLACES:
            await board.press(place.key)
            kinds = {type(board.app.screen), type(board.app)}
            kinds |= {type(node) for node in board.app.screen.walk_children()}
            await board.press("question_mark")
            words = told(board)
            for line in (line for kind in kinds for line in own_lines(kind)):
                assert " ".join(line.keys) in words, (place.id, line)
                assert line.told.split()[0] in words, (place.id, line)
            await board.press("escape")
            assert board.screen.place == place.id


async def test_help_is_searched_by_typing_and_scrolled(dashboard: Callable[..., Any]) -> None:
    async with dashboard(80, 24) as board:
        await board.press("question_mark")
        assert "This screen" in board.text()
        assert "In the article" not in board.text()
        await board.press(*["pagedown"] * 12)
        assert "told by so many sources" in board.text()
        assert "This screen" not in board.text()
        await board.press(*["pageup"] * 12, "down", "up")
        assert "This screen" in board.text()
        await board.press(*"phrase")
        assert '"chief scientist"' in board.text()
        assert "This screen" not in board.text()
        await board.press("ctrl+u", *"zzz")
        assert 'Nothing here is called "zzz".' in board.text()
        await board.press("ctrl+u", "question_mark")
        assert not isinstance(board.app.screen, HelpScreen)


@pytest.mark.parametrize("width", [52, 60, 76, 95, 96, 114])
async def test_help_stays_in_its_width(dashboard: Callable[..., Any], width: int) -> None:
    async with dashboard() as board:
        groups = key_groups(board.app.screen, board.app)
    lines = help_page(groups, "", width).plain.splitlines()
    assert max(map(cell_len, lines)) <= width
    words = {word for line in lines for word in line.split()}
    for _, pairs in sections(groups, ""):
        assert {word for pair in pairs for part in pair for word in part.split()} <= words


def test_every_example_of_a_query_parses() -> None:
    packs, problems = load_packs(("core", "meta-ai"), None)
    assert not problems
    for query, _ in QUERY_EXAMPLES:
        assert parse_query(query, packs).text == query


def test_keys_are_written_as_on_a_keyboard() -> None:
    names = ("ctrl+z", "question_mark", "slash", "escape", "shift+tab", "G", "g", "pagedown")
    assert [shown_key(name) for name in names] == [
        "Ctrl+Z", "?", "/", "Esc", "Shift+Tab", "G", "g", "PgDn",
    ]  # fmt: skip


def test_keys_of_one_action_stand_on_one_line() -> None:
    [line] = key_lines([Binding("up,k", "move(-1)", "Up"), Binding("ctrl+k", "move(-1)", "Up")])
    assert line.keys == ("Up", "k", "Ctrl+K")
    [tip] = key_lines([Binding("f", "fetch", "Text", tooltip="Text of its own page")])
    assert tip.told == "Text of its own page"


async def test_the_palette_offers_every_action_of_the_screen_and_does_it(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        for place in PLACES:
            await board.press(place.key)
            offered = {command.name for command in ScreenCommands(board.app.screen).commands()}
            active = board.app.screen.active_bindings.values()
            wanted = {
                (line.action, line.description)
                for kind in (type(board.app.screen), LlamawatchApp)
                for line in own_lines(kind)
            }
            for node, binding, enabled, _ in active:
                if enabled and node in (board.app, board.app.screen):
                    known = (binding.action, binding.description) in wanted
                    assert not known or binding.description in offered, (place.id, binding)
            assert {"Poll now", "Help", "Quit"} <= offered
            assert "Theme" in offered
        await board.press("N", "home")
        first = board.app.screen.query_one("#list", RowList).selected
        await board.press("ctrl+p", *"Star")
        await board.press("enter")
        assert board.session.archive.item(first.item).starred
        await board.press("ctrl+p", *"Sources")
        await board.press("enter")
        assert board.screen.place == "sources"
        await board.press("ctrl+p", *"Down")
        await board.press("enter")
        assert board.app.screen.query_one("#list", RowList).cursor == 1


async def test_the_docs_are_made_from_the_bindings() -> None:
    keys = script("keys")
    page = keys.PAGE.read_text(encoding="utf-8")
    found = await keys.read_keys()
    assert keys.with_keys(page, keys.tables(found)) == page, "run `make keys`"
    for kind in [*keys.parts(), LlamawatchApp]:
        for line in own_lines(kind):
            row = f"| {' '.join(f'`{key}`' for key in line.keys)} | {line.told} |"
            assert row in page, kind
