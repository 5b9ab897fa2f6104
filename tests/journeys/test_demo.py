"""The demo: a first run shows everything, without any network."""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alerts.surroundings import Surroundings
from llamawatch.demo import DemoSession
from llamawatch.newswire.edition import Dispatch, make_edition, read_dispatches
from tui.app import LlamawatchApp
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from llamawatch.newswire.edition import Edition

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
Stories = frozenset[frozenset[str]]


async def watch(session: DemoSession) -> None:
    await session.open(surroundings=Surroundings(emit=lambda _: True))
    await asyncio.wait_for(session.finished.wait(), 60)
    await session.deliver()


def stories_of(session: DemoSession) -> Stories:
    archive = session.archive
    return frozenset(
        frozenset(item.article.title for item in archive.story_items(story.id))
        for story in archive.stories()
    )


def demo(folder: Path, seed: int = 1, edition: Edition | None = None) -> DemoSession:
    folder.mkdir()
    return DemoSession(str(folder), rng=random.Random(seed), edition=edition, tick_seconds=0.0)


async def test_a_week_brings_stories_topics_and_alerts_and_no_look_alike(tmp_path: Path) -> None:
    session = demo(tmp_path / "one")
    await watch(session)
    stories = list(session.archive.stories())
    alerts = session.archive.outbox.alerts()
    alike = {one.title for one in read_dispatches() if one.look_alike}
    items = {item.article.title: item for item in session.archive.items()}
    languages = {item.language for item in items.values()}
    await session.close()
    assert len(stories) >= 6
    assert max(len(story.languages) for story in stories) >= 4
    assert {topic for story in stories for topic in story.topics} == {"talent", "strategy"}
    assert len({alert.story for alert in alerts}) >= 2
    assert {alert.state for alert in alerts} == {"sent"}
    assert len(languages) >= 8
    assert len(alike) >= 3
    assert alike <= items.keys()
    assert not any(items[title].watches or items[title].alerted for title in alike)


@pytest.mark.slow
async def test_two_seeds_differ_in_order_and_not_in_stories(tmp_path: Path) -> None:
    found: list[tuple[Stories, list[str]]] = []
    for seed in (1, 2):
        session = demo(tmp_path / str(seed), seed)
        await watch(session)
        arrived = [d.title for d in session.newswire.edition.dispatches]
        found.append((stories_of(session), arrived))
        await session.close()
    (first, order), (second, other_order) = found
    assert first == second
    assert order != other_order
    assert sorted(order) == sorted(other_order)


async def shown(folder: Path, edition: Edition) -> list[str]:
    """Headlines on the dashboard once the edition is told."""
    session = demo(folder, edition=edition)
    app = LlamawatchApp(session)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await asyncio.wait_for(session.finished.wait(), 60)
            for _ in range(3):
                app._tell()
                await pilot.pause()
                filling = [worker for worker in app.workers if worker.group == "fill"]
                await app.workers.wait_for_complete(filling)
            rows = app.screen.query_one("#list", RowList).rows
            return [row.headline for row in rows]
    finally:
        await session.close()


async def test_what_is_served_is_what_is_shown(tmp_path: Path) -> None:
    def change(one: Dispatch) -> Dispatch:
        if not one.title.startswith("Yann LeCun leaves"):
            return one
        title = "Rob Fergus returns to Meta from Google DeepMind"
        return replace(one, at=13, title=title, text="He comes back as a director.")

    def edition(edit: Callable[[Dispatch], Dispatch]) -> Edition:
        return make_edition([edit(d) for d in read_dispatches()], START, random.Random(1))

    before = await shown(tmp_path / "before", edition(lambda one: one))
    after = await shown(tmp_path / "after", edition(change))
    assert any(headline.startswith("Yann LeCun leaves") for headline in before)
    assert not any("Rob Fergus returns" in headline for headline in before)
    assert any("Rob Fergus returns" in headline for headline in after)
    assert not any(headline.startswith("Yann LeCun leaves") for headline in after)


@pytest.mark.slow
def test_the_command_shows_it_in_a_terminal_within_ten_seconds() -> None:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    tmux = ["tmux", "-L", "llamawatch-test"]
    command = f"{sys.executable} -m llamawatch demo"
    subprocess.run(
        [*tmux, "new-session", "-d", "-x", "100", "-y", "30", command], check=True, cwd=ROOT
    )
    try:
        seen = ""
        for _ in range(40):
            done = subprocess.run(
                [*tmux, "wait-for", "-S", "tick", ";", "run-shell", "-d", "0.5", ""],
                check=False,
                capture_output=True,
            )
            assert done.returncode in (0, 1)
            shown = subprocess.run(
                [*tmux, "capture-pane", "-p"], check=True, capture_output=True, text=True
            )
            seen = shown.stdout
            if "Eleven of the 14" in seen and "Scale AI" in seen and "Zurich" in seen:
                break
        assert "Eleven of the 14" in seen
        assert "unread" in seen
        assert "Peru" not in seen
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)


async def test_every_article_about_the_subject_has_a_page_with_more_than_its_feed(
    tmp_path: Path,
) -> None:
    session = demo(tmp_path / "one")
    await watch(session)
    try:
        stories = list(session.archive.stories())
        for item in [one for one in session.archive.items() if one.watches]:
            await session.fetch_full_text(item.id)
            full = session.archive.item(item.id).full_text
            assert full is not None
            assert (full.verdict, item.article.title) == ("article", item.article.title)
            assert len(session.archive.text(item.id)) > len(item.article.summary) + 50
        after = list(session.archive.stories())
        assert {story.id: story.items for story in after} == {s.id: s.items for s in stories}
        assert {story.id: story.topics for story in after} == {s.id: s.topics for s in stories}
        moves = {move.id for story in stories for move in map(session.archive.move, story.moves)}
        assert {move.id for move in session.archive.moves()} == moves
    finally:
        await session.close()
