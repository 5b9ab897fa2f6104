"""Every story of the fault server's virtual feeds is told, once, and no noise: needs ../shared.

Two hundred feeds in ten languages tell invented stories with their own truth.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.records import Source
from newsroom.watches import DeskPolicy, compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from store.places import ROOT
from store.settings import load_config
from tests.scale import scaled
from tests.watchers.faulty_web import ABSENT, SERVER, FaultyWeb, faulty_web
from tests.watchers.invented import Truth
from tests.watchers.simulation import LATE, Clock, server_code
from watchers.fetch import Fetcher
from watchers.parsing import Parser
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEEDS = scaled(60, 200)
TICKS = scaled(48, 96)
pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not SERVER.exists(), reason=ABSENT),
]


@pytest.fixture(scope="module")
def web() -> Iterator[FaultyWeb]:
    with faulty_web("--virtual", str(FEEDS), "--hosts", "8") as one:
        yield one


async def watch(web: FaultyWeb, folder: Path) -> Truth:
    """Poll every feed at every tick."""
    config = load_config(ROOT / "config.toml")
    packs, _ = load_packs(config.subject.packs)
    policy = DeskPolicy(
        organisations=config.subject.organisations,
        languages=config.reader.languages,
        first_poll_max_age=timedelta(0),
    )
    sources = [
        Source(f"v{n}", f"Outlet {n}", web.url(f"/v/{n}/feed", host=web.hosts[n % len(web.hosts)]))
        for n in range(FEEDS)
    ]
    named = {source.id: source for source in sources}
    watches = compile_watches(config.watches, packs, named, policy)
    clock = Clock(server_code().EPOCH)
    with Archive.open(folder) as archive:
        station = Station(archive, sources, watches, channels=("desktop",), clock=clock,
                          user_agent="test", rng=random.Random(1), fetcher=Fetcher("test"),
                          parser=Parser(), full_text=False)  # fmt: skip
        for tick in range(TICKS):
            clock.now = datetime.fromisoformat(web.clock(tick)) + LATE
            # On a busy machine an answer may be late: what it held is in the next.
            async for _ in station.poll(everything=True):
                pass
        await station.stop()
        return Truth(web, FEEDS, archive.items(), archive.outbox.alerts())


async def test_every_story_is_told_once_and_no_noise(web: FaultyWeb, tmp_path: Path) -> None:
    truth = await watch(web, tmp_path)
    assert truth.noise() == []
    told = truth.told()
    assert len(told) >= TICKS // 12
    assert [words for words, reasons in told.items() if not reasons] == []
    more = {words: reasons for words, reasons in told.items() if len(reasons) > 1}
    assert len(more) <= 0.05 * len(told), more
