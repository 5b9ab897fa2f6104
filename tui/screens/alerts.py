"""The alerts: what was told, where, and whether it arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from newsroom.errors import LlamawatchError, Undelivered
from store.mutes import EVERYTHING
from tui.rows import AlertRow, alert_cells, alert_rows
from tui.screens.frame import FramedScreen
from tui.silence import silence_of, silent_line
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.cells import Cell


_HOUR = timedelta(hours=1)


class AlertsScreen(FramedScreen):
    """The outbox."""

    place = "alerts"
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the list's own Enter, which no footer shows.
        Binding("enter", "open", "Open story", priority=True),
        Binding("a", "retry", "Retry"),
        Binding("z", "snooze", "Snooze"),
        Binding("x", "mute", "Mute story"),
        Binding("X", "mute_all", "Mute all 1h"),
        Binding("t", "test", "Test"),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield Heading(("State", "Channel", "Age", "Reason", "What was told"), self._heading)
        yield RowList[AlertRow](
            self._cells, empty="No alerts yet. t sends a test on every channel.", id="list"
        )
        yield Static("", id="silent", markup=False)
        yield Static("", id="detail", markup=False)

    def _cells(self, row: AlertRow, width: int) -> tuple[Cell, ...]:
        return alert_cells(row, width, self.session.clock())

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._show_detail(event.row)

    def _show_detail(self, row: AlertRow | None) -> None:
        text = ""
        if row is not None:
            told = (row.title, row.reason, silence_of(self.session, row.key) or row.error)
            text = "\n".join(part for part in told if part)
        self.query_one("#detail", Static).update(text)

    def _show_silent(self) -> None:
        line = self.query_one("#silent", Static)
        text = silent_line(self.session)
        line.update(text)
        line.display = bool(text)

    def _heading(self, width: int) -> tuple[Cell, ...] | None:
        rows = self.rows.rows
        return self._cells(rows[0], width) if rows else None

    @property
    def rows(self) -> RowList[AlertRow]:
        """The list."""
        return self.query_one("#list", RowList)

    def refresh_rows(self) -> None:
        """Ask the outbox again."""
        self.rows.show_rows(alert_rows(self.session.archive.outbox.alerts()))
        self.query_one(Heading).refresh()
        self._show_silent()
        self._show_detail(self.rows.selected)

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
            self.notify("This is about no single story; N shows the news.", markup=False)

    def action_retry(self) -> None:
        """Send the alert once more that failed, was given up or was muted."""
        row = self.rows.selected
        if row is None:
            return
        try:
            self.session.retry(row.key)
        except LlamawatchError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.notify("It is tried again now.", markup=False)

    def action_snooze(self) -> None:
        """Have the alert told again in an hour; pressed again, not."""
        row = self.rows.selected
        if row is None:
            return
        alert = self.session.archive.outbox.alert(row.key)
        asleep = alert.state == "held" and alert.asked
        try:
            self.session.snooze(row.key, None if asleep else self.session.clock() + _HOUR)
        except LlamawatchError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            said = "It is as it was before." if asleep else "It is told again in an hour."
            self.notify(said, markup=False)

    def action_mute(self) -> None:
        """Let the story of the alert be silent; pressed again, heard."""
        row = self.rows.selected
        if row is not None and row.story:
            self._toggle(f"story:{row.story}", "This story", None)

    def action_mute_all(self) -> None:
        """Let everything be silent for an hour; pressed again, heard."""
        self._toggle(EVERYTHING, "Everything", _HOUR)

    def _toggle(self, what: str, name: str, span: timedelta | None) -> None:
        now = self.session.clock()
        lift = any(mute.what == what for mute in self.session.archive.mutes.lasting(now))
        try:
            self.session.mute(what, until=None if span is None else now + span, lift=lift)
        except LlamawatchError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        said = "told again" if lift else "silent for an hour" if span else "silent from now on"
        self.notify(f"{name} is {said}.", markup=False)

    @work(exclusive=True, group="test")
    async def action_test(self) -> None:
        """Send a test over every enabled channel and say what came of it."""
        for channel in self.session.config.alerts.channels:
            try:
                said = await self.session.test_alert(channel) or "handed over"
            except Undelivered as error:
                self.notify(f"{channel}: {error}", severity="warning", markup=False)
            else:
                self.notify(f"{channel}: {said}", markup=False)
