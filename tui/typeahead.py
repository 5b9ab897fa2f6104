"""Keys one after another: each goes where the one before it led to.

Textual hands a key to whatever has the focus when it comes. What the key before it does, a screen
that opens or a field that takes the focus, may not have happened by then: of "/" and a word typed
fast, or pasted, or sent over a slow line, the letters would be commands.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import App

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump

_PATIENCE: Final = 3.0
"""Seconds after which the next key is no longer held back, whatever became of the one before."""


class OrderlyApp(App[None]):
    """An app that is given a key once the one before it was carried out."""

    def __init__(self) -> None:
        """Make the app; no key was pressed yet."""
        super().__init__()
        self._waiting: deque[events.Key] = deque()
        self._under_way: asyncio.TimerHandle | None = None
        """The key that is being carried out, by what ends its time; None: none is."""

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait for the one before it; everything else goes on at once."""
        # What comes back up from a widget was let through before.
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._under_way is not None or self._waiting:
            self._waiting.append(event)
        else:
            await self._carry(event)

    async def _carry(self, event: events.Key) -> None:
        if not self.screen_stack:
            # The key before it closed the app.
            return
        loop = asyncio.get_running_loop()
        token = self._under_way = loop.call_later(_PATIENCE, self._give_up)
        where = (self.screen, self.focused)
        # A key that nobody takes rises from what has the focus to the app, where bindings are.
        way = tuple((self.focused or self.screen).ancestors_with_self)
        await super().on_event(event)

        def settled() -> None:
            if (self.screen, self.focused) == where:
                self._done(token)
            else:
                # Whatever has the focus now is told so first, and a screen is laid out.
                def done() -> None:
                    self._after((self.focused or self.screen,), lambda: self._done(token))

                self.screen.call_after_refresh(done)

        self._after(way, settled)

    def _after(self, nodes: tuple[MessagePump, ...], then: Callable[[], None]) -> None:
        """Call back once each of some nodes, in turn, has dealt with what it was sent."""
        if not nodes:
            then()
            return
        first, rest = nodes[0], nodes[1:]
        if not first.call_later(self._after, rest, then):
            # It went away meanwhile: nothing is left there to be dealt with.
            self._after(rest, then)

    def _give_up(self) -> None:
        if self._under_way is not None:
            self._done(self._under_way)

    def _done(self, token: asyncio.TimerHandle) -> None:
        if token is not self._under_way:
            return
        token.cancel()
        self._under_way = None
        if self._waiting:
            self.call_next(self._carry_next)

    async def _carry_next(self) -> None:
        # Only now it waits no longer: what came since waits behind it.
        if self._under_way is None and self._waiting:
            await self._carry(self._waiting.popleft())
