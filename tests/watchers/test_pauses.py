"""What one source learns of its host holds for the others: the station, over the wire."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.records import Source, WatchSpec
from newsroom.watches import compile_watches
from store.pack_files import load_packs
from tests.watchers.clock import START, Clock
from tests.watchers.dial import Dial
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers.fetch import Fetcher
from watchers.network import Guard
from watchers.parsing import Parser
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from newsroom.records import Check
    from newsroom.watches import Watches
    from store.archive import Archive
    from tests.watchers.newsstand import Newsstand

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PUBLIC = "93.184.216.34"


@pytest.fixture(scope="module")
def watches() -> Watches:
    loud = WatchSpec("pier", keywords=("pier",), priority="high")
    return compile_watches([loud], load_packs([], None)[0])


@pytest.fixture
async def make(
    archive: Archive, watches: Watches, clock: Clock
) -> AsyncIterator[Callable[..., Station]]:
    made: list[Station] = []
    parser = Parser()

    async def look_up(host: str, _port: int) -> tuple[str, ...]:
        return (PUBLIC,) if host.endswith(".example") else (host,)

    def build(*sources: Source) -> Station:
        station = Station(
            archive,
            sources,
            watches,
            channels=(),
            clock=clock,
            user_agent="test",
            rng=random.Random(1),
            fetcher=Fetcher("test", deadline=5.0, gap=0, guard=Guard(look_up, Dial())),
            parser=parser,
        )
        made.append(station)
        return station

    yield build
    for station in made:
        await station.stop()


def sources(stand: Newsstand, *places: str) -> list[Source]:
    """Sources of the given hosts and paths, as in "a.example/1"."""
    found = []
    for place in places:
        host, _, path = place.partition("/")
        found.append(Source(place, place, stand.url(f"/{path}", host), interval=HOUR))
    return found


def feed(*items: str) -> Answer:
    return Answer(200, rss(*items), FEED_TYPE)


async def round_of(station: Station, *only: str) -> dict[str, Check]:
    checks = station.poll(only or None, everything=True)
    return {check.source: check async for check in checks}


async def test_a_pause_holds_for_the_whole_host_over_restarts_until_it_is_over(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    stand.serve("/1", Answer(429, headers={"Retry-After": "7200"}), feed(item(1)))
    stand.serve("/2", feed(item(2)))
    all_of_them = sources(stand, "a.example/1", "a.example/2", "b.example/2")
    first = await round_of(make(*all_of_them), "a.example/1")
    assert first["a.example/1"].outcome == "failed"
    for _ in range(2):
        checks = await round_of(make(*all_of_them))
        assert checks["a.example/2"].outcome == "skipped"
        assert checks["a.example/2"].error == (
            "a.example/2 waits: a.example asks for a pause until 2 Mar 11:30 UTC."
        )
        assert checks["a.example/1"].outcome == "skipped"
        assert checks["b.example/2"].outcome != "skipped"
    assert len(stand.asked_for("/1")) == 1
    assert archive.source_state("a.example/2").last_poll is None
    clock.now += 2 * HOUR
    checks = await round_of(make(*all_of_them))
    assert {check.outcome for check in checks.values()} == {"new", "unchanged"}


async def test_a_pause_outlives_the_source_that_was_asked_for_it(
    stand: Newsstand, make: Callable[..., Station]
) -> None:
    stand.serve("/1", Answer(503, headers={"Retry-After": "Mon, 02 Mar 2026 10:30:00 GMT"}))
    one, other = sources(stand, "a.example/1", "a.example/2")
    await round_of(make(one))
    checks = await round_of(make(other))
    assert checks["a.example/2"].outcome == "skipped"


@pytest.mark.parametrize("said", ["-5", "soon", ""])
async def test_a_pause_nobody_can_read_is_no_pause_for_the_others(
    stand: Newsstand, make: Callable[..., Station], said: str
) -> None:
    stand.serve("/1", Answer(429, headers={"Retry-After": said} if said else {}))
    stand.serve("/2", feed(item(2)))
    checks = await round_of(make(*sources(stand, "a.example/1", "a.example/2")))
    state = checks["a.example/1"].state
    assert (state.health, state.not_before) == ("limited", None)
    assert state.next_poll is not None
    assert START + HOUR <= state.next_poll <= START + 2 * HOUR
    assert checks["a.example/2"].outcome == "new"


async def test_a_host_that_fails_is_tried_by_one_request_at_a_time(
    stand: Newsstand, make: Callable[..., Station], clock: Clock
) -> None:
    names = [f"a.example/{n}" for n in range(8)]
    for n in range(8):
        stand.serve(f"/{n}", Answer(500))
    station = make(*sources(stand, *names))
    first = await round_of(station)
    assert len(stand.asked) == 5
    waits = [check for check in first.values() if check.outcome == "skipped"]
    assert len(waits) == 3
    assert "a.example failed 5 times in a row and is tried again at" in waits[0].error
    assert not [c for c in (await round_of(station)).values() if c.outcome != "skipped"]
    clock.now = START + 25 * HOUR
    again = await round_of(station)
    assert sum(check.outcome == "failed" for check in again.values()) == 1
    assert len(stand.asked) == 6
    for n in range(8):
        stand.serve(f"/{n}", feed(item(n)))
    clock.now += 25 * HOUR
    healed = await round_of(station)
    assert {check.outcome for check in healed.values()} == {"new"}


async def test_on_this_machine_a_pause_is_the_addresss_alone(
    stand: Newsstand, make: Callable[..., Station]
) -> None:
    stand.serve("/1", Answer(429, headers={"Retry-After": "7200"}))
    stand.serve("/2", feed(item(2)))
    checks = await round_of(make(*sources(stand, "127.0.0.1/1", "127.0.0.1/2")))
    assert checks["127.0.0.1/1"].state.not_before == START + 2 * HOUR
    assert checks["127.0.0.1/2"].outcome == "new"


async def test_what_is_gone_is_never_asked_again_by_any_way(
    stand: Newsstand, make: Callable[..., Station], clock: Clock
) -> None:
    stand.serve("/1", Answer(410))
    one = sources(stand, "127.0.0.1/1")
    await round_of(make(*one))
    clock.now += 400 * 24 * HOUR
    station = make(*one)
    await round_of(station)
    await round_of(station, "127.0.0.1/1")
    check = await station.check("127.0.0.1/1")
    assert (check.outcome, check.state.next_poll) == ("skipped", None)
    await station.start()
    assert station.next_poll() is None
    assert len(stand.asked) == 1


@pytest.mark.parametrize(
    ("status", "health"),
    [(401, "login"), (403, "blocked"), (404, "error"), (429, "limited"), (500, "error"),
     (502, "error"), (503, "error")],
)  # fmt: skip
async def test_each_refusal_backs_off_and_after_five_even_who_asks_by_hand_waits(
    stand: Newsstand, make: Callable[..., Station], clock: Clock, status: int, health: str
) -> None:
    stand.serve("/1", Answer(status))
    station = make(*sources(stand, "127.0.0.1/1"))
    waits = []
    for _ in range(5):
        check = await station.check("127.0.0.1/1")
        assert (check.outcome, check.state.health) == ("failed", health)
        assert check.state.next_poll is not None
        waits.append((check.state.next_poll - clock.now) / HOUR)
    assert all(1 <= wait <= 2 ** (n + 1) for n, wait in enumerate(waits))
    assert max(waits) > 2
    assert (await station.check("127.0.0.1/1")).outcome == "skipped"
    assert len(stand.asked) == 5


async def test_wishes_of_server_and_document_are_kept_over_restarts(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    body = rss(item(1)).replace(b"<title>t</title>", b"<title>t</title><ttl>120</ttl>", 1)
    stand.serve("/1", Answer(200, body, {**FEED_TYPE, "Cache-Control": "max-age=9000"}))
    one = sources(stand, "127.0.0.1/1")
    state = (await round_of(make(*one)))["127.0.0.1/1"].state
    assert (state.wishes.ttl, state.wishes.max_age) == (7200, 9000)
    assert state.next_poll is not None
    assert timedelta(seconds=9000) <= state.next_poll - START <= timedelta(seconds=9900)
    assert replace(archive.source_state("127.0.0.1/1"), items=0) == state
    checks = [check async for check in make(*one).poll()]
    assert checks[0].error == "127.0.0.1/1 is not due yet."


async def test_a_server_stuck_in_not_modified_is_asked_for_everything_after_a_week(
    stand: Newsstand, make: Callable[..., Station], clock: Clock
) -> None:
    stuck = {**FEED_TYPE, "ETag": '"stuck"'}
    stand.serve("/1", Answer(200, rss(item(1)), stuck))
    station = make(*sources(stand, "127.0.0.1/1"))
    await station.check("127.0.0.1/1")
    stand.serve("/1", Answer(200, rss(item(1), item(2)), stuck))
    outcomes = []
    for _ in range(9):
        clock.now += 24 * HOUR
        outcomes.append((await station.check("127.0.0.1/1")).new)
    assert outcomes == [0] * 7 + [1, 0]
    conditional = ["if-none-match" in asked.headers for asked in stand.asked]
    assert conditional == [False, *[True] * 7, False, True]


async def test_what_feeds_a_watch_of_high_priority_is_remembered(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    stand.serve("/1", feed(item(1, "The old pier will be rebuilt"), item(2)))
    stand.serve("/2", feed(item(3)))
    station = make(*sources(stand, "127.0.0.1/1", "127.0.0.1/2"))
    await round_of(station)
    assert archive.source_state("127.0.0.1/1").matched == ("pier",)
    assert archive.source_state("127.0.0.1/2").matched == ()
    assert station._desk.loud == {"pier"}
