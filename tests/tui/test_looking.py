"""Since when the first screen sums up what came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tui.looking import AWAY, FIRST, Looking, arrive, press, see

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_the_first_look_goes_back_a_week() -> None:
    assert arrive(Looking(), NOW).since == NOW - FIRST


def test_whoever_was_away_comes_back_to_what_came_since_the_last_key() -> None:
    left = NOW - timedelta(hours=9)
    back = press(Looking(looked=left), NOW)
    assert (back.since, back.looked) == (left, NOW)


def test_whoever_goes_on_pressing_keys_is_told_nothing() -> None:
    looking = Looking(looked=NOW)
    for minute in range(60):
        looking = press(looking, NOW + minute * MINUTE)
        assert looking.since is None


def test_what_is_shown_stays_until_it_is_marked_as_seen() -> None:
    left = NOW - timedelta(hours=9)
    looking = press(Looking(looked=left), NOW)
    for minute in range(60):
        looking = press(looking, NOW + minute * MINUTE)
    assert looking.since == looking.seen_until == left
    seen = see(looking, NOW + 60 * MINUTE)
    assert seen.since is None
    assert seen.seen_until == NOW + 60 * MINUTE


def test_a_screen_left_alone_begins_to_sum_up_by_itself() -> None:
    looking = Looking(looked=NOW)
    assert arrive(looking, NOW + AWAY - MINUTE) == looking
    assert arrive(looking, NOW + AWAY).since == NOW


@given(st.lists(st.tuples(st.sampled_from("kts"), st.integers(1, 900)), max_size=40))
def test_nothing_that_was_not_seen_is_ever_left_out(steps: list[tuple[str, int]]) -> None:
    """The summary begins no later than the last key before an absence, until it is marked."""
    looking, now, unseen = Looking(looked=NOW), NOW, None
    for step, minutes in steps:
        before, now = now, now + minutes * MINUTE
        if unseen is None and now - (looking.looked or before) >= AWAY:
            unseen = looking.looked
        looking = {"k": press, "t": arrive, "s": see}[step](looking, now)
        unseen = None if step == "s" else unseen
        assert looking.since == unseen
