"""Amounts of data as people write them: `500MB`, `2GB`."""

from __future__ import annotations

import re

_UNITS = {"kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000, "tb": 1_000_000_000_000}
_SHAPE = re.compile(r"\s*(\d{1,6})\s*(kb|mb|gb|tb)\s*", re.ASCII | re.IGNORECASE)


def parse_size(text: str) -> int:
    """Read an amount.

    Args:
        text: a whole number and one of kB, MB, GB, TB (powers of 1000).

    Returns:
        Bytes.

    Raises:
        ValueError: the text has another form; the message says which forms there are.
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is no size: write a number and a unit, as in 500MB, 2GB')
    return int(found[1]) * _UNITS[found[2].lower()]
