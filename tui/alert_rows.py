"""What the list of alerts shows: pure view-models, from rows of the outbox to cells and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from newsroom.clean import clean
from newsroom.counting import counted
from newsroom.durations import rough_age
from tui.cells import Cell, guard
from tui.moments import moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, tzinfo

    from newsroom.records import Alert, AlertState

URGENCY: Final[tuple[AlertState, ...]] = (
    "dead", "failed", "pending", "held", "sent", "digested", "suppressed",
)  # fmt: skip
"""Of the states of one thing's channels the first of these stands for it."""
STATES: Final[dict[str, tuple[AlertState, ...]]] = {
    "all": (),
    "waiting": ("pending", "held", "failed"),
    "failed": ("failed", "dead"),
    "sent": ("sent",),
}
"""What the list can be narrowed to, in the order in which a key steps through it."""
_STATE_STYLE = {"sent": "good", "pending": "alert", "failed": "bad", "dead": "bad"}
_NARROW, _USUAL, _WIDE = 79, 110, 160
"""Columns of the screen from which on more of an alert is shown."""
_REASON: Final = 24
"""Terminal cells of the column of reasons."""


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One line of the alerts: one thing told, on all its channels."""

    alerts: tuple[Alert, ...]
    """Its rows of the outbox, one a channel, at least one."""

    @property
    def key(self) -> str:
        """The id of its first row: none is in two lines."""
        return self.alerts[0].id

    @property
    def state(self) -> AlertState:
        """The state of the channel that needs most."""
        return min((one.state for one in self.alerts), key=URGENCY.index)

    @property
    def title(self) -> str:
        """What was told."""
        return self.alerts[0].title

    @property
    def reason(self) -> str:
        """Why it was told, whatever the channel."""
        reasons = dict.fromkeys(part for one in self.alerts for part in one.reason.split("; "))
        return "; ".join(filter(None, reasons))

    @property
    def when(self) -> datetime:
        """When it came up."""
        return self.alerts[0].created

    @property
    def story(self) -> str:
        """The story it is about; "" if it is about none."""
        return self.alerts[0].story

    @property
    def watches(self) -> tuple[str, ...]:
        """Ids of the watches that asked for it on any channel."""
        return tuple(dict.fromkeys(watch for one in self.alerts for watch in one.watches))

    @property
    def error(self) -> str:
        """Why the channel that needs most has not told it; "" if all have."""
        return next((one.error for one in self.alerts if one.state == self.state and one.error), "")

    @property
    def revision(self) -> int:
        """How often its story had something to tell by then, from 1."""
        return self.alerts[0].revision


def alert_rows(tellings: Iterable[Sequence[Alert]]) -> list[AlertRow]:
    """One line for each thing told.

    Args:
        tellings: the rows of each on its channels, as the outbox gives them.
    """
    return [AlertRow(tuple(rows)) for rows in tellings]


def next_state(shown: str) -> str:
    """What the list is narrowed to after this one; see `STATES`."""
    names = tuple(STATES)
    return names[(names.index(shown) + 1) % len(names)]


def channels_text(row: AlertRow, width: int) -> str:
    """The channels of a line with what differs between them, in so many terminal cells at most.

    Where all are in one state, that stands in its column and only their names here.
    """
    by_state: dict[str, list[str]] = {}
    for state in URGENCY:
        if names := [one.channel for one in row.alerts if one.state == state]:
            by_state[state] = names
    if len(by_state) == 1:
        (names,) = by_state.values()
        more = f" +{len(names) - 1}" if len(names) > 1 else ""
        tries = [", ".join(names), f"{names[0]}{more}", counted(len(names), "channel")]
    else:
        tries = [
            "; ".join(f"{', '.join(names)} {state}" for state, names in by_state.items()),
            "; ".join(_in_short(names, state) for state, names in by_state.items()),
            _first_and_rest(by_state, len(row.alerts)),
            f"{len(by_state[row.state])} of {len(row.alerts)}",
        ]
    return next((text for text in tries if len(text) <= width), tries[-1])


def _in_short(names: Sequence[str], state: str) -> str:
    return f"{names[0]} {state}" if len(names) == 1 else f"{len(names)} {state}"


def _first_and_rest(by_state: dict[str, list[str]], count: int) -> str:
    first, names = next(iter(by_state.items()))
    who = names[0] if len(names) == 1 else str(len(names))
    return f"{who} {first} +{count - len(names)}"


def alert_labels(width: int) -> tuple[str, ...]:
    """What stands over the columns in a width of terminal cells."""
    reason = ("Reason",) if width >= _USUAL else ()
    return ("State", "Channels", "Age", *reason, "What was told")


def alert_cells(row: AlertRow, width: int, now: datetime) -> tuple[Cell, ...]:
    """Lay one thing told out; the headline stands last and takes what is left."""
    room = 10 if width < _NARROW else 16 if width < _USUAL else 24 if width < _WIDE else 44
    cells = (
        Cell(row.state, _STATE_STYLE.get(row.state, "muted"), 10),
        Cell(channels_text(row, room), "", room),
        Cell(rough_age(now - row.when), "muted", 4, "right"),
    )
    title = f"{row.title} ({row.error})" if row.error else row.title
    if width >= _USUAL:
        return (*cells, Cell(_short_reason(row.reason), "muted", _REASON), Cell(title))
    if row.revision > 1 and not row.error:
        title = f"{row.title} ({row.reason})"
    return (*cells, Cell(title))


def _short_reason(reason: str) -> str:
    """A reason in its column: without what stands in brackets, where that does not fit."""
    return reason if cell_len(reason) <= _REASON else reason.partition(" (")[0]


def alert_detail(
    row: AlertRow,
    *,
    name_of: Callable[[str], str],
    silence: str,
    now: datetime,
    zone: tzinfo | None,
) -> list[str]:
    """Everything about one thing told, a line each, what matters most first.

    Args:
        row: which.
        name_of: the name of a watch by id.
        silence: that its story is silent and which key ends it; "" if it is not.
        now: UTC.
        zone: in which times are said; None: the system's.
    """
    return [
        line
        for line in (
            guard(clean(row.title, limit=400)),
            _why(row, name_of),
            silence,
            *(_on_channel(one, now, zone) for one in row.alerts),
        )
        if line
    ]


def _why(row: AlertRow, name_of: Callable[[str], str]) -> str:
    names = ", ".join(f"“{clean(name_of(watch), limit=60)}”" for watch in row.watches)
    reason = clean(row.reason, limit=200)
    if not names:
        return f"Told because: {reason}." if reason else ""
    which = "the watch" if len(row.watches) == 1 else "the watches"
    asked = f"asked for by {which} {names}"
    return f"Told because: {f'{reason}; ' if reason else ''}{asked}."


def _on_channel(one: Alert, now: datetime, zone: tzinfo | None) -> str:
    return f"{one.channel}: {_came(one, now, zone)}"


def _came(one: Alert, now: datetime, zone: tzinfo | None) -> str:
    def said(moment: datetime | None) -> str:
        if moment is None or moment <= now:
            return "now"
        return moment_text(moment, now, zone)

    why = clean(one.error, limit=300).rstrip(".")
    tries = f" after {counted(one.tries, 'try')}" if one.tries > 1 else ""
    cause = f": {why}" if why else ""
    if one.state == "sent":
        return f"sent {moment_text(one.sent, now, zone)}{tries}." if one.sent else "sent."
    if one.state == "held" and one.asked:
        return f"snoozed until {said(one.not_before).removeprefix('at ')}; z ends it."
    texts = {
        "pending": f"goes out {said(one.not_before)}.",
        "held": f"held until {said(one.not_before).removeprefix('at ')}{cause}; a sends it now.",
        "failed": f"failed{tries}{cause}. Tried again {said(one.not_before)}; a tries it now.",
        "dead": f"given up{tries}{cause}. a tries it again.",
        "digested": f"left to the next digest{cause}; a sends it now.",
        "suppressed": f"not told{cause}; a sends it.",
    }
    return texts[one.state]
