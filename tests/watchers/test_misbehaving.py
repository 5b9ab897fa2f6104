"""Feeds that misbehave over time tell and store what the same items told plainly do."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from newsroom.records import Source, WatchSpec
from newsroom.watches import DeskPolicy, compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers.fetch import Fetcher
from watchers.parsing import Parser
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsroom.watches import Watches
    from tests.watchers.newsstand import Newsstand

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICKS = 6
SHOWN = 5
HEADLINES = (
    "Council approves the new bus line", "Old pier will be rebuilt in May",
    "Ferry to the islands is late again", "Council approves the new bus line",
    "Lighthouse keeper writes a novel", "Storm tears the roof off the fish hall",
    "Divers find a bell off the old pier", "Museum shows maps of the harbour",
    "Council approves the new bus line", "Pier opens with a concert of brass bands",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """An item as it is told."""

    n: int
    title: str
    guid: str
    link: str
    date: datetime | None
    said: str

    def written(self) -> str:
        date = format_datetime(self.date, usegmt=True) if self.date else ""
        return item(self.n, self.title, guid=self.guid, link=self.link, date=date,
                    summary=self.said)  # fmt: skip


def plainly(tick: int) -> list[Told]:
    """What stands in the feed at a tick, the newest first: one more each time."""
    newest = SHOWN + tick - 1
    return [
        Told(n, HEADLINES[n % len(HEADLINES)], f"tag:paper.example,2026:{n}",
             f"http://paper.example/{n}-{n * n}", START + (n - SHOWN + 1) * HOUR,
             f"Report {n} of the harbour town.")
        for n in range(newest, newest - SHOWN, -1)
    ]  # fmt: skip


def _each(change: Callable[[Told, int], Told]) -> Callable[[list[Told], int], list[Told]]:
    return lambda shown, tick: [change(one, tick) for one in shown]


def _moved(one: Told, tick: int) -> Told:
    link = one.link.replace("paper.example", "gazette.example") if tick >= 3 else one.link
    return replace(one, link=link, guid=link)


MODES: dict[str, Callable[[list[Told], int], list[Told]]] = {
    "shuffled": lambda shown, tick: random.Random(tick).sample(shown, len(shown)),
    "other guids at every answer": _each(lambda one, t: replace(one, guid=f"{one.guid}?r={t}")),
    "other guids once": _each(
        lambda one, t: replace(one, guid=one.guid.replace("tag", "urn") if t > 2 else one.guid)
    ),
    "another scheme": _each(
        lambda one, t: replace(
            one, guid="", link=one.link.replace("http:", "https:") if t > 2 else one.link
        )
    ),
    "another host": _each(_moved),
    "tracking": _each(lambda one, t: replace(one, guid="", link=f"{one.link}?utm_id={t}#c{t}")),
    "one guid for all": _each(lambda one, _: replace(one, guid="same")),
    "every item twice": lambda shown, _: [one for one in shown for _ in (0, 1)],
    "no guids": _each(lambda one, _: replace(one, guid="")),
    "another date at every answer": _each(lambda one, t: replace(one, date=START + t * HOUR)),
    "other words later": _each(
        lambda one, t: replace(one, said=f"{one.said} Edited at {t}." if t > 2 else one.said)
    ),
    "empty at times": lambda shown, tick: [] if tick % 3 == 1 else shown,
    "come and gone": lambda shown, tick: [
        one for one in shown if (one.n + tick) % 3 or tick in (0, TICKS - 1)
    ],
}


@dataclass(frozen=True)
class Bench:
    """What every run shares."""

    stand: Newsstand
    watches: Watches
    parser: Parser
    fetcher: Fetcher


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


async def test_however_a_feed_misbehaves_it_stores_and_tells_the_same(
    stand: Newsstand, tmp_path: Path
) -> None:
    packs, _ = load_packs([], None)
    watches = compile_watches(
        [WatchSpec("pier", "The pier", keywords=("pier",))],
        packs,
        policy=DeskPolicy(first_poll_max_age=timedelta(0)),
    )
    bench = Bench(stand, watches, Parser(), Fetcher("test"))
    try:
        expected = await run(lambda shown, _: shown, tmp_path / "0", bench)
        assert expected[0] == {one.link for tick in range(TICKS) for one in plainly(tick)}
        assert len(expected[1]) == 2
        for name, mode in MODES.items():
            found = await run(mode, tmp_path / name, bench)
            assert len(found[0]) == len(expected[0]), name
            assert found[1] == expected[1], name
    finally:
        await bench.parser.aclose()
        await bench.fetcher.aclose()


async def run(
    mode: Callable[[list[Told], int], list[Told]], folder: Path, bench: Bench
) -> tuple[set[str], list[str]]:
    """Links of what is stored at the end, and the headlines told."""
    clock = Clock()
    with Archive.open(folder) as archive:
        source = Source("paper", "Paper", bench.stand.url("/feed"))
        station = Station(archive, [source], bench.watches, channels=("desktop",), clock=clock,
                          user_agent="test", rng=random.Random(1), fetcher=bench.fetcher,
                          parser=bench.parser)  # fmt: skip
        for tick in range(TICKS):
            clock.now = START + tick * HOUR + timedelta(minutes=30)
            body = rss(*(one.written() for one in mode(plainly(tick), tick)))
            bench.stand.serve("/feed", Answer(200, body, FEED_TYPE))
            check = await station.check("paper")
            assert check.outcome != "failed", check.error
        articles = [one.article for one in archive.items()]
        assert len({article.url for article in articles}) == len(articles)
        return ({article.url for article in articles},
                sorted(alert.title for alert in archive.outbox.alerts()))  # fmt: skip
