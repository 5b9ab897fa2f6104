"""What the archive holds about a row of the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from newsroom.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from newsroom.records import Alert
    from store.repository import Repository

RecordT = TypeVar("RecordT")


def look_up(find: Callable[[str], RecordT], thing: str) -> RecordT | None:
    """A record, or None where the row names none (or one that is gone)."""
    if not thing:
        return None
    try:
        return find(thing)
    except NotFound:
        return None


def mute_over(
    alert: Alert, archive: Repository, now: datetime, name_of: Callable[[str], str]
) -> str:
    """The mute that covers a row, in words; "" if none does."""
    if not archive.mutes.lasting(now):
        return ""
    story = look_up(archive.story, alert.story)
    item = look_up(archive.item, alert.item)
    stories = (alert.story, *(story.was if story else ()))
    source = item.article.source if item else ""
    muted = archive.mutes.silenced_by(alert, stories, source, now)
    kind, _, one = muted.partition(":")
    name = name_of(one) if kind in ("watch", "source") else ""
    return f"{kind} {name}" if name else kind
