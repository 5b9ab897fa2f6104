"""One program watches, others look on: what they ask for is done, by whoever watches."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from llamawatch.session import LiveSession
from llamawatch.wishes import Wishes
from store.archive import Archive
from store.inbox import Inbox, Wish
from store.places import Places
from store.settings import load_config
from tests.journeys.home import QUIET, shipped_watches
from tests.journeys.press import CLOSES, LEAVES, dated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.journeys.home import Home
    from tests.journeys.press import Paper


@asynccontextmanager
async def session(home: Home, *, write: bool) -> AsyncIterator[LiveSession]:
    """A program on the home's files, open, with nothing scheduled."""
    one = LiveSession(
        Places(home.config, home.data), load_config(home.config), write=write,
        rng=random.Random(1),
    )  # fmt: skip
    await one.open(schedule=False)
    try:
        yield one
    finally:
        await one.close()


async def told(home: Home, paper: Paper) -> list[str]:
    """Store two stories; answers the ids of their items."""
    home.configure(QUIET, shipped_watches(), paper.source)
    paper.print(dated(LEAVES, hours=2), dated(CLOSES, hours=1))
    await home.type("poll", "--all")
    return [item["id"] for item in await home.json("items")]


async def test_a_mark_is_shown_at_once_and_made_by_the_writer(home: Home, paper: Paper) -> None:
    item, _ = await told(home, paper)
    async with session(home, write=True) as writer, session(home, write=False) as reader:
        reader.mark([item], read=True, starred=True)
        assert reader.archive.item(item).read
        assert not writer.archive.item(item).read
        assert reader.wishes_waiting == 1
        await Wishes(writer, random.Random(1)).grant_all()
        assert writer.archive.item(item).starred
        assert reader.wishes_waiting == 0
        reader.archive.refresh()
        reader.archive.settle(())
        assert reader.archive.item(item).read


async def test_a_mark_that_was_refused_is_shown_as_it_is_and_said(home: Home, paper: Paper) -> None:
    item, _ = await told(home, paper)
    async with session(home, write=True) as writer, session(home, write=False) as reader:
        reader.mark([item], read=True)
        (name,) = Inbox(home.data).waiting()
        (home.data / "inbox" / name).write_text('{"wish": 1, "verb": "mark"}')
        Inbox(home.data).drop(Wish("mark", ("nothing",), {"read": True}), reader.clock(), 2)
        await Wishes(writer, random.Random(1)).grant_all()
        reader.archive.settle(Inbox(home.data).waiting())
        assert not reader.archive.item(item).read
        (problem,) = [p for p in reader.problems if "could not be done" in p]
        assert 'holds nothing with the id "nothing"' in problem
        assert "inbox" not in home.config.read_text()


async def test_a_wish_granted_twice_changes_nothing_more(home: Home, paper: Paper) -> None:
    one, two = await told(home, paper)
    async with session(home, write=True) as writer, session(home, write=False) as reader:
        stories = [reader.archive.item(i).story for i in (one, two)]
        for verb, values in (("merge", {"story": stories[1]}), ("topics", {"topics": ["talent"]})):
            reader.decide(verb, [one], values)  # type: ignore[arg-type] # both are verbs
        wishes = list(Inbox(home.data).wishes())
        for _ in range(2):
            for name, wish in wishes:
                Inbox(home.data).drop(wish, reader.clock(), int(name[:20]) % 99)
            await Wishes(writer, random.Random(1)).grant_all()
        assert Inbox(home.data).refusals() == ()
        assert writer.archive.item(one).story == writer.archive.item(two).story
        assert writer.archive.story(writer.archive.item(one).story).topics == ("talent",)


async def test_a_retry_of_what_was_sent_meanwhile_holds_nothing_up(
    home: Home, paper: Paper
) -> None:
    item, _ = await told(home, paper)
    async with session(home, write=True) as writer, session(home, write=False) as reader:
        now = writer.clock()
        alert = writer.archive.outbox.report("desktop", "source:paper", "broken", "Broken", now)
        assert alert is not None
        writer.archive.outbox.mark_dead(alert.id, "Nobody is there.", now)
        Inbox(home.data).drop(Wish("retry", (alert.id,)), now, 1)
        writer.archive.outbox.retry(alert.id, now)
        writer.archive.outbox.mark_sent(alert.id, now)
        reader.mark([item], starred=True)
        await Wishes(writer, random.Random(1)).grant_all()
        assert writer.archive.outbox.alert(alert.id).state == "sent"
        assert writer.archive.item(item).starred
        assert Inbox(home.data).waiting() == ()
        assert Inbox(home.data).refusals() == ()


async def test_a_dashboard_beside_a_run_has_it_poll(home: Home, paper: Paper) -> None:
    await told(home, paper)
    asked = len(paper.stand.asked)
    async with session(home, write=True) as writer, session(home, write=False) as reader:
        assert not writer.polls_now(None)
        assert reader.polls_now(["paper"])
        wishes = Wishes(writer, random.Random(1))
        await wishes.grant_all()
        await asyncio.gather(*wishes._polls)
    assert len(paper.stand.asked) == asked + 1


async def test_what_a_command_asks_for_reaches_a_running_program(home: Home, paper: Paper) -> None:
    item, _ = await told(home, paper)
    process = await home.start("run")
    assert process.stderr is not None
    assert b"Watching" in await process.stderr.readline()
    done = await home.type("mark", item, "--star", "--topic", "strategy")
    assert done.status == 0
    assert done.err == f"Asked of llamawatch run (process {process.pid})\n"
    until = time.monotonic() + 20
    starred: list[dict[str, Any]] = []
    while not starred and time.monotonic() < until:
        starred = await home.json("items", "is:starred", "topic:strategy")
        await asyncio.sleep(0.05)
    assert [one["id"] for one in starred] == [item]
    process.terminate()
    assert await process.wait() == 0


async def test_silence_and_another_try_asked_beside_reach_the_writer(
    home: Home, paper: Paper
) -> None:
    item, _ = await told(home, paper)
    async with session(home, write=True) as writer:
        wishes = Wishes(writer, random.Random(1))
        outbox = writer.archive.outbox
        alert = outbox.report("terminal", "source:paper", "broken", "No news", writer.clock())
        assert alert is not None
        writer.archive.outbox.mark_dead(alert.id, "gave up", writer.clock())
        story = writer.archive.item(item).story
        later = outbox.report("terminal", "source:paper", "gone", "No more news", writer.clock())
        assert later is not None
        for line in (
            ("alerts", "retry", alert.id[:6]),
            ("alerts", "snooze", later.id[:6], "--for", "3h"),
            ("mute", item, "--for", "2h"),
            ("mute", "people"),
            ("mute", "all"),
        ):
            done = await home.type(*line)
            assert (done.status, done.err[:12]) == (0, "Asked of lla")
        await wishes.grant_all()
        now = writer.clock()
        lasting = {mute.what: mute.until for mute in writer.archive.mutes.lasting(now)}
        assert lasting.keys() == {f"story:{story}", "watch:people", "all"}
        assert lasting["watch:people"] is None
        end = lasting["all"]
        assert end is not None
        assert timedelta(minutes=59) < end - now < timedelta(hours=1)
        assert writer.archive.outbox.alert(alert.id).state == "pending"
        snoozed = writer.archive.outbox.alert(later.id)
        assert snoozed.state == "held"
        assert snoozed.not_before is not None
        assert timedelta(hours=2, minutes=59) < snoozed.not_before - now < timedelta(hours=3)
        assert (await home.type("alerts", "snooze", later.id, "--off")).status == 0
        await wishes.grant_all()
        assert writer.archive.outbox.alert(later.id).state == "pending"
        listed = await home.type("mute")
        assert "watch Meta's AI people: silent until it is lifted" in listed.out
        assert (await home.type("mute", "all", "--off")).status == 0
        await wishes.grant_all()
        assert "all" not in {mute.what for mute in writer.archive.mutes.lasting(now)}
    nothing = await home.type("mute", "nobody")
    assert nothing.err == (
        'llamawatch: nothing has the id "nobody": name a story, a watch, a source, or all\n'
    )


async def test_a_wish_made_while_nobody_watches_waits_for_the_next(
    home: Home, paper: Paper
) -> None:
    item, _ = await told(home, paper)
    async with session(home, write=False) as reader:
        assert (reader.writes, reader.writer) == (False, "")
        reader.mark([item], starred=True)
    async with session(home, write=True) as writer:
        await Wishes(writer, random.Random(1)).grant_all()
    with Archive.open(home.data, write=False) as archive:
        assert archive.item(item).starred


@pytest.mark.parametrize("write", [True, False])
async def test_closing_ends_what_follows(home: Home, paper: Paper, write: bool) -> None:
    await told(home, paper)
    one = LiveSession(Places(home.config, home.data), load_config(home.config), write=write)
    await one.open()
    await one.close()
    assert one._tasks == []
