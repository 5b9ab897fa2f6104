"""Addressing what is due to channels: the rows of the outbox that a check makes.

A key is told once: what has a row gets no other. Of what first polls find, or the first ones after
an absence, a few stories of a round are rows by themselves and the rest is one row that sums them
up; a round lasts while such polls follow each other.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Final, cast

from newsroom.records import Alert
from store.catalogue import OPEN
from store.documents.alerts import read_alert
from store.moments import must_read_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from newsroom.records import AlertState, Due
    from store.tables import Row

ONE_BY_ONE: Final = 3
"""Stories that the first polls of one round tell by themselves."""
ROUND: Final = timedelta(hours=1)
"""A round of first polls is over when none found anything to tell for this long."""
SETTLE: Final = timedelta(minutes=1)
"""The summary of a round waits this long for what else comes."""
PATIENCE: Final = timedelta(minutes=10)
"""But no longer than this in all."""
_SHORT = 10
"""Hexadecimal digits of a key that make an id."""
LOUDNESS = ("low", "normal", "high")


def alert_key(channel: str, due: Due) -> str:
    """What makes two tellings one: channel, story and revision, as SHA-256 in hexadecimal."""
    return hash_of(channel, due.story, str(due.revision))


def hash_of(*parts: str) -> str:
    """SHA-256 of some words, in hexadecimal."""
    return sha256("\x1f".join(parts).encode()).hexdigest()


def free_id(key: str, known: Mapping[str, Row]) -> str | None:
    """An id for a key: its beginning; None if the key has one already."""
    # Ten digits of two different keys hardly ever agree; where they do the later id is longer.
    for length in range(_SHORT, len(key) + 1):
        row = known.get(key[:length])
        if row is None:
            return key[:length]
        if row.get("key") == key:
            return None
    return None


@dataclass(frozen=True, slots=True)
class Addressed:
    """The rows that come of what is due."""

    made: tuple[Alert, ...] = ()
    """New ones."""
    changed: tuple[Alert, ...] = ()
    """Rows that were there and say more now."""


def rows_for(
    dues: Iterable[Due],
    channels: Iterable[str],
    known: Mapping[str, Row],
    now: datetime,
    *,
    suppress: bool = False,
) -> Addressed:
    """Address what is due to channels.

    Args:
        dues: what is to be told, the more important of a backlog first; two of the same revision
            become one row that lists both's watches.
        channels: the enabled channels; a due goes to those of them that it asks for.
        known: documents of the outbox by id, in the order they were made; what is among them was
            told.
        now: when the rows are made.
        suppress: make them as never to be told, each by itself.
    """
    asked = tuple(dict.fromkeys(channels))
    desk = _Addressing(known, now)
    rest: list[Due] = []
    for due in dues:
        if due.backlog and not due.digest and not suppress and not desk.has_room(due.story):
            rest.append(due)
        else:
            state: AlertState = "digested" if due.digest else "pending"
            desk.add(due, asked, "suppressed" if suppress else state)
    for channel in asked:
        desk.sum_up(channel, [due for due in rest if channel in due.channels])
    return Addressed(tuple(desk.rows.values()), tuple(desk.changed))


class _Addressing:
    """The rows of one check, as they come to be."""

    def __init__(self, known: Mapping[str, Row], now: datetime) -> None:
        self._known = known
        self._now = now
        self._made: dict[str, Row] = {}
        self.rows: dict[str, Alert] = {}
        self.changed: list[Alert] = []
        self._told: set[str] | None = None
        """Stories that this round tells one by one."""
        self._summaries: dict[str, Alert] = {}
        """The summary of this round, by channel."""
        self._began = now

    def has_room(self, story: str) -> bool:
        """Whether a story that a first poll found is told by itself; it counts from then on."""
        if self._told is None:
            self._told = self._look_back()
        if story not in self._told and len(self._told) >= ONE_BY_ONE:
            return False
        self._told.add(story)
        return True

    def _look_back(self) -> set[str]:
        """What the first polls of this round told, and how it began."""
        told = set()
        for key, document in self._of_this_round():
            story = document.get("story", "")
            if not story:
                self._summaries.setdefault(document["channel"], read_alert(key, document))
            elif document.get("state") != "digested":
                told.add(story)
        return told

    def _of_this_round(self) -> Iterator[tuple[str, Row]]:
        # A round of many sources has thousands of rows, and every check of it looks back: nothing
        # is made of them but what is asked for.
        last = self._now
        # A table is a dict, of which the end can be looked at without a copy.
        for key, document in reversed(cast("dict[str, Row]", self._known).items()):
            created = must_read_time(document["created"])
            if last - created > ROUND:
                return
            if document.get("backlog") and document.get("state") != "suppressed":
                self._began = last = created
                yield key, document

    def add(self, due: Due, channels: Iterable[str], state: AlertState) -> None:
        """Make the rows of one due."""
        for channel in channels:
            if channel not in due.channels:
                continue
            key = alert_key(channel, due)
            if key in self.rows:
                self.rows[key] = _join(self.rows[key], due)
            else:
                self._keep(_address(due, channel, key, self._now, state))

    def _keep(self, row: Alert) -> None:
        short = free_id(row.key, ChainMap(self._made, self._known))  # type: ignore[arg-type] # only read
        if short is not None:
            self.rows[row.key] = replace(row, id=short)
            self._made[short] = {"key": row.key}

    def sum_up(self, channel: str, rest: list[Due]) -> None:
        """Tell several stories of first polls in one row, or in the digest once that is gone."""
        if not rest:
            return
        summary = self._summaries.get(channel)
        if summary is None:
            key = hash_of("first polls", channel, self._began.isoformat())
            row = _address(rest[0], channel, key, self._now, "pending")
            self._keep(_summed(replace(row, story="", revision=0, move=""), rest, self._now))
        elif summary.state in OPEN and not summary.tries:
            self.changed.append(_summed(summary, rest, self._now))
        else:
            for due in rest:
                self.add(due, (channel,), "digested")


def _address(due: Due, channel: str, key: str, now: datetime, state: AlertState) -> Alert:
    return Alert(
        id="",
        key=key,
        channel=channel,
        story=due.story,
        revision=due.revision,
        item=due.item,
        move=due.move,
        watches=due.watches,
        priority=due.priority,
        state=state,
        reason=due.reason,
        title=due.title,
        created=now,
        not_before=now if state == "pending" else None,
        backlog=bool(due.backlog),
    )


def _summed(row: Alert, rest: list[Due], now: datetime) -> Alert:
    """A summary that tells of some more stories."""
    covers = tuple(dict.fromkeys((*row.covers, *(due.story for due in rest))))
    number = f"{len(covers)} more {'story' if len(covers) == 1 else 'stories'}"
    sources = {due.backlog for due in rest}
    if row.covers:
        sources.add(row.title.rpartition(": ")[0])
    where = sources.pop() if len(sources) == 1 else "Several sources"
    return replace(
        row,
        title=f"{where}: {number}",
        reason=f"first poll: {number}",
        covers=covers,
        watches=tuple(dict.fromkeys((*row.watches, *chain(*(due.watches for due in rest))))),
        priority=max(row.priority, *(due.priority for due in rest), key=LOUDNESS.index),
        not_before=max(now, min(now + SETTLE, row.created + PATIENCE)),
    )


def _join(row: Alert, due: Due) -> Alert:
    reasons = dict.fromkeys((*row.reason.split("; "), due.reason))
    return replace(
        row,
        watches=tuple(dict.fromkeys((*row.watches, *due.watches))),
        priority=max(row.priority, due.priority, key=LOUDNESS.index),
        reason="; ".join(reason for reason in reasons if reason),
        move=row.move or due.move,
    )
