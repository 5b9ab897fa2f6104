"""The news: stories with their articles, the filter, and one article whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Container

from newsroom.errors import LlamawatchError, PatternTooSlow, QueryError
from tui.article import Page, page_text
from tui.filters import next_term, toggle_term
from tui.opening import open_link
from tui.rows import NewsRow, as_listed, news_cells, news_rows
from tui.screens.frame import FramedScreen
from tui.searching import Search
from tui.slices import in_slices
from tui.widgets.filter_bar import FilterBar
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from newsroom.query import Query
    from newsroom.records import Item, Span

_FIRST = 100
"""Items after which the top of a new list is shown, while the rest is looked for."""
_MOST_ITEMS = 3000
"""Items shown at once; a filter reaches further back."""


class NewsScreen(FramedScreen):
    """What is new, and what it says."""

    place = "news"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter"),
        Binding("space,right,left", "fold", "Unfold", key_display="space"),
        Binding("t", "topic", "Topic"),
        Binding("l", "language", "This language", show=False),
        Binding("s", "source", "This source", show=False),
        Binding("u", "unread", "Unread"),
        Binding("e", "everything", "All"),
        Binding("m", "read", "Read"),
        Binding("asterisk", "star", "Star", key_display="*"),
        Binding("f", "fetch", "Text", tooltip="Text of the article's own page, fetched now"),
        Binding("o", "browse", "Open in the browser", show=False),
        Binding("escape", "back", "Back", show=False),
    ]

    def __init__(self) -> None:
        """Make the screen; it fills once the archive is open."""
        super().__init__()
        self._query: Query | None = None
        self._open: frozenset[str] = frozenset()
        self._everything = False
        self._hidden = 0
        self._shown: NewsRow | None = None
        self._broken = False
        self._refiltered = False
        self._fetching = ""
        """The item whose page is being fetched."""
        self._search: Search | None = None
        """The search that is under way."""

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        yield FilterBar()
        with Container(id="news"):
            yield RowList[NewsRow](self._cells, empty="Opening the archive", id="list")
            yield ReadingPane(id="reading")

    def _cells(self, row: NewsRow, width: int) -> tuple[Any, ...]:
        return news_cells(row, width, self.session.clock())

    @property
    def rows(self) -> RowList[NewsRow]:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def open_story(self) -> str:
        """Id of the story whose article is shown; "" if it is in none."""
        return self._shown.story if self._shown is not None else ""

    @property
    def bar(self) -> FilterBar:
        """The filter."""
        return self.query_one(FilterBar)

    def refresh_rows(self) -> None:
        """Filter the archive again."""
        self._fill()

    @work(exclusive=True, group="fill")
    async def _fill(self) -> None:
        from newsroom.needs import IN_A_STORY

        items: list[Item] = []
        query, archive = self._query, self.session.archive
        search = Search(self.session.timezone) if query is not None else None
        self._search = search
        everything = query is not None or self._everything
        needs = query.needs() if query is not None else () if everything else IN_A_STORY
        async for item in in_slices(archive.looked_for(needs)):
            if item is not None and (everything or item.story) and self._fits(query, item):
                items.append(as_listed(item))
                if len(items) >= _MOST_ITEMS:
                    break
                if len(items) == _FIRST and (self._refiltered or not self.rows.rows):
                    self._show(items)
            if query is not self._query:
                # It takes too long: everything is shown beside what is wrong with it.
                return
            if search is None:
                continue
            if search.stopped:
                break
            if progress := search.reached(item, len(items)):
                self.bar.show_progress(progress)
        self._end_search()
        counts = archive.counts()
        self._hidden = 0 if everything else counts.items - counts.news
        if self._broken and not items and query is not None:
            # What stands before the mistake finds nothing: an empty list would look like an answer.
            self._query = None
            self._fill()
            return
        self._show(items)

    def _end_search(self) -> None:
        """Take the progress away; of a search that was stopped, say so."""
        search, self._search = self._search, None
        stopped = search is not None and search.stopped
        self.bar.show_progress("Stopped: what is older was not searched." if stopped else "")

    def _fits(self, query: Query | None, item: Item) -> bool:
        try:
            return query is None or self.session.matches(query, item)
        except PatternTooSlow as error:
            self._refuse(error)
            return False

    def _refuse(self, error: QueryError) -> None:
        """Say what is wrong with the filter."""
        place = f"{' ' * error.position}^ " if error.position < 30 else ""
        self.bar.show_problem(f"{place}{error}")
        self._broken = True
        if isinstance(error, PatternTooSlow):
            self._query = None
        self._fill()

    def _show(self, items: list[Item]) -> None:
        archive = self.session.archive
        names = {source.id: source.name for source in self.session.config.sources}
        rows = news_rows(items, archive.story, open_stories=self._open, source_names=names)
        before = self.rows.selected
        self.rows.show_rows(rows, empty=self._empty_hint())
        if self._refiltered and before is not None and all(row.key != before.key for row in rows):
            self.rows.action_jump(0)
        self._refiltered = False
        selected = self.rows.selected
        if selected is None:
            self._shown = None
            self.query_one(ReadingPane).show_nothing("")
        elif self._shown is not None and selected.key == self._shown.key:
            self._show_row(selected)

    def _empty_hint(self) -> str:
        if self._query is not None:
            return "Nothing matches this filter. Escape clears it."
        if self._hidden:
            return f"None of {self._hidden} items names what you watch. e shows everything."
        return "Nothing yet. The sources are being asked; S shows how they do."

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        if event.row is not None:
            self._show_row(event.row)

    def _show_row(self, row: NewsRow) -> None:
        """Show the article of a row, unless it stands there already as it is now."""
        before, self._shown = self._shown, replace(row, is_open=False)
        if before == self._shown:
            return
        keep_place = before is not None and before.item == row.item
        self._read_page(row.item, keep_place=keep_place)

    def _read_page(self, item_id: str, *, keep_place: bool) -> None:
        from newsroom.hints import hint_line

        archive, session = self.session.archive, self.session
        item = archive.item(item_id)
        story = archive.story(item.story) if item.story else None
        others = (
            [one for one in archive.story_items(item.story) if one.id != item.id] if story else []
        )
        why = session.explain(item.id, search=False) if item.story else None
        spans: list[Span] = []
        if why is not None:
            spans = [span for watch in why.watches for span in watch.spans]
            spans += [mention.span for mention in why.entities]
        moves = [archive.move(move) for move in story.moves] if story else []
        page = Page(
            item=item,
            text=archive.text(item.id),
            spans=tuple(spans),
            story=story,
            others=tuple(others),
            moves=tuple(moves),
            why="" if why is None else why.as_text(),
            source=session.name_of(item.article.source),
            wordings=archive.wordings(item.id),
            whole=self.focused is self.query_one(ReadingPane),
            fetching=item.id == self._fetching,
            hint=hint_line(item, session.glossary),
        )
        text = page_text(page, name_of=session.name_of, zone=session.timezone)
        self.query_one(ReadingPane).show_page(text, keep_place=keep_place)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self._mark(event.row, read=True, by_hand=False)
        self.query_one(ReadingPane).focus()
        self.call_after_refresh(self._read_again, event.row.item)

    @on(FilterBar.Changed)
    def _filter_changed(self, event: FilterBar.Changed) -> None:
        event.stop()
        if not self.session.ready:
            return
        try:
            self._query = self.session.parse_query(event.text) if event.text.strip() else None
        except QueryError as error:
            self._refuse(error)
            return
        self.bar.show_problem("")
        self._broken, self._refiltered = False, True
        self._fill()

    @on(FilterBar.Left)
    def _filter_left(self, event: FilterBar.Left) -> None:
        event.stop()
        self.rows.focus()

    def _selected_item(self) -> Item | None:
        row = self.rows.selected
        return self.session.archive.item(row.item) if row else None

    def action_filter(self) -> None:
        """Type a filter."""
        self.bar.take_focus()

    def action_back(self) -> None:
        """Stop fetching, leave the article, then the filter."""
        if self._fetching:
            self.workers.cancel_group(self, "fetch")
        elif self._search is not None and self._search.is_long:
            self._search.stopped = True
        elif self.focused is not self.rows:
            self.rows.focus()
        elif self.bar.text:
            self.bar.text = ""

    def action_fold(self) -> None:
        """Show or hide the articles of the story under the cursor."""
        row = self.rows.selected
        if row is None or not row.story:
            return
        self._open ^= {row.story}
        if row.depth:
            self.rows.select(row.story)
        self._fill()

    def action_topic(self) -> None:
        """Step through the topics."""
        self.bar.text = next_term(self.bar.text, "topic", ("talent", "strategy"))

    def action_language(self) -> None:
        """Only the language of the row under the cursor, or all again."""
        item = self._selected_item()
        if item is not None and item.language:
            self.bar.text = toggle_term(self.bar.text, "lang", item.language)

    def action_source(self) -> None:
        """Only the source of the row under the cursor, or all again."""
        item = self._selected_item()
        if item is not None:
            self.bar.text = toggle_term(self.bar.text, "source", item.article.source)

    def action_unread(self) -> None:
        """Only what is unread, or all again."""
        self.bar.text = toggle_term(self.bar.text, "is", "unread")

    def action_everything(self) -> None:
        """Show items that name nothing watched as well, or hide them again."""
        self._everything = not self._everything
        said = (
            "Showing everything stored" if self._everything else "Showing what names your subject"
        )
        self.notify(said, timeout=2)
        self._fill()

    def action_read(self) -> None:
        """Mark the row read, or unread again."""
        row = self.rows.selected
        if row is not None:
            self._mark(row, read=row.unread)
            self.rows.action_move(1)

    def action_star(self) -> None:
        """Star the row, or take the star away."""
        row = self.rows.selected
        if row is not None:
            self._mark(row, starred=not row.starred)

    def _mark(
        self,
        row: NewsRow,
        *,
        read: bool | None = None,
        starred: bool | None = None,
        by_hand: bool = True,
    ) -> None:
        session = self.session
        whole = row.depth == 0 and row.story and row.articles > 1 and read is not None
        items = [i.id for i in session.archive.story_items(row.story)] if whole else [row.item]
        self.llamawatch.attempt(
            lambda: session.mark(items, read=read, starred=starred, by_hand=by_hand)
        )

    @work(exclusive=True, group="fetch")
    async def action_fetch(self) -> None:
        """Fetch the page of the article, for its whole text."""
        item = self._selected_item()
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

    def _read_again(self, item_id: str) -> None:
        """Write the page anew, if that article is the one that is shown."""
        if self._shown is not None and self._shown.item == item_id:
            self._read_page(item_id, keep_place=True)

    @work(group="browse")
    async def action_browse(self) -> None:
        """Open the article in the browser."""
        item = self._selected_item()
        if item is None:
            return
        problem = await open_link(item.article.url)
        if problem:
            self.notify(problem, severity="warning", markup=False)
        else:
            self.llamawatch.attempt(lambda: self.session.mark([item.id], read=True, by_hand=False))
