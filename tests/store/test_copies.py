from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import StoreError
from store.archive import Archive
from store.backup import verify_backup
from store.copies import keep_weekly
from store.restoring import restore
from tests.store.samples import NOON
from tests.store.test_damage import record
from tests.store.test_folding import picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as opened:
        record(opened, range(3))
        yield opened


def names(archive: Archive) -> list[str]:
    return sorted(path.name for path in (archive.folder / "backups").iterdir())


def test_a_copy_is_made_every_week_and_three_are_kept(archive: Archive) -> None:
    made = [keep_weekly(archive.folder, NOON + day * DAY) for day in range(30)]
    assert [day for day, copy in enumerate(made) if copy] == [0, 7, 14, 21, 28]
    days = ("2026-12-07", "2026-12-14", "2026-12-21")
    assert names(archive) == [f"weekly-{day}.tar.gz" for day in days]
    for path in (archive.folder / "backups").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert not [name for name in verify_backup(path).files if "backups" in name]


def test_what_is_no_weekly_copy_is_left_alone(archive: Archive) -> None:
    backups = archive.folder / "backups"
    backups.mkdir()
    for name in ("mine.tar.gz", "weekly-2026-13-40.tar.gz", "before-schema-2.tar.gz"):
        (backups / name).write_text("mine")
    (backups / ".weekly-2026-11-01.tar.gz-x1y2").write_text("half")
    for week in range(5):
        keep_weekly(archive.folder, NOON + 7 * week * DAY)
    found = names(archive)
    assert {"mine.tar.gz", "weekly-2026-13-40.tar.gz", "before-schema-2.tar.gz"} <= set(found)
    assert len(found) == 6


def test_where_space_is_short_no_copy_is_made_and_that_is_said(archive: Archive) -> None:
    with pytest.raises(StoreError, match=r"No weekly copy .* 0 MB are free; free some space"):
        keep_weekly(archive.folder, NOON, free=lambda _: 1000)
    assert not (archive.folder / "backups").exists()
    assert keep_weekly(archive.folder, NOON, free=lambda _: 10**12)


def test_a_clock_that_was_ahead_does_not_end_the_copies(archive: Archive) -> None:
    keep_weekly(archive.folder, NOON + 3650 * DAY)
    assert keep_weekly(archive.folder, NOON)


def test_before_the_first_fold_a_copy_is_kept(archive: Archive, tmp_path: Path) -> None:
    before = picture(archive)
    archive.fold()
    assert names(archive) == ["before-schema-2.tar.gz"]
    copy = archive.folder / "backups" / "before-schema-2.tar.gz"
    made = copy.stat().st_mtime_ns
    record(archive, range(3, 5))
    archive.fold()
    assert copy.stat().st_mtime_ns == made
    restore(copy, tmp_path / "old", program="llamawatch restore", now=NOON)
    with Archive.open(tmp_path / "old") as old:
        assert old.foldable
        assert picture(old) == before


def test_without_a_copy_nothing_is_folded(archive: Archive) -> None:
    before = picture(archive)
    (archive.folder / "backups").write_text("in the way")
    with pytest.raises(StoreError, match="backups cannot be used"):
        archive.fold()
    record(archive, range(3, 4))
    assert not (archive.folder / "live.jsonl").exists()
    (archive.folder / "backups").unlink()
    archive.fold()
    assert picture(archive) != before
    assert archive.counts().items == 12
