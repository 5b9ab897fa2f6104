from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from watchers.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Runs:
    def __init__(self) -> None:
        self.seen: list[str] = []
        self.waiting = asyncio.Event()

    async def __call__(self, source: str) -> None:
        self.seen.append(source)
        self.waiting.set()


@pytest.fixture
def runs() -> Runs:
    return Runs()


@pytest.fixture
async def schedule(runs: Runs) -> AsyncIterator[Schedule]:
    one = Schedule(runs)
    one.start()
    yield one
    one.stop()


async def test_what_is_due_runs_and_is_planned_again(schedule: Schedule, runs: Runs) -> None:
    schedule.put("paper", 0, 3600)
    async with asyncio.timeout(5):
        await runs.waiting.wait()
    assert runs.seen == ["paper"]
    delay = schedule.next_delay()
    assert delay is not None
    assert 3000 < delay < 4000


async def test_each_source_has_one_job_that_can_be_moved_and_removed(
    schedule: Schedule, runs: Runs
) -> None:
    schedule.put("paper", 500, 3600)
    schedule.put("paper", 900, 3600)
    schedule.put("other", 5000, 3600)
    delay = schedule.next_delay()
    assert delay is not None
    assert 890 < delay <= 900
    schedule.move("paper", 7000)
    delay = schedule.next_delay()
    assert delay is not None
    assert 4990 < delay <= 5000
    schedule.remove("paper")
    schedule.remove("paper")
    schedule.remove("other")
    schedule.move("other", 0)
    assert schedule.next_delay() is None
    assert runs.seen == []


async def test_a_job_that_is_overdue_runs_once_however_late(schedule: Schedule, runs: Runs) -> None:
    scheduler = schedule._scheduler
    assert scheduler is not None
    schedule.put("paper", 100, 3600)
    job = scheduler.get_job("paper")
    assert (job.coalesce, job.misfire_grace_time, job.max_instances) == (True, None, 1)
    # As after a night's sleep: due nine hours ago, eight further runs missed since.
    schedule.pause()
    job.modify(next_run_time=job.next_run_time.replace(year=job.next_run_time.year - 1))
    schedule.resume()
    async with asyncio.timeout(5):
        await runs.waiting.wait()
    await asyncio.sleep(0)
    assert runs.seen == ["paper"]
    delay = schedule.next_delay()
    assert delay is not None
    assert delay > 0


async def test_many_that_are_overdue_at_once_are_started_a_few_at_a_time(
    schedule: Schedule, runs: Runs
) -> None:
    schedule.pause()
    for n in range(95):
        schedule.put(f"s{n}", -3600, 86_400)
    store = schedule._jobs
    assert store is not None
    assert len(store.get_due_jobs(datetime.now(UTC) + timedelta(minutes=1))) == 10
    schedule.resume()
    async with asyncio.timeout(10):
        while len(runs.seen) < 95:
            runs.waiting.clear()
            await runs.waiting.wait()
    assert sorted(runs.seen) == sorted(f"s{n}" for n in range(95))


async def test_paused_nothing_runs_and_resumed_it_does(schedule: Schedule, runs: Runs) -> None:
    schedule.pause()
    schedule.put("paper", 0, 3600)
    await asyncio.sleep(0.05)
    assert runs.seen == []
    schedule.resume()
    async with asyncio.timeout(5):
        await runs.waiting.wait()


async def test_unstarted_and_stopped_it_plans_nothing(runs: Runs) -> None:
    schedule = Schedule(runs)
    schedule.put("paper", 0, 60)
    schedule.pause()
    schedule.resume()
    assert schedule.next_delay() is None
    schedule.start()
    schedule.stop()
    schedule.stop()
    assert schedule.next_delay() is None
