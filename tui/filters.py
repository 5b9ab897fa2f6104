"""Editing the filter's text: keys write the query language, so that users learn it."""

from __future__ import annotations

import re


def values_of(text: str, field: str) -> list[str]:
    """The values a filter names for a field, in order."""
    return re.findall(rf"(?:^|(?<=\s)){re.escape(field)}:(\S+)", text)


def set_term(text: str, field: str, value: str) -> str:
    """Put one `field:value` into a filter in place of any other of that field; "" takes it out."""
    rest = re.sub(rf"(?:^|(?<=\s)){re.escape(field)}:\S+\s*", "", text).strip()
    if not value:
        return rest
    return f"{rest} {field}:{value}".strip()


def toggle_term(text: str, field: str, value: str) -> str:
    """Put `field:value` in, or take it out if it is there."""
    return set_term(text, field, "" if value in values_of(text, field) else value)


def next_term(text: str, field: str, values: tuple[str, ...]) -> str:
    """Step through "none" and each of the values."""
    current = next(iter(values_of(text, field)), "")
    order = ("", *values)
    place = order.index(current) if current in order else 0
    return set_term(text, field, order[(place + 1) % len(order)])
