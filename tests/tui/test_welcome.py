"""The welcome of the first start, and what is offered where there is no network."""

from __future__ import annotations

import random
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button, Static

from newsroom.errors import ConfigError, Undelivered
from store.dashboard_state import load_state
from store.places import SHIPPED_CONFIG, Places, is_untouched
from store.settings import load_config
from tests.tui.conftest import QuietSession
from tests.tui.pictures import PictureExtension, TextExtension, as_picture, as_text
from tui.app import LlamawatchApp
from tui.messages import ArchiveOpened
from tui.screens.news import NewsScreen
from tui.screens.welcome import WelcomeScreen
from tui.widgets.language_grid import LanguageGrid
from tui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion
    from textual.message import Message
    from textual.pilot import Pilot

    from llamawatch.session import LiveSession


@dataclass
class First:
    """A first start."""

    app: LlamawatchApp
    session: LiveSession
    pilot: Pilot[None]
    messages: list[Message]

    @property
    def welcome(self) -> WelcomeScreen:
        """The welcome, which is in front."""
        assert isinstance(self.app.screen, WelcomeScreen)
        return self.app.screen

    @property
    def grid(self) -> LanguageGrid:
        return self.welcome.query_one(LanguageGrid)

    def text(self) -> str:
        return as_text(self.app)


@pytest.fixture(autouse=True)
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whose locale is German."""
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(tmp_path / "config.toml", tmp_path / "data", "user")
    shutil.copy(SHIPPED_CONFIG, places.config)
    return places


@asynccontextmanager
async def started(
    places: Places, width: int = 80, height: int = 24, *, demo: bool = True
) -> AsyncIterator[First]:
    """A dashboard as the program starts it."""
    session = QuietSession(places, load_config(places.config), rng=random.Random(1))
    app = LlamawatchApp(session, welcome=is_untouched(places), offers_demo=demo)
    messages: list[Message] = []
    try:
        async with app.run_test(size=(width, height), message_hook=messages.append) as pilot:
            await app.workers.wait_for_complete([w for w in app.workers if w.group == "open"])
            while not any(isinstance(one, ArchiveOpened) for one in messages):
                await pilot.pause()
            await pilot.pause()
            await pilot.pause()
            yield First(app, session, pilot, messages)
    finally:
        await session.close()


async def test_languages_are_kept_in_the_file_with_its_comments(places: Places) -> None:
    before = places.config.read_text(encoding="utf-8")
    async with started(places) as first:
        assert first.grid.chosen == ("de", "en")
        await first.pilot.press("down", "space", "enter")
        await first.pilot.pause()
        assert isinstance(first.app.screen, NewsScreen)
        assert first.session.config.reader.languages == ("de", "en", "ja")
        changed = [one for one in first.messages if isinstance(one, LanguageGrid.Changed)]
        assert changed[-1].chosen == ("de", "en", "ja")
    after = places.config.read_text(encoding="utf-8")
    assert after == before.replace('languages = ["en"]', 'languages = ["de", "en", "ja"]', 1)


async def test_it_is_shown_once(places: Places) -> None:
    async with started(places) as first:
        await first.pilot.press("escape")
        await first.pilot.pause()
        assert isinstance(first.app.screen, NewsScreen)
    assert load_state(places.data).welcomed
    assert is_untouched(places)
    async with started(places) as second:
        assert isinstance(second.app.screen, NewsScreen)


async def test_whoever_quits_it_is_welcomed_again(places: Places) -> None:
    async with started(places) as first:
        await first.pilot.press("q")
        await first.pilot.pause()
        assert first.app._exit
    assert not load_state(places.data).welcomed
    async with started(places) as second:
        assert isinstance(second.app.screen, WelcomeScreen)


async def test_nobody_is_welcomed_to_what_was_set_up_already(places: Places) -> None:
    with places.config.open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    async with started(places) as first:
        assert isinstance(first.app.screen, NewsScreen)


def test_only_the_users_own_file_as_it_was_made_counts(places: Places, tmp_path: Path) -> None:
    assert is_untouched(places)
    assert not is_untouched(Places(places.config, places.data, "checkout"))
    assert not is_untouched(Places(places.config, places.data, "--config"))
    assert not is_untouched(Places(tmp_path / "none.toml", places.data, "user"))


async def test_everything_can_be_done_with_the_mouse(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(places) as first:

        async def refuse(channel: str) -> str:
            raise Undelivered(f"{channel} is away")

        monkeypatch.setattr(first.session, "test_alert", refuse)
        # French is the second of the second row.
        assert await first.pilot.click(LanguageGrid, offset=(20, 1))
        assert first.grid.chosen == ("de", "en", "fr")
        assert await first.pilot.click(LanguageGrid, offset=(60, 1))
        assert first.grid.chosen == ("de", "en", "fr")
        assert await first.pilot.click("#test")
        while any(one.group == "test" for one in first.app.workers):
            await first.pilot.pause()
        said = first.welcome.query_one(SaidLine)
        assert said.said == (
            "desktop: not taken: desktop is away\nterminal: not taken: terminal is away"
        )
        assert await first.pilot.click("#start")
        await first.pilot.pause()
        assert isinstance(first.app.screen, NewsScreen)
        assert first.session.config.reader.languages == ("de", "en", "fr")


async def test_with_the_keyboard_every_button_is_reached(places: Places) -> None:
    async with started(places) as first:
        reached = []
        for _ in range(4):
            await first.pilot.press("tab")
            assert isinstance(first.app.focused, Button)
            reached.append(first.app.focused.id)
        assert reached == ["test", "start", "demo", "skip"]
        await first.pilot.press("enter")
        await first.pilot.pause()
        assert isinstance(first.app.screen, NewsScreen)
        assert first.session.config.reader.languages == ("en",)


async def test_one_language_stays(places: Places) -> None:
    async with started(places) as first:
        await first.pilot.press("space", "left", "left", "space")
        assert first.grid.chosen == ("en",)
        said = str(first.welcome.query_one("#welcome-first", Static).content)
        assert said == "Headlines in the others get a line in English, the first of yours."


async def test_a_file_that_refuses_is_said_and_nothing_is_lost(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(places) as first:

        def refuse(*_: object) -> None:
            raise ConfigError("config.toml: cannot be written")

        monkeypatch.setattr(first.session, "change_table", refuse)
        await first.pilot.press("enter")
        assert first.welcome.query_one(SaidLine).said == "config.toml: cannot be written"
        await first.pilot.press("escape")
        await first.pilot.pause()
        assert isinstance(first.app.screen, NewsScreen)


async def test_without_a_network_the_demo_is_offered(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(places) as first:
        line = first.welcome.query_one("#welcome-network", Static)
        shown = [line.display]
        monkeypatch.setattr(type(first.session), "offline", first.session.clock())
        first.welcome.look()
        shown.append(line.display)
        assert shown == [False, True]
        assert "D shows the demo meanwhile" in str(line.content)
        await first.pilot.press("D")
        assert first.app.wants_demo
        assert not first.app.state.welcomed
    assert first.app.return_code == 0
    async with started(places) as again:
        assert isinstance(again.app.screen, WelcomeScreen)


async def test_where_there_is_no_demo_none_is_offered(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(places, demo=False) as first:
        monkeypatch.setattr(type(first.session), "offline", first.session.clock())
        first.welcome.look()
        assert "demo" not in first.text()
        await first.pilot.press("D", "escape", "D")
        assert not first.app.wants_demo


@pytest.mark.parametrize(("width", "height"), [(60, 24), (80, 24), (60, 10), (200, 60)])
async def test_all_of_it_is_reached_at_every_size(places: Places, width: int, height: int) -> None:
    async with started(places, width, height) as first:
        assert "[1] German" in first.text()
        await first.pilot.press("tab", "tab", "tab", "tab")
        await first.pilot.pause()
        assert " Skip " in first.text().rpartition("\n")[0]


async def test_what_the_test_said_leaves_the_buttons_in_sight(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told(_: LiveSession, channel: str) -> str:
        return f"{channel} took it."

    monkeypatch.setattr(QuietSession, "test_alert", told)
    async with started(places) as first:
        await first.pilot.press("t")
        while "took it" not in first.text():
            await first.pilot.pause()
        await first.pilot.pause()
        shown = first.text()
        assert "took it" in shown
        assert " Start " in shown
        assert " Skip " in shown


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (200, 60)])
async def test_text(places: Places, snapshot: SnapshotAssertion, width: int, height: int) -> None:
    async with started(places, width, height) as first:
        assert as_text(first.app) == snapshot(extension_class=TextExtension)


async def test_picture(places: Places, snapshot: SnapshotAssertion) -> None:
    async with started(places, 120, 40) as first:
        assert as_picture(first.app) == snapshot(extension_class=PictureExtension)
