"""What a channel says of a message it handed over: as much as can be known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from alerts.channels import send_test
from alerts.desktop import DBusChannel
from alerts.surroundings import Surroundings
from alerts.terminal import TerminalChannel
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from tests.alerts.services import NotificationService

NOW = datetime(2026, 11, 26, tzinfo=UTC)


async def test_the_desktop_names_the_service_that_took_it(
    notifications: NotificationService,
) -> None:
    channel = DBusChannel(Surroundings())
    assert await send_test(channel, now=NOW) == (
        "test 1 took it; whether it is seen it cannot tell"
    )
    assert len(notifications.bubbles) == 1
    # A test holds no connection.
    assert channel._bus is None


@pytest.mark.parametrize("mode", ["osc99", "osc777", "osc9", "bell"])
async def test_the_terminal_says_which_sequence_was_written(mode: str) -> None:
    written: list[str] = []

    def emit(sequence: str) -> bool:
        written.append(sequence)
        return True

    channel = TerminalChannel(mode, Surroundings(emit=emit), {})
    said = await send_test(channel, now=NOW)
    assert said == f"{mode} was written to the terminal; none confirms what it shows"
    assert any(written)


async def test_where_there_is_no_terminal_a_test_fails() -> None:
    with pytest.raises(Undelivered, match="there is no terminal here"):
        await send_test(TerminalChannel("bell", Surroundings(), {}), now=NOW)
