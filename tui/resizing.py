"""Sizes one after another: a screen takes up the one the terminal has.

Textual tells a screen of every size by a message, and laying the screen out tells it of that size
once more, behind whatever waits. Of sizes that come faster than the screen is laid out, each so
comes round again behind the next; and where the screen tells itself something else whenever it is
laid out, they bring one another back for ever. A screen that always has a message of its own
lets nobody else have a turn: no key is read, and no signal.
"""

from __future__ import annotations

from textual.events import Event, Resize
from textual.message_pump import MessagePump


class LastSize(MessagePump):
    """A screen that is laid out in the size of the terminal, whatever size it is told of."""

    async def on_event(self, event: Event) -> None:
        """Let no size of the past through."""
        if isinstance(event, Resize) and event.size != self.app.size:
            event = Resize(self.app.size, self.app.size)
        await super().on_event(event)
