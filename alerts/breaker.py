"""A channel that fails again and again is asked seldom (Nygard, "Release It!", circuit breaker).

After some failures in a row nothing is sent over a channel until a pause is over; then one row is,
and the next pause is longer, or all is well. So the rows that wait do not use up their tries. How
a channel does is kept as a note, over restarts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from alerts.policy import LONGEST_PAUSE
from newsroom.errors import StoreError

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterable
    from datetime import tzinfo

    from newsroom.errors import Undelivered
    from store.repository import Repository

MOST_FAILURES: Final = 3
"""Failures in a row after which a channel is broken."""
LONG_PAUSE: Final = 600.0
"""Seconds: a channel that asks for as much waits for a person, and is broken at once."""
_BASE: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Circuit:
    """How a channel does."""

    failures: int = 0
    """In a row."""
    since: datetime | None = None
    """The first of them, UTC."""
    until: datetime | None = None
    """Nothing is sent before, UTC."""
    error: str = ""
    """The last of them."""
    broken: bool = False

    def lets(self, now: datetime) -> bool:
        """Whether something may be sent."""
        # A pause that long was given by a clock that was ahead.
        return self.until is None or not now < self.until <= now + LONGEST_PAUSE

    def after(self, error: Undelivered, now: datetime, rng: random.Random) -> Circuit:
        """After one more failure; what the receiver asks for wins."""
        failures, since = self.failures + 1, self.since or now
        pause = timedelta(0)
        if failures >= MOST_FAILURES:
            ceiling = min(_LONGEST, _BASE * 2.0 ** min(failures - MOST_FAILURES, 10))
            pause = ceiling * (0.5 + 0.5 * rng.random())
        asked = error.retry_after
        if asked is not None:
            pause = min(timedelta(seconds=asked), LONGEST_PAUSE)
        broken = self.broken or failures >= MOST_FAILURES or (asked or 0) >= LONG_PAUSE
        return Circuit(failures, since, now + pause if pause else None, str(error), broken)


def read_circuit(archive: Repository, channel: str) -> Circuit:
    """What is remembered of a channel."""
    try:
        note = json.loads(archive.recall(_note(channel)) or "null")
        if note is None:
            return Circuit()
        since, until = (datetime.fromisoformat(one) if one else None for one in note["times"])
        return Circuit(note["failures"], since, until, note["error"], note["broken"])
    except (ValueError, KeyError, TypeError):
        return Circuit()


def describe(channel: str, circuit: Circuit, zone: tzinfo | None) -> str:
    """That a channel is broken, since when and why, in words."""
    since = f" since {circuit.since.astimezone(zone):%Y-%m-%d %H:%M}" if circuit.since else ""
    return f"Alerts do not arrive by {channel}{since}: {circuit.error}"


def broken_channels(
    archive: Repository, channels: Iterable[str], zone: tzinfo | None
) -> tuple[str, ...]:
    """Those of some channels that take nothing, a sentence each."""
    circuits = ((channel, read_circuit(archive, channel)) for channel in channels)
    return tuple(describe(name, one, zone) for name, one in circuits if one.broken)


class Circuits:
    """How the channels of one archive do."""

    def __init__(self, archive: Repository, rng: random.Random) -> None:
        self._archive = archive
        self._rng = rng
        self._circuits: dict[str, Circuit] = {}

    def of(self, channel: str) -> Circuit:
        """How a channel does."""
        if channel not in self._circuits:
            self._circuits[channel] = read_circuit(self._archive, channel)
        return self._circuits[channel]

    def ask_again(self) -> None:
        """Somebody changed something: let the next row of each channel find out."""
        for channel, circuit in self._circuits.items():
            self._circuits[channel] = replace(circuit, until=None)

    def worked(self, channel: str) -> None:
        """A channel took something."""
        if self.of(channel).failures:
            self._keep(channel, Circuit())

    def failed(self, channel: str, error: Undelivered, now: datetime) -> None:
        """A channel did not take something."""
        self._keep(channel, self.of(channel).after(error, now, self._rng))

    def report(self, channels: Collection[str], now: datetime, zone: tzinfo | None) -> bool:
        """Tell of the broken channels over those that work, once an episode.

        Returns:
            Whether there is something new to tell.

        Raises:
            StoreError: the disk refused.
        """
        working = [channel for channel in channels if not self.of(channel).broken]
        made = [
            self._archive.outbox.report(
                other,
                f"channel:{channel} since {circuit.since:%Y-%m-%dT%H:%M:%SZ}",
                "broken",
                describe(channel, circuit, zone),
                now,
            )
            for channel in channels
            if (circuit := self.of(channel)).broken
            for other in working
        ]
        return any(made)

    def _keep(self, channel: str, circuit: Circuit) -> None:
        self._circuits[channel] = circuit
        times = [moment.isoformat() if moment else "" for moment in (circuit.since, circuit.until)]
        note = {
            "failures": circuit.failures,
            "times": times,
            "error": circuit.error,
            "broken": circuit.broken,
        }
        try:
            self._archive.remember(_note(channel), json.dumps(note) if circuit.failures else "")
        except StoreError:
            # It is known here; a restart begins anew, which costs a few tries.
            return


def _note(channel: str) -> str:
    return f"circuit:{channel}"
