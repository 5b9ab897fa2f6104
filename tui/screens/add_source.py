"""A new source: what lies behind an address, or what searches find, to choose from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, Static

from newsroom.errors import LlamawatchError
from tui.finding_rows import FINDING_LABELS, FindingRow, finding_cells, finding_detail
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from tui.cells import Cell
    from tui.session import Session
    from watchers.findings import Finding, Findings

_HINT = "Type an address, the name of a site, or words to search for; Enter looks."
_CHOOSE = "space chooses, Enter adds, Tab goes back, Escape leaves."


class AddSourceScreen(ModalScreen[tuple[str, ...]]):
    """Asks for a source; answers the ids of those that were added."""

    AUTO_FOCUS = "#typed"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", "Choose"),
        Binding("escape", "leave", "Stop or leave"),
    ]

    def __init__(self, session: Session) -> None:
        """Make the screen of a running program."""
        super().__init__()
        self._session = session
        self._looking = self._adding = False

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        with Vertical(id="form", classes="-found"):
            yield Label("New source", id="form-title", markup=False)
            yield Input(placeholder="heise.de, or llama 5 release", id="typed", compact=True)
            yield Static(_HINT, id="found-line", markup=False)
            yield Heading(FINDING_LABELS, self._heading)
            yield RowList[FindingRow](finding_cells, id="found")
            yield Static("", id="found-detail", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show the list only once there is something in it."""
        self._show(())

    @property
    def rows(self) -> RowList[FindingRow]:
        """What was found."""
        return self.query_one("#found", RowList)

    def _heading(self, width: int) -> tuple[Cell, ...] | None:
        rows = self.rows.rows
        return finding_cells(rows[0], width) if rows else None

    def _show(self, rows: Sequence[FindingRow]) -> None:
        self.rows.show_rows(rows)
        for one in (self.rows, self.query_one(Heading), self.query_one("#found-detail")):
            one.display = bool(rows)
        self.rows.styles.height = min(max(len(rows), 1), 12)
        self.query_one(Heading).refresh()

    def say(self, line: str, *, problem: bool = False) -> None:
        """Say how far it is, or what is wrong."""
        if self.is_current:
            said = self.query_one("#found-line", Static)
            said.update(line)
            said.set_class(problem, "-problem")

    @on(Input.Changed, "#typed")
    def _typing(self) -> None:
        # What was found belongs to what was typed before.
        if self.rows.rows and not self._looking:
            self._show(())
            self.say(_HINT)

    @on(Input.Submitted, "#typed")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._look(event.value)

    @work(exclusive=True, group="look")
    async def _look(self, typed: str) -> None:
        self._looking = True
        self._show(())
        try:
            found = await self._session.look_behind(typed, lambda line: self.say(_stoppable(line)))
        finally:
            self._looking = False
        self._found(found)

    def _found(self, found: Findings) -> None:
        self._show([FindingRow(str(n), one) for n, one in enumerate(found.found)])
        self.say(found.problem or _CHOOSE, problem=bool(found.problem))
        if found.found:
            self.rows.focus()

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        row = event.row
        lines = finding_detail(row.finding, self._session.clock()) if row else []
        self.query_one("#found-detail", Static).update("\n".join(lines))

    def action_choose(self) -> None:
        """Choose what is under the cursor, or not any more."""
        row = self.rows.selected
        if row is None:
            return
        if row.finding.known:
            self.say(f"It is a source already: {row.finding.known}.")
            return
        self.rows.show_rows(
            [replace(one, chosen=one.chosen != (one is row)) for one in self.rows.rows]
        )
        count = sum(one.chosen for one in self.rows.rows)
        self.say(f"{count} chosen. {_CHOOSE}" if count else _CHOOSE)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        chosen = [row.finding for row in self.rows.rows if row.chosen] or [event.row.finding]
        if chosen[0].known:
            self.say(f"It is a source already: {chosen[0].known}.")
        elif not self._adding:
            self._add(chosen)

    @work(group="add")
    async def _add(self, chosen: Sequence[Finding]) -> None:
        self._adding = True
        try:
            self.dismiss(await self._session.add_findings(chosen))
        except LlamawatchError as error:
            self.say(str(error), problem=True)
        finally:
            self._adding = False

    def action_leave(self) -> None:
        """Stop looking; leave, if nothing is looked for."""
        if self._looking:
            self.workers.cancel_group(self, "look")
            self.say(f"Stopped. {_HINT}")
        elif not self._adding:
            self.dismiss(())


def _stoppable(line: str) -> str:
    return f"{line} Escape stops."
