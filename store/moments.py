"""Times as the archive's files hold them: ISO 8601 in UTC with a trailing `Z`."""

from __future__ import annotations

from datetime import UTC, datetime


def write_time(moment: datetime | None) -> str | None:
    """A time as it is stored: UTC, `Z` at the end.

    Raises:
        ValueError: the time has no zone; it would mean another moment on another machine.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"the time {moment.isoformat()} has no zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def read_time(text: str | None) -> datetime | None:
    """A stored time; None where there is none."""
    return datetime.fromisoformat(text) if text else None


def must_read_time(text: str) -> datetime:
    """A stored time that is always there."""
    return datetime.fromisoformat(text)


def time_order(text: str) -> str:
    """What stored times sort by: without the `Z` whole seconds come before their fractions."""
    return text[:-1]
