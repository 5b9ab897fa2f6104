"""What the dashboard lends the alerts: who looks at what, the terminal, and what is chosen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import repeat
from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from alerts.messages import Message
from alerts.surroundings import Attention
from newsroom.errors import StoreError
from tui import opening
from tui.acting import carry_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.surroundings import Action
    from newsroom.records import Story
    from tests.tui.conftest import Dashboard


def message_of(story: Story, url: str = "https://example.org/a") -> Message:
    return Message(
        key="k",
        story=story.id,
        item=story.items[0],
        revision=1,
        title=story.headline,
        lines=(),
        url=url,
        priority="normal",
        created=story.last_seen,
    )


def a_story(board: Dashboard) -> Story:
    """A story with an article nobody read."""
    archive = board.session.archive
    return next(story for story in archive.stories() if not archive.item(story.items[0]).read)


async def act(board: Dashboard, action: Action, message: Message) -> list[str]:
    """Choose something on a notification; answers what the dashboard said."""
    board.app.surroundings.act(action, message)  # type: ignore[misc]  # the dashboard has one
    await board.pilot.pause()
    await board.app.workers.wait_for_complete(
        [worker for worker in board.app.workers if worker.group == "act"]
    )
    await board.settle()
    return [one.message for one in board.app._notifications]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that a browser was asked to open."""
    addresses: list[str] = []

    def browser(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setattr("webbrowser.open", browser)
    return addresses


async def test_the_story_whose_article_is_shown_is_open(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        shown = board.screen.query_one("#list").selected
        assert shown.story
        assert board.app.attention().story == shown.story
        await board.press("j")
        below = board.screen.query_one("#list").selected
        assert below.story != shown.story
        assert board.app.attention().story == below.story


@pytest.mark.parametrize("keys", [("S",), ("A",), ("question_mark",)])
async def test_behind_another_screen_no_story_is_open(
    dashboard: Callable[..., Any], keys: tuple[str, ...]
) -> None:
    async with dashboard() as board:
        await board.pilot.press(*keys)
        await board.pilot.pause()
        assert board.app.attention().story == ""
        await board.pilot.press("escape", "N")
        await board.settle()
        assert board.app.attention().story


async def test_an_article_of_no_story_opens_none(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("e")
        rows = board.screen.query_one("#list")
        lone = next(row for row in rows.rows if not row.story)
        rows.select(lone.key)
        await board.settle()
        assert board.app.attention().story == ""


async def test_focus_is_unknown_until_the_terminal_tells(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        seen = [board.app.attention().focused]
        for event in (events.AppBlur(), events.AppFocus(), events.AppBlur()):
            board.app.post_message(event)
            await board.pilot.pause()
            seen.append(board.app.attention().focused)
        assert seen == [None, False, True, False]


async def test_the_last_key_is_known_and_nothing_else_counts_as_one(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        assert board.app.attention().last_key is None
        await board.pilot.click("#reading")
        board.app.post_message(events.AppFocus())
        await board.settle()
        assert board.app.attention().last_key is None
        # A key of the list, one nobody has bound, one typed into the filter.
        for keys in (("j",), ("f9",), ("slash", "x")):
            now = board.session.clock() + timedelta(minutes=1)
            monkeypatch.setattr(board.session, "clock", repeat(now).__next__)
            await board.press(*keys)
            assert board.app.attention().last_key == now


async def test_what_is_chosen_is_done_and_shown(
    dashboard: Callable[..., Any], opened: list[str]
) -> None:
    async with dashboard() as board:
        archive, story = board.session.archive, a_story(board)
        message = message_of(story)
        assert await act(board, "open", message) == []
        assert opened == [message.url]
        assert archive.item(message.item).read
        board.session.mark([message.item], read=False)
        assert await act(board, "read", message) == []
        assert archive.item(message.item).read
        assert await act(board, "mute", message) == [f"Silent until you lift it: {story.headline}"]
        lasting = archive.mutes.lasting(board.session.clock())
        assert [mute.what for mute in lasting] == [f"story:{story.id}"]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "--version", "http://a b/", ""]
)
async def test_only_plain_addresses_are_opened(
    dashboard: Callable[..., Any], opened: list[str], url: str
) -> None:
    async with dashboard() as board:
        message = message_of(a_story(board), url)
        (said,) = await act(board, "open", message)
        assert said == f"Not opened: {url or 'no address'} is no plain http(s) address"
        assert not opened
        assert not board.session.archive.item(message.item).read


async def test_what_cannot_be_done_is_said(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        message = message_of(a_story(board), "https://example.org/[/nope]")
        assert await act(board, "open", message) == [
            "No browser here: https://example.org/%5B/nope%5D"
        ]

        def refuse(*_: object, **__: object) -> None:
            raise StoreError("the disk is full")

        monkeypatch.setattr(board.session, "mark", refuse)
        said = await act(board, "read", message)
        assert said[-1] == "the disk is full"
        board.session.ready = False
        assert await carry_out(board.session, "mute", message) == "Not done: llamawatch is closing"
        board.session.ready = True
        assert not board.session.archive.mutes.lasting(board.session.clock())


async def test_without_a_terminal_nothing_is_written(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        assert board.app.is_headless
        assert not board.app.emit("\a")
    assert not board.app.emit("\a")
    assert board.app.attention() == Attention("", None, None)


async def test_a_browser_that_stays_in_front_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import threading

    leave = threading.Event()
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setattr(opening, "_PATIENCE", 0.05)
    monkeypatch.setattr("webbrowser.open", lambda _: leave.wait(30))
    async with asyncio.timeout(10):
        assert await opening.open_link("https://example.org/") == ""
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "browser")
    leave.set()


async def test_other_watches_leave_the_bubbles_that_are_shown_and_other_alerts_do_not(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        session, config = board.session, board.session.config
        channels = session._dispatcher._channels
        session.take_up(replace(config, watches=config.watches[:1]))
        assert session._dispatcher._channels is channels
        session.take_up(replace(config, alerts=replace(config.alerts, max_per_hour=3)))
        assert session._dispatcher._channels is not channels
