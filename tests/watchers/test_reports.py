from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsroom.records import Source, SourceHealth, SourceState
from watchers.reports import lasting_trouble, with_since

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAPER = Source("paper", "The Paper", "https://paper.example/feed")


def failing(health: SourceHealth = "error", failures: int = 1) -> SourceState:
    return SourceState("paper", health, failures=failures, error="paper.example is away.")


def test_trouble_begins_with_the_first_failure_and_ends_with_the_next_good_answer() -> None:
    well = SourceState("paper", "ok")
    first = with_since(well, failing(), NOON)
    assert first.unwell_since == NOON
    second = with_since(first, failing("slow", 2), NOON + HOUR)
    assert second.unwell_since == NOON
    assert with_since(second, well, NOON + 2 * HOUR).unwell_since is None


def test_an_empty_feed_is_trouble_and_a_cut_one_that_was_read_is_none() -> None:
    well = SourceState("paper", "ok")
    assert with_since(well, SourceState("paper", "empty"), NOON).unwell_since == NOON
    assert with_since(well, SourceState("paper", "broken"), NOON).unwell_since is None


@pytest.mark.parametrize(
    ("hours", "failures", "reached", "told"),
    [(23, 9, True, False), (25, 2, True, False), (25, 3, False, False), (25, 3, True, True)],
)
def test_it_is_told_when_it_lasted_a_day_of_tries_and_the_network_is_not_to_blame(
    hours: int, failures: int, reached: bool, told: bool
) -> None:
    state = replace(failing(failures=failures), unwell_since=NOON)
    report = lasting_trouble(PAPER, state, NOON + hours * HOUR, reached=reached)
    assert (report is not None) == told
    if report is not None:
        assert report.title == ("The Paper has brought nothing since 2 Mar: paper.example is away.")
        later = lasting_trouble(PAPER, state, NOON + 99 * HOUR, reached=reached)
        assert later is not None
        assert (later.subject, later.state) == (report.subject, report.state)


def test_a_source_that_is_gone_is_told_of_at_once() -> None:
    state = replace(failing("gone"), unwell_since=NOON)
    report = lasting_trouble(PAPER, state, NOON, reached=True)
    assert report is not None
    assert report.title == "The Paper is gone: paper.example is away."


def test_a_later_episode_is_another_subject() -> None:
    state = replace(failing(failures=5), unwell_since=NOON)
    again = replace(state, unwell_since=NOON + 90 * HOUR)
    first = lasting_trouble(PAPER, state, NOON + 30 * HOUR, reached=True)
    second = lasting_trouble(PAPER, again, NOON + 130 * HOUR, reached=True)
    assert first is not None
    assert second is not None
    assert first.subject != second.subject
