"""Tables that are partly on disk: what changed lately in memory, over months that do not change."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING

from store.cold import READ, STARRED
from store.segment import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from store.cold import Cold
    from store.order import Placed
    from store.tables import Row


class Shelf(MutableMapping[str, "Row"]):
    """A table: a document in memory hides the one of the same id in a month.

    Args:
        table: Its name, a key of `store.segment.PLACES`.
        cold: The months.
    """

    def __init__(self, table: str, cold: Cold) -> None:
        self.hot: dict[str, Row] = {}
        """Rows that are in no month, or changed since."""
        self.gone: set[str] = set()
        """Rows of months that were removed since."""
        self._table = table
        self._place_of = PLACES[table]
        self._cold = cold
        self._fresh = 0
        self._shadows: set[str] = set()

    def __getitem__(self, key: str) -> Row:
        row = self.get(key)
        if row is None:
            raise KeyError(key)
        return row

    def get(self, key: str, default: Row | None = None) -> Row | None:  # type: ignore[override] # documents only
        """The document of a row."""
        row = self.hot.get(key)
        if row is not None:
            return row
        row = None if key in self.gone else self._cold.row(self._table, key)
        return default if row is None else row

    def __contains__(self, key: object) -> bool:
        if key in self.hot:
            return True
        return isinstance(key, str) and key not in self.gone and self._cold.has(self._table, key)

    def __setitem__(self, key: str, row: Row) -> None:
        if key in self.gone:
            self.gone.discard(key)
            self._shadows.add(key)
        elif key not in self.hot:
            if self._cold.has(self._table, key):
                self._shadows.add(key)
            else:
                self._fresh += 1
        self.hot[key] = row

    def __delitem__(self, key: str) -> None:
        if key in self.gone:
            raise KeyError(key)
        folded = self._cold.has(self._table, key)
        self._shadows.discard(key)
        if key in self.hot:
            del self.hot[key]
            self._fresh -= not folded
        elif not folded:
            raise KeyError(key)
        if folded:
            self.gone.add(key)

    def __iter__(self) -> Iterator[str]:
        for run in self._cold.runs(self._table, newest_first=False, since=None):
            yield from (row[1] for row in run.rows if row is not None and not self.hides(row[1]))
        yield from self.hot

    def __len__(self) -> int:
        return self._cold.counts[self._table] + self._fresh - len(self.gone)

    def hides(self, key: str) -> bool:
        """Whether what a month says of a row counts no longer."""
        return key in self.hot or key in self.gone

    def folded(self, placed: Placed) -> Row | None:
        """What stands at a month's place: the row, as it is now; None if it is elsewhere now."""
        place, key, row = placed
        if key in self.gone:
            return None
        now = self.hot.get(key)
        if now is None:
            return row
        return now if self._place_of(now) == place else None

    def unhidden(self, placed: Placed) -> Row | None:
        """A month's row, if it is as it was."""
        return None if self.hides(placed[1]) else placed[2]

    def fresh(self, placed: Placed) -> Row | None:
        """A row in memory, unless it stands at its place in a month still."""
        place, key, row = placed
        if key not in self._shadows:
            return row
        before = self._cold.row(self._table, key)
        return None if before is not None and self._place_of(before) == place else row

    def beginning(self, prefix: str) -> Iterator[str]:
        """The ids that begin so."""
        yield from (key for key in tuple(self.hot) if key.startswith(prefix))
        yield from (key for key in self._cold.beginning(self._table, prefix) if not self.hides(key))


class MarkShelf(MutableMapping[str, "Row"]):
    """The user's marks by item: those of the months are numbers, of which no list is kept.

    Iterating and counting know only the marks in memory.

    Args:
        cold: The months.
    """

    def __init__(self, cold: Cold) -> None:
        self.hot: dict[str, Row] = {}
        self._cold = cold

    def __getitem__(self, key: str) -> Row:
        row = self.get(key)
        if row is None:
            raise KeyError(key)
        return row

    def get(self, key: str, default: Row | None = None) -> Row | None:  # type: ignore[override] # documents only
        """The marks of an item."""
        row = self.hot.get(key)
        if row is not None:
            return row
        marks = self._cold.marks(key)
        return {"read": bool(marks & READ), "starred": bool(marks & STARRED)} if marks else default

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __setitem__(self, key: str, row: Row) -> None:
        self.hot[key] = row

    def __delitem__(self, key: str) -> None:
        if key not in self.hot:
            raise KeyError(key)
        del self.hot[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.hot)

    def __len__(self) -> int:
        return len(self.hot)


def marks_number(row: Row) -> int:
    """Marks as the number that the months keep."""
    return READ * bool(row.get("read")) | STARRED * bool(row.get("starred"))


class Identities:
    """Identity key to item id, for one source: everything it ever sent.

    It can only be asked: nobody lists a million keys.

    Args:
        hot: Those of items in memory.
        cold: The months.
        source: Id of the source.
    """

    def __init__(self, hot: Mapping[str, str], cold: Cold, source: str) -> None:
        self._hot, self._cold, self._source = hot, cold, source

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._owner(key) is not None

    def __getitem__(self, key: str) -> str:
        owner = self._owner(key)
        if owner is None:
            raise KeyError(key)
        return owner

    def get(self, key: str, default: str) -> str:
        """The item that had a key first, or `default`."""
        return self._owner(key) or default

    def _owner(self, key: str) -> str | None:
        # The first item that had a key keeps it.
        return self._cold.owner(self._source, key) or self._hot.get(key)
