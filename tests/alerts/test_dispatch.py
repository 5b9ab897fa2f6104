"""The dispatcher over a real outbox: what a channel does with a row, and what becomes of others."""

from __future__ import annotations

import errno
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.dispatch import MOST_TRIES, Dispatcher
from alerts.messages import Message
from newsroom.errors import Undelivered
from newsroom.records import Mute
from store.archive import Archive
from tests.store.samples import NOON, CountingDisk, article, check, due, reading, story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from newsroom.records import Alert


@dataclass
class Wire:
    """A channel that remembers what it was handed, and refuses what it is told to."""

    name: str
    refusal: Exception | None = None
    taken: list[str] = field(default_factory=list)
    asked: int = 0
    open: bool = True

    async def send(self, message: Message) -> None:
        self.asked += 1
        if self.refusal is not None:
            raise self.refusal
        self.taken.append(message.title)

    async def probe(self) -> str:
        return ""

    async def close(self) -> None:
        self.open = False


def said(alert: Alert) -> Message:
    """A row in as few words as will do."""
    return Message(
        alert.key, alert.story, alert.revision, alert.title, (), "", alert.priority, alert.created
    )


@dataclass
class Desk:
    """An archive with three stories due on two channels, and who sends them."""

    archive: Archive
    full: list[bool]
    now: datetime = NOON
    desktop: Wire = field(default_factory=lambda: Wire("desktop"))
    email: Wire = field(default_factory=lambda: Wire("email"))

    def __post_init__(self) -> None:
        self.dispatcher = Dispatcher(
            self.archive,
            {"desktop": self.desktop, "email": self.email},
            clock=lambda: self.now,
            rng=random.Random(1),
            name_of=str,
            tell=said,
        )

    def states(self, channel: str) -> list[str]:
        alerts = self.archive.outbox.alerts()
        return sorted(alert.state for alert in alerts if alert.channel == channel)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    full = [False]

    def act(_number: int, name: str) -> None:
        if full[0] and name == "write":
            raise OSError(errno.ENOSPC, "No space left on device")

    with Archive.open(tmp_path, disk=CountingDisk(act)) as archive:
        archive.record(
            check(),
            [reading(article(n), story(n, n), dues=(due(n, item=n),)) for n in ("a", "b", "c")],
            channels=("desktop", "email"),
        )
        yield Desk(archive, full)
        full[0] = False


async def test_what_was_sent_is_not_sent_again(desk: Desk) -> None:
    for _ in range(3):
        await desk.dispatcher.drain()
        desk.now += timedelta(hours=1)
    assert sorted(desk.email.taken) == ["Story a", "Story b", "Story c"]
    assert desk.states("desktop") == ["sent"] * 3


async def test_what_is_muted_is_kept_untold_and_is_not_told_afterwards(desk: Desk) -> None:
    desk.archive.mutes.put(Mute("story:b", desk.now + timedelta(hours=1), desk.now))
    for _ in range(2):
        await desk.dispatcher.drain()
        desk.now += timedelta(hours=2)
    assert sorted(desk.email.taken) == ["Story a", "Story c"]
    assert desk.states("desktop") == ["sent", "sent", "suppressed"]
    (muted,) = desk.archive.outbox.alerts("suppressed")[:1]
    assert muted.error == "muted: story"
    desk.archive.outbox.retry(muted.id, desk.now)
    await desk.dispatcher.drain()
    assert desk.archive.outbox.alert(muted.id).state == "sent"


async def test_a_disk_that_refuses_lets_nothing_muted_out(desk: Desk) -> None:
    desk.archive.mutes.put(Mute("all", None, desk.now))
    desk.full[0] = True
    await desk.dispatcher.drain()
    desk.full[0] = False
    await desk.dispatcher.drain()
    assert (desk.email.asked, desk.desktop.asked) == (0, 0)
    assert desk.states("email") == ["suppressed"] * 3


async def test_a_channel_fails_alone_and_tries_again_later(desk: Desk) -> None:
    desk.email.refusal = Undelivered("no network: tried again")
    await desk.dispatcher.drain()
    assert desk.states("desktop") == ["sent"] * 3
    assert desk.states("email") == ["failed"] * 3
    desk.email.refusal = None
    desk.now += timedelta(minutes=1)
    await desk.dispatcher.drain()
    assert desk.states("email") == ["sent"] * 3


async def test_a_channel_that_needs_a_person_is_asked_once_for_all(desk: Desk) -> None:
    desk.email.refusal = Undelivered("wrong password", retry_after=900)
    await desk.dispatcher.drain()
    assert desk.email.asked == 1
    assert desk.states("email") == ["failed"] * 3
    desk.now += timedelta(seconds=899)
    await desk.dispatcher.drain()
    assert desk.email.asked == 1
    desk.email.refusal = None
    desk.now += timedelta(seconds=1)
    await desk.dispatcher.drain()
    assert desk.states("email") == ["sent"] * 3


async def test_a_row_nobody_takes_is_given_up_in_the_end(desk: Desk) -> None:
    desk.email.refusal = Undelivered("no network: tried again")
    for _ in range(MOST_TRIES + 3):
        await desk.dispatcher.drain()
        desk.now += timedelta(hours=2)
    assert desk.states("email") == ["dead"] * 3
    assert desk.email.asked == 3 * MOST_TRIES


async def test_what_can_never_be_taken_is_not_tried_again(desk: Desk) -> None:
    desk.email.refusal = Undelivered("no such recipient", retry=False)
    await desk.dispatcher.drain()
    assert desk.states("email") == ["dead"] * 3


async def test_a_fault_in_a_channel_is_one_sentence_and_ends_nothing(desk: Desk) -> None:
    desk.email.refusal = ZeroDivisionError("boom")
    await desk.dispatcher.drain()
    assert desk.states("desktop") == ["sent"] * 3
    (error,) = {a.error for a in desk.archive.outbox.alerts() if a.channel == "email"}
    assert error == (
        "the email channel failed because of a fault in llamawatch (ZeroDivisionError: boom): "
        "it is tried again, and the log says more"
    )


async def test_nothing_is_sent_that_a_full_disk_could_not_remember(desk: Desk) -> None:
    desk.full[0] = True
    await desk.dispatcher.drain()
    assert desk.desktop.asked == desk.email.asked == 0
    assert desk.dispatcher._wait() == pytest.approx(5.0)
    desk.full[0] = False
    await desk.dispatcher.drain()
    assert desk.states("desktop") == desk.states("email") == ["sent"] * 3


async def test_what_was_sent_is_not_sent_again_because_the_disk_refused_to_note_it(
    desk: Desk,
) -> None:
    """The disk fills between the lease and the mark, and stays full over many leases."""
    taken, fill = desk.desktop.taken, desk.desktop.send

    async def send(message: Message) -> None:
        await fill(message)
        desk.full[0] = True

    desk.desktop.send = send  # type: ignore[method-assign] # the disk fills while it is sent
    for _ in range(5):
        desk.full[0] = False
        await desk.dispatcher.drain()
        desk.now += timedelta(hours=1)
    assert sorted(taken) == ["Story a", "Story b", "Story c"]
    assert desk.states("desktop") == ["sent"] * 3
    assert sorted(desk.email.taken) == ["Story a", "Story b", "Story c"]


async def test_a_disk_that_stays_full_after_sending_has_nothing_sent_again(desk: Desk) -> None:
    taken, fill = desk.desktop.taken, desk.desktop.send

    async def send(message: Message) -> None:
        await fill(message)
        desk.full[0] = True

    desk.desktop.send = send  # type: ignore[method-assign] # the disk fills while it is sent
    for _ in range(20):
        await desk.dispatcher.drain()
        desk.now += timedelta(minutes=2)
    assert len(taken) == 1
    desk.full[0] = False
    desk.desktop.send = fill  # type: ignore[method-assign] # and is free again
    await desk.dispatcher.drain()
    assert sorted(taken) == ["Story a", "Story b", "Story c"]
    assert desk.states("desktop") == ["sent"] * 3


async def test_channels_that_were_replaced_are_let_go(desk: Desk) -> None:
    new = Wire("email")
    desk.dispatcher.replace_channels({"email": new})
    await desk.dispatcher.drain()
    assert not desk.email.open
    assert not desk.desktop.open
    assert sorted(new.taken) == ["Story a", "Story b", "Story c"]
    assert desk.states("desktop") == ["pending"] * 3
    assert desk.dispatcher._wait() == 60.0
    await desk.dispatcher.close()
    assert not new.open
