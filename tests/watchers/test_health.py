from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsroom.records import Entry, Gap, Source, SourceState
from watchers.fetched import Fetched
from watchers.health import (
    MAX_BACKOFF,
    after_failure,
    after_success,
    held_back,
    is_due,
    no_feed,
    remembered,
)
from watchers.parsed import Parsed

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
SOURCE = Source("paper", "The Paper", "https://paper.example/feed")
FEED = Parsed("feed", entries=(Entry(title="x"),))


def highest(low: float, high: float) -> float:
    return high


def lowest(low: float, high: float) -> float:
    return low


def success(state: SourceState, fetched: Fetched, parsed: Parsed | None) -> SourceState:
    return after_success(SOURCE, state, fetched, parsed, now=NOW, draw=lambda _low, _high: 1.0)


def test_a_good_answer_is_remembered_with_its_validators() -> None:
    fetched = Fetched("ok", etag='"1"', last_modified="then", body_hash="abc", ms=12)
    state = success(SourceState("paper", failures=3, error="x"), fetched, FEED)
    assert state == SourceState(
        "paper",
        health="ok",
        etag='"1"',
        last_modified="then",
        last_poll=NOW,
        last_ok=NOW,
        next_poll=NOW + HALF_HOUR,
        latency_ms=12,
        body_hash="abc",
        watched_since=NOW,
        whole_at=NOW,
    )


def test_nothing_changed_keeps_the_validators() -> None:
    before = SourceState("paper", health="ok", etag='"1"', body_hash="abc")
    after = success(before, Fetched("unchanged", status=304), None)
    assert (after.health, after.etag, after.body_hash) == ("ok", '"1"', "abc")


def test_where_nobody_is_reached_the_next_try_comes_within_minutes() -> None:
    unreached = Fetched("error", status=0)
    state, waits = SourceState("paper"), []
    for _ in range(7):
        state = after_failure(SOURCE, state, "error", "x", now=NOW, draw=highest, fetched=unreached)
        assert state.next_poll is not None
        waits.append((state.next_poll - NOW).total_seconds() / 60)
    assert waits == [2, 4, 8, 16, 30, 30, 30]
    assert state.not_before is None


def test_a_document_without_its_end_is_broken_and_asked_for_whole_again() -> None:
    fetched = Fetched("ok", etag='"1"', body_hash="abc")
    state = success(SourceState("paper"), fetched, Parsed("feed", FEED.entries, whole=False))
    assert (state.health, state.etag) == ("broken", "")
    assert state.error == (
        "The Paper sent a document without its end; the entries before that were read: if this "
        "goes on, look for another address of the feed."
    )
    # It always ends like that: now the validators may be kept, and the state stays.
    again = success(state, fetched, None)
    assert (again.health, again.etag, again.error) == ("broken", '"1"', state.error)


def test_empty_twice_is_a_state() -> None:
    empty = Parsed("feed")
    once = success(SourceState("paper"), Fetched("ok"), empty)
    twice = success(once, Fetched("ok"), empty)
    assert (once.health, twice.health) == ("ok", "empty")
    assert twice.error == (
        "The Paper answers, but its feed was empty 2 times in a row: check the address with "
        "`llamawatch sources check URL`."
    )
    assert success(twice, Fetched("unchanged"), None).health == "empty"
    assert success(twice, Fetched("ok"), FEED).health == "ok"


def test_a_move_is_shown_until_it_is_followed() -> None:
    state = success(SourceState("paper"), Fetched("ok", moved_to="https://new.example/"), FEED)
    assert (state.health, state.moved_to) == ("moved", "https://new.example/")
    assert state.error == (
        "The Paper has moved for good to https://new.example/: `llamawatch sources follow paper` "
        "puts that address into config.toml."
    )


def test_failures_back_off_with_full_jitter_up_to_a_day() -> None:
    state, waits = SourceState("paper", etag='"1"'), []
    for _ in range(8):
        fetched = Fetched("error", "x", 500)
        early = after_failure(SOURCE, state, "error", "x", now=NOW, draw=lowest, fetched=fetched)
        state = after_failure(SOURCE, state, "error", "x", now=NOW, draw=highest, fetched=fetched)
        assert early.next_poll == NOW + HALF_HOUR
        assert state.next_poll is not None
        waits.append((state.next_poll - NOW) / HALF_HOUR)
    assert waits == [2, 4, 8, 16, 32, 48, 48, 48]
    assert MAX_BACKOFF / HALF_HOUR == 48
    assert (state.failures, state.etag, state.last_poll) == (8, '"1"', NOW)


def test_the_breaker_holds_back_even_who_asks_by_hand() -> None:
    state = SourceState("paper")
    for failures in range(1, 6):
        state = after_failure(
            SOURCE, state, "error", "It failed.", now=NOW, draw=lowest,
            fetched=Fetched("error", "x", 500),
        )  # fmt: skip
        assert bool(held_back(SOURCE, state, NOW)) == (failures == 5)
    assert held_back(SOURCE, state, NOW) == ("The Paper is not asked for another 30m: It failed.")


def test_without_a_network_nobody_is_spared() -> None:
    state = SourceState("paper", failures=20)
    state = after_failure(
        SOURCE, state, "error", "x", now=NOW, draw=highest, fetched=Fetched("error", "x")
    )
    assert state.next_poll == NOW + HALF_HOUR
    assert state.not_before is None


def test_a_pause_the_server_asked_for_goes_first() -> None:
    fetched = Fetched("limited", "x", 429, retry_after=7200)
    state = after_failure(
        SOURCE, SourceState("paper"), "limited", "Slow down.", now=NOW, draw=lowest,
        fetched=fetched,
    )  # fmt: skip
    assert state.not_before == NOW + timedelta(hours=2)
    assert state.next_poll == NOW + timedelta(hours=2)
    assert held_back(SOURCE, state, NOW) == "The Paper is not asked for another 2h: Slow down."
    assert not held_back(SOURCE, state, NOW + timedelta(hours=2))


def test_what_is_gone_or_off_is_not_asked_until_it_has_another_address() -> None:
    gone = after_failure(
        SOURCE, SourceState("paper", url=SOURCE.url, etag="x", last_ok=NOW), "gone", "Gone.",
        now=NOW, draw=highest, fetched=Fetched("gone", "Gone.", 410),
    )  # fmt: skip
    assert gone.next_poll is None
    assert held_back(SOURCE, remembered(SOURCE, gone), NOW) == (
        "The Paper is gone: remove it or give it a new address."
    )
    moved = Source("paper", "The Paper", "https://new.example/feed")
    fresh = remembered(moved, gone)
    assert not held_back(moved, fresh, NOW)
    assert (fresh.etag, fresh.health, fresh.last_ok) == ("", "new", NOW)
    off = Source("paper", "The Paper", SOURCE.url, enabled=False)
    assert held_back(off, SourceState("paper"), NOW) == "The Paper is switched off."


def test_a_source_is_due_when_its_time_has_come() -> None:
    assert is_due(SourceState("paper"), NOW)
    assert is_due(SourceState("paper", next_poll=NOW), NOW)
    assert not is_due(SourceState("paper", next_poll=NOW + HALF_HOUR), NOW)


SENTENCES = {
    "empty": "paper.example sent an empty document instead of a feed; it is asked again.",
    "login": "paper.example shows a login instead of a feed: find an address that needs none.",
    "blocked": "paper.example asks whether a person is reading instead of sending its feed; it is "
    "asked again later: set a contact under [poll], or find another address.",
    "page": 'paper.example answers with a web page ("The Paper") instead of a feed; look for the '
    "feed with `llamawatch sources check URL`.",
    "named": "paper.example answers with a web page instead of a feed; it names a feed at "
    "https://paper.example/rss: use that address.",
    "other": "paper.example sent something that is neither RSS, Atom nor JSON Feed: check the "
    "address with `llamawatch sources check URL`.",
}


@pytest.mark.parametrize(
    ("name", "parsed", "health"),
    [
        ("empty", Parsed("empty"), "not-a-feed"),
        ("login", Parsed("page", wall="login"), "login"),
        ("blocked", Parsed("page", wall="blocked"), "blocked"),
        ("page", Parsed("page", title="The Paper"), "not-a-feed"),
        ("named", Parsed("page", feeds=("https://paper.example/rss",)), "not-a-feed"),
        ("other", Parsed("other"), "not-a-feed"),
    ],
)
def test_what_came_instead_of_a_feed_is_said_whole(name: str, parsed: Parsed, health: str) -> None:
    assert no_feed(SOURCE.url, parsed) == (health, SENTENCES[name])


def test_what_an_absence_cost_is_remembered_at_another_address() -> None:
    gap = Gap(NOW - timedelta(days=9), NOW)
    state = SourceState(SOURCE.id, url="https://elsewhere.example/feed", gaps=(gap,))
    assert remembered(SOURCE, state).gaps == (gap,)
