"""What the list of sources shows, from records alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from newsroom.records import Gap, Source, SourceState
from tui.cells import fit_cells
from tui.moments import moment_text
from tui.source_rows import (
    WeeklyCounts,
    source_cells,
    source_detail,
    source_labels,
    source_rows,
    weekly_text,
)

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCE = Source("gazette", "The Harbour Gazette", "https://gazette.example/feed", language="en")
WELL = SourceState(
    "gazette", "ok", last_poll=NOW - timedelta(minutes=5), last_ok=NOW - timedelta(minutes=5),
    next_poll=NOW + timedelta(minutes=25), items=1203, latency_ms=140,
    watched_since=NOW - 90 * DAY,
)  # fmt: skip


def shown(width: int, state: SourceState = WELL, note: str = "") -> dict[str, str]:
    (row,) = source_rows(
        [SOURCE], {"gazette": state}, weekly={"gazette": 12.5}, notes={"gazette": note}
    )
    cells = source_cells(row, width, NOW)
    return {label: cell.text for label, cell in zip(source_labels(width), cells, strict=True)}


@pytest.mark.parametrize("width", [*range(60, 301)])
def test_every_label_fits_over_its_column(width: int) -> None:
    (row,) = source_rows([SOURCE], {"gazette": WELL})
    labels, cells = source_labels(width), source_cells(row, width, NOW)
    fixed = sum(cell.width or 0 for cell in cells) + len(cells) - 1
    widths = [width - fixed if cell.width is None else cell.width for cell in cells]
    assert all(cell_len(label) <= room for label, room in zip(labels, widths, strict=True))
    assert sum(cell_len(text) for text, _ in fit_cells(cells, width)) == width


def test_a_wide_list_shows_more_of_a_source_than_a_narrow_one() -> None:
    assert shown(60) == {
        "State": "ok", "Source": "The Harbour Gazette", "Weekly": "12", "Next": "25m",
        "What is known": "gazette.example/feed",
    }  # fmt: skip
    assert shown(120) == {
        "State": "ok", "Source": "The Harbour Gazette", "Language": "en", "Weekly": "12",
        "Items": "1203", "Latency": "140 ms", "Last": "5m", "Next": "25m",
        "What is known": "gazette.example/feed",
    }  # fmt: skip


def test_what_is_under_way_stands_before_what_is_wrong_before_where_it_is() -> None:
    moved = replace(WELL, health="moved", moved_to="https://new.example/feed")
    failing = replace(moved, health="broken", error="It sent nothing: look at it.")
    assert shown(120, moved)["What is known"] == "moved to https://new.example/feed: m follows it"
    assert shown(120, failing)["What is known"] == "It sent nothing: look at it."
    assert shown(120, failing, "asking now …")["What is known"] == "asking now …"


def test_what_needs_somebody_stands_first() -> None:
    sources = [Source(name, name, f"https://{name}.example/") for name in "abcd"]
    sources[0] = replace(sources[0], enabled=False)
    states = {
        "c": SourceState("c", "moved", moved_to="https://e.example/"),
        "d": SourceState("d", "broken", error="It is broken."),
    }
    rows = source_rows(sources, states)
    assert [row.key for row in rows] == ["d", "c", "b", "a"]


@pytest.mark.parametrize(
    ("weekly", "said"),
    [
        (None, "-"),
        (0, "0"),
        (0.02, "<0.1"),
        (0.25, "0.2"),
        (3.0, "3"),
        (12.4, "12"),
        (99999, "99999"),
    ],
)
def test_items_a_week_fit_their_column(weekly: float | None, said: str) -> None:
    assert weekly_text(weekly) == said


def test_items_a_week_are_the_mean_of_four_weeks_and_counted_on_from_the_last_day() -> None:
    counts = WeeklyCounts()
    assert counts.rates([WELL], NOW) == {}
    assert counts.begin(NOW) == NOW - 28 * DAY
    for days in range(28):
        counts.add("gazette", NOW - days * DAY - timedelta(hours=1))
    assert counts.rates([WELL], NOW) == {"gazette": 7.0}
    later = NOW + 7 * DAY
    since = counts.begin(later)
    assert since == NOW.replace(hour=0), "what came before the last day is not read again"
    counts.add("gazette", NOW - timedelta(hours=1))
    # What is seven days older than the last four weeks is gone, to the day.
    assert counts.rates([WELL], later) == {"gazette": 22 / 4}


def test_a_source_that_is_watched_for_two_weeks_is_counted_over_two() -> None:
    counts = WeeklyCounts()
    counts.begin(NOW)
    for _ in range(6):
        counts.add("gazette", NOW - DAY)
    young = replace(WELL, watched_since=NOW - 14 * DAY)
    newborn = replace(WELL, source="other", watched_since=NOW - timedelta(minutes=1))
    assert counts.rates([young, newborn], NOW) == {"gazette": 3.0, "other": 0.0}


def test_the_detail_says_everything_about_a_source() -> None:
    source = replace(SOURCE, trusted=True)
    state = replace(
        WELL, health="broken", error="gazette.example is too busy: it is asked again.", failures=4,
        last_poll=NOW, moved_to="https://new.example/feed", gaps=(Gap(NOW - 9 * DAY, NOW - DAY),),
    )  # fmt: skip
    assert source_detail(source, state, contact=False, now=NOW, zone=UTC, weekly=12.5) == [
        "The Harbour Gazette · feed · en · trusted",
        "https://gazette.example/feed",
        "gazette.example is too busy: it is asked again.",
        "Moved for good to https://new.example/feed: m follows it.",
        "It failed 4 times in a row.",
        "Last asked at 12:00, last answered well at 11:55, asked again at 12:25.",
        "Asked at most every 30m.",
        "1203 items stored, 12 a week.",
        "Not watched 24 Feb to 4 Mar: what it told meanwhile is missing.",
    ]


@pytest.mark.parametrize(
    ("failures", "why"), [(0, "as often as it publishes or wishes"), (2, "while it fails")]
)
def test_a_source_that_is_asked_seldom_says_why(failures: int, why: str) -> None:
    state = replace(WELL, failures=failures, next_poll=NOW + timedelta(hours=2))
    said = source_detail(SOURCE, state, contact=False, now=NOW, zone=UTC)
    assert f"Asked at most every 30m, every 2h now: {why}." in said


def test_what_was_not_counted_yet_is_not_said_to_be_nothing() -> None:
    (row,) = source_rows([SOURCE], {"gazette": WELL}, weekly={"other": 3.0})
    assert source_cells(row, 60, NOW)[2].text == "-"


def test_a_new_source_and_one_that_waits_say_so() -> None:
    new = source_detail(SOURCE, SourceState("gazette"), contact=False, now=NOW, zone=UTC)
    assert "Not asked yet." in new
    pages = Source("w", "Pages", kind="wikipedia", options={"pages": ("en:Pier",)})
    said = source_detail(pages, SourceState("w"), contact=False, now=NOW, zone=UTC)
    assert any("set contact under [poll]" in line for line in said)


def test_a_login_and_control_characters_are_not_shown() -> None:
    odd = Source("x", "Odd\x1b[31m name", "https://me:secret@odd.example/feed")
    said = "\n".join(source_detail(odd, SourceState("x"), contact=False, now=NOW, zone=UTC))
    assert "secret" not in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "at 12:00"),
        (NOW - DAY, "on 4 Mar at 12:00"),
        (NOW - 365 * DAY, "on 5 Mar 2025 at 12:00"),
    ],
)
def test_a_time_is_said_with_its_day_where_that_is_another(moment: datetime, said: str) -> None:
    assert moment_text(moment, NOW, UTC) == said
