"""Spans of time in which a source was not watched, and what became of them. Pure.

After a while without a good answer a feed may no longer reach back to the last one: what it told
meanwhile is lost, and the user is told so. A feed that holds anything known, or anything dated
before the last good answer, reaches back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newsroom.records import Gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from newsroom.records import Entry, Source, SourceState

SHORTEST = timedelta(hours=8)
"""A shorter time without an answer is no gap."""
_INTERVALS = 3
"""Nor is a time shorter than so many intervals of the source."""
_KEPT = 5
"""Gaps remembered of a source, the latest."""
_TOGETHER = timedelta(hours=12)
"""Gaps of several sources that begin and end within this were one absence."""
_LATE = timedelta(hours=1)
"""A check that comes so long after its time at most was made as planned."""


@dataclass(frozen=True, slots=True)
class Absence:
    """One span in which the program did not watch, over all sources that lost something by it."""

    start: datetime
    end: datetime
    sources: tuple[str, ...]
    """Ids of the sources that no longer reach back."""


def with_gap(
    source: Source,
    before: SourceState,
    after: SourceState,
    entries: Sequence[Entry],
    *,
    known: int,
    most: int,
    now: datetime,
) -> SourceState:
    """Note in a source's state that it no longer reaches back to the last good answer.

    Args:
        source: As configured.
        before: Its state before the check.
        after: Its state after it.
        entries: What it answered.
        known: How many of them are stored already.
        most: Entries an answer of its kind can hold where fewer are all there are (a search); 0
            where the number says nothing (a feed).
        now: UTC.
    """
    last = before.last_ok
    if last is None or now - last < max(SHORTEST, source.interval * _INTERVALS):
        return after
    planned = before.next_poll if not before.failures else None
    if planned is not None and now - planned <= _LATE:
        return after
    dates = [entry.published for entry in entries if entry.published is not None]
    complete = not entries or (most and len(entries) < most)
    if known or complete or (dates and min(dates) <= last):
        return after
    return replace(after, gaps=(*before.gaps, Gap(last, now))[-_KEPT:])


def absences(states: Iterable[SourceState], since: datetime) -> list[Absence]:
    """The gaps of all sources, those of one absence together, the latest first.

    Args:
        states: Of the sources that count.
        since: Gaps that ended earlier are left out.
    """
    gaps = [(gap, s.source) for s in states for gap in s.gaps if gap.end >= since]
    found: list[Absence] = []
    for gap, source in sorted(gaps, key=lambda pair: (pair[0].start, pair[0].end)):
        same = next((one for one in found if _is_one(one, gap)), None)
        if same is None:
            found.append(Absence(gap.start, gap.end, (source,)))
        else:
            found[found.index(same)] = Absence(
                min(same.start, gap.start), max(same.end, gap.end), (*same.sources, source)
            )
    return sorted(found, key=lambda one: one.end, reverse=True)


def said(absence: Absence, zone: tzinfo | None) -> str:
    """An absence as a sentence.

    Args:
        absence: Which.
        zone: In which times are said; None: the system's.
    """
    start, end = absence.start.astimezone(zone), absence.end.astimezone(zone)
    count = len(absence.sources)
    many = f"{count} sources no longer reach" if count > 1 else "1 source no longer reaches"
    return f"Not watched {_span(start, end)}: {many} back ({', '.join(absence.sources)})."


def span_text(gap: Gap, zone: tzinfo | None) -> str:
    """When a gap began and ended, in words; see `said`."""
    return _span(gap.start.astimezone(zone), gap.end.astimezone(zone))


def _is_one(absence: Absence, gap: Gap) -> bool:
    return abs(absence.start - gap.start) <= _TOGETHER and abs(absence.end - gap.end) <= _TOGETHER


def _span(start: datetime, end: datetime) -> str:
    if end - start < timedelta(days=3):
        return f"{start.day} {start:%b %H:%M} to {end.day} {end:%b %H:%M}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {end.day} {end:%b}"
    year = f" {start.year}" if start.year != end.year else ""
    return f"{start.day} {start:%b}{year} to {end.day} {end:%b}"
