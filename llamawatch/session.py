"""The running program: configuration, archive, station and dispatcher wired together."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import random
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from llamawatch.compiler import Compiler
from llamawatch.user_agent import compose_user_agent
from newsroom.errors import ConfigError, NotFound
from store.changes import Subscribers
from store.places import stamp
from store.settings import Config, load_config

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from datetime import tzinfo

    from alerts.dispatch import Dispatcher
    from llamawatch.wishes import Wishes
    from newsroom.packs import Packs
    from newsroom.query import Directory, Query
    from newsroom.records import Check, Item, Source, Story, WatchSpec
    from newsroom.subject import Subject
    from newsroom.watches import Watches
    from newsroom.why import Why
    from store.archive import Archive
    from store.changes import Change
    from store.inbox import Verb
    from store.places import Places
    from watchers.station import Station

_FOLLOW_SECONDS = 2.0
"""How often config.toml is looked at for edits by hand."""


def utc_now() -> datetime:
    """The time, UTC: the one place the program reads the clock."""
    return datetime.now(UTC)


class LiveSession:
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
        self._program = program
        self._compiler = Compiler(places.packs)
        self._config_problem = ""
        self._undo: list[tuple[str, str, str]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._station: Station | None = None
        self._dispatcher: Dispatcher | None = None
        self._ring: Callable[[], None] = _no_bell
        self._leave_log: Callable[[], None] = _no_bell
        self._listeners = Subscribers()
        self._moved: tuple[int, frozenset[str]] = (-1, frozenset())

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
            self.places.data, write=self._write, program=self._program, now=self.clock()
        )
        self.ready = True
        # What was just loaded stays: the collector need not walk it again and again.
        gc.freeze()
        gc.enable()

    async def open(self, *, ring: Callable[[], None] | None = None, schedule: bool = True) -> None:
        """Open the archive, start alerting and, if asked, polling.

        Args:
            ring: rings the terminal's bell.
            schedule: False polls only on `poll`.

        Raises:
            LlamawatchError: the data directory cannot be used.
        """
        from llamawatch.diagnostics import keep_log

        self._ring = ring or _no_bell
        self._leave_log = keep_log(self.places.data)
        await asyncio.to_thread(self.read)
        if not self._write:
            self._tasks = [
                asyncio.create_task(self._follow(), name="follow config.toml"),
                asyncio.create_task(self._wishes.read_along(), name="follow the writer"),
            ]
            return
        from alerts.channels import make_channels
        from alerts.dispatch import Dispatcher
        from llamawatch.housekeeping import keep_copies, keep_folded, make_sound
        from watchers.station import Station

        await make_sound(self.archive)
        channels = make_channels(self.config.alerts, ring=self._ring)
        self._dispatcher = Dispatcher(
            self.archive, channels, clock=self.clock, rng=self._rng, name_of=self.name_of
        )
        self._station = Station(
            self.archive,
            self.config.sources,
            self.watches,
            channels=self.config.alerts.channels,
            clock=self.clock,
            user_agent=compose_user_agent(self.config),
            contact=bool(self.config.poll.contact),
            rng=self._rng,
            on_alerts=self._dispatcher.wake,
        )
        if schedule:
            self._tasks = [
                asyncio.create_task(self._dispatcher.run(), name="alerts"),
                asyncio.create_task(self._follow(), name="follow config.toml"),
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
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        if self._dispatcher is not None:
            await self._dispatcher.close()
        if self.ready:
            self.ready = False
            await fold_at_stop(self.archive)
            self.archive.close()
        self._leave_log()

    @cached_property
    def _wishes(self) -> Wishes:
        from llamawatch.wishes import Wishes

        return Wishes(self, self._rng)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the configuration, packs, watches or archive, a sentence each."""
        damage = tuple(str(one) for one in self.archive.set_aside) if self.ready else ()
        broken = (
            f"The watch {name} is broken and matches nothing: {error}"
            for name, error in self.watch_errors().items()
        )
        found = (
            self._config_problem,
            *self._compiler.problems,
            *broken,
            *damage,
            *self._wishes.problems(),
        )
        return tuple(problem for problem in found if problem)

    def subscribe(self, callback: Callable[[Change], None]) -> None:
        """Hear of every change of the archive and the configuration."""
        self.archive.subscribe(callback)
        self._listeners.add(callback)

    def watch_errors(self) -> Mapping[str, str]:
        """What is wrong with the queries of watches, by watch id."""
        return self.watches.errors()

    def name_of(self, thing: str) -> str:
        """The name of a source, watch, person, organisation or model by id."""
        named: tuple[Source | WatchSpec, ...] = (*self.config.sources, *self.config.watches)
        for one in named:
            if one.id == thing:
                return one.name
        return self.packs.name_of(thing)

    def parse_query(self, text: str) -> Query:
        """Read a query; raises QueryError."""
        from newsroom.query import parse_query

        return parse_query(text, self.packs, self._directory())

    def _directory(self) -> Directory:
        """What queries may name: what is configured, and the sources something was kept of."""
        from newsroom.query import Directory

        watches = {watch.id: watch.name for watch in self.config.watches}
        sources = {source.id: source.name for source in self.config.sources}
        if not self.ready:
            return Directory(sources, watches)
        kept = {source: source for source in self.archive.beginning("", "source")}
        archive = self.archive
        return Directory(kept | sources, watches, lambda start: archive.beginning(start, "story"))

    def subject(self, item: Item) -> Subject:
        """What a query is asked of, for a stored item."""
        from newsroom.subject import Subject

        return Subject.of_item(
            item,
            self.packs,
            now=self.clock(),
            text_of=self.archive.text,
            story_of=self._story_of,
            moved=self._stories_with_moves(),
        )

    def _story_of(self, story_id: str) -> Story | None:
        try:
            return self.archive.story(story_id)
        except NotFound:
            return None

    def matches(self, query: Query, item: Item) -> bool:
        """Tell whether a stored item satisfies a query now; raises PatternTooSlow."""
        return query.holds(self.subject(item))

    def _stories_with_moves(self) -> frozenset[str]:
        moves = self.archive.counts().moves
        if self._moved[0] != moves:
            stories = {story for move in self.archive.moves() for story in move.stories}
            self._moved = (moves, frozenset(stories))
        return self._moved[1]

    def explain(self, item_id: str) -> Why:
        """Say why an item is where it is; raises NotFound."""
        from newsroom.why import explain

        item = self.archive.whole(item_id)
        copied = None
        if item.copy_of:
            with contextlib.suppress(NotFound):
                copied = self.archive.item(item.copy_of)
        return explain(
            item, self.archive.known, self.watches, story_of=self._story_of, copied=copied
        )

    @property
    def paused(self) -> bool:
        """True while polling rests."""
        return self._station is not None and self._station.paused

    @property
    def next_poll(self) -> datetime | None:
        """When the next source is due, UTC."""
        return self._station.next_poll() if self._station is not None else None

    def pause(self) -> None:
        """Let polling rest."""
        if self._station is not None:
            self._station.pause()

    def resume(self) -> None:
        """Poll again."""
        if self._station is not None:
            self._station.resume()

    @property
    def writes(self) -> bool:
        """True for the one program that watches; the others read along."""
        return self._write

    @property
    def writer(self) -> str:
        """Who watches while this program reads along, in words; "" while nobody does."""
        return self._wishes.writer()

    @property
    def wishes_waiting(self) -> int:
        """Changes asked of the writer that are not made yet."""
        return self._wishes.waiting()

    def mark(
        self, item_ids: Sequence[str], *, read: bool | None = None, starred: bool | None = None
    ) -> None:
        """Set the user's marks on items: at once, or by whoever writes.

        Raises:
            NotFound: one of them is not there.
            StoreError: the disk refused.
        """
        self._wishes.mark(item_ids, read=read, starred=starred)

    def decide(
        self, verb: Verb, ids: Sequence[str], values: Mapping[str, Any] | None = None
    ) -> None:
        """Decide about stories by hand ("topics", "split", "merge"), at once or by the writer.

        Raises:
            LlamawatchError: it cannot be done.
        """
        self._wishes.decide(verb, ids, values or {})

    def polls_now(self, sources: Sequence[str] | None) -> bool:
        """Have the writer poll, if this program only looks; False: it is for this one to do."""
        if self._write:
            return False
        self._wishes.drop("poll", tuple(sources or ()))
        return True

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
        if self._station is None:
            return
        async for check in self._station.poll(sources, everything=everything, suppress=suppress):
            yield check

    async def deliver(self) -> None:
        """Send every alert that is due, once."""
        if self._dispatcher is not None:
            await self._dispatcher.drain()

    async def test_alert(self, channel: str, *, ring: Callable[[], None] | None = None) -> str:
        """Send a test over a channel; answers why it failed, or ""."""
        from alerts.channels import make_channels, send_test

        channels = make_channels(self.config.alerts, ring=ring or self._ring)
        return await send_test(channels[channel], now=self.clock())

    def add(self, array: str, values: Mapping[str, Any]) -> None:
        """Add a "watch" or "source" to config.toml; in force at once."""
        from store.config_file import add_table

        self._write_config(lambda: add_table(self.places.config, array, values), f"new {array}")

    def change(self, array: str, name: str, values: Mapping[str, Any]) -> None:
        """Change keys of a "watch" or "source" in config.toml; in force at once."""
        from store.config_file import set_keys

        self._write_config(
            lambda: set_keys(self.places.config, array, name, values), f"change of {array} {name}"
        )

    def remove(self, array: str, name: str) -> None:
        """Take a "watch" or "source" out of config.toml; `undo` brings it back."""
        from store.config_file import remove_table

        self._write_config(
            lambda: remove_table(self.places.config, array, name), f"removal of {array} {name}"
        )

    def undo(self) -> str:
        """Take the last change of config.toml back; answers what it was, or "".

        Raises:
            ConfigError: the file was edited since.
        """
        from store.config_file import read_text, restore_text

        if not self._undo:
            return ""
        what, before, after = self._undo.pop()
        if read_text(self.places.config) != after:
            raise ConfigError(
                f"{self.places.config}: was edited since; the {what} was not taken back"
            )
        self.take_up(restore_text(self.places.config, before))
        return what

    def _write_config(self, write: Callable[[], Config], what: str) -> None:
        from store.config_file import read_text

        before = read_text(self.places.config)
        self.take_up(write())
        self._undo.append((what, before, read_text(self.places.config)))

    def take_up(self, config: Config) -> None:
        """Put a configuration in force."""
        self.config = config
        self._config_problem = ""
        if not self.ready:
            return
        self.compile()
        if self._station is not None and self._dispatcher is not None:
            from alerts.channels import make_channels

            self._dispatcher.replace_channels(make_channels(config.alerts, ring=self._ring))
            self._station.introduce(compose_user_agent(config), contact=bool(config.poll.contact))
            self._station.reload(config.sources, self.watches, config.alerts.channels)
        self._listeners.tell("config", ())

    def compile(self) -> None:
        """Read the packs and compile the watches of the configuration in force."""
        self.watches = self._compiler.compile(self.config)
        self.packs = self.watches.packs

    async def _follow(self) -> None:
        """Take up edits of config.toml; a file that became wrong leaves the last good one."""
        seen = stamp(self.places.config)
        while True:
            await asyncio.sleep(_FOLLOW_SECONDS)
            now = stamp(self.places.config)
            if now == seen:
                continue
            seen = now
            try:
                config = await asyncio.to_thread(load_config, self.places.config)
            except ConfigError as error:
                self._config_problem = f"{error} (the last good configuration stays in force)"
                self._listeners.tell("config", ())
                continue
            if config != self.config or self._config_problem:
                await asyncio.to_thread(self._compiler.read_packs, config)
                self.take_up(config)


def _no_bell() -> None:
    """Ring nothing: there is no screen."""
