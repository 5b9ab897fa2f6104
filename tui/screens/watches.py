"""The watches: what is told, and how loud."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from newsroom.errors import LlamawatchError
from newsroom.needs import IN_A_STORY
from newsroom.records import WatchSpec
from tui.rows import WatchRow, watch_cells, watch_rows
from tui.screens.form import Choice, FormScreen, Line
from tui.screens.frame import FramedScreen
from tui.slices import in_slices
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult

    from tui.cells import Cell

FORM = (
    Line("name", "Name", "shown in alerts"),
    Line("keywords", "Keywords", "any of these, separated by commas: Llama, Behemoth"),
    Line("exclude", "Not", "none of these, separated by commas"),
    Line("query", "Query", "must hold as well: org:meta AND act:leave"),
    Line("topics", "Topics", "talent, strategy; empty: any"),
    Line("languages", "Languages", "en, de, ja; empty: any"),
    Choice("alert", "Tell", ("story", "move", "item", "digest", "none")),
    Line("channels", "Where", "desktop, terminal, email"),
    Choice("priority", "How loud", ("normal", "high", "low")),
)
_LISTS = ("keywords", "exclude", "topics", "languages", "channels")


class WatchesScreen(FramedScreen):
    """Keywords and queries."""

    place = "watches"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "New"),
        Binding("e", "edit", "Edit"),
        Binding("d", "remove", "Delete"),
    ]

    def __init__(self) -> None:
        """Make the screen; what the watches brought is counted once it is shown."""
        super().__init__()
        self._counts: Counter[str] = Counter()
        self._counting = self._stale = False

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield Heading(("Tell", "Watch", "30 d", "Where", "Asks for"), self._heading)
        yield RowList[WatchRow](
            self._cells, empty="No watches: nothing is told. n adds one.", id="list"
        )
        yield Static("", id="detail", markup=False)

    def _cells(self, row: WatchRow, width: int) -> tuple[Cell, ...]:
        return watch_cells(row, width, self.session.clock())

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        row = event.row
        text = "" if row is None else f"{row.name}: {row.error or row.asks}"
        if row is not None and row.channels:
            text += f"; told on {', '.join(row.channels)}"
        self.query_one("#detail", Static).update(text)

    def _heading(self, width: int) -> tuple[Cell, ...] | None:
        rows = self.rows.rows
        return self._cells(rows[0], width) if rows else None

    @property
    def rows(self) -> RowList[WatchRow]:
        """The list."""
        return self.query_one("#list", RowList)

    def refresh_rows(self) -> None:
        """Show the watches at once, and count the matches of the last 30 days again."""
        self._show_counts()
        self._stale = True
        if not self._counting:
            self._count()

    @work(group="count")
    async def _count(self) -> None:
        # One count is finished before the next is begun: changes may come faster than it counts.
        self._counting = True
        try:
            while self._stale:
                self._stale = False
                since = self.session.clock() - timedelta(days=30)
                counts: Counter[str] = Counter()
                # What matches a watch belongs to a story.
                found = self.session.archive.looked_for(IN_A_STORY, since=since)
                async for item in in_slices(found):
                    if item is not None:
                        counts.update(item.watches)
                self._counts = counts
                self._show_counts()
        finally:
            self._counting = False

    def _show_counts(self) -> None:
        specs = self.session.config.watches
        self.rows.show_rows(watch_rows(specs, self.session.watch_errors(), self._counts))
        self.query_one(Heading).refresh()

    def _selected(self) -> WatchSpec | None:
        row = self.rows.selected
        key = row.key if row else ""
        return next((spec for spec in self.session.config.watches if spec.id == key), None)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_edit()

    @work
    async def action_add(self) -> None:
        """Ask for a new watch."""

        def save(values: dict[str, str]) -> str:
            return self._save(lambda given: self.session.add("watch", given), values)

        start = {"channels": "desktop"}
        form = FormScreen("New watch", FORM, start, save, self._rehearse)
        await self.app.push_screen_wait(form)

    @work
    async def action_edit(self) -> None:
        """Change the watch under the cursor."""
        spec = self._selected()
        if spec is None:
            return

        def save(values: dict[str, str]) -> str:
            return self._save(lambda given: self.session.change("watch", spec.id, given), values)

        form = FormScreen(
            f"Watch {spec.id}", FORM, form_values(spec), save, partial(self._rehearse, saved=spec)
        )
        await self.app.push_screen_wait(form)

    def action_remove(self) -> None:
        """Take the watch under the cursor out of config.toml."""
        row = self.rows.selected
        if row is not None:
            self.llamawatch.remove("watch", row.key, row.name)

    def _rehearse(self, values: dict[str, str], saved: WatchSpec | None = None) -> str:
        """What the watch would have told of late, in a line."""
        spec = spec_of(saved.id if saved else "new", watch_values(values))
        try:
            return self.session.try_watch(spec, saved)
        except LlamawatchError as error:
            return str(error)

    def _save(self, write: Callable[[dict[str, Any]], None], values: dict[str, str]) -> str:
        given = watch_values(values)
        if not (given["name"] or given["keywords"] or given["query"]):
            return "Give it a name, and keywords or a query."
        try:
            if given["query"]:
                self.session.parse_query(given["query"])
            given["name"] = given["name"] or (given["keywords"] or [given["query"]])[0]
            write(given)
        except LlamawatchError as error:
            return str(error)
        return ""


def form_values(spec: WatchSpec) -> dict[str, str]:
    """A watch as the form shows it."""
    return {
        "name": spec.name,
        "query": spec.query,
        "alert": spec.alert,
        "priority": spec.priority,
        **{key: ", ".join(getattr(spec, key)) for key in _LISTS},
    }


def spec_of(watch: str, given: Mapping[str, Any]) -> WatchSpec:
    """A watch of these keys of config.toml."""
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in given.items()
    }
    return WatchSpec(watch, **values)


def watch_values(values: dict[str, str]) -> dict[str, Any]:
    """What the form says, as keys of config.toml."""
    lists = {key: [p.strip() for p in values[key].split(",") if p.strip()] for key in _LISTS}
    plain = {key: values[key].strip() for key in ("name", "query", "alert", "priority")}
    return {**plain, **lists}
