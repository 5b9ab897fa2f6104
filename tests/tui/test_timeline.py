"""The days as bars: counted by the reader's calendar, as wide as there is room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from newsroom.records import Story
from tui.timeline import DAYS, Timeline, make_timeline, timeline_parts

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TOPICS = (("talent", "talent"), ("strategy", "strategy"))


def story(number: int, seen: datetime, *topics: str, relevant: int = 1) -> Story:
    return Story(
        id=f"s{number}",
        headline="x",
        language="en",
        origin_item="i",
        origin_source="s",
        first_seen=seen,
        last_seen=seen,
        topics=topics,
        relevant=relevant,
    )


def days_ago(count: int) -> datetime:
    return NOW - timedelta(days=count)


def test_stories_count_on_their_day_and_under_each_of_their_topics() -> None:
    stories = [
        story(1, days_ago(0), "talent"),
        story(2, days_ago(0), "talent", "strategy"),
        story(3, days_ago(2), "strategy"),
        story(4, days_ago(DAYS), "talent"),
        story(5, days_ago(1), "talent", relevant=0),
    ]
    timeline = make_timeline(stories, (), NOW, UTC)
    assert len(timeline.days) == DAYS
    assert timeline.counts("talent")[-3:] == [0, 0, 2]
    assert timeline.counts("strategy")[-3:] == [1, 0, 1]
    assert sum(timeline.counts("talent")) == 2


def test_the_day_is_that_of_the_readers_calendar() -> None:
    late = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
    timeline = make_timeline([story(1, late, "talent")], (), NOW, ZoneInfo("Asia/Tokyo"))
    assert timeline.counts("talent")[-1] == 1


def test_a_day_that_was_hardly_watched_is_marked_over_changes_of_the_clock_too() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 10, 27, 9, 0, tzinfo=UTC)
    gap = (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), datetime(2026, 10, 26, 7, 0, tzinfo=UTC))
    timeline = make_timeline((), [gap], now, berlin)
    assert [day.day.day for day in timeline.days if not day.watched] == [25]
    assert "×" in {text for text, style in timeline_parts(timeline, TOPICS, 80) if style == "bad"}


def test_a_burst_is_marked_and_said() -> None:
    usual = [story(n, days_ago(n % DAYS), "talent") for n in range(30)]
    burst = [story(100 + n, days_ago(2), "talent") for n in range(12)]
    timeline = make_timeline(usual + burst, (), NOW, UTC)
    assert timeline.bursts("talent") == {DAYS - 3}
    assert timeline.bursts("strategy") == frozenset()
    text = "".join(text for text, _ in timeline_parts(timeline, TOPICS, 120))
    assert text.endswith("24 Nov: 13 talent stories")


@pytest.mark.parametrize("width", range(200))
def test_it_is_never_wider_than_the_screen(width: int) -> None:
    stories = [story(n, days_ago(n % 40), "talent") for n in range(80)]
    timeline = make_timeline(stories, (), NOW, UTC)
    parts = timeline_parts(timeline, TOPICS, width)
    assert sum(cell_len(text) for text, _ in parts) <= width
    assert timeline_parts(Timeline(), TOPICS, width) == []


def test_the_tallest_bar_is_the_busiest_day_and_a_quiet_day_is_a_low_one() -> None:
    stories = [story(n, days_ago(0), "talent") for n in range(7)]
    stories.append(story(9, days_ago(1), "strategy"))
    parts = timeline_parts(make_timeline(stories, (), NOW, UTC), TOPICS, 80)
    bars = "".join(text for text, style in parts if style in ("talent", "strategy", "alert"))
    assert bars.count("█") == 1
    assert bars.count("▂") == 1
