"""Taking over a list of feeds (OPML): what is in it, then all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, Static

from newsroom.errors import LlamawatchError
from tui.finding_rows import (
    OUTLINE_LABELS,
    OutlineRow,
    list_height,
    outline_cells,
    outline_rows,
    outline_summary,
)
from tui.resizing import LastSize
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.cells import Cell
    from tui.session import Session
    from watchers.opml import Sorted

_HINT = "The path of an OPML file, as other feed readers export it; Enter reads it."


class ImportSourcesScreen(LastSize, ModalScreen[tuple[str, ...]]):
    """Asks for a list of feeds; answers the ids of the sources that were added."""

    AUTO_FOCUS = "#file"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave")]

    def __init__(self, session: Session) -> None:
        """Make the screen of a running program."""
        super().__init__()
        self._session = session
        self._read: Sorted | None = None
        self._adding = False

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        with VerticalScroll(id="form", classes="-found", can_focus=False):
            yield Label("Import sources", id="form-title", markup=False)
            yield Input(placeholder="~/Downloads/feeds.opml", id="file", compact=True)
            yield Static(_HINT, id="found-line", markup=False)
            yield Heading(OUTLINE_LABELS, self._heading)
            yield RowList[OutlineRow](outline_cells, id="found")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show the list only once there is something in it."""
        self._show(None)

    @property
    def rows(self) -> RowList[OutlineRow]:
        """What the file lists."""
        return self.query_one("#found", RowList)

    def _heading(self, width: int) -> tuple[Cell, ...] | None:
        rows = self.rows.rows
        return outline_cells(rows[0], width) if rows else None

    def _show(self, found: Sorted | None) -> None:
        self._read = found
        rows = outline_rows(found) if found else []
        self.rows.show_rows(rows)
        for one in (self.rows, self.query_one(Heading)):
            one.display = bool(rows)
        self.rows.styles.height = list_height(len(rows), self.size.height)
        self.query_one(Heading).refresh()

    def on_resize(self) -> None:
        """Leave room for what stands beneath the list."""
        self.rows.styles.height = list_height(len(self.rows.rows), self.size.height)

    def say(self, line: str, *, problem: bool = False) -> None:
        """Say what is in the file, or what is wrong."""
        if self.is_current:
            said = self.query_one("#found-line", Static)
            said.update(line)
            said.set_class(problem, "-problem")

    @on(Input.Changed, "#file")
    def _typing(self) -> None:
        if self._read is not None:
            self._show(None)
            self.say(_HINT)

    @on(Input.Submitted, "#file")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._open(event.value)

    @work(exclusive=True, group="read")
    async def _open(self, file: str) -> None:
        self.say("Reading …")
        try:
            found = await self._session.read_list(file)
        except LlamawatchError as error:
            self.say(str(error), problem=True)
            return
        self._show(found)
        self.say(outline_summary(found))
        self.set_focus(self.rows)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if self._read is not None and self._read.fresh and not self._adding:
            self._add(self._read)

    @work(group="add")
    async def _add(self, found: Sorted) -> None:
        self._adding = True
        self.say(f"Adding {len(found.fresh)} …")
        try:
            self.dismiss(await self._session.add_outlines(found.fresh))
        except LlamawatchError as error:
            self.say(str(error), problem=True)
        finally:
            self._adding = False

    def action_leave(self) -> None:
        """Leave; nothing is added."""
        if not self._adding:
            self.dismiss(())
