"""What the archive holds of a stretch of time, for a brief, and up to when there was one."""

from __future__ import annotations

import contextlib
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from newsroom.brief import Happened
from newsroom.errors import NotFound
from store.moments import read_time, write_time

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records import Alert
    from store.repository import Repository

_NOTE: Final = "brief"
"""The note that says up to when the user was briefed last."""


def gather(archive: Repository, since: datetime, until: datetime) -> Happened:
    """Read what happened; no more is read than what changed since.

    Args:
        archive: Open.
        since: From when on, UTC.
        until: To when, UTC; what came later is left out.

    Returns:
        Moves that were first reported meanwhile or told anew; stories about the subject, or that a
        watch matched, with an article that came meanwhile; rows of the outbox about either. How the
        sources do is not in it.
    """
    alerts = _alerts(archive, since, until)
    moves = {m.id: m for m in archive.moves(since=since) if m.first_reported < until}
    for told in dict.fromkeys(alert.move for alert in alerts if alert.move):
        if told not in moves:
            with contextlib.suppress(NotFound):
                moves[told] = archive.move(told)
    stories = tuple(
        story
        for story in archive.stories(since=since)
        if story.first_seen < until and (story.relevant or story.watches)
    )
    return Happened(moves=tuple(moves.values()), stories=stories, alerts=alerts)


def last_briefed(archive: Repository) -> datetime | None:
    """Up to when the user was briefed last; None: never."""
    return read_time(archive.recall(_NOTE))


def note_briefed(archive: Repository, until: datetime) -> None:
    """Note that the user was briefed up to a moment; an earlier one than is noted changes nothing.

    Raises:
        StoreError: the disk refused, or another program writes.
    """
    known = last_briefed(archive)
    if known is None or known < until:
        archive.remember(_NOTE, write_time(until) or "")


def _alerts(archive: Repository, since: datetime, until: datetime) -> tuple[Alert, ...]:
    """Rows about the news: what the program says of itself is shown where it is."""
    recent = takewhile(lambda alert: alert.created >= since, archive.outbox.alerts())
    return tuple(a for a in recent if a.created < until and (a.story or a.item))
