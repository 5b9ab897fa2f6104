"""Draining the outbox: lease, send, mark; each channel fails alone."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from newsroom.clean import clean
from newsroom.errors import NotFound, StoreError, Undelivered

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    from alerts.messages import Channel, Message
    from newsroom.records import Alert
    from store.repository import Repository

RecordT = TypeVar("RecordT")

_BASE = timedelta(seconds=30)
"""The first wait after a failure is at most this long; each further one at most twice the last."""
_LONGEST = timedelta(hours=1)
MOST_TRIES = 12
"""Tries after which an alert is given up, and shown as dead."""
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
    ) -> None:
        """Make a dispatcher that is not running yet.

        Args:
            archive: holds the outbox.
            channels: by name; rows of other channels wait until theirs is enabled.
            clock: answers the time, UTC.
            rng: spreads the waits after failures.
            name_of: names of sources, watches and organisations by id.
            tell: puts a row into words.
        """
        self._archive = archive
        self._channels = dict(channels)
        self._retired: list[Channel] = []
        self._clock = clock
        self._rng = rng
        self._name_of = name_of
        self._tell = tell
        self._wake = asyncio.Event()
        self._draining = asyncio.Lock()
        self._unmarked: set[str] = set()
        """Ids of rows that were sent, which the disk refused to note."""

    def wake(self) -> None:
        """Look at the outbox now: something was put in."""
        self._wake.set()

    def replace_channels(self, channels: Mapping[str, Channel]) -> None:
        """Use other channels from now on; the old ones are let go once they send nothing."""
        self._retired.extend(self._channels.values())
        self._channels = dict(channels)
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

    async def drain(self) -> None:
        """Send everything that is due now, once; channels side by side."""
        async with self._draining:
            due: dict[str, list[Alert]] = {}
            for alert in self._archive.outbox.due(self._clock()):
                if alert.channel in self._channels and not self._silenced(alert):
                    due.setdefault(alert.channel, []).append(alert)
            async with asyncio.TaskGroup() as tasks:
                for name, alerts in due.items():
                    tasks.create_task(self._send_all(self._channels[name], alerts))
            await self._let_go()

    def _silenced(self, alert: Alert) -> bool:
        """Whether an alert is muted: it is kept as suppressed then."""
        archive, now = self._archive, self._clock()
        # What was sent already is only to be noted as sent.
        if alert.id in self._unmarked or not archive.mutes.lasting(now):
            return False
        story = _look_up(archive.story, alert.story)
        item = _look_up(archive.item, alert.item)
        stories = (alert.story, *(story.was if story else ()))
        source = item.article.source if item else ""
        muted = archive.mutes.silenced_by(alert, stories, source, now)
        if muted:
            kind, _, one = muted.partition(":")
            name = self._name_of(one) if kind in ("watch", "source") else ""
            try:
                archive.outbox.suppress(alert.id, f"muted: {f'{kind} {name}' if name else kind}")
            except StoreError as refusal:
                _LOG.warning("%s waits: %s", alert.channel, refusal)
        return bool(muted)

    async def _let_go(self) -> None:
        while self._retired:
            await self._retired.pop().close()

    def _wait(self) -> float:
        """Seconds until the next row of an enabled channel is due."""
        now = self._clock()
        waiting = [
            alert.not_before or now
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
        outbox = self._archive.outbox
        for n, alert in enumerate(alerts):
            try:
                error = await self._send(channel, alert)
                if error is None or error.retry_after is None:
                    continue
                # Somebody has to change something first: asking again for each of the others would
                # only lock the account.
                now = self._clock()
                for other in alerts[n + 1 :]:
                    again = now + timedelta(seconds=error.retry_after)
                    outbox.mark_failed(other.id, str(error), again, now)
            except StoreError as refusal:
                _LOG.warning("%s waits: %s", channel.name, refusal)
            return

    async def _send(self, channel: Channel, alert: Alert) -> Undelivered | None:
        """Send one row; answers why it was not taken, or None."""
        outbox = self._archive.outbox
        if alert.id in self._unmarked:
            self._sent(alert)
            return None
        leased = outbox.lease(alert.id, self._clock())
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
            self._sent(leased)
            return None
        self._failed(leased, undelivered)
        return undelivered

    def _sent(self, alert: Alert) -> None:
        """Note that a row was sent: here until the disk takes it, lest it is sent again."""
        self._unmarked.add(alert.id)
        self._archive.outbox.mark_sent(alert.id, self._clock())
        self._unmarked.discard(alert.id)

    def _failed(self, alert: Alert, error: Undelivered) -> None:
        outbox, now = self._archive.outbox, self._clock()
        if not error.retry or alert.tries >= MOST_TRIES:
            outbox.mark_dead(alert.id, str(error), now)
            return
        outbox.mark_failed(alert.id, str(error), now + self._backoff(alert.tries, error), now)

    def _backoff(self, tries: int, error: Undelivered) -> timedelta:
        """Full jitter (Brooker, "Exponential Backoff And Jitter"); the receiver's word wins."""
        if error.retry_after is not None:
            return timedelta(seconds=error.retry_after)
        ceiling: timedelta = min(_LONGEST, _BASE * 2.0 ** min(tries - 1, 10))
        return ceiling * self._rng.random()


def _look_up(find: Callable[[str], RecordT], thing: str) -> RecordT | None:
    """A record, or None where the row names none (or one that is gone)."""
    if not thing:
        return None
    try:
        return find(thing)
    except NotFound:
        return None
