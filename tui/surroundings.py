"""What the dashboard lends the alerts: its terminal, the user in front of it, and their choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from alerts.surroundings import Attention, Surroundings
from tui.acting import carry_out
from tui.looks import LookingApp
from tui.screens.news import NewsScreen

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.messages import Message
    from alerts.surroundings import Action
    from tui.session import Session


class AttentiveApp(LookingApp):
    """An app that knows whether somebody looks at it, and lends channels its terminal."""

    session: Session

    def __init__(self) -> None:
        """Make the app; nothing is known of its user yet."""
        super().__init__()
        self._terminal_focused: bool | None = None
        """What the terminal reported last; None: it never did."""
        self._last_key: datetime | None = None

    @property
    def surroundings(self) -> Surroundings:
        """What the channels of alerts may use."""
        return Surroundings(emit=self.emit, attention=self.attention, act=self.act)

    async def on_event(self, event: events.Event) -> None:
        """Note keys and focus before anything is done about them."""
        if isinstance(event, events.Key):
            self._last_key = self.session.clock()
        elif isinstance(event, events.AppFocus | events.AppBlur):
            self._terminal_focused = isinstance(event, events.AppFocus)
        await super().on_event(event)

    def emit(self, sequence: str) -> bool:
        """Write a control sequence to the terminal, whole; False: there is no terminal.

        Textual has no public way for it; its own bell takes this one. A thread of the driver writes
        what it is handed, one after another, so it may be called from any thread.
        """
        driver = self._driver
        if driver is None or self.is_headless or self.is_web or not self.is_running:
            return False
        if sequence:
            driver.write(sequence)
            driver.flush()
        return True

    def attention(self) -> Attention:
        """What the user looks at now, as far as it is known."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        story = screen.open_story if isinstance(screen, NewsScreen) else ""
        return Attention(story, self._terminal_focused, self._last_key)

    def act(self, action: Action, message: Message) -> None:
        """Do what was chosen on a notification, once the app comes to it."""
        self.call_later(self._begin, action, message)

    def _begin(self, action: Action, message: Message) -> None:
        self.run_worker(self._carry_out(action, message), group="act")

    async def _carry_out(self, action: Action, message: Message) -> None:
        problem = await carry_out(self.session, action, message)
        if problem:
            self.notify(problem, severity="warning", markup=False)
        elif action == "mute":
            self.notify(f"Silent until you lift it: {message.title}", markup=False)
