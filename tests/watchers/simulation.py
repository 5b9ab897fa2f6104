"""Feeds that misbehave over simulated time, watched beside the same feeds told plainly.

What an answer held is known from the fault server's own code, which is loaded here: every item has
a number that no misbehaviour touches.
"""

from __future__ import annotations

import importlib.util
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from newsroom.records import Source, WatchSpec
from newsroom.watches import DeskPolicy, compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from tests.watchers.faulty_web import SERVER
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers.fetch import Fetcher
from watchers.parsing import Parser
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

    from newsroom.watches import Watches
    from tests.watchers.faulty_web import FaultyWeb
    from tests.watchers.newsstand import Newsstand

ITEMS = 12
"""Items of a document."""
LATE = timedelta(minutes=59)
"""How long after the start of a tick, an hour, everybody is asked: nothing lies in the future."""


@cache
def server_code() -> ModuleType:
    """The fault server as a module."""
    spec = importlib.util.spec_from_file_location("faultserver", SERVER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def world() -> Any:  # noqa: ANN401 - the fault server's own class
    return server_code().World(1, ITEMS, 1.0)


def answer(mode: str, n: int, tick: int) -> list[tuple[str, dict[str, Any]]]:
    """What an answer holds: the number of each item, and the item as it is told plainly.

    An aggregator's item says no more than its headline.
    """
    plain = world().feed_items(n, tick)
    by_number = {item["i"]: dict(item) for item in plain}
    if mode == "gnews":
        by_number = {i: dict(item, body=item["title"]) for i, item in by_number.items()}
    held = {}
    for item in server_code().sim_mutate(mode, plain, n, tick, world()):
        number = item["guid"] if mode == "flood" else str(item["i"])
        held[number] = dict(item) if mode == "flood" else by_number[item["i"]]
    return list(held.items())


@dataclass
class Holdings:
    """Everything the answers of one feed have held so far, told plainly."""

    n: int
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    def take(self, mode: str, tick: int) -> bool:
        """Take in what is answered at a tick; whether something of it was not there before."""
        before = len(self.items)
        for number, item in answer(mode, self.n, tick):
            self.items.setdefault(number, item)
        return len(self.items) > before

    def document(self) -> bytes:
        newest = sorted(self.items.values(), key=lambda item: item["when"], reverse=True)
        body: bytes = server_code().render(newest, "rss", f"Outlet {self.n}")[0]
        return body


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Told:
    """What became of a run."""

    stored: dict[str, int]
    """Items by source."""
    alerts: Counter[str]
    """Headlines, however they were decorated."""


def bare(title: str) -> str:
    """A headline without what modes hang on it."""
    return re.sub(r"( - Outlet \d+)+$", "", title.removeprefix("UPDATE: "))


@cache
def watches() -> Watches:
    packs, _ = load_packs([], None)
    # A first poll alerts nothing: which of its items are fresh would hang on dates that lie.
    return compile_watches(
        [WatchSpec("meta", "Meta", keywords=("Meta",))],
        packs,
        policy=DeskPolicy(first_poll_max_age=timedelta(0)),
    )


def told(archive: Archive) -> Told:
    articles = [item.article for item in archive.items()]
    return Told(
        dict(Counter(article.source for article in articles)),
        Counter(bare(alert.title) for alert in archive.outbox.alerts()),
    )


async def run_mode(web: FaultyWeb, mode: str, feeds: Sequence[str], ticks: int, folder: Path
                   ) -> Told:  # fmt: skip
    """Poll `/sim-<mode>/<feed>` at every tick; a feed is named as in "31/feed.xml"."""
    sources = [Source(feed, f"Outlet {feed}", web.url(f"/sim-{mode}/{feed}")) for feed in feeds]
    clock = Clock(server_code().EPOCH)
    with Archive.open(folder) as archive:
        station = _station(archive, sources, clock)
        for tick in range(ticks):
            clock.now = datetime.fromisoformat(web.clock(tick)) + LATE
            async for check in station.poll(everything=True):
                assert check.outcome != "failed", check.error
        await station.stop()
        return told(archive)


async def run_plainly(
    stand: Newsstand, mode: str, feeds: Sequence[str], ticks: int, folder: Path
) -> Told:
    """The same items at the same ticks, in documents that never change or lose what they held."""
    held = {feed: Holdings(int(feed.partition("/")[0])) for feed in feeds}
    sources = [Source(feed, f"Outlet {feed}", stand.url(f"/{feed}")) for feed in feeds]
    clock = Clock(server_code().EPOCH)
    with Archive.open(folder) as archive:
        station = _station(archive, sources, clock)
        for tick in range(ticks):
            clock.now = server_code().EPOCH + timedelta(hours=tick) + LATE
            grown = [feed for feed, one in held.items() if one.take(mode, tick)]
            for feed in grown:
                stand.serve(f"/{feed}", Answer(200, held[feed].document(), FEED_TYPE))
            async for check in station.poll(grown):
                assert check.outcome != "failed", check.error
        await station.stop()
        found = told(archive)
    assert found.stored == {feed: len(one.items) for feed, one in held.items()}
    return found


def _station(archive: Archive, sources: Sequence[Source], clock: Clock) -> Station:
    return Station(archive, sources, watches(), channels=("desktop",), clock=clock,
                   user_agent="test", rng=random.Random(1), fetcher=Fetcher("test"),
                   parser=Parser())  # fmt: skip
