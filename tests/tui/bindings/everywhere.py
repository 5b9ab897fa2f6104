"""The keys of the app, that do the same on every screen."""

from __future__ import annotations

from textual.command import CommandPalette

from tests.tui.bindings.table import At, Table
from tui.app import LlamawatchApp
from tui.messages import PollEnded
from tui.places import PLACES
from tui.screens.help import HelpPage, HelpScreen
from tui.screens.news import NewsScreen
from watchers.health import asked_ids

MORE = ("lang:de", "lang:fr", "lang:es", "is:starred", "is:alerted")
"""Filters beside the four that are shipped: one for each number key."""


async def begin(at: At) -> None:
    """Show the news, whose own keys are others, and have a filter on every number key."""
    session = at.board.session
    # Of the week's papers none answers any more.
    at.patch.setattr(type(session), "offline", None)
    if len(session.config.filters) < 9:
        session.add_all("filter", [{"name": one, "query": one} for one in MORE])
    if at.board.screen.place != "news":
        await at.press("N")


APP = Table(LlamawatchApp, begin)


def shows(place: str) -> None:
    """Enter the key of a screen."""
    (one,) = (one for one in PLACES if one.id == place)

    @APP.pressed(f"go('{place}')", one.key)
    async def goes_to_a_screen(at: At, key: str) -> None:
        if place == "news":
            await at.press("W")
        assert at.board.screen.place != place
        await at.press(key)
        assert type(at.board.app.screen).__name__ == one.screen
        assert at.board.screen.place == place
        assert at.board.app.state.place == place


for shown in PLACES:
    shows(shown.id)


def opens(number: int) -> None:
    """Enter a number key."""

    @APP.pressed(f"saved({number})", str(number))
    async def opens_and_closes_a_saved_filter(at: At, key: str) -> None:
        query = at.board.session.config.filters[number - 1].query
        if number == 1:
            await at.press("W")
        await at.press(key)
        news = at.on_top(NewsScreen)
        assert news.bar.text == query
        assert news.filtered_by is not None
        assert news.filtered_by.text == query
        assert at.focused() is news.rows
        await at.press(key)
        assert news.bar.text == ""
        assert news.filtered_by is None


for place in range(1, 10):
    opens(place)


@APP.pressed("poll", "r")
async def asks_every_source(at: At, key: str) -> None:
    config = at.board.session.config
    asked = asked_ids(config.sources, contact=bool(config.poll.contact))
    await at.press(key)
    (ended,) = at.posted(PollEnded)
    assert ended.sources == len(asked) > 0
    assert at.said().startswith(f"{len(asked)} asked, {ended.new} new")
    assert not at.board.app.polling


@APP.pressed("pause", "p")
async def pauses_and_goes_on(at: At, key: str) -> None:
    seen = []
    for _ in range(2):
        await at.press(key)
        seen.append((at.board.session.paused, at.board.lines()[0].split()[0]))
    assert seen == [(True, "paused"), (False, "watching")]


@APP.pressed("demo", "D")
async def leaves_for_the_demo_without_a_network(at: At, key: str) -> None:
    app, left = at.board.app, []
    at.patch.setattr(app, "exit", lambda: left.append(app.wants_demo))
    at.patch.setattr(app, "wants_demo", False)
    at.patch.setattr(app, "offers_demo", True)
    await at.press(key)
    assert left == []
    at.patch.setattr(type(at.board.session), "offline", at.board.session.clock())
    await at.press(key)
    assert left == [True]


@APP.pressed("undo", "ctrl+z")
async def takes_back_what_was_done_last(at: At, key: str) -> None:
    session = at.board.session
    item = next(session.archive.items())
    session.mark([item.id], starred=True)
    assert session.archive.item(item.id).starred
    await at.press(key)
    assert not session.archive.item(item.id).starred
    assert at.said().startswith("Taken back: ")


@APP.pressed("help", "question_mark")
async def shows_the_keys(at: At, key: str) -> None:
    await at.press(key)
    page = at.on_top(HelpScreen).query_one(HelpPage)
    assert [group.title for group in page._groups][-1] == "Everywhere"
    await at.press(key)
    at.on_top(NewsScreen)


@APP.pressed("command_palette", "ctrl+p")
async def opens_the_palette(at: At, key: str) -> None:
    await at.press(key)
    at.on_top(CommandPalette)
    await at.press("escape")


# The last: nothing is pressed after it.
@APP.pressed("quit", "q")
async def ends_the_program(at: At, key: str) -> None:
    app = at.board.app
    ended = [app._exit]
    await at.board.pilot.press(key)
    ended.append(app._exit)
    assert ended == [False, True]
    assert app.return_code == 0
