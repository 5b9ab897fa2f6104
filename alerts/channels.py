"""The channels a configuration turns on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from alerts.wording import compose_test
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.messages import Channel
    from alerts.surroundings import Surroundings
    from store.settings import AlertSettings


def make_channels(settings: AlertSettings, surroundings: Surroundings) -> dict[str, Channel]:
    """Make the enabled channels.

    Args:
        settings: `[alerts]`.
        surroundings: what they may use of the running program.

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
    return channels


async def send_test(channel: Channel, *, now: datetime) -> str:
    """Send a test; answers why it failed, or ""."""
    try:
        await channel.send(compose_test(now))
    except Undelivered as error:
        return str(error)
    finally:
        await channel.close()
    return ""
