from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import WorkerFailed
from newsroom.records import Wishes
from tests.watchers.documents import RSS, item, rss
from watchers import parsing
from watchers.pages import read_article
from watchers.parsing import Parser
from watchers.worker import read_document

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

URL = "https://gazette.example/feed.xml"
PAGE = b"<html><article>" + b"<p>A sentence about the harbour that says enough.</p>" * 9
SLOW = rss(*(item(n) for n in range(30_000)))


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    one = Parser()
    yield one
    await one.aclose()


async def test_the_process_says_what_reading_in_place_says(parser: Parser) -> None:
    for body in (RSS.encode(), rss(*(item(n) for n in range(200))), b"", b"<html><p>x</html>"):
        assert await parser.parse(body, "text/xml", URL) == read_document(body, "text/xml", URL)


async def test_what_a_feed_wishes_comes_through(parser: Parser) -> None:
    said = (
        "<ttl>90</ttl><skipHours><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    )
    for body in (
        rss(item(1)).replace(b"<title>t</title>", said.encode(), 1),
        # One that only the second reader reads.
        rss(f"<item><textInput><title>x</title></textInput></item>{said}"),
    ):
        parsed = await parser.parse(body, "", URL)
        assert parsed.wishes == Wishes(ttl=5400, skip_hours=(3,), skip_days=(6,))


async def test_one_process_serves_many_documents_at_once(parser: Parser) -> None:
    bodies = [rss(item(n)) for n in range(8)]
    feeds = await asyncio.gather(*(parser.parse(body, "", URL) for body in bodies))
    assert [feed.entries[0].guid for feed in feeds] == [f"id-{n}" for n in range(8)]
    assert parser._process is not None


async def test_a_large_program_does_not_tire_its_parser(parser: Parser) -> None:
    ballast = bytearray(500_000_000)
    ballast[::4096] = b"x" * len(ballast[::4096])
    await parser.parse(RSS.encode(), "", URL)
    first = parser._process
    await parser.parse(RSS.encode(), "", URL)
    assert first is not None
    assert parser._process is first
    assert len(ballast) == 500_000_000


async def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    parser = Parser(deadline=1.5)
    await parser.parse(b"", "", URL)
    with pytest.raises(WorkerFailed) as failed:
        await parser.parse(SLOW, "", URL)
    assert str(failed.value) == (
        "its document took longer than 1.5 seconds to read and was given up"
    )
    parser._deadline = 10.0
    assert (await parser.parse(RSS.encode(), "", URL)).kind == "feed"
    await parser.aclose()


async def test_starting_the_process_is_not_held_against_the_first_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slowly = f"import time; time.sleep(2.5); {parsing._BOOTSTRAP}"
    monkeypatch.setattr(parsing, "_BOOTSTRAP", slowly)
    parser = Parser(deadline=2.0)
    assert (await parser.parse(RSS.encode(), "", URL)).kind == "feed"
    await parser.aclose()


async def test_a_process_that_died_is_replaced(parser: Parser) -> None:
    await parser.parse(RSS.encode(), "", URL)
    assert parser._process is not None
    os.kill(parser._process.pid, signal.SIGKILL)
    with pytest.raises(WorkerFailed) as failed:
        await parser.parse(RSS.encode(), "", URL)
    assert str(failed.value) == "its document ended the parsing process and was given up"
    assert (await parser.parse(RSS.encode(), "", URL)).kind == "feed"


async def test_giving_up_half_way_leaves_nothing_for_the_next(parser: Parser) -> None:
    await parser.parse(b"", "", URL)
    task = asyncio.create_task(parser.parse(SLOW, "", URL))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await parser.parse(RSS.encode(), "", URL)).title == "The Harbour Gazette"


async def test_a_page_is_read_in_the_process_as_in_place(parser: Parser) -> None:
    for body in (PAGE, b"", b"%PDF-1.7", b"<html><p>" + b"word " * 20_000):
        there = await parser.extract(body, "text/html", URL)
        assert there == read_article(body, "text/html", URL)
    assert (await parser.parse(RSS.encode(), "", URL)).kind == "feed"
    assert (await parser.extract(PAGE, "", URL)).verdict == "article"


async def test_a_page_that_takes_too_long_is_given_up() -> None:
    parser = Parser()
    await parser.extract(PAGE, "", URL)
    parser._deadline = 0.3
    wide = b"<html><body>" + b"<div class='share'><i>x</i></div>" * 90_000
    with pytest.raises(WorkerFailed):
        await parser.extract(wide, "text/html", URL)
    parser._deadline = 10.0
    assert (await parser.extract(PAGE, "", URL)).verdict == "article"
    await parser.aclose()


async def test_nothing_is_left_running_at_the_end(parser: Parser) -> None:
    await parser.parse(b"", "", URL)
    process = parser._process
    assert process is not None
    await parser.aclose()
    assert process.returncode is not None
    await parser.aclose()
