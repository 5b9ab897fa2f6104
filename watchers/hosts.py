"""What the sources of one host have in common: its pauses, and that it fails.

A host that asks one of its sources for a pause asks them all; a host that failed several times in
a row, whichever of its sources was asked, is left alone and then tried by one request at a time.
All of it follows from what is remembered of the sources, so that it outlives the program.

Hosts of this machine are left out: one machine serves many things that have nothing to do with
each other, and there is nobody to spare.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from watchers.addresses import host_of, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsroom.records import SourceHealth, SourceState
    from watchers.fetched import Fetched

BREAKER: Final = 5
"""Failures in a row from which a source, or a whole host, is left alone for its back-off."""
_LONGEST: Final = timedelta(hours=27)
"""No pause is longer (a day, and its jitter): what is, was measured by a clock since set back."""
_SPEAKING: Final = frozenset[str]({"limited", "blocked", "slow"})
_SERVER_ERRORS: Final = 500
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rest:
    """A host is left alone for a while."""

    until: datetime
    reason: str
    """The middle of a sentence, as in "example.org asks for a pause until 2 Mar 11:30 UTC"."""


class Hosts:
    """The hosts of all sources.

    Args:
        states: What is remembered of the sources.
    """

    def __init__(self, states: Iterable[SourceState] = ()) -> None:
        self._troubles: dict[str, dict[str, SourceState]] = {}
        self._host_of: dict[str, str] = {}
        self._answered: dict[str, datetime] = {}
        self._pauses: dict[str, datetime] = {}
        """What pages asked for: no source remembers that."""
        self.last_answer: datetime | None = None
        """When any of them last answered a source well, those of this machine included."""
        for state in states:
            self.learn(state)

    def learn(self, state: SourceState) -> None:
        """Take up what is remembered of a source after a check."""
        before = self._host_of.pop(state.source, "")
        if before:
            del self._troubles[before][state.source]
            if not self._troubles[before]:
                del self._troubles[before]
        if state.refused_by:
            self._host_of[state.source] = state.refused_by
            self._troubles.setdefault(state.refused_by, {})[state.source] = state
        host = host_of(state.url)
        if host and state.last_ok is not None:
            self._answered[host] = max(self._answered.get(host, state.last_ok), state.last_ok)
        if state.last_ok is not None:
            self.last_answer = max(self.last_answer or state.last_ok, state.last_ok)

    def pause(self, host: str, until: datetime) -> None:
        """Leave a host alone because one of its pages asked for it.

        Args:
            host: Its name; "" for this machine's, which are left out.
            until: UTC.
        """
        if host:
            self._pauses[host] = max(self._pauses.get(host, until), until)

    def strikes(self, host: str) -> int:
        """How often a host failed since it last answered any source well."""
        return sum(self._counted(host, state) for state in self._troubles.get(host, {}).values())

    def rest(self, host: str, now: datetime) -> Rest | None:
        """Until when a host must not be asked; None if it may be.

        Args:
            host: Its name.
            now: UTC.
        """
        troubles = self._troubles.get(host, {})
        pauses = [state.not_before for state in troubles.values() if state.health == "limited"]
        lasting = [one for one in (*pauses, self._pauses.get(host)) if one and _lasts(one, now)]
        asked = max(lasting, default=None)
        if asked is not None:
            return Rest(asked, f"{host} asks for a pause until {said(asked)}")
        strikes = self.strikes(host)
        if strikes < BREAKER:
            return None
        # Whoever failed last backed off by what the whole host had earned.
        until = max(troubles.values(), key=_last).next_poll
        if until is None or not _lasts(until, now):
            return None
        return Rest(
            until, f"{host} failed {strikes} times in a row and is tried again at {said(until)}"
        )

    def _counted(self, host: str, state: SourceState) -> int:
        answered = self._answered.get(host)
        if answered is None or (state.unwell_since and state.unwell_since > answered):
            return state.failures
        # Its earlier failures came while others were answered: they say nothing of the host.
        return int(_last(state) > answered)


def blamed_host(health: SourceHealth, fetched: Fetched | None) -> str:
    """The host that a failed check says something of; "" where it only speaks of one address.

    Args:
        health: What kind of failure it was.
        fetched: What the server said, if it was asked.
    """
    if fetched is None:
        return ""
    reached = fetched.status != 0 or fetched.verdict == "slow"
    if not reached or (health not in _SPEAKING and fetched.status < _SERVER_ERRORS):
        return ""
    return shared_host(fetched.final_url)


def shared_host(url: str) -> str:
    """The host of an address, as far as its sources have anything in common; "" for this machine.

    Args:
        url: Of a source.
    """
    host = host_of(url)
    return host if host and reach_of(host) != "loopback" else ""


def _last(state: SourceState) -> datetime:
    return state.last_poll or _NEVER


def _lasts(moment: datetime, now: datetime) -> bool:
    return timedelta() < moment - now <= _LONGEST


def said(moment: datetime) -> str:
    """The end of a pause, as it stands in a sentence."""
    return f"{moment.day} {moment:%b %H:%M} UTC"
