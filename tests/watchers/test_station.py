from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.records import Gap, Source, WatchSpec
from newsroom.watches import compile_watches
from store.pack_files import load_packs
from tests.watchers.clock import START, Clock
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers.fetch import Fetcher
from watchers.parsing import Parser
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from newsroom.packs import Packs
    from newsroom.records import Check
    from newsroom.watches import Watches
    from store.archive import Archive
    from tests.watchers.newsstand import Newsstand

HOUR = timedelta(hours=1)
FRESH = "Mon, 02 Mar 2026 09:00:00 GMT"


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs([], None)[0]


@pytest.fixture
def watches(packs: Packs) -> Watches:
    return compile_watches(
        [WatchSpec("pier", "The pier", keywords=("pier",), channels=("desktop", "email"))],
        packs,
    )


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
async def make(
    archive: Archive, watches: Watches, clock: Clock, told: list[str]
) -> AsyncIterator[Callable[..., Station]]:
    made: list[Station] = []
    parser = Parser()

    def build(*sources: Source) -> Station:
        station = Station(
            archive,
            sources,
            watches,
            channels=("desktop", "email"),
            clock=clock,
            user_agent="test",
            rng=random.Random(1),
            on_alerts=lambda: told.append("!"),
            fetcher=Fetcher("test", deadline=5.0),
            parser=parser,
        )
        made.append(station)
        return station

    yield build
    for station in made:
        await station.stop()


def source(url: str, name: str = "paper", *, enabled: bool = True) -> Source:
    return Source(name, name.title(), url, enabled=enabled)


def feed(*items: str, **headers: str) -> Answer:
    return Answer(200, rss(*items), {**FEED_TYPE, **headers})


async def round_of(station: Station, *, everything: bool = False) -> dict[str, Check]:
    return {check.source: check async for check in station.poll(everything=everything)}


async def test_a_feed_is_polled_stored_matched_and_told_once(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, told: list[str]
) -> None:
    pier = item("pier", "The old pier will be rebuilt in May", date=FRESH)
    url = stand.serve("/feed", feed(item(1)), feed(item(1), pier))
    station = make(source(url))
    first = (await round_of(station))["paper"]
    assert (first.outcome, first.new, first.state.health) == ("new", 1, "ok")
    assert archive.outbox.alerts() == []
    second = (await round_of(station, everything=True))["paper"]
    assert (second.outcome, second.new, second.updated) == ("new", 1, 0)
    assert {alert.channel for alert in archive.outbox.alerts()} == {"desktop", "email"}
    assert told == ["!"]
    third = (await round_of(station, everything=True))["paper"]
    assert (third.outcome, third.new) == ("unchanged", 0)
    assert len(archive.outbox.alerts()) == 2
    assert archive.counts().items == 2


async def test_what_is_suppressed_is_recorded_and_not_pending(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    url = stand.serve("/feed", feed(item("a", "The old pier will be rebuilt", date=FRESH)))
    await make(source(url)).check("paper", suppress=True)
    assert {alert.state for alert in archive.outbox.alerts()} == {"suppressed"}


async def test_an_unchanged_feed_is_asked_with_its_validators_and_not_read_again(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    url = stand.serve("/feed", feed(item(1), ETag='W/"7"'))
    station = make(source(url))
    await station.check("paper")
    again = await station.check("paper")
    assert stand.asked[-1].headers["if-none-match"] == 'W/"7"'
    assert (again.outcome, again.bytes, again.state.health) == ("unchanged", 0, "ok")
    assert archive.source_state("paper").etag == 'W/"7"'


async def test_the_same_body_without_validators_is_not_read_again(
    stand: Newsstand, make: Callable[..., Station]
) -> None:
    station = make(source(stand.serve("/feed", feed(item(1)))))
    await station.check("paper")

    async def never(*_: object) -> None:
        raise AssertionError

    station._desk.parser.parse = never  # type: ignore[assignment,method-assign]  # must not be used
    again = await station.check("paper")
    assert (again.outcome, again.error) == ("unchanged", "")


async def test_one_bad_source_does_not_stop_the_others(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    page = Answer(200, b"<!doctype html><title>The Paper</title><p>News", {"Content-Type": "x"})
    urls = {
        "good": stand.serve("/good", feed(item(1))),
        "page": stand.serve("/page", page),
        "gone": stand.serve("/gone", Answer(410)),
        "down": "http://127.0.0.1:1/feed",
        "wild": stand.serve("/wild", Answer(raw=b"\x00\x01\x02\r\n\r\n", close=True)),
    }
    checks = await round_of(make(*(source(url, name) for name, url in urls.items())))
    health = {name: check.state.health for name, check in checks.items()}
    assert health == {
        "good": "ok", "page": "not-a-feed", "gone": "gone", "down": "error", "wild": "broken",
    }  # fmt: skip
    assert checks["page"].error == (
        f'127.0.0.1:{stand.port} answers with a web page ("The Paper") instead of a feed; look '
        "for the feed with `llamawatch sources check URL`."
    )
    assert checks["down"].error == (
        "127.0.0.1:1 does not accept connections; it is asked again later: check the address, or "
        "the network if other sources fail too."
    )
    assert archive.source_state("page").error == checks["page"].error
    assert archive.counts().items == 1


async def test_a_fault_of_our_own_is_that_sources_alone(
    stand: Newsstand, make: Callable[..., Station], caplog: pytest.LogCaptureFixture
) -> None:
    station = make(source(stand.serve("/feed", feed(item(1)))))

    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    station._desk.parser.parse = broken  # type: ignore[assignment,method-assign]  # a fault
    check = await station.check("paper")
    assert (check.outcome, check.state.health) == ("failed", "error")
    assert check.error == (
        "Paper could not be checked because of a fault in llamawatch (ZeroDivisionError); it is "
        "tried again later, and the log says more."
    )
    assert "ZeroDivisionError" in caplog.text


async def test_only_what_is_due_is_asked_unless_everything_is(
    stand: Newsstand, make: Callable[..., Station], clock: Clock
) -> None:
    station = make(source(stand.serve("/feed", feed(item(1)))))
    await round_of(station)
    skipped = (await round_of(station))["paper"]
    assert (skipped.outcome, skipped.error) == ("skipped", "Paper is not due yet.")
    assert len(stand.asked) == 1
    await round_of(station, everything=True)
    clock.now += HOUR
    await round_of(station)
    assert len(stand.asked) == 3


async def test_a_pause_and_a_goodbye_hold_even_when_everything_is_asked(
    stand: Newsstand, make: Callable[..., Station], clock: Clock
) -> None:
    busy = stand.serve("/busy", Answer(429, headers={"Retry-After": "3600"}), feed(item(1)))
    station = make(source(busy, "busy"), source(stand.serve("/gone", Answer(410)), "gone"))
    for _ in range(3):
        checks = await round_of(station, everything=True)
    assert {check.outcome for check in checks.values()} == {"skipped"}
    assert len(stand.asked) == 2
    clock.now += HOUR
    checks = await round_of(station, everything=True)
    assert (checks["busy"].outcome, checks["gone"].outcome) == ("new", "skipped")
    assert len(stand.asked_for("/gone")) == 1


async def test_a_source_that_is_off_is_never_asked(
    stand: Newsstand, make: Callable[..., Station]
) -> None:
    station = make(source(stand.serve("/feed", feed(item(1))), enabled=False))
    assert await round_of(station, everything=True) == {}
    check = await station.check("paper")
    assert (check.outcome, check.error) == ("skipped", "Paper is switched off.")
    assert stand.asked == []


async def test_a_new_address_starts_without_the_old_validators(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, watches: Watches
) -> None:
    station = make(source(stand.serve("/old", feed(item(1), ETag='"1"'))))
    await station.check("paper")
    moved = source(stand.serve("/new", feed(item(1), item(2), ETag='"1"')))
    station.reload([moved], watches, ("desktop",))
    check = await station.check("paper")
    assert "if-none-match" not in stand.asked[-1].headers
    assert check.new == 1
    assert archive.source_state("paper").url == moved.url


async def test_a_password_in_an_address_stays_in_the_configuration(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    stand.serve("/feed", feed(item(1, link="/1")))
    station = make(source(f"http://me:secret@127.0.0.1:{stand.port}/feed"))
    assert (await station.check("paper")).new == 1
    assert "authorization" in stand.asked[0].headers
    assert next(iter(archive.items())).article.url == stand.url("/1")
    assert not [path for path in archive.folder.iterdir() if b"secret" in path.read_bytes()]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in several places
            await asyncio.sleep(0.01)


async def test_started_it_asks_what_is_due_and_plans_the_rest(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    station = make(source(stand.serve("/a", feed(item(1))), "a"), source(stand.url("/b"), "b"))
    assert station.next_poll() is None
    await station.start()
    await until(lambda: archive.source_state("b").failures == 1)
    await until(lambda: archive.source_state("a").health == "ok")
    await asyncio.sleep(0)
    following = station.next_poll()
    assert following is not None
    assert timedelta(minutes=20) < following - clock() < timedelta(hours=1)
    station.pause()
    assert (station.paused, station.next_poll()) == (True, None)
    station.resume()
    assert (station.paused, station.next_poll() is None) == (False, False)
    await station.stop()
    assert station.next_poll() is None
    assert len(stand.asked) == 2


async def test_a_configuration_is_taken_up_while_it_runs(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, watches: Watches
) -> None:
    station = make(source(stand.serve("/a", feed(item(1))), "a"))
    await station.start()
    await until(lambda: archive.source_state("a").health == "ok")
    station.reload([source(stand.serve("/b", feed(item(2))), "b")], watches, ())
    await until(lambda: archive.source_state("b").health == "ok")
    station.reload([], watches, ())
    assert station.next_poll() is None


async def test_stopping_in_the_middle_leaves_nothing_half_done(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    station = make(source(stand.serve("/slow", Answer(raw=b"", hang=True))))
    await station.start()
    await until(lambda: len(stand.asked) == 1)
    await station.stop()
    assert archive.source_state("paper").last_poll is None


async def test_a_hundred_articles_leave_the_loop_breathing(
    stand: Newsstand, make: Callable[..., Station]
) -> None:
    body = [item(n, f"Headline {n} about the old pier and the new harbour") for n in range(100)]
    station = make(source(stand.serve("/feed", feed(*body))))
    turns = 0

    async def tick() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    ticker = asyncio.create_task(tick())
    check = await station.check("paper")
    ticker.cancel()
    assert check.new == 100
    assert turns > 10


async def test_a_source_that_stays_broken_is_told_of_once_and_again_when_it_breaks_anew(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    url = stand.serve("/feed", *[Answer(500)] * 30, feed(item(1)), *[Answer(404)] * 30)
    station = make(source(url))
    for _ in range(30):
        await station.check("paper")
        clock.now += 25 * HOUR
    alerts = archive.outbox.alerts()
    assert {alert.channel for alert in alerts} == {"desktop", "email"}
    assert len(alerts) == 2
    assert alerts[0].title.startswith("Paper has brought nothing since 2 Mar: 127.0.0.1:")
    await station.check("paper")
    assert archive.source_state("paper").unwell_since is None
    for _ in range(5):
        clock.now += 25 * HOUR
        await station.check("paper")
    assert len(archive.outbox.alerts()) == 4


async def test_without_any_network_no_source_is_told_of(
    make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    station = make(source("http://127.0.0.1:9/feed", "one"), source("http://127.0.0.1:9/x", "two"))
    for _ in range(5):
        await round_of(station, everything=True)
        clock.now += 25 * HOUR
    assert archive.source_state("one").failures == 5
    assert archive.outbox.alerts() == []


async def test_a_feed_that_no_longer_reaches_back_over_an_absence_is_remembered(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    late = "Mon, 16 Mar 2026 07:00:00 GMT"
    lost = stand.serve("/lost", feed(item(1)), feed(item(50, date=late)))
    kept = stand.serve("/kept", feed(item(1)), feed(item(50, date=late), item(1)))
    station = make(source(lost, "lost"), source(kept, "kept"))
    await round_of(station)
    clock.now += 14 * 24 * HOUR
    await round_of(station)
    assert archive.source_state("lost").gaps == (Gap(START, clock.now),)
    assert archive.source_state("kept").gaps == ()
