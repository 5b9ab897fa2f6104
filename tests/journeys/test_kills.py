"""Killed at any instant, the watch loses nothing it promised and tells nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from store.archive import Archive
from tests.journeys.press import CLOSES, LEAVES, Piece, ago

if TYPE_CHECKING:
    from tests.journeys.home import Home
    from tests.journeys.press import Paper

WATCHES = """
[poll]
interval = "1s"
[alerts.desktop]
enabled = false
[alerts.command]
enabled = true
argv = ["true"]
[[watch]]
id = "all"
query = "org:meta"
channels = ["command"]
"""
KILLS = 100


def filler(number: int) -> Piece:
    return Piece(f"filler-{number}", f"Filler number {number} about nothing", "", ago(minutes=1))


@pytest.mark.slow
async def test_a_hundred_kills_lose_nothing_and_repeat_nothing(home: Home, paper: Paper) -> None:
    dice = random.Random(7)
    paper.print(filler(0))
    home.configure(WATCHES, paper.source)
    printed, promised = 1, set[str]()
    for kill in range(KILLS):
        fresh = [filler(number) for number in range(printed, printed + 3)]
        printed += len(fresh)
        news = {30: [LEAVES], 60: [CLOSES]}.get(kill, [])
        paper.print(*fresh, *(Piece(p.id, p.title, p.text, ago(minutes=1)) for p in news))
        process = await home.start("poll", "--all", "--json")
        if dice.random() < 0.9:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), dice.uniform(0.05, 1.2))
        if process.returncode is None:
            process.kill()
        out, _ = await process.communicate()
        with Archive.open(home.data, write=False) as archive:
            titles = Counter(item.article.title for item in archive.items())
            keys = Counter(alert.key for alert in archive.outbox.alerts())
            rows = archive.outbox.alerts()
            told = Counter((a.channel, a.story, a.revision) for a in rows if a.story)
            assert not archive.set_aside
        assert max(titles.values(), default=1) == 1
        assert max(keys.values(), default=1) == 1
        assert max(told.values(), default=1) == 1
        assert promised <= titles.keys()
        if b'"outcome":"new"' in out:
            promised |= {piece.title for piece in fresh}
            assert promised <= titles.keys()
    last = await home.run("poll", "--all", "--json")
    assert last.status == 0
    with Archive.open(home.data, write=False) as archive:
        titles = Counter(item.article.title for item in archive.items())
        alerts = archive.outbox.alerts()
        stories = {story.id for story in archive.stories()}
    assert titles.keys() >= {f"Filler number {n} about nothing" for n in range(printed)}
    assert {LEAVES.title, CLOSES.title} <= titles.keys()
    assert {alert.story for alert in alerts if alert.revision == 1} == stories
    assert len(stories) == 2
    assert not [alert for alert in alerts if alert.created + timedelta(days=1) < ago()]
