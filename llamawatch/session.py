"""The running program: configuration, archive, station and dispatcher wired together."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import random
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from llamawatch.asking import Asking
from llamawatch.collector import ShortCollections
from llamawatch.compiler import Compiler
from llamawatch.discovering import Discovering
from llamawatch.editing import Editing
from llamawatch.enrolling import Enrolling
from llamawatch.following import follow
from llamawatch.headless import around_program
from llamawatch.judging import Judging
from llamawatch.loading import load_watching
from llamawatch.rosters import Rosters
from llamawatch.steering import Steering
from llamawatch.trying import Trying
from llamawatch.undoing import UndoStack
from llamawatch.user_agent import compose_user_agent
from store.changes import Subscribers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from datetime import tzinfo

    from alerts.dispatch import Dispatcher
    from alerts.surroundings import Surroundings
    from llamawatch.wishes import Wishes
    from newsroom.brief import Brief
    from newsroom.brief_page import BriefPage
    from newsroom.errors import ConfigError
    from newsroom.packs import Packs
    from newsroom.records import Check
    from newsroom.watches import Watches
    from store.archive import Archive
    from store.changes import Change
    from store.places import Places
    from store.settings import Config
    from watchers.station import Station


def utc_now() -> datetime:
    """The time, UTC: the one place the program reads the clock."""
    return datetime.now(UTC)


class LiveSession(Trying, Editing, Discovering, Asking, Judging, Rosters, Enrolling, Steering):
    """One program on one data directory.

    `tui.session.Session` says what each member promises.
    """

    def __init__(
        self,
        places: Places,
        config: Config,
        *,
        clock: Callable[[], datetime] = utc_now,
        rng: random.Random | None = None,
        write: bool = True,
        program: str = "llamawatch",
    ) -> None:
        """Make a session that is not open yet.

        Args:
            places: where configuration and data lie.
            config: the configuration in force.
            clock: answers the time, UTC.
            rng: for jitter.
            write: False only looks: no lock, no polling, no alerts.
            program: what others are told holds the data directory.
        """
        self.places = places
        self.config = config
        self.clock = clock
        self.ready = False
        self.archive: Archive
        self.watches: Watches
        self.packs: Packs
        self._rng = rng or random.Random()
        self._write = write
        self.program = program
        """What others are told holds the data directory."""
        self._compiler = Compiler(places.packs)
        self._config_problem = ""
        self.undoing = UndoStack()
        self._collections = ShortCollections()
        self._tasks: list[asyncio.Task[None]] = []
        self._station: Station | None = None
        self._dispatcher: Dispatcher | None = None
        self._rests = False
        self._opened = asyncio.Event()
        """Set unless something waits for what is being opened behind the archive."""
        self._opened.set()
        self._surroundings = around_program(self, stays=False)
        self._log = contextlib.ExitStack()
        self._listeners = Subscribers()
        self._reading_packs = set()

    @property
    def data(self) -> str:
        """Where the archive lies."""
        return str(self.places.data)

    @property
    def timezone(self) -> tzinfo | None:
        """In which times are shown; None: the system's."""
        return ZoneInfo(self.config.reader.timezone) if self.config.reader.timezone else None

    def read(self) -> None:
        """Open packs and archive, without polling or alerting.

        Raises:
            LlamawatchError: the data directory cannot be used.
        """
        from store.archive import Archive

        self.compile()
        self.archive = Archive.open(
            self.places.data, write=self._write, program=self.program, now=self.clock()
        )
        self.ready = True
        # What was just loaded stays: the collector need not walk it again and again.
        gc.freeze()
        gc.enable()

    async def open(
        self,
        *,
        surroundings: Surroundings | None = None,
        schedule: bool = True,
        on_ready: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Open the archive, start alerting and, if asked, polling.

        Args:
            surroundings: what alerts may use of the screen; None: there is none.
            schedule: False polls only on `poll`.
            on_ready: awaited once the archive can be read, before anything else is begun.

        Raises:
            LlamawatchError: the data directory cannot be used.
        """
        from llamawatch.heap import keep_heap_small
        from llamawatch.log import keep_log

        keep_heap_small()
        self._opened.clear()
        self._collections.start()
        self._tasks = [asyncio.create_task(self._collections.keep_walking(), name="collector")]
        self._surroundings = surroundings or around_program(self, stays=schedule)
        self._log.callback(keep_log(self.places.data, writes=self._write))
        try:
            await asyncio.to_thread(self.read)
            self.archive.subscribe(lambda _: self._collections.note_change())
            if on_ready is not None:
                await on_ready()
            if self._write:
                await self._begin_watching(schedule=schedule)
            else:
                self._begin_reading_along()
        finally:
            self._opened.set()

    def _begin_reading_along(self) -> None:
        self._tasks += [
            self._following(),
            asyncio.create_task(self._wishes.read_along(), name="follow the writer"),
        ]

    async def _begin_watching(self, *, schedule: bool) -> None:
        await asyncio.to_thread(load_watching)
        from llamawatch.alerting import channels_here, make_dispatcher
        from llamawatch.housekeeping import keep_copies, keep_folded, make_sound
        from llamawatch.narration import take_notes
        from watchers.station import Station

        await make_sound(self.archive)
        self._dispatcher = make_dispatcher(self, self._surroundings, self._rng)
        self._station = Station(
            self.archive,
            self.config.sources,
            self.watches,
            channels=channels_here(self, self._surroundings),
            clock=self.clock,
            user_agent=compose_user_agent(self.config),
            contact=bool(self.config.poll.contact),
            rng=self._rng,
            full_text=self.config.poll.full_text,
            on_alerts=self._dispatcher.wake,
            on_held=lambda: self._listeners.tell("config", ()),
        )
        if self._rests:
            self._station.pause()
        if schedule:
            self._log.callback(await asyncio.to_thread(take_notes, self))
            self._tasks += [
                asyncio.create_task(self._dispatcher.run(), name="alerts"),
                self._following(),
                asyncio.create_task(self._wishes.serve(), name="inbox"),
                asyncio.create_task(
                    keep_folded(self.archive, lambda: self.config.store, self.clock), name="fold"
                ),
                asyncio.create_task(keep_copies(self.archive, self.clock), name="copies"),
            ]
            await self._station.start()

    async def close(self) -> None:
        """Stop polling and alerting, close the archive."""
        from llamawatch.housekeeping import fold_at_stop

        if self._station is not None:
            await self._station.stop()
        tasks = (*self._tasks, *self._reading_packs)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        if self._dispatcher is not None:
            await self._dispatcher.close()
        if self.ready:
            self.ready = False
            await fold_at_stop(self.archive)
            self.archive.close()
        self._collections.stop()
        self._log.close()

    def _following(self) -> asyncio.Task[None]:
        """Follow edits of config.toml and of the user's packs by hand."""
        from store.pack_files import own_stamps

        following = follow(
            self.places.config,
            self._edited,
            self._spoilt,
            lambda: own_stamps(self.config.subject.packs, self.places.packs),
        )
        return asyncio.create_task(following, name="config.toml")

    @cached_property
    def _wishes(self) -> Wishes:
        from llamawatch.wishes import Wishes

        return Wishes(self, self._rng)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the configuration, packs, watches or archive, a sentence each."""
        from alerts.breaker import broken_channels

        damage = tuple(str(one) for one in self.archive.set_aside) if self.ready else ()
        told = self.config.alerts.channels if self.ready else ()
        broken = (
            f"The watch {name} is broken and matches nothing: {error}"
            for name, error in self.watch_errors().items()
        )
        found = (
            self._config_problem,
            *self._compiler.problems,
            *broken,
            *(broken_channels(self.archive, told, self.timezone) if told else ()),
            *damage,
            *self._wishes.problems(),
        )
        return tuple(problem for problem in found if problem)

    def subscribe(self, callback: Callable[[Change], None]) -> None:
        """Hear of every change of the archive and the configuration."""
        self.archive.subscribe(callback)
        self._listeners.add(callback)

    @property
    def held(self) -> str:
        """That the disk refuses what comes, and what waits in memory; "" while it takes all."""
        return self._station.held.sentence if self._station is not None else ""

    @property
    def told_of_disk(self) -> str:
        """What is to be said once of what waited for the disk; "" if nothing ever did."""
        return self._station.held.told if self._station is not None else ""

    @property
    def writes(self) -> bool:
        """True for the one program that watches; the others read along."""
        return self._write

    def brief(self, since: datetime) -> Brief:
        """What happened since a moment, UTC."""
        from llamawatch.briefing import brief_of

        return brief_of(self, since, self.clock())

    def brief_page(self, *, week: bool = False) -> BriefPage:
        """What happened since the brief was last marked as seen, or in the last week."""
        from llamawatch.briefing import FIRST, brief_of
        from newsroom.brief_page import page_of
        from store.briefing import last_briefed

        until = self.clock()
        since = (None if week else last_briefed(self.archive)) or until - FIRST
        return page_of(brief_of(self, since, until), self.glossary, self.timezone)

    def wake_alerts(self) -> None:
        """Look at the outbox now."""
        if self._dispatcher is not None:
            self._dispatcher.wake()

    @property
    def reading_lock(self) -> asyncio.Lock | None:
        """Held while stories change; None where nothing polls."""
        return self._station.reading if self._station is not None else None

    async def poll(
        self,
        sources: Sequence[str] | None = None,
        *,
        everything: bool = True,
        suppress: bool = False,
    ) -> AsyncIterator[Check]:
        """Ask sources now; only what is due unless `everything`."""
        await self._opened.wait()
        if self._station is None:
            return
        async for check in self._station.poll(sources, everything=everything, suppress=suppress):
            yield check

    async def fetch_full_text(self, item_id: str) -> str:
        """Fetch the page of an item; answers what came of it, in one sentence."""
        from newsroom.page_words import describe

        await self._opened.wait()
        if self._station is None or not self._write:
            return "Only the llamawatch that watches here fetches pages: press f there."
        return describe(await self._station.fetch_full_text(item_id), self.timezone)

    async def deliver(self) -> None:
        """Send every alert that is due, once: nothing more comes for now."""
        if self._dispatcher is not None:
            await self._dispatcher.drain(complete=True)

    async def test_alert(self, channel: str) -> str:
        """Send a test over a channel; answers what the other side said.

        Raises:
            Undelivered: it was not taken.
        """
        from alerts.channels import make_channels, send_test

        channels = make_channels(self.config.alerts, self._surroundings, clock=self.clock)
        return await send_test(channels[channel], now=self.clock())

    def take_up(self, config: Config) -> None:
        """Put a configuration in force."""
        before, self.config = self.config, config
        self._config_problem = ""
        if not self.ready:
            return
        self.compile()
        if self._station is not None and self._dispatcher is not None:
            from llamawatch.alerting import channels_here, open_channels

            # Other channels would not know the bubbles that are shown.
            if (config.alerts, config.reader.timezone) != (before.alerts, before.reader.timezone):
                from alerts.policy import Rules

                self._dispatcher.replace_channels(
                    open_channels(self, self._surroundings),
                    Rules.of(config.alerts, self.timezone),
                )
            self._station.introduce(compose_user_agent(config), contact=bool(config.poll.contact))
            told, texts = channels_here(self, self._surroundings), config.poll.full_text
            self._station.reload(config.sources, self.watches, told, full_text=texts)
        self._listeners.tell("config", ())

    def compile(self) -> None:
        """Read the packs and compile the watches of the configuration in force."""
        self.watches = self._compiler.compile(self.config)
        self.packs = self.watches.packs

    async def _edited(self, config: Config) -> None:
        others = await self.read_packs(config)
        if others or config != self.config or self._config_problem:
            self.take_up(config)

    def _spoilt(self, error: ConfigError) -> None:
        self._config_problem = f"{error} (the last good configuration stays in force)"
        self._listeners.tell("config", ())
