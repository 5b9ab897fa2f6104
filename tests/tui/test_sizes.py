"""From 60 columns to 300, and at small heights: nothing is cut, everything can be used."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from tests.tui.visits import leave
from tui.places import PLACES
from tui.screens.frame import places_line
from tui.widgets.heading import Heading
from tui.widgets.key_footer import KeyFooter
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.tui.conftest import Dashboard

SIZES = [
    (60, 10),
    (80, 24),
    (120, 40),
    *(pytest.param(size, marks=pytest.mark.slow) for size in ((60, 16), (200, 60), (300, 80))),
]
WORD = re.compile(r"[A-Za-z]{3,}(?!…)(?=[\s,;:.)\]]|$)")
"""A word that ends where a word may end: not before an ellipsis, a hyphen or a slash."""
ROOMS = ("alerts", "newsroom", "store", "tui", "watchers", "llamawatch")


@cache
def written() -> frozenset[str]:
    """Every word that stands in the program itself."""
    root = Path(__file__).resolve().parents[2]
    files = (
        file
        for room in ROOMS
        for file in (root / room).rglob("*")
        if file.suffix in (".py", ".toml")
    )
    return frozenset(
        word for file in files for word in re.findall(r"[A-Za-z]{3,}", file.read_text("utf-8"))
    )


def known_words(board: Dashboard) -> set[str]:
    """Every word that can stand on a screen."""
    archive, config = board.session.archive, board.session.config
    texts: list[str] = [config.path.read_text(encoding="utf-8")]
    for item in archive.items():
        article = item.article
        texts += [article.title, article.summary, article.url, archive.text(item.id), item.id]
    texts += [f"{alert.title} {alert.reason} {alert.error}" for alert in archive.outbox.alerts()]
    texts += [f"{state.error} {state.health}" for state in archive.source_states()]
    texts += [f"{move.name} {move.status}" for move in archive.moves()]
    found = {word for text in texts for word in re.findall(r"[A-Za-z]{3,}", text)}
    # Plurals and times of day are made: "articles", "12h".
    return found | written() | {f"{word}s" for word in written()}


def torn(lines: Iterable[str], known: set[str]) -> set[str]:
    """Words on the screen that are no whole words."""
    known = {word.casefold() for word in known}
    words = {word for line in lines for word in WORD.findall(line)}
    return {word for word in words if word.casefold() not in known}


@pytest.mark.parametrize("width", [60, 80, 111])
async def test_headings_stand_over_their_columns(dashboard: Callable[..., Any], width: int) -> None:
    async with dashboard(width, 24) as board:
        for key in "SAWP":
            await board.press(key)
            headings = board.app.screen.query(Heading)
            room = board.app.screen.query_one("#list", RowList).scrollable_content_region.width
            assert [heading.size.width for heading in headings] == [room] * len(headings), key


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_every_screen_fits(dashboard: Callable[..., Any], size: tuple[int, int]) -> None:
    async with dashboard(*size) as board:
        known = known_words(board)
        for place in PLACES:
            await board.press(place.key)
            check(board, size, known)
            # The list can be used: its cursor moves and is on the screen.
            region = board.app.screen.query_one("#list").region
            assert region.height >= 2, place.id
            assert region.bottom < size[1], place.id
            await board.press("question_mark")
            check(board, size, known, footer=False)
            await board.press("escape")
        await board.press("W", "n")
        check(board, size, known, footer=False)
        await leave(board)


def check(board: Dashboard, size: tuple[int, int], known: set[str], *, footer: bool = True) -> None:
    lines, place = board.lines(), type(board.app.screen).__name__
    assert len(lines) == size[1], place
    assert {cell_len(line) for line in lines} == {size[0]}, place
    assert torn(lines, known) == set(), (place, size)
    if not footer:
        return
    assert lines[0].strip().startswith("watching"), place
    if size[1] >= 14:
        shown = places_line(board.screen.place, size[0], marked=False).plain.strip()
        assert lines[1].strip() == shown, place
    # Every entry stands whole beside the others, help among them.
    keys = board.app.screen.query_one(KeyFooter).keys
    assert lines[-1].strip() == " ".join(f"{key.shown} {key.does}" for key in keys), place
    assert "? Help" in lines[-1], place


async def test_a_terminal_made_smaller_and_larger_shows_whole_parts_again(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard(120, 40) as board:
        wide = board.lines()[-1].split()
        await board.pilot.resize_terminal(60, 12)
        await board.settle()
        check(board, (60, 12), known_words(board))
        assert len(board.lines()[-1].split()) < len(wide)
        await board.pilot.resize_terminal(120, 40)
        await board.settle()
        check(board, (120, 40), known_words(board))
        assert board.lines()[-1].split() == wide


def test_a_torn_word_is_found() -> None:
    assert torn(
        ["Meta hir", "three res…", "(rumoured) whole words"],
        {"Meta", "rumoured", "whole", "words", "three"},
    ) == {"hir"}


async def test_a_key_of_the_footer_is_pressed_by_a_click(dashboard: Callable[..., Any]) -> None:
    async with dashboard(60, 16) as board:
        place = board.lines()[-1].index("? Help")
        await board.pilot.click(KeyFooter, offset=(place, 0))
        await board.settle()
        assert type(board.app.screen).__name__ == "HelpScreen"
