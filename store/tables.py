"""TinyDB over the journal: its tables, at a cost that does not grow with them.

TinyDB hands a storage the whole database on every write. Here `Storage.read` answers with the live
tables, and `Table._update_table` (the one private name overridden; TinyDB is pinned below 5) writes
only the documents an operation touched, as one step of the journal. Documents are changed as
copies: if the disk refuses, the tables are as they were.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Protocol, cast
from weakref import WeakSet

import orjson
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

if TYPE_CHECKING:
    from tinydb.storages import JSONStorage

    from store.journal import Journal

Row = dict[str, Any]
"""One document: JSON values only."""
Rows = dict[str, Row]
"""One table: documents by id, oldest first."""


class Observer(Protocol):
    """Hears of every document that changes, while replaying and later, in the same order."""

    def changed(self, table: str, key: str, old: Row | None, new: Row | None) -> None:
        """A document was written (`old` is None: for the first time) or removed (`new` is None)."""

    def texts_at(self, keys: Mapping[str, str], offset: int) -> None:
        """The bodies of these items lie in the step at `offset`."""


class JournalStorage(Storage):
    """TinyDB's storage: live tables in memory, every change a step of a journal.

    Args:
        journal: where changes go; it is replayed here.
        observer: hears of every change.
        tables: what was folded out of the journal before; they belong to this from here on.
        guard: held while a change is decided, written and applied; the same one over generations.
    """

    def __init__(
        self,
        journal: Journal,
        observer: Observer,
        tables: dict[str, MutableMapping[str, Row]] | None = None,
        guard: threading.RLock | None = None,
    ) -> None:
        self.tables: dict[str, MutableMapping[str, Row]] = tables if tables is not None else {}
        """The live tables: to be read, never to be written."""
        self.guard = guard or threading.RLock()
        """Held while a change is decided, written and applied."""
        self._journal = journal
        self._observer = observer
        self._users: WeakSet[JournalTable] = WeakSet()
        self.catch_up()

    def catch_up(self) -> bool:
        """Apply the steps that the journal holds and these tables do not yet.

        Returns:
            True if there were any.
        """
        found = False
        # Nothing that is read here is garbage; looking for it would take as long as the reading.
        collecting = gc.isenabled()
        gc.disable()
        try:
            for step in self._journal.replay():
                self._apply(step.change, step.offset)
                found = True
        finally:
            if collecting:
                gc.enable()
        if found:
            self._forget_searches()
        return found

    def read(self) -> dict[str, Rows] | None:
        """All tables as TinyDB wants them; the documents are the live ones."""
        return cast("dict[str, Rows]", dict(self.tables)) or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Make the tables what TinyDB says they are, by writing only the difference.

        Raises:
            StoreError: the disk refused.
        """
        with self.guard:
            change: dict[str, Any] = {
                "drop": [name for name in self.tables if name not in data],
                "put": {},
                "del": {},
            }
            for name, rows in data.items():
                live = self.tables.get(name)
                if live is rows:
                    continue
                here = live or {}
                put = {key: dict(row) for key, row in rows.items() if here.get(key) != row}
                if put or live is None:
                    change["put"][name] = put
                if gone := [key for key in here if key not in rows]:
                    change["del"][name] = gone
            self.commit(change)

    def commit(self, change: Mapping[str, Any], *, loose: bool = False) -> None:
        """Write one step and then apply it: all of it or, if the disk refuses, nothing.

        Args:
            change: "put", "del", "drop", "text" as in `store.journal`; empty parts are left out.
                The documents belong to the tables from here on.
            loose: a power cut may take it back.

        Raises:
            StoreError: the disk refused.
        """
        with self.guard:
            step = {part: value for part, value in change.items() if value}
            if step:
                self._apply(step, self._journal.append(step, loose=loose))
                self._forget_searches()

    def close(self) -> None:
        """Give the journal's file back."""
        self._journal.close()

    def serve(self, table: JournalTable) -> None:
        """Remember a table whose cached searches end with the next change."""
        self._users.add(table)

    def _forget_searches(self) -> None:
        for table in self._users:
            table.clear_cache()

    def _apply(self, change: Mapping[str, Any], offset: int) -> None:
        for name in change.get("drop", ()):
            for key in list(self.tables.get(name, ())):
                self._set(name, key, None)
            self.tables.pop(name, None)
        for name, keys in change.get("del", {}).items():
            for key in keys:
                self._set(name, key, None)
        for name, rows in change.get("put", {}).items():
            self.tables.setdefault(name, {})
            for key, row in rows.items():
                self._set(name, key, row)
        if text := change.get("text"):
            self._observer.texts_at(text, offset)

    def _set(self, name: str, key: str, new: Row | None) -> None:
        table = self.tables.get(name, {})
        old = table.get(key)
        if new is not None:
            table[key] = new
        elif old is None:
            return
        else:
            del table[key]
        self._observer.changed(name, key, old, new)


class _Draft(MutableMapping[Any, Any]):
    """What an updater of TinyDB sees of a table: copies of what it touches, the rest untouched."""

    def __init__(self, live: MutableMapping[str, Row], key_type: Callable[[str], Any]) -> None:
        self._live = live
        self._key_type = key_type
        self._mine: dict[str, Any] = {}
        self._gone: set[str] = set()

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - keys and documents are the caller's
        name = str(key)
        if name not in self._mine:
            if name in self._gone:
                raise KeyError(key)
            # Through JSON: a deep copy, and a fast one.
            self._mine[name] = orjson.loads(orjson.dumps(self._live[name]))
        return self._mine[name]

    def __setitem__(self, key: Any, value: Any) -> None:  # noqa: ANN401 - as above
        self._mine[str(key)] = value
        self._gone.discard(str(key))

    def __delitem__(self, key: Any) -> None:  # noqa: ANN401 - as above
        if key not in self:
            raise KeyError(key)
        name = str(key)
        self._mine.pop(name, None)
        if name in self._live:
            self._gone.add(name)

    def __contains__(self, key: object) -> bool:
        name = str(key)
        return name in self._mine or (name in self._live and name not in self._gone)

    def __iter__(self) -> Iterator[Any]:
        for name in self._live:
            if name not in self._gone:
                yield self._key_type(name)
        for name in self._mine:
            if name not in self._live:
                yield self._key_type(name)

    def __len__(self) -> int:
        return len(self._live) - len(self._gone) + sum(n not in self._live for n in self._mine)

    def clear(self) -> None:
        self._mine.clear()
        self._gone.update(self._live)

    def change(self, name: str) -> dict[str, Any]:
        """The difference between the draft and the table, as a step of the journal."""
        put = {key: row for key, row in self._mine.items() if self._live.get(key) != row}
        return {
            "put": {name: put} if put else {},
            "del": {name: sorted(self._gone)} if self._gone else {},
        }


class JournalTable(Table):
    """TinyDB's table; an operation costs what it touches."""

    def __init__(self, storage: JournalStorage, name: str, **options: Any) -> None:  # noqa: ANN401 - TinyDB's own
        storage.serve(self)
        super().__init__(storage, name, **options)

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        storage = cast("JournalStorage", self._storage)
        with storage.guard:
            new = self.name not in storage.tables
            draft = _Draft(storage.tables.get(self.name, {}), self.document_id_class)
            updater(cast("dict[int, Mapping[str, Any]]", draft))
            change = draft.change(self.name)
            if new:
                change["put"].setdefault(self.name, {})
            storage.commit(change)
            self.clear_cache()


class NamedTable(JournalTable):
    """A table whose documents have ids of text.

    TinyDB types ids as int but asks only `document_id_class` of them; what it cannot do for text is
    to make up the next one, so that a document without an id is refused.
    """

    document_id_class = cast("type[int]", str)

    def insert(self, document: Mapping[str, Any]) -> int:
        """As TinyDB, for a document made by `named`.

        Raises:
            ValueError: the document has no id of its own, or its id is taken.
            StoreError: the disk refused.
        """
        return super().insert(self._with_id(document))

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """As TinyDB, for documents made by `named`; one step for all.

        Raises:
            ValueError: a document has no id of its own, or its id is taken.
            StoreError: the disk refused.
        """
        return super().insert_multiple(map(self._with_id, documents))

    def _with_id(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        if not isinstance(document, Document):
            raise ValueError(f"A document of the table {self.name} needs an id of its own.")  # noqa: TRY004 - as TinyDB does
        return document

    def row(self, key: str) -> Row | None:
        """One document by its id; None if there is none."""
        return self.get(doc_id=cast("int", key))

    def put(self, key: str, row: Mapping[str, Any]) -> None:
        """Write one document, whole.

        Raises:
            StoreError: the disk refused.
        """

        def write(table: MutableMapping[Any, Any]) -> None:
            table[key] = dict(row)

        self._update_table(cast("Callable[[dict[int, Mapping[str, Any]]], None]", write))

    def named(self, key: str, row: Mapping[str, Any]) -> Document:
        """A document with an id of text, as `insert` and `upsert` take it."""
        return Document(row, cast("int", key))


class Database(TinyDB):
    """TinyDB with named tables over a journal: `Database(journal, observer)`."""

    table_class = cast("type[Table]", NamedTable)
    default_storage_class = cast("type[JSONStorage]", JournalStorage)

    @property
    def journaled(self) -> JournalStorage:
        """The storage, by its own type."""
        return cast("JournalStorage", self.storage)

    def named(self, name: str) -> NamedTable:
        """A table, by its own type."""
        return cast("NamedTable", self.table(name))
