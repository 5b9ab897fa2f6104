"""What llamawatch relies on of TinyDB, held on a journal."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from tinydb import Query, where
from tinydb.operations import delete, increment
from tinydb.table import Document

from newsroom.errors import StoreError
from store.disk import Disk
from store.journal import Journal
from store.tables import Database, JournalStorage, JournalTable, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[str, str, bool, bool]] = []

    def changed(self, table: str, key: str, old: Row | None, new: Row | None) -> None:
        self.heard.append((table, key, old is not None, new is not None))

    def texts_at(self, keys: Mapping[str, str], offset: int) -> None:
        pass


class NumberedDatabase(Database):
    """Ids as TinyDB makes them up."""

    table_class = JournalTable


@pytest.fixture
def open_database(tmp_path: Path) -> Iterator[Callable[[], NumberedDatabase]]:
    opened: list[NumberedDatabase] = []

    def opener() -> NumberedDatabase:
        for old in opened:
            old.close()
        new = NumberedDatabase(Journal(tmp_path, Disk(), write=True), Listener())
        opened.append(new)
        return new

    yield opener
    for database in opened:
        database.close()


@pytest.fixture
def named(tmp_path: Path) -> Iterator[Database]:
    database = Database(Journal(tmp_path, Disk(), write=True), Listener())
    yield database
    database.close()


def test_what_is_inserted_is_found_after_reopening(
    open_database: Callable[[], NumberedDatabase],
) -> None:
    table = open_database().table("news")
    assert table.insert({"title": "a", "score": 1}) == 1
    assert table.insert_multiple([{"title": "b", "score": 2}, {"title": "c", "score": 3}]) == [2, 3]
    again = open_database().table("news")
    assert again.all() == [
        {"title": "a", "score": 1},
        {"title": "b", "score": 2},
        {"title": "c", "score": 3},
    ]
    assert again.get(doc_id=2) == {"title": "b", "score": 2}
    assert again.insert({"title": "d"}) == 4


def test_searching_updating_and_removing_do_as_tinydb_says(
    open_database: Callable[[], NumberedDatabase],
) -> None:
    table = open_database().table("news")
    table.insert_multiple({"title": name, "score": i} for i, name in enumerate("abcd"))
    one = Query()
    assert [d.doc_id for d in table.search(one.score >= 2)] == [3, 4]
    assert table.update({"seen": True}, one.title == "a") == [1]
    assert table.update(increment("score"), doc_ids=[1, 99]) == [1]
    assert table.update_multiple([({"seen": False}, where("title") == "b")]) == [2]
    assert table.remove(where("score") > 2) == [4]
    assert table.remove(doc_ids=[3, 77]) == [3]
    assert table.update(delete("seen"), doc_ids=[2]) == [2]
    expected = [{"title": "a", "score": 1, "seen": True}, {"title": "b", "score": 1}]
    assert table.all() == expected
    assert len(table) == table.count(where("title").exists()) == 2
    assert table.contains(one.title == "a")
    assert not table.contains(doc_id=4)
    assert open_database().table("news").all() == expected


def test_upsert_updates_or_inserts(open_database: Callable[[], NumberedDatabase]) -> None:
    table = open_database().table("news")
    assert table.upsert({"title": "a"}, where("title") == "a") == [1]
    assert table.upsert({"title": "a", "seen": True}, where("title") == "a") == [1]
    assert table.upsert(Document({"title": "z"}, doc_id=9)) == [9]
    assert table.insert({"title": "next"}) == 10
    assert open_database().table("news").get(doc_id=1) == {"title": "a", "seen": True}


def test_an_id_is_taken_once(open_database: Callable[[], NumberedDatabase]) -> None:
    table = open_database().table("news")
    table.insert(Document({"title": "a"}, doc_id=1))
    with pytest.raises(ValueError, match="already exists"):
        table.insert(Document({"title": "b"}, doc_id=1))
    with pytest.raises(ValueError, match="already exists"):
        table.insert_multiple([{"title": "c"}, Document({"title": "d"}, doc_id=1)])
    assert table.all() == [{"title": "a"}]


def test_an_updater_that_raises_changes_nothing(
    open_database: Callable[[], NumberedDatabase],
) -> None:
    database = open_database()
    table = database.table("news")
    table.insert_multiple([{"tags": ["a"]}, {"tags": ["b"]}])
    size = database.journaled.tables["news"]["1"]

    def spoil(document: dict[str, list[str]]) -> None:
        document["tags"].append("x")
        if "b" in document["tags"]:
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        table.update(spoil)  # type: ignore[arg-type] # TinyDB types it for any mapping
    assert size == {"tags": ["a"]}
    assert open_database().table("news").all() == [{"tags": ["a"]}, {"tags": ["b"]}]


def test_tables_are_truncated_and_dropped_for_good(
    open_database: Callable[[], NumberedDatabase],
) -> None:
    database = open_database()
    for name in ("a", "b", "c"):
        database.table(name).insert({"x": 1})
    database.table("a").truncate()
    database.drop_table("b")
    assert database.tables() == {"a", "c"}
    again = open_database()
    assert again.tables() == {"a", "c"}
    assert again.table("a").insert({"x": 2}) == 1
    again.drop_tables()
    assert open_database().tables() == set()


def test_the_default_table_and_empty_ones_are_kept(
    open_database: Callable[[], NumberedDatabase],
) -> None:
    database = open_database()
    database.insert({"x": 1})
    database.table("empty", persist_empty=True)
    assert len(database) == 1
    again = open_database()
    assert again.tables() == {"_default", "empty"}
    assert list(again) == [{"x": 1}]


def test_a_cached_search_ends_with_any_change(
    open_database: Callable[[], NumberedDatabase],
) -> None:
    database = open_database()
    table = database.table("news")
    table.insert({"x": 1})
    assert len(table.search(where("x") == 1)) == 1
    database.journaled.commit({"put": {"news": {"2": {"x": 1}}}})
    assert len(table.search(where("x") == 1)) == 2


def test_writing_the_whole_database_writes_the_difference(
    open_database: Callable[[], NumberedDatabase],
) -> None:
    database = open_database()
    database.table("a").insert_multiple([{"x": 1}, {"x": 2}])
    database.table("b").insert({"y": 1})
    storage: JournalStorage = database.journaled
    storage.write({"a": {"1": {"x": 1}, "3": {"x": 3}}, "c": {}})
    expected = {"a": {"1": {"x": 1}, "3": {"x": 3}}, "c": {}}
    assert storage.read() == expected
    assert open_database().journaled.read() == expected


def test_an_operation_that_changes_nothing_writes_nothing(
    open_database: Callable[[], NumberedDatabase], tmp_path: Path
) -> None:
    table = open_database().table("news")
    table.insert({"x": 1})
    before = (tmp_path / "journal.jsonl").stat().st_size
    table.update({"x": 1})
    table.remove(where("x") == 5)
    assert (tmp_path / "journal.jsonl").stat().st_size == before


def test_a_named_table_takes_ids_of_text(named: Database) -> None:
    table = named.named("items")
    table.put("abc", {"title": "a"})
    table.insert(table.named("xyz", {"title": "b"}))
    assert table.row("abc") == {"title": "a"}
    assert table.row("nothing") is None
    assert [str(d.doc_id) for d in table.search(where("title") == "b")] == ["xyz"]
    with pytest.raises(ValueError, match="needs an id of its own"):
        table.insert({"title": "c"})
    with pytest.raises(ValueError, match="needs an id of its own"):
        table.insert_multiple([{"title": "c"}])


def test_a_full_disk_leaves_the_tables_as_they_were(tmp_path: Path) -> None:
    class FullDisk(Disk):
        full = False

        def write(self, handle: int, data: bytes | memoryview) -> int:
            if self.full:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(handle, data)

    disk = FullDisk()
    database = Database(Journal(tmp_path, disk, write=True), Listener())
    table = database.named("items")
    table.put("a", {"tags": ["one"]})
    disk.full = True
    with pytest.raises(StoreError, match="No space left on device"):
        table.update({"tags": ["two"]})
    with pytest.raises(StoreError, match="No space left on device"):
        database.drop_tables()
    assert table.row("a") == {"tags": ["one"]}
    disk.full = False
    table.put("b", {"tags": []})
    database.close()


def test_observers_hear_the_same_on_replay(tmp_path: Path) -> None:
    live, replayed = Listener(), Listener()
    database = Database(Journal(tmp_path, Disk(), write=True), live)
    table = database.named("items")
    table.put("a", {"x": 1})
    table.put("a", {"x": 2})
    table.put("b", {"x": 3})
    table.remove(where("x") == 2)
    database.drop_table("items")
    database.close()
    Database(Journal(tmp_path, Disk(), write=False), replayed).close()
    assert replayed.heard == live.heard
    assert live.heard[0] == ("items", "a", False, True)
