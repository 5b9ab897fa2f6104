"""The alerts: what was told, where, and whether it arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from newsroom.counting import counted
from newsroom.errors import LlamawatchError
from store.mutes import EVERYTHING
from tui.alert_rows import (
    STATES,
    AlertRow,
    alert_cells,
    alert_detail,
    alert_labels,
    alert_rows,
    next_state,
)
from tui.channels_tried import try_channels
from tui.screens.frame import FramedScreen
from tui.silence import silence_of, silent_line
from tui.slices import in_slices
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList
from tui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual.app import ComposeResult

    from newsroom.records import Alert
    from tui.cells import Cell

_HOUR = timedelta(hours=1)
PAGE: Final = 300
"""Things told that are shown at first, and how many more when the cursor nears the end."""
_NEAR: Final = 50
"""Rows before the end from which on more are shown."""
_NOTHING = "No alerts yet. t sends a test on every channel."


class AlertsScreen(FramedScreen):
    """The outbox."""

    place = "alerts"
    CSS = "AlertsScreen #detail { max-height: 35%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the list's own Enter, which no footer shows.
        Binding("enter", "open", "Open story", priority=True),
        Binding("s", "state", "State", tooltip="State: all, waiting, failed, sent"),
        Binding("a", "retry", "Retry", tooltip="Retry on every channel that did not tell it"),
        Binding("z", "snooze", "Snooze", tooltip="Snooze: tell it again in an hour, or not"),
        Binding("x", "mute", "Mute", tooltip="Mute its story, or end that"),
        Binding("X", "mute_all", "Mute all", tooltip="Mute all for an hour, or end that"),
        Binding("t", "test", "Test", tooltip="Test: send one on every channel"),
        Binding("escape", "show_all", "Show all", show=False),
    ]

    def __init__(self) -> None:
        """Make the screen; it fills once the archive is open."""
        super().__init__()
        self._state = "all"
        """What the list is narrowed to; see `STATES`."""
        self._most = PAGE
        self._complete = True
        """Nothing lies behind the last row."""
        self._filling = self._stale = False

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield Static("", id="shown", markup=False)
        yield Heading(alert_labels, self._heading)
        yield RowList[AlertRow](self._cells, empty="Opening the archive", id="list")
        yield Static("", id="silent", markup=False)
        yield SaidLine(id="said")
        yield Static("", id="detail", markup=False)

    def _cells(self, row: AlertRow, width: int) -> tuple[Cell, ...]:
        return alert_cells(row, width, self.session.clock())

    def _heading(self, width: int) -> tuple[Cell, ...] | None:
        rows = self.rows.rows
        return self._cells(rows[0], width) if rows else None

    @property
    def rows(self) -> RowList[AlertRow]:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def said(self) -> SaidLine:
        """What a key did."""
        return self.query_one(SaidLine)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._show_detail()
        if not self._complete and self.rows.cursor >= len(self.rows.rows) - _NEAR:
            self._most = len(self.rows.rows) + PAGE
            self._complete = True
            self.refresh_rows()

    def _show_detail(self) -> None:
        row, session = self.rows.selected, self.session
        lines: Sequence[str] = ()
        if row is not None and session.ready:
            lines = alert_detail(
                row,
                name_of=session.name_of,
                silence=silence_of(session, row.story),
                now=session.clock(),
                zone=session.timezone,
            )
        self.query_one("#detail", Static).update("\n".join(lines))

    def _show_silent(self) -> None:
        line = self.query_one("#silent", Static)
        text = silent_line(self.session)
        line.update(text)
        line.display = bool(text)

    def refresh_rows(self) -> None:
        """Ask the outbox for its newest again; the rest stays unread."""
        self._show_silent()
        self._stale = True
        if not self._filling:
            self._fill()

    @work(group="fill")
    async def _fill(self) -> None:
        # One list is finished before the next is begun: changes may come faster than it fills.
        self._filling = True
        try:
            while self._stale:
                self._stale = False
                state, most = self._state, self._most
                found: list[tuple[Alert, ...]] = []
                complete = True
                async for rows in in_slices(self.session.archive.outbox.tellings(STATES[state])):
                    if rows is not None:
                        found.append(rows)
                    if len(found) > most:
                        complete = False
                        break
                if state == self._state:
                    self._show(found[:most], complete=complete)
        finally:
            self._filling = False

    def _show(self, found: Iterable[tuple[Alert, ...]], *, complete: bool) -> None:
        narrowed = self._state != "all"
        empty = f"Nothing {self._state}. s shows another state, Escape all." if narrowed else ""
        self._complete = complete
        self.rows.show_rows(alert_rows(found), empty=empty or _NOTHING)
        line = self.query_one("#shown", Static)
        more = "" if complete else " newest"
        count = f"{len(self.rows.rows)}{more} {self._state}"
        line.update(f"Only {count}: s shows another state, Escape all." if narrowed else "")
        line.display = narrowed
        self.query_one(Heading).refresh()
        self._show_detail()

    def action_state(self) -> None:
        """Narrow the list to the next state."""
        self._narrow(next_state(self._state))

    def action_show_all(self) -> None:
        """Show every state; say no more what a key did."""
        self.said.hush()
        if self._state != "all":
            self._narrow("all")

    def _narrow(self, state: str) -> None:
        self._state, self._most = state, PAGE
        if self.session.ready:
            self.refresh_rows()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Show the story of the alert in the news."""
        row = self.rows.selected
        if row is None:
            return
        if row.story:
            self.llamawatch.show_news(f"story:{row.story}")
        else:
            self.said.say("This is about no single story; N shows the news.")

    def action_retry(self) -> None:
        """Send once more where it failed, was given up, held, left out or muted."""
        row = self.rows.selected
        if row is None:
            return
        left = [one for one in self._as_they_stand(row) if one.state != "sent"]
        if not left:
            self.said.say("It was sent on every channel: nothing is left to try.", problem=True)
        elif self._tried(left, self.session.retry):
            self.said.say(f"It is tried again now on {_named(left)}.")

    def action_snooze(self) -> None:
        """Have it told again in an hour on its channels; pressed again, not."""
        row = self.rows.selected
        if row is None:
            return
        stand = self._as_they_stand(row)
        asleep = [one for one in stand if one.state == "held" and one.asked]
        until = None if asleep else self.session.clock() + _HOUR
        meant = asleep or stand
        if self._tried(meant, lambda one: self.session.snooze(one, until)):
            said = "It is as it was before" if asleep else "It is told again in an hour"
            self.said.say(f"{said} on {_named(meant)}.")

    def _as_they_stand(self, row: AlertRow) -> list[Alert]:
        """The rows of the outbox of a line, which may be another since it was drawn."""
        return [self.session.archive.outbox.alert(one.id) for one in row.alerts]

    def _tried(self, alerts: Sequence[Alert], do: Callable[[str], None]) -> bool:
        """Do something to rows of the outbox; say what of it could not be done."""
        problems = []
        for one in alerts:
            try:
                do(one.id)
            except LlamawatchError as error:
                problems.append(str(error))
        if problems:
            self.said.say("\n".join(dict.fromkeys(problems)), problem=True)
        return not problems

    def action_mute(self) -> None:
        """Let the story of the alert be silent; pressed again, heard."""
        row = self.rows.selected
        if row is not None and row.story:
            self._toggle(f"story:{row.story}", "This story", None)
        elif row is not None:
            self.said.say("This is about no single story: X mutes everything for an hour.")

    def action_mute_all(self) -> None:
        """Let everything be silent for an hour; pressed again, heard."""
        if self.session.ready:
            self._toggle(EVERYTHING, "Everything", _HOUR)

    def _toggle(self, what: str, name: str, span: timedelta | None) -> None:
        now = self.session.clock()
        lift = any(mute.what == what for mute in self.session.archive.mutes.lasting(now))
        try:
            self.session.mute(what, until=None if span is None else now + span, lift=lift)
        except LlamawatchError as error:
            self.said.say(str(error), problem=True)
            return
        said = "told again" if lift else "silent for an hour" if span else "silent from now on"
        self.said.say(f"{name} is {said}.")

    @work(exclusive=True, group="test")
    async def action_test(self) -> None:
        """Send a test over every enabled channel and say what came of it."""
        await try_channels(self.session, self.said.say)


def _named(alerts: Sequence[Alert]) -> str:
    """The channels of rows: by name up to three, then their number."""
    names = [one.channel for one in alerts]
    return ", ".join(names) if len(names) <= 3 else counted(len(names), "channel")
