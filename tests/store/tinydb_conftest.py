"""Puts TinyDB's own tests on the journal; copied beside them as their `conftest.py`.

`TinyDB` is ours wherever a test takes TinyDB's memory or a file of its own; where it brings a
storage or a middleware it is about that, and stays.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import tinydb
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import JSONStorage, MemoryStorage
from tinydb.table import Table

from store.disk import Disk
from store.journal import Journal
from store.tables import Database, JournalStorage, JournalTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.tables import Row


class Deaf:
    """Hears of changes and does nothing."""

    def changed(self, table: str, key: str, old: Row | None, new: Row | None) -> None:
        pass

    def texts_at(self, keys: object, offset: int) -> None:
        pass


class JournaledDatabase(Database):
    """TinyDB's constructor, over a journal."""

    def __init__(self, *args: Any, storage: type = JSONStorage, **options: Any) -> None:  # noqa: ANN401 - TinyDB's own
        if storage is MemoryStorage:
            folder = Path(tempfile.mkdtemp(dir=_FOLDERS.name))
        elif storage is JSONStorage and args:
            folder = Path(f"{args[0]}.journal")
            folder.mkdir(exist_ok=True)
        else:
            self.table_class = Table
            super().__init__(*args, storage=storage, **options)
            return
        self.table_class = cast("type[Table]", JournalTable)
        journal = Journal(folder, Disk(), write=True)
        super().__init__(journal, Deaf(), storage=JournalStorage)


_FOLDERS = tempfile.TemporaryDirectory(prefix="tinydb-suite-")
tinydb.TinyDB = JournaledDatabase  # type: ignore[misc]


@pytest.fixture
def db() -> Iterator[JournaledDatabase]:
    """Three documents, as TinyDB's tests expect them."""
    database = JournaledDatabase(storage=MemoryStorage)
    database.insert_multiple({"int": 1, "char": char} for char in "abc")
    yield database
    database.close()


@pytest.fixture
def storage() -> object:
    """What TinyDB's tests of its middleware are about: its own."""
    return CachingMiddleware(MemoryStorage)()  # type: ignore[no-untyped-call]
