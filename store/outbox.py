"""What is to be told, on which channel, and how far that has come.

A row is there once per key for ever: what was told is not told again, whatever happens between. A
row that still wants to be sent is *due* when its `not_before` has passed. Before sending it is
leased: its tries are counted and `not_before` is moved a minute on, on disk, so that a crash
between sending and marking costs at most one repetition, a minute later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newsroom.errors import NotFound, StoreError
from newsroom.records import Alert
from store.addressing import LOUDNESS, free_id, hash_of
from store.catalogue import OUTBOX
from store.documents.alerts import alert_document, read_alert
from store.moments import must_read_time, time_order, write_time
from store.tellings import tellings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from newsroom.records import AlertState
    from store.catalogue import Catalogue
    from store.changes import Subscribers
    from store.state import State
    from store.tables import JournalStorage, NamedTable, Row

LEASE = timedelta(seconds=60)
"""How long a row that is being sent is left alone."""


class Outbox:
    """The rows, and the way of each from pending to sent or dead.

    Args:
        state_of: answers the generation of the archive that is open now.
        subscribers: hear of every change, as "alert".
    """

    def __init__(self, state_of: Callable[[], State], subscribers: Subscribers) -> None:
        self._state_of = state_of
        self._subscribers = subscribers

    @property
    def _storage(self) -> JournalStorage:
        return self._state_of().storage

    @property
    def _table(self) -> NamedTable:
        return self._state_of().database.named(OUTBOX)

    @property
    def _catalogue(self) -> Catalogue:
        return self._state_of().catalogue

    def alerts(self, state: AlertState | None = None) -> list[Alert]:
        """Rows, newest first.

        Args:
            state: only those in this state.
        """
        rows = self._rows()
        found = [read_alert(key, row) for key, row in rows.items()]
        return [alert for alert in reversed(found) if state in {None, alert.state}]

    def tellings(self, states: Collection[AlertState] = ()) -> Iterator[tuple[Alert, ...] | None]:
        """What was told, the last first, each with its rows; see `store.tellings`."""
        return tellings(self._rows(), states)

    def alert(self, alert_id: str) -> Alert:
        """One row.

        Raises:
            NotFound: there is none with this id.
        """
        row = self._table.row(alert_id)
        if row is None:
            raise NotFound(f'No alert has the id "{alert_id}"; `llamawatch alerts` lists them.')
        return read_alert(alert_id, row)

    def due(self, now: datetime) -> list[Alert]:
        """Rows to be sent now: on every channel the loudest first, then the oldest."""
        rows = self._rows()
        due = [
            read_alert(key, rows[key])
            for key in tuple(self._catalogue.open_alerts)
            if _time_of(rows[key]) <= now
        ]
        return sorted(
            due, key=lambda a: (-LOUDNESS.index(a.priority), a.created, a.story, a.revision, a.id)
        )

    def next_due(self) -> datetime | None:
        """When the next row is to be sent (it may lie in the past); None if none waits."""
        rows = self._rows()
        return min(
            (_time_of(rows[key]) for key in tuple(self._catalogue.open_alerts)), default=None
        )

    def lease(self, alert_id: str, now: datetime) -> Alert:
        """Take a row for sending: nobody else gets it for a minute, even over a crash.

        Raises:
            NotFound: there is none with this id.
            StoreError: it is not due (sent, given up, taken by somebody), or the disk refused.
        """
        with self._storage.guard:
            alert = self.alert(alert_id)
            if alert_id not in self._catalogue.open_alerts or (alert.not_before or now) > now:
                raise StoreError(
                    f"The alert {alert_id} is not due: it is {alert.state}"
                    f"{f' until {alert.not_before}' if alert.not_before else ''}; "
                    f"wait, or send it with `llamawatch alerts retry`."
                )
            return self._put(replace(alert, tries=alert.tries + 1, not_before=now + LEASE))

    def mark_sent(self, alert_id: str, now: datetime) -> Alert:
        """A channel took it.

        Raises:
            NotFound, StoreError: as `lease`.
        """
        return self._change(alert_id, state="sent", sent=now, not_before=None, error="")

    def mark_failed(
        self, alert_id: str, error: str, retry_at: datetime, now: datetime, *, awake: int = 0
    ) -> Alert:
        """A channel refused it for now.

        Args:
            alert_id: the row.
            error: why, as one clean sentence.
            retry_at: when to try again; not before `now`.
            now: when it failed.
            awake: seconds the program was running in all; kept of the first failure.

        Raises:
            NotFound, StoreError: as `lease`.
        """
        with self._storage.guard:
            since = self.alert(alert_id).failing_since or max(1, awake)
            later = max(retry_at, now)
            return self._change(
                alert_id, state="failed", not_before=later, error=error, failing_since=since
            )

    def hold(self, alert_id: str, until: datetime, reason: str) -> Alert:
        """Keep a row back for a while.

        Args:
            alert_id: the row.
            until: when it is due; its age counts from there.
            reason: why, as one clean sentence.

        Raises:
            NotFound, StoreError: as `lease`.
        """
        return self._change(
            alert_id, state="held", not_before=until, held_until=until, error=reason
        )

    def mark_digested(self, alert_id: str, reason: str) -> Alert:
        """Leave a row to the next digest of its channel: it is not sent by itself.

        Args:
            alert_id: the row.
            reason: why, as one clean sentence.

        Raises:
            NotFound, StoreError: as `lease`.
        """
        return self._change(alert_id, state="digested", not_before=None, error=reason)

    def snooze(self, alert_id: str, until: datetime) -> Alert:
        """Have a row told, or told again, later: the user's own wish, which no rule keeps back.

        Raises:
            NotFound, StoreError: as `lease`.
        """
        return self._change(
            alert_id,
            state="held",
            not_before=until,
            held_until=until,
            tries=0,
            failing_since=0,
            asked=True,
            error="snoozed",
        )

    def mark_dead(self, alert_id: str, error: str, now: datetime) -> Alert:  # noqa: ARG002 - as its siblings
        """A channel will never take it, or tries have run out: shown to the user, not tried again.

        Raises:
            NotFound, StoreError: as `lease`.
        """
        return self._change(alert_id, state="dead", not_before=None, error=error)

    def suppress(self, alert_id: str, reason: str) -> Alert:
        """Keep a row from being told, for good.

        Args:
            alert_id: the row.
            reason: why, as one clean sentence.

        Raises:
            NotFound, StoreError: as `lease`.
        """
        return self._change(alert_id, state="suppressed", not_before=None, error=reason)

    def retry(self, alert_id: str, now: datetime) -> Alert:
        """Make a row that was given up, failed or held due at once, with fresh tries.

        Raises:
            NotFound: there is none with this id.
            StoreError: it was sent already, or the disk refused.
        """
        with self._storage.guard:
            alert = self.alert(alert_id)
            if alert.state == "sent":
                raise StoreError(f"The alert {alert_id} was sent already; nothing is left to do.")
            return self._put(
                replace(
                    alert, state="pending", not_before=now, tries=0, failing_since=0, asked=True
                )
            )

    def wake(self, alert_id: str, now: datetime) -> Alert:
        """End a snooze: a row that was sent is sent, any other is due now.

        Raises:
            NotFound, StoreError: as `lease`.
        """
        with self._storage.guard:
            alert = self.alert(alert_id)
            if alert.state != "held":
                return alert
            if alert.sent is not None:
                return self._change(alert_id, state="sent", not_before=None, error="")
            return self._change(alert_id, state="pending", not_before=now, error="")

    def sent_since(self, moment: datetime) -> list[Alert]:
        """Rows that were sent at a moment or later, by when; reads all there are."""
        least = time_order(write_time(moment) or "")
        found = [
            read_alert(key, row)
            for key, row in tuple(self._rows().items())
            if time_order(row.get("sent") or " ") >= least
        ]
        return sorted(found, key=lambda alert: (alert.sent or alert.created, alert.id))

    def undigested(self, channel: str) -> list[Alert]:
        """Rows of a channel left to a digest that none tells yet, oldest first; reads all."""
        rows = tuple(self._rows().items())
        told = {
            one
            for _, row in rows
            if row.get("channel") == channel and row.get("since")
            for one in row.get("covers", ())
        }
        return [
            read_alert(key, row)
            for key, row in rows
            if row.get("state") == "digested" and row.get("channel") == channel and key not in told
        ]

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
        """Have a digest told, once a channel and slot.

        Args:
            channel: where to tell it.
            slot: the moment it was to be told at.
            title: the message.
            now: when it is made: it tells of what happened up to then.
            since: it tells of what happened after this.
            covers: ids of rows left to a digest that it tells.

        Returns:
            The row, made now or earlier.

        Raises:
            StoreError: the disk refused.
        """
        key = hash_of("digest", channel, write_time(slot) or "")
        with self._storage.guard:
            short = free_id(key, self._rows())
            if short is None:
                return next(self.alert(i) for i, row in self._rows().items() if row["key"] == key)
            return self._put(
                Alert(
                    id=short,
                    key=key,
                    channel=channel,
                    story="",
                    revision=0,
                    reason="digest",
                    title=title,
                    created=now,
                    not_before=now,
                    covers=tuple(covers),
                    since=since,
                )
            )

    def report(
        self, channel: str, subject: str, state: str, title: str, now: datetime
    ) -> Alert | None:
        """Tell something about the program itself, once for a channel, subject and state.

        Args:
            channel: where to tell it.
            subject: what it is about, "source:ID" say; to be told of a later episode of the same
                kind the subject names the episode ("source:ID since 2026-11-21").
            state: what became of it: "broken", "gone".
            title: the message.
            now: when.

        Returns:
            The new row; None if this was told before.

        Raises:
            StoreError: the disk refused.
        """
        key = hash_of("report", channel, subject, state)
        with self._storage.guard:
            short = free_id(key, self._rows())
            if short is None:
                return None
            return self._put(
                Alert(
                    id=short,
                    key=key,
                    channel=channel,
                    story="",
                    revision=0,
                    reason=f"{subject}: {state}",
                    title=title,
                    created=now,
                    not_before=now,
                )
            )

    def _rows(self) -> Mapping[str, Row]:
        return self._storage.tables.get(OUTBOX, {})

    def _change(self, alert_id: str, **fields: object) -> Alert:
        with self._storage.guard:
            return self._put(replace(self.alert(alert_id), **fields))  # type: ignore[arg-type] # names are checked by every caller's test

    def _put(self, alert: Alert) -> Alert:
        with self._storage.guard:
            self._table.put(alert.id, alert_document(alert))
        self._subscribers.tell("alert", (alert.id,))
        return alert


def _time_of(row: Row) -> datetime:
    return must_read_time(row.get("not_before") or row["created"])
