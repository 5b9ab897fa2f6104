from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsroom.records import Source
from tests.watchers.documents import ATOM
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers.discovery import Discovery, discover, discover_feeds, discover_source

if TYPE_CHECKING:
    from tests.watchers.newsstand import Newsstand

PAGE = (
    '<!doctype html><html lang="de"><title>Hafen</title>'
    '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
    '<link rel="alternate" type="application/rss+xml" href="/other.xml">'
)


async def test_a_feed_is_its_own_find(stand: Newsstand, now: datetime) -> None:
    url = stand.serve("/atom.xml", Answer(200, ATOM.encode(), FEED_TYPE))
    found = await discover(url, user_agent="test", now=now)
    assert (found.url, found.title, found.feeds, found.language) == (
        url,
        "Hafenblatt",
        (url,),
        "de",
    )
    assert len(found.entries) == 2
    assert found.newest == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert found.per_week == 7.0


async def test_a_page_leads_to_its_feeds(stand: Newsstand, now: datetime) -> None:
    url = stand.serve("/", Answer(200, PAGE.encode()))
    feed = stand.serve("/atom.xml", Answer(200, ATOM.encode()))
    found = await discover(url, user_agent="test", now=now)
    assert (found.url, found.title, found.language) == (url, "Hafenblatt", "de")
    assert found.feeds == (feed, stand.url("/other.xml"))
    assert len(found.entries) == 2


async def test_a_configured_source_is_tried_as_its_kind_says(
    stand: Newsstand, now: datetime
) -> None:
    feed = stand.serve("/rss?q=pier+when%3A2d&hl=de&gl=DE&ceid=DE%3Ade", Answer(200, ATOM.encode()))
    search = Source(
        "search", "Search", stand.url("/rss"), "google-news",
        options={"query": "pier", "edition": "de-DE"},
    )  # fmt: skip
    found = await discover_source(search, user_agent="test", clock=lambda: now)
    assert (found.url, found.title, found.feeds) == (feed, "Search", (feed,))
    assert len(found.entries) == 2
    gone = await discover_source(
        Source("x", "X", stand.url("/none")), user_agent="test", clock=lambda: now
    )
    assert gone.error.startswith(f"127.0.0.1:{stand.port} has no feed there (404")


async def test_a_feed_that_no_page_names_is_looked_for_where_sites_keep_one(
    stand: Newsstand, now: datetime
) -> None:
    url = stand.serve("/blog/", Answer(200, b"<!doctype html><title>Blog</title>"))
    feed = stand.serve("/atom.xml", Answer(200, ATOM.encode()))
    found = await discover(url, user_agent="test", now=now)
    assert (found.feeds, found.title, found.error) == ((feed,), "Hafenblatt", "")
    assert [one.path for one in stand.asked] == ["/blog/", "/feed", "/rss.xml", "/atom.xml"]


async def test_behind_a_login_nothing_is_looked_for(stand: Newsstand, now: datetime) -> None:
    page = b"<!doctype html><title>In</title><form><input type=password></form>"
    url = stand.serve("/", Answer(200, page))
    assert "shows a login" in (await discover(url, user_agent="test", now=now)).error
    assert len(stand.asked) == 1


async def test_a_page_without_feeds_is_said_to_be_one(stand: Newsstand, now: datetime) -> None:
    url = stand.serve("/", Answer(200, b"<!doctype html><title>Plain</title>"))
    found = await discover(url, user_agent="test", now=now)
    assert (found.feeds, found.title) == ((), "Plain")
    assert found.error == (
        f'127.0.0.1:{stand.port} answers with a web page ("Plain") instead of a feed; '
        "it names no feed: give the feed's own address."
    )


async def test_an_address_nobody_answers_at_is_said_whole(now: datetime) -> None:
    found = await discover("http://127.0.0.1:1/", user_agent="test", now=now)
    assert found == Discovery(
        "http://127.0.0.1:1/",
        error="127.0.0.1:1 does not accept connections: check the address, or the network if "
        "other sources fail too.",
    )


async def test_a_program_that_fails_is_not_promised_another_run(now: datetime) -> None:
    source = Source("mine", "Mine", kind="command", options={"argv": ("false",)})
    found = await discover_source(source, user_agent="test", clock=lambda: now)
    assert found.error == "false ended with status 1."


async def test_every_feed_that_a_site_names_is_looked_at(stand: Newsstand, now: datetime) -> None:
    url = stand.serve("/", Answer(200, PAGE.encode()))
    feed = stand.serve("/atom.xml", Answer(200, ATOM.encode()))
    told: list[str] = []
    found = await discover_feeds(url, user_agent="test", now=now, told=told.append)
    assert [one.feeds for one in found] == [(feed,), (stand.url("/other.xml"),)]
    assert [len(one.entries) for one in found] == [2, 0]
    assert "404" in found[1].error
    who = f"127.0.0.1:{stand.port}"
    assert told == [f"Asking {who} …", f"Reading feed 2 of 2 at {who} …"]
    assert [one.path for one in stand.asked] == ["/", "/atom.xml", "/other.xml"]


async def test_where_no_feed_is_there_is_one_answer_that_says_why(
    stand: Newsstand, now: datetime
) -> None:
    url = stand.serve("/", Answer(200, b"<!doctype html><title>Plain</title>"))
    (found,) = await discover_feeds(url, user_agent="test", now=now, told=lambda _: None)
    assert found.feeds == ()
    assert "answers with a web page" in found.error


async def test_a_page_leads_to_no_feed_inside_another_network(
    stand: Newsstand, now: datetime
) -> None:
    inside = b'<link rel="alternate" type="application/rss+xml" href="http://192.168.1.4/feed">'
    url = stand.serve("/", Answer(200, PAGE.encode() + inside))
    stand.serve("/atom.xml", Answer(200, ATOM.encode()))
    told: list[str] = []
    found = await discover_feeds(url, user_agent="test", now=now, told=told.append)
    assert [one.url for one in found] == [stand.url("/atom.xml"), stand.url("/other.xml")]
    assert not [line for line in told if "192.168" in line]
    stand.serve("/alone", Answer(200, b"<!doctype html><title>Alone</title>" + inside))
    alone = await discover(stand.url("/alone"), user_agent="test", now=now)
    assert "192.168" not in " ".join(alone.feeds)
