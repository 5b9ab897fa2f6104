"""What the list of sources shows: pure view-models, from records to cells and lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newsroom.clean import clean
from newsroom.counting import counted
from newsroom.durations import format_duration, rough_age
from tui.cells import Cell, guard
from tui.moments import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from newsroom.records import Source, SourceState

_HEALTH_STYLE = {"ok": "good", "new": "muted", "off": "muted", "quiet": "muted", "waiting": "alert"}
_NARROW, _USUAL, _WIDE = 79, 110, 160
"""Columns of the screen from which on more of a source is shown."""
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
WEEKS: Final = 4
"""Weeks that items per week are the mean of."""
_MOST_GAPS = 3
"""Gaps of one source that are told."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of the sources."""

    key: str
    name: str
    health: str
    enabled: bool
    language: str
    items: int
    last_poll: datetime | None
    next_poll: datetime | None
    error: str
    latency_ms: int | None = None
    url: str = ""
    moved_to: str = ""
    weekly: float | None = None
    """Items a week, the mean of the last weeks; None: not counted yet."""
    note: str = ""
    """What is under way with it, or what came of asking it by hand; stands before all else."""

    @property
    def failing(self) -> bool:
        """Whether something is wrong with it: a source that waits for the user is in order."""
        return bool(self.error) and self.health != "waiting"

    @property
    def rank(self) -> int:
        """Its place by what it needs: 0 it fails, 1 it moved for good, 2 nothing, 3 it is off."""
        if not self.enabled:
            return 3
        if self.failing:
            return 0
        return 1 if self.moved_to else 2


class WeeklyCounts:
    """Items a source brought in the last weeks, counted by the day (UTC) they were first seen.

    Counting again reads the last day only: what came before it does not change.
    """

    def __init__(self) -> None:
        self._days: dict[date, Counter[str]] = {}
        self.counted_at: datetime | None = None
        """When it was counted last; None: never."""

    def begin(self, now: datetime) -> datetime:
        """Count again.

        Args:
            now: UTC.

        Returns:
            Since when items are to be given to `add`, UTC.
        """
        start = now - WEEKS * _WEEK
        since = start
        if self.counted_at is not None:
            since = max(start, self.counted_at.replace(hour=0, minute=0, second=0, microsecond=0))
        first, anew = start.date(), since.date()
        self._days = {day: found for day, found in self._days.items() if first <= day < anew}
        self.counted_at = now
        return since

    def add(self, source: str, first_seen: datetime) -> None:
        """Take in one item."""
        self._days.setdefault(first_seen.date(), Counter())[source] += 1

    def rates(self, states: Iterable[SourceState], now: datetime) -> dict[str, float]:
        """Items a week by source: of the last four weeks, or since it is watched, at least a week.

        Args:
            states: Of the sources.
            now: UTC.
        """
        if self.counted_at is None:
            return {}
        totals: Counter[str] = sum(self._days.values(), Counter())
        found = {}
        for state in states:
            since = state.watched_since
            weeks = WEEKS if since is None else min(max((now - since) / _WEEK, 1), WEEKS)
            found[state.source] = totals[state.source] / weeks
        return found


def source_rows(
    sources: Iterable[Source],
    states: Mapping[str, SourceState],
    *,
    contact: bool = False,
    weekly: Mapping[str, float] | None = None,
    notes: Mapping[str, str] | None = None,
) -> list[SourceRow]:
    """Sources that need attention first, then those that are on, then those that are off.

    Args:
        sources: as configured.
        states: what is remembered of them, by source id.
        contact: the user agent says whom to write to.
        weekly: items a week, by source id; what is not there was not counted yet.
        notes: what is under way, by source id.
    """
    rows = [
        _source_row(
            source,
            states.get(source.id),
            contact,
            (weekly or {}).get(source.id),
            (notes or {}).get(source.id, ""),
        )
        for source in sources
    ]
    return sorted(rows, key=lambda row: (row.rank, row.name.casefold()))


def _source_row(
    source: Source, known: SourceState | None, contact: bool, weekly: float | None, note: str
) -> SourceRow:
    from newsroom.records import SourceState
    from watchers.health import as_shown

    state = as_shown(source, known or SourceState(source.id), contact=contact)
    return SourceRow(
        key=source.id,
        name=source.name,
        health=state.health,
        enabled=source.enabled,
        language=source.language,
        items=state.items,
        last_poll=state.last_poll,
        next_poll=state.next_poll,
        error=state.error,
        latency_ms=state.latency_ms,
        url=_address(source),
        moved_to=state.moved_to,
        weekly=weekly,
        note=note,
    )


@lru_cache(maxsize=4096)
def _address(source: Source) -> str:
    # Taking an address apart is most of what a row costs, and rows are made at every change.
    from watchers.kinds import shown_address

    return shown_address(source)


def source_labels(width: int) -> tuple[str, ...]:
    """What stands over the columns in a width of terminal cells."""
    labels = ["State", "Source"]
    if width >= _USUAL:
        labels.append("Language")
    labels.append("Weekly")
    if width >= _NARROW:
        labels.append("Items")
    if width >= _USUAL:
        labels.append("Latency")
    if width >= _NARROW:
        labels.append("Last")
    return (*labels, "Next", "What is known")


def source_cells(row: SourceRow, width: int, now: datetime) -> tuple[Cell, ...]:
    """Lay one source out: in a narrow list what matters most."""
    name = 20 if width < _USUAL else 26 if width < _WIDE else 40
    columns = {
        "State": Cell(row.health, _HEALTH_STYLE.get(row.health, "bad"), 10),
        "Source": Cell(row.name, "" if row.enabled else "muted", name),
        "Language": Cell(row.language, "muted", 8),
        "Weekly": Cell(weekly_text(row.weekly), "" if row.weekly else "muted", 6, "right"),
        "Items": Cell(str(row.items), "", 6, "right"),
        "Latency": Cell(_latency(row.latency_ms), "muted", 7, "right"),
        "Last": Cell(rough_age(now - row.last_poll) if row.last_poll else "-", "muted", 4, "right"),
        "Next": Cell(_due(row.next_poll, now), "muted", 4, "right"),
        "What is known": _known(row),
    }
    return tuple(columns[label] for label in source_labels(width))


def _known(row: SourceRow) -> Cell:
    if row.note:
        return Cell(row.note, "strong")
    if row.error:
        return Cell(row.error, "bad" if row.failing else "alert")
    if row.moved_to and row.enabled:
        return Cell(f"moved to {row.moved_to}: m follows it", "alert")
    return Cell(row.url.partition("://")[2] or row.url, "muted")


def weekly_text(weekly: float | None) -> str:
    """Items a week in at most six cells; "-" while they are not counted."""
    if weekly is None:
        return "-"
    if 0 < weekly < 10:
        return f"{weekly:.1f}".removesuffix(".0") if weekly >= 0.1 else "<0.1"
    return f"{weekly:.0f}"


def _latency(ms: int | None) -> str:
    if ms is None:
        return "-"
    return f"{ms} ms" if ms < 1000 else f"{ms / 1000:.1f} s"


def _due(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "-"
    return rough_age(when - now) if when > now else "due"


def source_detail(
    source: Source,
    state: SourceState,
    *,
    contact: bool,
    now: datetime,
    zone: tzinfo | None,
    weekly: float | None = None,
) -> list[str]:
    """Everything about one source, a line each, what matters most first.

    Args:
        source: as configured.
        state: what is remembered of it.
        contact: the user agent says whom to write to.
        now: UTC.
        zone: in which times are said; None: the system's.
        weekly: items a week; None: not counted.
    """
    from watchers.health import as_shown
    from watchers.kinds import shown_address
    from watchers.pace import per_week, planned_interval

    state = as_shown(source, state, contact=contact)
    traits = [source.kind, source.language, "trusted" if source.trusted else ""]
    lines = [
        " · ".join([guard(clean(source.name)), *filter(None, traits)]),
        guard(clean(shown_address(source), limit=400)),
        guard(clean(state.error, limit=600)),
        f"Moved for good to {clean(state.moved_to, limit=400)}: m follows it."
        if state.moved_to
        else "",
        f"It failed {counted(state.failures, 'time')} in a row." if state.failures > 1 else "",
        _rhythm(state, now, zone),
        _pace(source, state, planned_interval(state)),
        _brought(state, weekly, per_week(state)),
        *_missed(state, zone),
    ]
    return [line for line in lines if line]


def _rhythm(state: SourceState, now: datetime, zone: tzinfo | None) -> str:
    if state.last_poll is None:
        return "Not asked yet."
    said = [f"Last asked {moment_text(state.last_poll, now, zone)}"]
    if state.last_ok == state.last_poll:
        took = f" in {_latency(state.latency_ms)}" if state.latency_ms is not None else ""
        said.append(f"answered well{took}")
    elif state.last_ok is not None:
        said.append(f"last answered well {moment_text(state.last_ok, now, zone)}")
    else:
        said.append("never answered well")
    if state.next_poll is not None:
        due = "now" if state.next_poll <= now else moment_text(state.next_poll, now, zone)
        said.append(f"asked again {due}")
    return f"{', '.join(said)}."


def _pace(source: Source, state: SourceState, planned: timedelta | None) -> str:
    said = f"Asked at most every {format_duration(source.interval)}"
    if planned is not None and planned > source.interval * 1.2:
        why = "while it fails" if state.failures else "as often as it publishes or wishes"
        said += f", every {rough_age(planned)} now: {why}"
    return f"{said}."


def _brought(state: SourceState, weekly: float | None, publishes: float | None) -> str:
    said = [f"{counted(state.items, 'item')} stored"]
    if weekly is not None:
        said.append(f"{weekly_text(weekly)} a week")
    if publishes is not None:
        said.append(f"it publishes about {max(round(publishes), 1)} a week")
    return f"{', '.join(said)}."


def _missed(state: SourceState, zone: tzinfo | None) -> Sequence[str]:
    from watchers.gaps import span_text

    gaps = sorted(state.gaps, key=lambda gap: gap.end, reverse=True)[:_MOST_GAPS]
    return [
        f"Not watched {span_text(gap, zone)}: what it told meanwhile is missing." for gap in gaps
    ]
