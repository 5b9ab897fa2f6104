"""What can be asked of the archive. Nothing here changes anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from newsroom.errors import NotFound, StoreError
from newsroom.records import SourceState
from store import finding
from store.bodies import Bodies
from store.catalogue import CORRECTIONS, ITEMS, MARKS, META, MOVES, OUTBOX, SOURCES, STORIES
from store.documents.items import read_correction, read_item
from store.documents.moves import read_move
from store.documents.sources import read_source
from store.documents.stories import read_story
from store.hot_lines import HotLines
from store.moments import must_read_time, time_order, write_time
from store.order import Run, in_order, only
from store.searching import compiled
from store.segment import micros, place_of_story
from store.shelf import Identities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from newsroom.needs import Needs
    from newsroom.records import Correction, Item, Move, Story
    from store.catalogue import Catalogue
    from store.damage import Damage
    from store.journal import Journal
    from store.state import State
    from store.tables import Database, JournalStorage, Row


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is."""

    items: int
    unread: int
    starred: int
    stories: int
    moves: int
    sources: int
    alerts: int
    """Outbox rows in any state."""
    alerts_pending: int
    """Outbox rows that still want to be sent."""
    unread_news: int = 0
    """Unread items that belong to a story."""
    news: int = 0
    """Items that belong to a story."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How an item was worded before its source changed it."""

    title: str
    summary: str
    until: datetime


class Contents:
    """The archive's tables as records.

    Args:
        state: the generation that is open.
    """

    def __init__(self, state: State) -> None:
        self._expected: dict[str, tuple[tuple[str, ...], Row]] = {}
        self._hot_lines = HotLines()
        self._take(state)

    def _take(self, state: State) -> None:
        self._state = state

    @property
    def _journal(self) -> Journal:
        return self._state.journal

    @property
    def _catalogue(self) -> Catalogue:
        return self._state.catalogue

    @property
    def _database(self) -> Database:
        return self._state.database

    @property
    def _storage(self) -> JournalStorage:
        return self._state.storage

    def recall(self, name: str) -> str:
        """The note kept under a name; empty if there is none."""
        value = self._rows(META).get(name, {}).get("value", "")
        return value if isinstance(value, str) else ""

    @property
    def set_aside(self) -> tuple[Damage, ...]:
        """Damaged stretches that this opening came upon, in the order of the file."""
        return (*self._state.damages, *self._state.cold.damages, *self._journal.damages)

    @property
    def database(self) -> Database:
        """The tables, as TinyDB: to be read; what is written here goes through the journal too."""
        return self._database

    @property
    def size(self) -> int:
        """Bytes of the journal."""
        return self._journal.size

    @property
    def unfolded(self) -> int:
        """Rows that stand in memory until the next fold takes them to the disk."""
        state = self._state
        rows = sum(len(shelf.hot) for shelf in state.shelves.values())
        return rows + len(self._rows(MARKS)) - state.staying

    def release(self) -> None:
        """Give back the memory that months were read into; they are read from disk again."""
        self._state.cold.release()

    def item(self, item_id: str) -> Item:
        """One item; its body is empty here, see `text`.

        Raises:
            NotFound: there is no such item.
        """
        return self._item(item_id, self._row(ITEMS, item_id))

    def whole(self, item_id: str) -> Item:
        """One item with its body.

        Raises:
            NotFound: there is no such item.
            StoreError: the disk cannot be read.
        """
        item = self.item(item_id)
        return replace(item, article=replace(item.article, text=self.text(item_id)))

    def text(self, item_id: str) -> str:
        """An item's body, read from disk; empty if it has none.

        Raises:
            NotFound: there is no such item.
            StoreError: the disk cannot be read.
        """
        self._row(ITEMS, item_id)
        return next((text for _, text in self.bodies((item_id,))), "")

    def bodies(self, item_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Id and body of those items that have one; what was stored together is read once.

        Raises:
            StoreError: the disk cannot be read.
        """
        fetched = Bodies()
        for key in item_ids:
            state = self._state
            try:
                text = fetched.text(state, key)
            except StoreError:
                if state is self._state:
                    raise
                # A fold put the next generation in its place while this was read.
                text = fetched.text(self._state, key)
            if text:
                yield key, text

    def wordings(self, item_id: str) -> tuple[Wording, ...]:
        """How an item was worded before, oldest first.

        Raises:
            NotFound: there is no such item.
        """
        versions = self._row(ITEMS, item_id).get("versions", ())
        return tuple(
            Wording(v.get("title", ""), v.get("summary", ""), must_read_time(v["until"]))
            for v in versions
        )

    def items(self, *, since: datetime | None = None, newest_first: bool = True) -> Iterator[Item]:
        """All items in the order of the list: first seen, then event time.

        Args:
            since: only those first seen then or later.
            newest_first: False begins with the oldest.

        Yields:
            Items as they stood when this was called, with their marks of now.
        """
        start = micros(since) if since is not None else None
        state = self._state
        hot = state.catalogue.run(state.shelves[ITEMS].hot, newest_first=newest_first, since=start)
        for key, row in state.in_order(ITEMS, hot, start, newest_first=newest_first):
            yield self._item(key, row)

    def holding(self, needs: Needs, *, since: datetime | None = None) -> Iterator[Item]:
        """The items of which a query may hold, newest first: what is left out cannot satisfy it.

        Args:
            needs: As the query says (`newsroom.query.Query.needs`); empty: all items.
            since: only those first seen then or later.
        """
        return (item for item in self.looked_for(needs, since=since) if item is not None)

    def looked_for(self, needs: Needs, *, since: datetime | None = None) -> Iterator[Item | None]:
        """As `holding`, with None whenever some milliseconds went by without an item."""
        if not needs:
            yield from self.items(since=since)
            return
        start = micros(since) if since is not None else None
        state = self._state
        shelf = state.shelves[ITEMS]
        hot = state.catalogue.run(shelf.hot, newest_first=True, since=start)
        runs = [Run(None, self._hot_lines.holding(state, hot, compiled(needs)))]
        # What changed since is asked as it is now, whatever its month's line says.
        runs.extend(
            Run(run.first, only(run.rows, shelf.unhidden))
            for run in state.cold.holding(needs, start)
        )
        for placed in in_order(runs, newest_first=True):
            yield None if placed is None else self._item(placed[1], placed[2])

    def story(self, story_id: str) -> Story:
        """One story.

        Raises:
            NotFound: there is no such story.
        """
        return self._story(story_id, self._row(STORIES, story_id))

    def stories(
        self, *, since: datetime | None = None, newest_first: bool = True
    ) -> Iterator[Story]:
        """All stories by when they were last seen.

        Args:
            since: only those last seen then or later.
            newest_first: False begins with the one that was quiet longest.
        """
        start = micros(since) if since is not None else 0
        state = self._state
        placed = (
            (place, key, row)
            for key, row in tuple(state.shelves[STORIES].hot.items())
            if (place := place_of_story(row)).seen >= start
        )
        hot = sorted(placed, key=itemgetter(0))
        if newest_first:
            hot.reverse()
        for key, row in state.in_order(STORIES, hot, start, newest_first=newest_first):
            yield self._story(key, row)

    def story_items(self, story_id: str) -> tuple[Item, ...]:
        """The items of a story, in its own order.

        Raises:
            NotFound: there is no such story.
        """
        rows = self._rows(ITEMS)
        keys = self._row(STORIES, story_id).get("items", ())
        return tuple(self._item(key, rows[key]) for key in keys if key in rows)

    def move(self, move_id: str) -> Move:
        """One move.

        Raises:
            NotFound: there is no such move.
        """
        return read_move(move_id, self._row(MOVES, move_id))

    def moves(self, *, since: datetime | None = None, newest_first: bool = True) -> Iterator[Move]:
        """All moves by when they were first reported.

        Args:
            since: only those reported then or later.
            newest_first: False begins with the oldest.
        """
        rows = self._rows(MOVES)
        for key in _by_time(rows, "seen", since, newest_first=newest_first):
            if key in rows:
                yield read_move(key, rows[key])

    def corrections(self) -> Iterator[Correction]:
        """What the user said articles are about, oldest first."""
        for key, row in tuple(self._rows(CORRECTIONS).items()):
            yield read_correction(key, row)

    def source_state(self, source_id: str) -> SourceState:
        """What is remembered of a source; of one never checked, that it is new."""
        items = self._catalogue.per_source[source_id]
        row = self._rows(SOURCES).get(source_id)
        if row is None:
            return SourceState(source_id, items=items)
        return read_source(source_id, row, items=items)

    def source_states(self) -> tuple[SourceState, ...]:
        """What is remembered of every source that was ever checked."""
        return tuple(self.source_state(key) for key in tuple(self._rows(SOURCES)))

    def keys(self, source_id: str) -> Identities:
        """Identity key to item id, for one source: everything it ever sent."""
        state = self._state
        return Identities(state.catalogue.keys.get(source_id, {}), state.cold, source_id)

    def find(self, prefix: str, *kinds: str) -> tuple[str, str]:
        """What an id or the beginning of one names: kind and full id.

        Args:
            prefix: the id, or enough of it.
            kinds: what it may name, of "item", "story", "move", "alert", "source"; none: anything.

        Raises:
            NotFound: nothing begins so.
            Ambiguous: several ids begin so.
        """
        return finding.find(prefix, self._storage.tables, kinds)

    def beginning(self, prefix: str, kind: str) -> tuple[str, ...]:
        """The ids that begin so, of one kind: "item", "story", "move", "alert" or "source"."""
        return finding.beginning(prefix, self._storage.tables, kind)

    def counts(self) -> Counts:
        """How much there is, without counting through."""
        items = len(self._rows(ITEMS))
        totals = self._catalogue.totals
        return Counts(
            items=items,
            unread=items - totals["read"],
            starred=totals["starred"],
            stories=len(self._rows(STORIES)),
            moves=len(self._rows(MOVES)),
            sources=len(self._rows(SOURCES)),
            alerts=len(self._rows(OUTBOX)),
            alerts_pending=len(self._catalogue.open_alerts),
            unread_news=totals["news"] - totals["read news"],
            news=totals["news"],
        )

    def _rows(self, table: str) -> Mapping[str, Row]:
        return self._storage.tables.get(table, {})

    def _row(self, table: str, key: str) -> Row:
        row = self._database.named(table).row(key)
        if row is None:
            raise NotFound(f'The archive holds nothing with the id "{key}" among its {table}.')
        return row

    def _item(self, key: str, row: Row) -> Item:
        state = self._state
        about = state.catalogue
        return read_item(
            key,
            row,
            mark=self._mark(key),
            copies=about.copies[key] + state.cold.copies(key),
            alerted=about.told[row.get("story", "")] > 0 or about.told_items[key] > 0,
        )

    def _mark(self, key: str) -> Row | None:
        """The marks of an item, as they will be once those asked for are set."""
        mark = self._rows(MARKS).get(key)
        for ids, values in self._expected.values():
            if key in ids:
                mark = {**(mark or {}), **values}
        return mark

    def _story(self, key: str, row: Row) -> Story:
        return read_story(key, row, alerts=self._catalogue.told[key])


def _by_time(
    rows: Mapping[str, Row], name: str, since: datetime | None, *, newest_first: bool
) -> list[str]:
    least = time_order(write_time(since) or "Z")
    found = [
        (when, place, key)
        for place, (key, row) in enumerate(tuple(rows.items()))
        if (when := time_order(row[name])) >= least
    ]
    return [key for _, _, key in sorted(found, reverse=newest_first)]
