"""The list of the news on its way: when its top is shown."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tui.news_list import FEW, FIRST, NOTICED, Wanted, look_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsroom.records import Item
    from tests.tui.conftest import Dashboard


class Many:
    """An archive of the same items many times over."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items

    def looked_for(self, needs: object) -> Iterator[Item]:
        for _ in range(20):
            yield from self._items


@pytest.mark.parametrize(("seconds", "expected"), [(0.0, [FIRST]), (NOTICED, [FEW, FIRST])])
async def test_the_top_is_shown_early_where_finding_takes_long(
    dashboard: Callable[..., Any], seconds: float, expected: list[int]
) -> None:
    board: Dashboard
    async with dashboard() as board:
        session, items = board.session, list(board.session.archive.items())

        class Session:
            archive = Many(items)

            def __getattr__(self, name: str) -> object:
                return getattr(session, name)

        ticks = count()
        wanted = Wanted(None, everything=True, most=200)
        shown = [
            (len(found.items), found.ended)
            async for found in look_for(
                Session(),  # type: ignore[arg-type]
                wanted,
                None,
                lambda: next(ticks) * seconds,
            )
        ]
        assert [many for many, ended in shown if not ended] == expected
        assert shown[-1] == (200, True)
