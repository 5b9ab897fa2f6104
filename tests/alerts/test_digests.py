"""When a digest is made, and what it covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, time, timedelta

from alerts.digests import has_news, make_digests
from alerts.policy import Rules
from tests.store.model import Model
from tests.store.samples import NOON, article, check, due, move, reading, story

DAY = timedelta(days=1)
RULES = Rules(times=(time(12),), digest_channels=frozenset({"email"}), zone=UTC)


def begun() -> Model:
    """An archive whose digests told everything up to a minute after noon."""
    archive = Model()
    assert not make_digests(archive, ["email"], RULES, NOON + timedelta(minutes=1))
    return archive


def leave(archive: Model, name: str) -> str:
    """Put a row in the outbox that is left to the digest."""
    one = reading(
        article(name), story(name, name), dues=(due(name, item=name, channels=("email",)),)
    )
    (row,) = archive.record(check(), [one], channels=("email",)).alerts
    archive.outbox.mark_digested(row.id, "more than 10 an hour")
    return row.id


def test_a_digest_covers_what_was_left_to_it_and_the_next_does_not() -> None:
    archive = begun()
    first = leave(archive, "a")
    assert make_digests(archive, ["email"], RULES, NOON + DAY)
    (digest,) = (row for row in archive.outbox.alerts() if row.since)
    assert digest.covers == (first,)
    assert (digest.since, digest.created) == (NOON + timedelta(minutes=1), NOON + DAY)
    archive.outbox.mark_sent(digest.id, NOON + DAY)
    second = leave(archive, "b")
    assert make_digests(archive, ["email"], RULES, NOON + 2 * DAY)
    assert archive.outbox.alerts()[0].covers == (second,)
    assert archive.outbox.alerts()[0].since == NOON + DAY


def test_before_its_time_and_after_it_there_is_none() -> None:
    archive = begun()
    leave(archive, "a")
    assert not make_digests(archive, ["email"], RULES, NOON + DAY - timedelta(seconds=1))
    assert make_digests(archive, ["email"], RULES, NOON + DAY)
    assert not make_digests(archive, ["email"], RULES, NOON + DAY + timedelta(hours=3))


def test_a_crash_before_it_was_noted_makes_no_second_digest() -> None:
    archive = begun()
    leave(archive, "a")
    note = archive.recall("digest:email")
    make_digests(archive, ["email"], RULES, NOON + DAY)
    (digest,) = (row for row in archive.outbox.alerts() if row.since)
    archive.outbox.mark_sent(digest.id, NOON + DAY)
    archive.remember("digest:email", note)
    leave(archive, "b")
    make_digests(archive, ["email"], RULES, NOON + DAY + timedelta(minutes=1))
    assert len([row for row in archive.outbox.alerts() if row.since]) == 1
    # What was left meanwhile is for the next.
    assert make_digests(archive, ["email"], RULES, NOON + 2 * DAY)
    assert archive.outbox.alerts()[0].since == NOON + DAY


def test_a_digest_that_waits_is_the_only_one() -> None:
    archive = begun()
    leave(archive, "a")
    assert make_digests(archive, ["email"], RULES, NOON + DAY)
    leave(archive, "b")
    assert not make_digests(archive, ["email"], RULES, NOON + 5 * DAY)
    (digest,) = (row for row in archive.outbox.alerts() if row.since)
    archive.outbox.mark_sent(digest.id, NOON + 5 * DAY)
    assert make_digests(archive, ["email"], RULES, NOON + 5 * DAY)


def test_a_channel_without_digests_gets_none() -> None:
    archive = begun()
    leave(archive, "a")
    assert not make_digests(archive, ["desktop"], RULES, NOON + DAY)
    assert not make_digests(archive, ["email"], replace(RULES, times=()), NOON + DAY)


def test_a_clock_that_was_ahead_costs_no_year_of_digests() -> None:
    archive = begun()
    make_digests(archive, ["email"], RULES, NOON + 400 * DAY)
    make_digests(archive, ["email"], RULES, NOON + timedelta(minutes=5))
    leave(archive, "a")
    assert make_digests(archive, ["email"], RULES, NOON + DAY)


def test_news_is_a_move_or_a_story_that_a_watch_asks_for() -> None:
    later = NOON + timedelta(hours=1)
    archive = Model()
    assert not has_news(archive, NOON)
    unasked = replace(story("s1", "a", at=later), watches=())
    archive.record(check(later), [reading(article("a", later), unasked)])
    assert not has_news(archive, NOON)
    asked = replace(story("s2", "b", at=later), watches=("departures",))
    archive.record(check(later), [reading(article("b", later), asked)])
    assert has_news(archive, NOON)
    assert not has_news(archive, later)
    archive.record(check(later), [reading(article("c", later), moves=(move("m", later + DAY),))])
    assert has_news(archive, later)
