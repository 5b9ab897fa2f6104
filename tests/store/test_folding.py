from __future__ import annotations

import asyncio
import errno
import gc
import random
import shutil
import threading
import weakref
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from llamawatch.housekeeping import fold, fold_at_stop
from newsroom.errors import NotFound, StoreError, StoreTooNew
from store.archive import Archive
from store.catalogue import ITEMS
from store.disk import Disk
from store.folding import build
from store.journal import Journal
from store.levels import look_up
from store.root import read_live
from store.segment import ENDINGS
from tests.store.samples import NOON, RenamingDisk, article, check, due, reading, story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.levels import Level
    from store.root import Live


def picture(archive: Archive) -> object:
    """Everything that can be asked of an archive."""
    items = tuple(archive.items())
    return (
        items,
        tuple(archive.items(newest_first=False)),
        tuple(archive.items(since=NOON + timedelta(days=20))),
        tuple(archive.stories()),
        tuple(archive.moves()),
        archive.source_states(),
        archive.counts(),
        {item.id: (archive.text(item.id), archive.wordings(item.id)) for item in items},
        {key: archive.keys(i.article.source)[key] for i in items for key in i.article.keys},
        archive.outbox.alerts(),
    )


def fill(archive: Archive, days: range, *, per_day: int = 3) -> None:
    for day in days:
        at = NOON + timedelta(days=day)
        readings = [
            reading(
                article(f"d{day}n{n}", at, text=f"Body {day} {n}" if n else ""),
                *((story(f"s{day}n{n}", f"d{day}n{n}", at=at),) if n else ()),
                dues=(due(f"s{day}n{n}"),) if n == 1 else (),
                copy_of=f"d{day - 1}n0" if n == 2 and day % 2 else "",
            )
            for n in range(per_day)
        ]
        archive.record(check(at=at), readings, channels=("desktop",))


def test_nothing_is_different_after_a_fold_and_after_reopening(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(70))
        archive.mark_all(["d3n1", "d40n2"], read=True, now=NOON)
        archive.mark("d60n0", starred=True, now=NOON)
        before = picture(archive)
        archive.fold()
        assert picture(archive) == before
        assert archive.database.journaled.tables[ITEMS].hot == {}  # type: ignore[attr-defined]
    with Archive.open(tmp_path) as archive:
        assert picture(archive) == before
    with Archive.open(tmp_path, write=False) as archive:
        assert picture(archive) == before


@pytest.mark.parametrize("folds", [1, 3])
def test_storing_an_article_looks_few_times_into_the_months(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folds: int
) -> None:
    # A month is looked into by a binary search, whose price grows with what is stored.
    asked = []

    def look(levels: Sequence[Level], key: int) -> int | None:
        asked.append(key)
        return look_up(levels, key)

    monkeypatch.setattr("store.cold.look_up", look)
    with Archive.open(tmp_path) as archive:
        for n in range(folds):
            fill(archive, range(10 * n, 10 * n + 10))
            archive.fold()
        asked.clear()
        fill(archive, range(50, 51), per_day=20)
        brought = 20 + 19
        assert len(asked) <= 3 * brought
        asked.clear()
        fill(archive, range(50, 51), per_day=20)
        assert len(asked) <= 2 * brought


def test_a_fold_lets_the_generation_before_go_without_looking_for_garbage(tmp_path: Path) -> None:
    # What is garbage only to the collector keeps its months mapped, and on disk, for hours.
    with Archive.open(tmp_path) as archive:
        fill(archive, range(5))
        archive.fold()
        picture(archive)
        generation = weakref.ref(archive._state.cold)
        gc.collect()
        gc.disable()
        try:
            fill(archive, range(5, 8))
            archive.fold()
            assert generation() is None
        finally:
            gc.enable()


def test_what_comes_while_the_rest_of_the_journal_is_taken_over_is_taken_over_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(3))
        until = archive.foldable
        live = build(tmp_path, Disk(), until=until)
        fill(archive, range(3, 4))
        read, calls = Journal.tail, iter(range(2))

        def tail(journal: Journal, *bounds: int) -> bytes:
            # While the first is read others write.
            if next(calls) == 0:
                fill(archive, range(4, 5))
            return read(journal, *bounds)

        monkeypatch.setattr(Journal, "tail", tail)
        archive.adopt(live, until)
        fill(archive, range(5, 6))
        assert archive.set_aside == ()
        before = picture(archive)
        assert archive.counts().items == 18
    with Archive.open(tmp_path) as archive:
        assert archive.set_aside == ()
        assert picture(archive) == before


def test_what_changes_after_a_fold_hides_what_was_folded(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive, Archive.open(tmp_path / "other") as other:
        for one in (archive, other):
            fill(one, range(5))
        archive.fold()
        for one in (archive, other):
            fill(one, range(4, 8))
            first = article("d1n1", NOON + timedelta(days=1), text="Longer")
            changed = reading(replace(first, title="Another title"))
            one.record(check(at=NOON + timedelta(days=9)), [changed])
            one.mark("d1n1", read=True, now=NOON)
            one.mark("d0n0", read=True, now=NOON)
            one.mark("d0n0", read=False, now=NOON)
        assert picture(archive) == picture(other)
        archive.fold()
        assert picture(archive) == picture(other)
        assert archive.item("d1n1").read
        assert archive.text("d1n1") == "Longer"


def test_a_reader_beside_goes_on_over_a_fold(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(3))
        with Archive.open(tmp_path, write=False) as reader:
            archive.fold()
            fill(archive, range(3, 5))
            assert reader.refresh()
            assert picture(reader) == picture(archive)
            assert not reader.refresh()
            archive.mark("d4n1", read=True, now=NOON)
            assert reader.refresh()
            assert reader.item("d4n1").read


@pytest.mark.parametrize("folds", [1, 2])
def test_a_reader_that_opens_while_the_archive_is_folded_sees_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folds: int
) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(3))
        if folds == 2:
            archive.fold()
            fill(archive, range(3, 4))

        def fold_behind(folder: Path, name: str) -> Live:
            found = read_live(folder, name)
            monkeypatch.setattr("store.state.read_live", read_live)
            fill(archive, range(4, 6))
            archive.fold()
            return found

        monkeypatch.setattr("store.state.read_live", fold_behind)
        with Archive.open(tmp_path, write=False) as reader:
            assert picture(reader) == picture(archive)
            assert not reader.refresh()


def test_what_is_written_while_a_fold_is_built_is_kept(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(3))
        until = archive.foldable
        live = build(tmp_path, Disk(), until=until)
        fill(archive, range(3, 6))
        archive.mark("d0n1", read=True, now=NOON)
        before = picture(archive)
        archive.adopt(live, until)
        assert picture(archive) == before
        fill(archive, range(6, 7))
    with Archive.open(tmp_path) as archive:
        assert archive.item("d6n2").id == "d6n2"
        assert archive.item("d0n1").read


def test_what_was_written_behind_a_fold_that_failed_is_not_done_again_by_the_next(
    tmp_path: Path,
) -> None:
    disk = Failing(10**9, refuse=True)
    with Archive.open(tmp_path, disk=disk) as archive:
        fill(archive, range(3))
        until = archive.foldable
        live = build(tmp_path, Disk(), until=until)
        archive.mark("d0n1", read=True, now=NOON)
        disk.refuse_rename = True
        with pytest.raises(StoreError, match="No space left"):
            archive.adopt(live, until)
        disk.refuse_rename = False
        archive.mark("d0n1", read=False, now=NOON)
        archive.fold()
        assert not archive.item("d0n1").read
    with Archive.open(tmp_path) as archive:
        assert not archive.item("d0n1").read
        assert archive.set_aside == ()


def test_a_fold_that_was_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(3))
        before = picture(archive)
        build(tmp_path, Disk(), until=archive.foldable)
    names = {path.name for path in tmp_path.iterdir()}
    assert "live.jsonl-000001" in names
    with Archive.open(tmp_path) as archive:
        assert picture(archive) == before
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"journal.jsonl", "lock", "backups"}


def test_many_folds_keep_few_files(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive, Archive.open(tmp_path / "other") as other:
        for day in range(0, 60, 2):
            fill(archive, range(day, day + 2), per_day=2)
            fill(other, range(day, day + 2), per_day=2)
            archive.fold()
        assert picture(archive) == picture(other)
    names = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert len([name for name in names if name.startswith("items-")]) == 3 * len(ENDINGS)
    assert len([name for name in names if name.startswith("levels-")]) <= 5
    assert len([name for name in names if name.startswith("journal")]) == 2


def test_a_month_is_parted_into_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.folding.MOST", 10)
    with Archive.open(tmp_path) as archive, Archive.open(tmp_path / "other") as other:
        for days in (range(5), range(5, 9), range(9, 12)):
            fill(archive, days)
            fill(other, days)
            archive.fold()
        assert picture(archive) == picture(other)


def test_an_older_program_is_told_that_the_archive_is_newer(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(2))
        archive.fold()
    with Archive.open(tmp_path):
        pass
    with pytest.raises(StoreTooNew, match="its format is 2"):
        list(Journal(tmp_path, Disk(), write=False).replay())


def test_an_item_whose_id_fits_into_no_month_is_kept_with_its_text(tmp_path: Path) -> None:
    name = "an id of more than four and twenty bytes"
    with Archive.open(tmp_path) as archive:
        fill(archive, range(2))
        archive.record(check(), [reading(article(name, text="Long"))])
        archive.mark(name, starred=True, now=NOON)
        before = picture(archive)
        for _ in range(2):
            archive.fold()
            assert picture(archive) == before
    with Archive.open(tmp_path) as archive:
        assert picture(archive) == before
        assert archive.text(name) == "Long"


def test_what_was_never_there_is_not_found(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(2))
        archive.fold()
        with pytest.raises(NotFound):
            archive.item("d9n9")
        assert "guid:none" not in archive.keys("gazette")
        assert archive.find("d1n2") == ("item", "d1n2")
        assert archive.beginning("d1", "item") == ("d1n0", "d1n1", "d1n2")


@pytest.mark.parametrize("seed", range(3))
def test_random_work_with_folds_between_is_as_without(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    with Archive.open(tmp_path) as archive, Archive.open(tmp_path / "other") as other:
        for step in range(40):
            day, n = rng.randrange(60), rng.randrange(4)
            work = rng.randrange(5)
            for one in (archive, other):
                if work < 3:
                    text = f"Title {step}" if work == 2 else ""
                    new = article(f"d{day}n{n}", NOON + timedelta(days=day), text=text)
                    new = replace(new, title=text or "T")
                    one.record(check(at=NOON), [reading(new)])
                elif (found := next(one.items(), None)) is not None:
                    one.mark(found.id, read=bool(n % 2), starred=n > 1, now=NOON)
            if rng.random() < 0.3:
                archive.fold()
            assert picture(archive) == picture(other)


class Stopped(BaseException):
    """The process is no more."""


class Failing(Disk):
    """Does `calls` calls, then stops the process, or refuses that one call."""

    def __init__(self, calls: int, *, refuse: bool = False) -> None:
        self._left = calls
        self._refuse = refuse
        self._half = False
        self.failed = False
        self.refuse_rename = False

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0 and not (self._refuse and self.failed):
            self.failed = True
            raise OSError(errno.ENOSPC, "No space left on device") if self._refuse else Stopped

    def open(self, path: Path, flags: int) -> int:
        self._count()
        return super().open(path, flags)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        self._count()
        # Half of it is taken, and the rest at the next call.
        self._half = not self._half and len(data) > 1
        return super().write(handle, data[: len(data) // 2] if self._half else data)

    def sync(self, handle: int) -> None:
        self._count()
        super().sync(handle)

    def truncate(self, handle: int, size: int) -> None:
        self._count()
        super().truncate(handle, size)

    def sync_folder(self, folder: Path) -> None:
        self._count()
        super().sync_folder(folder)

    def rename(self, path: Path, target: Path) -> None:
        self._count()
        if self.refuse_rename:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().rename(path, target)

    def unlink(self, path: Path) -> None:
        self._count()
        super().unlink(path)


def folded_twice(folder: Path) -> object:
    """An archive with a month behind it and something since; answers its picture."""
    with Archive.open(folder) as archive:
        fill(archive, range(4))
        archive.fold()
        fill(archive, range(3, 6))
        archive.mark_all(["d1n1", "d5n0"], read=True, now=NOON)
        return picture(archive)


def test_a_fold_that_was_killed_at_its_end_survives_a_power_cut_before_anything_is_removed(
    tmp_path: Path,
) -> None:
    class Killed(Disk):
        def rename(self, path: Path, target: Path) -> None:
            super().rename(path, target)
            if target.name == "live.jsonl":
                raise Stopped

    archive = Archive.open(tmp_path, disk=Killed())
    fill(archive, range(3))
    with pytest.raises(Stopped):
        archive.fold()
    archive._lock._drop()  # type: ignore[union-attr] # as the kernel does
    calls: list[str] = []
    with Archive.open(tmp_path, disk=RenamingDisk(lambda _number, name: calls.append(name))):
        pass
    assert "sync_folder" in calls
    assert calls.index("sync_folder") < calls.index("rename")


EVERY = [pytest.param(1, marks=pytest.mark.slow, id="every"), pytest.param(13, id="some")]
"""Steps between the calls at which it happens: all of them where there is time."""


@pytest.mark.parametrize("step", EVERY)
def test_stopped_before_any_call_of_a_fold_nothing_is_lost(tmp_path: Path, step: int) -> None:
    whole = tmp_path / "whole"
    before = folded_twice(whole)
    calls, done = 0, False
    while not done:
        folder = tmp_path / str(calls)
        shutil.copytree(whole, folder)
        disk = Failing(10**9)
        archive = Archive.open(folder, disk=disk)
        disk._left = calls
        try:
            archive.fold()
            done = True
        except Stopped:
            archive._lock._drop()  # type: ignore[union-attr] # as the kernel does
        else:
            disk._left = 10**9
            archive.close()
        with Archive.open(folder) as again:
            assert picture(again) == before, calls
            again.fold()
            assert picture(again) == before, calls
        shutil.rmtree(folder)
        calls += step
    assert calls > 25


async def test_a_fold_is_built_in_a_process_of_its_own(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(5))
        before = picture(archive)
        await fold(archive)
        assert archive.database.journaled.tables[ITEMS].hot == {}  # type: ignore[attr-defined]
        assert picture(archive) == before


async def test_a_fold_that_is_cancelled_while_it_takes_effect_takes_effect_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop, adopt = asyncio.get_running_loop(), Archive.adopt

    def adopt_later(archive: Archive, live: str, until: int) -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(60)
        adopt(archive, live, until)

    monkeypatch.setattr(Archive, "adopt", adopt_later)
    with Archive.open(tmp_path) as archive:
        fill(archive, range(2))
        folding = asyncio.create_task(fold(archive))
        await begun.wait()
        folding.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await folding
        assert archive.database.journaled.tables[ITEMS].hot == {}  # type: ignore[attr-defined]


def test_a_closed_archive_takes_no_fold_up(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(2))
        until = archive.foldable
        live = build(tmp_path, Disk(), until=until)
        fill(archive, range(2, 3))
        before = picture(archive)
    with pytest.raises(StoreError, match="open for reading only"):
        archive.adopt(live, until)
    with Archive.open(tmp_path) as archive:
        assert picture(archive) == before


def test_a_text_is_read_though_a_fold_takes_effect_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = Journal.fetch
    with Archive.open(tmp_path) as archive:
        fill(archive, range(2))

        def fold_first(journal: Journal, offset: int) -> dict[str, Any]:
            monkeypatch.setattr(Journal, "fetch", fetch)
            archive.fold()
            return journal.fetch(offset)

        monkeypatch.setattr(Journal, "fetch", fold_first)
        assert archive.text("d1n1") == "Body 1 1"
        assert archive.text("d1n1") == "Body 1 1"


async def test_a_fold_that_cannot_be_built_says_so(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(2))
        archive.fold()
        fill(archive, range(2, 4))
        (tmp_path / "live.jsonl-000002").mkdir()
        with pytest.raises(StoreError, match=r"cannot be folded: Is a directory"):
            await fold(archive)
        assert archive.item("d3n1").id == "d3n1"


async def test_the_journal_is_folded_at_a_stop_if_it_is_worth_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(5))
        await fold_at_stop(archive)
        assert not (tmp_path / "live.jsonl").exists()
        monkeypatch.setattr("llamawatch.housekeeping.FOLD_AT_STOP", 100)
        await fold_at_stop(archive)
        assert (tmp_path / "live.jsonl").exists()


def mapped_kb(folder: Path) -> int:
    """Memory that files of a folder are mapped into, in kB."""
    found, ours = 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        if line[:1] in "0123456789abcdef":
            ours = str(folder) in line
        elif ours and line.startswith("Rss:"):
            found += int(line.split()[1])
    return found


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells")
def test_months_give_their_memory_back_and_can_be_read_again(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        body = "A body. " * 400
        for n in range(60):
            one = reading(article(f"a{n}", text=f"{body}{n}"), story(f"s{n}", f"a{n}"))
            archive.record(check(), [one])
        archive.fold()
        before = picture(archive)
        assert mapped_kb(tmp_path) > 100
        archive.release()
        assert mapped_kb(tmp_path) == 0
        assert picture(archive) == before
        assert archive.text("a7").startswith("A body.")
