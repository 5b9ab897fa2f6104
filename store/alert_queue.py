"""What the rest of the program asks of the outbox and of the mutes, and what it may rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from newsroom.records import Alert, AlertState, Mute


class AlertQueue(Protocol):
    """What is to be told on each channel, and how far that has come (a transactional outbox).

    A row is due when its `not_before` has passed, while it is pending, held or failed. It is leased
    before it is sent: nobody else gets it for a minute, even if the program ends in between, so
    that at worst it is told twice, a minute apart, and never not at all. Rows stay for ever.

    What `store.repository.Repository` guarantees holds here too. An id that names no row raises
    NotFound.
    """

    def alerts(self, state: AlertState | None = None) -> list[Alert]:
        """Rows, the one made last first; only those in a state, if one is given."""

    def tellings(self, states: Collection[AlertState] = ()) -> Iterator[tuple[Alert, ...] | None]:
        """What was told, the last first, each with its rows on all channels in the order made.

        Costs what is taken of it; None comes in between where many rows were passed over.

        Args:
            states: only what has a row in one of these; none: everything.
        """

    def alert(self, alert_id: str) -> Alert:
        """One row."""

    def due(self, now: datetime) -> list[Alert]:
        """Rows to be sent now: on every channel the loudest first, then the oldest."""

    def next_due(self) -> datetime | None:
        """When the next row is to be sent (it may lie in the past); None if none waits."""

    def lease(self, alert_id: str, now: datetime) -> Alert:
        """Take a row for sending and count the try; raises StoreError if it is not due."""

    def mark_sent(self, alert_id: str, now: datetime) -> Alert:
        """A channel took it: it is not due again unless the user snoozes it."""

    def mark_failed(
        self, alert_id: str, error: str, retry_at: datetime, now: datetime, *, awake: int = 0
    ) -> Alert:
        """A channel refused it for now: due again at `retry_at`, not before `now`.

        Of the first failure it is kept how long the program had been running: `awake`, seconds.
        """

    def hold(self, alert_id: str, until: datetime, reason: str) -> Alert:
        """It is kept back, for a reason: due at `until`, from when its age counts."""

    def mark_digested(self, alert_id: str, reason: str) -> Alert:
        """It is left to the next digest, for a reason: not due until it is retried."""

    def snooze(self, alert_id: str, until: datetime) -> Alert:
        """The user wants it told, or told again, at `until`; no rule keeps it back then."""

    def wake(self, alert_id: str, now: datetime) -> Alert:
        """End what a row is held for: sent again if it was, else due now; no other row changes."""

    def sent_since(self, moment: datetime) -> list[Alert]:
        """Rows sent at a moment or later, by when; costs as much as there are rows."""

    def undigested(self, channel: str) -> list[Alert]:
        """Rows left to a digest that no digest covers yet; costs as much as there are rows."""

    def digest(
        self,
        channel: str,
        slot: datetime,
        title: str,
        now: datetime,
        *,
        since: datetime,
        covers: Sequence[str] = (),
    ) -> Alert:
        """Tell what happened after `since` in one row, once for a channel and slot.

        Returns:
            The row, made now or before.
        """

    def mark_dead(self, alert_id: str, error: str, now: datetime) -> Alert:
        """It is given up: not due until it is retried."""

    def suppress(self, alert_id: str, reason: str) -> Alert:
        """It is not to be told, for a reason: not due until it is retried."""

    def retry(self, alert_id: str, now: datetime) -> Alert:
        """Make a row due at once, with fresh tries; raises StoreError if it was sent."""

    def report(
        self, channel: str, subject: str, state: str, title: str, now: datetime
    ) -> Alert | None:
        """Tell something about the program itself, once for a channel, subject and state.

        Returns:
            The new row; None if this was told before.
        """


class MuteList(Protocol):
    """What is to stay silent, and until when.

    What `store.repository.Repository` guarantees holds here too.
    """

    def lasting(self, now: datetime) -> tuple[Mute, ...]:
        """Those in force, in the order they were made."""

    def put(self, mute: Mute) -> None:
        """Keep a mute; one of the same thing is replaced."""

    def lift(self, what: str) -> bool:
        """End a mute; False: there was none."""

    def silenced_by(
        self, alert: Alert, stories: Collection[str], source: str, now: datetime
    ) -> str:
        """What keeps an alert silent; "" if it is to be told.

        Args:
            alert: a row of the outbox; of several watches all must be silent.
            stories: ids its story has and had.
            source: of the item it is about.
            now: UTC.
        """
