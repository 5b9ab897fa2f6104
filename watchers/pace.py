"""How often a source is asked: from its interval, its wishes and its rhythm. Pure.

The interval that the user gave is the least. What the server or the document wishes for, and a
rhythm slower than the interval, make it longer, up to the slowest that the user allows; one that
fell silent is asked at the slowest. A source that feeds a watch of high priority is asked as often
as its wishes allow, whatever its rhythm.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from newsroom.durations import rough_age
from watchers.addresses import host_of, reach_of
from watchers.kinds import address_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from newsroom.records import Entry, Source, SourceHealth, SourceState, Wishes

JITTER: Final = 0.1
"""Share of the interval by which the next check is moved at most."""
SHARE: Final = 8
"""A source is asked so many times in the time that usually passes between two publications."""
KEPT: Final = 16
"""Times of publication remembered of a source, the latest."""
KNOWN: Final = 6
"""Times of publication from which on a source has a rhythm."""
QUIET: Final = 3
"""So many times its usual silence makes a source quiet."""
SHORTEST_QUIET: Final = timedelta(days=4)
"""A shorter silence is never worth a word: a long weekend."""
SLOW: Final = timedelta(seconds=10)
"""A good answer that takes longer is slow."""
_SLOW_TIMES: Final = 3
"""Slow answers in a row that make a source slow."""
_MATCHED: Final = 20
"""Watches remembered of a source, the latest."""
_MANY_GAPS: Final = 8
"""Gaps from which on the longest of them is taken for an exception."""
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_WEEK: Final = timedelta(weeks=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_SKIP: Final = 72
"""Hours by which skipped hours and days put a check off at most: a long weekend."""


def interval_of(
    source: Source, state: SourceState, now: datetime, loud: AbstractSet[str] = frozenset()
) -> timedelta:
    """How long a source that does well is left alone.

    Addresses of this machine are asked at their interval, whatever their rhythm: there is nobody
    to spare.

    Args:
        source: As configured.
        state: What is remembered of it.
        now: UTC.
        loud: Ids of the watches of high priority.
    """
    return max(_by_rhythm(source, state, now, loud), _wish(source, state.wishes))


def next_poll(
    source: Source,
    state: SourceState,
    now: datetime,
    draw: Callable[[float, float], float],
    loud: AbstractSet[str] = frozenset(),
) -> datetime:
    """When a source that just answered well is asked again.

    Args:
        source: As configured.
        state: What is remembered of it, this answer included.
        now: UTC.
        draw: A random number between two bounds.
        loud: Ids of the watches of high priority.
    """
    wait = max(
        _by_rhythm(source, state, now, loud) * draw(1 - JITTER, 1 + JITTER),
        # A wish is never undercut.
        _wish(source, state.wishes) * draw(1, 1 + JITTER),
    )
    return _not_skipped(now + wait, state.wishes)


def delay_of(state: SourceState, now: datetime) -> float:
    """Seconds until a source's next check; 0 if it is due.

    A clock that was set back must not make anybody wait for the hour to come round again: of a
    check in the future it is only known how long it was to be waited then.

    Args:
        state: What is remembered of the source.
        now: UTC.
    """
    if state.next_poll is None:
        return 0.0
    wait = state.next_poll - now
    if state.last_poll is not None and state.last_poll > now:
        wait = min(wait, state.next_poll - state.last_poll)
    return max(wait.total_seconds(), 0.0)


def with_dates(state: SourceState, entries: Iterable[Entry], now: datetime) -> SourceState:
    """Take the dates of a document into a source's rhythm.

    Args:
        state: What is remembered of the source.
        entries: The document's.
        now: UTC; what is dated later is announced, not published.
    """
    dates = {_minutes(e.published) for e in entries if e.published and e.published <= now}
    return replace(state, rhythm=_latest({*state.rhythm, *dates}))


def with_arrivals(
    state: SourceState, after: SourceState, entries: Sequence[Entry], new: int, now: datetime
) -> SourceState:
    """Take in that entries arrived that were not there before.

    Where no date explains them, the time they were found at counts.

    Args:
        state: The source's state before the check.
        after: Its state after it.
        entries: The document's.
        new: How many of them are new.
        now: UTC.
    """
    since = state.last_ok
    if not new or (
        since is not None and any(e.published and since < e.published <= now for e in entries)
    ):
        return after
    if since is None and any(e.published for e in entries):
        return after
    after = replace(after, rhythm=_latest({*after.rhythm, _minutes(now)}))
    return replace(after, health="ok", error="") if after.health == "quiet" else after


def with_matches(state: SourceState, watches: Iterable[str]) -> SourceState:
    """Remember which watches a source's items satisfied.

    Args:
        state: What is remembered of the source.
        watches: Their ids.
    """
    found = tuple(dict.fromkeys(watches))
    others = tuple(one for one in state.matched if one not in found)
    return replace(state, matched=(*others, *found)[-_MATCHED:]) if found else state


def tempo_health(source: Source, state: SourceState, now: datetime) -> tuple[SourceHealth, str]:
    """How a source does that answers well: whether it fell silent, whether it takes long.

    Args:
        source: As configured.
        state: What is remembered of it, this answer included.
        now: UTC.

    Returns:
        "quiet", "slow" or "ok", and a sentence; "" for "ok".
    """
    usual = usual_silence(state.rhythm)
    if usual is not None and _fell_silent(state, now):
        return "quiet", (
            f"{source.name} answers, but has told nothing for "
            f"{rough_age(_silence(state.rhythm, now))}, where {rough_age(usual)} without news "
            "is usual: see with `llamawatch sources check URL` whether its feed has moved."
        )
    if state.slow >= _SLOW_TIMES:
        return "slow", (
            f"{source.name} took longer than {SLOW.seconds} seconds to answer {state.slow} times "
            "in a row; it is read all the same: raise its interval, or look for another address."
        )
    return "ok", ""


def usual_silence(rhythm: Sequence[int]) -> timedelta | None:
    """The longest silence that is nothing special for a source; None where too little is known.

    Args:
        rhythm: When it published: minutes since 1970, ascending.
    """
    if len(rhythm) < KNOWN:
        return None
    gaps = sorted(after - before for before, after in pairwise(rhythm))
    return (gaps[-2] if len(gaps) >= _MANY_GAPS else gaps[-1]) * _MINUTE


def planned_interval(state: SourceState) -> timedelta | None:
    """The time between a source's last check and its next; None where there is none to come.

    Args:
        state: What is remembered of it.
    """
    if state.last_poll is None or state.next_poll is None:
        return None
    return state.next_poll - state.last_poll


def per_week(state: SourceState) -> float | None:
    """How often a source publishes in a week; None where too little is known.

    Args:
        state: What is remembered of it.
    """
    rhythm, until = state.rhythm, state.last_ok
    if len(rhythm) < KNOWN or until is None:
        return None
    span = max(until - _EPOCH - rhythm[0] * _MINUTE, _MINUTE)
    return len(rhythm) * (_WEEK / span)


def _by_rhythm(
    source: Source, state: SourceState, now: datetime, loud: AbstractSet[str]
) -> timedelta:
    least = source.interval
    if (
        len(state.rhythm) < KNOWN
        or not loud.isdisjoint(state.matched)
        or reach_of(host_of(address_of(source))) == "loopback"
    ):
        return least
    most = max(least, source.slowest)
    if _fell_silent(state, now):
        return most
    usual = median(after - before for before, after in pairwise(state.rhythm)) * _MINUTE
    return min(max(least, usual / SHARE), most)


def _wish(source: Source, wishes: Wishes) -> timedelta:
    return min(timedelta(seconds=max(wishes.max_age, wishes.ttl)), source.slowest)


def _not_skipped(moment: datetime, wishes: Wishes) -> datetime:
    """The first moment from this one on in whose hour and day something may come."""
    for _ in range(_LONGEST_SKIP):
        if moment.hour not in wishes.skip_hours and moment.weekday() not in wishes.skip_days:
            break
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    return moment


def _silence(rhythm: Sequence[int], now: datetime) -> timedelta:
    return now - _EPOCH - rhythm[-1] * _MINUTE if rhythm else timedelta()


def _fell_silent(state: SourceState, now: datetime) -> bool:
    usual, since = usual_silence(state.rhythm), state.watched_since
    if usual is None or since is None:
        return False
    # What was silent when it was first asked may have other dates than the clock's.
    witnessed = min(_silence(state.rhythm, now), now - since)
    return witnessed > max(usual * QUIET, SHORTEST_QUIET)


def _latest(moments: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(moments)[-KEPT:])


def _minutes(moment: datetime) -> int:
    return (moment - _EPOCH) // _MINUTE
