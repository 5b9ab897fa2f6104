"""The outbox: what `store.alert_queue.AlertQueue` guarantees, and what is the archive's alone."""

from __future__ import annotations

from collections import UserDict
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import NotFound, StoreError
from store.addressing import alert_key
from store.archive import Archive
from store.tellings import BREATH, tellings
from tests.store.samples import NOON, article, check, due, reading, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from newsroom.records import Alert, Due
    from store.repository import Repository
    from tests.store.openings import Opening

MINUTE = timedelta(minutes=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as opened:
        yield opened


def tell(store: Repository, *dues: Due, suppress: bool = False) -> list[str]:
    one = reading(article("a1"), story("s1", "a1"), dues=dues)
    recorded = store.record(check(), [one], channels=("desktop", "email"), suppress=suppress)
    return [alert.id for alert in recorded.alerts]


def test_a_due_makes_a_row_on_every_enabled_channel_it_asks_for(store: Repository) -> None:
    asked = replace(due("s1", item="a1", channels=("email", "pager")), priority="high", move="m1")
    (key,) = tell(store, asked)
    row = store.outbox.alert(key)
    assert row.key == alert_key("email", asked)
    assert row.id == row.key[:10]
    assert (row.channel, row.story, row.revision, row.item, row.move) == (
        "email",
        "s1",
        1,
        "a1",
        "m1",
    )
    assert (row.state, row.priority, row.watches) == ("pending", "high", ("departures",))
    assert (row.reason, row.title, row.created) == ("new story", "Story s1", NOON)


def test_what_was_told_is_not_told_again_over_restarts(opening: Opening) -> None:
    for key in tell(opening.store, due("s1")):
        opening.store.outbox.lease(key, NOON)
        opening.store.outbox.mark_sent(key, NOON)
    store = opening.again()
    assert tell(store, due("s1")) == []
    assert len(tell(store, due("s1", 2))) == 2
    assert len(store.outbox.alerts()) == 4
    assert len(store.outbox.due(NOON)) == 2


def test_one_thing_told_is_a_row_on_each_of_its_channels(store: Repository) -> None:
    first = tell(store, due("s1"))
    second = tell(store, due("s1", 2))
    for channel in ("desktop", "email"):
        store.outbox.report(channel, "source:x", "broken", "X fails", NOON)
    store.outbox.mark_sent(second[0], NOON)
    told = [rows for rows in store.outbox.tellings() if rows]
    assert [[row.id for row in rows] for rows in told[1:]] == [second, first]
    assert [row.channel for row in told[0]] == ["desktop", "email"]
    sent = [rows for rows in store.outbox.tellings(["sent"]) if rows]
    assert sent == [told[1]], "with the row that is not sent yet"
    assert not [rows for rows in store.outbox.tellings(["dead"]) if rows]


def test_of_many_things_told_only_what_is_taken_is_read() -> None:
    at = NOON.isoformat()
    rows = {
        f"r{n}": {"channel": "email", "story": f"s{n}", "created": at, "state": "sent"}
        for n in range(10_000)
    }
    touched: list[str] = []

    class Watched(UserDict[str, dict[str, str]]):
        def __getitem__(self, key: str) -> dict[str, str]:
            touched.append(key)
            return super().__getitem__(key)

    told = [found[0].story for found in islice(tellings(Watched(rows)), 3) if found]
    assert told == ["s9999", "s9998", "s9997"]
    assert len(touched) == 4
    passing = list(tellings(rows, ["failed"]))
    assert passing == [None] * (10_000 // BREATH)


def test_two_dues_of_one_revision_are_one_row_with_both_watches(store: Repository) -> None:
    first = due("s1", channels=("desktop",))
    second = replace(
        first, watches=("authors", "departures"), priority="high", reason="new person: Ada"
    )
    (key,) = tell(store, first, second)
    row = store.outbox.alert(key)
    assert row.watches == ("departures", "authors")
    assert row.priority == "high"
    assert row.reason == "new story; new person: Ada"


def test_what_only_a_digest_tells_waits_for_it_and_uses_up_no_revision(store: Repository) -> None:
    first, _ = tell(store, replace(due("s1", 0), digest=True))
    assert store.outbox.alert(first).state == "digested"
    assert store.outbox.next_due() is None
    assert len(tell(store, due("s1"))) == 2


def test_every_channel_is_told_in_the_same_order(store: Repository) -> None:
    tell(store, *(due(f"s{n}", channels=("desktop", "email")) for n in range(9)))
    rows = store.outbox.due(NOON)
    told = [[row.story for row in rows if row.channel == one] for one in ("desktop", "email")]
    assert len(told[0]) == 9
    assert told[0] == told[1]


def test_a_suppressed_row_is_never_due(store: Repository) -> None:
    first, _ = tell(store, due("s1"), suppress=True)
    assert store.outbox.alert(first).state == "suppressed"
    assert store.outbox.due(NOON + timedelta(days=9)) == []
    assert store.outbox.next_due() is None
    assert tell(store, due("s1")) == []


def found(*numbers: int, source: str = "The Paper") -> tuple[Due, ...]:
    """What a first poll finds on one channel, a story a number."""
    dues = [due(f"s{n}", item=f"a{n}", channels=("email",)) for n in numbers]
    return tuple(replace(one, backlog=source) for one in dues)


def poll(
    store: Repository, dues: tuple[Due, ...], at: datetime = NOON, *, suppress: bool = False
) -> list[Alert]:
    one = reading(article("a1"), story("s1", "a1"), dues=dues)
    return [*store.record(check(at), [one], channels=("email",), suppress=suppress).alerts]


def test_a_first_poll_is_three_rows_and_one_for_the_rest(store: Repository) -> None:
    rows = poll(store, found(1, 2, 3, 4, 5))
    assert [row.story for row in rows] == ["s1", "s2", "s3", ""]
    assert (rows[3].title, rows[3].reason, rows[3].covers) == (
        "The Paper: 2 more stories",
        "first poll: 2 more stories",
        ("s4", "s5"),
    )
    assert [row.title for row in poll(store, found(6))] == []


def test_nineteen_first_polls_are_three_rows_and_one_for_the_rest(store: Repository) -> None:
    for n in range(19):
        at = NOON + timedelta(seconds=5 * n)
        poll(store, found(*range(3 * n, 3 * n + 3), source=f"Paper {n}"), at)
    rows = store.outbox.alerts()
    single = [row for row in rows if row.story]
    summaries = [row for row in rows if not row.story]
    assert len(single) == 3
    (summary,) = summaries
    assert summary.title == "Several sources: 54 more stories"
    assert summary.not_before == NOON + timedelta(seconds=90 + 60)
    assert set(store.outbox.due(NOON + timedelta(seconds=90))) == set(single)


def test_a_summary_waits_for_more_but_not_for_ever(store: Repository) -> None:
    poll(store, found(1, 2, 3, 4))
    for minute in range(1, 30):
        poll(store, found(minute + 10), NOON + minute * MINUTE)
    (summary,) = (row for row in store.outbox.alerts() if not row.story)
    assert summary.not_before == NOON + 29 * MINUTE
    assert summary in store.outbox.due(NOON + 29 * MINUTE)


def test_what_comes_after_the_summary_is_left_to_the_digest(store: Repository) -> None:
    *_, summary = poll(store, found(1, 2, 3, 4))
    store.outbox.lease(summary.id, NOON + MINUTE)
    store.outbox.mark_sent(summary.id, NOON + MINUTE)
    (late,) = poll(store, found(5), NOON + 50 * MINUTE)
    assert (late.story, late.state) == ("s5", "digested")
    assert store.outbox.undigested("email") == [late]
    # The round goes on while such polls follow each other, and is over an hour later.
    (later,) = poll(store, found(6), NOON + 100 * MINUTE)
    assert later.state == "digested"
    (after,) = poll(store, found(7), NOON + 161 * MINUTE)
    assert after.state == "pending"


def test_what_is_recorded_without_alerting_is_of_no_round(store: Repository) -> None:
    rows = poll(store, found(1, 2, 3, 4, 5), suppress=True)
    assert [row.state for row in rows] == ["suppressed"] * 5
    assert [row.story for row in poll(store, found(6, 7, 8))] == ["s6", "s7", "s8"]


def test_a_row_is_held_for_a_reason_and_due_then(store: Repository) -> None:
    first, _ = tell(store, due("s1"))
    held = store.outbox.hold(first, NOON + 9 * MINUTE, "quiet hours")
    assert (held.state, held.error, held.held_until) == ("held", "quiet hours", NOON + 9 * MINUTE)
    assert first not in {row.id for row in store.outbox.due(NOON + 8 * MINUTE)}
    assert first in {row.id for row in store.outbox.due(NOON + 9 * MINUTE)}


def test_a_snooze_tells_again_and_can_be_ended(store: Repository) -> None:
    first, second = tell(store, due("s1"))
    store.outbox.lease(first, NOON)
    store.outbox.mark_sent(first, NOON)
    for one in (first, second):
        row = store.outbox.snooze(one, NOON + 9 * MINUTE)
        assert (row.state, row.asked, row.not_before) == ("held", True, NOON + 9 * MINUTE)
    assert store.outbox.due(NOON + 8 * MINUTE) == []
    assert store.outbox.wake(first, NOON).state == "sent"
    assert store.outbox.wake(second, NOON).state == "pending"
    assert store.outbox.wake(second, NOON + MINUTE).not_before == NOON


def test_what_was_sent_of_late_is_found_by_when(store: Repository) -> None:
    first, second = tell(store, due("s1"))
    store.outbox.mark_sent(second, NOON + MINUTE)
    store.outbox.mark_sent(first, NOON + 2 * MINUTE)
    assert [row.id for row in store.outbox.sent_since(NOON + MINUTE)] == [second, first]
    assert [row.id for row in store.outbox.sent_since(NOON + 2 * MINUTE)] == [first]


def test_a_digest_is_made_once_a_slot_and_covers_each_row_once(opening: Opening) -> None:
    store = opening.store
    first, second = tell(store, due("s1"))
    store.outbox.mark_digested(first, "too old")
    store.outbox.mark_digested(second, "too many")
    left = store.outbox.undigested("desktop")
    assert [row.channel for row in left] == ["desktop"]
    ids = [row.id for row in left]
    since = NOON - timedelta(days=1)
    made = store.outbox.digest("desktop", NOON, "Digest", NOON, since=since, covers=ids)
    store = opening.again()
    again = store.outbox.digest("desktop", NOON, "Other", NOON + MINUTE, since=NOON)
    assert again == made
    assert (made.covers, made.since, made.state) == (tuple(ids), since, "pending")
    assert store.outbox.undigested("desktop") == []
    assert len(store.outbox.undigested("email")) == 1


def test_how_long_the_program_ran_is_kept_of_the_first_failure(store: Repository) -> None:
    first, _ = tell(store, due("s1"))
    for awake in (100, 5000):
        store.outbox.lease(first, NOON + awake * MINUTE)
        row = store.outbox.mark_failed(first, "No.", NOON, NOON + awake * MINUTE, awake=awake)
        assert row.failing_since == 100
    assert store.outbox.retry(first, NOON).failing_since == 0


def test_a_lease_keeps_others_away_for_a_minute(store: Repository) -> None:
    first, second = tell(store, due("s1"))
    leased = store.outbox.lease(first, NOON)
    assert (leased.tries, leased.not_before, leased.state) == (1, NOON + MINUTE, "pending")
    assert [a.id for a in store.outbox.due(NOON)] == [second]
    with pytest.raises(StoreError, match="is not due"):
        store.outbox.lease(first, NOON)
    assert store.outbox.next_due() == NOON
    store.outbox.lease(second, NOON)
    assert store.outbox.next_due() == NOON + MINUTE
    assert {a.id for a in store.outbox.due(NOON + MINUTE)} == {first, second}
    assert store.outbox.lease(first, NOON + MINUTE).tries == 2


def test_a_lease_counts_before_anything_is_sent_even_if_the_program_ends(opening: Opening) -> None:
    first, _ = tell(opening.store, due("s1"))
    opening.store.outbox.lease(first, NOON)
    for other in (opening.beside(), opening.killed()):
        assert other.outbox.alert(first).tries == 1
        assert first not in {a.id for a in other.outbox.due(NOON)}
        assert first in {a.id for a in other.outbox.due(NOON + MINUTE)}


def test_a_row_goes_from_failed_to_sent(store: Repository) -> None:
    first, _ = tell(store, due("s1"))
    store.outbox.lease(first, NOON)
    later = NOON + timedelta(minutes=5)
    failed = store.outbox.mark_failed(first, "The mail server said no.", later, NOON)
    assert (failed.state, failed.not_before, failed.error) == (
        "failed",
        later,
        "The mail server said no.",
    )
    assert first not in {a.id for a in store.outbox.due(later - MINUTE)}
    store.outbox.lease(first, later)
    sent = store.outbox.mark_sent(first, later)
    assert (sent.state, sent.sent, sent.error, sent.tries) == ("sent", later, "", 2)
    assert first not in {a.id for a in store.outbox.due(later + timedelta(days=1))}
    with pytest.raises(StoreError, match="is not due"):
        store.outbox.lease(first, later)
    with pytest.raises(StoreError, match="was sent"):
        store.outbox.retry(first, later)


def test_a_retry_is_never_before_now(store: Repository) -> None:
    first, _ = tell(store, due("s1"))
    store.outbox.lease(first, NOON)
    failed = store.outbox.mark_failed(first, "No.", NOON - timedelta(days=1), NOON)
    assert failed.not_before == NOON


def test_a_dead_row_rests_until_it_is_retried_by_hand(store: Repository) -> None:
    first, _ = tell(store, due("s1"))
    store.outbox.mark_dead(first, "No such mailbox.", NOON)
    assert first not in {a.id for a in store.outbox.due(NOON + timedelta(days=9))}
    assert [a.id for a in store.outbox.alerts("dead")] == [first]
    retried = store.outbox.retry(first, NOON + MINUTE)
    assert (retried.state, retried.tries) == ("pending", 0)
    assert first in {a.id for a in store.outbox.due(NOON + MINUTE)}


def test_the_loudest_is_due_first_and_then_the_oldest(store: Repository) -> None:
    tell(
        store,
        replace(due("quiet", channels=("email",)), priority="low"),
        due("plain", channels=("email",)),
        replace(due("loud", channels=("email",)), priority="high"),
    )
    store.record(
        check(NOON - MINUTE),
        [reading(article("b1"), dues=(due("older", channels=("email",)),))],
        channels=("email",),
    )
    assert [a.story for a in store.outbox.due(NOON)] == ["loud", "older", "plain", "quiet"]


def test_the_list_shows_the_newest_first(store: Repository) -> None:
    keys = tell(store, due("s1"), due("s2"))
    assert [a.id for a in store.outbox.alerts()] == keys[::-1]


def test_a_report_is_made_once_for_channel_subject_and_state(store: Repository) -> None:
    made = store.outbox.report("email", "source:heise", "broken", "heise is broken", NOON)
    assert made is not None
    assert (made.reason, made.title, made.story) == ("source:heise: broken", "heise is broken", "")
    assert store.outbox.report("email", "source:heise", "broken", "again", NOON) is None
    assert store.outbox.report("desktop", "source:heise", "broken", "heise", NOON) is not None
    assert store.outbox.report("email", "source:heise", "gone", "heise", NOON) is not None
    assert [a.id for a in store.outbox.due(NOON)].count(made.id) == 1


def test_what_cannot_be_done_with_a_row_is_said(archive: Archive) -> None:
    first, _ = tell(archive, due("s1"))
    archive.outbox.lease(first, NOON)
    with pytest.raises(StoreError, match=f"The alert {first} is not due: it is pending until"):
        archive.outbox.lease(first, NOON)
    archive.outbox.mark_sent(first, NOON)
    with pytest.raises(StoreError, match="is not due: it is sent;"):
        archive.outbox.lease(first, NOON)
    with pytest.raises(StoreError, match="was sent already; nothing is left to do"):
        archive.outbox.retry(first, NOON)


def test_a_row_that_is_not_there_is_not_found(store: Repository) -> None:
    calls: list[Callable[[], object]] = [
        lambda: store.outbox.alert("0000"),
        lambda: store.outbox.lease("0000", NOON),
        lambda: store.outbox.mark_sent("0000", NOON),
        lambda: store.outbox.mark_failed("0000", "No.", NOON, NOON),
        lambda: store.outbox.mark_dead("0000", "No.", NOON),
        lambda: store.outbox.retry("0000", NOON),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call()


def test_an_unknown_row_is_named(archive: Archive) -> None:
    with pytest.raises(NotFound) as missing:
        archive.outbox.mark_sent("0000", NOON)
    assert str(missing.value) == 'No alert has the id "0000"; `llamawatch alerts` lists them.'


def test_ids_that_begin_alike_are_told_apart(archive: Archive) -> None:
    (key,) = tell(archive, due("s1", channels=("email",)))
    table = archive.database.named("outbox")
    row = table.row(key)
    assert row is not None
    other = alert_key("email", due("s2"))
    # Another key that begins with the same ten digits, as good as impossible otherwise.
    table.put(other[:10], {**row, "key": "f" * 64})
    (second,) = tell(archive, due("s2", channels=("email",)))
    assert second == other[:11]


def test_subscribers_hear_of_every_change(store: Repository) -> None:
    first, _ = tell(store, due("s1"))
    heard: list[tuple[str, tuple[str, ...]]] = []
    leave = store.subscribe(lambda change: heard.append((change.kind, change.ids)))
    store.outbox.lease(first, NOON)
    store.outbox.mark_sent(first, NOON)
    leave()
    leave()
    store.outbox.report("email", "x", "broken", "x", NOON)
    assert heard == [("alert", (first,)), ("alert", (first,))]
