"""The keys of the welcome and of its languages."""

from __future__ import annotations

from tests.tui.bindings.table import At, Table
from tui.screens.news import NewsScreen
from tui.screens.welcome import WelcomeScreen
from tui.widgets.language_grid import LanguageGrid
from tui.widgets.said_line import SaidLine


async def begin(at: At) -> None:
    """Welcome somebody who reads German and English."""
    at.patch.setenv("LC_ALL", "de_DE.UTF-8")
    app = at.board.app
    at.patch.setattr(app, "offers_demo", True)
    at.patch.setattr(app, "_welcome", True)
    app.welcome()
    await at.board.settle()
    assert grid(at).chosen == ("de", "en")


def grid(at: At) -> LanguageGrid:
    return at.on_top(WelcomeScreen).query_one(LanguageGrid)


WELCOME = Table(WelcomeScreen, begin)
LANGUAGES = Table(LanguageGrid, begin)


@WELCOME.pressed("start", "enter")
async def keeps_the_languages(at: At, key: str) -> None:
    session, seen = at.board.session, []
    for pressed in (key, "ctrl+z"):
        await at.press(pressed)
        at.on_top(NewsScreen)
        seen.append(session.config.reader.languages)
    assert seen == [("de", "en"), ("en",)]
    assert at.board.app.state.welcomed


@WELCOME.pressed("test", "t")
async def tests_every_channel(at: At, key: str) -> None:
    async def answer(channel: str) -> str:
        return f"shown by {channel}"

    at.patch.setattr(at.board.session, "test_alert", answer)
    channels = at.board.session.config.alerts.channels
    assert channels
    await at.press(key)
    said = at.on_top(WelcomeScreen).query_one(SaidLine).said
    assert said == "\n".join(f"{one}: shown by {one}" for one in channels)


@WELCOME.pressed("demo", "D")
async def leaves_for_the_demo(at: At, key: str) -> None:
    app, left = at.board.app, []
    at.patch.setattr(app, "exit", lambda: left.append(app.wants_demo))
    at.patch.setattr(app, "wants_demo", False)
    at.patch.setattr(app, "state", app.state)
    await at.press(key)
    assert left == [True]


@WELCOME.pressed("app.quit", "q")
async def leaves_and_is_there_again(at: At, key: str) -> None:
    left: list[None] = []
    before = at.board.app.state
    at.patch.setattr(at.board.app, "exit", lambda: left.append(None))
    await at.press(key)
    assert left == [None]
    assert at.board.app.state == before


@WELCOME.pressed("skip", "escape")
async def changes_nothing(at: At, key: str) -> None:
    before = at.board.session.config
    await at.press("space", key)
    at.on_top(NewsScreen)
    assert at.board.session.config == before
    assert at.board.app.state.welcomed


@LANGUAGES.pressed("choose", "space")
async def chooses_and_unchooses(at: At, key: str) -> None:
    seen = []
    for _ in range(2):
        await at.press(key)
        seen.append(grid(at).chosen)
    assert seen == [("en",), ("en", "de")]


@LANGUAGES.pressed("move(1)", "right", "l")
async def goes_to_the_next(at: At, key: str) -> None:
    before = grid(at).cursor
    await at.press(key)
    assert grid(at).cursor == before + 1


@LANGUAGES.pressed("move(-1)", "left", "h")
async def goes_to_the_one_before(at: At, key: str) -> None:
    before = grid(at).cursor
    await at.press(key)
    assert grid(at).cursor == before - 1


@LANGUAGES.pressed("row(1)", "down", "j")
async def goes_a_row_down(at: At, key: str) -> None:
    before = grid(at).cursor
    await at.press(key)
    assert grid(at).cursor == before + grid(at).columns


@LANGUAGES.pressed("row(-1)", "up", "k")
async def goes_a_row_up(at: At, key: str) -> None:
    before = grid(at).cursor
    await at.press(key)
    assert grid(at).cursor == before - grid(at).columns
