"""When each source is asked: the only door to APScheduler.

One job a source. A job that fell due while the machine slept runs once when it wakes, however late
(the library's default would drop it), and never twice at once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from apscheduler.jobstores.memory import MemoryJobStore
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

_JITTER = 0.1
"""Share of the interval by which the library moves each run."""
_PORTION = 10
"""Jobs started in one callback of the event loop; the rest follow in the next ones."""


class Schedule:
    """Runs `run(source id)` for every source at its time.

    Times are given as seconds from now, so that a clock that is not the machine's can rule.

    Args:
        run: What is done when a source falls due.
    """

    def __init__(self, run: Callable[[str], Awaitable[None]]) -> None:
        self._run = run
        self._scheduler: AsyncIOScheduler | None = None
        self._jobs: MemoryJobStore | None = None

    def start(self, *, paused: bool = False) -> None:
        """Begin; must be called on a running event loop. Loads the library, so not at start-up.

        Args:
            paused: Start nothing until `resume`.
        """
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._jobs = _portioned_store()
        self._scheduler.add_jobstore(self._jobs)
        self._scheduler.start(paused=paused)

    def stop(self) -> None:
        """Forget every job; what runs is not waited for."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = self._jobs = None

    def put(self, source: str, delay: float, interval: float) -> None:
        """Ask a source after `delay` seconds, then every `interval` seconds; replaces its job."""
        if self._scheduler is None:
            return
        self._scheduler.add_job(
            self._fire,
            "interval",
            args=(source,),
            id=source,
            seconds=interval,
            jitter=max(int(interval * _JITTER), 1),
            next_run_time=_from_now(delay),
            replace_existing=True,
        )

    async def _fire(self, source: str) -> None:
        # The library tells by the function it is given whether the run is to be awaited.
        await self._run(source)

    def move(self, source: str, delay: float) -> None:
        """Ask a source `delay` seconds from now instead of when it was planned."""
        if self._scheduler is not None and self._scheduler.get_job(source) is not None:
            self._scheduler.modify_job(source, next_run_time=_from_now(delay))

    def remove(self, source: str) -> None:
        """Ask a source no more."""
        if self._scheduler is not None and self._scheduler.get_job(source) is not None:
            self._scheduler.remove_job(source)

    def pause(self) -> None:
        """Start nothing until `resume`."""
        if self._scheduler is not None:
            self._scheduler.pause()

    def resume(self) -> None:
        """Go on; what fell due meanwhile runs once."""
        if self._scheduler is not None:
            self._scheduler.resume()

    def next_delay(self) -> float | None:
        """Seconds until the next run, not below 0; None if nothing is planned."""
        following = self._jobs.get_next_run_time() if self._jobs is not None else None
        if following is None:
            return None
        delay: float = (following - datetime.now(UTC)).total_seconds()
        return max(delay, 0.0)


def _portioned_store() -> MemoryJobStore:
    """The library's store of jobs, which hands out only so many at a time.

    A thousand jobs that fell due while the machine slept would be started in one go otherwise.
    """
    from apscheduler.jobstores.memory import MemoryJobStore

    store = MemoryJobStore()
    all_due = store.get_due_jobs
    store.get_due_jobs = lambda now: all_due(now)[:_PORTION]
    return store


def _from_now(delay: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=max(delay, 0.0))
