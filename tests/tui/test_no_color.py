"""NO_COLOR: no style goes out, and characters say what colours said."""

from __future__ import annotations

import os
import re
import select
from typing import TYPE_CHECKING, Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.llamawatch.terminals import Terminal
from tests.tui.visits import everything, leave
from tui.plain_text import PlainText
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tui.conftest import Dashboard

SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
BLACK = Color(0, 0, 0)


@pytest.fixture
def no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def styled(board: Dashboard) -> list[str]:
    """Texts on the screen that are drawn with a style."""
    return [
        text
        for strip in board.app.screen._compositor.render_strips()
        for text, style, _ in strip
        if style is not None and Style(meta=style.meta or None) != style
    ]


def column(board: Dashboard) -> str:
    """The first cells of the list in front."""
    region = board.app.screen.query_one("#list").region
    return "".join(line[region.x] for line in board.lines()[region.y : region.bottom])


async def test_nothing_has_a_style_but_the_cursor_in_an_input(
    dashboard: Callable[..., Any], no_color: None
) -> None:
    async with dashboard(100, 30) as board:
        async for name in everything(board):
            assert [text for text in styled(board) if len(text) > 1] == [], name
            typing = board.app.focused is not None and "Input" in type(board.app.focused).__name__
            assert len(styled(board)) <= typing, name


async def test_the_row_under_the_cursor_and_the_place_are_marked(
    dashboard: Callable[..., Any], no_color: None
) -> None:
    async with dashboard(100, 30) as board:
        await board.press("home", "j", "j")
        assert column(board).strip() == ">"
        assert column(board)[2] == ">"
        assert "[N News]" in board.lines()[1]
        await board.press("enter")
        assert column(board)[2] == "-"
        assert any("═" in line for line in board.lines())
        await board.press("escape")
        assert not any("═" in line for line in board.lines())
        await board.press("S")
        assert "[S Sources]" in board.lines()[1]
        assert column(board)[0] == ">"


async def test_what_is_new_is_marked(dashboard: Callable[..., Any], no_color: None) -> None:
    async with dashboard(100, 30) as board:
        await board.press("home", "m")
        rows = board.app.screen.query_one("#list", RowList)
        lines = board.lines()[rows.region.y :]
        assert "●" not in lines[0]
        assert "●" in lines[1]


async def test_fields_of_a_form_and_lines_of_the_palette_are_marked(
    dashboard: Callable[..., Any], no_color: None
) -> None:
    async with dashboard(100, 30) as board:
        await board.press("S", "e")
        assert [line for line in board.lines() if "┃Name" in line]
        await board.press("tab")
        assert [line for line in board.lines() if "┃Address" in line]
        await leave(board)
        await board.press("ctrl+p", *"poll")
        await board.press("down")
        assert [line for line in board.lines() if line.startswith("> Poll now")]


def test_a_mark_is_put_into_a_blank_only() -> None:
    here = Style(strike=True)
    [*made] = PlainText().apply([Segment(" "), Segment("abc", here)], BLACK)
    assert "".join(one.text for one in made) == ">abc"
    [*made] = PlainText().apply([Segment("abc", here)], BLACK)
    assert "".join(one.text for one in made) == "abc"
    assert [one.style for one in made] == [Style()]


def test_bars_are_drawn_by_characters_and_clicks_go_where_they_went() -> None:
    grab = Style(bgcolor="red", meta={"@mouse.down": "grab"})
    up = Style(bgcolor="blue", meta={"@mouse.up": "scroll_up"})
    made = PlainText().apply([Segment(" ", grab), Segment(" ", up)], BLACK)
    assert [one.text for one in made] == ["█", "│"]
    assert [one.style.meta for one in made if one.style] == [grab.meta, up.meta]


STEPS = (
    (b"W", b"[W Watches]"),
    (b"S", b"[S Sources]"),
    (b"A", b"[A Alerts]"),
    (b"B", b"[B Brief]"),
    (b"N", b"[N News]"),
    (b"j", b">"),
    (b"\r", b"\xe2\x95\x90"),
    (b"\x1b", b"\xe2\x94\x80"),
    (b"/", b"\x1b[7m"),
    (b"\x1b", b">"),
    (b"?", b"ype to search"),
    (b"\x1b", b"[N News]"),
    (b"\x10", b"earch for commands"),
    (b"\x1b", b"[N News]"),
    (b"W", b"[W Watches]"),
    (b"n", b"Keywords"),
    (b"\x1b", b"[W Watches]"),
)
"""Keys, and what the terminal shows then."""


def read_until_silent(terminal: Terminal) -> None:
    """Read what else comes: a key behind an Escape would be one with Alt."""
    while select.select([terminal.end], [], [], 0.25)[0]:
        terminal.shown += os.read(terminal.end, 65536)


def test_the_program_writes_no_style_to_a_terminal(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, environment={"NO_COLOR": "1", "COLORTERM": "truecolor"})
    written = b""
    try:
        terminal.read_until(b" unread")
        for keys, said in STEPS:
            written, terminal.shown = written + terminal.shown, b""
            terminal.type(keys)
            terminal.read_until(said)
            read_until_silent(terminal)
        terminal.type(b"q")
        assert terminal.wait() == 0
        written += terminal.shown
        assert {code for code in SGR.findall(written) if code.strip(b"0")} <= {b"7"}
        # The text cursor of an input, over one cell.
        for cell in re.findall(rb"\x1b\[7m(.*?)\x1b\[0m", written):
            assert len(cell.decode()) == 1, cell
    finally:
        if terminal.process.poll() is None:
            terminal.process.kill()
        terminal.close()
