"""When the station asks whom: at the start, after a jump of the clock, and a thousand at once."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import time
from asyncio.events import Handle
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from apscheduler.schedulers.base import STATE_PAUSED, STATE_RUNNING

from newsroom.records import Source, SourceState
from newsroom.watches import compile_watches
from store.archive import Archive
from store.disk import Disk
from store.pack_files import load_packs
from watchers.fetch import Fetcher
from watchers.fetched import Fetched
from watchers.station import SPREAD, Station

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from newsroom.watches import Watches

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clocks:
    """A clock on the wall and a stopwatch, both moved by hand."""

    def __init__(self) -> None:
        self.wall = START
        self.count = 100.0

    def now(self) -> datetime:
        return self.wall

    def steady(self) -> float:
        return self.count

    def pass_by(self, seconds: float, jump: float = 0.0) -> None:
        self.wall += timedelta(seconds=seconds + jump)
        self.count += seconds


class Still(Fetcher):
    """Asks nobody: nothing ever changed."""

    def __init__(self) -> None:
        super().__init__("test")
        self.asked: list[str] = []

    async def fetch(
        self,
        url: str,
        etag: str = "",
        last_modified: str = "",
        *,
        now: datetime,
        page: bool = False,
    ) -> Fetched:
        self.asked.append(url)
        await asyncio.sleep(0)
        return Fetched("unchanged", status=304, final_url=url, ms=1)


class Hasty(Disk):
    """Does not wait for the disk: what is measured is not the disk."""

    def sync(self, *_: Any) -> None:  # noqa: ANN401 - whatever it is given
        pass


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data", disk=Hasty()) as one:
        yield one


@pytest.fixture(scope="module")
def watches() -> Watches:
    return compile_watches([], load_packs([], None)[0])


@pytest.fixture
async def make(
    archive: Archive, watches: Watches, clocks: Clocks
) -> AsyncIterator[Callable[..., tuple[Station, Still]]]:
    made: list[Station] = []

    def build(*sources: Source) -> tuple[Station, Still]:
        fetcher = Still()
        station = Station(
            archive, sources, watches, channels=(), clock=clocks.now, user_agent="test",
            rng=random.Random(1), steady=clocks.steady, fetcher=fetcher,
        )  # fmt: skip
        made.append(station)
        return station, fetcher

    yield build
    for station in made:
        await station.stop()


def source(n: int) -> Source:
    return Source(f"s{n}", f"Source {n}", f"https://s{n}.example/feed", interval=HOUR)


def delays(station: Station) -> dict[str, float]:
    """Seconds until each planned source is asked."""
    store = station._schedule._jobs
    assert store is not None
    now = datetime.now(UTC)
    return {job.id: (job.next_run_time - now).total_seconds() for job in store.get_all_jobs()}


def planned(archive: Archive, n: int, *, asked: timedelta, following: timedelta) -> None:
    at = START + asked
    state = SourceState(f"s{n}", health="ok", url=source(n).url, last_poll=at, last_ok=at)
    archive.set_source_state(replace(state, next_poll=START + following))


async def test_at_the_start_what_is_due_is_spread_and_the_rest_waits_its_time(
    make: Callable[..., tuple[Station, Still]], archive: Archive
) -> None:
    for n in range(100):
        planned(archive, n, asked=-HOUR, following=timedelta(minutes=n if n >= 90 else -n))
    station, _ = make(*map(source, range(100)))
    await station.start()
    found = delays(station)
    due = sorted(found[f"s{n}"] for n in range(1, 90))
    assert due[-1] < SPREAD
    assert due[-1] - due[len(due) // 2] > SPREAD / 4
    assert found["s95"] == pytest.approx(95 * 60, abs=5)


async def test_after_a_long_sleep_what_is_due_is_spread_and_asked_once(
    make: Callable[..., tuple[Station, Still]], archive: Archive, clocks: Clocks
) -> None:
    for n in range(60):
        planned(archive, n, asked=timedelta(), following=HOUR)
    station, fetcher = make(*map(source, range(60)))
    await station.start()
    assert min(delays(station).values()) > 3500
    # Paused, the library starts nothing by itself that this test would have to wait for.
    station.pause()
    clocks.pass_by(20, jump=8 * 3600)
    # As the library does when it finds one due: the clock is looked at before anybody is asked.
    await station._scheduled("s3")
    await asyncio.gather(*[c for c in station._chores if c.get_name() == "plan"])
    found = delays(station)
    assert max(found.values()) < SPREAD
    assert max(found.values()) > SPREAD / 3
    assert fetcher.asked == []
    await station._scheduled("s3")
    await asyncio.gather(*station._running)
    assert fetcher.asked == ["https://s3.example/feed"]
    assert delays(station)["s3"] > 3000


async def test_what_was_paused_before_it_began_asks_nobody_until_it_goes_on(
    make: Callable[..., tuple[Station, Still]], archive: Archive
) -> None:
    planned(archive, 1, asked=timedelta(), following=HOUR)
    station, _ = make(source(1))
    station.pause()
    await station.start()
    scheduler = station._schedule._scheduler
    assert scheduler is not None
    assert scheduler.state == STATE_PAUSED
    assert station.next_poll() is None
    station.resume()
    assert scheduler.state == STATE_RUNNING
    assert delays(station)["s1"] > 3500


@pytest.mark.parametrize("back", [1, 5, 24, 24 * 400])
async def test_a_clock_that_is_set_back_stalls_nobody(
    make: Callable[..., tuple[Station, Still]], archive: Archive, clocks: Clocks, back: int
) -> None:
    planned(archive, 1, asked=timedelta(), following=HOUR)
    station, _ = make(source(1))
    await station.start()
    clocks.pass_by(600, jump=-back * 3600)
    await station._scheduled("s1")
    await asyncio.gather(*[c for c in station._chores if c.get_name() == "plan"])
    assert 0 < delays(station)["s1"] <= 3601
    check = await station.check("s1")
    assert check.outcome == "unchanged"


async def test_summer_time_changes_nothing(
    make: Callable[..., tuple[Station, Still]],
    archive: Archive,
    clocks: Clocks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The nights in which the clocks of Berlin go forward and back are nights like any other."""
    found = []
    for zone in ("UTC", "Europe/Berlin", "America/New_York"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        for night in (datetime(2026, 3, 29, 0, 50), datetime(2026, 10, 25, 0, 50)):  # noqa: DTZ001 - UTC is said below
            clocks.wall = night.replace(tzinfo=UTC)
            station, _ = make(source(1))
            at = clocks.wall
            state = SourceState("s1", url=source(1).url, last_poll=at, last_ok=at)
            archive.set_source_state(replace(state, next_poll=at + HOUR))
            await station.start()
            clocks.pass_by(1200)
            assert station._beat.jumped() == 0
            found.append(round(delays(station)["s1"], -1))
            await station.stop()
    monkeypatch.undo()
    time.tzset()
    assert found == [3600] * 6


async def test_a_check_under_way_is_not_begun_again(
    make: Callable[..., tuple[Station, Still]],
) -> None:
    station, fetcher = make(source(1))
    await station.start()
    for _ in range(3):
        await station._scheduled("s1")
        await asyncio.sleep(0)
    await asyncio.gather(*station._running)
    assert len(fetcher.asked) == 1
    assert len(station._lanes) == 0


async def test_a_check_under_way_plans_its_source_under_another_configuration_that_keeps_it(
    make: Callable[..., tuple[Station, Still]], watches: Watches
) -> None:
    station, fetcher = make(source(1))
    await station.start()
    await station._scheduled("s1")
    station.reload([source(1)], watches, ())
    await asyncio.gather(*station._running)
    assert fetcher.asked == [source(1).url]
    # What the check planned, not what the library would by itself.
    following = station._desk.archive.source_state("s1").next_poll
    assert following is not None
    assert delays(station)["s1"] == pytest.approx((following - START).total_seconds(), abs=2)


async def test_a_thousand_sources_are_planned_and_asked_without_a_stall(
    make: Callable[..., tuple[Station, Still]],
    archive: Archive,
    clocks: Clocks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for n in range(1000):
        planned(archive, n, asked=-HOUR, following=HOUR)
    station, fetcher = make(*map(source, range(1000)))
    taken: list[tuple[float, str]] = []
    run = Handle._run

    def timed(handle: Handle) -> None:
        started = time.thread_time()
        run(handle)
        taken.append((time.thread_time() - started, repr(handle)))

    # As the program does once it is open: what other tests left behind is not to be collected here.
    gc.collect()
    gc.freeze()
    monkeypatch.setattr(Handle, "_run", timed)
    await station.start()
    clocks.pass_by(3, jump=8 * 3600)
    assert station._beat.jumped()
    await station._plan_all()
    # As if all of them had been due for hours.
    store = station._schedule._jobs
    assert store is not None
    for job in store.get_all_jobs():
        job.modify(next_run_time=datetime.now(UTC) - 8 * HOUR)
        await asyncio.sleep(0)
    async with asyncio.timeout(60):
        while len(fetcher.asked) < 1000 or station._running:  # noqa: ASYNC110 - see `taken`
            await asyncio.sleep(0.01)
    monkeypatch.undo()
    gc.unfreeze()
    assert len(set(fetcher.asked)) == len(fetcher.asked) == 1000
    assert [found for found in taken if found[0] > 0.025] == []
    started = time.thread_time()
    for _ in range(1000):
        assert station.next_poll() is not None
    assert time.thread_time() - started < 0.1
