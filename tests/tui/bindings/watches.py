"""The keys of the watches and of their editor."""

from __future__ import annotations

from textual.widgets import Input

from tests.tui.bindings.table import At, Table
from tui.screens.watch_editor import WatchEditor
from tui.screens.watches import WatchesScreen
from tui.widgets.row_list import RowList


async def begin(at: At) -> None:
    """Show the watches, with the cursor on the first."""
    await at.press("W", "home")
    at.on_top(WatchesScreen)


WATCHES = Table(WatchesScreen, begin)


@WATCHES.pressed("add", "n")
async def opens_an_empty_editor(at: At, key: str) -> None:
    await at.press(key)
    editor = at.on_top(WatchEditor)
    assert editor.fields.values()["keywords"] == ""
    assert at.text_of("#editor-title") == "New watch"
    await at.press("escape")
    at.on_top(WatchesScreen)


@WATCHES.pressed("edit", "e")
async def opens_the_watch_under_the_cursor(at: At, key: str) -> None:
    spec = at.board.session.config.watches[0]
    await at.select(lambda row: row.key == spec.id)
    await at.press(key)
    editor = at.on_top(WatchEditor)
    assert at.text_of("#editor-title") == f"Watch {spec.id}"
    assert editor.fields.values()["name"] == spec.name
    await at.press("escape")


@WATCHES.pressed("remove", "d")
async def takes_the_watch_out(at: At, key: str) -> None:
    before, row = at.board.session.config.watches, at.selected
    await at.press(key)
    assert [one.id for one in at.board.session.config.watches] == [
        one.id for one in before if one.id != row.key
    ]
    assert row.key not in at.shown()
    assert at.said() == f"Removed {row.name}. ctrl+z brings it back."
    await at.press("ctrl+z")
    assert at.board.session.config.watches == before


# The editor


async def begin_in_the_editor(at: At) -> None:
    """Write a new watch, of a name that is spelled in many ways."""
    await begin(at)
    await at.press("n")
    at.on_top(WatchEditor).query_one("#field-keywords", Input).value = "Llama"
    await at.press("end")


EDITOR = Table(WatchEditor, begin_in_the_editor)


@EDITOR.pressed("save", "ctrl+s")
async def writes_the_watch(at: At, key: str) -> None:
    before = at.board.session.config.watches
    await at.press(key)
    at.on_top(WatchesScreen)
    (added,) = (one for one in at.board.session.config.watches if one not in before)
    assert (added.id, added.keywords) == ("llama", ("Llama",))
    assert at.said() == "Saved Llama. ctrl+z takes it back."
    assert at.selected.key == "llama"
    await at.press("ctrl+z")
    assert at.board.session.config.watches == before


@EDITOR.pressed("switch", "space")
async def switches_a_spelling(at: At, key: str) -> None:
    await at.press(key)
    assert at.on_top(WatchEditor).fields.values()["keywords"] == "Llama ", "a letter in a field"
    await at.press("backspace")
    spellings = at.on_top(WatchEditor).query_one("#spellings", RowList)
    spellings.focus()
    first = spellings.rows[0]
    await at.press(key)
    assert [row.counts for row in spellings.rows if row.key == first.key] == [False]
    assert at.on_top(WatchEditor).keys()["without"] == [first.text]
    spellings.select(first.key)
    await at.press(key)
    assert at.on_top(WatchEditor).keys()["without"] == []


@EDITOR.pressed("leave", "escape", "q")
async def leaves_after_a_warning(at: At, key: str) -> None:
    before = at.board.session.config
    at.on_top(WatchEditor).query_one("#spellings", RowList).focus()
    await at.press(key)
    at.on_top(WatchEditor)
    assert at.text_of("#editor-said") == (
        "Not saved yet: ctrl+s saves, Escape again leaves without the changes."
    )
    await at.press(key)
    at.on_top(WatchesScreen)
    assert at.board.session.config == before


def focused(at: At) -> str | None:
    widget = at.focused()
    return widget.id if widget is not None else None


@EDITOR.pressed("step(1)", "down")
async def goes_to_the_next_field(at: At, key: str) -> None:
    assert focused(at) == "field-keywords"
    await at.press(key)
    assert focused(at) == "field-exclude"
    await at.press(key)
    assert focused(at) == "field-query"


@EDITOR.pressed("step(-1)", "up")
async def goes_to_the_field_before(at: At, key: str) -> None:
    await at.press("down", "down", key)
    assert focused(at) == "field-exclude"
    await at.press(key)
    assert focused(at) == "field-keywords"
