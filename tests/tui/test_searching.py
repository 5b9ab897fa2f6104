"""A search that takes long says how far it is, and can be stopped."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from newsroom.records import Item
from tests.store.samples import NOON, article
from tui.searching import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest


def test_progress_is_said_after_a_while_and_then_now_and_then() -> None:
    seconds = iter([0.0, 0.1, 0.31, 0.4, 0.52])
    search = Search(UTC, lambda: next(seconds))
    item = Item(article("a", NOON))
    said = [search.reached(one, n) for n, one in enumerate([item, None, None, item])]
    day = f"{NOON:%Y-%m-%d}"
    assert said == [
        "",
        f"Searching: 1 found, back to {day}. Escape stops.",
        "",
        f"Searching: 3 found, back to {day}. Escape stops.",
    ]
    assert search.is_long


def test_before_anything_is_found_no_date_is_said() -> None:
    seconds = iter([0.0, 1.0])
    assert Search(UTC, lambda: next(seconds)).reached(None, 0) == (
        "Searching: 0 found. Escape stops."
    )


async def test_escape_stops_a_search_and_shows_what_was_found(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        archive = board.session.archive
        first = next(archive.items())

        def endless(*_: object, **__: object) -> Iterator[Item | None]:
            yield first
            while True:
                yield None

        monkeypatch.setattr("tui.searching.PATIENCE", 0.0)
        await board.press("slash", *"is:unrea")
        # Each key waits for rest, which there is none from here on.
        monkeypatch.setattr(type(archive), "looked_for", endless)
        await board.pilot.press("d", "enter")
        while "Searching: 1 found" not in board.text():
            await board.pilot.pause()
        await board.press("escape")
        assert "Stopped: what is older was not searched." in board.text()
        assert len(board.app.screen.query_one("#list").rows) == 1
