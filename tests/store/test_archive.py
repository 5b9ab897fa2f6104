from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import Ambiguous, NotFound, StoreError, StoreLocked
from store.archive import Archive
from store.disk import Disk
from tests.store.openings import FullDisk
from tests.store.samples import (
    CHANNELS,
    NOON,
    CountingDisk,
    article,
    check,
    filled,
    move,
    reading,
    story,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newsroom.records import Story

HOUR = timedelta(hours=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as opened:
        yield opened


def test_one_check_is_one_line(archive: Archive) -> None:
    path = archive.folder / "journal.jsonl"
    before = path.read_bytes().count(b"\n")
    archive.record(check(), [filled("a1"), filled("a2")], channels=CHANNELS)
    assert path.read_bytes().count(b"\n") == before + 1
    assert path.stat().st_size == archive.size


def test_a_mark_that_is_there_already_writes_nothing(archive: Archive) -> None:
    archive.record(check(), [reading(article("a1"))])
    size = archive.size
    archive.mark("a1", read=False, now=NOON)
    assert archive.size == size
    archive.mark("a1", read=True, now=NOON)
    assert archive.size > size
    with pytest.raises(NotFound, match='nothing with the id "zz" among its items'):
        archive.mark_all(["a1", "zz"], starred=True, now=NOON)
    assert not archive.item("a1").starred


def test_what_is_written_while_what_is_known_is_made_is_known_too(tmp_path: Path) -> None:
    class Interrupted(Archive):
        meanwhile: Thread | None = None

        def bodies(self, item_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
            # Read last, after stories and moves.
            self.meanwhile = self.meanwhile or self._write()
            return super().bodies(item_ids)

        def _write(self) -> Thread:
            one = reading(article("b1"), story("s2", "b1"), moves=(move("m1"),))
            thread = Thread(target=self.record, args=(check(), [one]))
            thread.start()
            thread.join(timeout=20)
            return thread

    with Interrupted.open(tmp_path) as archive:
        archive.record(check(), [filled("a1")])
        assert isinstance(archive, Interrupted)
        known = archive.known
        assert archive.meanwhile is not None
        assert not archive.meanwhile.is_alive(), "the writer had to wait"
        assert {s.id for s in known.stories()} == {"story-a1", "s2"}
        assert known.move("m1") == archive.move("m1")
        assert archive.known is known


def test_single_things_are_looked_up_without_making_what_is_known(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.record(check(), [filled("a1"), reading(article("b1"), moves=(move("m1"),))])

    def refuse(*_: object, **__: object) -> Iterator[Story]:
        raise AssertionError("the archive was read through")

    with monkeypatch.context() as patched:
        patched.setattr(Archive, "stories", refuse)
        patched.setattr(Archive, "items", refuse)
        known = archive.known_so_far
        assert known.story("story-a1") == archive.story("story-a1")
        assert known.story_of("a1") == "story-a1"
        assert known.move("m1") == archive.move("m1")
        assert known.move("m2") is None
    assert archive.known_so_far is not archive.known
    assert archive.known_so_far is archive.known


def test_stories_long_past_are_not_known(archive: Archive) -> None:
    archive.record(check(), [filled("a1")])
    later = NOON + timedelta(days=201)
    archive.record(check(later), [filled("b1", later)])
    assert [s.id for s in archive.known.stories()] == ["story-b1"]
    with Archive.open(archive.folder, write=False, horizon=timedelta(days=300)) as again:
        assert {s.id for s in again.known.stories()} == {"story-a1", "story-b1"}


def test_notes_are_remembered(archive: Archive) -> None:
    assert archive.recall("last visit") == ""
    archive.remember("last visit", "2026-11-23")
    size = archive.size
    archive.remember("last visit", "2026-11-23")
    assert archive.size == size
    with Archive.open(archive.folder, write=False) as again:
        assert again.recall("last visit") == "2026-11-23"


def test_a_reader_finds_nothing_in_a_missing_directory_and_then_something(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Archive.open(folder, write=False) as reader:
        assert list(reader.items()) == []
        assert not folder.exists()
        with Archive.open(folder) as archive:
            archive.record(check(), [filled("a1")])
            assert reader.refresh()
            assert [item.id for item in reader.items()] == ["a1"]
            assert reader.outbox.alerts() == []


def test_only_one_writes(archive: Archive) -> None:
    with pytest.raises(StoreLocked):
        Archive.open(archive.folder)
    archive.close()
    archive.close()
    Archive.open(archive.folder).close()


def test_a_failed_opening_gives_the_lock_back(tmp_path: Path) -> None:
    class Refusing(Disk):
        def sync(self, handle: int) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.raises(StoreError):
        Archive.open(tmp_path, disk=Refusing())
    Archive.open(tmp_path).close()


def test_folder_and_files_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    with Archive.open(folder) as archive:
        archive.record(check(), [filled("a1")])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_directory_that_holds_other_things_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    with Archive.open(tmp_path):
        pass
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_leftovers_of_a_rewrite_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".journal.jsonl-x1y2z3", ".items-2026-11.jsonl-abc", ".hidden", "notes.jsonl-old"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    with Archive.open(tmp_path):
        pass
    assert {p.name for p in tmp_path.iterdir()} == {
        ".hidden",
        "notes.jsonl-old",
        "journal.jsonl",
        "lock",
    }


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError) as refused:
        Archive.open(tmp_path / "file" / "data")
    assert str(refused.value) == (
        f"The data directory {tmp_path}/file/data cannot be used: Not a directory; make it "
        "writable, or name another with --data."
    )


def test_damage_is_named_and_the_rest_is_there(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        for name in ("a1", "a2", "a3"):
            archive.record(check(), [filled(name)])
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Headline of a2", b"Headline of a9"))
    with Archive.open(tmp_path) as archive:
        assert {item.id for item in archive.items()} == {"a1", "a3"}
        assert [damage.file for damage in archive.set_aside] == ["journal.jsonl"]
        archive.record(check(), [filled("a2")])
        assert archive.counts().items == 3


def test_an_id_that_names_nothing_or_several_is_said(archive: Archive) -> None:
    archive.record(check(), [reading(article("abc1"), story("abd2", "abc1"))])
    archive.record(check(), [reading(article("ab"))])
    with pytest.raises(Ambiguous) as several:
        archive.find("a")
    assert str(several.value) == (
        '"a" could be item abc1, item ab, story abd2; give more of the id.'
    )
    with pytest.raises(NotFound, match='No story or move has an id that begins with "zz"'):
        archive.find("zz", "story", "move")


def test_what_is_known_is_made_once(archive: Archive) -> None:
    known = archive.known
    archive.record(check(), [filled("a1")])
    assert archive.known is known
    with pytest.raises(NotFound, match='nothing with the id "zz" among its items'):
        archive.item("zz")


def test_a_disk_that_refuses_is_named(tmp_path: Path) -> None:
    disk = FullDisk()
    with Archive.open(tmp_path, disk=disk) as archive:
        archive.record(check(), [filled("a1")])
        before = archive.size
        disk.full = True
        with pytest.raises(StoreError, match="No space left on device"):
            archive.record(check(), [filled("a2")])
        assert archive.size == before
    with Archive.open(tmp_path) as archive:
        assert archive.set_aside == ()


def test_a_reader_that_writes_is_told_why_it_cannot(archive: Archive) -> None:
    archive.record(check(), [reading(article("a1"))])
    with (
        Archive.open(archive.folder, write=False) as reader,
        pytest.raises(StoreError, match="is open for reading only; close the llamawatch"),
    ):
        reader.mark("a1", read=True, now=NOON)


def test_only_what_brought_nothing_and_did_not_fail_does_not_wait_for_the_disk(
    tmp_path: Path,
) -> None:
    syncs: list[str] = []
    disk = CountingDisk(lambda _, name: syncs.append(name) if name == "sync" else None)
    with Archive.open(tmp_path, disk=disk) as archive:
        for brought, waits in (
            ((replace(check(), outcome="unchanged"), ()), 0),
            ((check(error="no answer"), ()), 1),
            ((check(), (filled("a1"),)), 1),
        ):
            syncs.clear()
            archive.record(*brought)
            assert len(syncs) == waits
