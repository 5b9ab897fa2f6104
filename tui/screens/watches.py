"""The watches: what is told, and how loud."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from newsroom.needs import IN_A_STORY
from tui.screens.frame import FramedScreen
from tui.slices import in_slices
from tui.watch_rows import WatchCounts, WatchRow, watch_cells, watch_detail, watch_rows
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult

    from newsroom.records import WatchSpec
    from tui.cells import Cell

_BACK: Final = timedelta(days=30)
"""How far back it is counted what watches brought."""
_REST: Final = 5.0
"""Seconds that a count stands at least, whatever changes meanwhile."""
_SHARE: Final = 100
"""So many times as long as it took it stands, too."""


class WatchesScreen(FramedScreen):
    """Every watch: what it tells and how loud, what it brought, what it asks for."""

    place = "watches"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "New"),
        Binding("e", "edit", "Edit"),
        Binding("d", "remove", "Delete"),
    ]

    def __init__(self) -> None:
        """Make the screen; what the watches brought is counted once it is shown."""
        super().__init__()
        self._counts: WatchCounts | None = None
        self._counted: datetime | None = None
        """When the last count was begun."""
        self._rest = timedelta(seconds=_REST)
        self._counting = self._waiting = False

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield Heading(("Tell", "Loud", "Watch", "30 d", "Told", "Where", "Asks for"), self._heading)
        yield RowList[WatchRow](self._cells, empty="Opening the archive", id="list")
        yield Static("", id="detail", markup=False)

    def _cells(self, row: WatchRow, width: int) -> tuple[Cell, ...]:
        return watch_cells(row, width, self.session.clock())

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._say(event.row)

    def _say(self, row: WatchRow | None) -> None:
        self.query_one("#detail", Static).update(watch_detail(row))

    def _heading(self, width: int) -> tuple[Cell, ...] | None:
        rows = self.rows.rows
        return self._cells(rows[0], width) if rows else None

    @property
    def rows(self) -> RowList[WatchRow]:
        """The list."""
        return self.query_one("#list", RowList)

    def refresh_rows(self) -> None:
        """Show the watches at once, with what was counted last; count again when that is old."""
        self._show()
        if self._counting:
            return
        now = self.session.clock()
        if self._counted is None or now - self._counted >= self._rest:
            self._count()
        elif not self._waiting:
            self._waiting = True
            left = self._rest - (now - self._counted)
            self.set_timer(left.total_seconds(), self._count_later)

    def _count_later(self) -> None:
        self._waiting = False
        # Where it is not seen, it is counted when somebody comes back.
        if self.is_current and self.session.ready and not self._counting:
            self._count()

    @work(group="count")
    async def _count(self) -> None:
        self._counting = True
        began = time.monotonic()
        try:
            self._counted = self.session.clock()
            archive = self.session.archive
            counts = WatchCounts(self._counted - _BACK)
            # What matches a watch belongs to a story.
            found = archive.looked_for(IN_A_STORY, since=counts.since)
            async for item in in_slices(found):
                if item is not None:
                    counts.add_item(item)
            # All rows of the outbox are made at once: not on the loop.
            async for alert in in_slices(await asyncio.to_thread(archive.outbox.alerts)):
                counts.add_alert(alert)
            self._counts = counts
            took = time.monotonic() - began
            self._rest = timedelta(seconds=max(_REST, took * _SHARE))
            if self.is_mounted and self.display:
                self._show()
        finally:
            self._counting = False

    def _show(self) -> None:
        specs = self.session.config.watches
        rows = watch_rows(specs, self.session.watch_errors(), self._counts)
        self.rows.show_rows(rows, empty="No watches: nothing is told. n adds one.")
        self._say(self.rows.selected)
        self.query_one(Heading).refresh()

    def _selected(self) -> WatchSpec | None:
        row = self.rows.selected
        key = row.key if row else ""
        return next((spec for spec in self.session.config.watches if spec.id == key), None)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_edit()

    def action_add(self) -> None:
        """Write a new watch."""
        from tui.screens.watch_editor import WatchEditor

        if self.session.ready:
            before = self._ids()
            self.app.push_screen(WatchEditor(), lambda _: self._select_new(before))

    def _ids(self) -> set[str]:
        return {spec.id for spec in self.session.config.watches}

    def _select_new(self, before: set[str]) -> None:
        """Put the cursor on the watch that was added, if one was."""
        self._show()
        for one in self._ids() - before:
            self.rows.select(one)

    def action_edit(self) -> None:
        """Change the watch under the cursor."""
        from tui.screens.watch_editor import WatchEditor

        spec = self._selected()
        if spec is not None and self.session.ready:
            self.app.push_screen(WatchEditor(spec))

    def action_remove(self) -> None:
        """Take the watch under the cursor out of config.toml."""
        row = self.rows.selected
        if row is not None:
            self.llamawatch.remove("watch", row.key, row.name)
