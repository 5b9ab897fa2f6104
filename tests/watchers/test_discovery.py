from __future__ import annotations

from typing import TYPE_CHECKING

from tests.watchers.documents import ATOM
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers.discovery import Discovery, discover

if TYPE_CHECKING:
    from datetime import datetime

    from tests.watchers.newsstand import Newsstand

PAGE = (
    '<!doctype html><html lang="de"><title>Hafen</title>'
    '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
    '<link rel="alternate" type="application/rss+xml" href="/other.xml">'
)


async def test_a_feed_is_its_own_find(stand: Newsstand, now: datetime) -> None:
    url = stand.serve("/atom.xml", Answer(200, ATOM.encode(), FEED_TYPE))
    assert await discover(url, user_agent="test", now=now) == Discovery(
        url, "Hafenblatt", (url,), items=2, language="de"
    )


async def test_a_page_leads_to_its_feeds(stand: Newsstand, now: datetime) -> None:
    url = stand.serve("/", Answer(200, PAGE.encode()))
    feed = stand.serve("/atom.xml", Answer(200, ATOM.encode()))
    assert await discover(url, user_agent="test", now=now) == Discovery(
        url, "Hafenblatt", (feed, stand.url("/other.xml")), items=2, language="de"
    )


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
