"""A new source: what lies behind an address, or what searches find, to choose from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, Static

from newsroom.errors import LlamawatchError
from tui.finding_rows import (
    FindingRow,
    finding_cells,
    finding_detail,
    finding_labels,
    list_height,
)
from tui.resizing import LastSize
from tui.screens.form import FormScreen
from tui.source_form import as_changed, changed_keys, misfit_text, source_fields, source_values
from tui.trying import tried
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList
from watchers.findings import as_source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

    from tui.cells import Cell
    from tui.session import Session
    from watchers.findings import Finding, Findings

_HINT = "Type an address, the name of a site, or words to search for; Enter looks."
_CHOOSE = "space chooses, Enter adds, Tab goes back, Escape leaves."


class AddSourceScreen(LastSize, ModalScreen[tuple[str, ...]]):
    """Asks for a source; answers the ids of those that were added."""

    AUTO_FOCUS = "#typed"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", "Choose"),
        Binding("ctrl+l", "page", "Its links", tooltip="Its links: take a page without a feed"),
        Binding("escape", "leave", "Stop or leave"),
    ]

    def __init__(self, session: Session) -> None:
        """Make the screen of a running program."""
        super().__init__()
        self._session = session
        self._adding = False
        self._page: Mapping[str, Any] | None = None
        """The page without a feed that lies behind what was typed; None: there is none."""

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        with VerticalScroll(id="form", classes="-found", can_focus=False):
            yield Label("New source", id="form-title", markup=False)
            yield Input(placeholder="heise.de, or llama 5 release", id="typed", compact=True)
            yield Static(_HINT, id="found-line", markup=False)
            yield Heading(finding_labels, self._heading)
            yield RowList[FindingRow](finding_cells, id="found")
            yield Static("", id="found-detail", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show the list only once there is something in it."""
        self._show(())

    @property
    def _looking(self) -> bool:
        """Whether it is being looked behind what was typed."""
        return any(one.group == "look" and one.is_running for one in self.workers)

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
        self.rows.styles.height = list_height(len(rows), self.size.height)
        self.query_one(Heading).refresh()

    def on_resize(self) -> None:
        """Leave room for what stands beneath the list."""
        self.rows.styles.height = list_height(len(self.rows.rows), self.size.height)

    def say(self, line: str, *, problem: bool = False) -> None:
        """Say how far it is, or what is wrong."""
        if self.is_current:
            said = self.query_one("#found-line", Static)
            said.update(line)
            said.set_class(problem, "-problem")

    @on(Input.Changed, "#typed")
    def _typing(self) -> None:
        # What was found belongs to what was typed before.
        if self._looking or self.rows.rows or self._page:
            self.workers.cancel_group(self, "look")
            self._take_page(None)
            self._show(())
            self.say(_HINT)

    @on(Input.Submitted, "#typed")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._look(event.value)

    @work(exclusive=True, group="look")
    async def _look(self, typed: str) -> None:
        self._take_page(None)
        self._show(())
        self._found(await self._session.look_behind(typed, lambda line: self.say(_stoppable(line))))

    def _found(self, found: Findings) -> None:
        self._take_page(found.page)
        self._show([FindingRow(str(n), one) for n, one in enumerate(found.found)])
        self.say(found.problem or _CHOOSE, problem=bool(found.problem))
        if found.found:
            self.set_focus(self.rows)

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

    def _take_page(self, page: Mapping[str, Any] | None) -> None:
        self._page = page
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 -- Textual's signature
        """Offer to take a page only where there is one."""
        return action != "page" or self._page is not None

    @work
    async def action_page(self) -> None:
        """Make the links of the page a source."""
        if self._page is None:
            return
        blank = as_source(self._page)

        def save(values: dict[str, str]) -> str:
            keys = {**(self._page or {}), **changed_keys(blank, values)}
            problem = misfit_text(as_changed(blank, keys))
            if not problem:
                try:
                    self._session.add("source", keys)
                except LlamawatchError as error:
                    return str(error)
            return problem

        form = FormScreen(
            "A page without a feed",
            source_fields("page"),
            source_values(blank),
            save,
            lambda values: tried(self._session, blank, values),
            note="Links under the selector become the items; ctrl+t shows which those are.",
        )
        if await self.app.push_screen_wait(form):
            self.dismiss((self._session.config.sources[-1].id,))

    def action_leave(self) -> None:
        """Stop looking; leave, if nothing is looked for."""
        if self._looking:
            self.workers.cancel_group(self, "look")
            self.say(f"Stopped. {_HINT}")
        elif not self._adding:
            self.dismiss(())


def _stoppable(line: str) -> str:
    return f"{line} Escape stops."
