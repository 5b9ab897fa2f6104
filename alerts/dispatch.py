"""Draining the outbox: decide, lease, send, mark; each channel fails alone.

What is decided, and why, is `alerts.policy`; how a channel does, `alerts.breaker`.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alerts.breaker import Circuits
from alerts.context import mute_over
from alerts.digests import make_digests
from alerts.policy import (
    HOUR,
    Rules,
    Situation,
    backoff,
    decide,
    is_given_up,
    superseded,
    waits_for_a_wrong_clock,
)
from alerts.surroundings import Attention
from alerts.uptime import Uptime
from newsroom.clean import clean
from newsroom.errors import StoreError, Undelivered

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    from alerts.messages import Channel, Message
    from alerts.policy import Verdict
    from newsroom.records import Alert
    from store.repository import Repository

_IDLE = 60.0
"""Seconds after which the outbox is looked at in any case."""
_REFUSED = 5.0
"""Seconds after which it is tried again when the disk refused."""
_EVER = datetime.max.replace(tzinfo=UTC)

_LOG = logging.getLogger(__name__)


class Dispatcher:
    """Sends what is due. One of them runs at a time on one archive."""

    def __init__(
        self,
        archive: Repository,
        channels: Mapping[str, Channel],
        *,
        clock: Callable[[], datetime],
        rng: random.Random,
        name_of: Callable[[str], str],
        tell: Callable[[Alert], Message],
        rules: Rules = Rules(),  # noqa: B008 - frozen
        attention: Callable[[], Attention] = Attention,
    ) -> None:
        """Make a dispatcher that is not running yet.

        Args:
            archive: holds the outbox.
            channels: by name; rows of other channels wait until theirs is enabled.
            clock: answers the time, UTC.
            rng: spreads the waits after failures.
            name_of: names of sources, watches and organisations by id.
            tell: puts a row into words.
            rules: what the configuration says about when.
            attention: answers what the user looks at.
        """
        self._archive = archive
        self._channels = dict(channels)
        self._retired: list[Channel] = []
        self._clock = clock
        self._rng = rng
        self._name_of = name_of
        self._tell = tell
        self._rules = rules
        self._attention = attention
        self._circuits = Circuits(archive, rng)
        self._uptime = Uptime(archive, clock)
        self._told: dict[str, list[datetime]] | None = None
        """When each channel was told something within the last hour; None: not looked up yet."""
        self._wake = asyncio.Event()
        self._draining = asyncio.Lock()
        self._unmarked: set[str] = set()
        """Ids of rows that were sent, which the disk refused to note."""

    def wake(self) -> None:
        """Look at the outbox now: something was put in."""
        self._wake.set()

    def replace_channels(self, channels: Mapping[str, Channel], rules: Rules | None = None) -> None:
        """Use other channels, and rules, from now on; the old are let go once they send nothing."""
        self._retired.extend(self._channels.values())
        self._channels = dict(channels)
        self._rules = rules or self._rules
        self._circuits.ask_again()
        self.wake()

    async def close(self) -> None:
        """Let go of the channels' connections."""
        self._retired.extend(self._channels.values())
        await self._let_go()

    async def run(self) -> None:
        """Send what becomes due, until cancelled."""
        while True:
            self._wake.clear()
            await self.drain()
            try:
                async with asyncio.timeout(self._wait()):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def drain(self, *, complete: bool = False) -> None:
        """Send everything that is due now, once; channels side by side.

        Args:
            complete: nothing more comes for now: what waits to be summed up does not wait longer.
        """
        async with self._draining:
            try:
                self._release(complete=complete)
                await self._send_due()
                # What was too late or too much just now is told by a digest that is due.
                if self._follow_up():
                    await self._send_due()
            except StoreError as refusal:
                _LOG.warning("what is to be told waits: %s", refusal)
            await self._let_go()

    def _release(self, *, complete: bool) -> None:
        """Let go what waits for a time that a wrong clock gave, or for more to sum up."""
        outbox, now = self._archive.outbox, self._clock()
        rows = outbox.due(_EVER)
        self._uptime.tick(save=any(row.failing_since for row in rows))
        for row in rows:
            is_summary = row.backlog and not row.story and not row.tries
            if waits_for_a_wrong_clock(row, now) or (
                complete and is_summary and (row.not_before or now) > now
            ):
                outbox.hold(row.id, now, "")

    def _follow_up(self) -> bool:
        """Tell of broken channels, and make the digests that are due; whether there are any."""
        channels, rules, now = self._channels, self._rules, self._clock()
        reported = self._circuits.report(channels, now, rules.zone)
        return make_digests(self._archive, channels, rules, now) or reported

    async def _send_due(self) -> None:
        due: dict[str, list[Alert]] = {}
        for alert in self._archive.outbox.due(self._clock()):
            if alert.channel in self._channels:
                due.setdefault(alert.channel, []).append(alert)
        async with asyncio.TaskGroup() as tasks:
            for name, alerts in due.items():
                tasks.create_task(self._send_all(self._channels[name], alerts))

    async def _let_go(self) -> None:
        while self._retired:
            await self._retired.pop().close()

    def _wait(self) -> float:
        """Seconds until the next row of an enabled channel is due."""
        now = self._clock()
        waiting = [
            max(alert.not_before or now, self._circuits.of(alert.channel).until or now)
            for alert in self._archive.outbox.due(_EVER)
            if alert.channel in self._channels
        ]
        if not waiting:
            return _IDLE
        # A row that is due now was just passed over, because the disk refuses to note that it is
        # being sent.
        left = (min(waiting) - now).total_seconds()
        return min(_IDLE, left) if left > 0 else _REFUSED

    async def _send_all(self, channel: Channel, alerts: list[Alert]) -> None:
        """Deal with the rows that are due on one channel, until it or the disk refuses."""
        older = superseded(alerts)
        for alert in alerts:
            try:
                if alert.id in self._unmarked:
                    self._sent(alert)
                    continue
                verdict = self._decide(alert, superseded=alert.id in older)
                if verdict.act != "send":
                    self._put_off(alert, verdict)
                elif alert.asked or self._circuits.of(channel.name).lets(self._clock()):
                    await self._send(channel, alert)
            except StoreError as refusal:
                _LOG.warning("%s waits: %s", channel.name, refusal)
                return

    def _decide(self, alert: Alert, *, superseded: bool) -> Verdict:
        now = self._clock()
        situation = Situation(
            now,
            attention=self._attention(),
            muted=mute_over(alert, self._archive, now, self._name_of),
            sent=self._told_lately(alert.channel, now),
            superseded=superseded,
        )
        return decide(alert, situation, self._rules)

    def _put_off(self, alert: Alert, verdict: Verdict) -> None:
        outbox = self._archive.outbox
        if verdict.until is not None:
            outbox.hold(alert.id, verdict.until, verdict.reason)
        elif verdict.act == "digest":
            outbox.mark_digested(alert.id, verdict.reason)
        else:
            outbox.suppress(alert.id, verdict.reason)

    def _told_lately(self, channel: str, now: datetime) -> list[datetime]:
        if self._told is None:
            self._told = {}
            for alert in self._archive.outbox.sent_since(now - HOUR):
                if alert.sent is not None:
                    self._told.setdefault(alert.channel, []).append(alert.sent)
        # What lies ahead was told by a clock that was ahead.
        lately = [at for at in self._told.get(channel, ()) if now - HOUR < at <= now]
        self._told[channel] = lately
        return lately

    async def _send(self, channel: Channel, alert: Alert) -> None:
        """Send one row, and take in what became of it."""
        leased = self._archive.outbox.lease(alert.id, self._clock())
        try:
            await channel.send(self._tell(leased))
        except Undelivered as error:
            undelivered = error
        except Exception as error:  # noqa: BLE001 -- one of the three borders: a channel fails alone
            _LOG.warning("the %s channel failed", channel.name, exc_info=error)
            undelivered = Undelivered(
                f"the {channel.name} channel failed because of a fault in llamawatch "
                f"({clean(f'{type(error).__name__}: {error}')}): it is tried again, and the log "
                "says more"
            )
        else:
            self._circuits.worked(channel.name)
            if self._told is not None:
                self._told.setdefault(channel.name, []).append(self._clock())
            self._sent(leased)
            return
        self._circuits.failed(channel.name, undelivered, self._clock())
        self._failed(leased, undelivered)

    def _sent(self, alert: Alert) -> None:
        """Note that a row was sent: here until the disk takes it, lest it is sent again."""
        self._unmarked.add(alert.id)
        self._archive.outbox.mark_sent(alert.id, self._clock())
        self._unmarked.discard(alert.id)

    def _failed(self, alert: Alert, error: Undelivered) -> None:
        outbox, now = self._archive.outbox, self._clock()
        awake = self._uptime.tick(save=True)
        if not error.retry or is_given_up(alert, awake):
            outbox.mark_dead(alert.id, str(error), now)
            return
        again = now + backoff(alert.tries, error, self._rng)
        outbox.mark_failed(alert.id, str(error), again, now, awake=awake)
