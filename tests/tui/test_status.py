"""The lines on top."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from rich.cells import cell_len

from newsroom.records import SourceState
from tui.fitting import Part, fitting
from tui.places import PLACES
from tui.screens.frame import places_line
from tui.status import Status, failing_sources, outage, status_line, until

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=4)
FULL = Status(
    "watching",
    unread=12,
    alerts=2,
    failing=1,
    waiting=3,
    next_poll="in 4 min",
    muted="17:30",
)


def down(source: str) -> SourceState:
    return SourceState(source, health="error", last_poll=NOW, next_poll=SOON, error="unreachable")


def test_no_network_is_one_sentence_with_what_happens_next() -> None:
    said = (
        "No network since 08:56: nobody can be reached. Polling goes on by itself when it is back"
    )
    began = NOW - timedelta(minutes=4)
    assert outage(began, NOW, UTC, demo=False) == f"{said}."
    assert outage(began, NOW, UTC, demo=True) == f"{said}; D shows the demo meanwhile."
    assert outage(None, NOW, UTC, demo=True) == ""


def test_an_outage_of_days_names_the_day() -> None:
    began = NOW - timedelta(days=2)
    assert outage(began, NOW, UTC, demo=False).startswith("No network since 28 Feb 09:00: ")


def test_the_status_says_what_needs_an_eye() -> None:
    status = Status("watching", unread=12, alerts=2, failing=1, next_poll="in 4 min")
    assert status_line(status, 120).plain == (
        " watching · next poll in 4 min · 12 unread · 2 alerts waiting · 1 source failing"
    )
    assert failing_sources([down("a"), SourceState("b", health="ok")]) == [down("a")]


def test_where_it_is_narrow_the_status_says_whole_parts_the_most_important_longest() -> None:
    assert status_line(FULL, 150).plain == (
        " watching · all muted until 17:30 · next poll in 4 min · 12 unread · 2 alerts waiting"
        " · 1 source failing · 3 changes waiting"
    )
    assert status_line(FULL, 60).plain == (
        " watching · all muted · 12 unread · 2 alerts · 1 failing"
    )
    assert status_line(FULL, 24).plain == " watching · 1 failing"


@pytest.mark.parametrize("width", range(12, 200))
def test_the_status_is_never_cut(width: int) -> None:
    along = Status("reading along with llamawatch run, process 4711", 3, 1, 2, 4, "now", "9:00")
    for status in (FULL, along):
        line = status_line(status, width).plain
        assert line.split(" · ")[0].strip() in {status.activity, "watching", "reading along"}
        known = status_line(status, 400).plain.split()
        assert set(line.split()) <= set(known)
        assert cell_len(line) <= max(width, len(" reading along "))


def test_more_room_never_says_less() -> None:
    lengths = [len(status_line(FULL, width).plain.split(" · ")) for width in range(12, 200)]
    assert all(one <= other for one, other in pairwise(lengths))


def test_a_part_that_is_kept_stays_whatever_the_width() -> None:
    parts = [Part(("long words", "words"), 1, kept=True), Part(("more",), 2)]
    assert [form for _, form in fitting(parts, 3, " ")] == ["words"]
    assert [form for _, form in fitting(parts, 10, " ")] == ["words", "more"]
    assert [form for _, form in fitting(parts, 15, " ")] == ["long words", "more"]


def test_the_next_poll_is_told_by_the_minute() -> None:
    assert until(None, NOW) == ""
    assert until(NOW - timedelta(minutes=5), NOW) == "now"
    assert until(SOON, NOW) == "in 4 min"
    assert until(NOW + timedelta(hours=3), NOW) == "in 3 h"


@pytest.mark.parametrize("here", [place.id for place in PLACES])
def test_the_places_name_the_one_that_is_shown_in_every_width(here: str) -> None:
    name = next(f"{place.key} {place.name}" for place in PLACES if place.id == here)
    for width in range(40, 200):
        line = places_line(here, width, marked=False).plain
        assert name in line
        assert all(f" {place.key} " in line for place in PLACES)
        assert cell_len(line) <= width
    assert f"[{name}]" in places_line(here, 80, marked=True).plain
    assert "? help" in places_line(here, 80, marked=False).plain
