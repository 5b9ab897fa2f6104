"""How often a source wants to be asked: what its server and its document say of that.

Cache-Control, Expires and Age are those of RFC 9111; `ttl`, `skipHours` and `skipDays` those of
RSS 2.0 (https://www.rssboard.org/rss-specification). `updatePeriod` of RSS 1.0's syndication module
is left out: WordPress writes "hourly" into every feed whether its owner thought of it or not. What
makes no sense is not said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsroom.records import Wishes
from watchers.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

LIMIT: Final = 86_400
"""Seconds of any wish that are believed."""

_MINUTE: Final = 60
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS: Final = 24

_NEVER: Final = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,=])", re.IGNORECASE)
_MAX_AGE: Final = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?(\d{1,12})', re.IGNORECASE)
_ITEM: Final = re.compile(r"<(?:[\w.-]{1,30}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_ITEM_END: Final = re.compile(r"</(?:[\w.-]{1,30}:)?(?:item|entry)\s*>", re.IGNORECASE)
_AROUND: Final = 65_536
"""Characters before the first item and after the last one that are looked at."""


def _element(name: str, inside: str) -> re.Pattern[str]:
    return re.compile(
        rf"<(?:[\w.-]{{1,30}}:)?{name}(?:\s[^<>]{{0,200}})?>{inside}", re.IGNORECASE | re.DOTALL
    )


_TTL: Final = _element("ttl", r"\s{0,50}(\d{1,9})\s{0,50}<")
_SKIP_HOURS: Final = _element("skipHours", r"(.{0,1500}?)</(?:[\w.-]{1,30}:)?skipHours")
_SKIP_DAYS: Final = _element("skipDays", r"(.{0,800}?)</(?:[\w.-]{1,30}:)?skipDays")
_HOUR: Final = _element("hour", r"\s{0,50}(\d{1,2})\s{0,50}<")
_DAY: Final = _element("day", r"\s{0,50}(\w{1,20})\s{0,50}<")


def freshness(headers: Mapping[str, str], now: datetime) -> int:
    """For how long an answer stays fresh, by its headers.

    Args:
        headers: By name, in any case that `headers.get` understands.
        now: UTC.

    Returns:
        Seconds, 0 to a day; 0 where nothing is said or the answer must not be kept.
    """
    said = headers.get("cache-control", "")[:1000]
    if _NEVER.search(said):
        return 0
    lifetime = 0.0
    if (found := _MAX_AGE.search(said)) is not None:
        lifetime = float(found[1])
    elif (expires := read_date(headers.get("expires", "")[:100])) is not None:
        date = read_date(headers.get("date", "")[:100]) or now
        lifetime = (expires - date).total_seconds()
    age = headers.get("age", "").strip()
    if age.isascii() and age.isdigit():
        lifetime -= int(age[:12])
    return int(min(max(lifetime, 0.0), LIMIT))


def read_wishes(text: str) -> Wishes:
    """What an RSS or RDF document says of how often to ask; outside of its items.

    Args:
        text: The document.
    """
    around = _around_items(text)
    minutes = _TTL.search(around)
    ttl = int(minutes[1]) * _MINUTE if minutes else 0
    return Wishes(
        ttl=min(ttl, LIMIT),
        skip_hours=_all_but_whole(map(_hour, _said(_SKIP_HOURS, _HOUR, around)), _HOURS),
        skip_days=_all_but_whole(map(_day, _said(_SKIP_DAYS, _DAY, around)), len(_DAYS)),
    )


def _around_items(text: str) -> str:
    first = _ITEM.search(text)
    if first is None:
        return text[:_AROUND]
    end = text[max(first.start(), len(text) - _AROUND) :]
    after = 0
    for item in _ITEM_END.finditer(end):
        after = item.end()
    return text[: min(first.start(), _AROUND)] + (end[after:] if after else "")


def _said(block: re.Pattern[str], one: re.Pattern[str], around: str) -> list[str]:
    found = block.search(around)
    return one.findall(found[1]) if found else []


def _hour(said: str) -> int:
    # Version 0.91 counted from 1 to 24.
    return int(said) % _HOURS if int(said) <= _HOURS else -1


def _day(said: str) -> int:
    return _DAYS.index(said.lower()) if said.lower() in _DAYS else -1


def _all_but_whole(found: Iterable[int], count: int) -> tuple[int, ...]:
    """What is named, ascending; nothing where all are: that would be never."""
    named = sorted({one for one in found if one >= 0})
    return tuple(named) if len(named) < count else ()
