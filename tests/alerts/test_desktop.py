"""Desktop notifications against a service on a private bus."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from alerts.desktop import DBusChannel
from alerts.messages import Message
from alerts.surroundings import Surroundings
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.alerts.services import NotificationService

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


async def test_a_bus_without_a_service_is_one_sentence(bus: str) -> None:
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
