"""Spans of time as people write them: `90s`, `15m`, `2h`, `7d`, `4w`, `2y`."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}
_SHAPE = re.compile(r"\s*(\d{1,6})\s*([smhdwy])\s*", re.ASCII)


def parse_duration(text: str) -> timedelta:
    """Read a duration.

    Args:
        text: a whole number and one of s, m, h, d, w, y (365 days).

    Returns:
        The duration.

    Raises:
        ValueError: the text has another form; the message says which forms there are.
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError(
            f'"{text}" is no duration: write a number and a unit, as in 90s, 15m, 2h, 7d'
        )
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def format_duration(span: timedelta) -> str:
    """Write a duration in the largest unit that divides it."""
    seconds = int(span.total_seconds())
    for unit in ("y", "w", "d", "h", "m"):
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds // _UNITS[unit]}{unit}"
    return f"{seconds}s"


def rough_age(span: timedelta) -> str:
    """Write how long ago something was, in at most four characters: `now`, `5m`, `3h`, `12d`."""
    seconds = int(span.total_seconds())
    if seconds < 60:
        return "now"
    for unit, size, limit in (("m", 60, 3600), ("h", 3600, 86400), ("d", 86400, 1000 * 86400)):
        if seconds < limit:
            return f"{seconds // size}{unit}"
    return f"{seconds // (365 * 86400)}y"
