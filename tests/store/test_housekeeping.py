"""When the journal is folded while the program runs."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from llamawatch.housekeeping import keep_folded
from store.archive import Archive
from store.root import read_live
from store.settings import StoreSettings
from tests.store.samples import NOON, article, check, reading, story

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime
    from pathlib import Path

    import pytest

ROWS = 10
"""Rows in memory at which these tests fold."""


def fill(archive: Archive, numbers: range) -> None:
    """Two rows a number: an article and its story."""
    for n in numbers:
        archive.record(check(), [reading(article(f"a{n}"), story(f"s{n}", f"a{n}"))])


@asynccontextmanager
async def kept(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    clock: Callable[[], datetime] = lambda: NOON,
) -> AsyncIterator[None]:
    """An archive that is looked at all the time."""
    monkeypatch.setattr("llamawatch.housekeeping._LOOK", 0)
    monkeypatch.setattr("llamawatch.housekeeping.FOLD_ROWS", ROWS)
    keeping = asyncio.create_task(keep_folded(archive, lambda: StoreSettings(None, None), clock))
    try:
        async with asyncio.timeout(60):
            yield
    finally:
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping


def looked_at(archive: Archive, monkeypatch: pytest.MonkeyPatch, times: int) -> asyncio.Event:
    """Set when the archive was looked at so many times from here on."""
    seen, enough = 0, asyncio.Event()
    release = archive.release

    def one_more() -> None:
        nonlocal seen
        seen += 1
        release()
        if seen >= times:
            enough.set()

    monkeypatch.setattr(archive, "release", one_more)
    return enough


def folded(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when the archive was folded."""
    done, loop, adopt = asyncio.Event(), asyncio.get_running_loop(), archive.adopt

    def adopted(live: str, until: int) -> None:
        adopt(live, until)
        loop.call_soon_threadsafe(done.set)

    monkeypatch.setattr(archive, "adopt", adopted)
    return done


async def test_rows_are_folded_however_small_the_journal_before_they_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(4))
        assert archive.unfolded == 8
        async with kept(archive, monkeypatch):
            await looked_at(archive, monkeypatch, 3).wait()
            assert archive.unfolded == 8
            done = folded(archive, monkeypatch)
            fill(archive, range(4, 5))
            await done.wait()
            assert archive.unfolded == 0
        assert {item.id for item in archive.items()} == {f"a{n}" for n in range(5)}


async def test_marks_are_rows_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive, range(ROWS))
        archive.fold()
        archive.mark_all([f"a{n}" for n in range(ROWS)], read=True, now=NOON)
        done = folded(archive, monkeypatch)
        async with kept(archive, monkeypatch):
            await done.wait()
            assert archive.unfolded == 0
        assert archive.counts().unread == 0


async def test_what_fits_into_no_month_is_not_folded_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "x" * 25
    with Archive.open(tmp_path) as archive:
        archive.record(check(), [reading(article(f"{long}{n}")) for n in range(ROWS)])
        archive.fold()
        assert archive.unfolded == 0
        async with kept(archive, monkeypatch):
            await looked_at(archive, monkeypatch, 3).wait()
        assert read_live(tmp_path).root.generation == 1
        assert archive.counts().items == ROWS


async def test_what_is_too_old_by_now_leaves_memory_once_a_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [NOON]

    def tell(archive: Archive, name: str) -> None:
        told = reading(article(name, now[0]), story(f"s-{name}", name, at=now[0]))
        archive.record(check(now[0]), [told])

    with Archive.open(tmp_path, horizon=timedelta(days=10)) as archive:
        tell(archive, "first")
        assert archive.known.has_story("s-first")
        async with kept(archive, monkeypatch, lambda: now[0]):
            await looked_at(archive, monkeypatch, 1).wait()
            now[0] += timedelta(days=29)
            tell(archive, "later")
            await looked_at(archive, monkeypatch, 3).wait()
            assert archive.known.has_story("s-first")
            now[0] += timedelta(days=1)
            await looked_at(archive, monkeypatch, 3).wait()
            tell(archive, "last")
            assert not archive.known.has_story("s-first")
            assert archive.known.story("s-first") == archive.story("s-first")
            assert archive.known.has_story("s-later")
            assert archive.known.has_story("s-last")
