"""A screen whose list is filtered, and what is done to all that a filter lets through."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from newsroom.counting import counted
from newsroom.errors import LlamawatchError, PatternTooSlow, QueryError
from tui.filters import next_term, toggle_term
from tui.screens.stories import StoryScreen
from tui.slices import in_slices
from tui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newsroom.completion import Completion, Term
    from newsroom.query import Query
    from tui.session import Session

_KEYS = 9
"""Number keys a saved filter may be on."""
_PLACED = 30
"""Characters of a filter up to which the place of a mistake is pointed at."""


def _terms_of(session: Session) -> tuple[Term, ...]:
    from newsroom.completion import terms_of

    sources = {source.id: source.name for source in session.config.sources}
    named = {watch.id: watch.name for watch in session.config.watches}
    return terms_of(session.watches.packs, session.glossary, sources, named)


class FilterScreen(StoryScreen):
    """A filter over a list; subclasses fill the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter"),
        Binding("t", "topic", "Topic", tooltip="Only talent, only strategy, both"),
        Binding("l", "language", "This language", show=False),
        Binding("s", "source", "This source", show=False),
        Binding("u", "unread", "Unread", show=False, tooltip="Only what is unread"),
        # Where there is something to see, the summary names the key.
        Binding(
            "v", "seen", "Seen", show=False,
            tooltip="Mark all that came since the last look as seen",
        ),
        Binding("M", "read_all", "All read", show=False, tooltip="All in this filter is read"),
    ]  # fmt: skip

    def __init__(self) -> None:
        """Make the screen; nothing is filtered."""
        super().__init__()
        self.filtered_by: Query | None = None
        """The filter that holds."""
        self.broken = False
        """What stands in the bar cannot be read whole."""
        self._terms: tuple[object, tuple[Term, ...]] = (None, ())

    def fill(self) -> object:
        """Show what the filter lets through."""
        raise NotImplementedError

    def refilter(self) -> None:
        """Show the list from its top with another filter."""
        raise NotImplementedError

    @property
    def bar(self) -> FilterBar:
        """The filter."""
        return self.query_one(FilterBar)

    @property
    def filter_text(self) -> str:
        """The filter that holds, as it was typed; "" if there is none."""
        return "" if self.broken else self.bar.text.strip()

    def complete(self, text: str, cursor: int) -> Sequence[Completion]:
        """What a filter that is being typed may become, best first; nothing until that is known."""
        from newsroom.completion import complete

        if not self.session.ready:
            return ()
        if self._terms[0] is not self.session.watches:
            self._terms = (self.session.watches, ())
            self._gather_terms()
        return complete(text, cursor, self._terms[1])

    @work(exclusive=True, group="terms")
    async def _gather_terms(self) -> None:
        """Gather what may be completed: too much for the moment in which a key is pressed."""
        session, watches = self.session, self.session.watches
        terms = await asyncio.to_thread(_terms_of, session)
        self._terms = (watches, terms)
        self.bar.offer_again()

    @on(FilterBar.Changed)
    def _filter_changed(self, event: FilterBar.Changed) -> None:
        event.stop()
        if self.session.ready:
            self.llamawatch.remember(filter=event.text)
            self.take_filter(event.text)

    def take_filter(self, text: str) -> None:
        """Let a filter hold; one that cannot be read leaves the list as it is, and is said."""
        try:
            self.filtered_by = self.session.parse_query(text) if text.strip() else None
        except QueryError as error:
            self.refuse(error)
            return
        self.bar.show_problem("")
        self.broken = False
        self.refilter()

    def refuse(self, error: QueryError) -> None:
        """Say what is wrong with the filter."""
        place = f"{' ' * error.position}^ " if error.position < _PLACED else ""
        self.bar.show_problem(f"{place}{error}")
        self.broken = True
        if isinstance(error, PatternTooSlow):
            self.filtered_by = None
        self.fill()

    @on(FilterBar.Kept)
    def _filter_kept(self, event: FilterBar.Kept) -> None:
        event.stop()
        query = event.text
        if not query or self.broken:
            self.notify("There is no whole filter to keep yet.", markup=False)
            return
        values = {"name": query, "query": query}
        if self.llamawatch.attempt(lambda: self.session.add("filter", values)):
            number = len(self.session.config.filters)
            key = f"on {number}" if number <= _KEYS else "in config.toml: all number keys are taken"
            self.notify(f"Kept {key}. ctrl+z takes it back.", markup=False)

    def action_filter(self) -> None:
        """Type a filter."""
        self.bar.take_focus()

    def action_topic(self) -> None:
        """Step through the topics."""
        self.bar.text = next_term(self.bar.text, "topic", self.session.watches.packs.topics)

    def action_language(self) -> None:
        """Only the language of the row under the cursor, or all again."""
        item = self.selected_item()
        if item is not None and item.language:
            self.bar.text = toggle_term(self.bar.text, "lang", item.language)

    def action_source(self) -> None:
        """Only the source of the row under the cursor, or all again."""
        item = self.selected_item()
        if item is not None:
            self.bar.text = toggle_term(self.bar.text, "source", item.article.source)

    def action_unread(self) -> None:
        """Only what is unread, or all again."""
        self.bar.text = toggle_term(self.bar.text, "is", "unread")

    # What is done to all of it

    def action_read_all(self) -> None:
        """Mark everything in the filter as read."""
        self.mark_filtered(read=True)

    @work(exclusive=True, group="bulk")
    async def mark_filtered(self, *, read: bool | None = None, starred: bool | None = None) -> None:
        """Mark everything the filter lets through, however much is shown of it."""
        if self.broken:
            self.notify("The filter cannot be read whole: nothing was marked.", markup=False)
            return
        ids = await self._filtered(None)
        if not self.llamawatch.attempt(lambda: self.session.mark(ids, read=read, starred=starred)):
            return
        mark = {True: "read", False: "unread", None: "starred" if starred else "not starred"}[read]
        said = f"{counted(len(ids), 'item')} marked as {mark}. ctrl+z takes it back."
        self.notify(said, markup=False)

    async def _filtered(self, since: datetime | None) -> list[str]:
        """Ids of what the filter lets through; without one, of what is about the subject."""
        from newsroom.needs import IN_A_STORY

        query = self.filtered_by
        needs = query.needs() if query is not None else IN_A_STORY
        matches = self.session.matcher(query) if query is not None else None
        ids: list[str] = []
        async for item in in_slices(self.session.archive.looked_for(needs, since=since)):
            if item is None or (matches is None and not item.story):
                continue
            try:
                if matches is None or matches(item):
                    ids.append(item.id)
            except PatternTooSlow as error:
                self.refuse(error)
                return []
        return ids

    @work(exclusive=True, group="bulk")
    async def action_seen(self) -> None:
        """Mark everything that came since the last look as read, and sum up nothing any more."""
        from newsroom.needs import IN_A_STORY

        app, session = self.llamawatch, self.session
        before = app.looking
        if before.since is None or not session.ready:
            self.notify("Nothing new is summed up.", markup=False)
            return
        came = session.archive.looked_for(IN_A_STORY, since=before.since)
        unread: list[str] = []
        async for item in in_slices(came):
            if item is not None and item.story and not item.read:
                unread.append(item.id)  # noqa: PERF401 -- mypy knows no item in a comprehension
        try:
            session.mark(unread, read=True, by_hand=False)
        except LlamawatchError as error:
            self.notify(str(error), severity="error", markup=False)
            return

        def back() -> None:
            session.mark(unread, read=False, by_hand=False)
            app.look_from(before)

        session.undoable("what was marked as seen", back)
        app.mark_seen()
        self.notify(f"Seen, {counted(len(unread), 'item')}. ctrl+z takes it back.", markup=False)
