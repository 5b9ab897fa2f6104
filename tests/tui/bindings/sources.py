"""The keys of the sources, and of the screens that bring in new ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.widgets import Input, Static

from tests.tui.bindings.table import At, Table
from tests.watchers.documents import ATOM, RSS
from tests.watchers.newsstand import FEED_TYPE, Answer
from tui.screens.add_source import AddSourceScreen
from tui.screens.form import FormScreen
from tui.screens.import_sources import ImportSourcesScreen
from tui.screens.sources import SourcesScreen
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from newsroom.records import Source

SITE = (
    "<!doctype html><title>Hafen</title>"
    '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
    '<link rel="alternate" type="application/rss+xml" href="/gazette.xml">'
)
PAGE = b'<!doctype html><title>Pier</title><main><h2><a href="/1">It is closed</a></h2></main>'


async def begin(at: At) -> None:
    """Show the sources; say nothing of what was done before."""
    at.stand.serve("/gazette.xml", Answer(200, RSS.encode(), FEED_TYPE))
    at.stand.serve("/atom.xml", Answer(200, ATOM.encode(), FEED_TYPE))
    at.stand.serve("/slow.xml", Answer(200, b"<rss>", FEED_TYPE, hang=True))
    at.stand.asked.clear()
    await at.press("S", "home")
    at.on_top(SourcesScreen).said.hush()


SOURCES = Table(SourcesScreen, begin)


def source(at: At) -> Source:
    """The source under the cursor, as it is configured."""
    key = at.selected.key
    return next(one for one in at.board.session.config.sources if one.id == key)


@SOURCES.pressed("add", "n")
async def asks_for_a_new_source(at: At, key: str) -> None:
    await at.press(key)
    assert at.focused() is at.on_top(AddSourceScreen).query_one("#typed", Input)


@SOURCES.pressed("import", "i")
async def asks_for_a_list_of_feeds(at: At, key: str) -> None:
    await at.press(key)
    assert at.focused() is at.on_top(ImportSourcesScreen).query_one("#file", Input)


@SOURCES.pressed("edit", "e")
async def opens_the_source_under_the_cursor(at: At, key: str) -> None:
    edited = source(at)
    await at.press(key)
    form = at.on_top(FormScreen)
    title = str(form.query_one("#form-title", Static).content)
    assert title == f"Source {edited.id} ({edited.kind})"
    assert form.values()["url"] == edited.url


@SOURCES.pressed("switch", "space")
async def pauses_the_source_and_resumes_it(at: At, key: str) -> None:
    row = at.selected
    name = source(at).name
    await at.press(key)
    at.listed.select(row.key)
    assert not source(at).enabled
    assert at.text_of("#said") == f"{name} is paused; space resumes it."
    await at.press(key)
    at.listed.select(row.key)
    assert source(at).enabled
    assert at.text_of("#said") == f"{name} is asked again."


@SOURCES.pressed("poll", "r")
async def asks_the_source_under_the_cursor(at: At, key: str) -> None:
    asked = source(at)
    at.board.session.change("source", asked.id, {"url": at.stand.url("/gazette.xml")})
    await at.press(key)
    assert [one.path for one in at.stand.asked] == ["/gazette.xml"]
    assert at.text_of("#said") == f"{asked.name}: 2 new."
    await at.press("ctrl+z")


@SOURCES.pressed("stop", "escape")
async def stops_asking_then_says_nothing(at: At, key: str) -> None:
    asked = source(at)
    at.board.session.change("source", asked.id, {"url": at.stand.url("/slow.xml")})
    await at.board.pilot.press("r")
    await at.board.pilot.pause()
    assert at.text_of("#said").startswith("Asking ")
    await at.press(key)
    assert at.text_of("#said") == "Stopped: 1 source not asked."
    await at.press(key)
    assert at.text_of("#said") == ""
    await at.press("ctrl+z")


@SOURCES.pressed("follow", "m")
async def takes_up_where_a_source_has_moved_to(at: At, key: str) -> None:
    archive, moved = at.board.session.archive, source(at)
    await at.press(key)
    assert at.text_of("#said") == f"{moved.name} has not moved."
    state = archive.source_state(moved.id)
    archive.set_source_state(replace(state, moved_to="https://new.example/feed"))
    await at.press(key)
    assert source(at).url == "https://new.example/feed"
    assert at.text_of("#said") == (
        f"{moved.name} is asked at https://new.example/feed from now on."
    )
    await at.press("ctrl+z")
    archive.set_source_state(state)


@SOURCES.pressed("remove", "d")
async def takes_the_source_out(at: At, key: str) -> None:
    before, removed = at.board.session.config.sources, source(at)
    await at.press(key)
    assert removed.id not in {one.id for one in at.board.session.config.sources}
    assert removed.id not in at.shown()
    assert at.text_of("#said") == (
        f"Removed {removed.name}; its items stay. ctrl+z brings it back."
    )
    await at.press("ctrl+z")
    assert at.board.session.config.sources == before


# A new source


async def begin_looking(at: At) -> None:
    """Look behind the address of a site with two feeds."""
    await begin(at)
    at.stand.serve("/", Answer(200, SITE.encode()))
    await at.press("n")
    await look_at(at, "/")


ADDING = Table(AddSourceScreen, begin_looking)


async def look_at(at: At, path: str) -> None:
    at.on_top(AddSourceScreen).query_one("#typed", Input).value = at.stand.url(path)
    at.on_top(AddSourceScreen).query_one("#typed", Input).focus()
    await at.press("enter")


@ADDING.pressed("choose", "space")
async def chooses_what_is_under_the_cursor(at: At, key: str) -> None:
    found = at.on_top(AddSourceScreen).query_one("#found", RowList)
    assert at.focused() is found
    await at.press(key)
    assert [row.chosen for row in found.rows] == [True, False]
    assert at.text_of("#found-line").startswith("1 chosen.")
    await at.press(key)
    assert [row.chosen for row in found.rows] == [False, False]


@ADDING.pressed("page", "ctrl+l")
async def takes_the_links_of_a_page_without_a_feed(at: At, key: str) -> None:
    await at.press(key)
    at.on_top(AddSourceScreen)
    assert not at.ran, "there are feeds"
    at.stand.serve("/", Answer(200, PAGE))
    at.stand.serve("/atom.xml", Answer(404))
    await look_at(at, "/")
    assert "ctrl+l asks for a selector" in at.text_of("#found-line")
    await at.press(key)
    title = str(at.on_top(FormScreen).query_one("#form-title", Static).content)
    assert title == "A page without a feed"


@ADDING.pressed("leave", "escape")
async def stops_looking_then_leaves(at: At, key: str) -> None:
    before = at.board.session.config
    at.on_top(AddSourceScreen).query_one("#typed", Input).value = at.stand.url("/slow.xml")
    at.on_top(AddSourceScreen).query_one("#typed", Input).focus()
    await at.board.pilot.press("enter")
    await at.board.pilot.pause()
    assert at.text_of("#found-line").startswith("Asking ")
    await at.press(key)
    assert at.text_of("#found-line").startswith("Stopped.")
    await at.press(key)
    at.on_top(SourcesScreen)
    assert at.board.session.config == before


async def begin_importing(at: At) -> None:
    """Ask for a list of feeds."""
    await begin(at)
    await at.press("i")


IMPORTING = Table(ImportSourcesScreen, begin_importing)


@IMPORTING.pressed("leave", "escape")
async def leaves_and_adds_nothing(at: At, key: str) -> None:
    before = at.board.session.config
    await at.press(*"feeds.opml", key)
    at.on_top(SourcesScreen)
    assert at.board.session.config == before
