"""What is said on standard error while nobody looks at a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llamawatch.diagnostics import warn
from watchers.outcomes import may_be_network

if TYPE_CHECKING:
    from llamawatch.session import LiveSession
    from newsroom.records import Alert
    from store.changes import Change

_UNDELIVERED = frozenset({"failed", "dead"})


class Narration:
    """Says what fails, once until it changes, and when it works again.

    Args:
        session: open.
        sources: False leaves sources out, for who reads of them elsewhere.
        verbose: True says as well what goes well.
    """

    def __init__(
        self, session: LiveSession, *, sources: bool = True, verbose: bool = False
    ) -> None:
        self._session = session
        self._sources = sources
        self._verbose = verbose
        self._said: dict[str, str] = {}
        self._offline = False
        self._polled = {s.source: s.items for s in session.archive.source_states()}
        self.undelivered: set[str] = set()
        """Ids of alerts that were tried and are still to be told."""

    def begin(self) -> None:
        """Say what is wrong already, then follow every change."""
        self._problems()
        if self._sources:
            for state in self._session.archive.source_states():
                self._source(state.source)
        self._session.subscribe(self._hear)

    def _hear(self, change: Change) -> None:
        if change.kind == "source":
            # What was read may have broken a watch whose pattern takes too long on it.
            self._problems()
            self._network()
            for source in change.ids if self._sources else ():
                self._source(source)
        elif change.kind == "alert":
            for alert in change.ids:
                self._alert(self._session.archive.outbox.alert(alert))
        elif change.kind == "config":
            self._problems()
            if told := self._session.told_of_disk:
                self._say("disk", told)

    def _problems(self) -> None:
        for problem in self._session.problems:
            self._say(problem, problem)

    def _network(self) -> None:
        before, self._offline = self._offline, self._session.offline is not None
        if self._offline and not before:
            warn("No network: nobody can be reached; polling goes on by itself when it is back.")
        elif before and not self._offline:
            warn("The network is back.")

    def _source(self, source: str) -> None:
        state = self._session.archive.source_state(source)
        if state.health == "waiting" or (state.failures == 1 and may_be_network(state.error)):
            # It may be the network's fault, which is said once for all.
            return
        if state.error:
            self._say(f"source {source}", f"{source}: {state.error}")
            return
        if self._said.pop(f"source {source}", ""):
            warn(f"{source}: answers again")
        new, self._polled[source] = state.items - self._polled.get(source, 0), state.items
        if self._verbose and state.last_poll is not None:
            warn(f"{source}: asked, {new} new")

    def _alert(self, alert: Alert) -> None:
        if alert.state in _UNDELIVERED:
            self.undelivered.add(alert.id)
            self._say(f"channel {alert.channel}", f"{alert.channel}: {alert.error}")
        elif alert.state == "sent":
            self.undelivered.discard(alert.id)
            if self._said.pop(f"channel {alert.channel}", ""):
                warn(f"{alert.channel}: takes alerts again")
            if self._verbose:
                warn(f"{alert.channel}: told {alert.title}")

    def _say(self, about: str, sentence: str) -> None:
        if self._said.get(about) != sentence:
            self._said[about] = sentence
            warn(sentence)
