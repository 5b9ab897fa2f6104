"""Whether anybody can be reached: a machine without a network is no fault of its sources.

Where nobody answers any more, what was well before waits, unblamed, and one source after another is
tried until one answers. Sources on this machine say nothing of it, nor those in its own network
unless there are no others, nor those that failed before unless nobody else is there to ask.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from watchers.addresses import host_of, reach_of
from watchers.kinds import address_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from newsroom.records import Source, SourceState

ENOUGH: Final = 3
"""Hosts that must be out of reach, one after another, before the network is blamed."""
WAITS: Final = "It waits for the network, and is asked as soon as anybody can be reached."
"""What is said of a source that could not be reached because nobody can."""


class Reach:
    """What the checks of a running program say of the network."""

    def __init__(self) -> None:
        self.since: datetime | None = None
        """Since when nobody can be reached, UTC; None while somebody can."""
        self.retries = False
        """Whether who waits for the network is asked again by itself: then it may be blamed on
        suspicion, until anybody was reached."""
        self._answered = False
        """Whether anybody was reached since the program started."""
        self._missed: dict[str, SourceState] = {}
        """By source: what was known of those that were missed since anybody answered, before."""
        self._asked: Callable[[], Iterable[Source]] = tuple
        self._places: Mapping[str, str] | None = None

    def watch(self, asked: Callable[[], Iterable[Source]]) -> None:
        """Take up another configuration.

        Args:
            asked: Answers the sources that are asked; called when it is needed, for loading the
                kinds of sources takes a moment.
        """
        self._asked = asked
        self._places = None

    def prepare(self) -> None:
        """Reckon what is needed beside the event loop: of a thousand sources it takes a while."""
        self._known()

    def go_on(self, since: datetime | None) -> None:
        """Take up when the network went away, as far as is remembered, unless somebody answered."""
        if not self._answered:
            self.since = since

    def counts(self, source: Source) -> bool:
        """Whether a source says anything of the network."""
        return source.id in self._known()

    def missed(self, source: Source, before: SourceState, now: datetime) -> bool:
        """Note that a source could not be reached.

        Args:
            source: As configured.
            before: What was known of it before the check.
            now: UTC.

        Returns:
            Whether the network is to blame.
        """
        if self.counts(source):
            self._missed.setdefault(source.id, before)
        if self.since is None and (self._suspected(source, before) or self._nobody()):
            self.since = now
        return self.since is not None

    def answered(self, source: Source) -> bool:
        """Note that a source was reached, whatever it said; True: for the first time again."""
        if not self.counts(source):
            return False
        self._answered = True
        came_back, self.since = self.since is not None, None
        self._missed.clear()
        return came_back

    def take_blamed(self) -> list[SourceState]:
        """What was known of the sources that were blamed before the network was; each once."""
        blamed = list(self._missed.values())
        self._missed.clear()
        return blamed

    def _suspected(self, source: Source, before: SourceState) -> bool:
        """Whether nobody was reached yet, and this one never was, or waited for the network."""
        fresh = before.health == "waiting" or (before.last_ok is None and not before.failures)
        return self.retries and not self._answered and fresh and self.counts(source)

    def _nobody(self) -> bool:
        places = self._known()
        every = set(places.values())
        missed = {places[one] for one in self._missed if one in places}
        fresh = {places[s.source] for s in self._missed.values() if not s.failures} & missed
        return bool(every) and (len(fresh) >= min(ENOUGH, len(every)) or missed == every)

    def _known(self) -> Mapping[str, str]:
        asked, places = self._asked, self._places
        if places is None:
            places = _places(asked())
            # Another configuration may have been taken up meanwhile.
            if asked is self._asked:
                self._places = places
        return places


def offline_since(sources: Iterable[Source], states: Iterable[SourceState]) -> datetime | None:
    """Since when nobody can be reached, as far as what is remembered says so; None if anybody can.

    Args:
        sources: Those that are asked, as configured.
        states: What is remembered of them.
    """
    states = list(states)
    waiting = [s for s in states if s.health == "waiting" and s.last_poll is not None]
    if not waiting:
        return None
    known = _places(sources)
    answers = [s.last_ok for s in states if s.source in known and s.last_ok is not None]
    misses = [s.last_poll for s in waiting if s.source in known and s.last_poll is not None]
    answered = max(answers, default=None)
    since = [at for at in misses if answered is None or at > answered]
    return min(since, default=None)


def without_network(state: SourceState, now: datetime) -> SourceState:
    """The state of a source that could not be reached because nobody can: it is not to blame.

    Args:
        state: Before the check.
        now: UTC.
    """
    return replace(state, health="waiting", error=WAITS, last_poll=now, next_poll=now)


def _places(sources: Iterable[Source]) -> Mapping[str, str]:
    """By id of each source that says something of the network: where it lies."""
    hosts = {source.id: host_of(address_of(source)) for source in sources if source.enabled}
    away = {key: reach_of(host) for key, host in hosts.items() if host}
    public = {key: hosts[key] for key, reach in away.items() if reach == "public"}
    return public or {key: key for key, reach in away.items() if reach == "private"}
