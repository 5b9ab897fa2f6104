"""Characters beyond ASCII: none of our own where the user or the terminal has none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.widgets import Input

from store.settings import DashboardSettings
from tests.tui.visits import everything
from tui.ascii_art import TABLE, AsciiArt, in_ascii
from tui.looks import LookingApp, encoding_of_terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.conftest import Dashboard

ASCII = DashboardSettings("", "ascii", "full")


def beyond(board: Dashboard) -> set[str]:
    """Characters on the screen that are not ASCII."""
    return {char for line in board.lines() for char in line if not char.isascii()}


@pytest.mark.parametrize("no_color", [False, pytest.param(True, marks=pytest.mark.slow)])
async def test_nothing_but_articles_goes_beyond_ascii(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, no_color: bool
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with dashboard(110, 30) as board:
        board.app.take_up_looks(ASCII)
        await board.press("slash", *"lang:en", "escape")
        board.app.refresh(layout=True)
        letters = {
            char
            for line in json.dumps(
                [item.article.title for item in board.session.archive.items()], ensure_ascii=False
            )
            for char in line
            if not char.isascii() and ord(char) not in TABLE
        }
        async for name in everything(board):
            assert beyond(board) - letters == set(), name


async def test_what_is_typed_stays_and_signs_are_written_in_ascii(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard(110, 30) as board:
        assert "●" in board.text()
        assert "▸" in board.text()
        board.app.take_up_looks(ASCII)
        board.app.screen.refresh(layout=True)
        await board.press("j", "slash", *"Müller")
        board.app.screen.query_one(Input).value = "Müller 東京"
        await board.pilot.pause()
        assert "Müller 東京" in board.text()
        assert "●" not in board.text()


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"))))
def test_widths_stay(text: str) -> None:
    assert cell_len(in_ascii(text)) == cell_len(text)


@given(st.text(alphabet=st.sampled_from([*map(chr, TABLE), "a", "é", "東", "\ufe0f"])))
def test_widths_stay_for_our_own_signs_beside_others(text: str) -> None:
    assert cell_len(in_ascii(text)) == cell_len(text)
    assert cell_len(in_ascii(text, "latin-1")) == cell_len(text)
    in_ascii(text, "latin-1").encode("latin-1")


def test_every_sign_has_its_width_in_ascii() -> None:
    for code, written in TABLE.items():
        assert isinstance(written, str)
        assert written.isascii()
        assert cell_len(written) == cell_len(chr(code)), hex(code)


def test_a_terminal_that_knows_less_is_given_what_it_knows() -> None:
    [made] = AsciiArt("iso8859-1").apply([Segment("● Müller 東京 …")], Color(0, 0, 0))
    assert made.text == "o Müller ???? ~"
    assert in_ascii("é", "no-such-encoding") == "?"


@pytest.mark.parametrize(
    ("characters", "encoding", "drawn"),
    [
        ("auto", "utf-8", "●"),
        ("auto", "ascii", "o"),
        ("unicode", "ascii", "●"),
        ("ascii", "utf-8", "o"),
    ],
)
async def test_the_configuration_and_the_locale_decide(
    characters: str, encoding: str, drawn: str
) -> None:
    app = LookingApp()
    app.take_up_looks(DashboardSettings("", characters, "full"), encoding)
    segments = [Segment("●")]
    for one in app.get_line_filters():
        segments = one.apply(segments, Color(0, 0, 0))
    assert [segment.text for segment in segments] == [drawn]


def test_the_encoding_is_that_of_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for named, known in (("UTF-8", "utf-8"), ("ANSI_X3.4-1968", "ascii"), ("none", "ascii")):
        monkeypatch.setattr("locale.getencoding", lambda named=named: named)
        assert encoding_of_terminal() == known
