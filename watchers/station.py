"""The station: every source watched, each at its own pace, none in the way of another."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from newsroom.records import Check
from watchers.addresses import host_of, reach_of
from watchers.check import Desk, check_source
from watchers.fetch import Fetcher
from watchers.health import as_shown, held_back, is_due, remembered
from watchers.kinds import address_of, kind_named
from watchers.parsing import Parser
from watchers.schedule import Schedule

if TYPE_CHECKING:
    import random
    from collections.abc import AsyncIterator, Callable, Sequence
    from datetime import datetime

    from newsroom.records import Source
    from newsroom.watches import Watches
    from store.archive import Archive

CHECKS = 12
"""Checks under way at once."""
SPREAD = 30.0
"""Seconds over which the sources that are due at the start are spread."""
_STEP = 0.4
"""Seconds between two of them."""


class Station:
    """Watches sources: by schedule once started, and one round at a time on demand.

    Args:
        archive: Where everything goes; open for writing.
        sources: As configured; those that are not enabled are never asked.
        watches: What the desk reads with.
        channels: The alert channels that are enabled.
        clock: The time in UTC.
        user_agent: Who asks.
        contact: It says whom to write to.
        rng: Jitter.
        on_alerts: Called after alerts were recorded.
        fetcher: Who asks; for tests.
        parser: Who reads; for tests.
    """

    def __init__(
        self,
        archive: Archive,
        sources: Sequence[Source],
        watches: Watches,
        *,
        channels: Sequence[str],
        clock: Callable[[], datetime],
        user_agent: str,
        contact: bool = False,
        rng: random.Random,
        on_alerts: Callable[[], None] | None = None,
        fetcher: Fetcher | None = None,
        parser: Parser | None = None,
    ) -> None:
        self._desk = Desk(
            archive,
            watches,
            tuple(channels),
            fetcher or Fetcher(user_agent),
            parser or Parser(),
            clock,
            rng,
            asyncio.Lock(),
            on_alerts,
            contact,
        )
        self._sources = {source.id: source for source in sources}
        self._schedule = Schedule(self._scheduled)
        self._slots = asyncio.Semaphore(CHECKS)
        self._busy: dict[str, asyncio.Lock] = {}
        self._running: set[asyncio.Task[Check]] = set()
        self._started = False
        self._paused = False

    async def start(self) -> None:
        """Begin to watch by schedule; returns at once, the first round is spread over a while."""
        # The library takes a moment to load.
        await asyncio.to_thread(_load_scheduler)
        self._schedule.start()
        self._started = True
        self._plan(tuple(self._sources.values()))

    async def stop(self) -> None:
        """End the schedule, whatever is under way, and the parsing process."""
        self._started = False
        self._schedule.stop()
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._desk.parser.aclose()
        await self._desk.fetcher.aclose()

    async def poll(
        self,
        source_ids: Sequence[str] | None = None,
        *,
        everything: bool = False,
        suppress: bool = False,
    ) -> AsyncIterator[Check]:
        """One round; yields each check as it ends.

        Args:
            source_ids: Which sources; None: every enabled one. Those named are asked whether due
                or not.
            everything: Ask whether due or not. Pauses that servers asked for hold all the same.
            suppress: Record what is due as suppressed, never to be sent.
        """
        now = self._desk.clock()
        asked: list[Source] = []
        for source in self._chosen(source_ids):
            state = remembered(source, self._desk.archive.source_state(source.id))
            if everything or source_ids is not None or is_due(state, now):
                asked.append(source)
            else:
                reason = (
                    held_back(source, state, now, contact=self._desk.contact)
                    or f"{source.name} is not due yet."
                )
                yield Check(source.id, now, "skipped", state, error=reason)
        tasks = [self._begin(source, suppress=suppress) for source in asked]
        try:
            for finished in asyncio.as_completed(tasks):
                yield await finished
        finally:
            for task in tasks:
                task.cancel()

    async def check(self, source_id: str, *, suppress: bool = False) -> Check:
        """Check one source now, due or not.

        Raises:
            KeyError: There is no source of that id.
        """
        return await self._begin(self._sources[source_id], suppress=suppress)

    def pause(self) -> None:
        """Ask nobody by schedule until `resume`."""
        self._paused = True
        self._schedule.pause()

    def resume(self) -> None:
        """Go on; what fell due meanwhile is asked now."""
        self._paused = False
        self._schedule.resume()

    @property
    def reading(self) -> asyncio.Lock:
        """Held while a check is read and recorded; whoever changes stories by hand holds it too."""
        return self._desk.reading

    @property
    def paused(self) -> bool:
        """Whether `pause` was called last."""
        return self._paused

    def next_poll(self) -> datetime | None:
        """When the next source is asked; None if nothing is planned."""
        delay = None if self._paused else self._schedule.next_delay()
        return None if delay is None else self._desk.clock() + timedelta(seconds=delay)

    def introduce(self, user_agent: str, *, contact: bool) -> None:
        """Say from now on who asks; sources that waited for a contact begin, or wait again."""
        self._desk.fetcher.introduce(user_agent)
        if self._desk.contact == contact:
            return
        self._desk.contact = contact
        if self._started:
            self._plan([s for s in self._sources.values() if kind_named(s.kind).needs_contact])

    def reload(self, sources: Sequence[Source], watches: Watches, channels: Sequence[str]) -> None:
        """Take up another configuration; checks under way end with the old one."""
        before, self._sources = self._sources, {source.id: source for source in sources}
        self._desk.watches = watches
        self._desk.channels = tuple(channels)
        for gone in before.keys() - self._sources.keys():
            self._schedule.remove(gone)
        changed = [source for source in sources if before.get(source.id) != source]
        if self._started:
            self._plan(changed)

    def _chosen(self, source_ids: Sequence[str] | None) -> list[Source]:
        if source_ids is None:
            return [source for source in self._sources.values() if source.enabled]
        return [self._sources[source] for source in source_ids if source in self._sources]

    def _plan(self, sources: Sequence[Source]) -> None:
        now, waiting = self._desk.clock(), 0
        for source in sources:
            state = remembered(source, self._desk.archive.source_state(source.id))
            shown = as_shown(source, state, contact=self._desk.contact)
            if shown.health in ("off", "waiting"):
                self._schedule.remove(source.id)
                continue
            delay = 0.0
            if state.next_poll is not None and state.next_poll > now:
                delay = (state.next_poll - now).total_seconds()
            elif reach_of(host_of(address_of(source))) != "loopback":
                delay = min(waiting * _STEP, SPREAD) + self._desk.rng.uniform(0, _STEP)
                waiting += 1
            self._schedule.put(source.id, delay, source.interval.total_seconds())

    async def _scheduled(self, source_id: str) -> None:
        source = self._sources.get(source_id)
        if source is None:
            return
        check = await self._begin(source, suppress=False)
        if check.state.health == "gone" or not source.enabled:
            self._schedule.remove(source_id)

    def _begin(self, source: Source, *, suppress: bool) -> asyncio.Task[Check]:
        task = asyncio.create_task(self._checked(source, suppress=suppress), name=source.id)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _checked(self, source: Source, *, suppress: bool) -> Check:
        async with self._slots, self._busy.setdefault(source.id, asyncio.Lock()):
            check = await check_source(source, self._desk, suppress=suppress)
        following = check.state.next_poll
        if check.outcome != "skipped" and following is not None:
            delay = (following - self._desk.clock()).total_seconds()
            self._schedule.move(source.id, delay)
        return check


def _load_scheduler() -> None:
    from importlib import import_module

    import_module("apscheduler.schedulers.asyncio")
