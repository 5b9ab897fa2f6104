"""Dates as feeds write them, read without guessing.

The library's own reading is silently wrong on many common forms (facts measured on real feeds):
zones by name read as UTC, "2016/6/29" as today's month, seconds since 1970 as the year 1751. A
form that is not known here is no date at all, which is better than a wrong one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from newsroom.clean import clean

MAX_RETRY_AFTER = 86400.0
"""Longest pause granted to a server, in seconds."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_LENGTH = 100

_MONTH_NAMES = """
jan january januar janvier janv enero ene janeiro gennaio gen januari ocak oca styczeń
stycznia sty января январь янв jänner يناير ;
feb february februar février fevrier févr fevr fév fev febrero fevereiro febbraio februari
şubat şub luty lutego lut февраля февраль фев февр فبراير ;
mar march märz maerz mär mrz mars marzo março marco maart mrt mart marzec marca марта март мар
مارس ;
apr april avril avr abril abr aprile nisan nis kwiecień kwietnia kwi апреля апрель апр أبريل
ابريل ;
may mai mayo maio mag maggio mei mayıs maj maja мая май مايو ;
jun june juni juin junio junho jun giugno giu haziran haz czerwiec czerwca cze июня июнь июн
يونيو ;
jul july juli juillet juil julio julho luglio lug temmuz tem lipiec lipca lip июля июль июл
يوليو ;
aug august août aout agosto ago augustus ağustos ağu sierpień sierpnia sie августа август авг
أغسطس اغسطس ;
sep sept september septembre septiembre setiembre setembro set settembre eylül eyl wrzesień
września wrz сентября сентябрь сен сент سبتمبر ;
oct october oktober okt octobre octubre outubro out ottobre ott ekim eki październik
października paź октября октябрь окт أكتوبر اكتوبر ;
nov november novembre noviembre novembro kasım kas listopad listopada lis ноября ноябрь ноя
нояб نوفمبر ;
dec december dez dezember décembre decembre déc diciembre dic dezembro dicembre aralık ara
grudzień grudnia gru декабря декабрь дек ديسمبر
"""
_MONTHS = {
    name: number
    for number, names in enumerate(_MONTH_NAMES.split(";"), start=1)
    for name in names.split()
}

_ZONES = {
    name: timedelta(hours=hours)
    for hours, names in (
        (0, "z ut utc gmt wet"),
        (1, "cet mez bst west wat"),
        (2, "cest mesz eet sast cat"),
        (3, "eest msk trt eat"),
        (4, "gst msd"),
        (5, "pkt"),
        (5.5, "ist"),
        (7, "wib ict"),
        (8, "hkt sgt pht awst"),
        (9, "jst kst"),
        (9.5, "acst"),
        (10, "aest"),
        (11, "aedt"),
        (12, "nzst"),
        (13, "nzdt"),
        (-3, "brt art adt"),
        (-3.5, "nst"),
        (-2.5, "ndt"),
        (-4, "edt ast"),
        (-5, "est cdt"),
        (-6, "cst mdt"),
        (-7, "mst pdt"),
        (-8, "pst akdt"),
        (-9, "akst"),
        (-10, "hst"),
    )
    for name in names.split()
}

_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
_AFTER = rf"(?:[T\s,]+(?:{_TIME})\s*(?P<half>[AaPp]\.?[Mm]\.?(?!\w))?)?\s*(?P<zone>\S.*)?"
_ISO = re.compile(r"(?P<year>\d{4})[-/.]\s?(?P<month>\d{1,2})[-/.]\s?(?P<day>\d{1,2})\.?" + _AFTER)
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?\s*(?P<zone>\S.*)?"
)
_MONTH_ONLY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_EUROPEAN = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})" + _AFTER)
_SLASHED = re.compile(r"(?P<first>\d{1,2})[/-](?P<other>\d{1,2})[/-](?P<year>\d{4})" + _AFTER)
_EAST_ASIAN = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일号]?"
    r"\s*(?:[（(].{1,3}[)）])?\s*(?P<half>午前|午後|上午|下午|오전|오후)?"
    r"\s*(?:(?P<hour>\d{1,2})\s*[:時时点시]\s*(?P<minute>\d{1,2})?\s*[分분]?"
    r"(?::?(?P<second>\d{2})\s*[秒초]?)?)?\s*(?P<zone>\S.*)?"
)
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"\d{12,13}")
_NUMBER = re.compile(r"(?<![\d:.+-])(\d{1,4})(?:st|nd|rd|th|er|º|ª|\.)?(?![\d:])")
_CLOCK = re.compile(rf"(?<!\d){_TIME}\s*(?P<half>[AaPp]\.?[Mm]\.?(?!\w))?")
_WORD = re.compile(r"[^\W\d_]+")
_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+\-−])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_PLACE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z_+-]+){1,2}")


@lru_cache(maxsize=512)
def read_date(text: str) -> datetime | None:
    """Read a date as feeds write them.

    Knows RFC 822 with any weekday, months in a dozen languages, zones by offset, name or place;
    ISO 8601 and its relatives; Chinese, Japanese and Korean dates; seconds and milliseconds since
    1970. A missing zone is UTC, a missing time is midnight.

    Args:
        text: The element's text.

    Returns:
        The time in UTC, or None for anything that is not surely a date of 1900 to 2199.
    """
    said = clean(text, limit=_MAX_LENGTH)
    if _SECONDS.fullmatch(said) or _MILLISECONDS.fullmatch(said):
        number = float(said)
        return _EPOCH + timedelta(seconds=number / (1000 if number >= 1e11 else 1))
    for form in (_ISO, _BASIC, _EAST_ASIAN, _EUROPEAN, _MONTH_ONLY):
        match = form.fullmatch(said)
        if match is not None:
            return _built(match.groupdict())
    match = _SLASHED.fullmatch(said)
    if match is not None:
        return _slashed(match.groupdict())
    return _worded(said)


def read_retry_after(text: str, now: datetime) -> float | None:
    """Seconds a Retry-After header asks to wait: at most a day; None if it asks for nothing.

    Args:
        text: The header: seconds, or a date.
        now: What a date is counted from.
    """
    said = text.strip()
    if said.isascii() and said.isdigit():
        seconds = min(float(said[:12]), MAX_RETRY_AFTER)
    else:
        date = read_date(said) if ":" in said else None
        seconds = min((date - now).total_seconds(), MAX_RETRY_AFTER) if date else 0.0
    return seconds if seconds > 0 else None


def _slashed(found: dict[str, str | None]) -> datetime | None:
    first, other = int(found.pop("first") or 0), int(found.pop("other") or 0)
    months = 12
    if first > months >= other:
        return _built({**found, "day": str(first), "month": str(other)})
    if other > months >= first or first == other:
        return _built({**found, "day": str(other), "month": str(first)})
    # 7/8/2025 is two different days, and nothing here says which.
    return None


def _worded(said: str) -> datetime | None:
    """Day, month by name and year in any order, as in RFC 822, asctime and American dates."""
    clock = _CLOCK.search(said)
    head, tail = (said[: clock.start()], said[clock.end() :]) if clock else (said, "")
    words = [_MONTHS[word] for word in map(str.lower, _WORD.findall(head)) if word in _MONTHS]
    if not words:
        return None
    # The last one: "mar" before "08 juil." is a Tuesday.
    month = words[-1]
    numbers = _NUMBER.findall(head)
    if len(numbers) == 1 and clock:
        # asctime puts the year behind the time, perhaps behind a zone.
        numbers += _NUMBER.findall(tail)[-1:]
        tail = re.sub(r"\d{4}\s*$", "", tail)
    if len(numbers) < len(("day", "year")):
        return None
    day, year = numbers[0], numbers[1]
    if len(day) > len("31"):
        day, year = year, day
    found = clock.groupdict() if clock else {}
    return _built({**found, "year": year, "month": str(month), "day": day, "zone": tail})


def _built(found: dict[str, str | None]) -> datetime | None:
    year = int(found.get("year") or 0)
    if len(found.get("year") or "") <= len("99"):
        # The pivot of POSIX.
        year += 2000 if year <= 68 else 1900
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    hour = _hour(int(found.get("hour") or 0), found.get("half") or "")
    minute, second = int(found.get("minute") or 0), int(found.get("second") or 0)
    try:
        midnight = datetime(
            year, int(found.get("month") or 0), int(found.get("day") or 1), tzinfo=UTC
        )
        clock = timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
        if clock > timedelta(days=1):
            return None
        local = (midnight + clock).replace(tzinfo=_zone(found.get("zone") or ""))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _hour(hour: int, half: str) -> int:
    noon = 12
    late = half[:1] in ("P", "p") or half in ("午後", "下午", "오후")
    early = half[:1] in ("A", "a") or half in ("午前", "上午", "오전")
    if late and hour < noon:
        return hour + noon
    return 0 if early and hour == noon else hour


def _zone(said: str) -> tzinfo:
    name = said.partition("(")[0].strip().strip("[]()") or said.strip("() ")
    offset = _OFFSET.match(name)
    if offset is not None:
        sign = 1 if offset[1] == "+" else -1
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(sign * timedelta(minutes=min(minutes, 14 * 60)))
    if _PLACE.fullmatch(name):
        return _place(name)
    word = _WORD.match(name)
    return timezone(_ZONES.get(word[0].lower() if word else "", timedelta()))


def _place(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
