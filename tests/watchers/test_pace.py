from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.records import Entry, Source, SourceState, Wishes
from watchers.fetched import Fetched
from watchers.health import after_success, as_asked, is_due
from watchers.pace import (
    KEPT,
    delay_of,
    interval_of,
    next_poll,
    per_week,
    planned_interval,
    tempo_health,
    usual_silence,
    with_arrivals,
    with_dates,
    with_matches,
)
from watchers.parsed import Parsed

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOURCE = Source("paper", "The Paper", "https://paper.example/feed", interval=30 * MINUTE)


def middle(low: float, high: float) -> float:
    return (low + high) / 2


def lowest(low: float, _high: float) -> float:
    return low


def highest(_low: float, high: float) -> float:
    return high


def published(gap: timedelta, count: int = 10, last: timedelta = timedelta()) -> SourceState:
    """A source that published `count` times, `gap` apart, `last` ago the last time."""
    entries = [Entry(title="x", published=NOW - last - n * gap) for n in range(count)]
    before = SourceState("paper", last_ok=NOW, last_poll=NOW, watched_since=NOW - 400 * DAY)
    return with_dates(before, entries, NOW)


@pytest.mark.parametrize(
    ("state", "interval"),
    [
        (SourceState("paper"), 30 * MINUTE),
        (published(HOUR), 30 * MINUTE),
        (published(8 * HOUR), HOUR),
        (published(DAY), 3 * HOUR),
        (published(7 * DAY), 6 * HOUR),
        (published(7 * DAY, count=5), 30 * MINUTE),
        # A night and a weekend change nothing; who fell silent is asked at the slowest.
        (published(HOUR, last=60 * HOUR), 30 * MINUTE),
        (published(HOUR, last=5 * DAY), 6 * HOUR),
    ],
)
def test_a_source_is_asked_as_often_as_it_publishes(
    state: SourceState, interval: timedelta
) -> None:
    assert interval_of(SOURCE, state, NOW) == interval


def test_the_users_bounds_hold_at_both_ends() -> None:
    weekly = published(7 * DAY)
    assert interval_of(replace(SOURCE, slowest=2 * HOUR), weekly, NOW) == 2 * HOUR
    assert interval_of(replace(SOURCE, interval=DAY), weekly, NOW) == DAY
    assert interval_of(replace(SOURCE, interval=DAY), published(MINUTE), NOW) == DAY
    assert interval_of(replace(SOURCE, slowest=MINUTE), weekly, NOW) == 30 * MINUTE


def test_what_feeds_a_watch_of_high_priority_keeps_its_interval_but_not_against_wishes() -> None:
    weekly = with_matches(published(7 * DAY), ["people"])
    assert interval_of(SOURCE, weekly, NOW, frozenset({"plans"})) == 6 * HOUR
    assert interval_of(SOURCE, weekly, NOW, frozenset({"people"})) == 30 * MINUTE
    asked = replace(weekly, wishes=Wishes(ttl=3600))
    assert interval_of(SOURCE, asked, NOW, frozenset({"people"})) == HOUR


def test_this_machine_is_asked_at_its_interval_whatever_its_rhythm() -> None:
    here = replace(SOURCE, url="http://127.0.0.1:8000/feed")
    assert interval_of(here, published(7 * DAY), NOW) == 30 * MINUTE
    assert interval_of(here, SourceState("paper", wishes=Wishes(ttl=7200)), NOW) == 2 * HOUR


@pytest.mark.parametrize(
    ("wishes", "interval"),
    [
        (Wishes(), 30 * MINUTE),
        (Wishes(max_age=600), 30 * MINUTE),
        (Wishes(max_age=3600), HOUR),
        (Wishes(ttl=7200, max_age=3600), 2 * HOUR),
        (Wishes(max_age=86_400), 6 * HOUR),
    ],
)
def test_wishes_make_the_interval_longer_up_to_the_slowest(
    wishes: Wishes, interval: timedelta
) -> None:
    assert interval_of(SOURCE, SourceState("paper", wishes=wishes), NOW) == interval


def test_chance_moves_the_next_check_but_never_before_what_was_wished() -> None:
    free, bound = SourceState("paper"), SourceState("paper", wishes=Wishes(max_age=1800))
    assert next_poll(SOURCE, free, NOW, lowest) == NOW + 27 * MINUTE
    assert next_poll(SOURCE, free, NOW, highest) == NOW + 33 * MINUTE
    assert next_poll(SOURCE, bound, NOW, lowest) == NOW + 30 * MINUTE


@pytest.mark.parametrize(
    ("wishes", "at"),
    [
        (Wishes(skip_hours=(9,)), NOW.replace(minute=0) + HOUR),
        (Wishes(skip_hours=(9, 10, 11)), NOW.replace(minute=0) + 3 * HOUR),
        (Wishes(skip_hours=(11,)), NOW + 29 * MINUTE),
        (Wishes(skip_days=(0,)), datetime(2026, 3, 3, tzinfo=UTC)),
        (Wishes(skip_days=(0, 1, 2, 3, 4, 5)), datetime(2026, 3, 5, 9, tzinfo=UTC)),
        (Wishes(skip_hours=tuple(range(23)), skip_days=(0,)), datetime(2026, 3, 3, 23, tzinfo=UTC)),
    ],
)
def test_hours_and_days_in_which_nothing_comes_are_left_out(wishes: Wishes, at: datetime) -> None:
    source = replace(SOURCE, interval=29 * MINUTE)
    assert next_poll(source, SourceState("paper", wishes=wishes), NOW, middle) == at


@given(
    st.lists(st.integers(0, 10**8), max_size=20),
    st.integers(0, 86_400),
    st.floats(0, 1),
    st.sets(st.integers(0, 23), max_size=23),
)
def test_no_history_brings_a_check_nearer_than_the_interval_or_further_than_allowed(
    rhythm: list[int], wish: int, chance: float, hours: set[int]
) -> None:
    state = SourceState(
        "paper",
        rhythm=tuple(sorted(rhythm)),
        wishes=Wishes(max_age=wish, skip_hours=tuple(sorted(hours))),
    )
    at = next_poll(SOURCE, state, NOW, lambda low, high: low + (high - low) * chance)
    assert NOW + SOURCE.interval * 0.9 <= at
    assert at <= NOW + SOURCE.slowest * 1.1 + DAY


def test_dates_are_kept_compactly_and_announcements_do_not_count() -> None:
    state = published(HOUR, count=40)
    assert len(state.rhythm) == KEPT
    assert state.rhythm[-1] * 60 == NOW.timestamp()
    later = with_dates(state, [Entry(title="x", published=NOW + HOUR), Entry(title="y")], NOW)
    assert later == state


def test_what_arrives_without_a_date_counts_from_when_it_was_found() -> None:
    before = SourceState("paper", last_ok=NOW - HOUR)
    undated, dated = Entry(title="x"), Entry(title="y", published=NOW - MINUTE)
    minute = int(NOW.timestamp()) // 60
    assert with_arrivals(before, before, [undated], 1, NOW).rhythm == (minute,)
    assert with_arrivals(before, before, [undated], 0, NOW).rhythm == ()
    assert with_arrivals(before, before, [undated, dated], 2, NOW).rhythm == ()
    first = SourceState("paper")
    assert with_arrivals(first, first, [undated, dated], 2, NOW).rhythm == ()
    assert with_arrivals(first, first, [undated], 1, NOW).rhythm == (minute,)


def test_an_old_piece_that_is_found_only_today_ends_a_silence() -> None:
    before = SourceState("paper", last_ok=NOW - HOUR, health="quiet")
    old = Entry(title="x", published=NOW - 90 * DAY)
    quiet = replace(before, health="quiet", error="Nothing for 90d.")
    after = with_arrivals(before, quiet, [old], 1, NOW)
    assert (after.health, after.error) == ("ok", "")


def test_what_a_source_matched_is_remembered_with_an_end() -> None:
    state = with_matches(SourceState("paper"), [f"w{n}" for n in range(30)])
    state = with_matches(state, ["w15", "w15"])
    assert (len(state.matched), state.matched[-1], state.matched[0]) == (20, "w15", "w10")
    assert with_matches(state, []) is state


def test_a_silence_of_three_times_the_usual_is_a_state_with_a_way_out() -> None:
    usual = published(2 * DAY, last=6 * DAY)
    assert tempo_health(SOURCE, usual, NOW) == ("ok", "")
    health, sentence = tempo_health(SOURCE, published(2 * DAY, last=7 * DAY), NOW)
    assert health == "quiet"
    assert sentence == (
        "The Paper answers, but has told nothing for 7d, where 2d without news is usual: see with "
        "`llamawatch sources check URL` whether its feed has moved."
    )
    # A busy paper is not asked after a weekend; a paper nobody knows yet is not judged.
    assert tempo_health(SOURCE, published(HOUR, last=4 * DAY), NOW)[0] == "ok"
    assert tempo_health(SOURCE, published(HOUR, last=4 * DAY + MINUTE), NOW)[0] == "quiet"
    assert tempo_health(SOURCE, published(HOUR, count=5, last=300 * DAY), NOW)[0] == "ok"


def test_only_a_silence_that_was_witnessed_counts() -> None:
    dead = replace(published(DAY, last=300 * DAY), watched_since=NOW - 4 * DAY)
    assert tempo_health(SOURCE, dead, NOW)[0] == "ok"
    health, sentence = tempo_health(SOURCE, dead, NOW + MINUTE)
    assert health == "quiet"
    assert "has told nothing for 300d, where 1d without news is usual" in sentence
    state = after_success(
        SOURCE, SourceState("paper"), Fetched("ok"), Parsed("feed"), now=NOW, draw=middle
    )
    later = after_success(SOURCE, state, Fetched("unchanged"), None, now=NOW + DAY, draw=middle)
    assert (state.watched_since, later.watched_since) == (NOW, NOW)


def test_one_long_holiday_does_not_make_long_silences_usual() -> None:
    days = [0, 1, 2, 3, 4, 20, 21, 22, 23, 24]
    assert usual_silence([day * 1440 for day in days]) == DAY
    assert usual_silence([day * 1440 for day in days[:7]]) == 16 * DAY
    assert usual_silence([]) is None


def test_slow_three_times_is_a_state_and_one_quick_answer_ends_it() -> None:
    state, seen = SourceState("paper"), []
    for ms in (10_001, 20_000, 10_001, 10_001, 9_000):
        fetched = Fetched("ok", ms=ms)
        state = after_success(SOURCE, state, fetched, Parsed("feed"), now=NOW, draw=middle)
        state = replace(state, empties=0)
        seen.append((state.health, state.slow))
    assert seen == [("ok", 1), ("ok", 2), ("slow", 3), ("slow", 4), ("ok", 0)]


def test_a_week_of_not_modified_is_doubted_once() -> None:
    first = Fetched("ok", etag='"1"', last_modified="then", body_hash="abc")
    same = Fetched("unchanged", status=304)
    state = after_success(SOURCE, SourceState("paper"), first, Parsed("feed"), now=NOW, draw=middle)
    for day in range(8):
        at = NOW + day * DAY
        assert as_asked(state, at).etag == '"1"'
        state = after_success(SOURCE, state, same, None, now=at, draw=middle)
    doubted = as_asked(state, NOW + 7 * DAY + MINUTE)
    assert (doubted.etag, doubted.last_modified, doubted.body_hash) == ("", "", "abc")
    state = after_success(SOURCE, state, first, None, now=NOW + 8 * DAY, draw=middle)
    assert as_asked(state, NOW + 9 * DAY) is state
    assert state.etag == '"1"'


def test_wishes_of_the_last_answer_are_remembered() -> None:
    document = Parsed("feed", wishes=Wishes(ttl=60, skip_hours=(3,)))
    state = after_success(
        SOURCE, SourceState("paper"), Fetched("ok", max_age=50), document, now=NOW, draw=middle
    )
    assert state.wishes == Wishes(50, 60, (3,))
    same = Fetched("unchanged", status=304)
    again = after_success(SOURCE, state, same, None, now=NOW, draw=middle)
    assert again.wishes == state.wishes
    other = after_success(SOURCE, state, Fetched("ok"), None, now=NOW, draw=middle)
    assert other.wishes == Wishes(0, 60, (3,))


def test_a_clock_that_was_set_back_keeps_nobody_waiting() -> None:
    state = SourceState("paper", last_poll=NOW, next_poll=NOW + 30 * MINUTE)
    assert delay_of(state, NOW + 10 * MINUTE) == 1200
    assert delay_of(state, NOW + DAY) == 0
    assert delay_of(state, NOW - DAY) == 1800
    assert delay_of(SourceState("paper"), NOW) == 0
    assert not is_due(state, NOW)
    assert is_due(state, NOW - DAY)
    assert is_due(state, NOW + 30 * MINUTE)


def test_how_often_a_source_publishes_and_is_asked_can_be_told() -> None:
    state = replace(published(DAY, count=15), next_poll=NOW + HOUR)
    assert per_week(state) == pytest.approx(7.5)
    assert planned_interval(state) == HOUR
    assert per_week(SourceState("paper", last_ok=NOW)) is None
    assert planned_interval(SourceState("paper")) is None
