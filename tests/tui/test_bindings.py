"""Every key that is bound is pressed, and does what it says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from textual.binding import Binding

from tests.tui.bindings import alerts, everywhere, lists, news, people, sources, watches, welcome
from tests.tui.bindings.table import At, Table
from tests.tui.test_help import script
from tests.watchers.newsstand import Newsstand
from tui.app import LlamawatchApp
from tui.keys import key_lines, own_lines

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

TABLES = (
    news.NEWS, news.FILTER, lists.LIST, lists.TEXT, lists.BRIEF, lists.HELP,
    people.PEOPLE, people.FORM, people.QUESTION, watches.WATCHES, watches.EDITOR,
    sources.SOURCES, sources.ADDING, sources.IMPORTING, alerts.ALERTS, welcome.WELCOME,
    welcome.LANGUAGES, everywhere.APP,
)  # fmt: skip


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with Newsstand() as newsstand:
        yield newsstand


def bound() -> set[tuple[str, str, str]]:
    """Whose key, the key and its action: all that help and docs tell of."""
    kinds = [*script("keys").parts(), LlamawatchApp]
    # What only bases bind is bound where it is shown.
    shown = [kind for kind in kinds if not any(kind in other.__mro__[1:] for other in kinds)]
    palette = key_lines([Binding(LlamawatchApp.COMMAND_PALETTE_BINDING, "command_palette", "all")])
    return {
        (kind.__name__, key, line.action)
        for kind in shown
        for line in (*own_lines(kind), *(palette if kind is LlamawatchApp else ()))
        for key in line.keys
    }


def test_every_binding_is_in_a_table_and_every_entry_is_bound() -> None:
    entries = Counter(one for table in TABLES for one in table.bound())
    unpressed, unbound = sorted(bound() - set(entries)), sorted(set(entries) - bound())
    assert not unpressed, f"bound, but pressed by no test: {unpressed}"
    assert not unbound, f"in a table of tests, but not bound: {unbound}"
    assert [one for one, times in entries.items() if times > 1] == []


@pytest.mark.parametrize(
    "table",
    [
        # The screen most people look at; the others take two minutes together.
        pytest.param(
            table,
            id=table.kind.__name__,
            marks=[] if table is news.NEWS else pytest.mark.slow,
        )
        for table in TABLES
    ],
)
async def test_every_key_does_what_it_is_bound_to(
    dashboard: Callable[..., Any],
    stand: Newsstand,
    monkeypatch: pytest.MonkeyPatch,
    table: Table,
) -> None:
    monkeypatch.setattr("tui.screens.watch_editor.DEBOUNCE", 0.0)
    async with dashboard(*table.size) as board:
        await table.press_all(At(board, stand, monkeypatch))
