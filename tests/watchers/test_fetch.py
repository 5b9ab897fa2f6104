from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import httpx
import pytest

from tests.watchers.dial import Dial
from tests.watchers.newsstand import FEED_TYPE, Answer, Newsstand
from watchers.fetch import Fetcher, _failure, _next_address, _Trip
from watchers.network import Guard, UnknownHost

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

PUBLIC = "93.184.216.34"
BODY = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


NAMES = {
    "news.example": (PUBLIC,),
    "rebound.example": ("127.0.0.1",),
    "mixed.example": (PUBLIC, "10.0.0.7"),
    "mapped.example": ("::ffff:192.168.1.1",),
}


async def look_up(host: str, port: int) -> tuple[str, ...]:
    if host == "nowhere.example":
        raise UnknownHost("no such name")
    return NAMES.get(host, (host,))


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    one = Fetcher("llamawatch/test (+https://example.org)", deadline=5.0)
    yield one
    await one.aclose()


@pytest.fixture
def dial() -> Dial:
    return Dial()


@pytest.fixture
async def public(dial: Dial) -> AsyncIterator[Fetcher]:
    one = Fetcher("test", deadline=5.0, gap=0, guard=Guard(look_up, dial))
    yield one
    await one.aclose()


async def test_an_answer_comes_back_whole_with_its_validators(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    url = stand.serve(
        "/feed", Answer(200, BODY, {"ETag": 'W/"a b,c"', "Last-Modified": "odd  text", **FEED_TYPE})
    )
    got = await fetcher.fetch(url, now=now)
    assert (got.verdict, got.status, got.body, got.error) == ("ok", 200, BODY, "")
    assert (got.etag, got.last_modified) == ('W/"a b,c"', "odd  text")
    assert (got.final_url, got.moved_to, got.partial) == (url, "", False)
    assert got.bytes == len(BODY)
    assert got.content_type == FEED_TYPE["Content-Type"]


async def test_validators_are_echoed_verbatim_and_304_is_no_failure(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    url = stand.serve("/feed", Answer(200, BODY, {"ETag": 'W/"x"'}))
    got = await fetcher.fetch(url, 'W/"x"', "Mon, 2 Mar 2026", now=now)
    assert (got.verdict, got.body, got.error) == ("unchanged", b"", "")
    asked = stand.asked[-1].headers
    assert asked["if-none-match"] == 'W/"x"'
    assert asked["if-modified-since"] == "Mon, 2 Mar 2026"


async def test_who_asks_is_honest_and_sends_no_more_than_needed(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    url = stand.serve("/feed", Answer(200, BODY, {"Set-Cookie": "id=1; Path=/"}))
    await fetcher.fetch(url, now=now)
    await fetcher.fetch(url, now=now)
    asked = stand.asked[-1].headers
    assert asked["user-agent"] == "llamawatch/test (+https://example.org)"
    assert asked["accept-encoding"] == "gzip"
    assert set(asked) == {"host", "accept", "accept-encoding", "connection", "user-agent"}


@pytest.mark.parametrize(("codes", "moved"), [((301, 308, 301), True), ((301, 302), False)])
async def test_only_a_whole_chain_of_permanent_redirects_is_a_move(
    stand: Newsstand, fetcher: Fetcher, now: datetime, codes: tuple[int, ...], moved: bool
) -> None:
    for step, code in enumerate(codes):
        stand.serve(f"/{step}", Answer(code, headers={"Location": f"/{step + 1}"}))
    last = stand.serve(f"/{len(codes)}", Answer(200, BODY))
    got = await fetcher.fetch(stand.url("/0"), now=now)
    assert (got.verdict, got.final_url) == ("ok", last)
    assert got.moved_to == (last if moved else "")


async def test_a_move_that_gives_up_encryption_is_followed_but_never_for_good(
    now: datetime,
) -> None:
    trip = _Trip("https://news.example/feed", 0.0, now, {})
    for target, permanent in (("https://b.example/", True), ("http://b.example/", False)):
        answer = httpx.Response(301, headers={"Location": target})
        assert Fetcher("test")._redirect(answer, trip) == target
        assert trip.permanent == permanent


@pytest.mark.parametrize(
    ("here", "there", "kept"),
    [
        ("https://u:p@a.example/x", "/y", True),
        ("https://u:p@a.example/x", "https://a.example:443/y", True),
        ("http://u:p@a.example/x", "https://a.example/y", True),
        ("http://u:p@a.example/x", "https://a.example:8443/y", False),
        ("https://u:p@a.example/x", "http://a.example/y", False),
        ("https://u:p@a.example/x", "https://a.example:8443/y", False),
        ("https://u:p@a.example:8443/x", "https://a.example:8444/y", False),
        ("https://u:p@a.example/x", "https://b.example/y", False),
        ("https://u:p@a.example/x", "https://evil:evil@b.example/y", False),
        ("https://u:p@a.example/x", "//a.example.evil.example/y", False),
    ],
)
def test_a_password_goes_only_to_the_server_it_was_given_for(
    here: str, there: str, kept: bool
) -> None:
    assert ("u:p@" in _next_address(here, there)) == kept
    assert "evil:evil" not in _next_address(here, there)


async def test_another_port_of_the_same_host_does_not_get_the_password(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    async with Newsstand() as other:
        stand.serve(
            "/feed", Answer(302, headers={"Location": other.serve("/x", Answer(200, BODY))})
        )
        url = f"http://user:secret@127.0.0.1:{stand.port}/feed"
        got = await fetcher.fetch(url, now=now)
        assert got.verdict == "ok"
        assert "authorization" in stand.asked[0].headers
        assert "authorization" not in other.asked[0].headers


async def test_a_server_says_for_how_long_its_answer_stays_fresh(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    headers = {"ETag": '"1"', "Cache-Control": "public, max-age=900"}
    url = stand.serve("/feed", Answer(200, BODY, headers))
    assert (await fetcher.fetch(url, now=now)).max_age == 900
    stand.serve("/feed", Answer(304, headers={"Cache-Control": "max-age=60"}))
    assert (await fetcher.fetch(url, '"1"', now=now)).max_age == 60


async def test_an_address_that_a_server_names_is_plain_ascii_without_a_password(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    # The server's bytes: a control sequence of terminals, and an override of direction in UTF-8.
    named = "/\x9b31m?q=\u202e".encode().decode("latin-1")
    stand.serve("/feed", Answer(301, headers={"Location": named}))
    stand.serve("/%C2%9B31m?q=%E2%80%AE", Answer(200, BODY))
    got = await fetcher.fetch(f"http://user:secret@127.0.0.1:{stand.port}/feed", now=now)
    assert got.verdict == "ok"
    assert got.moved_to == stand.url("/%C2%9B31m?q=%E2%80%AE")


async def test_redirects_end_after_five_and_in_circles(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    for step in range(9):
        stand.serve(f"/{step}", Answer(302, headers={"Location": f"/{step + 1}"}))
    stand.serve("/circle", Answer(302, headers={"Location": "/circle"}))
    long = await fetcher.fetch(stand.url("/0"), now=now)
    circle = await fetcher.fetch(stand.url("/circle"), now=now)
    assert len(stand.asked_for("/6")) == 0
    assert len(stand.asked_for("/circle")) == 1
    who = f"127.0.0.1:{stand.port}"
    assert long.error == (
        f"{who} redirects in a circle or too often (6 times); it is asked again later: "
        "check the address with `llamawatch sources check URL`."
    )
    assert circle.verdict == "error"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/", "", "http://[x"])
async def test_redirects_lead_only_to_web_addresses(
    stand: Newsstand, fetcher: Fetcher, now: datetime, target: str
) -> None:
    url = stand.serve("/feed", Answer(302, headers={"Location": target} if target else {}))
    got = await fetcher.fetch(url, now=now)
    assert got.error == (
        f"127.0.0.1:{stand.port} redirects (302) without a usable address; it is asked again "
        "later: check the address with `llamawatch sources check URL`."
    )


async def test_a_password_in_an_address_never_reaches_another_host_nor_a_sentence(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    stand.serve("/feed", Answer(302, headers={"Location": stand.url("/same")}))
    stand.serve("/same", Answer(302, headers={"Location": stand.url("/other", "localhost")}))
    stand.serve("/other", Answer(500))
    url = f"http://user:secret@127.0.0.1:{stand.port}/feed"
    got = await fetcher.fetch(url, now=now)
    sent = {asked.path: "authorization" in asked.headers for asked in stand.asked}
    assert sent == {"/feed": True, "/same": True, "/other": False}
    assert "secret" not in got.error + got.final_url


@pytest.mark.parametrize("host", ["rebound.example", "mixed.example", "mapped.example"])
async def test_a_public_name_with_a_private_address_is_never_connected_to(
    stand: Newsstand, public: Fetcher, dial: Dial, now: datetime, host: str
) -> None:
    stand.serve("/feed", Answer(200, BODY))
    got = await public.fetch(stand.url("/feed", host), now=now)
    assert (got.verdict, got.error) == (
        "blocked",
        (
            f"{host}:{stand.port} is an address inside this network, where a public source must "
            "not lead; it was not asked: check the address with `llamawatch sources check URL`."
        ),
    )
    assert dial.dialled == []


@pytest.mark.parametrize(
    "target", ["127.0.0.1", "localhost", "192.168.0.1", "[::1]", "2130706433", "router.lan",
               "169.254.169.254", "rebound.example", "127\u30020.0.1", "127.0.0\uff0e1",
               "feeds.localhost\uff61", "a\uff61localhost"]
)  # fmt: skip
async def test_a_public_source_never_leads_inside(
    stand: Newsstand, public: Fetcher, dial: Dial, now: datetime, target: str
) -> None:
    # Headers are bytes: a server may write UTF-8 into them.
    where = f"http://{target}:{stand.port}/in".encode().decode("latin-1")
    stand.serve("/feed", Answer(302, headers={"Location": where}))
    stand.serve("/in", Answer(200, BODY))
    got = await public.fetch(stand.url("/feed", "news.example"), now=now)
    assert got.verdict == "blocked"
    assert stand.asked_for("/in") == []
    assert dial.dialled == [PUBLIC]


@pytest.mark.parametrize("host", ["news example", "news%2eexample", "-x"])
async def test_a_redirect_to_a_host_that_is_none_leads_nowhere(
    stand: Newsstand, public: Fetcher, dial: Dial, now: datetime, host: str
) -> None:
    where = f"http://{host}:{stand.port}/in".encode().decode("latin-1")
    stand.serve("/feed", Answer(302, headers={"Location": where}))
    got = await public.fetch(stand.url("/feed", "news.example"), now=now)
    assert got.verdict == "error"
    assert "without a usable address" in got.error
    assert dial.dialled == [PUBLIC]


async def test_a_public_source_is_reached_at_the_address_that_was_checked(
    stand: Newsstand, public: Fetcher, dial: Dial, now: datetime
) -> None:
    stand.serve("/feed", Answer(200, BODY))
    got = await public.fetch(stand.url("/feed", "news.example"), now=now)
    assert got.verdict == "ok"
    assert dial.dialled == [PUBLIC]
    assert stand.asked[0].headers["host"] == f"news.example:{stand.port}"


async def test_a_bomb_is_left_alone_at_the_limit(stand: Newsstand, now: datetime) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * 1_000_000
    bomb = b"".join(packer.compress(block) for _ in range(200)) + packer.flush()
    url = stand.serve("/bomb", Answer(200, bomb, {"Content-Encoding": "gzip"}))
    fetcher = Fetcher("test")
    tracemalloc.start()
    try:
        got = await fetcher.fetch(url, now=now)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        await fetcher.aclose()
    assert got.error == (
        f"127.0.0.1:{stand.port} sends more than 8 MB, which no feed needs; it is asked again "
        "later: check the address with `llamawatch sources check URL`."
    )
    assert got.body == b""
    assert peak < 20_000_000


async def test_what_is_packed_is_unpacked_and_a_missing_end_is_noticed(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    packed = gzip.compress(BODY * 100)
    cut = packed[:-10]
    headers = {"Content-Encoding": "gzip", "ETag": '"1"'}
    whole = await fetcher.fetch(stand.serve("/a", Answer(200, packed, headers)), now=now)
    partial = await fetcher.fetch(stand.serve("/b", Answer(200, cut, headers)), now=now)
    plain = await fetcher.fetch(stand.serve("/c", Answer(200, BODY, headers)), now=now)
    twice = await fetcher.fetch(
        stand.serve("/d", Answer(200, gzip.compress(packed), {"Content-Encoding": "gzip, gzip"})),
        now=now,
    )
    brotli = await fetcher.fetch(
        stand.serve("/e", Answer(200, b"\x0b\x02", {"Content-Encoding": "br"})), now=now
    )
    assert (whole.body, whole.partial, whole.etag) == (BODY * 100, False, '"1"')
    assert (partial.verdict, partial.partial, partial.etag) == ("ok", True, "")
    assert partial.body
    assert (plain.body, plain.partial) == (BODY, False)
    assert twice.body == BODY * 100
    assert brotli.error == (
        f'127.0.0.1:{stand.port} packs its answer as "br", which was not asked for and cannot be '
        "read; it is asked again later."
    )


@pytest.mark.parametrize("answer", [Answer(hang=True, raw=b""), Answer(length=False, drip=True)])
async def test_one_deadline_covers_everything(
    stand: Newsstand, now: datetime, answer: Answer
) -> None:
    url = stand.serve("/slow", answer)
    fetcher = Fetcher("test", deadline=0.2)
    got = await fetcher.fetch(url, now=now)
    await fetcher.aclose()
    assert (got.verdict, got.error) == (
        "slow",
        (
            f"127.0.0.1:{stand.port} did not finish its answer within 0.2 seconds; it is asked "
            "again later."
        ),
    )


async def test_a_connection_the_server_gave_up_is_tried_once_more(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    dead = Answer(raw=b"", close=True)
    url = stand.serve("/feed", dead, Answer(200, BODY))
    assert (await fetcher.fetch(url, now=now)).verdict == "ok"
    assert len(stand.asked) == 2
    url = stand.serve("/dead", dead)
    got = await fetcher.fetch(url, now=now)
    assert len(stand.asked_for("/dead")) == 2
    assert got.error == (
        f"127.0.0.1:{stand.port} broke off its answer (Server disconnected without sending a "
        "response); it is asked again later."
    )


async def test_of_a_body_that_breaks_off_the_beginning_is_kept_and_no_validators(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    headers = {"Content-Length": "9999", "ETag": '"1"', "Last-Modified": "yesterday"}
    answer = Answer(200, BODY, headers, length=False, close=True)
    got = await fetcher.fetch(stand.serve("/feed", answer), now=now)
    assert (got.verdict, got.body, got.partial) == ("ok", BODY, True)
    assert (got.etag, got.last_modified) == ("", "")


@pytest.mark.parametrize(("body", "page"), [(b"", False), (BODY, True)])
async def test_nothing_is_no_beginning_and_half_a_page_is_none(
    stand: Newsstand, fetcher: Fetcher, now: datetime, body: bytes, *, page: bool
) -> None:
    answer = Answer(200, body, {"Content-Length": "9999"}, length=False, close=True)
    got = await fetcher.fetch(stand.serve("/feed", answer), now=now, page=page)
    assert (got.verdict, got.body) == ("broken", b"")
    assert "broke off its answer" in got.error


STATUS_SENTENCES = {
    404: "{who} has no feed there (404 Not Found); it is asked again later: check the address with "
    "`llamawatch sources check URL`.",
    410: "{who} says that the feed is gone for good (410 Gone); it is not asked any more: remove "
    "the source or give it a new address.",
    401: "{who} asks for a login (401 Unauthorized): find an address of the feed that needs none.",
    403: "{who} refuses programs like this one (403 Forbidden); it is asked again later: set a "
    "contact under [poll], or find another address.",
    429: "{who} asks for a pause (429 Too Many Requests); it is asked again later: if this goes "
    "on, raise the interval.",
    500: "{who} has a fault of its own (500 Internal Server Error); it is asked again later.",
    599: "{who} has a fault of its own (599); it is asked again later.",
}


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(404, "error"), (410, "gone"), (401, "login"), (403, "blocked"), (429, "limited"),
     (500, "error"), (599, "error")],
)  # fmt: skip
async def test_each_refusal_has_its_verdict_and_its_sentence(
    stand: Newsstand, fetcher: Fetcher, now: datetime, status: int, verdict: str
) -> None:
    got = await fetcher.fetch(stand.serve("/feed", Answer(status)), now=now)
    assert (got.verdict, got.status) == (verdict, status)
    assert got.error == STATUS_SENTENCES[status].format(who=f"127.0.0.1:{stand.port}")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120.0), ("Mon, 02 Mar 2026 09:31:00 GMT", 60.0), ("999999999", 86400.0),
     ("-5", None), ("soon", None), ("", None), ("Mon, 02 Mar 2020 09:31:00 GMT", None)],
)  # fmt: skip
async def test_a_pause_is_granted_as_asked_but_a_day_at_most(
    stand: Newsstand, fetcher: Fetcher, now: datetime, header: str, seconds: float | None
) -> None:
    url = stand.serve("/feed", Answer(429, headers={"Retry-After": header}))
    assert (await fetcher.fetch(url, now=now)).retry_after == seconds


async def test_304_to_a_question_without_validators_is_a_fault(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    got = await fetcher.fetch(stand.serve("/feed", Answer(304)), now=now)
    assert got.error == (
        f"127.0.0.1:{stand.port} says that nothing changed (304) although it was asked for "
        "everything; it is asked again later."
    )


async def test_nobody_there_is_said_in_one_sentence(fetcher: Fetcher, now: datetime) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        got = await fetcher.fetch(f"http://127.0.0.1:{port}/feed", now=now)
    assert (got.verdict, got.error) == (
        "error",
        (
            f"127.0.0.1:{port} does not accept connections; it is asked again later: check the "
            "address, or the network if other sources fail too."
        ),
    )


async def silence(*_: object) -> NoReturn:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize(
    "guard", [Guard(silence), Guard(look_up, silence)], ids=["no name server", "no host"]
)
async def test_silence_before_any_connection_is_not_slowness(guard: Guard, now: datetime) -> None:
    fetcher = Fetcher("test", deadline=0.05, guard=guard)
    got = await fetcher.fetch("https://news.example/feed", now=now)
    await fetcher.aclose()
    assert (got.verdict, got.unreached) == ("error", True)
    assert got == replace(
        _failure(httpx.ConnectTimeout(""), got.final_url), final_url=got.final_url, ms=got.ms
    )
    assert got.error.startswith("news.example does not answer; it is asked again later: check ")


async def test_who_was_led_on_by_somebody_was_not_out_of_reach(
    stand: Newsstand, fetcher: Fetcher, now: datetime, unused_tcp_port: int
) -> None:
    nowhere = f"http://127.0.0.1:{unused_tcp_port}/feed"
    assert (await fetcher.fetch(nowhere, now=now)).unreached
    url = stand.serve("/feed", Answer(302, headers={"Location": nowhere}))
    led = await fetcher.fetch(url, now=now)
    assert (led.verdict, led.unreached) == ("error", False)


async def test_an_unknown_name_is_said_in_one_sentence(public: Fetcher, now: datetime) -> None:
    got = await public.fetch("https://nowhere.example/feed", now=now)
    assert got.error == (
        "nowhere.example cannot be found by that name; it is asked again later: check the "
        "address, or the network if other sources fail too."
    )


@pytest.mark.parametrize("url", ["ftp://example.org/x", "nonsense", "http://[", "http:///x"])
async def test_an_address_that_is_none_is_said_in_one_sentence(
    fetcher: Fetcher, now: datetime, url: str
) -> None:
    got = await fetcher.fetch(url, now=now)
    assert (got.verdict, got.error) == (
        "error",
        f"{url} is not an http or https address: correct the source's address.",
    )


async def test_what_a_server_says_is_clean_before_it_is_shown(
    stand: Newsstand, fetcher: Fetcher, now: datetime
) -> None:
    answer = Answer(200, BODY, {"Content-Encoding": "x\x1b[31m\x9b" + "y" * 500})
    raw = b"HTTP/1.1 200 OK\r\nContent-Encoding: a\xc2\x9bb\r\nContent-Length: 0\r\n\r\n"
    for odd in (answer, Answer(raw=raw)):
        got = await fetcher.fetch(stand.serve("/feed", odd), now=now)
        assert got.verdict == "broken"
        assert got.error.isprintable()
        assert len(got.error) < 300
