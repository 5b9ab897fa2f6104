"""Notifications of the terminal itself: they pass SSH, and need nothing installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.terminal_detection import find_way
from alerts.terminal_sequences import sequence_for, through_tmux
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alerts.messages import Message
    from alerts.surroundings import Surroundings

_NO_TERMINAL = (
    'there is no terminal here: open the dashboard in one, or set mode = "off" in [alerts.terminal]'
)


class TerminalChannel:
    """Tells the terminal the program runs in.

    Args:
        mode: "auto", "osc99", "osc777", "osc9" or "bell".
        surroundings: Write to the terminal.
        environment: Variables of the process; they tell which terminal it is.
    """

    name = "terminal"

    def __init__(
        self, mode: str, surroundings: Surroundings, environment: Mapping[str, str]
    ) -> None:
        self._mode = mode
        self._emit = surroundings.emit
        self._environment = environment

    async def send(self, message: Message) -> str:
        """Show a notification, or ring; a digest never rings."""
        if not self._emit(""):
            # The dashboard begins with what a digest or report says: nothing is lost without it.
            if message.kind in ("digest", "report"):
                return ""
            raise Undelivered(_NO_TERMINAL)
        way = await find_way(self._mode, self._environment)
        sequence = sequence_for(message, way.mode)
        if sequence and not self._emit(through_tmux(sequence) if way.wrapped else sequence):
            raise Undelivered(_NO_TERMINAL)
        return f"{way.mode} was written to the terminal; none confirms what it shows"

    async def probe(self) -> str:
        """Say whether there is a terminal."""
        return "" if self._emit("") else _NO_TERMINAL

    async def close(self) -> None:
        """Nothing is held."""
