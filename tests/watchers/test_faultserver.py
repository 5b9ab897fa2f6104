"""Every behaviour of the fault server, five rounds of them all: needs ../shared.

Each behaviour stands on a host of its own (127.0.0.1, 127.0.0.2, ...), so that what one asks for
does not hold back another. Where an answer is awaited that the server lacks a package for (brotli,
zstandard), the refusal it sends instead is. The `sim` modes have `test_simulated_feeds.py`.
"""

from __future__ import annotations

import asyncio
import random
import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from newsroom.clean import clean
from newsroom.records import Source, SourceState
from newsroom.watches import compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from tests.watchers.faulty_web import ABSENT, SERVER, SHARED, FaultyWeb, behaviours, faulty_web
from watchers.fetch import Fetcher
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsroom.records import Article, Check

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not SERVER.exists(), reason=ABSENT),
]

HOUR = timedelta(hours=1)
ROUNDS = (0, 0, 30, 60, 90)
"""Hours after the start; the second round comes at the time of the first: who asked for a pause is
not asked."""
AGENT = "llamawatch/test (+https://llamawatch.example/)"
DEADLINE = 4.0
STATIC = "series/taobojlen_anthropic_news_rss/008_2026-02-25T183219_anthropic_news_rss.xml"
FAILED = ("failed",) * len(ROUNDS)
GOOD = ("new", *("unchanged",) * (len(ROUNDS) - 1))


@dataclass(frozen=True)
class Behaviour:
    """What is asked, and what must come of it."""

    path: str
    health: str = "ok"
    """After the last round."""
    items: int = 0
    outcomes: tuple[str, ...] = FAILED
    validators: str = ""
    """Kept after the last round: "e" an ETag, "m" a Last-Modified."""
    hops: int = 1
    """Requests one check makes of this host."""
    moved: str = ""
    """What `moved_to` ends with."""
    said: str = ""
    """Words of the error."""
    port: str = "http"
    login: str = ""


def good(path: str, items: int = 8, validators: str = "", **more: Any) -> Behaviour:  # noqa: ANN401 - its fields
    return Behaviour(path, items=items, outcomes=GOOD, validators=validators, **more)


def bad(path: str, health: str, said: str = "", **more: Any) -> Behaviour:  # noqa: ANN401 - its fields
    return Behaviour(path, health, said=said, **more)


def partly(path: str, items: int) -> Behaviour:
    return Behaviour(path, "broken", items, GOOD, said="sent a document without its end")


PAUSED = ("failed", "skipped", "new", "unchanged", "unchanged")
PACKED = {name: find_spec(module) for name, module in (("br", "brotli"), ("zstd", "zstandard"))}

TABLE = (
    good(f"/static/{STATIC}", 14, "em"),
    good("/nasty/dup_guids", 2),
    good("/v/0/feed", 30, "em"),
    bad("/v/list.txt", "not-a-feed", "neither RSS, Atom nor JSON Feed"),
    bad("/v/opml", "not-a-feed"),
    bad("/truth/0", "not-a-feed", "neither RSS, Atom nor JSON Feed"),
    *(good(f"/sim/3/feed.{kind}", 30, "e") for kind in ("xml", "atom", "json", "rdf")),
    good("/sim-plain/31/feed.xml", 30, "e"),
    good("/etag/feed.xml", validators="e"),
    good("/lastmod/", validators="m"),
    good("/etag-weak/", validators="e"),
    good("/etag-unquoted/", validators="e"),
    good("/lm-odd/", validators="m"),
    good("/etag-changes/", validators="e"),
    good("/etag-stuck/", validators="e"),
    bad("/304-always/", "error", "although it was asked for everything"),
    *(
        Behaviour(f"/redir/{code}/1/feed.xml", "moved", 8, GOOD, "e", 2,
                  f"/redir/{code}/0/feed.xml", "has moved for good to")
        for code in (301, 308)
    ),
    *(good(f"/redir/{code}/1/feed.xml", validators="e", hops=2) for code in (302, 303, 307)),
    Behaviour("/redir/301/5/feed.xml", "moved", 8, GOOD, "e", 6, "/redir/301/0/feed.xml"),
    bad("/redir/301/6/feed.xml", "error", "redirects in a circle or too often", hops=6),
    bad("/redir-loop/302/", "error", "redirects in a circle or too often", hops=4),
    bad("/redir-self/", "error", "redirects in a circle or too often"),
    Behaviour("/redir-otherhost/301/", "moved", 8, GOOD, "e", moved="/etag/feed.xml"),
    Behaviour("/redir-https/", "moved", 8, GOOD, "e", moved="/etag/feed.xml"),
    good("/redir-relative/", validators="e", hops=2),
    bad("/redir-nolocation/", "error", "without a usable address"),
    bad("/redir-file/", "error", "without a usable address"),
    bad("/redir-closed/", "error", "does not accept connections"),
    good("/redir-strip-auth/", login="user:secret"),
    bad("/status/204/", "not-a-feed", "an empty document"),
    bad("/status/400/", "error", "400 Bad Request"),
    bad("/status/401/", "login", "401"),
    bad("/status/403/", "blocked", "403"),
    bad("/status/404/", "error", "has no feed there (404"),
    bad("/status/406/", "blocked", "406"),
    Behaviour("/status/410/", "gone", outcomes=("failed", *("skipped",) * 4), said="gone for good"),
    bad("/status/451/", "blocked", "451"),
    bad("/status/500/", "error", "a fault of its own (500"),
    bad("/status/503/", "error", "a fault of its own (503"),
    Behaviour("/gone-after/2/feed.xml", "gone", 8,
              ("new", "unchanged", "failed", "skipped", "skipped"), "e", said="gone for good"),
    *(
        Behaviour(f"/{code}/0.2/", items=8, outcomes=PAUSED, validators="e")
        for code in ("429", "503", "429-date", "503-date")
    ),
    Behaviour("/429-huge/", "limited", outcomes=("failed", "skipped", *("failed",) * 3),
              said="asks for a pause"),
    bad("/429-garbage/", "limited", "asks for a pause"),
    bad("/429-negative/", "limited", "asks for a pause"),
    bad("/429-none/", "limited", "asks for a pause"),
    Behaviour("/flaky/2/3/feed.xml", items=8, validators="e",
              outcomes=("failed", "failed", "new", "unchanged", "unchanged")),
    Behaviour("/flaky-random/50/feed.xml", items=8, validators="e",
              outcomes=("failed", "new", "failed", "unchanged", "unchanged")),
    good("/slow-headers/0.2/"),
    bad("/slow-headers/9/", "slow", "did not finish"),
    good("/slow-first-byte/0.2/"),
    bad("/slow-first-byte/9/", "slow", "did not finish"),
    good("/slow-drip/2000/1/"),
    bad("/slow-drip/1/50/", "slow", "did not finish"),
    bad("/hang/", "slow", "did not finish"),
    bad("/reset/300/", "broken", "broke off its answer"),
    partly("/reset/3000/", 4),
    bad("/reset-before/", "broken", "broke off its answer"),
    partly("/close-early/", 8),
    good("/close-silent/"),
    partly("/cl-short/", 4),
    bad("/cl-garbage/", "broken", "bad Content-Length"),
    bad("/cl-negative/", "broken", "bad Content-Length"),
    good("/chunked/"),
    partly("/chunked-truncated/", 3),
    partly("/chunked-bad/", 3),
    good("/http10/"),
    good("/no-length/"),
    bad("/endless/", "broken", "more than 8 MB"),
    bad("/endless-headers/", "broken", "broke off its answer"),
    good("/huge-header/16/"),
    bad("/huge-header/200/", "broken", "broke off its answer"),
    good("/big/1/", 1),
    bad("/big/20/", "broken", "more than 8 MB"),
    *(good(f"/{coding}/") for coding in
      ("gzip", "deflate", "gzip-unasked", "gzip-mislabelled", "gzip-double")),
    partly("/gzip-truncated/", 7),
    *(
        bad(f"/{name}/", "broken", "was not asked for") if PACKED[name] else
        bad(f"/{name}/", "error", "501")
        for name in ("br", "zstd")
    ),
    bad("/gzip-bomb/200/", "broken", "more than 8 MB"),
    bad("/gzip-bomb-xml/100/", "broken", "more than 8 MB"),
    *(
        bad(f"/{name}-bomb/50/", "broken", "was not asked for") if PACKED[name] else
        bad(f"/{name}-bomb/50/", "broken", "without sending a response", hops=2)
        for name in ("br", "zstd")
    ),
    *(good(f"/ctype/{kind}/feed.xml", 2) for kind in
      ("html", "plain", "octet", "none", "json", "xml", "image", "rss-upper")),
    *(bad(f"/html-link{kind}/", "not-a-feed", "it names a feed at http")
      for kind in ("", "-relative", "-many")),
    bad("/html-nolink/", "not-a-feed", "answers with a web page"),
    bad("/html-challenge/", "blocked", "403"),
    *(good(f"/charset/{lie}/feed.xml", 3) for lie in
      ("http-lies", "xml-lies", "both-lie", "sjis", "eucjp", "cp1251", "utf16", "utf16-nobom",
       "bom", "gb2312", "none-cp1251", "bad-byte")),
    bad("/empty200/", "not-a-feed", "an empty document"),
    bad("/whitespace200/", "not-a-feed", "an empty document"),
    partly("/truncated/", 6),
    bad("/json-notfeed/", "not-a-feed", "neither RSS, Atom nor JSON Feed"),
    bad("/xml-notfeed/", "not-a-feed", "neither RSS, Atom nor JSON Feed"),
    good("/php-warning/"),
    # Cookies are never kept.
    bad("/cookie-wall/feed.xml", "blocked", "lets nobody in without a cookie", hops=2),
    bad("/login/feed.xml", "login", "shows a login", hops=2),
    bad("/basic/feed.xml", "login", "401"),
    good("/basic/feed.xml?mine", validators="e", login="user:secret"),
    good("/ua-block/feed.xml", validators="e"),
    good("/ua-browser-block/feed.xml", validators="e"),
    good("/accept-picky/feed.xml", validators="e"),
    good("/xss/feed.xml", 4),
    good("/terminal/feed.xml", 6),
    good("/etag/feed.xml?tls", validators="e", port="tls_trusted"),
    bad("/etag/feed.xml?self", "error", "could not prove who it is", port="tls_selfsigned"),
    bad("/etag/feed.xml?old", "error", "could not prove who it is", port="tls_expired"),
    bad("/etag/feed.xml?wrong", "error", "could not prove who it is", port="tls_wronghost"),
)  # fmt: skip
MAY_BE_SLOW_AT_FIRST = {"/gzip-bomb/200/", "/gzip-bomb-xml/100/", "/big/20/", "/endless/"}
"""The server packs a bomb when it is first asked for, and eight megabytes take their time."""


@dataclass
class Clock:
    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class History:
    """Five rounds: what each behaviour came to, what is stored, what the server saw."""

    checks: dict[str, list[Check]]
    states: dict[str, SourceState]
    articles: dict[str, list[Article]]
    log: dict[str, list[dict[str, Any]]]
    """By the path of the table; what was asked of other hosts on the way is not in it."""
    stats: dict[str, Any]
    times: tuple[datetime, ...]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    folder = tmp_path_factory.mktemp("faults")
    arguments = ["--hosts", str(len(TABLE) + 1), "--tls", "--certdir", str(folder / "certificates"),
                 "--feeds", str(SHARED / "feeds"), "--nasty", str(SHARED / "nasty"),
                 "--virtual", "10"]  # fmt: skip
    with faulty_web(*arguments) as web, Archive.open(folder / "data") as archive:
        yield asyncio.run(watched(web, archive))


async def watched(web: FaultyWeb, archive: Archive) -> History:
    sources = [
        Source(one.path, f"Source {n}", addressed(web, n, one)) for n, one in enumerate(TABLE)
    ]
    start = datetime.now(UTC)
    times = tuple(start + hours * HOUR for hours in ROUNDS)
    now = Clock(start)
    trust = ssl.create_default_context(cafile=web.certificates["ca"])
    packs, _ = load_packs([], None)
    station = Station(
        archive,
        sources,
        compile_watches([], packs, {source.id: source for source in sources}),
        channels=(),
        clock=now,
        user_agent=AGENT,
        rng=random.Random(1),
        fetcher=Fetcher(AGENT, deadline=DEADLINE, trust=trust),
    )
    checks: dict[str, list[Check]] = {one.path: [] for one in TABLE}
    for now.moment in times:
        async for check in station.poll(everything=True):
            checks[check.source].append(check)
    await station.stop()
    articles: dict[str, list[Article]] = {one.path: [] for one in TABLE}
    for item in archive.items():
        articles[item.article.source].append(item.article)
    hosts = {f"127.0.0.{n + 1}": one.path for n, one in enumerate(TABLE) if one.port == "http"}
    log: dict[str, list[dict[str, Any]]] = {one.path: [] for one in TABLE}
    for row in web.log():
        if row["tls"]:
            log.setdefault(f"tls {row['path']}", []).append(row)
        elif row["host"] in hosts:
            log[hosts[row["host"]]].append(row)
    states = {one.path: archive.source_state(one.path) for one in TABLE}
    return History(checks, states, articles, log, web.stats(), times)


def addressed(web: FaultyWeb, n: int, one: Behaviour) -> str:
    # The certificates name 127.0.0.1 alone.
    host = f"127.0.0.{n + 1}" if one.port == "http" else "127.0.0.1"
    url = web.url(one.path, host=host, port=one.port)
    return url.replace("://", f"://{one.login}@") if one.login else url


def test_the_table_names_every_behaviour_the_server_lists() -> None:
    named = {part for one in TABLE for part in spellings(one.path)}
    missing = [
        pattern
        for row in behaviours()
        for pattern in row.split()
        if pattern.startswith("/") and not any(wanted in named for wanted in opened(pattern))
    ]
    assert missing == []
    lies = re.findall(r"[\w-]+", "".join(re.findall(r"/charset/<([^>]+)>", " ".join(behaviours()))))
    assert {f"/charset/{lie}/feed.xml" for lie in lies} <= {one.path for one in TABLE}


def spellings(path: str) -> set[str]:
    first, *_ = path.strip("/").partition("?")[0].split("/")
    return {first, first.partition("-")[0] if first.startswith("sim") else first}


def opened(pattern: str) -> list[str]:
    """The first parts a pattern stands for: "/sim-<mode>/<n>/feed.xml" is "sim"."""
    first = pattern.strip("/").split("/")[0]
    return ["sim"] if first.startswith("sim") else [first.partition("<")[0] or first]


@pytest.mark.parametrize("one", TABLE, ids=lambda one: one.path)
def test_a_behaviour_comes_to_what_the_table_says(history: History, one: Behaviour) -> None:
    checks, state = history.checks[one.path], history.states[one.path]
    assert tuple(check.outcome for check in checks) == one.outcomes
    assert (state.health, len(history.articles[one.path])) == (one.health, one.items)
    assert sum(check.new for check in checks) == one.items
    kept = ("e" if state.etag else "") + ("m" if state.last_modified else "")
    assert kept == one.validators
    assert one.said in state.error
    assert (state.error == "") == (one.health == "ok")
    assert state.moved_to.endswith(one.moved)
    assert bool(state.moved_to) == bool(one.moved)
    if one.path not in MAY_BE_SLOW_AT_FIRST:
        assert all(one.said in check.error for check in checks if check.outcome == "failed")
    assert_planned(one, state, history.times)
    assert_asked(one, history)


def assert_planned(one: Behaviour, state: SourceState, times: tuple[datetime, ...]) -> None:
    answered = [at for at, outcome in zip(times, one.outcomes, strict=True) if outcome in GOOD]
    assert (state.last_ok is not None) == bool(answered)
    failed_last = next(o for o in reversed(one.outcomes) if o != "skipped") == "failed"
    assert (state.failures > 0) == failed_last
    if one.health == "gone":
        assert state.next_poll is None
        return
    assert state.next_poll is not None
    assert state.next_poll > times[-1]
    if one.path == "/429-huge/":
        # A year is more than anybody may ask for: it is asked again within about a day.
        assert state.not_before is not None
        assert timedelta(hours=20) < state.not_before - times[-1] <= timedelta(days=1)
    if state.not_before is not None:
        assert state.not_before <= state.next_poll


def assert_asked(one: Behaviour, history: History) -> None:
    """The server saw one request a hop and check, and validators wherever there were some."""
    asked = history.log[one.path] if one.port == "http" else []
    own = [r for r in asked if f"/{r['path'].strip('/').split('/')[0]}" in one.path]
    made = len([outcome for outcome in one.outcomes if outcome != "skipped"])
    if one.port == "http":
        # One that is slow is logged when the server is done with it.
        assert len(own) >= made or one.health == "slow"
        first_host = [r for r in asked if r["path"] != "/auth-seen/feed.xml"]
        assert len(first_host) <= one.hops * made + others(one, history)
    if one.validators and one.outcomes == GOOD and own and one.hops == 1:
        assert all(conditional(row) for row in own[1:])


def others(one: Behaviour, history: History) -> int:
    """Requests that another behaviour's redirect led to this one's host."""
    first = history.log[TABLE[0].path]
    return len(first) if one is TABLE[0] else 0


def conditional(row: dict[str, Any]) -> bool:
    return bool({"if-none-match", "if-modified-since"} & row["headers"].keys())


def test_politeness_as_the_server_saw_it(history: History) -> None:
    stats = history.stats
    assert (stats["violations"], stats["leaks"]) == (0, 0)
    assert set(stats["user_agents"]) == {AGENT}
    assert stats["accept_encoding"] == ["gzip"]
    again = [
        row
        for one in TABLE
        if one.validators and one.outcomes == GOOD and one.port == "http" and not one.login
        for row in history.log[one.path][one.hops :]
    ]
    assert len(again) > 50
    share = sum(map(conditional, again)) / len(again)
    assert share > 0.95, share
    everything = [row for rows in history.log.values() for row in rows]
    assert not [row["path"] for row in everything if "cookie" in row["headers"]]
    assert {row["path"] for row in everything if "authorization" in row["headers"]} <= {
        "/basic/feed.xml",
        "/redir-strip-auth/",
    }
    assert not [row for row in everything if row["headers"].get("referer")]


def test_validators_are_echoed_as_they_came(history: History) -> None:
    for path, name in (("/etag-unquoted/", "if-none-match"), ("/lm-odd/", "if-modified-since"),
                       ("/etag-weak/", "if-none-match")):  # fmt: skip
        state = history.states[path]
        sent = {row["headers"].get(name) for row in history.log[path][1:]}
        assert sent == {state.etag or state.last_modified}
    assert history.states["/etag-weak/"].etag.startswith('W/"')


JAPANESE = "Meta AI 人工知能の研究者が退社"
RUSSIAN = "Исследователь уходит из Meta"
READABLE = {
    **dict.fromkeys(("http-lies", "xml-lies", "both-lie", "sjis", "eucjp", "utf16", "utf16-nobom",
                     "bom"), JAPANESE),
    "cp1251": RUSSIAN,
    "none-cp1251": RUSSIAN,
    "gb2312": "研究员离开 镕",
}  # fmt: skip


@pytest.mark.parametrize("lie", sorted(READABLE))
def test_a_lie_about_the_charset_leaves_readable_titles(history: History, lie: str) -> None:
    titles = [article.title for article in history.articles[f"/charset/{lie}/feed.xml"]]
    assert all(title.startswith(READABLE[lie]) for title in titles), titles


def test_one_bad_byte_costs_one_character(history: History) -> None:
    titles = [article.title for article in history.articles["/charset/bad-byte/feed.xml"]]
    assert all(JAPANESE in title for title in titles)


def test_nothing_harmful_is_stored(history: History) -> None:
    for path in ("/xss/feed.xml", "/terminal/feed.xml"):
        for article in history.articles[path]:
            assert article.title == clean(article.title)
            assert article.url.startswith("http") or article.url == ""
            assert "script" not in (article.title + article.summary).replace("x", "")
            assert "alert(" not in article.title + article.summary + article.text
    titles = {a.title for a in history.articles["/terminal/feed.xml"]}
    assert any("[red]markup[/red]" in title for title in titles)


async def test_a_pause_is_kept_to_the_second_and_a_goodbye_for_ever(tmp_path: Path) -> None:
    start = datetime.now(UTC)
    now = Clock(start)
    packs, _ = load_packs([], None)
    with faulty_web("--hosts", "2") as web, Archive.open(tmp_path / "data") as archive:
        sources = [
            Source("busy", "Busy", web.url("/429/600/")),
            Source("gone", "Gone", web.url("/gone-after/1/feed.xml", host="127.0.0.2")),
        ]
        station = Station(archive, sources, compile_watches([], packs, {}), channels=(), clock=now,
                          user_agent=AGENT, rng=random.Random(1))  # fmt: skip
        for seconds in (0, 1, 300, 599):
            now.moment = start + timedelta(seconds=seconds)
            found = {check.source: check async for check in station.poll(everything=True)}
            named = {check.source: check async for check in station.poll(["busy", "gone"])}
        await station.stop()
        assert {check.outcome for check in (*found.values(), *named.values())} == {"skipped"}
        assert named["busy"].error.startswith("Busy is not asked for another ")
        stats = web.stats()
        assert stats["violations"] == 0
        assert stats["paths"]["127.0.0.1/429/600/"]["n"] == 1
        assert stats["paths"]["127.0.0.2/gone-after/1/feed.xml"]["s"] == {"200": 1, "410": 1}
        assert archive.source_state("gone").health == "gone"
