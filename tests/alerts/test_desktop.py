"""Desktop notifications against a service on a private bus."""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from alerts.desktop import DBusChannel
from alerts.messages import Message
from alerts.surroundings import Surroundings
from newsroom.errors import Undelivered
from tests.alerts.payloads import HOSTILE, controls
from tests.alerts.services import NotificationService

if TYPE_CHECKING:
    from pathlib import Path

    from alerts.surroundings import Action
    from tests.alerts.services import Bus

MESSAGE = Message(
    key="k",
    story="s1",
    revision=1,
    title="--help <b>メタ</b> وميتا",
    lines=("Morning Wire <en> & more",),
    url="https://example.org/?a=1&b=2",
    priority="high",
    created=datetime(2026, 11, 21, tzinfo=UTC),
)


async def test_the_headline_arrives_as_it_is_and_the_body_as_text(
    notifications: NotificationService,
) -> None:
    channel = DBusChannel(Surroundings())
    await channel.send(MESSAGE)
    await channel.close()
    (bubble,) = notifications.bubbles
    assert bubble.summary == MESSAGE.title
    assert bubble.body == "Morning Wire &lt;en&gt; &amp; more\nhttps://example.org/?a=1&amp;b=2"
    assert bubble.hints["urgency"] == 2


async def test_a_server_without_markup_gets_plain_text(notifications: NotificationService) -> None:
    notifications.capabilities = ["body"]
    channel = DBusChannel(Surroundings())
    await channel.send(MESSAGE)
    await channel.close()
    assert notifications.bubbles[0].body.startswith("Morning Wire <en> & more")


async def test_a_story_keeps_its_bubble(notifications: NotificationService) -> None:
    channel = DBusChannel(Surroundings())
    await channel.send(MESSAGE)
    await channel.send(replace(MESSAGE, revision=2))
    await channel.send(replace(MESSAGE, story="s2"))
    await channel.close()
    assert [bubble.replaces for bubble in notifications.bubbles] == [0, 41, 0]


async def test_a_bus_without_a_service_is_one_sentence(bus: Bus) -> None:
    channel = DBusChannel(Surroundings())
    with pytest.raises(Undelivered) as error:
        await channel.send(MESSAGE)
    await channel.close()
    assert str(error.value) == (
        "no notification service takes messages on this desktop (The name "
        "org.freedesktop.Notifications was not provided by any .service files): "
        "start one (dunst, mako, the desktop's own), or turn [alerts.desktop] off"
    )


async def test_a_service_that_hangs_is_left(
    notifications: NotificationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.desktop._DEADLINE", 0.2)
    notifications.answers = False
    channel = DBusChannel(Surroundings())
    with pytest.raises(Undelivered, match="did not answer within"):
        await channel.send(MESSAGE)
    notifications.answers = True
    await channel.send(MESSAGE)
    await channel.close()
    assert len(notifications.bubbles) == 1


async def test_no_bus_at_all_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert await DBusChannel(Surroundings()).probe() == (
        "no desktop session here (no D-Bus session bus): "
        "use the terminal or e-mail channel, or turn [alerts.desktop] off"
    )


async def test_a_dead_bus_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'gone'}")
    said = await DBusChannel(Surroundings()).probe()
    assert said.startswith("the D-Bus session bus cannot be reached (")
    assert said.endswith("check $DBUS_SESSION_BUS_ADDRESS, or turn [alerts.desktop] off")


class User:
    """Somebody in front of the bubbles: remembers what was done for them."""

    def __init__(self) -> None:
        self.chosen: asyncio.Queue[tuple[Action, Message]] = asyncio.Queue()

    def channel(self) -> DBusChannel:
        return DBusChannel(Surroundings(act=lambda *chosen: self.chosen.put_nowait(chosen)))


@pytest.fixture
async def user() -> User:
    return User()


async def until_heard(channel: DBusChannel) -> None:
    """Wait until every signal that was sent before has arrived."""
    await channel._call(await channel._connected(), "GetId", "", [], to="org.freedesktop.DBus")


async def test_a_bubble_has_buttons_for_what_can_be_done(
    notifications: NotificationService, user: User
) -> None:
    channel = user.channel()
    await channel.send(replace(MESSAGE, item="i1"))
    await channel.send(replace(MESSAGE, url=""))
    await channel.send(replace(MESSAGE, story="", url="", kind="report"))
    await channel.close()
    assert [bubble.buttons for bubble in notifications.bubbles] == [
        ["default", "Open", "open", "Open", "read", "Mark read", "mute", "Mute story"],
        ["mute", "Mute story"],
        [],
    ]


async def test_a_server_without_buttons_and_a_program_that_ends_offer_none(
    notifications: NotificationService, user: User
) -> None:
    channel = DBusChannel(Surroundings())
    await channel.send(MESSAGE)
    await channel.close()
    notifications.capabilities = ["body"]
    channel = user.channel()
    await channel.send(MESSAGE)
    await channel.close()
    assert [bubble.buttons for bubble in notifications.bubbles] == [[], []]


@pytest.mark.parametrize(
    ("key", "action"), [("default", "open"), ("open", "open"), ("read", "read"), ("mute", "mute")]
)
async def test_what_is_chosen_on_a_bubble_is_done_about_what_stands_there_now(
    notifications: NotificationService, user: User, key: str, action: Action
) -> None:
    channel = user.channel()
    await channel.send(replace(MESSAGE, item="i1"))
    later = replace(MESSAGE, item="i2", revision=2)
    await channel.send(later)
    await channel.send(replace(MESSAGE, item="i3", story="s3"))
    await notifications.choose(41, key)
    async with asyncio.timeout(5):
        assert await user.chosen.get() == (action, later)
    await channel.close()


async def test_a_button_works_after_its_bubble_went_into_a_list(
    notifications: NotificationService, user: User
) -> None:
    channel = user.channel()
    await channel.send(MESSAGE)
    await notifications.close(41)
    await notifications.choose(41, "open")
    async with asyncio.timeout(5):
        assert await user.chosen.get() == ("open", MESSAGE)
    await channel.close()


async def test_only_the_service_itself_is_believed(
    bus: Bus,
    notifications: NotificationService,
    user: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    channel = user.channel()
    await channel.send(replace(MESSAGE, item="i1"))
    connection = channel._bus
    assert connection is not None
    assert connection.unique_name is not None
    stranger = NotificationService()
    await stranger.start(bus.address)
    await stranger.signal("ActionInvoked", "us", 41, "mute", to=connection.unique_name)
    await stranger.signal("NotificationClosed", "uu", 41, 2, to=connection.unique_name)
    stranger.stop()
    for bubble, key in ((41, "--help"), (41, "quit"), (7, "open")):
        await notifications.choose(bubble, key)
    await notifications.signal("ActionInvoked", "s", "open")
    await notifications.signal("NotificationClosed", "", to=connection.unique_name)
    await channel.send(replace(MESSAGE, revision=2))
    await until_heard(channel)
    await channel.close()
    assert user.chosen.empty()
    assert [bubble.replaces for bubble in notifications.bubbles] == [0, 41]
    assert not caplog.records


async def test_a_bubble_that_was_closed_is_not_replaced(
    notifications: NotificationService, user: User
) -> None:
    channel = user.channel()
    await channel.send(MESSAGE)
    await notifications.close(41)
    await until_heard(channel)
    await channel.send(replace(MESSAGE, revision=2))
    await channel.close()
    assert [bubble.replaces for bubble in notifications.bubbles] == [0, 0]


async def test_a_service_that_was_started_anew_is_asked_anew(bus: Bus, user: User) -> None:
    first, second = NotificationService(), NotificationService(capabilities=["body"])
    channel = user.channel()
    await first.start(bus.address)
    await channel.send(MESSAGE)
    first.stop()
    with pytest.raises(Undelivered, match="no notification service takes messages"):
        await channel.send(MESSAGE)
    await second.start(bus.address)
    await channel.send(replace(MESSAGE, revision=2))
    # Bubble 41 is the new service's own now; a choice on the old one is nobody's.
    assert [(one.replaces, one.buttons) for one in second.bubbles] == [(0, [])]
    await channel.close()
    second.stop()


async def test_the_bubble_of_a_service_that_left_meanwhile_is_not_replaced_in_the_next(
    bus: Bus, user: User
) -> None:
    first, second = NotificationService(), NotificationService()
    channel = user.channel()
    await first.start(bus.address)
    await second.start(bus.address, waits=True)
    first.leaves = True
    await channel.send(MESSAGE)
    await channel.send(replace(MESSAGE, revision=2))
    assert [bubble.replaces for bubble in second.bubbles] == [0]
    await channel.close()
    first.stop()
    second.stop()


async def test_what_is_known_of_a_bus_ends_with_it(bus: Bus, user: User) -> None:
    service, channel = NotificationService(), user.channel()
    await service.start(bus.address)
    await channel.send(MESSAGE)
    assert channel._watching is not None
    await bus.kill()
    async with asyncio.timeout(5):
        await channel._watching
    assert channel._bus is None
    assert not channel._bubbles
    assert not channel._shown
    await bus.start()


async def test_a_bus_that_was_killed_and_is_back_is_found_again(bus: Bus, user: User) -> None:
    service, channel = NotificationService(), user.channel()
    await service.start(bus.address)
    await channel.send(MESSAGE)
    await bus.kill()
    with pytest.raises(Undelivered, match="the D-Bus session bus"):
        await channel.send(MESSAGE)
    await bus.start()
    service.bubbles.clear()
    await service.start(bus.address)
    await channel.send(MESSAGE)
    assert [bubble.replaces for bubble in service.bubbles] == [0]
    await service.choose(41, "mute")
    async with asyncio.timeout(5):
        assert await user.chosen.get() == ("mute", MESSAGE)
    await channel.close()
    service.stop()


async def test_a_bus_that_goes_while_a_service_thinks_is_one_sentence(
    bus: Bus, notifications: NotificationService
) -> None:
    channel = DBusChannel(Surroundings())
    await channel.send(MESSAGE)
    notifications.answers = False
    sending = asyncio.create_task(channel.send(MESSAGE))
    await asyncio.sleep(0)
    await bus.kill()
    with pytest.raises(Undelivered, match="the D-Bus session bus broke off"):
        await sending
    await channel.close()
    await bus.start()


async def test_a_channel_that_is_closed_while_a_service_thinks_is_one_sentence(
    notifications: NotificationService,
) -> None:
    channel = DBusChannel(Surroundings())
    await channel.send(MESSAGE)
    notifications.answers = False
    sending = asyncio.create_task(channel.send(MESSAGE))
    await asyncio.sleep(0)
    await channel.close()
    with pytest.raises(Undelivered, match="the D-Bus session bus broke off"):
        await sending


async def test_a_closed_channel_tells_nobody_and_may_be_used_again(
    notifications: NotificationService, user: User
) -> None:
    channel = user.channel()
    await channel.send(MESSAGE)
    await channel.close()
    await notifications.choose(41, "open")
    await channel.send(replace(MESSAGE, revision=2))
    await until_heard(channel)
    await channel.close()
    assert user.chosen.empty()
    assert [bubble.replaces for bubble in notifications.bubbles] == [0, 0]


@pytest.mark.parametrize("payload", HOSTILE)
async def test_a_headline_does_nothing_on_a_desktop(
    notifications: NotificationService, payload: str
) -> None:
    text = HOSTILE[payload]
    channel = DBusChannel(Surroundings())
    await channel.send(replace(MESSAGE, title=text, lines=(text, text), url=text))
    await channel.close()
    (bubble,) = notifications.bubbles
    assert not controls(bubble.summary + bubble.body.replace("\n", ""))
    assert 0 < len(bubble.summary) <= 200
    assert not set(re.sub(r"&(?:amp|lt|gt);", "", bubble.body)) & set("<>&")
    assert len(bubble.body) < 25_000


async def test_what_may_wait_pops_up_nowhere(notifications: NotificationService) -> None:
    channel = DBusChannel(Surroundings())
    for message in (replace(MESSAGE, kind="digest"), replace(MESSAGE, priority="low")):
        await channel.send(message)
    await channel.close()
    assert [bubble.hints["urgency"] for bubble in notifications.bubbles] == [0, 0]


async def test_only_so_many_bubbles_are_remembered(
    notifications: NotificationService, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.desktop._REMEMBERED", 2)
    channel = user.channel()
    for story in "abac":
        await channel.send(replace(MESSAGE, story=story))
    for bubble in (42, 41, 44):
        await notifications.choose(bubble, "mute")
    await until_heard(channel)
    await channel.close()
    assert [user.chosen.get_nowait()[1].story for _ in range(user.chosen.qsize())] == ["a", "c"]


async def test_a_bus_that_never_says_who_it_is_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("alerts.desktop._DEADLINE", 0.2)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'mute'}")
    channel = DBusChannel(Surroundings())
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "mute"))
        server.listen()
        with pytest.raises(Undelivered, match="did not answer within"):
            await channel.send(MESSAGE)
    await channel.close()


@pytest.mark.parametrize("address", ["garbage", "unix:", "tcp:host=x", "nonce:a=b;", ";", "a:b=%z"])
async def test_an_address_that_is_none_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(Undelivered, match="the D-Bus session bus cannot be reached"):
        await DBusChannel(Surroundings()).send(MESSAGE)
