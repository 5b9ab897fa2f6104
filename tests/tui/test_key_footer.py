"""The keys at the bottom: those that do something now, whole, and under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.key_footer import Key, KeyFooter, fitting_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.conftest import Dashboard

SOME = st.builds(Key, st.sampled_from("abcdefg"), st.text(max_size=4), st.text(max_size=12))
HELP = Key("question_mark", "?", "Help")


def footer(board: Dashboard) -> KeyFooter:
    return board.app.screen.query_one(KeyFooter)


@given(st.lists(SOME, max_size=9), st.integers(0, 9), st.integers(6, 120))
def test_whole_keys_stand_there_in_their_order_and_help_always(
    keys: list[Key], place: int, width: int
) -> None:
    keys.insert(min(place, len(keys)), HELP)
    shown = list(fitting_keys(keys, width))
    assert HELP in shown
    assert sum(key.width + 1 for key in shown) - 1 <= width
    rest = iter(keys)
    assert all(key in rest for key in shown)


async def test_other_keys_stand_there_where_others_do_something(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        news = footer(board).keys
        assert {key.name for key in news} > {"question_mark", "slash"}
        await board.press("slash")
        typing = footer(board).keys
        assert typing != news
        assert board.lines()[-1].strip() == " ".join(f"{k.shown} {k.does}" for k in typing)
        await board.press("escape")
        assert footer(board).keys == news


async def test_the_key_under_the_mouse_is_marked_and_says_more(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        told = next(key for key in footer(board).keys if key.tooltip)
        before = footer(board).content
        at = board.lines()[-1].index(f"{told.shown} {told.does}")
        await board.pilot.hover(KeyFooter, offset=(at, 0))
        assert footer(board).tooltip == told.tooltip
        assert footer(board).content.spans != before.spans  # type: ignore[union-attr]
        await board.pilot.hover("#list")
        assert footer(board).content.spans == before.spans  # type: ignore[union-attr]


async def test_between_two_keys_there_is_none(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        first = footer(board).keys[0]
        assert footer(board).key_at(first.width - 1) == first
        assert footer(board).key_at(first.width) is None
