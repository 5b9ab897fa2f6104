"""What the archive counts and looks up without reading its tables through.

Kept by hearing of every change of a document, while the journal is replayed and afterwards alike,
so that it is the same after a restart.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from store.moments import time_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from store.tables import Row

ITEMS = "items"
STORIES = "stories"
MOVES = "moves"
SOURCES = "sources"
OUTBOX = "outbox"
MARKS = "marks"
META = "meta"
CORRECTIONS = "corrections"

_OPEN = ("pending", "held", "failed")
"""States of outbox rows that still want to be sent."""


class Catalogue:
    """Orders, counts and identities; read freely, changed only by what the journal says."""

    def __init__(self) -> None:
        self.order: list[str] = []
        """Items, oldest first: first seen, then event time, then as they got that place."""
        self.keys: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """Identity key to item, a source at a time; the first item keeps a key."""
        self.per_source: Counter[str] = Counter()
        """Items, by source."""
        self.copies: Counter[str] = Counter()
        """Near-identical copies, by the item they are copies of."""
        self.texts: dict[str, int] = {}
        """Offset of the journal's step that holds an item's body."""
        self.in_stories: set[str] = set()
        """Items that belong to a story: they name something watched."""
        self.read: set[str] = set()
        self.starred: set[str] = set()
        """Items by the user's marks; an item that is not stored may be among them."""
        self.open_alerts: set[str] = set()
        """Outbox rows that still want to be sent."""
        self.told: Counter[str] = Counter()
        """Outbox rows, by story."""
        self.told_items: Counter[str] = Counter()
        """Outbox rows, by the item they are about."""
        self._places: dict[str, str] = {}
        self._hear: dict[str, Callable[[str, Row | None, Row | None], None]] = {
            ITEMS: self._item_changed,
            MARKS: self._mark_changed,
            OUTBOX: self._alert_changed,
        }

    def changed(self, table: str, key: str, old: Row | None, new: Row | None) -> None:
        """Take in one changed document (see `store.tables.Observer`)."""
        hear = self._hear.get(table)
        if hear is not None:
            hear(key, old, new)

    def texts_at(self, keys: Iterable[str], offset: int) -> None:
        """Take in where the bodies of items lie."""
        self.texts.update(dict.fromkeys(keys, offset))

    def since(self, moment: str | None) -> list[str]:
        """Items first seen at a stored time or later, oldest first; None: all."""
        if moment is None:
            return self.order.copy()
        return self.order[bisect_left(self.order, time_order(moment), key=self._place) :]

    def _place(self, key: str) -> str:
        return self._places[key]

    def _item_changed(self, key: str, old: Row | None, new: Row | None) -> None:
        if old is not None:
            self.copies[old.get("copy_of", "")] -= 1
        if new is not None and new.get("story"):
            self.in_stories.add(key)
        else:
            self.in_stories.discard(key)
        if new is None:
            self._item_gone(key, old or {})
            return
        self.copies[new.get("copy_of", "")] += 1
        source = new.get("source", "")
        if old is None:
            self.per_source[source] += 1
        known = self.keys[source]
        for identity in new.get("keys", ()):
            known.setdefault(identity, key)
        self._put_in_order(key, new)

    def _put_in_order(self, key: str, row: Row) -> None:
        event = row["event"] if "event" in row else row["seen"]
        place = f"{time_order(row['seen'])} {time_order(event)}"
        before = self._places.get(key)
        if before == place:
            return
        if before is not None:
            self._leave_order(key, before)
        self._places[key] = place
        if not self.order or self._places[self.order[-1]] <= place:
            # The common case, kept from costing more with every item there is.
            self.order.append(key)
        else:
            insort(self.order, key, key=self._place)

    def _leave_order(self, key: str, place: str) -> None:
        del self.order[self.order.index(key, bisect_left(self.order, place, key=self._place))]
        del self._places[key]

    def _item_gone(self, key: str, row: Row) -> None:
        source = row.get("source", "")
        self.per_source[source] -= 1
        known = self.keys[source]
        for identity in row.get("keys", ()):
            if known.get(identity) == key:
                del known[identity]
        self.texts.pop(key, None)
        self._leave_order(key, self._places[key])

    def _mark_changed(self, key: str, _old: Row | None, new: Row | None) -> None:
        for name, marked in (("read", self.read), ("starred", self.starred)):
            if new is not None and new.get(name):
                marked.add(key)
            else:
                marked.discard(key)

    def _alert_changed(self, key: str, old: Row | None, new: Row | None) -> None:
        for row, step in ((old, -1), (new, 1)):
            if row is not None:
                self._count_told(row, step)
        if new is not None and new.get("state") in _OPEN:
            self.open_alerts.add(key)
        else:
            self.open_alerts.discard(key)

    def _count_told(self, row: Mapping[str, str], step: int) -> None:
        for name, told in (("story", self.told), ("item", self.told_items)):
            if row.get(name):
                told[row[name]] += step
