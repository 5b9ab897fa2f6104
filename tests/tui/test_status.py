"""The lines on top."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newsroom.records import SourceState
from tui.status import Status, failing_sources, outage, status_text, until

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=4)


def down(source: str) -> SourceState:
    return SourceState(source, health="error", last_poll=NOW, next_poll=SOON, error="unreachable")


def test_no_network_is_one_line_with_what_happens_next() -> None:
    assert outage([down("a"), down("b")], 2, NOW) == (
        "No network: none of 2 sources can be reached. Trying again in 4m; r tries now."
    )


def test_one_source_that_answers_is_no_outage() -> None:
    up = SourceState("b", health="ok", last_poll=NOW)
    assert outage([down("a"), up], 2, NOW) == ""
    assert outage([down("a")], 2, NOW) == ""
    assert outage([], 0, NOW) == ""


def test_the_status_says_what_needs_an_eye() -> None:
    status = Status("watching", unread=3, alerts=1, failing=2, next_poll="in 4m")
    assert status_text(status).plain == (
        " llamawatch  watching · next poll in 4m · 3 unread · 1 alert waiting · 2 sources failing"
    )
    assert failing_sources([down("a"), SourceState("b", health="ok")]) == [down("a")]


def test_the_next_poll_is_told_by_the_minute() -> None:
    assert until(None, NOW) == ""
    assert until(NOW - timedelta(minutes=5), NOW) == "now"
    assert until(SOON, NOW) == "in 4m"
