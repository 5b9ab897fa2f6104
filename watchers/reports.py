"""When a source's trouble is worth an alert: once, after it has lasted. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records import Source, SourceHealth, SourceState

LASTING = timedelta(hours=24)
"""Trouble that is over sooner is nobody's business."""
_TRIES = 3
"""Failed checks in a row before anything is said: a machine that slept for a day tried none."""
_UNWELL: Final = frozenset[str](
    {"gone", "blocked", "login", "not-a-feed", "broken", "slow", "limited", "error", "empty"}
)


@dataclass(frozen=True, slots=True)
class Report:
    """Something about a source that the user is told once."""

    subject: str
    """Which source, and since when: a later episode is another subject."""
    state: SourceHealth
    title: str
    """The message."""


def with_since(before: SourceState, after: SourceState, now: datetime) -> SourceState:
    """Note in a source's state since when it brings nothing.

    Args:
        before: Its state before the check.
        after: Its state after it.
        now: UTC.
    """
    brings_nothing = after.health in _UNWELL and (after.failures or after.health == "empty")
    since = (before.unwell_since or now) if brings_nothing else None
    return replace(after, unwell_since=since)


def lasting_trouble(
    source: Source, state: SourceState, now: datetime, *, reached: bool
) -> Report | None:
    """What the user is to be told of a source that stays broken; None while there is nothing.

    Args:
        source: As configured.
        state: After its last check.
        now: UTC.
        reached: Somebody was reached since the trouble began: the network is not to blame.
    """
    since = state.unwell_since
    if since is None:
        return None
    lasted = now - since >= LASTING and (state.failures >= _TRIES or state.health == "empty")
    if state.health != "gone" and not (lasted and reached):
        return None
    day = f"{since.day} {since:%b}"
    told = "is gone" if state.health == "gone" else f"has brought nothing since {day}"
    return Report(
        f"source:{source.id} since {since:%Y-%m-%d %H:%M}",
        state.health,
        f"{source.name} {told}: {state.error}",
    )
