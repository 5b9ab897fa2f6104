"""Since when there is something the user has not seen: pure rules over key presses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

AWAY: Final = timedelta(minutes=10)
"""Who pressed no key for so long was not looking."""
FIRST: Final = timedelta(days=7)
"""How far the very first look goes back."""


@dataclass(frozen=True, slots=True)
class Looking:
    """When the user last looked, and since when what came is summed up on the first screen."""

    looked: datetime | None = None
    """The last key press, UTC; None: there never was one."""
    since: datetime | None = None
    """Where the summary begins, UTC; None: none is shown."""

    @property
    def seen_until(self) -> datetime | None:
        """Up to when everything was seen: what a summary still shows was not."""
        return self.since or self.looked


def arrive(looking: Looking, now: datetime) -> Looking:
    """What is summed up when somebody comes back, or when time passes without a key.

    A summary that is shown stays where it began until it is marked as seen.
    """
    if looking.since is not None:
        return looking
    if looking.looked is None:
        return replace(looking, since=now - FIRST)
    return replace(looking, since=looking.looked) if now - looking.looked >= AWAY else looking


def press(looking: Looking, now: datetime) -> Looking:
    """A key was pressed: who was away comes back to a summary."""
    return replace(arrive(looking, now), looked=now)


def see(looking: Looking, now: datetime) -> Looking:
    """The summary was marked as seen."""
    return replace(looking, looked=now, since=None)
