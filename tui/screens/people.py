"""The people: who is where, who went where, and one of them whole."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input, Static

from newsroom.errors import LlamawatchError
from newsroom.fold import fold
from tui.board_rows import GroupRow, group_cells, group_name
from tui.people_form import FORM, entry_of, form_values
from tui.people_page import Page, Tally, Wanted, gather
from tui.person_card import MOST_ARTICLES, Card, card_text, move_text
from tui.roster_rows import (
    LedgerRow,
    Listed,
    RosterRow,
    ledger_cells,
    ledger_heading,
    roster_cells,
    roster_heading,
)
from tui.screens.form import FormScreen
from tui.screens.frame import FramedScreen
from tui.slices import in_slices
from tui.widgets.labels import Labels
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from newsroom.records import Item
    from tui.cells import Cell

_PLACEHOLDER: Final = "names in any script, houses, groups, left, unknown"
_EMPTY: Final = {
    "roster": "Nobody is on the roster. n adds somebody.",
    "moves": "No moves yet: what the news tells of people stands here, with its status.",
}
_NOTHING_FITS: Final = {
    "roster": "Nobody fits. Escape shows everybody.",
    "moves": "No move fits. Escape shows all.",
}


class PeopleScreen(FramedScreen):
    """The board of groups, the roster or the ledger under it, and a card beside them."""

    place = "people"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-short"), (36, "-tall")]  # noqa: RUF012 -- mypy reads Textual's annotation so
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "New", tooltip="Put somebody on the roster"),
        Binding("e", "edit", "Edit", tooltip="Edit somebody you added"),
        Binding("d", "forget", "Forget", tooltip="Take somebody off the roster, for good"),
        Binding("slash", "filter", "Filter"),
        Binding("f", "group", "Group", tooltip="Only the next group, or everybody again"),
        Binding("s", "sort", "Sort", tooltip="The next order"),
        Binding("v", "view('moves')", "Moves", tooltip="The ledger of moves"),
        Binding("v", "view('roster')", "Roster", tooltip="Back to the roster"),
        Binding("o,enter", "open", "News", key_display="o", tooltip="Articles, in the News"),
        Binding("escape", "back", "Back", show=False),
    ]

    def __init__(self) -> None:
        """Make the screen; it fills once it is shown."""
        super().__init__()
        self._page, self._tally, self._wanted = Page(), Tally(), Wanted()
        self._cursors = {"roster": "", "moves": ""}
        """The row the cursor was on, by view."""
        self._leaving: set[str] = set()
        """Who was forgotten a moment ago: the packs are still read."""
        self._filling = self._stale = False
        self._waits = False
        """What names whom is to be counted again before long."""
        self._articles: tuple[str, tuple[Item, ...]] = ("", ())
        """Whom articles were looked for last, and what names them."""
        self._shown = ""
        """The row whose card is shown."""

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield RowList[GroupRow](group_cells, id="groups")
        yield Static("", id="people-title", markup=False)
        yield Input(placeholder=_PLACEHOLDER, id="people-filter", compact=True)
        with Container(id="people"):
            with Vertical(id="people-side"):
                yield Labels(self._labels, lambda: self.rows.scrollable_content_region.width)
                yield RowList[Listed](self._cells, empty="Reading the packs", id="list")
            yield ReadingPane(id="reading")

    def _labels(self, width: int) -> tuple[Cell, ...]:
        return roster_heading(width) if self._wanted.view == "roster" else ledger_heading(width)

    def _cells(self, row: Listed, width: int) -> tuple[Cell, ...]:
        return roster_cells(row, width) if isinstance(row, RosterRow) else ledger_cells(row, width)

    @property
    def rows(self) -> RowList[Listed]:
        """The roster, or the ledger."""
        return self.query_one("#list", RowList)

    @property
    def board(self) -> RowList[GroupRow]:
        """The groups."""
        return self.query_one("#groups", RowList)

    def on_unmount(self) -> None:
        """Have what is counted in a thread end."""
        self._tally.ends = True

    # What there is

    def refresh_rows(self) -> None:
        """Gather roster and ledger again; show them at once, and what is counted when it is."""
        self._stale = True
        if not self._filling:
            self._fill()

    @work(group="fill")
    async def _fill(self) -> None:
        # One round is finished before the next is begun: changes may come faster than it counts.
        self._filling = True
        try:
            while self._stale:
                self._stale = False
                await self._take()
                if self._is_to_be_counted():
                    await asyncio.to_thread(self._tally.count, self.session.people_named())
                    await self._take()
        finally:
            self._filling = False

    def _is_to_be_counted(self) -> bool:
        items, now = self.session.archive.counts().items, self.session.clock()
        wait = self._tally.due_in(items, now)
        if wait and not self._waits:
            self._waits = True
            self.set_timer(wait, self._count_again)
        if wait == 0:
            self._tally.begin(items, now)
        return wait == 0

    def _count_again(self) -> None:
        self._waits = False
        if self.is_current:
            self.refresh_rows()

    async def _take(self) -> None:
        page = await asyncio.to_thread(gather, self.session, self._tally)
        if not self.is_mounted:
            return
        self._page = page
        self.board.show_rows(page.groups)
        if all(group.key != self._wanted.group for group in page.groups):
            self._wanted.group = ""
        self._list()
        self._show_card(again=True)

    def _list(self) -> None:
        wanted, view = self._wanted, self._wanted.view
        rows, there = wanted.rows(self._page, self._leaving)
        self.rows.show_rows(rows, empty=_NOTHING_FITS[view] if there else _EMPTY[view])
        group = group_name(wanted.group, self.session.name_of) if wanted.group else ""
        title = wanted.title(len(rows), there, group, counted=self._page.counted)
        self.query_one("#people-title", Static).update(title)
        self.query_one(Labels).refresh()
        self.board.set_class(bool(wanted.group), "-filtered")

    # Beside it

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        if event.row_list is self.rows:
            self._show_card()

    def _show_card(self, *, again: bool = False) -> None:
        """Show the row under the cursor whole; again: there may be more of it now."""
        pane, row = self.query_one(ReadingPane), self.rows.selected
        key = row.key if row is not None else ""
        is_same, self._shown = key == self._shown, key
        if isinstance(row, RosterRow):
            if again or self._articles[0] != key:
                self._look_for_articles(key)
            self._write_card(row, keep_place=is_same)
            return
        self.workers.cancel_group(self, "card")
        if row is None:
            pane.show_nothing("")
        else:
            name_of, zone = self.session.name_of, self.session.timezone
            text = move_text(self._page.moves[key], name_of=name_of, zone=zone)
            pane.show_page(text, keep_place=is_same)

    def _write_card(self, row: RosterRow, *, keep_place: bool) -> None:
        person = self._page.person(row.key)
        if person is None:
            return
        key, articles = self._articles
        card = Card(
            person=person,
            entity=self.session.person(row.key),
            moves=self._page.moves_of(row.key),
            articles=articles if key == row.key else (),
            looking=key != row.key,
            own=row.key in self._page.own,
        )
        text = card_text(card, name_of=self.session.name_of, zone=self.session.timezone)
        self.query_one(ReadingPane).show_page(text, keep_place=keep_place)

    @work(exclusive=True, group="card")
    async def _look_for_articles(self, person: str) -> None:
        found: list[Item] = []
        async for item in in_slices(self.session.articles_naming(person)):
            if item is not None:
                found.append(item)
            if len(found) == MOST_ARTICLES:
                break
        row = self.rows.selected
        if row is not None and row.key == person and isinstance(row, RosterRow):
            self._articles = (person, tuple(found))
            self._write_card(row, keep_place=True)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        """Go into the card; on the board, show only that group, or everybody again."""
        event.stop()
        if event.row_list is self.rows:
            self.set_focus(self.query_one(ReadingPane))
        else:
            key = event.row.key
            self._wanted.group = "" if key == self._wanted.group else key
            self._list()

    def action_open(self) -> None:
        """Show in the News what names the person, or the story of the move."""
        row = self.rows.selected
        if isinstance(row, RosterRow):
            self.llamawatch.show_news(f"person:{row.key}")
        elif row is not None and (stories := self._page.moves[row.key].stories):
            self.llamawatch.show_news(f"story:{stories[-1]}")

    def action_back(self) -> None:
        """Leave the card, then show everybody again."""
        if self.focused is not self.rows:
            self.set_focus(self.rows)
        elif not self._wanted.is_everything:
            self._show_everything()

    def _show_everything(self) -> None:
        self._wanted.group, self._wanted.words = "", ()
        with self.prevent(Input.Changed):
            self._input.value = ""
        self._input.display = False
        self._list()

    # Which are listed, and in which order

    @property
    def _input(self) -> Input:
        return self.query_one("#people-filter", Input)

    def action_filter(self) -> None:
        """Type words that must stand in a row: names in any script, houses, groups, states."""
        self._input.display = True
        self.set_focus(self._input)

    @on(Input.Changed, "#people-filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._wanted.words = tuple(fold(event.value).split())
        self._list()

    @on(Input.Submitted, "#people-filter")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.set_focus(self.rows)

    def action_group(self) -> None:
        """Step through the groups: each alone, then everybody."""
        keys = ["", *(group.key for group in self._page.groups)]
        self._wanted.group = keys[(keys.index(self._wanted.group) + 1) % len(keys)]
        if self._wanted.group:
            self.board.select(self._wanted.group)
        else:
            self.board.action_jump(0)
        self._list()

    def action_sort(self) -> None:
        """Sort by the next column; the top of the list is shown."""
        self._wanted.sort_next()
        self._list()
        self.rows.action_jump(0)

    def action_view(self, view: str) -> None:
        """Show the roster or the ledger; each keeps its place."""
        before = self.rows.selected
        self._cursors[self._wanted.view] = before.key if before else ""
        self._wanted.view = view
        self._list()
        if not self.rows.select(self._cursors[view]):
            self.rows.action_jump(0)
        self._show_card()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the other view, and on the ledger nothing that changes a person."""
        if action == "view":
            return parameters != (self._wanted.view,)
        return action not in ("edit", "forget") or self._wanted.view == "roster"

    # Who is on the roster

    @work
    async def action_add(self) -> None:
        """Ask for somebody new: on the ledger, whom no pack knows yet."""
        row, start = self.rows.selected, {}
        if isinstance(row, LedgerRow) and not self._page.moves[row.key].known_person:
            start = {"name": row.name}
        added: list[str] = []

        def save(values: dict[str, str]) -> str:
            return _tried(lambda: added.append(self.session.add_person(entry_of(values))))

        if await self.app.push_screen_wait(FormScreen("New on the roster", FORM, start, save)):
            self.notify(f"Added {added[0]}. ctrl+z takes it back.", markup=False)
            self._see(added[0])

    @work
    async def action_edit(self) -> None:
        """Edit what the user wrote of the person under the cursor."""
        row = self.rows.selected
        if row is None:
            return
        entry = self._page.own.get(row.key)
        if not isinstance(row, RosterRow) or entry is None:
            told = f"{row.name} comes with a pack: only whom you add can be edited."
            self.notify(told, markup=False)
            return
        key = row.key

        def save(values: dict[str, str]) -> str:
            return _tried(lambda: self.session.change_person(key, entry_of(values)))

        form = FormScreen(f"Edit {entry.name}", FORM, form_values(entry), save)
        if await self.app.push_screen_wait(form):
            self._see(key)

    def action_forget(self) -> None:
        """Take the person under the cursor off the roster, for good."""
        row = self.rows.selected
        if not isinstance(row, RosterRow):
            return
        if self.llamawatch.attempt(lambda: self.session.forget_person(row.key)):
            self.notify(f"Forgot {row.name}. ctrl+z brings them back.", markup=False)
            self._leaving.add(row.key)
            self._list()
            self._see("", left=row.key)

    @work(group="packs")
    async def _see(self, person: str, *, left: str = "") -> None:
        """Show the roster as it is written now, with the cursor on a person."""
        await self.session.packs_read()
        self._leaving.discard(left)
        await self._take()
        if person and self._wanted.view == "roster" and not self.rows.select(person):
            self._show_everything()
            self.rows.select(person)


def _tried(do: Callable[[], object]) -> str:
    """Do what a form asks for; answers what is wrong with it, or ""."""
    try:
        do()
    except LlamawatchError as error:
        return str(error)
    return ""
