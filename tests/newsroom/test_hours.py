"""Times of the day, and spans of them, as they are written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from time import tzset
from zoneinfo import ZoneInfo

import pytest

from newsroom.hours import Hours, last_of, moment_of, parse_hours, parse_time, quiet_until


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


BERLIN = ZoneInfo("Europe/Berlin")
"""Put forward on 2026-03-29 from 02:00 to 03:00, back on 2026-10-25 from 03:00 to 02:00."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("span", "now", "until"),
    [
        ("22:00-07:00", "2026-01-10 20:59", None),
        ("22:00-07:00", "2026-01-10 21:00", "2026-01-11 06:00"),
        ("22:00-07:00", "2026-01-11 05:59", "2026-01-11 06:00"),
        ("22:00-07:00", "2026-01-11 06:00", None),
        ("12:00-13:30", "2026-07-01 10:00", "2026-07-01 11:30"),
        ("12:00-13:30", "2026-07-01 11:30", None),
        # The night that lacks an hour, and the one that has one more.
        ("22:00-07:00", "2026-03-28 21:00", "2026-03-29 05:00"),
        ("22:00-07:00", "2026-10-24 20:00", "2026-10-25 06:00"),
        # An end that is skipped is the moment it is skipped; one that comes twice, the second.
        ("22:00-02:30", "2026-03-28 21:00", "2026-03-29 01:00"),
        ("22:00-02:30", "2026-03-29 01:00", None),
        ("22:00-02:30", "2026-10-24 20:00", "2026-10-25 01:30"),
        ("22:00-02:30", "2026-10-25 00:45", "2026-10-25 01:30"),
        # A start that is skipped, and one that comes twice: it is quiet from the first.
        ("02:30-06:00", "2026-03-29 00:59", None),
        ("02:30-06:00", "2026-03-29 01:00", "2026-03-29 04:00"),
        ("02:30-06:00", "2026-10-25 00:30", "2026-10-25 05:00"),
        ("02:30-06:00", "2026-10-25 01:00", "2026-10-25 05:00"),
        # A span that is skipped whole is none.
        ("02:10-02:50", "2026-03-29 01:00", None),
    ],
)
def test_a_quiet_span_ends_by_the_clock_on_the_wall(span: str, now: str, until: str | None) -> None:
    found = quiet_until(parse_hours(span), utc(now), BERLIN)
    assert found == (None if until is None else utc(until))


def test_no_span_is_never_quiet() -> None:
    assert quiet_until(None, utc("2026-01-10 23:00"), BERLIN) is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kolkata", "America/St_Johns"])
def test_every_minute_of_a_year_is_quiet_or_not_as_its_clock_says(zone: str) -> None:
    """But for the hours around a change, which have their own test."""
    hours, where = parse_hours("22:00-07:00"), ZoneInfo(zone)
    now = utc("2026-01-01 00:00")
    for _ in range(2000):
        now += timedelta(minutes=263)
        clock = now.astimezone(where).time()
        found = quiet_until(hours, now, where)
        assert (found is not None) == (clock >= time(22) or clock < time(7))
        if found is not None:
            assert found.astimezone(where).time() == time(7)
            assert timedelta(0) < found - now <= timedelta(hours=10)


def test_the_last_slot_is_the_latest_that_has_come() -> None:
    times = (time(7, 30), time(19))
    assert last_of(times, utc("2026-01-10 06:29"), BERLIN) == utc("2026-01-09 18:00")
    assert last_of(times, utc("2026-01-10 06:30"), BERLIN) == utc("2026-01-10 06:30")
    assert last_of((), utc("2026-01-10 06:30"), BERLIN) is None


def test_a_slot_that_is_skipped_or_comes_twice_comes_once() -> None:
    times = (time(2, 30),)
    assert last_of(times, utc("2026-03-29 00:59"), BERLIN) == utc("2026-03-28 01:30")
    assert last_of(times, utc("2026-03-29 01:00"), BERLIN) == utc("2026-03-29 01:00")
    found = {last_of(times, utc(f"2026-10-25 {h}:45"), BERLIN) for h in ("00", "01", "02")}
    assert found == {utc("2026-10-25 00:30")}


def test_without_a_zone_the_systems_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    tzset()
    try:
        assert moment_of(date(2026, 1, 10), time(7), None) == utc("2026-01-09 22:00")
    finally:
        monkeypatch.undo()
        tzset()
