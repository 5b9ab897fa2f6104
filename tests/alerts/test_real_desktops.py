"""Desktop notifications against services that others wrote, on a private bus."""

from __future__ import annotations

import asyncio
import contextlib
import html
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from dbus_fast import Message as Call
from dbus_fast import Variant
from dbus_fast.aio import MessageBus

from alerts.bubbles import body_of, title_of
from alerts.desktop import DBusChannel
from alerts.messages import Message
from alerts.surroundings import Surroundings
from tests.alerts.payloads import HOSTILE, controls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from alerts.surroundings import Action
    from tests.alerts.services import Bus

pytestmark = pytest.mark.slow

MESSAGE = Message(
    key="k",
    story="s1",
    item="i1",
    revision=1,
    title="Joelle Pineau leaves Meta",
    lines=("Morning Wire <en> & more",),
    url="https://example.org/?a=1&b=2",
    priority="normal",
    created=datetime(2026, 11, 21, tzinfo=UTC),
)
DISPLAYED = """
[global]
origin = top-left
offset = 0x0
width = 400
mouse_left_click = do_action
markup = full
history_length = 100
"""
SYSTEM_PYTHON = "/usr/bin/python3"
PATIENCE = 20.0
"""Seconds after which a service counts as hanging."""


def need(*programs: str) -> None:
    """Skip where a program is not installed."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


async def answered(*command: str) -> str:
    """What a program prints."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    out, _ = await process.communicate()
    return out.decode()


@contextlib.asynccontextmanager
async def running(*command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program as long as the block lasts."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def until(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask a service of another process until it says yes."""
    async with asyncio.timeout(PATIENCE):
        while not await ask():  # noqa: ASYNC110 -- it tells nobody when
            await asyncio.sleep(0.05)


async def there() -> bool:
    """Whether a notification service answers."""
    return not await DBusChannel(Surroundings()).probe()


@pytest.fixture
async def display(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A screen that nobody sees."""
    need("Xvfb")
    process = await asyncio.create_subprocess_exec(
        *("Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    number = (await process.stdout.readline()).decode().strip()
    monkeypatch.setenv("DISPLAY", f":{number}")
    yield
    process.kill()
    await process.wait()


@pytest.fixture
async def dunst(bus: Bus, display: None, tmp_path: Path) -> AsyncIterator[None]:
    """Dunst on the private bus and the unseen screen."""
    need("dunst", "dunstctl")
    (tmp_path / "dunstrc").write_text(DISPLAYED, encoding="utf-8")
    async with running("dunst", "-conf", str(tmp_path / "dunstrc")):
        await until(there)
        yield


async def history() -> list[tuple[str, str]]:
    """Summary and body of every bubble dunst has shown and closed, the newest first."""
    shown: dict[str, Any] = json.loads(await answered("dunstctl", "history"))
    return [(one["summary"]["data"], one["body"]["data"]) for one in shown["data"][0]]


async def test_dunst_shows_a_story_once_however_often_it_is_told(dunst: None) -> None:
    channel = DBusChannel(Surroundings())
    await channel.send(MESSAGE)
    await channel.send(replace(MESSAGE, revision=2, title="Joelle Pineau joins Cohere"))
    await channel.send(replace(MESSAGE, story="s2", title="Meta drops Behemoth"))
    await answered("dunstctl", "close-all")
    body = html.escape(body_of(MESSAGE), quote=False)
    assert sorted(await history()) == [
        ("Joelle Pineau joins Cohere", body),
        ("Meta drops Behemoth", body),
    ]
    # What was closed is not replaced: it would come back as if it had never been seen.
    await channel.send(replace(MESSAGE, revision=3))
    await answered("dunstctl", "close-all")
    assert len(await history()) == 3
    await channel.close()


async def test_a_click_on_dunst_opens(dunst: None) -> None:
    need("xdotool")
    chosen: asyncio.Queue[tuple[Action, Message]] = asyncio.Queue()
    channel = DBusChannel(Surroundings(act=lambda *one: chosen.put_nowait(one)))
    await channel.send(MESSAGE)
    await until(lambda: answered("xdotool", "search", "--onlyvisible", "--class", "dunst"))
    async with asyncio.timeout(PATIENCE):
        await answered("xdotool", "mousemove", "40", "20", "click", "1")
        assert await chosen.get() == ("open", MESSAGE)
    await channel.close()


async def test_dunst_started_anew_is_told_of_a_story_as_of_a_new_one(
    bus: Bus, display: None, tmp_path: Path
) -> None:
    need("dunst", "dunstctl")
    channel = DBusChannel(Surroundings())
    for _ in range(2):
        async with running("dunst", "-conf", "/dev/null"):
            await until(there)
            await channel.send(replace(MESSAGE, story="s2", title="Meta drops Behemoth"))
            await channel.send(MESSAGE)
            await answered("dunstctl", "close-all")
            assert len(await history()) == 2
    await channel.close()


async def test_every_headline_is_text_to_dunst(dunst: None) -> None:
    channel = DBusChannel(Surroundings())
    messages = [
        replace(MESSAGE, story=f"s{number}", title=text, lines=(text,), url="")
        for number, text in enumerate(HOSTILE.values())
    ]
    for message in messages:
        await channel.send(message)
    await answered("dunstctl", "close-all")
    await channel.close()
    shown = await history()
    assert set(shown) == {
        (title_of(message), html.escape(body_of(message), quote=False)) for message in messages
    }
    assert not controls("".join(summary + body.replace("\n", "") for summary, body in shown))


@pytest.fixture
async def mock(bus: Bus, tmp_path: Path) -> AsyncIterator[Path]:
    """python-dbusmock's notification daemon with buttons; answers the log of its calls."""
    need(SYSTEM_PYTHON)
    if not await answered(SYSTEM_PYTHON, "-c", "import dbusmock; print(dbusmock)"):
        pytest.skip("python3-dbusmock is not installed")
    log = tmp_path / "calls"
    template = ("--template", "notification_daemon", "--logfile", str(log))
    parameters = ("--parameters", json.dumps({"capabilities": "body body-markup actions"}))
    async with running(SYSTEM_PYTHON, "-m", "dbusmock", "--session", *template, *parameters):
        await until(there)
        yield log


async def pressed(bus: Bus, bubble: int, key: str) -> None:
    """Have dbusmock say that a button was pressed."""
    connection = await MessageBus(bus_address=bus.address).connect()
    service = "org.freedesktop.Notifications"
    await connection.call(
        Call(
            destination=service,
            path="/org/freedesktop/Notifications",
            interface="org.freedesktop.DBus.Mock",
            member="EmitSignal",
            signature="sssav",
            body=[service, "ActionInvoked", "us", [Variant("u", bubble), Variant("s", key)]],
        )
    )
    connection.disconnect()


async def test_dbusmock_takes_every_headline_and_its_signals_are_heard(
    mock: Path, bus: Bus
) -> None:
    chosen: asyncio.Queue[tuple[Action, Message]] = asyncio.Queue()
    channel = DBusChannel(Surroundings(act=lambda *one: chosen.put_nowait(one)))
    await channel.send(MESSAGE)
    await channel.send(replace(MESSAGE, revision=2))
    for text in HOSTILE.values():
        await channel.send(replace(MESSAGE, story="", title=text, lines=(text,), url=text))
    calls = await asyncio.to_thread(mock.read_text, encoding="utf-8")
    told = [line for line in calls.splitlines() if " Notify " in line]
    assert len(told) == 2 + len(HOSTILE)
    assert not controls("".join(told))
    assert [line.split()[3] for line in told[:3]] == ["0", "1", "0"]
    await pressed(bus, 1, "mute")
    async with asyncio.timeout(PATIENCE):
        assert (await chosen.get())[0] == "mute"
    await channel.close()
