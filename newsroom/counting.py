"""Numbers with what they count."""

from __future__ import annotations


def counted(number: int, thing: str) -> str:
    """A number and what it counts: "1 story", "2 stories"."""
    if number == 1:
        return f"1 {thing}"
    return f"{number} {thing[:-1]}ies" if thing.endswith("y") else f"{number} {thing}s"
