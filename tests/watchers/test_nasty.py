"""Hostile documents: in the real parsing process, and through a station. Needs ../shared.

Of our own material `test_worker.py`, `test_parsing.py` and `fuzz.py` hold the same.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsroom.clean import clean
from newsroom.records import Source
from newsroom.watches import compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from tests.watchers.documents import RSS
from tests.watchers.faulty_web import ABSENT, SERVER, SHARED, faulty_web
from watchers.fetch import Fetcher
from watchers.parsing import Parser
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsroom.records import Check
    from watchers.parsed import Parsed

NASTY = SHARED / "nasty"
SECONDS = 2.0
MEGABYTES = 200
LOOP = 0.025
"""CPU time one callback may take, in seconds."""
BASE = "https://a.example/"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not SERVER.exists(), reason=ABSENT),
]

# What must come of each: kind of document, entries, words of the first title.
NO_FEED = {
    "body_is_path": "other",
    "empty": "empty",
    "html_not_feed": "page",
    "whitespace": "empty",
    # The fetcher unpacks it; the bytes themselves are no feed.
    "gzip_body_no_header": "other",
}
ENTRIES = {
    "dup_guids": 2,
    "junk_after": 2,
    "mixed_encodings_one_bad_byte": 20,
    "no_guid_no_link": 2,
    "php_warning_before_xml": 2,
    "truncated": 5,
}
TITLES = {
    "bare_amp": "AT&T & co x 1",
    "bomb_billion_laughs": "&l9; 1",
    "bomb_billion_laughs_oneline": "&l9; 1",
    "control_chars": "ab 1",
    "cp1251_undeclared": "Новости Мета 1",
    "cp1256_undeclared": "أخبار الذكاء 1",
    "double_escaped": "AT&T <b> 1",
    "eucjp_declared_wrong_http": "人工知能 1",
    "gbk_declared_gb2312": "人工智能 镕 1",
    "html_title": "Meta 1",
    "latin1_declared_utf8": "café 1",
    "leading_blank_line_utf16decl": "東京 1",
    "nul_bytes": "ab 1",
    "sjis_ok": "人工知能 1",
    "sjis_undeclared": "人工知能の研究者が退社 1",
    "text_xml_no_charset_utf8": "東京 1",
    "title_lt_math": "if a < b then 5 < 6 1",
    "undefined_entity": "a é ’ 1",
    "utf16_no_bom_decl_utf8": "東京 1",
    "utf8_declared_latin1": "Zürich 東京 1",
    "xxe_file": "&x; 1",
    "xxe_file_oneline": "&x; 1",
}
LINKS = {
    "atom_link_first_self": "http://e.test/alt",
    "link_js": "",
    "link_relative": "https://a.example/news/1",
    "rss_atom_link_in_item": "http://e.test/real",
}


def rows() -> list[dict[str, Any]]:
    index = NASTY / "index.jsonl"
    return [json.loads(line) for line in index.read_text().splitlines()] if index.exists() else []


def check_verdict(name: str, document: Parsed) -> None:
    assert document.kind == NO_FEED.get(name, "feed")
    assert len(document.entries) == (0 if name in NO_FEED else ENTRIES.get(name, 1))
    assert (
        document.whole == (name != "truncated" and name not in NO_FEED) or name == "html_not_feed"
    )
    for entry in document.entries:
        assert entry.title == clean(entry.title)
        assert "root:" not in entry.title + entry.summary + entry.text
        assert entry.link == "" or entry.link.startswith(("http://", "https://"))
    if name in TITLES:
        assert document.entries[0].title == TITLES[name]
    if name in LINKS:
        assert document.entries[0].link == LINKS[name]
    if name == "mixed_encodings_one_bad_byte":
        assert sum("東京" in entry.title for entry in document.entries) >= 19
    if name == "deep_xhtml_20k":
        assert document.entries[0].summary


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what a process uses")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"].removesuffix(".bin"))
async def test_a_hostile_file_is_read_right_in_bounded_time_and_memory(row: dict[str, Any]) -> None:
    parser = Parser()
    await parser.parse(RSS.encode(), "", BASE)
    process = parser._process
    assert process is not None
    before, started = resident(process.pid), cpu_seconds(process.pid)
    forget_peak(process.pid)
    body = (NASTY / row["file"]).read_bytes()
    document = await parser.parse(body, row["headers"].get("content-type", ""), BASE)
    assert parser._process is process, "the process was replaced"
    assert cpu_seconds(process.pid) - started < SECONDS
    assert peak(process.pid) - before < MEGABYTES
    await parser.aclose()
    check_verdict(row["file"].removesuffix(".bin"), document)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def resident(pid: int) -> float:
    return _megabytes(pid, "VmRSS")


def peak(pid: int) -> float:
    return _megabytes(pid, "VmHWM")


def _megabytes(pid: int, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith(name)) / 1024


class Stopwatch:
    """CPU time of every callback the event loop of this thread runs."""

    def __init__(self) -> None:
        self.spent: list[tuple[float, str]] = []

    def __call__(self, run: Callable[[asyncio.Handle], None]) -> Callable[[asyncio.Handle], None]:
        def timed(handle: asyncio.Handle) -> None:
            what = repr(handle)
            started = time.thread_time()
            run(handle)
            self.spent.append((time.thread_time() - started, what))

        return timed


@pytest.fixture
def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    one = Stopwatch()
    monkeypatch.setattr(asyncio.events.Handle, "_run", one(asyncio.events.Handle._run))
    return one


async def test_hostile_files_leave_the_loop_breathing(stopwatch: Stopwatch, tmp_path: Path) -> None:
    names = [row["file"].removesuffix(".bin") for row in rows()]
    packs, _ = load_packs([], None)
    with faulty_web("--nasty", str(NASTY)) as web, Archive.open(tmp_path / "data") as archive:
        sources = [Source(name, name, web.url(f"/nasty/{name}")) for name in names]
        station = Station(archive, sources, compile_watches([], packs, {}), channels=(),
                          clock=lambda: datetime.now(UTC), user_agent="test",
                          rng=random.Random(1), fetcher=Fetcher("test"))  # fmt: skip
        # The first check loads what the first screen does not need.
        await station.check("json_feed")
        stopwatch.spent.clear()
        checks: dict[str, Check] = {
            check.source: check async for check in station.poll(everything=True)
        }
        slowest = sorted(stopwatch.spent, reverse=True)[:3]
        await station.stop()
        stored = {source.id: archive.source_state(source.id).items for source in sources}
    no_feed = NO_FEED.keys() - {"gzip_body_no_header"}
    failed = {name: check.error for name, check in checks.items() if check.outcome == "failed"}
    assert failed.keys() == no_feed
    assert not [error for error in failed.values() if "fault in llamawatch" in error]
    assert checks["truncated"].state.health == "broken"
    assert stored == {name: 0 if name in no_feed else ENTRIES.get(name, 1) for name in names}
    assert slowest[0][0] < LOOP, slowest
