"""The measured corpus, served by the fault server: needs ../shared."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import feedparser
import pytest

from newsroom.records import Source
from newsroom.watches import compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from watchers.station import Station
from watchers.worker import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsroom.records import Check

SHARED = Path(__file__).resolve().parents[3] / "shared"
FEEDS = SHARED / "feeds"
SERVER = SHARED / "tools" / "faultserver.py"
KINDS = ("rss", "atom", "rdf", "jsonfeed")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SERVER.exists(), reason=f"{SERVER} is not there"),
]


def index() -> list[dict[str, Any]]:
    lines = (FEEDS / "index.jsonl").read_text().splitlines()
    return [row for row in map(json.loads, lines) if row["kind"] in KINDS]


@pytest.fixture
def server() -> Iterator[str]:
    command = [sys.executable, str(SERVER), "--port", "0", "--feeds", str(FEEDS)]
    with subprocess.Popen([*command, "--max-seconds", "900"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["ports"]["http"]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


KNOWN = {
    # Seven ids, without any other word, that differ in scheme, "www", case of the host and
    # percent-encoding only: four addresses, and an address is known however it is written.
    "KDE__syndication/autotests_atom_atom10_entry_id.xml": 4,
}


def distinct_entries(row: dict[str, Any]) -> int:
    """What feedparser finds; of JSON Feeds, which it cannot read, what the file holds.

    Entries with neither title, link nor text are not to be stored.
    """
    if row["path"] in KNOWN:
        return KNOWN[row["path"]]
    body = (FEEDS / row["path"]).read_bytes()
    if row["kind"] == "jsonfeed":
        items = [i for i in json.loads(body, strict=False).get("items") or [] if type(i) is dict]
        parts = ("title", "url", "external_url", "content_text", "content_html", "summary")
        told = [i for i in items if any(type(i.get(part)) in (str, int) for part in parts)]
        return len({str(item.get("id") or item.get("url") or item) for item in told})
    try:
        found = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # noqa: BLE001 - what it raises on is no measure
        return 0
    keys = set()
    for entry in found.entries:
        title, link = entry.get("title"), entry.get("link") or ""
        text = entry.get("summary") or str(entry.get("content") or "")
        if title or text or link.startswith("http"):
            keys.add(entry.get("id") or link or (title, text))
    return len(keys)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.enable_socket
async def test_every_feed_of_the_corpus_is_stored_whole_and_polled_politely(
    server: str, tmp_path: Path
) -> None:
    rows = index()
    sources = [
        Source(f"s{n}", row["path"], f"{server}/static/{quote(row['path'])}")
        for n, row in enumerate(rows)
    ]
    packs, _ = load_packs([], None)
    watches = compile_watches([], packs, {source.id: source for source in sources})
    with Archive.open(tmp_path / "data") as archive:
        station = Station(
            archive,
            sources,
            watches,
            channels=(),
            clock=lambda: datetime.now(UTC),
            user_agent="llamawatch/test",
            rng=random.Random(1),
        )
        first = {check.source: check async for check in station.poll(everything=True)}
        stored = archive.counts().items
        again = {check.source: check async for check in station.poll(everything=True)}
        await station.stop()
        assert archive.counts().items == stored
    missing = {
        source.name: (check.new, wanted, check.error)
        for source, row in zip(sources, rows, strict=True)
        if (check := first[source.id]).new < (wanted := distinct_entries(row))
    }
    told = summary(first, again)
    assert missing == {}, told
    assert not [c.error for c in first.values() if "fault in llamawatch" in c.error]
    assert sum(check.new + check.updated for check in again.values()) == 0, told
    asked_again = [c for c in again.values() if c.outcome != "skipped"]
    unsent = [c for c in asked_again if c.outcome == "unchanged" and c.bytes == 0]
    assert len(unsent) >= 0.95 * len(asked_again), told


def summary(first: dict[str, Check], again: dict[str, Check]) -> str:
    """The figures, shown when something is not as it should be."""
    lines = [
        f"outcomes {Counter(check.outcome for check in first.values())}",
        f"health {Counter(check.state.health for check in first.values())}",
        f"items {sum(check.new for check in first.values())}",
        f"second poll {Counter((c.outcome, c.bytes == 0) for c in again.values())}",
    ]
    lines += [f"{c.source}: {c.error}" for c in first.values() if c.error]
    return "\n".join(lines)


@pytest.mark.slow
def test_every_hostile_file_is_read_in_bounded_time() -> None:
    nasty = SHARED / "nasty"
    slow = {}
    for row in map(json.loads, (nasty / "index.jsonl").read_text().splitlines()):
        body = (nasty / row["file"]).read_bytes()
        started = time.process_time()
        feed = read_document(body, row["headers"].get("content-type", ""), "https://a.example/")
        spent = time.process_time() - started
        if spent > 2:
            slow[row["file"]] = spent
        for entry in feed.entries:
            assert "root:" not in entry.title + entry.summary
    assert slow == {}
