"""The channels a configuration turns on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from alerts.wording import compose_test

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.messages import Channel
    from alerts.surroundings import Surroundings
    from store.settings import AlertSettings


def make_channels(
    settings: AlertSettings, surroundings: Surroundings, *, clock: Callable[[], datetime]
) -> dict[str, Channel]:
    """Make the enabled channels.

    Args:
        settings: `[alerts]`.
        surroundings: what they may use of the running program.
        clock: answers the time, UTC.

    Returns:
        Channels by name; nothing is connected yet.
    """
    channels: dict[str, Channel] = {}
    if "desktop" in settings.channels:
        from alerts.desktop import desktop_channel

        channels["desktop"] = desktop_channel(surroundings)
    if "terminal" in settings.channels:
        from alerts.terminal import TerminalChannel

        channels["terminal"] = TerminalChannel(settings.terminal.mode, surroundings, os.environ)
    if "email" in settings.channels:
        from alerts.mail import MailChannel

        channels["email"] = MailChannel(settings.email)
    if "command" in settings.channels:
        from alerts.command import CommandChannel

        channels["command"] = CommandChannel(settings.command)
    if "webhook" in settings.channels:
        from alerts.webhook import WebhookChannel

        channels["webhook"] = WebhookChannel(settings.webhook, clock=clock)
    return channels


async def send_test(channel: Channel, *, now: datetime) -> str:
    """Send a test.

    Returns:
        What the other side answered; possibly empty.

    Raises:
        Undelivered: It was not taken.
    """
    try:
        return await channel.send(compose_test(now))
    finally:
        await channel.close()
