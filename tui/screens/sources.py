"""The sources and their health."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from newsroom.errors import LlamawatchError
from newsroom.links import canonical
from tui.rows import SourceRow, source_cells, source_rows
from tui.screens.form import Choice, FormScreen, Line
from tui.screens.frame import FramedScreen
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.cells import Cell

_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
FORM = (
    Line("url", "Address", "https://example.org/feed.xml"),
    Line("name", "Name", "shown in the list; empty: the address"),
    Line("language", "Language", "a hint: en, de, ja ..."),
    Choice("trusted", "Trusted", ("no", "yes")),
)


class SourcesScreen(FramedScreen):
    """Who is asked, when, and how it went."""

    place = "sources"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "New"),
        Binding("space", "switch", "Pause/resume"),
        Binding("r", "poll", "Poll now"),
        Binding("d", "remove", "Delete"),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield Heading(
            ("State", "Source", "", "Items", "Last", "Next", "What is known"), self._heading
        )
        yield RowList[SourceRow](self._cells, empty="No sources. n adds one.", id="list")
        yield Static("", id="detail", markup=False)

    def _cells(self, row: SourceRow, width: int) -> tuple[Cell, ...]:
        return source_cells(row, width, self.session.clock())

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        row = event.row
        text = (
            "" if row is None else f"{row.name}: {row.error}\n{row.url}" if row.error else row.url
        )
        self.query_one("#detail", Static).update(text)

    def _heading(self, width: int) -> tuple[Cell, ...] | None:
        rows = self.rows.rows
        return self._cells(rows[0], width) if rows else None

    @property
    def rows(self) -> RowList[SourceRow]:
        """The list."""
        return self.query_one("#list", RowList)

    def refresh_rows(self) -> None:
        """Ask the archive for the states again."""
        states = {state.source: state for state in self.session.archive.source_states()}
        config = self.session.config
        contact = bool(config.poll.contact)
        self.rows.show_rows(source_rows(config.sources, states, contact=contact))
        self.query_one(Heading).refresh()

    def action_poll(self) -> None:
        """Ask the source under the cursor now."""
        if self.rows.selected is not None and self.rows.selected.enabled:
            self.llamawatch.poll_now([self.rows.selected.key])

    def action_switch(self) -> None:
        """Pause the source under the cursor, or resume it."""
        row = self.rows.selected
        if row is not None:
            self.llamawatch.change("source", row.key, {"enabled": not row.enabled})

    def action_remove(self) -> None:
        """Take the source under the cursor out of config.toml; its items stay."""
        row = self.rows.selected
        if row is not None:
            self.llamawatch.remove("source", row.key, row.name)

    @work
    async def action_add(self) -> None:
        """Ask for a new source."""
        await self.app.push_screen_wait(FormScreen("New source", FORM, {}, self._save))

    def _save(self, values: dict[str, str]) -> str:
        typed = values["url"].strip()
        address = typed if "://" in typed else f"https://{typed}"
        if not _ADDRESS.fullmatch(address):
            return f'"{typed}" is no http or https address: give the feed\'s own'
        try:
            self.session.add(
                "source",
                {
                    "name": values["name"].strip() or canonical(address),
                    "url": address,
                    "language": values["language"],
                    "trusted": values["trusted"] == "yes",
                },
            )
        except LlamawatchError as error:
            return str(error)
        return ""
