"""The line on top: how the watch does, at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.content import Content

from newsroom.durations import rough_age
from newsroom.records import FAILING
from tui.fitting import Part, fitting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from newsroom.records import SourceState

BETWEEN: Final = " · "
_ALERT: Final = "$text-warning"
_UNITS: Final = {"m": "min"}
"""Units of a rough age that stand out better in full."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the line says."""

    activity: str
    """"watching", "paused", "polling", "opening"; what stands behind " with " may be left out."""
    unread: int = 0
    alerts: int = 0
    """Alerts waiting to be sent."""
    failing: int = 0
    waiting: int = 0
    """Changes asked of the program that writes."""
    next_poll: str = ""
    muted: str = ""
    """Until when everything is silent; "" if it is not."""


def status_line(status: Status, width: int) -> Content:
    """Write the line in a width of terminal cells.

    What does not fit is said shorter, then left out whole, the least important first.
    """
    parts = [part for part in _parts(status) if part.forms[0]]
    said = fitting(parts, width - 2, BETWEEN)
    pieces: list[Content | str | tuple[str, str]] = [" "]
    for number, (part, form) in enumerate(said):
        pieces.append((BETWEEN, "$text-muted") if number else "")
        pieces.append((form, part.style))
    return Content.assemble(*pieces)


def _parts(status: Status) -> list[Part]:
    """What there is to say, in the order in which it stands."""
    calm = status.activity == "watching"
    until_when = f" until {status.muted}" if status.muted else ""
    return [
        Part(
            _forms(status.activity, status.activity.partition(" with ")[0]),
            0,
            "bold $text-success" if calm else "bold $text-warning",
            kept=True,
        ),
        Part(_forms(f"all muted{until_when}", "all muted") if until_when else ("",), 3, _ALERT),
        Part(
            _forms(f"next poll {status.next_poll}", f"next {status.next_poll}")
            if status.next_poll
            else ("",),
            6,
            "$text-muted",
        ),
        Part((f"{status.unread} unread",), 4),
        Part(_counted(status.alerts, "alert", " waiting"), 2, _ALERT),
        Part(_counted(status.failing, "source", " failing"), 1, "bold $text-error"),
        Part(_counted(status.waiting, "change", " waiting"), 5, _ALERT),
    ]


def _forms(*forms: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))


def _counted(count: int, what: str, does: str) -> tuple[str, ...]:
    """A number of things in full and in short; nothing for none."""
    plural = f"{count} {what}{'s' * (count > 1)}"
    return (f"{plural}{does}", plural if what != "source" else f"{count}{does}") if count else ("",)


def until(when: datetime | None, now: datetime) -> str:
    """Say by the minute when the next poll is: `in 4 min`."""
    if when is None:
        return ""
    left = rough_age(when - now)
    return "now" if left == "now" else f"in {left[:-1]} {_UNITS.get(left[-1], left[-1])}"


def failing_sources(states: Iterable[SourceState]) -> list[SourceState]:
    """The sources that need somebody's eye."""
    return [state for state in states if state.health in FAILING]


def outage(since: datetime | None, now: datetime, zone: tzinfo | None, *, demo: bool) -> str:
    """Say that nobody can be reached, and what to do meanwhile, if that is so.

    Args:
        since: when it began, UTC; None: somebody can be reached.
        now: UTC.
        zone: in which times are shown; None: the system's.
        demo: the demo can be opened.
    """
    if since is None:
        return ""
    there, here = since.astimezone(zone), now.astimezone(zone)
    when = f"{there:%H:%M}" if there.date() == here.date() else f"{there.day} {there:%b %H:%M}"
    meanwhile = "; D shows the demo meanwhile" if demo else ""
    return (
        f"No network since {when}: nobody can be reached. "
        f"Polling goes on by itself when it is back{meanwhile}."
    )
