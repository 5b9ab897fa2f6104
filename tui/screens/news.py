"""The news: what came since the last look, stories with their articles, one article whole."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.css.query import NoMatches

from newsroom.errors import LlamawatchError, NotFound, PatternTooSlow
from tui.article import WHY, page_text
from tui.news_list import Wanted, look_for
from tui.pages import read_page
from tui.rows import NewsRow, news_cells, news_rows
from tui.screens.filtering import FilterScreen
from tui.searching import Search
from tui.slices import in_slices
from tui.widgets.filter_bar import FilterBar
from tui.widgets.overview import Overview
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from newsroom.records import Item

_AT_FIRST = 200
"""Items shown at first; twice as many whenever the end of the list comes into sight."""
_HINTS_KEPT = 2000
"""Headlines whose hints are kept: a dashboard that is left open for weeks draws no end of them."""
_PAINTED = 0.025
"""Seconds in which what is shown gets painted: Textual paints 60 times a second."""
_PASSING = 0.03
"""Seconds for which a cursor rests on a row before its article is read."""
_IDLE = timedelta(minutes=1)
"""Whoever pressed no key for so long is shown what comes, wherever the cursor was."""


class NewsScreen(FilterScreen):
    """What is new, and what it says."""

    place = "news"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right,left", "fold", "Unfold", key_display="space"),
        Binding("e", "everything", "All", show=False, tooltip="Also what names nothing watched"),
        Binding("f", "fetch", "Text", tooltip="Text of the article's own page, fetched now"),
        Binding("b", "why", "Why", tooltip="Because of what it is here: its watches and scores"),
        Binding("escape", "back", "Back", show=False),
    ]

    def __init__(self) -> None:
        """Make the screen; it fills once the archive is open."""
        super().__init__()
        self._open: frozenset[str] = frozenset()
        self._everything = False
        self._most = _AT_FIRST
        self._more = False
        """There are older items than are shown."""
        self._hidden = 0
        self._shown: NewsRow | None = None
        self._refiltered = False
        self._fetching = ""
        """The item whose page is being fetched."""
        self._hints: dict[str, str] = {}
        """What foreign headlines say, by item; "" where nothing is to be said."""
        self._unhinted: list[str] = []
        self._search: Search | None = None
        """The search that is under way."""

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield Overview()
        yield FilterBar(self.complete)
        with Container(id="news"):
            yield RowList[NewsRow](self._cells, empty="Opening the archive", id="list")
            yield ReadingPane(id="reading")

    def _cells(self, row: NewsRow, width: int) -> tuple[Any, ...]:
        hint = self._hints.get(row.item)
        if hint is None and self.session.ready:
            # Found for what is drawn alone, and not while it is drawn: it takes milliseconds.
            self._keep_hint(row.item, "")
            if not self.session.glossary.reads(row.language):
                self._unhinted.append(row.item)
                if len(self._unhinted) == 1:
                    self.call_after_refresh(self._find_hints)
        return news_cells(row, width, self.session.clock(), hint or "")

    def _keep_hint(self, item_id: str, hint: str) -> None:
        """Remember what a headline says, and forget what was remembered first."""
        self._hints[item_id] = hint
        while len(self._hints) > _HINTS_KEPT:
            del self._hints[next(iter(self._hints))]

    @work(group="hints")
    async def _find_hints(self) -> None:
        from newsroom.hints import hint_line

        session = self.session
        # What is drawn meanwhile begins another round.
        wanted, self._unhinted = tuple(self._unhinted), []
        said: set[str] = set()
        async for item_id in in_slices(wanted):
            with suppress(NotFound):
                item = session.archive.item(item_id)
                self._keep_hint(item_id, hint_line(item, session.glossary))
                if self._hints.get(item_id):
                    said.add(item_id)
        self.rows.redraw(lambda row: row.item in said)

    def on_mount(self) -> None:
        """Show what was shown last time."""
        state = self.llamawatch.state
        self._open = frozenset(state.open_stories)
        self._everything = state.everything
        self.bar.text = state.filter
        super().on_mount()

    def refresh_summary(self) -> None:
        """Sum up again what came since the last look."""
        self.query_one(Overview).refresh_summary()

    @property
    def rows(self) -> RowList[NewsRow]:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def selected_row(self) -> NewsRow | None:
        """The row under the cursor."""
        return self.rows.selected

    @property
    def open_story(self) -> str:
        """Id of the story whose article is shown; "" if it is in none."""
        return self._shown.story if self._shown is not None else ""

    def refresh_rows(self) -> None:
        """Filter the archive again."""
        self.bar.show_saved([one.name for one in self.session.config.filters])
        if self.filtered_by is None and self.bar.text.strip() and not self.broken:
            self.take_filter(self.bar.text)
        else:
            self.fill()
        self.refresh_summary()

    def refilter(self) -> None:
        """Show the list from its top with another filter."""
        self._refiltered, self._most = True, _AT_FIRST
        self.fill()

    # The list

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """Filter the archive again."""
        query = self.filtered_by
        self._search = Search(self.session.timezone) if query is not None else None
        wanted = Wanted(query, self._everything, self._most)
        # While news comes in, the list that stands there is better than the top of another.
        anew = self._refiltered or not self.rows.rows
        try:
            async for found in look_for(self.session, wanted, self._search):
                if found.ended:
                    self._more = found.more
                    await self._show_all(found.items, anew=anew)
                elif found.progress:
                    self.bar.show_progress(found.progress)
                elif anew:
                    await self._show(found.items, anew=anew)
                    await asyncio.sleep(_PAINTED)
        except PatternTooSlow as error:
            self.refuse(error)
        except NoMatches:
            # The dashboard is being closed, its widgets from the innermost on.
            return

    async def _show_all(self, items: list[Item], *, anew: bool) -> None:
        self._end_search()
        counts = self.session.archive.counts()
        everything = self.filtered_by is not None or self._everything
        self._hidden = 0 if everything else counts.items - counts.news
        if self.broken and not items and self.filtered_by is not None:
            # What stands before the mistake finds nothing: an empty list would look like an answer.
            self.filtered_by = None
            self.fill()
            return
        await self._show(items, anew=anew)

    def _end_search(self) -> None:
        """Take the progress away; of a search that was stopped, say so."""
        search, self._search = self._search, None
        stopped = search is not None and search.stopped
        self.bar.show_progress("Stopped: what is older was not searched." if stopped else "")

    async def _show(self, items: list[Item], *, anew: bool) -> None:
        session = self.session
        names = {source.id: source.name for source in session.config.sources}
        found = news_rows(items, session.story_of, open_stories=self._open, source_names=names)
        rows = [row async for row in in_slices(found)]
        before, last_time = self.rows.selected, self.llamawatch.state.selected
        looked = self.llamawatch.looking.looked
        self.rows.follows = looked is None or self.session.clock() - looked >= _IDLE
        self.rows.show_rows(rows, empty=self._empty_hint(), anew=anew)
        if before is None and last_time:
            self.rows.select(last_time)
        elif self._refiltered and all(before is None or row.key != before.key for row in rows):
            self.rows.action_jump(0)
        self._refiltered = False
        selected = self.rows.selected
        if selected is None:
            self._shown = None
            self.query_one(ReadingPane).show_nothing("")
        elif self._shown is not None and selected.key == self._shown.key:
            self._show_row(selected)

    def _empty_hint(self) -> str:
        if self.filtered_by is not None:
            return "Nothing matches this filter. Escape clears it."
        if self._hidden:
            return f"None of {self._hidden} items names what you watch. e shows everything."
        if self.session.offline:
            return "Nothing yet. The sources are asked as soon as there is a network."
        return "Nothing yet. The sources are being asked; S shows how they do."

    @on(RowList.NearEnd)
    def _near_end(self, event: RowList.NearEnd) -> None:
        event.stop()
        if self._more and self._search is None:
            self._more = False
            self._most *= 2
            self.fill()

    # The article

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        if event.row is not None:
            self.llamawatch.remember(selected=event.row.key)
            self._show_row(event.row)

    def _show_row(self, row: NewsRow) -> None:
        """Show the article of a row, unless it stands there already as it is now."""
        before, self._shown = self._shown, replace(row, is_open=False)
        if before == self._shown:
            return
        keep_place = before is not None and before.item == row.item
        self._read_page(row.item, keep_place=keep_place)

    @work(exclusive=True, group="page")
    async def _read_page(self, item_id: str, *, keep_place: bool, to_why: bool = False) -> None:
        """Show an article, unless the cursor has gone on before it is gathered."""
        session, pane = self.session, self.query_one(ReadingPane)
        await asyncio.sleep(_PASSING)
        inside, fetching = self.focused is pane, item_id == self._fetching
        with suppress(NotFound):
            page = await asyncio.to_thread(
                read_page, session, item_id, whole=inside, fetching=fetching
            )
            text = page_text(page, name_of=session.name_of, zone=session.timezone)
            pane.show_page(text, keep_place=keep_place)
            if to_why and not pane.go_to_heading(WHY):
                self.notify("Nothing says why: it names nothing you watch.", markup=False)

    def action_why(self) -> None:
        """Go into the article, to where it says why it is here."""
        row = self.rows.selected
        if row is not None:
            self.set_focus(self.query_one(ReadingPane))
            self._read_page(row.item, keep_place=True, to_why=True)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.mark_row(event.row, read=True, by_hand=False)
        self.set_focus(self.query_one(ReadingPane))
        self.call_after_refresh(self._read_again, event.row.item)

    def _read_again(self, item_id: str) -> None:
        """Write the page anew, if that article is the one that is shown."""
        if self._shown is not None and self._shown.item == item_id:
            self._read_page(item_id, keep_place=True)

    @work(exclusive=True, group="fetch")
    async def action_fetch(self) -> None:
        """Fetch the page of the article, for its whole text."""
        item = self.selected_item()
        if item is None:
            return
        said = ""
        self._fetching = item.id
        self._read_again(item.id)
        try:
            said = await self.session.fetch_full_text(item.id)
        except LlamawatchError as error:
            self.notify(str(error), severity="error", markup=False)
        finally:
            if self._fetching == item.id:
                self._fetching = ""
            if self.is_mounted:
                self._read_again(item.id)
        if said:
            self.notify(said, markup=False)

    def action_back(self) -> None:
        """Stop fetching, leave the article, then the filter."""
        if self._fetching:
            self.workers.cancel_group(self, "fetch")
        elif self._search is not None and self._search.is_long:
            self._search.stopped = True
        elif self.leave_merging():
            self.notify("The stories stay apart.", markup=False)
        elif self.focused is not self.rows:
            # Else the next look at it would begin in its midst.
            self.query_one(ReadingPane).scroll_home(animate=False)
            self.set_focus(self.rows)
        elif self.bar.text:
            self.bar.text = ""

    def action_fold(self) -> None:
        """Show or hide the articles of the story under the cursor."""
        row = self.rows.selected
        if row is None or not row.story:
            return
        self._open ^= {row.story}
        self.llamawatch.remember(open_stories=tuple(self._open))
        if row.depth:
            self.rows.select(row.story)
        self.fill()

    def action_everything(self) -> None:
        """Show items that name nothing watched as well, or hide them again."""
        self._everything = not self._everything
        self.llamawatch.remember(everything=self._everything)
        said = (
            "Showing everything stored" if self._everything else "Showing what names your subject"
        )
        self.notify(said, timeout=2)
        self.fill()

    def action_read(self) -> None:
        """Mark the row read, or unread again, and go on to the next."""
        super().action_read()
        self.rows.action_move(1)
