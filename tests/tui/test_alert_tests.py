"""A test of the channels, asked for in the dashboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from collections.abc import Callable


async def test_it_says_what_each_channel_answered(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        alerts = board.session.config.alerts
        email = replace(alerts.email, enabled=True)
        alerts = replace(alerts, desktop=replace(alerts.desktop, enabled=True), email=email)
        board.session.config = replace(board.session.config, alerts=alerts)

        async def answer(channel: str) -> str:
            if channel == "email":
                raise Undelivered("mail server [/nope] is not there")
            return "" if channel == "terminal" else "dunst 1.9 took it"

        board.session.test_alert = answer
        await board.press("A", "t")
        said = {(one.message, one.severity) for one in board.app._notifications}
    assert {
        ("desktop: dunst 1.9 took it", "information"),
        ("email: mail server [/nope] is not there", "warning"),
    } <= said
