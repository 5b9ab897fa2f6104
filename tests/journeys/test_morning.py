"""A morning at the dashboard, driven in tmux: what was done is on the screen and on the disk."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from llamawatch.newswire.edition import HALF_DAY, make_edition, read_dispatches
from llamawatch.newswire.server import Newswire
from store.archive import Archive
from store.dashboard_state import load_state
from store.settings import load_config
from tests.journeys.home import COMMAND, QUIET, ROOT
from tests.journeys.tmux import Tmux

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from newsroom.records import Item
    from tests.journeys.home import Home

pytestmark = pytest.mark.slow
STORY = "Eleven of the 14 authors"
FILTER = "topic:talent sources:>=5"
WATCH = """
[[watch]]
id = "moves"
name = "Anyone leaving Meta AI"
query = "org:meta AND act:leave"
channels = ["terminal"]
[[filter]]
name = "Talent"
query = "topic:talent"
"""


@pytest.fixture
async def newswire() -> AsyncIterator[Newswire]:
    """The demo's week of news on loopback, all of it there."""
    dispatches = read_dispatches()
    last = max(one.at for one in dispatches)
    start = datetime.now(UTC) - last * HALF_DAY - timedelta(hours=1)
    wire = Newswire(make_edition(dispatches, start, random.Random(1)))
    wire.tick = last
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
async def tmux(tmp_path: Path) -> AsyncIterator[Tmux]:
    """A terminal of a hundred columns."""
    one = Tmux(tmp_path / "tmux")
    yield one
    await one.close()


def configure(home: Home, wire: Newswire) -> None:
    sources = (
        f'[[source]]\nid = "{key}"\nname = "{name}"\nurl = "{wire.address}/{key}.xml"\n'
        f'language = "{language}"\ninterval = "15m"\n'
        for key, name, language in wire.edition.feeds
    )
    home.configure(QUIET, "[poll]\nfull_text = false\n", WATCH, *sources)


async def open_dashboard(home: Home, tmux: Tmux) -> None:
    where = ["--config", str(home.config), "--data", str(home.data)]
    await tmux.start([*COMMAND, *where], {"PYTHONPATH": str(ROOT), "TMPDIR": str(home.folder)})


async def spend_the_morning(tmux: Tmux) -> str:
    """Filter, open the story of the authors, star and silence it, add a watch; answers the news."""
    await tmux.until(STORY)
    await tmux.press("/")
    await tmux.type("topic:tal")
    await tmux.until("Tab: topic:talent")
    await tmux.press("Tab")
    await tmux.type("sources:>=5")
    await tmux.press("Enter")
    await tmux.until(lambda shown: STORY in shown.rpartition("─" * 20)[2])
    await tmux.press("Space")
    await tmux.until("▾")
    await tmux.press("*")
    await tmux.until("★")
    await tmux.press("x")
    await tmux.until("This story is silent")
    await tmux.press("Enter")
    await tmux.press("W", "n")
    await tmux.type("Behemoth")
    await tmux.until(lambda shown: re.search(r"[1-9]\d* articles?", shown) is not None)
    await tmux.press("C-s")
    await tmux.until(lambda shown: "Behemoth" in shown and "Asks for" in shown)
    await tmux.press("N")
    # Without a toast over it.
    return await tmux.until(lambda shown: STORY in shown and "▌" not in shown)


def timeless(screen: str) -> list[str]:
    """The list of a screen of the news, without what goes on by the clock."""
    rows = [line for line in screen.splitlines() if re.match(r"\s*[▸▾ ]\s*[● ]\s*[★! ]", line)]
    return [re.sub(r"\b(now|\d+[mhd])\b", "~", line) for line in rows if re.search(r"[TS·]", line)]


def starred(home: Home) -> list[Item]:
    with Archive.open(home.data, write=False) as stored:
        return [item for item in stored.items() if item.starred]


def check_the_disk(home: Home) -> None:
    (star,) = starred(home)
    with Archive.open(home.data, write=False) as stored:
        silent = [mute.what for mute in stored.mutes.lasting(datetime.now(UTC))]
        assert silent == [f"story:{star.story}"]
        assert all(item.read for item in stored.story_items(star.story))
    added = load_config(home.config).watches[-1]
    assert added.keywords == ("Behemoth",)
    state = load_state(home.data)
    assert state.filter == FILTER
    assert star.story in state.open_stories


async def leave(tmux: Tmux) -> None:
    await tmux.press("q")
    await tmux.ended()


async def test_a_morning_is_found_again_after_a_restart(
    home: Home, newswire: Newswire, tmux: Tmux
) -> None:
    configure(home, newswire)
    await open_dashboard(home, tmux)
    left = await spend_the_morning(tmux)
    await leave(tmux)
    check_the_disk(home)
    await open_dashboard(home, tmux)
    assert any("★" in line for line in timeless(left))
    found = await tmux.until(lambda shown: timeless(shown) == timeless(left))
    assert FILTER in found
    await leave(tmux)
    check_the_disk(home)


async def test_a_morning_at_the_demo(home: Home, tmux: Tmux) -> None:
    command = [sys.executable, "-m", "llamawatch", "demo"]
    await tmux.start(command, {"PYTHONPATH": str(ROOT), "TMPDIR": str(home.folder)})
    await tmux.until("Meta plans $600 billion")
    await spend_the_morning(tmux)
    await leave(tmux)
    assert list(home.folder.iterdir()) == [], "the demo leaves nothing behind"


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 -- another process does what is waited for
            await asyncio.sleep(0.05)


async def test_a_morning_beside_a_program_that_watches(
    home: Home, newswire: Newswire, tmux: Tmux
) -> None:
    configure(home, newswire)
    watching = await home.start("run")
    try:
        await until(lambda: home.data.exists() and any(home.data.glob("journal*")))
        await open_dashboard(home, tmux)
        await tmux.until("reading along")
        await spend_the_morning(tmux)
        await until(lambda: len(starred(home)) == 1)
        await leave(tmux)
    finally:
        with contextlib.suppress(ProcessLookupError):
            watching.send_signal(signal.SIGTERM)
        await watching.communicate()
    assert watching.returncode == 0
    check_the_disk(home)


async def test_a_terminal_that_changes_its_size_over_and_over_leaves_a_dashboard(
    home: Home, tmux: Tmux
) -> None:
    command = [sys.executable, "-m", "llamawatch", "demo"]
    await tmux.start(command, {"PYTHONPATH": str(ROOT), "TMPDIR": str(home.folder)})
    await tmux.until(STORY)
    await tmux.press("W", "n")
    await tmux.type("Meta")
    for _ in range(5):
        for size in ((60, 16), (200, 60), (30, 8), (10, 4), (300, 20), (80, 24)):
            await tmux.resize(*size)
    await tmux.until(lambda shown: "Keywords" in shown and "Meta" in shown)
    await tmux.press("C-s")
    await tmux.until("Asks for")
    await tmux.press("N")
    await tmux.until(STORY)
    await leave(tmux)
