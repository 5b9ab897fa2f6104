"""The digest: what happened since the last one, as one row a channel and time of the day.

Up to when a channel's digests have told is kept as a note. Slots that were missed, while the
program did not run or the machine slept, are one digest; where there is nothing to tell, none.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsroom.hours import last_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from alerts.policy import Rules
    from store.repository import Repository

_EVER = datetime.max.replace(tzinfo=UTC)


def make_digests(
    archive: Repository, channels: Collection[str], rules: Rules, now: datetime
) -> bool:
    """Put the digests that are due in the outbox.

    A channel whose last digest still waits gets none meanwhile.

    Args:
        archive: holds the outbox.
        channels: the enabled ones.
        rules: which of them get digests, and when.
        now: UTC.

    Returns:
        Whether there are any.

    Raises:
        StoreError: the disk refused; the next call makes what is missing.
    """
    slot = last_of(rules.times, now, rules.zone)
    if slot is None:
        return False
    made = False
    for channel in sorted(rules.digest_channels.intersection(channels)):
        told = _told_until(archive, channel)
        if told is None or told > now:
            # The first start; or a clock that was ahead.
            _remember(archive, channel, now)
        elif told < slot and not _waits(archive, channel):
            made |= _make(archive, channel, now, slot=slot, told=told, rules=rules)
    return made


def _make(
    archive: Repository,
    channel: str,
    now: datetime,
    *,
    slot: datetime,
    told: datetime,
    rules: Rules,
) -> bool:
    covers = archive.outbox.undigested(channel)
    until, tells = now, bool(covers) or has_news(archive, told)
    if tells:
        title = f"Digest since {told.astimezone(rules.zone):%Y-%m-%d %H:%M}"
        ids = [row.id for row in covers]
        row = archive.outbox.digest(channel, slot, title, now, since=told, covers=ids)
        # One that a crash left made tells up to then.
        until = max(row.created, slot)
    _remember(archive, channel, until)
    return tells


def has_news(archive: Repository, since: datetime) -> bool:
    """Whether a move, or a story that a watch asks for, was first seen after a moment."""
    return any(move.first_reported > since for move in archive.moves(since=since)) or any(
        story.first_seen > since and story.watches for story in archive.stories(since=since)
    )


def _waits(archive: Repository, channel: str) -> bool:
    """Whether a digest of a channel is not sent yet."""
    return any(
        row.channel == channel and row.since is not None for row in archive.outbox.due(_EVER)
    )


def _told_until(archive: Repository, channel: str) -> datetime | None:
    try:
        return datetime.fromisoformat(archive.recall(f"digest:{channel}"))
    except ValueError:
        return None


def _remember(archive: Repository, channel: str, until: datetime) -> None:
    archive.remember(f"digest:{channel}", until.isoformat())
