"""Blocked, consent and login pages as they were met: needs ../shared."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsroom.records import Source, WatchSpec
from newsroom.watches import compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers.pages import read_article
from watchers.station import Station
from watchers.worker import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.watchers.newsstand import Newsstand

SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES = SHARED / "samples"
SERVER = SHARED / "tools" / "faultserver.py"
GATES = ("/html-challenge/", "/login/feed.xml", "/cookie-wall/feed.xml")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SERVER.exists(), reason=f"{SERVER} is not there"),
]


@pytest.fixture
def server() -> Iterator[str]:
    command = [sys.executable, str(SERVER), "--port", "0", "--max-seconds", "120"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["ports"]["http"]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("google_consent_block", "consent"),
        ("edgar_undeclared_tool", "blocked"),
        ("reddit_blocked", "blocked"),
    ],
)
def test_a_wall_is_never_an_article_and_never_an_empty_feed(name: str, verdict: str) -> None:
    body = (SAMPLES / f"{name}.html").read_bytes()
    page = read_article(body, "text/html", "https://news.example/")
    assert (page.verdict, page.text) == (verdict, "")
    feed = read_document(body, "text/html", "https://news.example/")
    assert (feed.kind, feed.wall, feed.entries) == ("page", "blocked", ())


def station(archive: Archive, *sources: Source) -> Station:
    packs, _ = load_packs([], None)
    watch = WatchSpec("pier", "The pier", keywords=("pier",))
    return Station(
        archive,
        sources,
        compile_watches([watch], packs, {source.id: source for source in sources}),
        channels=(),
        clock=lambda: NOW,
        user_agent="llamawatch/test",
        rng=random.Random(1),
    )


async def test_a_gate_before_a_feed_is_a_state_of_its_source(server: str, tmp_path: Path) -> None:
    sources = [Source(f"g{n}", gate, f"{server}{gate}") for n, gate in enumerate(GATES)]
    with Archive.open(tmp_path / "data") as archive:
        watching = station(archive, *sources)
        checks = {check.source: check async for check in watching.poll(everything=True)}
        await watching.stop()
    health = {source.url: checks[source.id].state.health for source in sources}
    assert list(health.values()) == ["blocked", "login", "blocked"]
    assert {check.outcome for check in checks.values()} == {"failed"}


async def test_a_gate_before_an_article_is_its_verdict(
    server: str, stand: Newsstand, tmp_path: Path
) -> None:
    entries = [
        item(n, f"The old pier opens again, part {n}", link=f"{server}{gate}")
        for n, gate in enumerate(GATES)
    ]
    paper = Source("paper", "Paper", stand.serve("/feed", Answer(200, rss(*entries), FEED_TYPE)))
    with Archive.open(tmp_path / "data") as archive:
        watching = station(archive, paper)
        await watching.check("paper")
        found = {}
        for one in archive.items():
            full = await watching.fetch_full_text(one.id)
            found[one.article.url.removeprefix(server)] = full.verdict
            assert archive.text(one.id) == ""
        await watching.stop()
    assert found == dict(zip(GATES, ("blocked", "login", "blocked"), strict=True))


@pytest.mark.slow
def test_every_hostile_file_is_read_as_a_page_in_bounded_time() -> None:
    import time

    slow = {}
    for row in map(json.loads, (SHARED / "nasty" / "index.jsonl").read_text().splitlines()):
        body = (SHARED / "nasty" / row["file"]).read_bytes()
        started = time.process_time()
        page = read_article(body, "text/html", "https://a.example/")
        spent = time.process_time() - started
        if spent > 2:
            slow[row["file"]] = spent
        assert not page.text or page.verdict in ("article", "paywall")
    assert slow == {}
