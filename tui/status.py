"""The line on top: how the watch does, at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from newsroom.durations import rough_age
from newsroom.records import FAILING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from newsroom.records import SourceState


@dataclass(frozen=True, slots=True)
class Status:
    """What the line says."""

    activity: str
    """"watching", "paused", "polling", "opening"."""
    unread: int = 0
    alerts: int = 0
    """Alerts waiting to be sent."""
    failing: int = 0
    waiting: int = 0
    """Changes asked of the program that writes."""
    next_poll: str = ""
    muted: str = ""
    """Until when everything is silent; "" if it is not."""


def status_text(status: Status) -> Text:
    """Write the line."""
    text = Text(" llamawatch ", style="bold")
    text.append(f" {status.activity}", style="green" if status.activity == "watching" else "yellow")
    if status.next_poll:
        text.append(f" · next poll {status.next_poll}", style="dim")
    text.append(f" · {status.unread} unread")
    if status.alerts:
        text.append(f" · {status.alerts} alert{'s' * (status.alerts > 1)} waiting", style="yellow")
    if status.muted:
        text.append(f" · muted until {status.muted}", style="yellow")
    if status.failing:
        text.append(f" · {status.failing} source{'s' * (status.failing > 1)} failing", style="red")
    if status.waiting:
        text.append(f" · {status.waiting} change{'s' * (status.waiting > 1)} waiting", "yellow")
    return text


def until(when: datetime | None, now: datetime) -> str:
    """Say by the minute when the next poll is."""
    if when is None:
        return ""
    left = rough_age(when - now)
    return "now" if left == "now" else f"in {left}"


def failing_sources(states: Iterable[SourceState]) -> list[SourceState]:
    """The sources that need somebody's eye."""
    return [state for state in states if state.health in FAILING]


def outage(states: Iterable[SourceState], enabled: int, now: datetime) -> str:
    """Say in one line that nothing can be reached, if that is so.

    Args:
        states: of the enabled sources.
        enabled: how many sources are on.
        now: UTC.

    Returns:
        The line; empty while any source answers or some were not asked yet.
    """
    polled = [state for state in states if state.last_poll is not None]
    if not polled or len(polled) < enabled or any(state.health != "error" for state in polled):
        return ""
    due = min((s.next_poll for s in polled if s.next_poll is not None), default=None)
    again = until(due, now)
    return (
        f"No network: none of {enabled} sources can be reached. "
        f"Trying again {again or 'at the next poll'}; r tries now."
    )
