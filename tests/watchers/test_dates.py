from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.dates import read_date, read_retry_after

AFTERNOON = datetime(2025, 7, 8, 15, 4, 5, tzinfo=UTC)
DAY = AFTERNOON.replace(hour=0, minute=0, second=0)


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 08 Jul 2025 15:04:05 GMT",
        "Tue, 8 Jul 2025 15:04:05 +0000",
        "Tue, 08 Jul 2025 17:04:05 +0200",
        "Tue, 08 Jul 2025 17:04:05 GMT+0200 (CEST)",
        "Tue, 08 Jul 2025 17:04:05 CEST",
        "Tue, 08 Jul 2025 11:04:05 EDT",
        "Tue, 08 Jul 25 08:04:05 PDT",
        "Wed, 09 Jul 2025 00:04:05 JST",
        "Tue, 08 Jul 2025 18:04:05 MSK",
        "Tue, 08 Jul 2025 20:34:05 IST",
        "Tue, 08 Jul 2025 11:04:05 America/New_York",
        "Di, 08 Jul 2025 17:04:05 +0200",
        "Ter, 08 jul 2025 12:04:05 -0300",
        "mar., 08 juil. 2025 17:04:05 +0200",
        "mar, 08 jul 2025 17:04:05 +0200",
        "Вт, 08 июл 2025 18:04:05 +0300",
        "Sal, 08 Tem 2025 18:04:05 +0300",
        "Tue Jul  8 15:04:05 2025",
        "Tue Jul  8 15:04:05 UTC 2025",
        "July 8, 2025, 3:04:05 PM",
        "2025-07-08T15:04:05Z",
        "2025-07-08T15:04:05.123Z",
        "2025-07-08T17:04:05+02:00",
        "2025-07-08 17:04:05 +0200",
        "2025-07-08 11:04:05 America/New_York",
        "20250708T150405Z",
        "2025/7/8 15:04:05",
        "08.07.2025 15:04:05",
        "2025年7月8日 15:04:05",
        "2025年07月08日 下午3:04:05",
        "2025년 7월 8일 오후 3:04:05",
        "1751987045",
        "1751987045000",
    ],
)
def test_a_moment_is_read_in_whatever_form(text: str) -> None:
    assert read_date(text) == AFTERNOON


@pytest.mark.parametrize(
    "text",
    ["2025-07-08", "8 Jul 2025", "08 Juli 2025", "8 de julio de 2025", "Jul 8th, 2025",
     "2025年7月8日", "2025년 7월 8일", "8 июля 2025", "٨ يوليو ٢٠٢٥", "8.7.2025", "20250708",
     "2025. 7. 8."],
)  # fmt: skip
def test_a_day_is_its_midnight(text: str) -> None:
    assert read_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    ["", "garbage", "0000-00-00", "0000-00-00T00:00:00Z", "-1", "12", "2025", "7/8/2025",
     "Thu, 31 Jun 2025 10:00:00 GMT", "2025-13-01", "yesterday", "1", "Jul", "99999999999999999",
     "2025-07-08T99:00:00Z"],
)  # fmt: skip
def test_what_is_no_date_is_none_rather_than_a_wrong_one(text: str) -> None:
    assert read_date(text) is None


def test_an_unmistakable_slashed_date_is_read_both_ways() -> None:
    assert read_date("13/7/2025") == read_date("7/13/2025") == datetime(2025, 7, 13, tzinfo=UTC)


def test_midnight_may_be_called_24_o_clock() -> None:
    assert read_date("2025-07-08T24:00:00Z") == datetime(2025, 7, 9, tzinfo=UTC)


@given(st.text(max_size=60) | st.text("0123456789:/-+TZ. JulGMT年月日", max_size=40))
def test_any_text_is_a_date_of_our_time_or_none(text: str) -> None:
    date = read_date(text)
    if date is not None:
        assert date.tzinfo is UTC
        assert 1898 < date.year < 2360


@given(st.datetimes(datetime(1970, 1, 2), datetime(2199, 1, 1)), st.integers(-14 * 4, 14 * 4))  # noqa: DTZ001 - given a zone below
def test_iso_and_rfc_822_come_back_as_they_were(moment: datetime, quarters: int) -> None:
    from datetime import timezone
    from email.utils import format_datetime

    local = moment.replace(tzinfo=timezone(timedelta(minutes=15 * quarters)), microsecond=0)
    assert read_date(local.isoformat()) == local
    assert read_date(format_datetime(local)) == local


@given(st.text(max_size=30))
def test_any_retry_after_is_at_most_a_day(text: str) -> None:
    seconds = read_retry_after(text, AFTERNOON)
    assert seconds is None or 0 < seconds <= 86400
