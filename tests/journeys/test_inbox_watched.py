"""Who watches looks at the inbox all day, and reads it when something came."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from llamawatch import wishes
from llamawatch.session import LiveSession
from llamawatch.wishes import Wishes
from newsroom.errors import StoreError
from store.inbox import Inbox, Wish
from store.places import Places
from store.settings import load_config
from tests.journeys.home import QUIET, shipped_watches
from tests.journeys.press import CLOSES, LEAVES, dated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.journeys.home import Home
    from tests.journeys.press import Paper

LOOK, COARSE = 0.01, 0.3


class CountingInbox(Inbox):
    """An inbox that counts how often it was read."""

    read = 0

    def waiting(self) -> tuple[str, ...]:
        self.read += 1
        return super().waiting()


@pytest.fixture
async def served(
    home: Home, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[LiveSession, CountingInbox]]:
    """A program that holds two items and grants wishes, in a hurry."""
    monkeypatch.setattr(wishes, "LOOK", LOOK)
    monkeypatch.setattr(wishes, "COARSE", COARSE)
    home.configure(QUIET, shipped_watches(), paper.source)
    paper.print(dated(LEAVES, hours=2), dated(CLOSES, hours=1))
    await home.type("poll", "--all")
    places = Places(home.config, home.data)
    session = LiveSession(places, load_config(home.config), rng=random.Random(1))
    await session.open(schedule=False)
    serving = Wishes(session, random.Random(1))
    inbox = serving._inbox = CountingInbox(home.data)
    task = asyncio.create_task(serving.serve())
    yield session, inbox
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await session.close()


async def at_rest(inbox: CountingInbox) -> None:
    """Wait until the inbox is read no more; it is looked at some dozen times meanwhile."""
    async with asyncio.timeout(20):
        read = -1
        while inbox.read != read:
            read = inbox.read
            await asyncio.sleep(12 * LOOK)


async def granted(session: LiveSession, item: str) -> None:
    async with asyncio.timeout(2):
        while not session.archive.item(item).starred:  # noqa: ASYNC110 -- what is stored counts
            await asyncio.sleep(LOOK)


async def test_an_inbox_in_which_nothing_happens_is_not_read_again(
    served: tuple[LiveSession, CountingInbox],
) -> None:
    session, inbox = served
    item, other = [one.id for one in session.archive.items()]
    await at_rest(inbox)
    inbox.drop(Wish("mark", (item,), {"starred": True}), session.clock(), 1)
    await granted(session, item)
    await at_rest(inbox)
    read = inbox.read
    inbox.drop(Wish("mark", (other,), {"starred": True}), session.clock(), 2)
    await granted(session, other)
    assert inbox.read > read


async def test_what_comes_within_one_count_of_the_disk_is_granted_as_well(
    served: tuple[LiveSession, CountingInbox],
) -> None:
    session, inbox = served
    item, other = [one.id for one in session.archive.items()]
    folder = inbox._folder
    await at_rest(inbox)
    inbox.drop(Wish("mark", (item,), {"starred": True}), session.clock(), 1)
    await granted(session, item)
    # Once that was noticed, too, the disk counts the next one as of the same time.
    await asyncio.sleep(3 * LOOK)
    before = folder.stat()
    inbox.drop(Wish("mark", (other,), {"starred": True}), session.clock(), 2)
    os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))
    await granted(session, other)


async def test_a_wish_that_the_disk_refused_to_grant_is_tried_again(
    served: tuple[LiveSession, CountingInbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, inbox = served
    item, _ = [one.id for one in session.archive.items()]
    await at_rest(inbox)
    refusing = True

    def mark(*ids: Any, **values: Any) -> None:  # noqa: ANN401 -- as it was called
        if refusing:
            raise StoreError("the disk is full")
        usual(*ids, **values)

    usual = session.archive.mark_all
    monkeypatch.setattr(session.archive, "mark_all", mark)
    inbox.drop(Wish("mark", (item,), {"starred": True}), session.clock(), 1)
    await asyncio.sleep(2 * COARSE)
    assert not session.archive.item(item).starred
    refusing = False
    await granted(session, item)
