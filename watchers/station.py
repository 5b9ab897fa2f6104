"""The station: every source watched, each at its own pace, none in the way of another."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newsroom.records import Check
from watchers.check import Desk, check_source
from watchers.fetch import Fetcher
from watchers.fulltext import FullTexts
from watchers.health import asked_sources, held_back, is_due, waits
from watchers.heartbeat import Heartbeat
from watchers.hosts import Hosts, shared_host
from watchers.kinds import address_of, kind_named
from watchers.lanes import Lanes
from watchers.pace import delay_of
from watchers.parsing import Parser
from watchers.reach import offline_since
from watchers.schedule import Schedule
from watchers.scouting import Scouting

if TYPE_CHECKING:
    import random
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
    from datetime import datetime

    from newsroom.records import FullText, Source, SourceState
    from newsroom.watches import Watches
    from store.repository import Repository
    from watchers.held import Held

CHECKS = 50
"""Checks under way at once."""
SPREAD = 30.0
"""Seconds over which the sources that are due at the start are spread."""
_STEP = 0.4
"""Seconds between two of them at most."""
_EARLY = 1.0
"""Seconds before its time at which a source may be asked."""
_SLICE = 20
"""Sources planned in one callback of the event loop."""


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
        full_text: Fetch the pages of what matches a watch, once started.
        steady: Seconds that never go back, to tell a clock that jumps.
        on_alerts: Called after alerts were recorded.
        on_held: Called when something else is to be said of what waits for the disk.
        fetcher: Who asks; for tests.
        parser: Who reads; for tests.
    """

    def __init__(
        self,
        archive: Repository,
        sources: Sequence[Source],
        watches: Watches,
        *,
        channels: Sequence[str],
        clock: Callable[[], datetime],
        user_agent: str,
        contact: bool = False,
        rng: random.Random,
        full_text: bool = True,
        steady: Callable[[], float] = time.monotonic,
        on_alerts: Callable[[], None] | None = None,
        on_held: Callable[[], None] | None = None,
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
        self._desk.held.on_change = on_held
        self._texts = FullTexts(self._desk, on=full_text)
        self._desk.on_items = self._texts.offer
        self._desk.on_reach = self._reach_changed
        self._sources = {source.id: source for source in sources}
        self._watch_reach()
        self._schedule = Schedule(self._scheduled)
        self._beat = Heartbeat(clock, steady=steady)
        self._slots = asyncio.Semaphore(CHECKS)
        self._lanes = Lanes()
        self._meeting = asyncio.Lock()
        self._met = False
        self._running: set[asyncio.Task[Check]] = set()
        self._under_way = Counter["Source"]()
        self._scouting = Scouting(self._desk, self._under_way)
        self._chores: set[asyncio.Task[None]] = set()
        self._started = False
        self._paused = False

    async def start(self) -> None:
        """Begin to watch by schedule; the first round is spread over a while."""
        # The library takes a moment to load.
        await asyncio.to_thread(_load_scheduler)
        self._schedule.start(paused=self._paused)
        self._started = self._desk.reach.retries = True
        self._texts.start()
        self._beat.jumped()
        self._spawn(self._beat.run(self._plan_all, self._on_beat), "heartbeat")
        await self._recall_outage()
        await self._plan_all()

    async def stop(self) -> None:
        """End the schedule, whatever is under way, and the parsing process.

        What waits for the disk is tried a last time.
        """
        self._started = False
        self._schedule.stop()
        tasks = (*self._running, *self._chores)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._texts.stop()
        await self._desk.held.finish()
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
        await self._meet_hosts()
        now = self._desk.clock()
        tasks: list[asyncio.Task[Check]] = []
        try:
            for number, source in enumerate(self._chosen(source_ids)):
                if number % _SLICE == 0:
                    await asyncio.sleep(0)
                state = self._desk.state(source)
                if everything or source_ids is not None or is_due(state, now):
                    tasks.append(self._begin(source, suppress=suppress))
                else:
                    reason = (
                        held_back(source, state, now, contact=self._desk.contact)
                        or f"{source.name} is not due yet."
                    )
                    yield Check(source.id, now, "skipped", state, error=reason)
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
        await self._meet_hosts()
        return await self._begin(self._sources[source_id], suppress=suppress)

    async def fetch_full_text(self, item_id: str) -> FullText:
        """Fetch the page of one item now; see `FullTexts.fetch`."""
        return await self._texts.fetch(item_id)

    def give_way(self) -> None:
        """Somebody waits at the screen: what was brought in is read a moment later."""
        self._desk.way.take()

    def pause(self) -> None:
        """Ask nobody by schedule until `resume`."""
        self._paused = True
        self._rest_texts()
        self._schedule.pause()

    def resume(self) -> None:
        """Go on; what fell due meanwhile is asked now."""
        self._paused = False
        self._rest_texts()
        self._schedule.resume()

    @property
    def reading(self) -> asyncio.Lock:
        """Held while a check is read and recorded; whoever changes stories by hand holds it too."""
        return self._desk.reading

    @property
    def held(self) -> Held:
        """What waits for the disk."""
        return self._desk.held

    @property
    def paused(self) -> bool:
        """Whether `pause` was called last."""
        return self._paused

    @property
    def offline(self) -> datetime | None:
        """Since when nobody can be reached, UTC; None while somebody can."""
        return self._desk.reach.since

    def next_poll(self) -> datetime | None:
        """When the next source is asked; None if nothing is planned, or nobody can be reached."""
        delay = None if self._paused or self.offline else self._schedule.next_delay()
        return None if delay is None else self._desk.clock() + timedelta(seconds=delay)

    def introduce(self, user_agent: str, *, contact: bool) -> None:
        """Say from now on who asks; sources that waited for a contact begin, or wait again."""
        self._desk.fetcher.introduce(user_agent)
        if self._desk.contact == contact:
            return
        self._desk.contact = contact
        self._watch_reach()
        if self._started:
            needy = [s for s in self._sources.values() if kind_named(s.kind).needs_contact]
            for source in () if contact else needy:
                self._schedule.remove(source.id)
            self._spawn(self._plan(needy), "plan")

    def reload(
        self,
        sources: Sequence[Source],
        watches: Watches,
        channels: Sequence[str],
        *,
        full_text: bool = True,
    ) -> None:
        """Take up another configuration; checks under way end with the old one."""
        self._texts.switch(on=full_text)
        before, self._sources = self._sources, {source.id: source for source in sources}
        self._watch_reach()
        self._desk.watches = watches
        self._desk.channels = tuple(channels)
        for gone in before.keys() - self._sources.keys():
            self._schedule.remove(gone)
        changed = [source for source in sources if before.get(source.id) != source]
        if self._started:
            self._spawn(self._plan(changed), "plan")

    def _chosen(self, source_ids: Sequence[str] | None) -> list[Source]:
        if source_ids is None:
            return [source for source in self._sources.values() if source.enabled]
        return [self._sources[source] for source in source_ids if source in self._sources]

    async def _plan_all(self) -> None:
        """Plan every source anew, by what is remembered of it: at the start, after a jump."""
        await self._meet_hosts()
        await self._plan(tuple(self._sources.values()), again=True)

    async def _plan(self, sources: Sequence[Source], *, again: bool = False) -> None:
        """Plan sources; what is due is spread.

        Args:
            sources: Which; those that another configuration replaced meanwhile are left out.
            again: They are what they were: a check under way plans its source itself.
        """
        await asyncio.to_thread(self._desk.reach.prepare)
        step, waiting = min(_STEP, SPREAD / max(len(sources), 1)), 0
        for number, source in enumerate(sources):
            if number % _SLICE == 0:
                await asyncio.sleep(0)
            if self._sources.get(source.id) != source or (again and self._under_way[source]):
                continue
            state = self._desk.state(source)
            never = not source.enabled or waits(source, contact=self._desk.contact)
            if never or state.health == "gone":
                self._schedule.remove(source.id)
                continue
            delay = delay_of(state, self._desk.clock())
            if not delay and shared_host(address_of(source)):
                delay = waiting * step + self._desk.rng.uniform(0, step)
                waiting += 1
            self._schedule.put(source.id, delay, source.interval.total_seconds())

    async def _scheduled(self, source_id: str) -> None:
        if self._beat.jumped():
            # The clock says that this source is due, and the clock was wrong.
            self._spawn(self._plan_all(), "plan")
            return
        source = self._sources.get(source_id)
        if source is None or self._under_way[source]:
            return
        state = self._desk.state(source)
        if state.last_poll is not None and self._scouting.lost(source):
            # Everything is planned anew when somebody can be reached.
            return
        if (delay := delay_of(state, self._desk.clock())) > _EARLY:
            # It was asked meanwhile.
            self._schedule.move(source_id, delay)
            return
        self._begin(source, suppress=False)

    def _watch_reach(self) -> None:
        sources, contact = tuple(self._sources.values()), self._desk.contact
        self._desk.reach.watch(lambda: asked_sources(sources, contact=contact))

    def _reach_changed(self) -> None:
        self._rest_texts()
        if self._started and self.offline is None:
            self._spawn(self._plan_all(), "plan")

    def _rest_texts(self) -> None:
        self._texts.rest(on=self._paused or self.offline is not None)

    async def _recall_outage(self) -> None:
        """Go on waiting where nobody could be reached when the program ended, and try somebody."""
        states = self._desk.archive.source_states()
        if any(state.health == "waiting" for state in states):
            asked = asked_sources(tuple(self._sources.values()), contact=self._desk.contact)
            since = await asyncio.to_thread(offline_since, asked, states)
            self._desk.reach.go_on(since)
            self._rest_texts()
            self._scout()

    async def _on_beat(self) -> None:
        await self._desk.held.retry()
        self._scout()

    def _scout(self) -> None:
        scout = None if self._paused else self._scouting.next(tuple(self._sources.values()))
        if scout is not None:
            self._begin(scout, suppress=False)

    async def _meet_hosts(self) -> None:
        """Learn from what is remembered of all sources which hosts are to be left alone."""
        async with self._meeting:
            if not self._met:
                states = await asyncio.to_thread(self._recollect)
                self._desk.hosts = Hosts(states)
                self._met = True

    def _recollect(self) -> tuple[SourceState, ...]:
        # A kind's module takes a moment to load, with all that it reads documents with.
        for kind in {source.kind for source in self._sources.values()}:
            kind_named(kind)
        self._desk.reach.prepare()
        return self._desk.archive.source_states()

    def _spawn(self, chore: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(chore, name=name)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    def _begin(self, source: Source, *, suppress: bool) -> asyncio.Task[Check]:
        task = asyncio.create_task(self._checked(source, suppress=suppress), name=source.id)
        self._running.add(task)
        self._under_way[source] += 1

        def ended(_: asyncio.Task[Check]) -> None:
            self._running.discard(task)
            self._under_way[source] -= 1
            if not self._under_way[source]:
                del self._under_way[source]

        task.add_done_callback(ended)
        return task

    async def _checked(self, source: Source, *, suppress: bool) -> Check:
        host = shared_host(address_of(source))
        # In this order, lest those who wait for one host take the slots of all others.
        async with (
            self._lanes.lane(f"source {source.id}"),
            self._lanes.lane(f"host {host}" if host else f"source {source.id} itself"),
            self._slots,
        ):
            check = await check_source(source, self._desk, suppress=suppress)
        self._move(source, check.state)
        return check

    def _move(self, source: Source, state: SourceState) -> None:
        """Plan a source after its check, unless another configuration was taken up meanwhile."""
        if self._sources.get(source.id) != source:
            return
        if state.health == "gone" or not source.enabled:
            self._schedule.remove(source.id)
        elif delay := delay_of(state, self._desk.clock()):
            self._schedule.move(source.id, delay)


def _load_scheduler() -> None:
    from importlib import import_module

    import_module("apscheduler.schedulers.asyncio")
