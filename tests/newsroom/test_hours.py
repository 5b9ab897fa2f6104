"""Times of the day, and spans of them, as they are written."""

from __future__ import annotations

from datetime import time

import pytest

from newsroom.hours import Hours, parse_hours, parse_time


def test_a_span_may_pass_midnight() -> None:
    assert parse_hours("22:00-07:00") == Hours(time(22), time(7))
    assert parse_hours(" 9:05 - 17:30 ") == Hours(time(9, 5), time(17, 30))


@pytest.mark.parametrize("text", ["", "24:00", "7", "07:60", "7:5", "٠٧:٣٠", "07:30:00"])
def test_what_is_no_time_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="write hours and minutes, as in 07:30"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("22:00", "is no span of the day"),
        ("22:00-22:00", "begins when it ends"),
        ("22:00-7", "is no time of the day"),
    ],
)
def test_what_is_no_span_is_named(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_hours(text)
