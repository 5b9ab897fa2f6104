"""Times of the day as people write them: `07:30`, and a span of them: `22:00-07:00`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

_CLOCK = re.compile(r"\s*(\d{1,2}):(\d{2})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hours:
    """A span of every day, by the reader's clock; it may pass midnight."""

    start: time
    end: time
    """The first moment after it."""


def parse_time(text: str) -> time:
    """Read a time of the day.

    Raises:
        ValueError: the text has another form; the message says which there is.
    """
    found = _CLOCK.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f'"{text}" is no time of the day: write hours and minutes, as in 07:30')
    return time(int(found[1]), int(found[2]))


def parse_hours(text: str) -> Hours:
    """Read a span of the day.

    Raises:
        ValueError: the text has another form, or the span is empty.
    """
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f'"{text}" is no span of the day: write two times, as in 22:00-07:00')
    hours = Hours(parse_time(start), parse_time(end))
    if hours.start == hours.end:
        raise ValueError(f'"{text}" begins when it ends: write two different times')
    return hours
