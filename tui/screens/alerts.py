"""The alerts: what was told, where, and whether it arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from tui.rows import AlertRow, alert_cells, alert_rows
from tui.screens.frame import FramedScreen
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult


class AlertsScreen(FramedScreen):
    """The outbox."""

    place = "alerts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open story", show=True),
        Binding("t", "test", "Send a test"),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield RowList[AlertRow](
            self._cells, empty="No alerts yet. t sends a test on every channel.", id="list"
        )

    def _cells(self, row: AlertRow, width: int) -> tuple[Any, ...]:
        return alert_cells(row, width, self.session.clock())

    @property
    def rows(self) -> RowList[AlertRow]:
        """The list."""
        return self.query_one("#list", RowList)

    def refresh_rows(self) -> None:
        """Ask the outbox again."""
        self.rows.show_rows(alert_rows(self.session.archive.outbox.alerts()))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Show the story of the alert in the news."""
        row = self.rows.selected
        if row is not None and row.story:
            self.llamawatch.show_news(f"story:{row.story}")

    @work(exclusive=True, group="test")
    async def action_test(self) -> None:
        """Send a test over every enabled channel and say what came of it."""
        for channel in self.session.config.alerts.channels:
            problem = await self.session.test_alert(channel)
            if problem:
                self.notify(f"{channel}: {problem}", severity="warning", markup=False)
            else:
                self.notify(f"{channel}: handed over", markup=False)
