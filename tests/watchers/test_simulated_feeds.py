"""Every way the fault server's feeds misbehave over sixty ticks: needs ../shared.

The measure is the same items told plainly: documents that lose nothing and change nothing, holding
at every tick what the misbehaving answers held so far.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.watchers.faulty_web import ABSENT, SERVER, FaultyWeb, faulty_web, list_modes
from tests.watchers.newsstand import Newsstand
from tests.watchers.simulation import (
    ITEMS,
    Holdings,
    Told,
    answer,
    bare,
    run_mode,
    run_plainly,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TICKS = 60
FEED = "31/feed.xml"
"""An English one with something every other tick."""
FORMATS = ("4/feed.atom", "12/feed.json", "32/feed.rdf")
MODES = (
    "plain", "gnews", "reorder", "reguid", "reguid-once", "https", "newhost", "retitle", "edit",
    "redate", "tracking", "dupguid", "dupitems", "noguid", "nodate", "nothing", "future", "baddate",
    "epoch", "window", "flap", "shrink", "backfill", "delete", "flood",
)  # fmt: skip
pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not SERVER.exists(), reason=ABSENT),
]


@pytest.fixture(scope="module")
def web() -> Iterator[FaultyWeb]:
    with faulty_web("--items", str(ITEMS)) as one:
        yield one


@pytest.fixture(scope="module")
def plainly(tmp_path_factory: pytest.TempPathFactory) -> Told:
    async def run() -> Told:
        async with Newsstand() as stand:
            return await run_plainly(
                stand, "plain", [FEED], TICKS, tmp_path_factory.mktemp("plainly")
            )

    return asyncio.run(run())


def test_every_mode_the_server_lists_is_run() -> None:
    assert sorted(list_modes()) == sorted(MODES)


def holdings(mode: str, ticks: int = TICKS) -> list[set[str]]:
    return [{number for number, _ in answer(mode, 31, tick)} for tick in range(ticks)]


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "nothing"])
async def test_a_mode_tells_and_stores_what_the_same_items_told_plainly_do(
    web: FaultyWeb, stand: Newsstand, plainly: Told, mode: str, tmp_path: Path
) -> None:
    expected = plainly
    if mode == "gnews" or holdings(mode) != holdings("plain"):
        expected = await run_plainly(stand, mode, [FEED], TICKS, tmp_path / "plainly")
    found = await run_mode(web, mode, [FEED], TICKS, tmp_path / "found")
    assert found == expected


async def test_what_has_nothing_but_its_title_is_known_by_it(
    web: FaultyWeb, plainly: Told, tmp_path: Path
) -> None:
    """A headline used again cannot be told from the same item sent again: it is the same item."""
    found = await run_mode(web, "nothing", [FEED], TICKS, tmp_path / "found")
    held = Holdings(31)
    for tick in range(TICKS):
        held.take("nothing", tick)
    titles = [bare(item["title"]) for item in held.items.values()]
    used_again = {title for title in titles if titles.count(title) > 1}
    assert len(set(titles)) <= found.stored[FEED] <= len(titles)
    assert not found.alerts - plainly.alerts
    assert (plainly.alerts - found.alerts).keys() <= used_again


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode not in ("gnews", "nothing")])
async def test_the_other_formats_lose_and_repeat_nothing_either(
    web: FaultyWeb, mode: str, tmp_path: Path
) -> None:
    """Without `gnews`, which only RSS can say (its source element), in fewer ticks."""
    ticks = 16
    found = await run_mode(web, mode, FORMATS, ticks, tmp_path / "found")
    held = {feed: Holdings(int(feed.partition("/")[0])) for feed in FORMATS}
    for one in held.values():
        for tick in range(ticks):
            one.take(mode, tick)
    assert found.stored == {feed: len(one.items) for feed, one in held.items()}
