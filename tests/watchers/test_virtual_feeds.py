"""Every story of the fault server's virtual feeds is told, once, and no noise: needs ../shared.

Two hundred feeds in ten languages tell invented stories with their own truth. Stories of which
every headline is the same as another's of the days before cannot be told from it: they are one.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsroom.records import Source
from newsroom.watches import DeskPolicy, compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from store.places import ROOT
from store.settings import load_config
from tests.scale import scaled
from tests.watchers.faulty_web import ABSENT, SERVER, FaultyWeb, faulty_web
from tests.watchers.simulation import LATE, Clock, server_code
from watchers.fetch import Fetcher
from watchers.parsing import Parser
from watchers.station import Station

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsroom.records import Alert

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


def said(item: dict[str, Any]) -> str:
    """What a true story says in any language: those that say the same are one."""
    shape = server_code().TPL[item["truth_kind"]]["en"]
    words: str = shape.format(p=item["truth_person"], o=item["truth_org"], k=item["truth_k"])
    return words


def tells(alert: Alert) -> bool:
    """Whether a row tells a story: it is sent, and not because another voice tells it too.

    Of stories that turned out to be one before anything was sent, one is told.
    """
    return alert.state != "suppressed" and "independent source" not in alert.reason


async def watch(web: FaultyWeb, folder: Path) -> tuple[list[Alert], dict[str, str], set[str]]:
    """Poll every feed at every tick.

    Returns:
        The rows; the address of each item by its id; the addresses of what alerts could be about.
    """
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
        items = list(archive.items())
        return (
            archive.outbox.alerts(),
            {item.id: item.article.url for item in items},
            {item.article.url for item in items if item.article.alertable and item.watches},
        )


async def test_every_story_is_told_once_and_no_noise(web: FaultyWeb, tmp_path: Path) -> None:
    rows, addresses, covered = await watch(web, tmp_path)
    truth = {
        item["link"]: item
        for n in range(FEEDS)
        for item in map(json.loads, web.text(f"/truth/{n}").splitlines())
    }
    told = [truth[addresses[row.item]] for row in rows if row.item]
    assert [item["title"] for item in told if item["truth_topic"] == "noise"] == []

    stories: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in truth.values():
        if item["truth_topic"] != "noise":
            stories[said(item)].append(item)

    def said_by(row: Alert) -> str:
        item = truth[addresses[row.item]]
        return "" if item["truth_topic"] == "noise" else said(item)

    times = {
        words: sum(row.item != "" and tells(row) and said_by(row) == words for row in rows)
        for words, items in stories.items()
        # What began before the first poll is background.
        if all(item["tick"] > 0 for item in items) and any(i["link"] in covered for i in items)
    }
    assert len(times) >= TICKS // 12
    assert [words for words, n in times.items() if n == 0] == []
    more = {
        words: [row.reason for row in rows if row.item and said_by(row) == words]
        for words, n in times.items()
        if n > 1
    }
    assert len(more) <= 0.05 * len(times), more
