"""The outbox: what `store.repository.AlertQueue` guarantees, and what is the archive's alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import NotFound, StoreError
from store.archive import Archive
from store.outbox import alert_key
from tests.store.samples import NOON, article, check, due, reading, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from newsroom.records import Due
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


def test_a_digest_makes_no_row_and_a_suppressed_one_is_never_due(store: Repository) -> None:
    assert tell(store, replace(due("s1"), digest=True)) == []
    first, _ = tell(store, due("s1"), suppress=True)
    assert store.outbox.alert(first).state == "suppressed"
    assert store.outbox.due(NOON + timedelta(days=9)) == []
    assert store.outbox.next_due() is None
    assert tell(store, due("s1")) == []


def test_the_summaries_of_two_first_polls_are_two(store: Repository) -> None:
    one = replace(due("", 0, item="a1"), channels=("desktop",))
    assert len(tell(store, one, replace(one, item="b1"))) == 2
    assert tell(store, one) == []


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
