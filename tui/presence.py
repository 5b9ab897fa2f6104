"""Whether somebody is there: where they were, when they last looked, found again next time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events

from newsroom.errors import StoreError
from store.dashboard_state import DashboardState, load_state, save_state
from tui.looking import Looking, arrive, press, see
from tui.messages import LookChanged
from tui.places import PLACES
from tui.surroundings import AttentiveApp
from tui.themes import DEFAULT

if TYPE_CHECKING:
    from tui.session import Session

_DELAY = 1.0
"""Seconds for which changes are gathered before they are written."""


class PresentApp(AttentiveApp):
    """An app that is left and come back to."""

    def __init__(self, session: Session) -> None:
        """Make the app of a running program; what is remembered is read."""
        self.session = session
        self._folder = Path(session.data)
        self.state: DashboardState = load_state(self._folder)
        places = [place.id for place in PLACES]
        first = self.state.place if self.state.place in places else places[0]
        # Textual reads it once, here: going to another screen first would style both, one twice.
        setattr(self, "DEFAULT_MODE", first)  # noqa: B010 -- to its type it belongs to the class
        super().__init__()
        self._kept = self.state
        """The state as it was written last."""
        self._saving = False
        self.first_look = self.state.looked is None
        """Nobody ever looked before this program was started."""
        self.looking = Looking(looked=self.state.looked)
        self.nothing_new = False
        """What is summed up came to nothing: the next key takes it away."""

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, events.InputEvent):
            self.session.give_way()
        if isinstance(event, events.Key | events.Click):
            now = self.session.clock()
            done = self.nothing_new and self.looking.since is not None
            self._look(see(self.looking, now) if done else press(self.looking, now))
        await super().on_event(event)

    def pass_time(self) -> None:
        """Sum up what came, once nobody has been there for a while."""
        self._look(arrive(self.looking, self.session.clock()))

    def mark_seen(self) -> None:
        """Sum up nothing any more."""
        self.first_look = False
        self._look(see(self.looking, self.session.clock()))

    def look_from(self, looking: Looking) -> None:
        """Sum up again what was summed up before."""
        self._look(replace(looking, looked=self.looking.looked))

    def _look(self, looking: Looking) -> None:
        before, self.looking = self.looking, looking
        if before.since != looking.since:
            self.nothing_new = False
            self.post_message(LookChanged())
        seen = looking.seen_until
        # By the minute: every key press would be a write.
        if seen is not None:
            self.remember(looked=seen.replace(second=0, microsecond=0))

    def remember(self, **changes: Any) -> None:  # noqa: ANN401 -- the fields of DashboardState
        """Remember where the user is; written a moment later."""
        self.state = replace(self.state, **changes)
        if self.state != self._kept and not self._saving and self.is_running:
            self._saving = True
            self.set_timer(_DELAY, self._begin_saving)

    def _begin_saving(self) -> None:
        self.run_worker(self._save(), group="remember")

    async def _save(self) -> None:
        self._saving = False
        state = self._kept = self.state
        try:
            await asyncio.to_thread(save_state, self._folder, state)
        except StoreError as error:
            self.log.warning(str(error))

    def watch_theme(self, theme: str) -> None:
        """Remember the theme, once another than the usual one was chosen."""
        if theme != DEFAULT or self.state.theme:
            self.remember(theme=theme)

    def on_unmount(self) -> None:
        """Write what was not written yet."""
        if self.state != self._kept and self.session.ready:
            self._kept = self.state
            try:
                save_state(self._folder, self.state)
            except StoreError as error:
                self.log.warning(str(error))
