"""What fails and what works again, a sentence each: on standard error, and in the log."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from llamawatch.diagnostics import warn
from watchers.outcomes import may_be_network

if TYPE_CHECKING:
    from collections.abc import Callable

    from llamawatch.session import LiveSession
    from newsroom.records import Alert
    from store.changes import Change

_UNDELIVERED = frozenset({"failed", "dead"})
_LOG = logging.getLogger(__name__)
_NO_NETWORK = "No network: nobody can be reached; polling goes on by itself when it is back."


class Voice(Protocol):
    """Where sentences go."""

    def __call__(
        self, sentence: str, *, well: bool = False, source: str = "", channel: str = ""
    ) -> None:
        """Say one.

        Args:
            sentence: what happened.
            well: it is good news.
            source: id of the source that it is about; "": of none.
            channel: name of the channel that it is about; "": of none.
        """


def say_aloud(
    sentence: str,
    *,
    well: bool = False,  # noqa: ARG001 -- as `Voice`
    source: str = "",  # noqa: ARG001 -- as `Voice`
    channel: str = "",  # noqa: ARG001 -- as `Voice`
) -> None:
    """Say a sentence on standard error."""
    warn(sentence)


def note_down(sentence: str, *, well: bool = False, source: str = "", channel: str = "") -> None:
    """Say a sentence in the log."""
    about = {"source": source, "channel": channel}
    fields = {name: one for name, one in about.items() if one}
    _LOG.log(logging.INFO if well else logging.WARNING, "%s", sentence, extra={"fields": fields})


def take_notes(session: LiveSession) -> Callable[[], None]:
    """Have the log say that watching begins, and then what fails and what works again.

    Args:
        session: open; not watching yet.

    Returns:
        A function that has it say that watching ended.
    """
    about = {
        "program": session.program,
        "version": version("llamawatch"),
        "data": session.data,
        "config": str(session.places.config),
    }
    _LOG.info("begins to watch", extra={"fields": about})
    Narration(session, note_down).begin()
    return lambda: _LOG.info("watches no longer")


class Narration:
    """Says what fails, once until it changes, and when it works again.

    Args:
        session: open.
        voice: where it is said.
        sources: False leaves sources out, for who reads of them elsewhere.
        verbose: True says as well what goes well.
    """

    def __init__(
        self,
        session: LiveSession,
        voice: Voice = say_aloud,
        *,
        sources: bool = True,
        verbose: bool = False,
    ) -> None:
        self._session = session
        self._voice = voice
        self._sources = sources
        self._verbose = verbose
        self._said: dict[str, str] = {}
        """What was said last of each source and channel that fails."""
        self._found: dict[str, None] = {}
        """Problems of the whole program that there are."""
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
        found = dict.fromkeys(self._session.problems)
        for problem in found:
            if problem not in self._found:
                self._voice(problem)
        # What went away is said again if it comes back.
        self._found = found

    def _network(self) -> None:
        before, self._offline = self._offline, self._session.offline is not None
        if self._offline and not before:
            self._voice(_NO_NETWORK)
        elif before and not self._offline:
            self._voice("The network is back.", well=True)

    def _source(self, source: str) -> None:
        state = self._session.archive.source_state(source)
        if state.health == "waiting" or (state.failures == 1 and may_be_network(state.error)):
            # It may be the network's fault, which is said once for all.
            return
        if state.error:
            self._say(f"source {source}", f"{source}: {state.error}", source=source)
            return
        if self._said.pop(f"source {source}", ""):
            self._voice(f"{source}: answers again", well=True, source=source)
        new, self._polled[source] = state.items - self._polled.get(source, 0), state.items
        if self._verbose and state.last_poll is not None:
            self._voice(f"{source}: asked, {new} new", well=True, source=source)

    def _alert(self, alert: Alert) -> None:
        if alert.state in _UNDELIVERED:
            self.undelivered.add(alert.id)
            sentence = f"{alert.channel}: {alert.error}"
            self._say(f"channel {alert.channel}", sentence, channel=alert.channel)
        elif alert.state == "sent":
            channel = alert.channel
            self.undelivered.discard(alert.id)
            if self._said.pop(f"channel {channel}", ""):
                self._voice(f"{channel}: takes alerts again", well=True, channel=channel)
            if self._verbose:
                self._voice(f"{channel}: told {alert.title}", well=True, channel=channel)

    def _say(self, subject: str, sentence: str, *, source: str = "", channel: str = "") -> None:
        if self._said.get(subject) != sentence:
            self._said[subject] = sentence
            self._voice(sentence, source=source, channel=channel)
