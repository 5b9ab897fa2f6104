"""The terminal's bell: it passes SSH and tmux, and needs nothing installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.messages import Message


class TerminalChannel:
    """Rings; what it rings for stands in the dashboard."""

    name = "terminal"

    def __init__(self, ring: Callable[[], None]) -> None:
        """Make the channel around what rings the bell."""
        self._ring = ring

    async def send(self, message: Message) -> str:  # noqa: ARG002 -- a bell has no words
        """Ring."""
        self._ring()
        return "the bell was rung; no terminal confirms what it shows"

    async def probe(self) -> str:
        """A bell is always there."""
        return ""

    async def close(self) -> None:
        """Nothing is held."""
