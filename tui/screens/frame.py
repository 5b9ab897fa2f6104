"""What every screen has: the status line, the places to go, a notice, the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.screen import Screen
from textual.widgets import Footer, Static

from store.mutes import EVERYTHING
from tui.places import PLACES
from tui.status import Status, failing_sources, outage, status_text, until

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from newsroom.records import SourceState
    from tui.app import LlamawatchApp
    from tui.session import Session


class FramedScreen(Screen[None]):
    """A screen between the status line and the keys; subclasses fill `compose_body`."""

    place: ClassVar[str] = ""
    AUTO_FOCUS = "#list"
    HORIZONTAL_BREAKPOINTS = [(110, "-wide")]  # noqa: RUF012 -- mypy reads Textual's annotation so

    @property
    def llamawatch(self) -> LlamawatchApp:
        """The running app."""
        from tui.app import LlamawatchApp

        assert isinstance(self.app, LlamawatchApp)  # noqa: S101 -- tells the type checker which app
        return self.app

    @property
    def session(self) -> Session:
        """The running program."""
        return self.llamawatch.session

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Static("", id="status", markup=False)
        yield Static(self._places(), id="places", markup=False)
        yield Static("", id="notice", markup=False)
        yield from self.compose_body()
        yield Footer(show_command_palette=False, compact=True)

    def compose_body(self) -> ComposeResult:
        """What the screen itself shows."""
        raise NotImplementedError

    def refresh_rows(self) -> None:
        """Ask the archive again and show what it holds."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Show what there is."""
        self.show_all()

    def show_all(self) -> None:
        """Show what there is now."""
        self.refresh_frame()
        if self.session.ready:
            self.refresh_rows()

    def on_screen_resume(self) -> None:
        """Show what came while another screen was in front."""
        self.show_all()

    def refresh_frame(self) -> None:
        """Bring the lines on top up to date."""
        self.query_one("#status", Static).update(status_text(self._status()))
        notice = self.query_one("#notice", Static)
        text = self._notice()
        notice.update(text)
        notice.display = bool(text)

    def _places(self) -> Text:
        text = Text()
        for place in PLACES:
            here = place.id == self.place
            text.append(f" {place.key} {place.name} ", style="reverse" if here else "dim")
        text.append("  / filter  ? help", style="dim")
        return text

    def _status(self) -> Status:
        session, app = self.session, self.llamawatch
        if not session.ready:
            return Status("opening the archive" if not app.failure else "not running")
        counts = session.archive.counts()
        activity = "polling" if app.polling else "paused" if session.paused else "watching"
        if not session.writes:
            activity = f"reading along with {session.writer or 'nobody'}"
        states, _ = self._states()
        return Status(
            activity=activity,
            unread=counts.unread_news,
            alerts=counts.alerts_pending,
            failing=len(failing_sources(states)),
            waiting=0 if session.writes else session.wishes_waiting,
            next_poll="" if session.paused else until(session.next_poll, session.clock()),
            muted=self._muted(),
        )

    def _muted(self) -> str:
        """Until when everything is silent, as a time of day; "" if it is not."""
        session = self.session
        for mute in session.archive.mutes.lasting(session.clock()):
            if mute.what == EVERYTHING:
                end = mute.until
                return f"{end.astimezone(session.timezone):%H:%M}" if end else "it is lifted"
        return ""

    def _notice(self) -> str:
        app, session = self.llamawatch, self.session
        if app.failure:
            return app.failure
        if not session.ready:
            return ""
        if not session.writes and not session.writer:
            return "Nobody watches: close this and start llamawatch again to go on watching."
        if session.held:
            return session.held
        states, asked = self._states()
        return outage(states, asked, session.clock()) or " ".join(session.problems[:1])

    def _states(self) -> tuple[list[SourceState], int]:
        """What is remembered of the sources that are asked, and how many those are."""
        from watchers.health import asked_ids

        config = self.session.config
        asked = asked_ids(config.sources, contact=bool(config.poll.contact))
        return [s for s in self.session.archive.source_states() if s.source in asked], len(asked)
