"""What every screen has: the status line, the places to go, a notice, the keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.content import Content
from textual.events import Click
from textual.screen import Screen
from textual.widgets import Static

from store.mutes import EVERYTHING
from tui.fitting import FittedLine, Part, fitting
from tui.places import PLACES
from tui.resizing import LastSize
from tui.status import Status, failing_sources, outage, status_line, until
from tui.widgets.key_footer import KeyFooter
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize

    from newsroom.records import SourceState
    from tui.app import LlamawatchApp
    from tui.session import Session

_SQUAT = 14
"""Lines below which a terminal has none to spare."""


class FramedScreen(LastSize, Screen[None]):
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
        # Before anything stands on it: all of it would be styled again.
        for width, name in self.HORIZONTAL_BREAKPOINTS or ():
            self.set_class(self.app.size.width >= width, name)
        yield FittedLine(id="status")
        yield FittedLine(id="places")
        yield Static("", id="notice", markup=False)
        yield from self.compose_body()
        yield KeyFooter()

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

    def on_resize(self, event: Resize) -> None:
        """Leave the places out where every line counts."""
        self.set_class(event.size.height < _SQUAT, "-squat")

    @on(Click, "#places")
    def _place_clicked(self, event: Click) -> None:
        event.stop()
        place = place_at(event.x, self.place, self.query_one("#places").size.width)
        if place:
            self.app.call_later(self.llamawatch.action_go, place)

    def refresh_frame(self) -> None:
        """Bring the lines on top up to date."""
        self.query_one("#status", FittedLine).show(partial(status_line, self._status()))
        marked = self.app.no_color
        self.query_one("#places", FittedLine).show(
            lambda width: places_line(self.place, width, marked=marked)
        )
        notice = self.query_one("#notice", Static)
        text = self._notice()
        notice.update(text)
        notice.display = bool(text)
        if self.llamawatch.failure:
            for rows in self.query(RowList):
                rows.show_rows((), empty="The archive is not open; the reason stands above.")

    def _status(self) -> Status:
        session, app = self.session, self.llamawatch
        if not session.ready:
            return Status("opening the archive" if not app.failure else "not running")
        counts = session.archive.counts()
        activity = "polling" if app.polling else "paused" if session.paused else "watching"
        if session.offline and activity == "watching":
            activity = "no network"
        if app.is_demo and activity == "watching":
            activity = "demo with made-up news, q leaves it"
        if not session.writes:
            activity = f"reading along with {session.writer or 'nobody'}"
        return Status(
            activity=activity,
            unread=counts.unread_news,
            alerts=counts.alerts_pending,
            failing=len(failing_sources(self._states())),
            waiting=0 if session.writes else session.wishes_waiting,
            # What the demo's days have ahead is past in a moment.
            next_poll=""
            if session.paused or app.is_demo
            else until(session.next_poll, session.clock()),
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
        lost = outage(session.offline, session.clock(), session.timezone, demo=app.offers_demo)
        return lost or " ".join(session.problems[:1])

    def _states(self) -> list[SourceState]:
        """What is remembered of the sources that are asked."""
        from watchers.health import asked_ids

        config = self.session.config
        asked = asked_ids(config.sources, contact=bool(config.poll.contact))
        return [s for s in self.session.archive.source_states() if s.source in asked]


def places_line(here: str, width: int, *, marked: bool) -> Content:
    """Write the screens there are, each with its key; where it is narrow, the key alone.

    Args:
        here: id of the screen that is shown.
        width: in terminal cells.
        marked: the screen that is shown stands in brackets.
    """
    said = _places(here, width, marked=marked)
    return Content.assemble(*((form, part.style) for part, form in said))


def place_at(column: int, here: str, width: int) -> str:
    """Id of the screen whose name stands in a column of that line; "" if none does."""
    end = 0
    for place, (_, form) in zip(PLACES, _places(here, width, marked=False), strict=False):
        end += cell_len(form)
        if column < end:
            return place.id
    return ""


def _places(here: str, width: int, *, marked: bool) -> list[tuple[Part, str]]:
    """The parts of the line as they are said: the screens in their order, then the hints."""
    parts = []
    for rank, place in enumerate(PLACES):
        full, is_here = f"{place.key} {place.name}", place.id == here
        left, right = "[]" if marked and is_here else "  "
        forms = (f"{left}{full}{right}",) if is_here else (f" {full} ", f" {place.key} ")
        style = "bold $foreground on $primary-muted" if is_here else "$text-muted"
        parts.append(Part(forms, rank, style, kept=True))
    hints = Part(("   / filter   ? help", "   ? help"), len(PLACES), "$text-muted")
    return fitting([*parts, hints], width, "")
