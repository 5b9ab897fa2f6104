"""The sources and their health."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from newsroom.durations import format_duration
from newsroom.errors import LlamawatchError
from newsroom.links import canonical
from tui.rows import SourceRow, source_cells, source_rows
from tui.screens.form import Choice, FormScreen, Line
from tui.screens.frame import FramedScreen
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList
from watchers.gaps import absences, said
from watchers.health import asked_ids
from watchers.kinds import followed

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from newsroom.records import Source
    from tui.cells import Cell

_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
FORM = (
    Line("url", "Address", "https://example.org/feed.xml"),
    Line("name", "Name", "shown in the list; empty: the address"),
    Line("language", "Language", "a hint: en, de, ja ..."),
    Choice("trusted", "Trusted", ("no", "yes")),
)
EDIT_FORM = (
    *FORM[:3],
    Line("interval", "Interval", "how often to ask: 15m, 2h, 1d"),
    FORM[3],
)
_GAPS_SHOWN = timedelta(days=30)
"""How long a gap is shown after it ended."""


class SourcesScreen(FramedScreen):
    """Who is asked, when, and how it went."""

    place = "sources"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "New"),
        Binding("e", "edit", "Edit"),
        Binding("m", "follow", "Follow"),
        Binding("space", "switch", "Pause/resume"),
        Binding("r", "poll", "Poll now"),
        Binding("d", "remove", "Delete"),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield Static("", id="gap", markup=False)
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
        asked = asked_ids(config.sources, contact=contact)
        since = self.session.clock() - _GAPS_SHOWN
        gaps = absences((state for key, state in states.items() if key in asked), since)
        line = self.query_one("#gap", Static)
        line.update(said(gaps[0], self.session.timezone) if gaps else "")
        line.display = bool(gaps)
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

    def action_follow(self) -> None:
        """Take up the address that the source under the cursor has moved to for good."""
        row = self.rows.selected
        source = next((s for s in self.session.config.sources if row and s.id == row.key), None)
        if row is None or source is None:
            return
        target = self.session.archive.source_state(row.key).moved_to
        if target:
            self.llamawatch.change("source", row.key, {"url": followed(source, target)})
        else:
            self.notify(f"{row.name} has not moved", markup=False)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_edit()

    @work
    async def action_edit(self) -> None:
        """Change the source under the cursor."""
        row = self.rows.selected
        source = next((s for s in self.session.config.sources if row and s.id == row.key), None)
        if source is None:
            return

        before = form_values(source)

        def save(values: dict[str, str]) -> str:
            changed = {k: v.strip() for k, v in values.items() if v.strip() != before[k]}
            address = changed.get("url", "")
            if address and not _ADDRESS.fullmatch(address):
                return f'"{address}" is no http or https address: give the feed\'s own'
            trusted = {"trusted": values["trusted"] == "yes"} if "trusted" in changed else {}
            try:
                if changed:
                    self.session.change("source", source.id, {**changed, **trusted})
            except LlamawatchError as error:
                return str(error)
            return ""

        title = f"Source {source.id}"
        await self.app.push_screen_wait(FormScreen(title, EDIT_FORM, before, save))

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


def form_values(source: Source) -> dict[str, str]:
    """A source as the form shows it."""
    return {
        "url": source.url,
        "name": source.name,
        "language": source.language,
        "interval": format_duration(source.interval),
        "trusted": "yes" if source.trusted else "no",
    }
