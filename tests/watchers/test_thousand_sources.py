"""A thousand sources, half of them misbehaving at random, for ten rounds: needs ../shared."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsroom.records import Source
from newsroom.watches import compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from tests.watchers.faulty_web import ABSENT, SERVER, FaultyWeb, faulty_web
from watchers.fetch import Fetcher
from watchers.station import Station

if TYPE_CHECKING:
    from newsroom.records import Check

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not SERVER.exists(), reason=ABSENT),
]

HEALTHY = 500
ROUNDS = 10
ITEMS = 2
HOURS_A_TICK = 2
GROWTH = 25
"""Megabytes the process may grow by from the third round to the last: what the archive keeps in
memory of the items that came in the meantime."""
FAULTS = (
    "/flaky-random/50/feed.xml", "/flaky/1/2/feed.xml", "/429/1/", "/503/1/", "/429-date/1/",
    "/429-none/", "/429-garbage/", "/status/500/", "/status/404/", "/status/403/", "/status/410/",
    "/gone-after/3/feed.xml", "/reset/300/", "/reset-before/", "/close-early/", "/close-silent/",
    "/cl-garbage/", "/chunked-bad/", "/chunked-truncated/", "/gzip-truncated/",
    "/gzip-mislabelled/", "/gzip-double/", "/truncated/", "/empty200/", "/html-challenge/",
    "/login/feed.xml",
    "/redir-self/", "/redir/301/2/feed.xml", "/redir-nolocation/", "/304-always/",
    "/etag-changes/", "/slow-headers/0.1/", "/huge-header/100/", "/charset/both-lie/feed.xml",
    "/sim-flap/5/feed.xml", "/sim-reguid/5/feed.xml", "/sim-shrink/5/feed.xml",
)  # fmt: skip


def own(fault: str, n: int) -> str:
    """An address of its own: the server counts by path."""
    if fault.startswith("/sim-"):
        return f"{fault}?{n}"
    return fault.replace("feed.xml", f"{n}/feed.xml") if "feed.xml" in fault else f"{fault}{n}/"


def resident() -> float:
    """Megabytes this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@pytest.mark.skipif(sys.platform != "linux", reason="127.0.0.2 and on, and /proc")
async def test_half_of_a_thousand_misbehave_and_the_other_half_is_complete(tmp_path: Path) -> None:
    rng = random.Random(4)
    arguments = ["--hosts", "100", "--virtual", str(HEALTHY), "--items", str(ITEMS),
                 "--tick-hours", str(HOURS_A_TICK)]  # fmt: skip
    with faulty_web(*arguments) as web, Archive.open(tmp_path / "data") as archive:
        good = [
            Source(f"v{n}", f"Outlet {n}", web.url(f"/v/{n}/feed", host=web.hosts[n % 50]))
            for n in range(HEALTHY)
        ]
        # On other hosts: who asks for a pause asks it for all of a host.
        faulty = [
            Source(f"f{n}", f"Faulty {n}",
                   web.url(own(rng.choice(FAULTS), n), host=web.hosts[50 + n % 50]))
            for n in range(HEALTHY)
        ]  # fmt: skip
        held = await rounds(web, archive, [*good, *faulty], rng)
        assert held[-1] - held[2] < GROWTH, held
        # First, because the server also counts whoever asks it for the truth.
        assert_polite(web)
        assert_complete(web, archive, good)


async def rounds(
    web: FaultyWeb, archive: Archive, sources: list[Source], rng: random.Random
) -> list[float]:
    """Poll whatever is due at each of ten ticks; megabytes held after each."""
    packs, _ = load_packs([], None)
    now = datetime.fromisoformat(web.clock(0))
    station = Station(archive, sources, compile_watches([], packs, {}), channels=(),
                      clock=lambda: now, user_agent="llamawatch/test", rng=rng,
                      fetcher=Fetcher("llamawatch/test", deadline=10.0))  # fmt: skip
    held = []
    for tick in range(ROUNDS):
        now = datetime.fromisoformat(web.clock(tick)) + timedelta(minutes=1)
        found: list[Check] = [check async for check in station.poll()]
        assert len(found) == len(sources)
        assert not [check.error for check in found if "fault in llamawatch" in check.error]
        healthy = Counter(c.outcome for c in found if c.source.startswith("v"))
        assert healthy["failed"] == 0, [c.error for c in found if c.outcome == "failed"][:5]
        held.append(resident())
    await station.stop()
    return held


def assert_complete(web: FaultyWeb, archive: Archive, good: list[Source]) -> None:
    stored = Counter(item.article.source for item in archive.items())
    for n, source in enumerate(good):
        truth = [json.loads(line) for line in web.text(f"/truth/{n}").splitlines()]
        assert stored[source.id] == len(truth), source.id


def assert_polite(web: FaultyWeb) -> None:
    stats = web.stats()
    assert (stats["violations"], stats["leaks"]) == (0, 0)
    assert set(stats["user_agents"]) == {"llamawatch/test"}
    again = [row for row in web.log() if row["path"].startswith("/v/") and row["tick"] > 0]
    asked_well = sum("if-none-match" in row["headers"] for row in again)
    assert asked_well > 0.95 * len(again) > HEALTHY
