"""Times of the day as people write them: `07:30`, and a span of them: `22:00-07:00`.

When such a time is, a clock on the wall decides, which is put forward and back: a time that it
skips is the moment it skips it; of one that comes twice a span begins with the first and ends with
the second. A zone of None is the system's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, tzinfo

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


def quiet_until(hours: Hours | None, now: datetime, zone: tzinfo | None) -> datetime | None:
    """When a span of the day that holds now is over, UTC; None: it does not hold now."""
    if hours is None:
        return None
    for day in _days_before(now, zone):
        start = moment_of(day, hours.start, zone)
        ends = day if hours.end > hours.start else day + timedelta(days=1)
        end = moment_of(ends, hours.end, zone, last=True)
        if start <= now < end:
            return end
    return None


def last_of(times: Sequence[time], now: datetime, zone: tzinfo | None) -> datetime | None:
    """The last moment that was one of some times of the day, UTC; None: there are no times."""
    moments = (moment_of(day, at, zone) for day in _days_before(now, zone) for at in times)
    return max((moment for moment in moments if moment <= now), default=None)


def moment_of(day: date, at: time, zone: tzinfo | None, *, last: bool = False) -> datetime:
    """When it is a time of a day in a zone, UTC.

    Args:
        day: by the clock of the zone.
        at: the time of the day.
        zone: None is the system's.
        last: of a time that comes twice, the second.
    """
    first, second = (_utc(datetime.combine(day, at, zone).replace(fold=fold)) for fold in (0, 1))
    # Where the clock is put forward over the time, the offset before it makes it later (PEP 495).
    if first > second:
        return _change(second, first, zone)
    return second if last else first


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _change(low: datetime, high: datetime, zone: tzinfo | None) -> datetime:
    """The first moment, to a second, that has the offset of `high`, by bisection."""
    offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return (high + timedelta(milliseconds=500)).replace(microsecond=0)


def _days_before(now: datetime, zone: tzinfo | None) -> Iterator[date]:
    """The days whose times may lie just before now: today, and the two before it."""
    today = now.astimezone(zone).date()
    return (today - timedelta(days=back) for back in range(3))
