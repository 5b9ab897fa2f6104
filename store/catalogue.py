"""What the archive counts and looks up without reading its tables through.

Kept by hearing of every change of a document, while the journal is replayed and afterwards alike,
so that it is the same after a restart.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from store.segment import place_of_item

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from store.segment import Place
    from store.tables import Row

ITEMS = "items"
STORIES = "stories"
MOVES = "moves"
SOURCES = "sources"
OUTBOX = "outbox"
MARKS = "marks"
META = "meta"
CORRECTIONS = "corrections"

OPEN = ("pending", "held", "failed")
"""States of outbox rows that still want to be sent."""


def recounted(
    items: Mapping[str, Row], marks: Mapping[str, Row], staying: Collection[str] = ()
) -> Catalogue:
    """Count everything anew, from the items and marks themselves.

    Args:
        items: All there are.
        marks: The user's, by item.
        staying: Items that are in no month: they are counted when they are read, but for marks.
    """
    catalogue = Catalogue()
    for key in items:
        row, mark = items.get(key), marks.get(key) or {}
        if row is None:
            continue
        if key in staying:
            catalogue.totals.update({name: bool(mark.get(name)) for name in ("read", "starred")})
        else:
            catalogue.count(row, mark)
    return catalogue


class Catalogue:
    """Orders, counts and identities; read freely, changed only by what the journal says.

    Of items in months only what they add up to is held here: orders and identities are those of
    the items in memory.

    Args:
        items: The items, by id.
        marks: The user's marks, by item.
        counters: What the months add up to, as `counters` gave it when they were folded.
    """

    def __init__(
        self,
        items: Mapping[str, Row] | None = None,
        marks: Mapping[str, Row] | None = None,
        counters: Mapping[str, Mapping[str, int]] | None = None,
    ) -> None:
        base = counters or {}
        self.order: list[str] = []
        """Items in memory, oldest first: first seen, event time, then as they got that place."""
        self.keys: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """Identity key to item in memory, a source at a time; the first item keeps a key."""
        self.per_source: Counter[str] = Counter(base.get("per_source", {}))
        """Items, by source."""
        self.totals: Counter[str] = Counter(base.get("totals", {}))
        """"read" and "starred" marks; "news": items that belong to a story; "read news": both."""
        self.copies: Counter[str] = Counter()
        """Near-identical copies among the items in memory, by the item they are copies of."""
        self.texts: dict[str, int] = {}
        """Offset of the journal's step that holds an item's body."""
        self.open_alerts: set[str] = set()
        """Outbox rows that still want to be sent."""
        self.told: Counter[str] = Counter()
        """Outbox rows, by story."""
        self.told_items: Counter[str] = Counter()
        """Outbox rows, by the item they are about."""
        self._items: Mapping[str, Row] = items if items is not None else {}
        self._marks: Mapping[str, Row] = marks if marks is not None else {}
        self._places: dict[str, Place] = {}

    def counters(self) -> dict[str, dict[str, int]]:
        """What everything adds up to, to begin the next generation with."""
        return {"per_source": dict(self.per_source), "totals": dict(self.totals)}

    def count(self, row: Row, mark: Row) -> None:
        """Take in only what one item with its marks adds to what there is."""
        news, read = bool(row.get("story")), bool(mark.get("read"))
        self.per_source[row.get("source", "")] += 1
        self.totals.update(
            {
                "read": read,
                "starred": bool(mark.get("starred")),
                "news": news,
                "read news": news and read,
            }
        )

    def changed(self, table: str, key: str, old: Row | None, new: Row | None) -> None:
        """Take in one changed document (see `store.tables.Observer`)."""
        # No table of bound methods: what refers to itself stays, with the months it knows, until
        # somebody looks for such garbage.
        if table == ITEMS:
            self._item_changed(key, old, new)
        elif table == MARKS:
            self._mark_changed(key, old, new)
        elif table == OUTBOX:
            self._alert_changed(key, old, new)

    def texts_at(self, keys: Iterable[str], offset: int) -> None:
        """Take in where the bodies of items lie."""
        self.texts.update(dict.fromkeys(keys, offset))

    def run(
        self, rows: Mapping[str, Row], *, newest_first: bool, since: int | None
    ) -> Iterator[tuple[Place, str, Row]]:
        """The items in memory with their places, in the order of the list.

        Args:
            rows: Their documents as they stand.
            newest_first: Else the oldest first.
            since: Only those first seen then or later, in microseconds since 1970.
        """
        start = 0 if since is None else bisect_left(self.order, since, key=self._seen)
        keys = self.order[start:]
        for key in reversed(keys) if newest_first else keys:
            row = rows.get(key)
            if row is not None:
                yield self._places.get(key) or place_of_item(row), key, row

    def _seen(self, key: str) -> int:
        return self._places[key].seen

    def _place(self, key: str) -> Place:
        return self._places[key]

    def _item_changed(self, key: str, old: Row | None, new: Row | None) -> None:
        if old is not None:
            self.copies[old.get("copy_of", "")] -= 1
        was, is_news = bool(old and old.get("story")), bool(new and new.get("story"))
        if was != is_news:
            self._count_news(key, 1 if is_news else -1)
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

    def _count_news(self, key: str, step: int) -> None:
        self.totals["news"] += step
        if (self._marks.get(key) or {}).get("read"):
            self.totals["read news"] += step

    def _put_in_order(self, key: str, row: Row) -> None:
        place = place_of_item(row)
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

    def _leave_order(self, key: str, place: Place) -> None:
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
        if key in self._places:
            self._leave_order(key, self._places[key])

    def _mark_changed(self, key: str, old: Row | None, new: Row | None) -> None:
        for name in ("read", "starred"):
            step = bool(new and new.get(name)) - bool(old and old.get(name))
            self.totals[name] += step
            if step and name == "read" and (self._items.get(key) or {}).get("story"):
                self.totals["read news"] += step

    def _alert_changed(self, key: str, old: Row | None, new: Row | None) -> None:
        for row, step in ((old, -1), (new, 1)):
            if row is not None:
                self._count_told(row, step)
        if new is not None and new.get("state") in OPEN:
            self.open_alerts.add(key)
        else:
            self.open_alerts.discard(key)

    def _count_told(self, row: Mapping[str, str], step: int) -> None:
        for name, told in (("story", self.told), ("item", self.told_items)):
            if row.get(name):
                told[row[name]] += step
