"""A machine without a network: nobody is blamed for it, and it ends by itself, soon."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.records import Source, SourceState
from newsroom.watches import compile_watches
from store.pack_files import load_packs
from tests.watchers.dial import Dial
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers.addresses import is_address
from watchers.fetch import Fetcher
from watchers.heartbeat import BEAT
from watchers.network import Guard, UnknownHost
from watchers.parsing import Parser
from watchers.reach import Reach, offline_since
from watchers.scouting import next_scout
from watchers.station import SPREAD, Station

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from newsroom.watches import Watches
    from store.archive import Archive
    from tests.watchers.clock import Clock
    from tests.watchers.newsstand import Newsstand

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MANY = 8


class Web:
    """Names of the public network that lead to the newsstand, while there is a network."""

    def __init__(self) -> None:
        self.up = True
        self.dead: set[str] = set()
        self.names: list[str] = []

    async def resolve(self, host: str, port: int) -> tuple[str, ...]:
        self.names.append(host)
        if is_address(host):
            return (host,)
        if not self.up or host in self.dead:
            raise UnknownHost(host)
        return ("93.184.215.14",)


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture(scope="module")
def watches() -> Watches:
    return compile_watches([], load_packs([], None)[0])


@pytest.fixture
async def make(
    archive: Archive, watches: Watches, clock: Clock, web: Web
) -> AsyncIterator[Callable[..., Station]]:
    made: list[Station] = []
    parser = Parser()

    def build(*sources: Source) -> Station:
        fetcher = Fetcher("test", deadline=5.0, gap=0.0, guard=Guard(web.resolve, Dial()))
        station = Station(
            archive, sources, watches, channels=("desktop",), clock=clock, user_agent="test",
            rng=random.Random(1), fetcher=fetcher, parser=parser,
        )  # fmt: skip
        made.append(station)
        return station

    yield build
    for station in made:
        await station.stop()


def paper(stand: Newsstand, n: int) -> Source:
    stand.serve(f"/{n}", Answer(200, rss(item(n)), FEED_TYPE, close=True))
    return Source(f"s{n}", f"Paper {n}", stand.url(f"/{n}", f"s{n}.example"), interval=HOUR)


def since(judge: Station | Reach) -> datetime | None:
    """Since when nobody can be reached, as it is now."""
    return judge.offline if isinstance(judge, Station) else judge.since


async def round_of(station: Station) -> list[str]:
    return [check.outcome async for check in station.poll(everything=True)]


async def beat(station: Station, clock: Clock) -> None:
    """Half a minute passes."""
    clock.now += timedelta(seconds=BEAT)
    await station._on_beat()
    await asyncio.gather(*station._running)
    await asyncio.gather(*[one for one in station._chores if one.get_name() == "plan"])


def delays(station: Station) -> dict[str, float]:
    """Seconds until each planned source is asked."""
    store = station._schedule._jobs
    assert store is not None
    now = datetime.now(UTC)
    return {job.id: (job.next_run_time - now).total_seconds() for job in store.get_all_jobs()}


async def test_started_again_without_a_network_nobody_is_blamed_either(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock, web: Web
) -> None:
    sources = [paper(stand, n) for n in range(MANY)]
    web.up = False
    assert await round_of(make(*sources)) == ["failed"] * MANY
    went = clock.now
    clock.now += HOUR * 2
    again = make(*sources)
    await again.start()
    assert since(again) == went
    again.pause()
    await again.check("s0")
    assert since(again) == went
    assert {state.health for state in archive.source_states()} == {"waiting"}
    web.up = True
    await again.check("s1")
    assert since(again) is None


async def test_on_a_first_start_nobody_is_blamed_before_anybody_answered(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock, web: Web
) -> None:
    web.dead.add("s0.example")
    station = make(*(paper(stand, n) for n in range(MANY)))
    await station.start()
    station.pause()
    await station.check("s0")
    assert since(station) == clock.now
    assert archive.source_state("s0").health == "waiting"
    await station.check("s1")
    assert since(station) is None
    await station.check("s0")
    assert archive.source_state("s0").health == "error"


async def test_one_round_alone_blames_whoever_cannot_be_reached(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, web: Web
) -> None:
    web.dead.add("s0.example")
    station = make(*(paper(stand, n) for n in range(MANY)))
    await station.check("s0")
    assert since(station) is None
    assert archive.source_state("s0").health == "error"


async def test_who_waited_for_the_network_is_blamed_once_somebody_answered(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock, web: Web
) -> None:
    sources = [paper(stand, n) for n in range(MANY)]
    web.up = False
    await round_of(make(*sources))
    web.up = True
    web.dead.add("s0.example")
    again = make(*sources)
    await again.start()
    again.pause()
    clock.now += HOUR * 2
    await again.check("s1")
    await again.check("s0")
    assert since(again) is None
    assert archive.source_state("s0").health == "error"


async def test_after_a_night_without_a_network_everybody_is_asked_within_a_minute(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock, web: Web
) -> None:
    station = make(*(paper(stand, n) for n in range(MANY)))
    await station.start()
    station.pause()
    await round_of(station)
    station.resume()
    before = {state.source: state for state in archive.source_states()}
    web.up = False
    clock.now += HOUR * 2
    assert await round_of(station) == ["failed"] * MANY
    assert since(station) == clock.now
    assert station.next_poll() is None
    for _ in range(int(8 * 3600 / BEAT)):
        await beat(station, clock)
    asked = len(stand.asked)
    web.up = True
    clock.now += timedelta(seconds=BEAT)
    await beat(station, clock)
    assert since(station) is None
    assert len(stand.asked) == asked + 1
    others = [delay for source, delay in delays(station).items() if delay < SPREAD]
    assert len(others) >= MANY - 1
    after = {state.source: state for state in archive.source_states()}
    assert {state.failures for state in after.values()} == {0}
    assert {s.unwell_since for s in after.values()} == {None}
    assert all(after[source].items == state.items for source, state in before.items())
    assert archive.outbox.alerts() == []


async def test_while_nobody_can_be_reached_one_at_a_time_is_tried(
    stand: Newsstand, make: Callable[..., Station], watches: Watches, clock: Clock, web: Web
) -> None:
    station = make(*(paper(stand, n) for n in range(MANY)))
    await station.start()
    station.pause()
    web.up = False
    await round_of(station)
    station.resume()
    web.names.clear()
    await station._scheduled("s3")
    assert not station._running
    station.reload([*station._sources.values(), paper(stand, MANY)], watches, ())
    await asyncio.gather(*[one for one in station._chores if one.get_name() == "plan"])
    await station._scheduled(f"s{MANY}")
    await asyncio.gather(*station._running)
    assert web.names == [f"s{MANY}.example"]
    station.reload(list(station._sources.values())[:MANY], watches, ())
    web.names.clear()
    for _ in range(MANY):
        await beat(station, clock)
    assert sorted(web.names) == [f"s{n}.example" for n in range(MANY)]
    station.pause()
    await beat(station, clock)
    assert len(web.names) == MANY


async def test_what_is_tried_in_vain_is_not_written_again_and_again(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock, web: Web
) -> None:
    station = make(*(paper(stand, n) for n in range(MANY)))
    await station.start()
    web.up = False
    await round_of(station)
    written: list[object] = []
    archive.subscribe(written.append)
    for _ in range(MANY):
        await beat(station, clock)
    assert written == []
    said = offline_since(station._sources.values(), archive.source_states())
    assert said == station.offline


async def test_the_first_ones_that_cannot_be_reached_are_acquitted(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock, web: Web
) -> None:
    station = make(*(paper(stand, n) for n in range(MANY)))
    await round_of(station)
    web.up = False
    clock.now += HOUR
    await station.check("s1")
    assert (archive.source_state("s1").health, station.offline) == ("error", None)
    await station.check("s2")
    await station.check("s3")
    assert since(station) == clock.now
    for source in ("s1", "s2", "s3"):
        state = archive.source_state(source)
        assert (state.health, state.failures, state.unwell_since) == ("waiting", 0, None)


async def test_one_paper_that_is_away_is_its_own_fault(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock, web: Web
) -> None:
    station = make(*(paper(stand, n) for n in range(MANY)))
    web.dead = {"s1.example", "s2.example", "s3.example"}
    for source in ("s1", "s0", "s2", "s4", "s3"):
        await station.check(source)
    assert since(station) is None
    for _ in range(3):
        for source in ("s1", "s2", "s3"):
            await station.check(source)
            clock.now += HOUR
    assert since(station) is None
    assert archive.source_state("s1").failures == 4


async def test_a_machine_that_was_off_its_network_for_long_says_so_at_once_when_it_starts_again(
    stand: Newsstand, make: Callable[..., Station], clock: Clock, web: Web
) -> None:
    web.up = False
    sources = [paper(stand, n) for n in range(MANY)]
    first = make(*sources)
    await round_of(first)
    await first.stop()
    again = make(*sources)
    clock.now += HOUR
    for n in range(3):
        await again.check(f"s{n}")
    assert since(again) == clock.now


async def test_a_server_on_this_machine_that_is_down_is_not_the_networks_fault(
    make: Callable[..., Station], unused_tcp_port: int
) -> None:
    station = make(Source("own", "Own", f"http://127.0.0.1:{unused_tcp_port}/feed"))
    check = await station.check("own")
    assert (check.outcome, check.state.health) == ("failed", "error")
    assert "does not accept connections" in check.error
    assert since(station) is None


async def test_where_there_is_nothing_else_a_machine_of_the_own_network_counts(
    make: Callable[..., Station], archive: Archive, web: Web
) -> None:
    web.up = False
    station = make(Source("own", "Own", "http://printer.local/feed"))
    check = await station.check("own")
    assert (check.outcome, check.state.health) == ("failed", "waiting")
    assert station.offline is not None
    assert archive.source_state("own").next_poll == check.at


def spot(name: str, host: str = "") -> Source:
    return Source(name, name.title(), f"https://{host or name}.example/feed")


def well(name: str, failures: int = 0) -> SourceState:
    return SourceState(name, health="error" if failures else "ok", failures=failures)


def reach_over(*sources: Source) -> Reach:
    reach = Reach()
    reach.watch(lambda: sources)
    return reach


def test_sources_of_one_host_are_one_witness() -> None:
    sources = [*(spot(f"a{n}", "a") for n in range(5)), *(spot(f"b{n}") for n in range(3))]
    reach = reach_over(*sources)
    assert not any(reach.missed(one, well(one.id), NOON) for one in sources[:6])
    assert reach.missed(sources[6], well("b1"), NOON)


def test_those_that_failed_before_are_no_witnesses_unless_nobody_else_is_left() -> None:
    sources = [spot(f"s{n}") for n in range(5)]
    reach = reach_over(*sources)
    assert not any(reach.missed(one, well(one.id, failures=9), NOON) for one in sources[:4])
    assert reach.missed(sources[4], well("s4", failures=9), NOON)


def test_a_source_of_this_machine_neither_begins_nor_ends_an_outage() -> None:
    near = Source("near", "Near", "http://127.0.0.1:8080/feed")
    inside = Source("inside", "Inside", "http://press.lan/feed")
    reach = reach_over(near, inside, spot("far"))
    assert not reach.missed(near, well("near"), NOON)
    assert reach.missed(spot("far"), well("far"), NOON)
    assert not reach.answered(near)
    assert not reach.answered(inside)
    assert since(reach) == NOON
    assert reach.answered(spot("far"))
    assert since(reach) is None
    assert not reach.answered(spot("far"))


def test_nobody_is_lost_where_nobody_is_asked() -> None:
    assert not reach_over().missed(spot("a"), well("a"), NOON)


def test_those_that_did_well_are_tried_first_and_each_in_turn() -> None:
    sources = [spot(f"s{n}") for n in range(4)]
    failures = {"s0": 0, "s1": 3, "s2": None, "s3": 0}
    tried, last = [], ""
    for _ in range(3):
        found = next_scout(sources, last, lambda one: failures[one.id])
        assert found is not None
        last = found.id
        tried.append(last)
    assert tried == ["s0", "s3", "s0"]
    found = next_scout(sources, "s0", lambda one: failures[one.id] or None)
    assert found == sources[1]
    assert next_scout(sources, "s0", lambda _: None) is None
    assert next_scout((), "", lambda _: 0) is None


def test_what_is_remembered_says_since_when_nobody_can_be_reached() -> None:
    sources = [spot("a"), spot("b")]
    lost = SourceState("a", health="waiting", last_poll=NOON)
    fine = SourceState("b", health="ok", last_poll=NOON - HOUR, last_ok=NOON - HOUR)
    assert offline_since(sources, [lost, fine]) == NOON
    again = SourceState("b", health="ok", last_poll=NOON + HOUR, last_ok=NOON + HOUR)
    assert offline_since(sources, [lost, again]) is None
    assert offline_since(sources, [fine]) is None
    assert offline_since(sources[1:], [lost, fine]) is None
