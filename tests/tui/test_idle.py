"""A screen nobody touches: it stands still but for the minute."""

from __future__ import annotations

import gc
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from textual.timer import Timer

from tui.places import PLACES

if TYPE_CHECKING:
    from collections.abc import Callable

_NEXT = timedelta(minutes=1)


def running(app: Any) -> list[Timer]:  # noqa: ANN401 -- any app
    """The timers of an app that will go off again."""
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, Timer)
        and one._task is not None
        and not one._task.done()
        and one._active.is_set()
        and one.target.app is app
    ]


@pytest.mark.parametrize("place", [place.key for place in PLACES])
async def test_nothing_wakes_an_idle_screen_but_the_minute(
    dashboard: Callable[..., Any], place: str
) -> None:
    async with dashboard() as board:
        await board.press(place)
        often = {timer._interval for timer in running(board.app) if timer._repeat is None}
        assert often <= {60.0}


@pytest.mark.parametrize("place", [place.key for place in PLACES])
async def test_a_minute_changes_nothing_but_times(
    dashboard: Callable[..., Any], place: str
) -> None:
    async with dashboard() as board:
        await board.press(place)
        before = board.lines()
        board.app._minute()
        await board.settle()
        assert board.lines() == before, "no time went by"
        board.clock.now += _NEXT
        board.app._minute()
        await board.settle()
        changed = [(old, new) for old, new in zip(before, board.lines(), strict=True) if old != new]
        for old, new in changed:
            assert "".join(filter(str.isalpha, old)) == "".join(filter(str.isalpha, new)) or (
                "now" in old or "in " in old
            )
