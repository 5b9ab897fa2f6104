"""Every state a source can be in, how it gets there, and what its user is told to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, get_args

import pytest

from newsroom.records import Entry, Source, SourceHealth, SourceState
from watchers import outcomes
from watchers.fetched import Fetched
from watchers.health import after_failure, after_success, held_back, no_feed
from watchers.parsed import Parsed
from watchers.reach import without_network

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
URL = "https://paper.example/feed"
SOURCE = Source("paper", "The Paper", URL)
FEED = Parsed("feed", entries=(Entry(title="x"),))
NEW = SourceState("paper", url=URL)


def draw(low: float, high: float) -> float:
    return (low + high) / 2


def good(
    fetched: Fetched, parsed: Parsed | None = FEED, *, before: SourceState = NEW
) -> SourceState:
    return after_success(SOURCE, before, fetched, parsed, now=NOW, draw=draw)


def refused(fetched: Fetched) -> SourceState:
    # The verdicts of a fetch that failed are names of states.
    health: SourceHealth = fetched.verdict  # type: ignore[assignment]
    return after_failure(SOURCE, NEW, health, fetched.error, now=NOW, draw=draw, fetched=fetched)


def unread(parsed: Parsed) -> SourceState:
    health, error = no_feed(URL, parsed)
    return after_failure(SOURCE, NEW, health, error, now=NOW, draw=draw, fetched=Fetched("ok"))


def fallen_silent() -> SourceState:
    dates = [NOW - timedelta(days=20 + n) for n in range(10)]
    feed = Parsed("feed", tuple(Entry(published=date) for date in dates))
    return good(Fetched("ok"), feed, before=replace(NEW, watched_since=NOW - timedelta(days=10)))


WAYS: list[tuple[SourceHealth, Callable[[], SourceState], str]] = [
    ("new", lambda: NEW, ""),
    ("ok", lambda: good(Fetched("ok")), ""),
    ("quiet", fallen_silent, "see with `llamawatch sources check URL` whether its feed has moved."),
    (
        "empty",
        lambda: good(Fetched("ok"), Parsed("feed"), before=replace(NEW, empties=1)),
        "check the address with `llamawatch sources check URL`.",
    ),
    (
        "moved",
        lambda: good(Fetched("ok", moved_to="https://new.example/")),
        "`llamawatch sources follow paper` puts that address into config.toml.",
    ),
    (
        "gone",
        lambda: refused(outcomes.refused(URL, 410, None)),
        "remove the source or give it a new address.",
    ),
    (
        "blocked",
        lambda: refused(outcomes.refused(URL, 403, None)),
        "set a contact under [poll], or find another address.",
    ),
    (
        "blocked",
        lambda: unread(Parsed("page", wall="blocked")),
        "set a contact under [poll], or find another address.",
    ),
    (
        "login",
        lambda: refused(outcomes.refused(URL, 401, None)),
        "find an address of the feed that needs none.",
    ),
    (
        "not-a-feed",
        lambda: unread(Parsed("page")),
        "look for the feed with `llamawatch sources check URL`.",
    ),
    (
        "broken",
        lambda: good(Fetched("ok", partial=True)),
        "if this goes on, look for another address of the feed.",
    ),
    ("broken", lambda: refused(outcomes.broken_off(URL, "reset")), "it is asked again later."),
    (
        "slow",
        lambda: good(Fetched("ok", ms=12_000), before=replace(NEW, slow=2)),
        "raise its interval, or look for another address.",
    ),
    ("slow", lambda: refused(outcomes.too_slow(URL, 30)), "it is asked again later."),
    (
        "limited",
        lambda: refused(outcomes.refused(URL, 429, 60.0)),
        "if this goes on, raise the interval.",
    ),
    (
        "error",
        lambda: refused(outcomes.refused(URL, 404, None)),
        "check the address with `llamawatch sources check URL`.",
    ),
    ("error", lambda: refused(outcomes.refused(URL, 500, None)), "it is asked again later."),
]


@pytest.mark.parametrize(("health", "way", "advice"), WAYS)
def test_each_state_is_reached_and_says_what_to_do(
    health: SourceHealth, way: Callable[[], SourceState], advice: str
) -> None:
    state = way()
    assert state.health == health
    if not advice:
        assert state.error == ""
        return
    assert state.error.endswith(advice)
    assert state.error.startswith(("The Paper ", "paper.example "))


def test_no_state_is_left_out() -> None:
    # Two are said by the configuration, whatever is remembered: switched off, and in want of a
    # contact address. The latter waits, as one does that cannot be reached without a network.
    reached = {health for health, _, _ in WAYS} | {"off", "waiting"}
    assert reached == set(get_args(SourceHealth))
    assert without_network(NEW, NOW).health == "waiting"
    off = replace(SOURCE, enabled=False)
    assert held_back(off, NEW, NOW) == "The Paper is switched off."


@pytest.mark.parametrize(("health", "way", "_advice"), WAYS)
def test_one_good_answer_ends_every_state(
    health: SourceHealth, way: Callable[[], SourceState], _advice: str
) -> None:
    after = good(Fetched("ok", body_hash="other"), FEED, before=replace(way(), rhythm=()))
    assert (after.health, after.error, after.failures) == ("ok", "", 0)
    assert after.refused_by == ""
    assert health in get_args(SourceHealth)
