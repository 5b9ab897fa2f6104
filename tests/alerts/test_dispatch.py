"""The dispatcher over a real outbox: what a channel does with a row, and what becomes of others."""

from __future__ import annotations

import errno
import itertools
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.breaker import MOST_FAILURES
from alerts.dispatch import Dispatcher
from alerts.messages import Message
from alerts.policy import MOST_TRIES, Rules
from alerts.surroundings import Attention
from newsroom.errors import Undelivered
from newsroom.hours import parse_hours
from newsroom.records import Mute
from store.archive import Archive
from tests.store.samples import NOON, CountingDisk, article, check, due, reading, story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsroom.records import Alert, Due

_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class Wire:
    """A channel that remembers what it was handed, and refuses what it is told to."""

    name: str
    refusal: Exception | None = None
    taken: list[str] = field(default_factory=list)
    asked: int = 0
    open: bool = True

    async def send(self, message: Message) -> str:
        self.asked += 1
        if self.refusal is not None:
            raise self.refusal
        self.taken.append(message.title)
        return ""

    async def probe(self) -> str:
        return ""

    async def close(self) -> None:
        self.open = False


class Moody(Wire):
    """Refuses a third of what it is handed, for a reason that passes."""

    def __init__(self, name: str, rng: random.Random) -> None:
        super().__init__(name)
        self._rng = rng

    async def send(self, message: Message) -> str:
        wait = self._rng.choice([None, 7.0])
        refuses = self._rng.random() < 1 / 3
        self.refusal = Undelivered("busy", retry_after=wait) if refuses else None
        return await super().send(message)


def _due_by_mail(name: str) -> Due:
    return due(name, item=name, channels=("email", "webhook"))


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
            rules=Rules(zone=UTC),
            tell=said,
        )

    def states(self, channel: str) -> list[str]:
        alerts = self.archive.outbox.alerts()
        return sorted(alert.state for alert in alerts if alert.channel == channel and alert.story)


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


def united(desk: Desk, gone: str, kept: str) -> None:
    """Record an article that shows two stories to be one."""
    found = reading(article("bridge"), story(kept, kept, gone, "bridge"))
    found = replace(found, united=((gone, kept),))
    desk.archive.record(check(source="wire"), [found], channels=("desktop", "email"))


async def test_of_two_stories_that_are_one_only_one_is_told_on_each_channel(desk: Desk) -> None:
    united(desk, "b", "a")
    await desk.dispatcher.drain()
    assert sorted(desk.desktop.taken) == sorted(desk.email.taken) == ["Story a", "Story c"]
    silent = desk.archive.outbox.alerts("suppressed")
    assert {(row.channel, row.title) for row in silent} == {
        ("desktop", "Story b"),
        ("email", "Story b"),
    }
    assert {row.error for row in silent} == {"told as another story, which turned out to be this"}


async def test_what_a_channel_took_counts_whichever_story_it_was_told_as(desk: Desk) -> None:
    desk.desktop.refusal = Undelivered("nobody there")
    for row in desk.archive.outbox.alerts():
        if row.title == "Story a":
            desk.archive.outbox.hold(row.id, NOON + timedelta(minutes=10), "quiet hours")
    await desk.dispatcher.drain()
    desk.desktop.refusal = None
    united(desk, "b", "a")
    desk.now += timedelta(minutes=12)
    await desk.dispatcher.drain()
    assert sorted(desk.email.taken) == ["Story b", "Story c"]
    # What the desktop refused was tried, and may have been shown: it is what is tried again.
    assert sorted(desk.desktop.taken) == ["Story b", "Story c"]


async def test_a_row_that_was_put_off_while_others_were_sent_is_left_so(desk: Desk) -> None:
    class Uniting(Wire):
        async def send(self, message: Message) -> str:
            if not self.taken:
                united(desk, "b", "a")
            return await super().send(message)

    desk.dispatcher.replace_channels({"desktop": Uniting("desktop"), "email": desk.email})
    await desk.dispatcher.drain()
    assert desk.states("desktop") == ["sent", "sent", "suppressed"]


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
    # The others did not use up a try.
    assert desk.states("email") == ["failed", "pending", "pending"]
    desk.now += timedelta(seconds=899)
    await desk.dispatcher.drain()
    assert desk.email.asked == 1
    desk.email.refusal = None
    desk.now += timedelta(seconds=1)
    await desk.dispatcher.drain()
    assert desk.states("email") == ["sent"] * 3


async def test_a_row_nobody_takes_is_given_up_after_a_day_of_running(desk: Desk) -> None:
    desk.email.refusal = Undelivered("no network: tried again")
    began = desk.now
    while "dead" not in desk.states("email"):
        await desk.dispatcher.drain()
        assert desk.now - began < timedelta(days=5)
        desk.now += timedelta(minutes=1)
    assert desk.now - began > timedelta(days=1)
    (dead, *_) = desk.archive.outbox.alerts("dead")
    assert dead.tries >= MOST_TRIES
    assert dead.error == "no network: tried again"
    # The breaker asked seldom: not every row paid for every try.
    assert desk.email.asked <= 60


async def test_a_weekend_asleep_without_a_mail_server_loses_nothing(desk: Desk) -> None:
    """The lid is opened a minute an hour; on Monday the server is there again."""
    desk.email.refusal = Undelivered("no network: tried again")
    for _ in range(72):
        await desk.dispatcher.drain()
        desk.now += timedelta(minutes=1)
        await desk.dispatcher.drain()
        desk.now += timedelta(minutes=59)
    assert max(a.tries for a in desk.archive.outbox.alerts() if a.channel == "email") >= MOST_TRIES
    assert desk.archive.outbox.alerts("dead") == []
    desk.email.refusal = None
    desk.now += timedelta(hours=2)
    await desk.dispatcher.drain()
    assert {"Story a", "Story b", "Story c"} <= set(desk.email.taken)


async def test_running_is_counted_over_restarts(desk: Desk) -> None:
    desk.email.refusal = Undelivered("no network: tried again")
    for _ in range(30):
        desk.dispatcher = Dispatcher(
            desk.archive,
            {"email": desk.email},
            clock=lambda: desk.now,
            rng=random.Random(1),
            name_of=str,
            tell=said,
        )
        for _ in range(60):
            await desk.dispatcher.drain()
            desk.now += timedelta(minutes=1)
    assert desk.archive.outbox.alerts("dead")


async def test_a_broken_channel_is_asked_with_one_row_at_growing_distances(desk: Desk) -> None:
    desk.email.refusal = Undelivered("no network: tried again")
    asked = []
    for _ in range(600):
        before = desk.email.asked
        await desk.dispatcher.drain()
        if desk.email.asked > before:
            asked.append((desk.now, desk.email.asked - before))
        desk.now += timedelta(minutes=1)
    first, *probes = asked
    assert first[1] == MOST_FAILURES
    assert {number for _, number in probes} == {1}
    gaps = [later[0] - sooner[0] for sooner, later in itertools.pairwise(probes)]
    assert max(gaps) >= timedelta(minutes=20)
    assert len(probes) < 30


async def test_a_broken_channel_is_told_of_over_the_others_once_an_episode(desk: Desk) -> None:
    desk.email.refusal = Undelivered("no network: tried again")
    for _ in range(30):
        await desk.dispatcher.drain()
        desk.now += timedelta(minutes=1)
    told = [title for title in desk.desktop.taken if title.startswith("Alerts do not arrive")]
    assert told == ["Alerts do not arrive by email since 2026-11-23 12:00: no network: tried again"]
    assert not any(title.startswith("Alerts do not") for title in desk.email.taken)
    desk.email.refusal = None
    desk.now += timedelta(hours=1)
    await desk.dispatcher.drain()
    assert desk.states("email") == ["sent"] * 3
    # That it works again is no alert; that it breaks again is one.
    assert len([one for one in desk.desktop.taken if one.startswith("Alerts do")]) == 1


async def test_where_every_channel_is_broken_none_is_asked_to_say_so(desk: Desk) -> None:
    desk.email.refusal = desk.desktop.refusal = Undelivered("gone")
    await desk.dispatcher.drain()
    assert all(alert.story for alert in desk.archive.outbox.alerts())
    desk.desktop.refusal = None
    desk.now += timedelta(minutes=2)
    await desk.dispatcher.drain()
    assert len([one for one in desk.desktop.taken if one.startswith("Alerts do")]) == 1


async def test_a_restart_does_not_forget_that_a_channel_is_broken(desk: Desk) -> None:
    desk.email.refusal = Undelivered("wrong password", retry_after=900)
    await desk.dispatcher.drain()
    other = Dispatcher(
        desk.archive,
        {"desktop": desk.desktop, "email": desk.email},
        clock=lambda: desk.now,
        rng=random.Random(2),
        name_of=str,
        tell=said,
    )
    desk.now += timedelta(minutes=1)
    await other.drain()
    assert desk.email.asked == 1
    assert len([one for one in desk.desktop.taken if one.startswith("Alerts do")]) == 1


async def test_what_the_user_retries_is_tried_whatever_the_breaker_says(desk: Desk) -> None:
    desk.email.refusal = Undelivered("wrong password", retry_after=900)
    await desk.dispatcher.drain()
    (row, *_) = (a for a in desk.archive.outbox.alerts("pending") if a.channel == "email")
    desk.email.refusal = None
    desk.archive.outbox.retry(row.id, desk.now)
    await desk.dispatcher.drain()
    assert desk.archive.outbox.alert(row.id).state == "sent"


async def test_another_configuration_is_tried_at_once(desk: Desk) -> None:
    desk.email.refusal = Undelivered("wrong password", retry_after=900)
    await desk.dispatcher.drain()
    desk.email.refusal = None
    desk.dispatcher.replace_channels({"email": desk.email})
    await desk.dispatcher.drain()
    # The row that was refused waits as long as was asked for; the others go out.
    assert desk.states("email") == ["failed", "sent", "sent"]


async def test_quiet_hours_hold_and_deliver_after(desk: Desk) -> None:
    desk.dispatcher.replace_channels(
        {"desktop": desk.desktop, "email": desk.email},
        Rules(parse_hours("11:00-13:00"), zone=UTC),
    )
    await desk.dispatcher.drain()
    assert desk.states("email") == desk.states("desktop") == ["held"] * 3
    held = desk.archive.outbox.alerts("held")[0]
    assert held.error == "quiet hours until 13:00"
    assert desk.dispatcher._wait() == 60.0
    desk.now += timedelta(hours=1)
    await desk.dispatcher.drain()
    assert desk.states("email") == desk.states("desktop") == ["sent"] * 3


async def test_of_held_revisions_a_bubble_shows_the_newest_and_mail_has_all(desk: Desk) -> None:
    desk.archive.record(
        check(), [reading(article("a"), dues=(due("a", 2, item="a"),))],
        channels=("desktop", "email"),
    )  # fmt: skip
    desk.dispatcher.replace_channels(
        {"desktop": desk.desktop, "email": desk.email},
        Rules(parse_hours("11:00-13:00"), zone=UTC),
    )
    await desk.dispatcher.drain()
    desk.now += timedelta(hours=1)
    await desk.dispatcher.drain()
    assert desk.states("email") == ["sent"] * 4
    assert desk.states("desktop") == ["digested", "sent", "sent", "sent"]
    (older,) = desk.archive.outbox.alerts("digested")
    assert (older.story, older.revision) == ("a", 1)


async def test_what_is_too_much_for_an_hour_is_told_by_the_next_digest(desk: Desk) -> None:
    rules = Rules(
        max_per_hour=2, times=(time(14, 0),), digest_channels=frozenset({"email"}), zone=UTC
    )
    desk.dispatcher.replace_channels({"desktop": desk.desktop, "email": desk.email}, rules)
    await desk.dispatcher.drain()
    assert desk.states("email") == ["digested", "sent", "sent"]
    # The desktop takes no digest here: there it waits for room.
    assert desk.states("desktop") == ["held", "sent", "sent"]
    desk.now += timedelta(hours=1)
    await desk.dispatcher.drain()
    assert desk.states("desktop") == ["sent"] * 3
    desk.now += timedelta(hours=1)
    for _ in range(3):
        await desk.dispatcher.drain()
        desk.now += timedelta(minutes=1)
    assert desk.email.taken[2:] == ["Digest since 2026-11-23 12:00"]
    (digest,) = [a for a in desk.archive.outbox.alerts() if a.since]
    assert digest.covers == tuple(a.id for a in desk.archive.outbox.alerts("digested"))


async def test_two_weeks_asleep_are_one_digest_and_no_stale_bubble(desk: Desk) -> None:
    rules = Rules(
        times=(time(7, 30), time(19, 0)),
        digest_channels=frozenset({"desktop", "email"}),
        zone=UTC,
    )
    desk.email.refusal = desk.desktop.refusal = Undelivered("no network")
    desk.dispatcher.replace_channels({"desktop": desk.desktop, "email": desk.email}, rules)
    await desk.dispatcher.drain()
    desk.now += timedelta(days=14)
    desk.email.refusal = desk.desktop.refusal = None
    for _ in range(3):
        await desk.dispatcher.drain()
        desk.now += timedelta(minutes=1)
    assert sorted(one for one in desk.email.taken if one.startswith("Story")) == [
        "Story a",
        "Story b",
        "Story c",
    ]
    assert [one for one in desk.desktop.taken if one.startswith("Story")] == []
    assert desk.desktop.taken.count("Digest since 2026-11-23 12:00") == 1
    # Mail was told everything: its digest has nothing to say.
    assert [row.channel for row in desk.archive.outbox.alerts() if row.since] == ["desktop"]


async def test_a_digest_with_nothing_to_tell_is_none(desk: Desk) -> None:
    await desk.dispatcher.drain()
    rules = Rules(times=(time(7, 30),), digest_channels=frozenset({"email"}), zone=UTC)
    desk.dispatcher.replace_channels({"email": desk.email}, rules)
    for _ in range(4):
        await desk.dispatcher.drain()
        desk.now += timedelta(days=1)
    assert not any(row.since for row in desk.archive.outbox.alerts())


async def test_a_clock_that_was_ahead_keeps_nothing_waiting(desk: Desk) -> None:
    right = desk.now
    desk.now = right + timedelta(days=400)
    desk.email.refusal = Undelivered("no network", retry_after=60)
    await desk.dispatcher.drain()
    desk.now = right + timedelta(minutes=5)
    desk.email.refusal = None
    await desk.dispatcher.drain()
    assert desk.states("email") == ["sent"] * 3


async def test_rows_made_by_a_clock_that_was_ahead_are_sent(desk: Desk) -> None:
    desk.archive.record(
        check(desk.now + timedelta(days=300)),
        [reading(article("d"), story("d", "d"), dues=(due("d", item="d"),))],
        channels=("email",),
    )
    await desk.dispatcher.drain()
    assert "Story d" in desk.email.taken


async def test_what_the_user_snoozes_is_told_again_then_whatever_the_hour(desk: Desk) -> None:
    await desk.dispatcher.drain()
    (row, *_) = (a for a in desk.archive.outbox.alerts() if a.channel == "desktop")
    desk.archive.outbox.snooze(row.id, desk.now + timedelta(hours=1))
    rules = Rules(parse_hours("12:30-14:00"), max_per_hour=0, zone=UTC)
    desk.dispatcher.replace_channels({"desktop": desk.desktop}, rules)
    await desk.dispatcher.drain()
    assert len(desk.desktop.taken) == 3
    desk.now += timedelta(hours=1)
    await desk.dispatcher.drain()
    assert len(desk.desktop.taken) == 4
    assert desk.archive.outbox.alert(row.id).state == "sent"


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
    taken, fill = desk.email.taken, desk.email.send

    async def send(message: Message) -> str:
        await fill(message)
        desk.full[0] = True
        return ""

    desk.email.send = send  # type: ignore[method-assign] # the disk fills while it is sent
    for _ in range(5):
        desk.full[0] = False
        await desk.dispatcher.drain()
        desk.now += timedelta(hours=1)
    assert sorted(taken) == ["Story a", "Story b", "Story c"]
    assert desk.states("email") == ["sent"] * 3


async def test_a_disk_that_stays_full_after_sending_has_nothing_sent_again(desk: Desk) -> None:
    taken, fill = desk.email.taken, desk.email.send

    async def send(message: Message) -> str:
        await fill(message)
        desk.full[0] = True
        return ""

    desk.email.send = send  # type: ignore[method-assign] # the disk fills while it is sent
    for _ in range(20):
        await desk.dispatcher.drain()
        desk.now += timedelta(minutes=2)
    assert len(taken) == 1
    desk.full[0] = False
    desk.email.send = fill  # type: ignore[method-assign] # and is free again
    await desk.dispatcher.drain()
    assert sorted(taken) == ["Story a", "Story b", "Story c"]
    assert desk.states("email") == ["sent"] * 3


async def test_the_story_that_is_being_read_is_not_shown_and_says_so(desk: Desk) -> None:
    dispatcher = Dispatcher(
        desk.archive,
        {"desktop": desk.desktop, "email": desk.email},
        clock=lambda: desk.now,
        rng=random.Random(1),
        name_of=str,
        tell=said,
        attention=lambda: Attention("b", focused=True, last_key=desk.now),
    )
    await dispatcher.drain()
    assert sorted(desk.desktop.taken) == ["Story a", "Story c"]
    assert desk.states("email") == ["sent"] * 3
    (unseen,) = desk.archive.outbox.alerts("suppressed")
    assert unseen.error == "you were reading the story"


@pytest.mark.parametrize("seed", range(2))
async def test_failures_and_restarts_lose_nothing_and_repeat_nothing(desk: Desk, seed: int) -> None:
    """Forty stories, a third of all sends refused, the program ended at any time."""
    rng = random.Random(seed)
    names = [f"story {n}" for n in range(40)]
    channels = {name: Moody(name, rng) for name in ("email", "webhook")}
    for name in names:
        desk.archive.record(
            check(desk.now, source=name),
            [reading(article(name), story(name, name), dues=(_due_by_mail(name),))],
            channels=tuple(channels),
        )
        desk.now += timedelta(seconds=rng.random() * 60)
    while any(alert.channel in channels for alert in desk.archive.outbox.due(_EVER)):
        dispatcher = Dispatcher(
            desk.archive,
            channels,
            clock=lambda: desk.now,
            rng=rng,
            name_of=str,
            tell=said,
            rules=Rules(max_per_hour=1000, zone=UTC),
        )
        for _ in range(rng.randrange(1, 30)):
            await dispatcher.drain()
            desk.now += timedelta(seconds=30)
        assert desk.now < NOON + timedelta(days=3)
    for channel in channels.values():
        told = Counter(title for title in channel.taken if title.startswith("Story story"))
        assert told == Counter(f"Story {name}" for name in names)


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
