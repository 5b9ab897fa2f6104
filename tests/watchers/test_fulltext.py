"""From a feed's entry that matches a watch to the text of its page, over a real server."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import NotFound
from newsroom.records import Source, SourceState, WatchSpec
from newsroom.watches import DeskPolicy, compile_watches
from store.pack_files import load_packs
from tests.watchers.clock import START, Clock
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers import fulltext
from watchers.fetch import Fetcher
from watchers.parsing import Parser
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from newsroom.packs import Packs
    from newsroom.records import FullText, Item
    from newsroom.watches import Watches
    from store.archive import Archive
    from store.repository import Repository
    from tests.watchers.newsstand import Newsstand

FRESH = "Mon, 02 Mar 2026 09:00:00 GMT"
PAGES = Path(__file__).parent / "pages"
HTML = {"Content-Type": "text/html; charset=utf-8"}
TITLE = "Meta reshuffles its AI research group once more"
SENTENCE = "Rob Fergus has left Meta for Mistral AI, two people who worked with him said."
BODY = (
    "<!doctype html><html lang='en'><title>x</title><nav><a href='/'>Home</a></nav><article>"
    "<p>The company moves its research group to another floor, and not everybody comes along.</p>"
    f"<p>{SENTENCE}</p>"
    "<p>The group keeps its name, its machines and the better part of its plans for the year.</p>"
    "</article><footer><p>All rights reserved by the harbour.</p></footer></html>"
).encode()
PAGE = Answer(200, BODY, HTML)


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(["meta-ai"], None)[0]


def watched(packs: Packs, *sources: Source) -> Watches:
    watch = WatchSpec("meta", "Meta", query="org:meta", channels=("desktop",))
    each = WatchSpec("each", "Each", query="org:meta", alert="item", channels=("email",))
    by_id = {source.id: source for source in sources}
    return compile_watches([watch, each], packs, by_id, DeskPolicy(organisations=("meta",)))


@pytest.fixture
async def make(
    archive: Archive, packs: Packs, clock: Clock
) -> AsyncIterator[Callable[..., Station]]:
    made: list[Station] = []

    def build(url: str, *, full_text: bool = True, deadline: float = 5.0) -> Station:
        paper = Source("paper", "Paper", url, interval=timedelta(days=1))
        station = Station(
            archive,
            [paper],
            watched(packs, paper),
            channels=("desktop", "email"),
            clock=clock,
            user_agent="test",
            rng=random.Random(1),
            full_text=full_text,
            fetcher=Fetcher("test", deadline=deadline),
            parser=Parser(),
        )
        station._texts._waits = (timedelta(0), timedelta(0))
        made.append(station)
        return station

    yield build
    for station in made:
        await station.stop()


def feed(stand: Newsstand, *entries: tuple[str, str, str]) -> str:
    """Serve a feed whose entries have an id, a title and the path of their page."""
    items = [
        item(guid, title, link=stand.url(path), date=FRESH, summary="Another week, a new plan.")
        for guid, title, path in entries
    ]
    return stand.serve("/feed", Answer(200, rss(*items), FEED_TYPE))


def printed(stand: Newsstand, *answers: Answer) -> str:
    """A feed whose one entry matches, and its page."""
    stand.serve("/story", *answers)
    return feed(stand, ("story", TITLE, "/story"))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in a task of the station
            await asyncio.sleep(0.005)


def only(archive: Repository) -> Item:
    (found,) = archive.items()
    return found


async def settled(station: Station) -> None:
    """Wait until nothing is fetched, and nothing waits for it."""
    texts = station._texts

    def idle() -> bool:
        searched = texts._search is None or texts._search.done()
        return searched and not (texts._queue or texts._under_way or texts._later)

    await until(idle)


async def polled(station: Station) -> Item:
    """Start as one that polled before, and check: the one entry is news and no backlog."""
    archive, now = station._desk.archive, station._desk.clock()
    archive.set_source_state(
        SourceState(
            "paper",
            last_ok=now,
            last_poll=now,
            next_poll=now + timedelta(days=1),
            url=station._sources["paper"].url,
        )
    )
    await station.start()
    await station.check("paper")
    await settled(station)
    return only(archive)


def verdict(one: Item) -> tuple[str, int]:
    assert one.full_text is not None
    return one.full_text.verdict, one.full_text.tries


async def test_a_matched_item_gets_its_text_and_a_move_in_the_body_is_recorded_and_told_once(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    url = printed(stand, PAGE)
    station = make(url)
    found = await polled(station)
    assert verdict(found) == ("article", 1)
    text = archive.text(found.id)
    assert text.split("\n\n")[1] == SENTENCE
    assert "Home" not in text
    assert "rights reserved" not in text
    assert found.full_text is not None
    assert (found.full_text.url, found.full_text.characters) == (stand.url("/story"), len(text))
    (move,) = archive.moves()
    assert (move.person, move.origin, move.destination) == ("robert-fergus", "meta", "mistral")
    assert [one.quote for one in move.evidence] == [SENTENCE]
    # The story first, then the move in its text: two revisions, and each once on a channel.
    alerts = archive.outbox.alerts()
    told = sorted((one.channel, one.revision, one.reason[:9]) for one in alerts)
    assert told == [
        ("desktop", 1, "new story"),
        ("desktop", 2, "new move:"),
        ("email", 1, "new story"),
        ("email", 2, "new move:"),
    ]
    await station.check("paper")
    await settled(station)
    await station.stop()
    again = make(url)
    await again.start()
    await settled(again)
    assert len(stand.asked_for("/story")) == 1
    assert len(archive.outbox.alerts()) == 4
    assert len(list(archive.items())) == len(list(archive.stories())) == 1


async def test_reading_the_page_changes_nothing_of_who_the_item_is(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    station = make(printed(stand, PAGE), full_text=False)
    before = await polled(station)
    assert before.full_text is None
    archive.mark(before.id, starred=True, now=clock.now)
    clock.now += timedelta(hours=1)
    full = await station.fetch_full_text(before.id)
    after = only(archive)
    assert full == after.full_text
    assert (after.id, after.article.keys) == (before.id, before.article.keys)
    assert after.article.first_seen == before.article.first_seen
    assert (after.article.title, after.article.version) == (TITLE, 1)
    assert after.starred
    assert after.story == before.story
    assert archive.story(after.story).items == (after.id,)
    known = archive.keys("paper")
    assert {known[key] for key in before.article.keys} == {before.id}


async def test_an_alert_stands_before_the_page_is_asked_for(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    station = make(printed(stand, Answer(200, b"", HTML, hang=True)), deadline=60.0)
    await station.start()
    check = await asyncio.wait_for(station.check("paper"), 10)
    assert check.new == 1
    assert {one.revision for one in archive.outbox.alerts()} == {1}
    await until(lambda: bool(stand.asked_for("/story")))
    # Another check and the end of the station wait for the page no more than the first one did.
    await asyncio.wait_for(station.check("paper"), 10)
    await asyncio.wait_for(station.stop(), 10)
    assert only(archive).full_text is None


async def test_a_restart_finds_what_was_open_and_nothing_older(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    url = printed(stand, PAGE)
    first = make(url, full_text=False)
    await polled(first)
    await first.stop()
    clock.now += timedelta(hours=49)
    late = make(url)
    await late.start()
    await settled(late)
    await late.stop()
    assert stand.asked_for("/story") == []
    clock.now -= timedelta(hours=2)
    second = make(url)
    await second.start()
    await settled(second)
    assert verdict(only(archive)) == ("article", 1)
    assert len(stand.asked_for("/story")) == 1


async def test_what_matches_no_watch_is_left_alone(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    stand.serve("/story", PAGE)
    station = make(feed(stand, ("tide", "Tide tables for the coming week", "/story")))
    found = await polled(station)
    assert found.full_text is None
    assert stand.asked_for("/story") == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("paywall", "paywall"),
        ("consent", "consent"),
        ("challenge", "blocked"),
        ("login", "login"),
        ("live", "live"),
        ("list", "list"),
        ("video", "media"),
        ("short", "short"),
    ],
)
async def test_what_is_no_article_is_told_and_only_a_teaser_is_kept(
    stand: Newsstand,
    make: Callable[..., Station],
    archive: Archive,
    name: str,
    expected: str,
) -> None:
    page = Answer(200, (PAGES / f"{name}.html").read_bytes(), HTML)
    found = await polled(make(printed(stand, page)))
    assert verdict(found) == (expected, 1)
    text = archive.text(found.id)
    assert text.startswith("Der Konzern ordnet") if name == "paywall" else text == ""
    assert len(stand.asked_for("/story")) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(404), "missing"),
        (Answer(410), "missing"),
        (Answer(401), "login"),
        (Answer(403), "blocked"),
        (Answer(200, b"%PDF-1.7 x", {"Content-Type": "application/pdf"}), "other"),
        (Answer(200, b"x" * (9 * 1024 * 1024), HTML), "other"),
    ],
)
async def test_a_refusal_is_final(
    stand: Newsstand,
    make: Callable[..., Station],
    archive: Archive,
    answer: Answer,
    expected: str,
) -> None:
    found = await polled(make(printed(stand, answer)))
    assert verdict(found) == (expected, 1)
    assert archive.text(found.id) == ""
    assert len(stand.asked_for("/story")) == 1


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (Answer(503), "has a fault of its own (503 Service Unavailable)."),
        (Answer(raw=b"\x00\x01\r\n\r\n", close=True), "broke off its answer"),
        (Answer(200, b"<p>", HTML, hang=True), "did not finish its answer within 0.3 seconds."),
    ],
)
async def test_who_does_not_answer_is_asked_twice_more_and_never_again(
    stand: Newsstand,
    make: Callable[..., Station],
    archive: Archive,
    answer: Answer,
    cause: str,
) -> None:
    url = printed(stand, answer)
    station = make(url, deadline=0.3)
    found = await polled(station)
    assert verdict(found) == ("failed", 3)
    assert found.full_text is not None
    assert cause in found.full_text.note
    assert "again" not in found.full_text.note
    await station.stop()
    again = make(url, deadline=0.3)
    await again.start()
    await settled(again)
    assert len(stand.asked_for("/story")) == 3


async def test_a_second_try_can_bring_it(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    found = await polled(make(printed(stand, Answer(503), PAGE)))
    assert verdict(found)[0] == "article"
    assert SENTENCE in archive.text(found.id)


async def test_a_host_that_asks_for_a_pause_gets_it(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    stand.serve("/a", Answer(429, headers={"Retry-After": "600"}))
    stand.serve("/b", Answer(429, headers={"Retry-After": "600"}))
    url = feed(stand, ("a", f"{TITLE} today", "/a"), ("b", f"{TITLE} tomorrow", "/b"))
    station = make(url)
    await station.start()
    await until(lambda: any(one.full_text for one in archive.items()))
    await until(lambda: not station._texts._later and not station._texts._under_way)
    assert len(stand.asked_for("/a")) + len(stand.asked_for("/b")) == 1
    assert len(station._texts._queue) == 2


async def test_a_pause_holds_for_the_hand_too(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    url = printed(stand, Answer(429, headers={"Retry-After": "600"}), PAGE)
    station = make(url, full_text=False)
    found = await polled(station)
    await station.fetch_full_text(found.id)
    full = await station.fetch_full_text(found.id)
    assert full.note == "127.0.0.1 asks for a pause until 2 Mar 09:40 UTC; it was not asked."
    assert len(stand.asked_for("/story")) == 1
    clock.now += timedelta(seconds=601)
    assert (await station.fetch_full_text(found.id)).verdict == "article"


async def test_a_host_whose_feeds_rest_is_asked_for_no_page_and_the_other_way_round(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    station = make(printed(stand, PAGE), full_text=False)
    found = await polled(station)
    await station._meet_hosts()
    hosts = station._desk.hosts
    limited = SourceState(
        "other", url="http://127.0.0.1/", health="limited", refused_by="127.0.0.1",
        not_before=START + timedelta(hours=1), failures=1,
    )  # fmt: skip
    hosts.learn(limited)
    full = await station.fetch_full_text(found.id)
    assert full.note == "127.0.0.1 asks for a pause until 2 Mar 10:30 UTC; it was not asked."
    station.resume()
    station._texts.switch(on=True)
    await asyncio.sleep(0.05)
    assert not stand.asked_for("/story")
    hosts.pause("paper.example", START + timedelta(minutes=5))
    rest = hosts.rest("paper.example", clock())
    assert rest is not None
    assert rest.reason == "paper.example asks for a pause until 2 Mar 09:35 UTC"
    assert hosts.rest("paper.example", START + timedelta(minutes=6)) is None


async def test_a_link_of_google_news_is_never_followed_and_says_so(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    link = "https://news.google.com/rss/articles/CBMiabc?oc=5"
    entry = item("g", f"{TITLE} - Paper", link=link, date=FRESH)
    station = make(stand.serve("/feed", Answer(200, rss(entry), FEED_TYPE)))
    found = await polled(station)
    assert verdict(found) == ("opaque", 1)
    assert (await station.fetch_full_text(found.id)).verdict == "opaque"
    assert {one.path for one in stand.asked} == {"/feed"}


async def test_a_feed_that_carries_the_text_needs_no_page(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    stand.serve("/story", PAGE)
    long = "Meta builds another data centre beside the old pier, and it says so at length. " * 25
    whole = item("a", TITLE, link=stand.url("/story"), date=FRESH, summary=long)
    station = make(stand.serve("/feed", Answer(200, rss(whole), FEED_TYPE)))
    found = await polled(station)
    assert found.full_text is None
    assert stand.asked_for("/story") == []


async def test_a_feed_on_the_network_cannot_send_us_to_this_machine(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, packs: Packs
) -> None:
    station = make(printed(stand, PAGE), full_text=False)
    found = await polled(station)
    far = Source("paper", "Paper", "https://paper.example/feed")
    station._desk.watches = watched(packs, far)
    full = await station.fetch_full_text(found.id)
    assert full.verdict == "blocked"
    assert full.note.endswith("is an address inside this network; it was not asked.")
    assert stand.asked_for("/story") == []


def reworded(stand: Newsstand, title: str, said: str) -> None:
    again = item("story", title, link=stand.url("/story"), date=FRESH, summary=said)
    stand.serve("/feed", Answer(200, rss(again), FEED_TYPE))


async def test_the_feed_does_not_overwrite_the_text_when_it_speaks_again(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    station = make(printed(stand, PAGE))
    found = await polled(station)
    text = archive.text(found.id)
    reworded(stand, f"{TITLE}, sources say", "Another week, another plan. <p>Read more.</p>")
    check = await station.check("paper")
    assert check.updated == 1
    after = only(archive)
    assert after.article.title.endswith("sources say")
    assert after.article.version == 2
    assert after.full_text == found.full_text
    assert archive.text(found.id) == text
    assert [one.quote for move in archive.moves() for one in move.evidence] == [SENTENCE]
    await settled(station)
    assert len(stand.asked_for("/story")) == 1


async def test_another_address_for_a_known_item_keeps_its_text(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    station = make(printed(stand, PAGE))
    found = await polled(station)
    again = item("story", TITLE, link=stand.url("/story-2"), date=FRESH,
                 summary="Another week, a new plan.")  # fmt: skip
    stand.serve("/feed", Answer(200, rss(again), FEED_TYPE))
    await station.check("paper")
    after = only(archive)
    assert after.article.url == stand.url("/story-2")
    assert after.full_text == found.full_text
    assert SENTENCE in archive.text(found.id)


async def test_a_feed_that_says_more_than_the_page_showed_is_believed(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    station = make(printed(stand, PAGE))
    found = await polled(station)
    long = "Meta builds another data centre beside the old pier, and it says so at length. " * 25
    reworded(stand, f"{TITLE}, again", long)
    await station.check("paper")
    assert archive.text(found.id).startswith("Meta builds another data centre")


async def test_topics_set_by_hand_stay(
    stand: Newsstand, make: Callable[..., Station], archive: Archive, clock: Clock
) -> None:
    from newsroom.decisions import set_topics

    station = make(printed(stand, PAGE), full_text=False)
    found = await polled(station)
    watches = station._desk.watches
    story = archive.story(found.story)
    archive.decide(set_topics(found, story, (), watches, clock.now))
    await station.fetch_full_text(found.id)
    after = only(archive)
    assert after.full_text is not None
    assert after.topics == ()
    assert archive.story(after.story).fixed_topics == ()


async def test_on_demand_a_text_that_is_there_survives_a_page_that_is_gone(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    station = make(printed(stand, PAGE, Answer(404)))
    found = await polled(station)
    full: FullText = await station.fetch_full_text(found.id)
    assert full.verdict == "missing"
    assert only(archive).full_text == found.full_text
    assert SENTENCE in archive.text(found.id)
    with pytest.raises(NotFound):
        await station.fetch_full_text("nothing")


async def test_switched_off_nothing_is_fetched_until_it_is_switched_on(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    station = make(printed(stand, PAGE), full_text=False)
    await polled(station)
    assert stand.asked_for("/story") == []
    desk = station._desk
    station.reload(tuple(station._sources.values()), desk.watches, desk.channels, full_text=True)
    await settled(station)
    assert verdict(only(archive)) == ("article", 1)


async def test_while_polling_rests_nothing_is_begun(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    station = make(printed(stand, PAGE))
    await station.start()
    station.pause()
    await station.check("paper")
    await asyncio.sleep(0)
    assert len(station._texts._queue) == 1
    assert stand.asked_for("/story") == []
    station.resume()
    await settled(station)
    assert verdict(only(archive)) == ("article", 1)


async def test_what_the_user_fetches_is_not_fetched_again_by_itself(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    station = make(printed(stand, PAGE))
    await station.start()
    station.pause()
    await station.check("paper")
    assert (await station.fetch_full_text(only(archive).id)).verdict == "article"
    station.resume()
    await settled(station)
    assert len(stand.asked_for("/story")) == 1


async def test_more_than_the_queue_holds_is_found_again(
    stand: Newsstand,
    make: Callable[..., Station],
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fulltext, "QUEUE", 2)
    numbers = range(7)
    for n in numbers:
        stand.serve(f"/{n}", PAGE)
    url = feed(stand, *((f"{n}", f"{TITLE}, part {n} of seven", f"/{n}") for n in numbers))
    station = make(url)
    await station.start()
    await station.check("paper")
    await until(lambda: all(one.full_text for one in archive.items()))
    await settled(station)
    assert [len(stand.asked_for(f"/{n}")) for n in numbers] == [1] * 7


async def test_the_page_is_asked_for_as_a_page(
    stand: Newsstand, make: Callable[..., Station], archive: Archive
) -> None:
    await polled(make(printed(stand, PAGE)))
    (asked,) = stand.asked_for("/story")
    assert asked.headers["accept"].startswith("text/html")
    assert "rss" in stand.asked_for("/feed")[0].headers["accept"]
