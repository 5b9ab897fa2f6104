"""The sources and their health."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from newsroom.counting import counted
from newsroom.errors import LlamawatchError
from tui.screens.add_source import AddSourceScreen
from tui.screens.form import FormScreen
from tui.screens.frame import FramedScreen
from tui.screens.import_sources import ImportSourcesScreen
from tui.slices import in_slices
from tui.source_form import (
    as_changed,
    changed_keys,
    misfit_text,
    source_fields,
    source_note,
    source_values,
)
from tui.source_rows import (
    SourceRow,
    WeeklyCounts,
    source_cells,
    source_detail,
    source_labels,
    source_rows,
)
from tui.trying import tried
from tui.widgets.heading import Heading
from tui.widgets.row_list import RowList
from tui.widgets.said_line import LASTS, SaidLine
from watchers.gaps import absences, said
from watchers.health import asked_ids
from watchers.kinds import followed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from newsroom.records import Check, Source
    from tui.cells import Cell

_GAPS_SHOWN = timedelta(days=30)
"""How long a gap is shown after it ended."""
_COUNT_AGAIN = timedelta(minutes=2)
"""What came is counted no more often, whatever changes."""
_ASKING = "asking now …"
_SOON = 0.2
"""Seconds in which the answers of many sources are shown together."""


class SourcesScreen(FramedScreen):
    """Who is asked, when, and how it went."""

    place = "sources"
    CSS = "SourcesScreen #detail { max-height: 35%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "New", tooltip="New: from an address, a site, or words to search for"),
        Binding("e", "edit", "Edit"),
        Binding("space", "switch", "Pause", tooltip="Pause or resume the one under the cursor"),
        Binding("r", "poll", "Poll now"),
        Binding("d", "remove", "Delete"),
        Binding("m", "follow", "Follow", show=False, tooltip="Follow it to where it has moved to"),
        Binding(
            "i",
            "import",
            "Import",
            tooltip="Import a list of feeds (OPML); `llamawatch sources export` writes yours",
        ),
        Binding("escape", "stop", "Stop", show=False, tooltip="Stop asking"),
    ]

    def __init__(self) -> None:
        """Make the screen; what the sources brought is counted once it is shown."""
        super().__init__()
        self._counts = WeeklyCounts()
        self._weekly: dict[str, float] = {}
        self._counting = self._awaiting_count = self._awaiting_rows = False
        self._notes: dict[str, str] = {}
        """What is under way with a source, or what came of it, by id."""

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield Static("", id="gap", markup=False)
        yield Heading(source_labels, self._heading)
        yield RowList[SourceRow](self._cells, empty="Opening the archive", id="list")
        yield SaidLine(id="said")
        yield Static("", id="detail", markup=False)

    def _cells(self, row: SourceRow, width: int) -> tuple[Cell, ...]:
        return source_cells(row, width, self.session.clock())

    def _heading(self, width: int) -> tuple[Cell, ...] | None:
        rows = self.rows.rows
        return self._cells(rows[0], width) if rows else None

    @property
    def rows(self) -> RowList[SourceRow]:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def said(self) -> SaidLine:
        """What a key did."""
        return self.query_one(SaidLine)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._show_detail()

    def refresh_rows(self) -> None:
        """Ask the archive for the states again."""
        self._show_rows()
        self._show_gap()
        self._count_in_time()

    def _show_rows(self) -> None:
        config = self.session.config
        states = {state.source: state for state in self.session.archive.source_states()}
        rows = source_rows(
            config.sources,
            states,
            contact=bool(config.poll.contact),
            weekly=self._weekly,
            notes=self._notes,
        )
        self.rows.show_rows(rows, empty="No sources. n adds one.")
        self.query_one(Heading).refresh()
        self._show_detail()

    def _show_gap(self) -> None:
        config, session = self.session.config, self.session
        asked = asked_ids(config.sources, contact=bool(config.poll.contact))
        states = (one for one in session.archive.source_states() if one.source in asked)
        gaps = absences(states, session.clock() - _GAPS_SHOWN)
        line = self.query_one("#gap", Static)
        line.update(said(gaps[0], session.timezone) if gaps else "")
        line.display = bool(gaps)

    def _show_detail(self) -> None:
        source, session = self._selected(), self.session
        lines: Sequence[str] = ()
        if source is not None and session.ready:
            lines = source_detail(
                source,
                session.archive.source_state(source.id),
                contact=bool(session.config.poll.contact),
                now=session.clock(),
                zone=session.timezone,
                weekly=self._weekly.get(source.id),
            )
        self.query_one("#detail", Static).update("\n".join(lines))

    def _selected(self) -> Source | None:
        row = self.rows.selected
        key = row.key if row else ""
        return next((one for one in self.session.config.sources if one.id == key), None)

    def _count_in_time(self) -> None:
        """Count what the sources bring a week, at most every `_COUNT_AGAIN`."""
        if self._counting or self._awaiting_count:
            return
        last, now = self._counts.counted_at, self.session.clock()
        wait = timedelta() if last is None else last + _COUNT_AGAIN - now
        if wait <= timedelta():
            self._count()
            return

        def count() -> None:
            self._awaiting_count = False
            if self.is_current and self.session.ready:
                self._count_in_time()

        self._awaiting_count = True
        self.set_timer(wait.total_seconds(), count)

    @work(group="fill")
    async def _count(self) -> None:
        self._counting = True
        archive, now = self.session.archive, self.session.clock()
        try:
            since = self._counts.begin(now)
            async for item in in_slices(archive.items(since=since)):
                self._counts.add(item.article.source, item.article.first_seen)
            self._weekly = self._counts.rates(archive.source_states(), now)
        finally:
            self._counting = False
        self._show_rows()

    def action_poll(self) -> None:
        """Ask the source under the cursor now."""
        source = self._selected()
        if source is None or not self.session.ready:
            return
        if not source.enabled:
            self.said.say(f"{source.name} is paused: space resumes it.", problem=True)
        elif self._notes.get(source.id) != _ASKING:
            self._ask((source.id,))

    @work(group="ask")
    async def _ask(self, ids: Sequence[str], doing: str = "") -> None:
        """Ask sources now and say in their rows what came of it.

        Args:
            ids: which.
            doing: what several are asked for, to begin the line of progress with.
        """
        session = self.session
        if session.polls_now(ids):
            self.said.say(f"{session.writer or 'The next to watch'} was told to poll.")
            return
        self._note(dict.fromkeys(ids, _ASKING))
        checks: list[Check] = []
        try:
            self._say_progress(checks, ids, doing)
            async for check in session.poll(ids):
                checks.append(check)
                self._notes[check.source] = _came(check)
                self._show_soon(checks, ids, doing)
        finally:
            asked = {check.source for check in checks}
            self._note({one: "" for one in ids if one not in asked})
            if self.is_attached:
                self.set_timer(LASTS, lambda: self._forget(ids))
        self._say_end(checks, ids)

    def _show_soon(self, checks: Sequence[Check], ids: Sequence[str], doing: str) -> None:
        """Show how far asking has come: of many answers at once not each by itself."""
        if self._awaiting_rows:
            return

        def show() -> None:
            self._awaiting_rows = False
            if len(checks) < len(ids) and _ASKING in self._notes.values():
                self._say_progress(checks, ids, doing)
                self._note({})

        self._awaiting_rows = True
        self.set_timer(_SOON, show)

    def _note(self, notes: dict[str, str]) -> None:
        self._notes.update(notes)
        if self.is_attached and self.session.ready:
            self._show_rows()

    def _forget(self, ids: Sequence[str]) -> None:
        done = [one for one in ids if self._notes.get(one) not in (None, _ASKING)]
        if done:
            self._note(dict.fromkeys(done, ""))

    def _say_progress(self, checks: Sequence[Check], ids: Sequence[str], doing: str) -> None:
        if len(ids) == 1:
            name = self.session.name_of(ids[0])
            self.said.say(f"Asking {name} …", lasts=True)
            return
        failed = sum(check.outcome == "failed" for check in checks)
        wrong = f", {failed} failed" if failed else ""
        line = f"{doing}: {len(checks)} of {len(ids)} asked{wrong}. Escape stops."
        self.said.say(line, lasts=True)

    def _say_end(self, checks: Sequence[Check], ids: Sequence[str]) -> None:
        failed = [check for check in checks if check.outcome in ("failed", "skipped")]
        if len(ids) == 1 and checks:
            (check,) = checks
            name = self.session.name_of(check.source)
            # The sentence of an error names its source or host by itself.
            line = check.error if failed else f"{name}: {_came(check)}."
        else:
            new = sum(check.new for check in checks)
            wrong = f", {len(failed)} failed: they stand first" if failed else ""
            line = f"{counted(len(checks), 'source')} asked, {counted(new, 'new item')}{wrong}."
        self.said.say(line, problem=bool(failed))

    def action_stop(self) -> None:
        """Ask no more of what is being asked."""
        under_way = [one for one, note in self._notes.items() if note == _ASKING]
        if under_way:
            self.workers.cancel_group(self, "ask")
            self.said.say(f"Stopped: {counted(len(under_way), 'source')} not asked.")
        else:
            self.said.hush()

    def action_switch(self) -> None:
        """Pause the source under the cursor, or resume it."""
        source = self._selected()
        if source is None:
            return
        on = not source.enabled
        if self._tried(lambda: self.session.change("source", source.id, {"enabled": on})):
            did = "is asked again" if on else "is paused; space resumes it"
            self.said.say(f"{source.name} {did}.")

    def _tried(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except LlamawatchError as error:
            self.said.say(str(error), problem=True)
            return False
        return True

    def action_follow(self) -> None:
        """Take up the address that the source under the cursor has moved to for good."""
        source = self._selected()
        if source is None or not self.session.ready:
            return
        target = self.session.archive.source_state(source.id).moved_to
        if not target:
            self.said.say(f"{source.name} has not moved.", problem=True)
            return
        values = {"url": followed(source, target)}
        if self._tried(lambda: self.session.change("source", source.id, values)):
            self.said.say(f"{source.name} is asked at {values['url']} from now on.")

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_edit()

    @work
    async def action_edit(self) -> None:
        """Change the source under the cursor."""
        source = self._selected()
        if source is None:
            return

        def save(values: dict[str, str]) -> str:
            try:
                changed = changed_keys(source, values)
                if changed and (problem := misfit_text(as_changed(source, changed))):
                    return problem
                if changed:
                    self.session.change("source", source.id, changed)
            except (LlamawatchError, ValueError) as error:
                return str(error)
            return ""

        form = FormScreen(
            f"Source {source.id} ({source.kind})",
            source_fields(source.kind),
            source_values(source),
            save,
            lambda values: tried(self.session, source, values),
            note=source_note(source.kind),
        )
        await self.app.push_screen_wait(form)

    def action_remove(self) -> None:
        """Take the source under the cursor out of config.toml; its items stay."""
        source = self._selected()
        if source is not None and self._tried(lambda: self.session.remove("source", source.id)):
            self.said.say(f"Removed {source.name}; its items stay. ctrl+z brings it back.")

    @work
    async def action_add(self) -> None:
        """Look for a new source."""
        added = await self.app.push_screen_wait(AddSourceScreen(self.session))
        self._take_in(added or ())

    @work
    async def action_import(self) -> None:
        """Take over a list of feeds."""
        added = await self.app.push_screen_wait(ImportSourcesScreen(self.session))
        self._take_in(added or ())

    def _take_in(self, added: Sequence[str]) -> None:
        """Show what was added, and ask it for the first time."""
        if not added or not self.session.ready:
            return
        self._show_rows()
        self.rows.select(added[0])
        self._ask(added, f"Added {len(added)}, testing them")


def _came(check: Check) -> str:
    """What came of asking a source, in a few words."""
    if check.outcome == "skipped":
        return f"not asked: {check.error}"
    if check.outcome == "failed":
        return f"failed: {check.error}"
    updated = f", {check.updated} updated" if check.updated else ""
    return f"{check.new} new{updated}" if check.new or updated else "nothing new"
