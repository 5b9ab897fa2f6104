"""When a row is told: every rule with the time it is asked at, and none with a real clock."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.breaker import MOST_FAILURES, Circuit, describe
from alerts.policy import (
    HOUR,
    LONGEST_PAUSE,
    MOST_TRIES,
    SEND,
    STALE,
    Rules,
    Situation,
    backoff,
    decide,
    is_given_up,
    superseded,
    waits_for_a_wrong_clock,
)
from alerts.surroundings import Attention
from newsroom.errors import Undelivered
from newsroom.hours import parse_hours
from newsroom.records import Alert
from tests.store.samples import NOON

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
CHANNELS = ["desktop", "terminal", "email", "command", "webhook"]
BUBBLES = CHANNELS[:2]
LASTING = CHANNELS[2:]
EVERYTHING_DIGESTED = Rules(digest_channels=frozenset(CHANNELS), zone=UTC)
NIGHT = replace(EVERYTHING_DIGESTED, quiet_hours=parse_hours("11:00-13:00"))
READING = Attention("s1", focused=True, last_key=NOON - timedelta(seconds=60))


def row(channel: str = "desktop", **fields: object) -> Alert:
    base = Alert("1", "1", channel, "s1", 1, created=NOON, not_before=NOON)
    return replace(base, **fields)  # type: ignore[arg-type] # the tests name fields there are


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_nothing_speaks_against_is_sent(channel: str) -> None:
    assert decide(row(channel), Situation(NOON), Rules()) == SEND


@pytest.mark.parametrize("channel", BUBBLES)
def test_a_bubble_about_the_story_being_read_is_suppressed(channel: str) -> None:
    verdict = decide(row(channel), Situation(NOON, READING), Rules())
    assert (verdict.act, verdict.reason) == ("suppress", "you were reading the story")


@pytest.mark.parametrize("channel", LASTING)
def test_what_lasts_is_sent_whatever_the_user_looks_at(channel: str) -> None:
    assert decide(row(channel), Situation(NOON, READING), Rules()) == SEND


@pytest.mark.parametrize(
    "attention",
    [
        Attention(),
        replace(READING, story="s2"),
        replace(READING, focused=None),
        replace(READING, focused=False),
        replace(READING, last_key=None),
        replace(READING, last_key=NOON - timedelta(seconds=61)),
        replace(READING, last_key=NOON + DAY),
    ],
)
def test_who_may_be_elsewhere_is_told(attention: Attention) -> None:
    assert decide(row(), Situation(NOON, attention), Rules()) == SEND


def test_no_open_story_is_not_the_story_of_a_report() -> None:
    nothing_open = replace(READING, story="")
    assert decide(row(story=""), Situation(NOON, nothing_open), Rules()) == SEND


@pytest.mark.parametrize("channel", BUBBLES)
def test_an_old_bubble_is_for_the_digest(channel: str) -> None:
    assert decide(row(channel), Situation(NOON + STALE), Rules()) == SEND
    late = decide(row(channel), Situation(NOON + STALE + MINUTE), Rules())
    assert late.act == "digest"


@pytest.mark.parametrize("channel", LASTING)
def test_mail_is_never_too_old(channel: str) -> None:
    assert decide(row(channel), Situation(NOON + 14 * DAY), Rules()) == SEND


def test_the_age_of_what_was_held_counts_from_the_end_of_that() -> None:
    held = row(state="held", held_until=NOON + 9 * HOUR)
    assert decide(held, Situation(NOON + 9 * HOUR + STALE), Rules()) == SEND
    assert decide(held, Situation(NOON + 9 * HOUR + STALE + MINUTE), Rules()).act == "digest"


def test_a_digest_is_never_too_old_for_a_bubble() -> None:
    digest = row(story="", since=NOON - DAY)
    assert decide(digest, Situation(NOON + DAY), EVERYTHING_DIGESTED) == SEND


@pytest.mark.parametrize("channel", CHANNELS)
def test_quiet_hours_hold_until_they_end(channel: str) -> None:
    verdict = decide(row(channel), Situation(NOON), NIGHT)
    assert (verdict.act, verdict.until) == ("hold", NOON + HOUR)
    assert verdict.reason == "quiet hours until 13:00"


def test_high_priority_passes_quiet_hours_if_it_may() -> None:
    loud = row(priority="high")
    assert decide(loud, Situation(NOON), NIGHT) == SEND
    strict = replace(NIGHT, quiet_hours_bypass=False)
    assert decide(loud, Situation(NOON), strict).act == "hold"


def test_quiet_hours_are_the_readers() -> None:
    tokyo = replace(NIGHT, zone=ZoneInfo("Asia/Tokyo"))
    assert decide(row(), Situation(NOON), tokyo) == SEND
    verdict = decide(row(), Situation(NOON - 9 * HOUR), tokyo)
    assert (verdict.act, verdict.until) == ("hold", NOON - 8 * HOUR)


def test_of_revisions_that_were_held_the_newest_is_shown() -> None:
    held = [
        row(id=f"{story}{n}", story=story, revision=n, held_until=NOON)
        for story, n in (("s1", 1), ("s1", 3), ("s1", 2), ("s2", 1))
    ]
    fresh = row(id="new", revision=4)
    assert superseded([*held, fresh]) == {"s11", "s12"}
    assert decide(held[0], Situation(NOON, superseded=True), Rules()).act == "digest"
    mail = replace(held[0], channel="email")
    assert decide(mail, Situation(NOON, superseded=True), Rules()) == SEND


def test_the_rate_counts_a_sliding_hour() -> None:
    rules = replace(EVERYTHING_DIGESTED, max_per_hour=2)
    sent = [NOON - HOUR, NOON - 59 * MINUTE, NOON - MINUTE]
    assert decide(row(), Situation(NOON, sent=sent[:2]), rules) == SEND
    verdict = decide(row(), Situation(NOON, sent=sent), rules)
    assert (verdict.act, verdict.reason) == ("digest", "more than 2 an hour")
    # What was sent by a clock that was ahead counts for nothing.
    assert decide(row(), Situation(NOON, sent=[NOON + HOUR, NOON + DAY]), rules) == SEND


def test_without_a_digest_it_waits_for_room() -> None:
    rules = replace(EVERYTHING_DIGESTED, max_per_hour=2, digest_channels=frozenset({"email"}))
    sent = [NOON - 59 * MINUTE, NOON - 30 * MINUTE, NOON - MINUTE]
    verdict = decide(row(), Situation(NOON, sent=sent), rules)
    assert (verdict.act, verdict.until) == ("hold", NOON + 30 * MINUTE)
    assert decide(row(), Situation(NOON), replace(rules, max_per_hour=0)).until == NOON + HOUR


def test_high_priority_and_digests_pass_the_rate() -> None:
    full = Situation(NOON, sent=[NOON - MINUTE] * 30)
    assert decide(row(priority="high"), full, EVERYTHING_DIGESTED) == SEND
    assert decide(row(since=NOON - DAY), full, EVERYTHING_DIGESTED) == SEND


def test_a_mute_comes_before_everything_but_the_users_own_word() -> None:
    muted = Situation(NOON, muted="story")
    assert decide(row(priority="high"), muted, NIGHT).reason == "muted: story"
    assert decide(row(asked=True), replace(muted, now=NOON + DAY), NIGHT) == SEND


@pytest.mark.parametrize("state", ["pending", "failed", "held"])
def test_what_waits_for_years_waits_for_a_wrong_clock(state: str) -> None:
    far = row(state=state, not_before=NOON + 400 * DAY)
    assert waits_for_a_wrong_clock(far, NOON)
    near = row(state=state, not_before=NOON + 10 * MINUTE)
    assert not waits_for_a_wrong_clock(near, NOON)


def test_a_long_night_and_a_long_snooze_are_no_wrong_clock() -> None:
    night = row(state="held", not_before=NOON + 25 * HOUR)
    assert not waits_for_a_wrong_clock(night, NOON)
    snoozed = row(state="held", asked=True, not_before=NOON + 30 * DAY)
    assert not waits_for_a_wrong_clock(snoozed, NOON)
    assert waits_for_a_wrong_clock(replace(snoozed, created=NOON + 29 * DAY), NOON)


def test_a_row_is_given_up_after_tries_and_running_both() -> None:
    day = 24 * 3600
    tired = row(tries=MOST_TRIES, failing_since=1000)
    assert is_given_up(tired, 1000 + day)
    assert not is_given_up(tired, 999 + day)
    assert not is_given_up(replace(tired, tries=MOST_TRIES - 1), 1000 + 9 * day)
    assert not is_given_up(replace(tired, failing_since=0), 1000 + 9 * day)


def test_a_lost_count_of_running_gives_nothing_up_early() -> None:
    tired = row(tries=99, failing_since=10**6)
    assert not is_given_up(tired, 3600)
    assert is_given_up(tired, 24 * 3600)


def test_waits_grow_with_full_jitter_and_the_receivers_word_wins() -> None:
    rng = random.Random(1)
    error = Undelivered("no")
    for tries, most in ((1, 30), (2, 60), (5, 480), (9, 3600), (40, 3600)):
        waits = [backoff(tries, error, rng).total_seconds() for _ in range(200)]
        assert max(waits) <= most
        assert min(waits) < most / 10
        assert max(waits) > most * 9 / 10
    assert backoff(9, Undelivered("no", retry_after=7), rng) == timedelta(seconds=7)
    assert backoff(1, Undelivered("no", retry_after=10**9), rng) == LONGEST_PAUSE


moments = st.integers(-3 * 24 * 60, 3 * 24 * 60).map(lambda minutes: NOON + minutes * MINUTE)
rows = st.builds(
    row,
    st.sampled_from(CHANNELS),
    priority=st.sampled_from(["low", "normal", "high"]),
    story=st.sampled_from(["", "s1", "s2"]),
    created=moments,
    held_until=st.none() | moments,
    since=st.none() | moments,
    asked=st.booleans(),
)
situations = st.builds(
    Situation,
    moments,
    attention=st.just(READING),
    muted=st.sampled_from(["", "story"]),
    sent=st.lists(moments, max_size=5).map(sorted),
    superseded=st.booleans(),
)
rules_drawn = st.builds(
    Rules,
    st.sampled_from([None, parse_hours("22:00-07:00"), parse_hours("01:30-02:30")]),
    st.booleans(),
    st.integers(0, 3),
    digest_channels=st.frozensets(st.sampled_from(CHANNELS)),
    zone=st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")]),
)


@settings(deadline=None)
@given(rows, situations, rules_drawn)
def test_whatever_is_the_case_nothing_is_lost(
    one: Alert, situation: Situation, rules: Rules
) -> None:
    verdict = decide(one, situation, rules)
    if verdict.act == "hold":
        assert verdict.until is not None
        assert timedelta(0) < verdict.until - situation.now <= 25 * HOUR
    else:
        assert verdict.until is None
    if one.asked:
        assert verdict == SEND
    elif verdict.act == "suppress":
        assert situation.muted or one.channel in BUBBLES
    elif verdict.act == "digest" and one.channel in LASTING:
        assert one.channel in rules.digest_channels
        assert one.priority != "high"
    if verdict != SEND:
        assert verdict.reason


def failures(number: int, error: Undelivered | None = None) -> list[Circuit]:
    rng, circuits = random.Random(1), [Circuit()]
    for n in range(number):
        circuits.append(circuits[-1].after(error or Undelivered("no"), NOON + n * 2 * HOUR, rng))
    return circuits


def test_a_channel_is_broken_after_some_failures_in_a_row() -> None:
    circuits = failures(12)
    assert [c.broken for c in circuits[: MOST_FAILURES + 1]] == [False] * MOST_FAILURES + [True]
    assert all(c.lets(NOON) for c in circuits[:MOST_FAILURES])
    assert circuits[MOST_FAILURES].since == NOON
    opened = circuits[MOST_FAILURES:]
    pauses = [c.until - (NOON + (c.failures - 1) * 2 * HOUR) for c in opened if c.until]
    assert pauses[0] <= MINUTE
    assert HOUR / 2 <= pauses[-1] <= HOUR
    assert all(later > sooner / 2 for sooner, later in pairwise(pauses))


def test_a_pause_lets_nothing_through_until_it_is_over() -> None:
    circuit = failures(1, Undelivered("busy", retry_after=120))[-1]
    assert not circuit.broken
    assert not circuit.lets(NOON + timedelta(seconds=119))
    assert circuit.lets(NOON + timedelta(seconds=120))
    # A clock that was put back does not keep it closed for a year.
    assert circuit.lets(NOON - 365 * DAY)


def test_who_asks_for_a_long_pause_waits_for_a_person() -> None:
    circuit = failures(1, Undelivered("wrong password", retry_after=900))[-1]
    assert circuit.broken
    assert describe("email", circuit, UTC) == (
        "Alerts do not arrive by email since 2026-11-23 12:00: wrong password"
    )
