"""Times as the screens say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


def moment_text(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """A time as it is said: the time of day, with the day where it is another.

    Args:
        moment: UTC.
        now: UTC.
        zone: in which it is said; None: the system's.
    """
    there, here = moment.astimezone(zone), now.astimezone(zone)
    if there.date() == here.date():
        return f"at {there:%H:%M}"
    year = f" {there.year}" if there.year != here.year else ""
    return f"on {there.day} {there:%b}{year} at {there:%H:%M}"
