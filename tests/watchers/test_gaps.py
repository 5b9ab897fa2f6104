from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsroom.records import Entry, Gap, Source, SourceState
from watchers.gaps import absences, said, with_gap

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
PAPER = Source("paper", "The Paper", "https://paper.example/feed")


def after_absence(
    *dates: datetime | None, away: timedelta = 14 * DAY, known: int = 0, most: int = 0
) -> tuple[Gap, ...]:
    before = SourceState("paper", "ok", last_ok=NOW - away)
    entries = [Entry(guid=str(n), published=date) for n, date in enumerate(dates)]
    after = replace(before, last_ok=NOW)
    return with_gap(PAPER, before, after, entries, known=known, most=most, now=NOW).gaps


def test_a_feed_that_begins_after_the_absence_began_has_lost_something() -> None:
    assert after_absence(NOW, NOW - DAY) == (Gap(NOW - 14 * DAY, NOW),)
    assert after_absence(None) == (Gap(NOW - 14 * DAY, NOW),)


@pytest.mark.parametrize(
    "reaching",
    [
        after_absence(NOW, NOW - 15 * DAY),
        after_absence(NOW, known=1),
        after_absence(),
        after_absence(NOW, most=50),
        after_absence(NOW, away=timedelta(hours=7)),
    ],
    ids=["older entries", "known entries", "an empty feed", "a search", "a short absence"],
)
def test_a_feed_that_reaches_back_has_not(reaching: tuple[Gap, ...]) -> None:
    assert reaching == ()


def test_a_source_seldom_asked_is_not_away_between_two_checks() -> None:
    before = SourceState("paper", "ok", last_ok=NOW - DAY)
    seldom = replace(PAPER, interval=timedelta(hours=12))
    one = [Entry(guid="1", published=NOW)]
    assert with_gap(seldom, before, before, one, known=0, most=0, now=NOW).gaps == ()


@pytest.mark.parametrize(
    ("next_poll", "failures", "gaps"),
    [
        (NOW - timedelta(minutes=2), 0, 0),
        (NOW + timedelta(minutes=2), 0, 0),
        (NOW - timedelta(hours=2), 0, 1),
        (NOW - timedelta(minutes=2), 1, 1),
    ],
    ids=["as planned", "before", "late", "after failures"],
)
def test_a_source_asked_as_planned_was_watched_however_seldom_that_is(
    next_poll: datetime, failures: int, gaps: int
) -> None:
    before = SourceState("paper", "ok", last_ok=NOW - DAY, next_poll=next_poll, failures=failures)
    one = [Entry(guid="1", published=NOW)]
    after = with_gap(PAPER, before, before, one, known=0, most=0, now=NOW)
    assert len(after.gaps) == gaps


def test_a_source_remembers_its_latest_gaps_only() -> None:
    state = SourceState("paper", "ok")
    for n in range(9):
        at = NOW + n * DAY
        before = replace(state, last_ok=at - DAY)
        state = with_gap(PAPER, before, before, [Entry(guid=str(n))], known=0, most=0, now=at)
    assert [gap.end for gap in state.gaps] == [NOW + n * DAY for n in range(4, 9)]


def state(source: str, *gaps: Gap) -> SourceState:
    return SourceState(source, gaps=gaps)


def test_gaps_of_one_absence_are_told_together() -> None:
    hour = timedelta(hours=1)
    whole = Gap(NOW - 14 * DAY, NOW)
    states = [
        state("a", whole),
        state("b", Gap(whole.start - hour, whole.end + hour)),
        state("c", Gap(NOW - 3 * DAY, NOW - 2 * DAY)),
        state("d", Gap(NOW - 90 * DAY, NOW - 80 * DAY)),
    ]
    found = absences(states, NOW - 30 * DAY)
    assert [one.sources for one in found] == [("b", "a"), ("c",)]
    assert [said(one, UTC) for one in found] == [
        "Not watched 7 to 21 Nov: 2 sources no longer reach back (b, a).",
        "Not watched 18 Nov 09:30 to 19 Nov 09:30: 1 source no longer reaches back (c).",
    ]


def test_a_gap_over_the_turn_of_a_year_names_it() -> None:
    (one,) = absences([state("a", Gap(datetime(2025, 12, 20, tzinfo=UTC), NOW))], NOW - DAY)
    assert said(one, UTC).startswith("Not watched 20 Dec 2025 to 21 Nov:")
