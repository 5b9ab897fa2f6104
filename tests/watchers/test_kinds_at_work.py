"""Each kind of source from asking to the archive, against a server on loopback."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsroom.records import Source, SourceState
from newsroom.watches import compile_watches
from store.pack_files import load_packs
from tests.watchers.clock import START, Clock
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers.discovery import discover_source
from watchers.fetch import Fetcher
from watchers.health import as_shown, asked_ids
from watchers.parsing import Parser
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from newsroom.records import Check
    from newsroom.watches import Watches
    from store.archive import Archive
    from tests.watchers.newsstand import Newsstand

    Make = Callable[..., Station]

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def watches() -> Watches:
    return compile_watches([], load_packs([], None)[0])


@pytest.fixture
async def make(archive: Archive, watches: Watches, clock: Clock) -> AsyncIterator[Make]:
    made: list[Station] = []
    parser = Parser()

    def build(*sources: Source, contact: bool = True) -> Station:
        station = Station(
            archive,
            sources,
            watches,
            channels=(),
            clock=clock,
            user_agent="test",
            contact=contact,
            rng=random.Random(1),
            fetcher=Fetcher("test", deadline=5.0),
            parser=parser,
        )
        made.append(station)
        return station

    yield build
    for station in made:
        await station.stop()


def source(kind: str, url: str = "", **options: Any) -> Source:  # noqa: ANN401 -- any option
    return Source(kind, "The Source", url, kind, options=options)


def answer(document: object, **headers: str) -> Answer:
    return Answer(
        200, json.dumps(document).encode(), {"Content-Type": "application/json", **headers}
    )


def page(body: str, title: str = "News") -> Answer:
    text = f"<!doctype html><title>{title}</title><body>{body}"
    return Answer(200, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def titles(archive: Archive) -> list[str]:
    return sorted(one.article.title for one in archive.items())


async def twice(station: Station, kind: str, clock: Clock) -> tuple[Check, Check]:
    first = await station.check(kind)
    clock.now += HOUR
    return first, await station.check(kind)


# ---- every kind brings its items once


def story(number: int) -> dict[str, object]:
    return {
        "objectID": str(number),
        "title": f"The harbour of Quay number {number} opens",
        "created_at": "2026-03-02T09:00:00Z",
    }


async def test_hacker_news_brings_each_story_once(
    stand: Newsstand, make: Make, archive: Archive, clock: Clock
) -> None:
    hits = {"hits": [story(1), story(2)]}
    url = stand.serve("/search", answer(hits), answer({"hits": [story(2), story(3)]}), answer(hits))
    station = make(source("hacker-news", url, query="harbour OR quay"))
    first, second = await twice(station, "hacker-news", clock)
    assert (first.outcome, first.new) == ("new", 3)
    assert (second.outcome, second.new, second.updated) == ("unchanged", 0, 0)
    assert titles(archive) == [f"The harbour of Quay number {n} opens" for n in (1, 2, 3)]
    link = "https://news.ycombinator.com/item?id="
    assert {one.article.url for one in archive.items()} == {f"{link}{n}" for n in (1, 2, 3)}
    paths = [one.path for one in stand.asked]
    assert ["numericFilters" in path for path in paths] == [False, False, True, True]


async def test_an_answer_is_not_asked_for_with_the_validators_of_another(
    stand: Newsstand, make: Make, clock: Clock
) -> None:
    url = stand.serve("/search", answer({"hits": [story(1)]}, ETag='"1"'))
    station = make(source("hacker-news", url, query="harbour"))
    await twice(station, "hacker-news", clock)
    clock.now += HOUR
    await station.check("hacker-news")
    assert all("if-none-match" not in one.headers for one in stand.asked)


def revision(
    number: int, user: str = "Ada", when: str = "2026-03-02T09:00:00Z"
) -> dict[str, object]:
    one = {"revid": number, "user": user, "timestamp": when, "comment": f"the {number}th plank"}
    return {"title": "Old Pier", "revisions": [one]}


async def test_wikipedia_brings_each_edit_once_in_every_language(
    stand: Newsstand, make: Make, archive: Archive, clock: Clock
) -> None:
    def pages(*one: object) -> Answer:
        return answer({"batchcomplete": True, "query": {"pages": list(one)}})

    url = stand.serve("/api.php", pages(revision(7)), pages(revision(7)))
    station = make(source("wikipedia", url, pages=("en:Old Pier", "fr:Vieux quai")))
    first, second = await twice(station, "wikipedia", clock)
    assert (first.new, second.new, second.outcome) == (2, 0, "unchanged")
    assert {one.article.url for one in archive.items()} == {
        "https://en.wikipedia.org/w/index.php?diff=7",
        "https://fr.wikipedia.org/w/index.php?diff=7",
    }
    stand.serve("/api.php", pages(revision(8)))
    assert (await station.check("wikipedia")).new == 2
    assert {one.article.summary for one in archive.items()} == {"the 7th plank", "the 8th plank"}


async def test_every_page_may_be_edited_between_two_checks(
    stand: Newsstand, make: Make, archive: Archive, clock: Clock
) -> None:
    def day(start: int, minute: int) -> Answer:
        pages = [
            {"title": f"Pier {n}", "revisions": [
                {"revid": start + n, "user": "Ada", "comment": "",
                 "timestamp": f"2026-03-02T09:{minute}:00Z"}]}
            for n in range(6)
        ]  # fmt: skip
        return answer({"query": {"pages": pages}})

    url = stand.serve("/api.php", day(10, 10), day(20, 20))
    station = make(source("wikipedia", url, pages=("en:Pier 0",)))
    first, second = await twice(station, "wikipedia", clock)
    assert (first.new, second.new) == (6, 6)


def filings(
    *accessions: str, items: str = "5.02", when: str = "2026-03-02T09:00:00.000Z"
) -> dict[str, object]:
    columns = {
        "accessionNumber": list(accessions),
        "form": ["8-K"] * len(accessions),
        "items": [items] * len(accessions),
        "acceptanceDateTime": [when] * len(accessions),
        "primaryDocument": ["report.htm"] * len(accessions),
    }
    return {"cik": "42", "name": "Pier, Inc.", "filings": {"recent": columns}}


async def test_edgar_brings_each_report_once(
    stand: Newsstand, make: Make, archive: Archive, clock: Clock
) -> None:
    numbers = [f"0000000042-26-00000{n}" for n in range(6)]
    url = stand.serve("/42.json", answer(filings(*numbers[:2])), answer(filings(*numbers)))
    station = make(source("edgar", url, company="42"))
    first, second = await twice(station, "edgar", clock)
    third = await station.check("edgar")
    assert (first.new, second.new, third.new) == (2, 4, 0)
    assert archive.counts().items == 6
    assert {one.article.url.rpartition("/")[2] for one in archive.items()} == {"report.htm"}


async def test_a_page_brings_each_link_once(
    stand: Newsstand, make: Make, archive: Archive, clock: Clock
) -> None:
    one, two = "<h2><a href='/one'>The old pier</a></h2>", "<h2><a href='/two'>The new</a></h2>"
    url = stand.serve("/", page(one), page(two + one))
    station = make(source("page", url, selector="h2"))
    first, second = await twice(station, "page", clock)
    assert (first.new, second.new, (await station.check("page")).new) == (1, 1, 0)
    assert titles(archive) == ["The new", "The old pier"]
    assert {one.article.url for one in archive.items()} == {stand.url("/one"), stand.url("/two")}


async def test_of_a_page_that_breaks_off_no_link_is_taken(
    stand: Newsstand, make: Make, archive: Archive
) -> None:
    body = b"<!doctype html><main><h2><a href='/a'>A first headline</a></h2><h2><a href='/b'>Half a"
    headers = {"Content-Type": "text/html", "Content-Length": "9999"}
    url = stand.serve("/news", Answer(200, body, headers, length=False, close=True))
    station = make(source("page", url, selector="main h2 a"))
    check = await station.check("page")
    assert (check.outcome, check.state.health, titles(archive)) == ("failed", "broken", [])
    assert "broke off its answer (too early to be of use)" in check.error


async def test_a_command_brings_each_item_once(
    make: Make, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "feed.xml"
    await asyncio.to_thread(path.write_bytes, rss(item(1), item(2)))
    code = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())"
    station = make(source("command", argv=(sys.executable, "-S", "-E", "-c", code, str(path))))
    first, second = await twice(station, "command", clock)
    assert (first.outcome, first.new, first.state.health) == ("new", 2, "ok")
    assert (second.outcome, second.new) == ("unchanged", 0)
    assert archive.source_state("command").url == sys.executable
    await asyncio.to_thread(path.write_bytes, b"nothing of the kind")
    third = await station.check("command")
    assert third.state.health == "broken"
    assert "sent something that is not a feed (RSS, Atom or JSON Feed)" in third.error
    assert third.error.startswith("python")


def search(day: str, token: str) -> Answer:
    entries = [
        f"<item><title>The old pier of Quay {n} closes - The Gazette</title>"
        f"<link>https://news.google.com/rss/articles/{token}{n}?oc=5</link>"
        f"<guid isPermaLink='false'>{token}{n}</guid><pubDate>{day}</pubDate>"
        "<source url='https://gazette.example'>The Gazette</source></item>"
        for n in range(3)
    ]
    return Answer(200, rss(*entries), FEED_TYPE)


async def test_google_news_knows_an_item_by_headline_outlet_and_day(
    stand: Newsstand, make: Make, archive: Archive, clock: Clock
) -> None:
    monday, tuesday = "Mon, 02 Mar 2026 09:00:00 GMT", "Tue, 03 Mar 2026 09:00:00 GMT"
    url = stand.serve(
        "/rss", search(monday, "CBMi"), search(monday, "CBNk"), search(tuesday, "CBQz")
    )
    station = make(source("google-news", url, query="pier"))
    first, second = await twice(station, "google-news", clock)
    assert (first.new, second.new, second.updated) == (3, 0, 0)
    clock.now += 24 * HOUR
    assert (await station.check("google-news")).new == 3


async def test_google_news_is_asked_for_the_gap(stand: Newsstand, make: Make, clock: Clock) -> None:
    url = stand.serve("/rss", search("Mon, 02 Mar 2026 09:00:00 GMT", "CBMi"))
    station = make(source("google-news", url, query="pier"))
    await station.check("google-news")
    clock.now += 12 * 24 * HOUR
    await station.check("google-news")
    clock.now += HOUR
    await station.check("google-news")
    reaches = [one.path.partition("when%3A")[2].partition("&")[0] for one in stand.asked]
    assert reaches == ["2d", "14d", "2d"]


# ---- what is no success


CONSENT = page("<form><input type='hidden'></form>", "Before you continue")
LOGIN = page("<form><input type='password'></form>", "Sign in")
AGENT = page("<p>Declare it.", "Your Request Originates from an Undeclared Automated Tool")
KEYS: dict[str, dict[str, Any]] = {
    "google-news": {"query": "pier"},
    "hacker-news": {"query": "pier"},
    "wikipedia": {"pages": ("en:Old Pier",)},
    "edgar": {"company": "42"},
    "page": {"selector": "main a"},
}


@pytest.mark.parametrize("kind", KEYS)
async def test_a_wall_is_told_and_brings_nothing(
    stand: Newsstand, make: Make, archive: Archive, kind: str
) -> None:
    for wall, health in ((CONSENT, "blocked"), (LOGIN, "login"), (AGENT, "blocked")):
        url = stand.serve("/wall", wall)
        check = await make(source(kind, url, **KEYS[kind])).check(kind)
        assert (check.outcome, check.state.health) == ("failed", health)
        assert check.error.startswith(f"127.0.0.1:{stand.port} ")
    assert archive.counts().items == 0


async def test_an_empty_search_twice_is_a_state(stand: Newsstand, make: Make, clock: Clock) -> None:
    url = stand.serve("/rss", Answer(200, rss(), FEED_TYPE), Answer(200, rss(" "), FEED_TYPE))
    station = make(source("google-news", url, query="pier"))
    first, second = await twice(station, "google-news", clock)
    assert (first.state.health, second.state.health) == ("ok", "empty")


@pytest.mark.parametrize(
    ("kind", "documents"),
    [
        ("hacker-news", [{"hits": [], "page": n} for n in range(3)]),
        ("wikipedia", [{"query": {"pages": [revision(n, "PierBot")]}} for n in range(3)]),
        ("edgar", [filings(f"0000000042-26-00000{n}", items="2.02") for n in range(3)]),
    ],
)
async def test_where_nothing_happened_an_answer_is_good(
    stand: Newsstand, make: Make, clock: Clock, kind: str, documents: list[object]
) -> None:
    url = stand.serve("/x", *map(answer, documents))
    station = make(source(kind, url, **KEYS[kind]))
    checks = [*await twice(station, kind, clock), await station.check(kind)]
    assert {(check.state.health, check.error) for check in checks} == {("ok", "")}
    assert len(stand.asked) == 3


async def test_an_error_of_wikipedia_is_a_failure(stand: Newsstand, make: Make) -> None:
    url = stand.serve("/api.php", answer({"error": {"code": "maxlag", "info": "x"}}))
    check = await make(source("wikipedia", url, pages=("en:Old Pier",))).check("wikipedia")
    assert (check.outcome, check.state.health) == ("failed", "limited")
    assert check.error == (
        f"127.0.0.1:{stand.port} is too busy to answer now (its databases lag behind); "
        "it is asked again."
    )


async def test_a_selector_that_finds_nothing_is_named(stand: Newsstand, make: Make) -> None:
    url = stand.serve("/", page("<a href='/one'>One</a>"))
    check = await make(source("page", url, selector="main h2 a")).check("page")
    assert check.state.health == "broken"
    assert 'shows no link under "main h2 a"' in check.error
    assert "sources check" not in check.error


async def test_a_source_that_cannot_be_asked_is_broken_and_not_asked(
    stand: Newsstand, make: Make
) -> None:
    url = stand.serve("/", page("<a href='/one'>One</a>"))
    check = await make(source("page", url, selector="h2 >")).check("page")
    assert (check.outcome, check.state.health) == ("failed", "broken")
    assert check.error.startswith('The Source cannot be asked: "selector" cannot be "h2 >"')
    assert stand.asked == []


async def test_a_source_whose_address_is_none_is_told(make: Make) -> None:
    check = await make(source("feed", "ftp://paper.example/feed")).check("feed")
    assert check.state.health == "broken"
    assert '"url" cannot be "ftp://paper.example/feed"' in check.error


# ---- who asks must say whom to write to


@pytest.mark.parametrize("kind", ["wikipedia", "edgar"])
async def test_without_a_contact_a_source_waits_and_is_not_asked(
    stand: Newsstand, make: Make, archive: Archive, kind: str
) -> None:
    one = source(kind, stand.serve("/x", answer({})), **KEYS[kind])
    station = make(one, contact=False)
    checks = [check async for check in station.poll(everything=True)]
    (check,) = [*checks]
    assert (check.outcome, check.state.health, check.state.failures) == ("skipped", "waiting", 0)
    assert check.error.startswith("The Source waits: ")
    assert "set contact under [poll] in config.toml" in check.error
    assert stand.asked == []
    state = archive.source_state(kind)
    assert (state.health, state.last_poll, state.error) == ("new", None, "")


@pytest.mark.parametrize("kind", ["wikipedia", "edgar"])
async def test_without_a_contact_a_source_is_not_tried_either(stand: Newsstand, kind: str) -> None:
    one = source(kind, stand.serve("/x", answer({})), **KEYS[kind])
    found = await discover_source(one, user_agent="test", clock=lambda: START)
    assert found.error.startswith("The Source waits: ")
    assert stand.asked == []
    await discover_source(one, user_agent="test", contact=True, clock=lambda: START)
    assert len(stand.asked) == 1


async def test_after_an_absence_nothing_is_missed_where_the_answer_is_whole(
    stand: Newsstand, make: Make, archive: Archive, clock: Clock
) -> None:
    answers = {
        "hacker-news": {"hits": [{**story(1), "created_at": "2026-03-20T09:00:00Z"}]},
        "edgar": filings("0000000042-26-000001", when="2026-03-20T09:00:00.000Z"),
        "wikipedia": {"query": {"pages": [revision(7, when="2026-03-20T09:00:00Z")]}},
    }
    sources = [source(kind, stand.url(f"/{kind}"), **KEYS[kind]) for kind in answers]
    station = make(*sources)
    empty = {"hits": [], "filings": {"recent": {}}, "query": {"pages": []}}
    for kind, news in answers.items():
        stand.serve(f"/{kind}", answer(empty), answer(news))
        await station.check(kind)
    clock.now = START + 20 * 24 * HOUR
    for kind in answers:
        assert (await station.check(kind)).new == 1
        assert archive.source_state(kind).gaps == ()


async def test_with_a_contact_a_waiting_source_begins_by_itself(
    stand: Newsstand, make: Make, archive: Archive, watches: Watches
) -> None:
    url = stand.serve("/42.json", answer(filings("0000000042-26-000001")))
    one = source("edgar", url, company="42")
    station = make(one, contact=False)
    await station.start()
    assert station.next_poll() is None
    station.introduce("test (ada@gazette.example)", contact=True)
    station.reload([one], watches, ())
    for _ in range(1000):
        if archive.source_state("edgar").last_ok is not None:
            break
        await asyncio.sleep(0.01)
    assert stand.asked[-1].headers["user-agent"] == "test (ada@gazette.example)"
    assert archive.counts().items == 1
    station.introduce("test", contact=False)
    assert station.next_poll() is None


async def test_a_new_name_is_given_on_connections_that_are_open(
    stand: Newsstand, make: Make
) -> None:
    station = make(source("feed", stand.serve("/feed", Answer(200, rss(item(1)), FEED_TYPE))))
    await station.check("feed")
    station.introduce("other", contact=True)
    await station.check("feed")
    assert [one.headers["user-agent"] for one in stand.asked] == ["test", "other"]


async def test_no_contact_is_missed_by_who_needs_none(stand: Newsstand, make: Make) -> None:
    url = stand.serve("/feed", Answer(200, rss(item(1)), FEED_TYPE))
    assert (await make(source("feed", url), contact=False).check("feed")).outcome == "new"


def test_how_a_source_is_shown_follows_the_configuration() -> None:
    waiting, off = source("edgar", company="42"), Source("off", "Off", kind="edgar", enabled=False)
    paper = source("feed", "https://paper.example/feed")
    failed = SourceState("edgar", "broken", failures=3, error="It failed.", next_poll=START)
    shown = as_shown(waiting, failed, contact=False)
    assert (shown.health, shown.failures, shown.next_poll) == ("waiting", 0, None)
    assert as_shown(waiting, failed, contact=True) == failed
    assert as_shown(paper, failed, contact=False) == failed
    assert as_shown(off, failed, contact=False).health == "off"
    assert asked_ids([waiting, off, paper], contact=False) == {"feed"}
    assert asked_ids([waiting, off, paper], contact=True) == {"feed", "edgar"}
