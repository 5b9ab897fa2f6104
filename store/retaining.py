"""What leaves the archive by age and size, if the user wants that.

Items that are starred or evidence of a move stay, and so do those of stories that go on or of which
something is still to be told. Only what was folded leaves. What left is still known as seen: its
source may send it again, and nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from store.moments import write_time
from store.opening import OF_A_FOLD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsroom.records import Item
    from store.archive import Archive

OPEN = timedelta(days=30)
"""A story that was last seen within this goes on."""
_SLACK = 0.05
"""Part of the size that is freed beyond what is needed, so that it is not done every day."""
_NOTE = "forgotten"
_WAITING = ("pending", "held", "failed")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is kept."""

    age: timedelta | None = None
    """Items first seen longer ago leave; None: none do."""
    size: int | None = None
    """Bytes: the oldest items leave while the archive is larger; None: none do."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What left the archive at one time."""

    at: str
    """RFC 3339."""
    items: int
    stories: int


def retain(archive: Archive, limits: Limits, now: datetime) -> Forgotten | None:
    """Take what is over the limits out of an archive.

    It is written as steps of the journal; the next fold frees the space.

    Args:
        archive: Open for writing; may be used meanwhile.
        limits: What is kept.
        now: UTC.

    Returns:
        What left; None if nothing did.

    Raises:
        StoreError: The disk refused; some of it may be left.
    """
    leaving = tuple(_leaving(archive, limits, now))
    if not leaving:
        return None
    stories = archive.forget(leaving)
    done = Forgotten(write_time(now) or "", len(leaving), stories)
    note = {"at": done.at, "items": done.items, "stories": done.stories}
    archive.remember(_NOTE, orjson.dumps(note).decode())
    return done


def last_forgotten(archive: Archive) -> Forgotten | None:
    """What left an archive the last time that something did."""
    try:
        note: dict[str, Any] = orjson.loads(archive.recall(_NOTE) or b"null") or {}
        return Forgotten(str(note["at"]), int(note["items"]), int(note["stories"]))
    except (ValueError, KeyError, TypeError):
        return None


def _leaving(archive: Archive, limits: Limits, now: datetime) -> Iterator[str]:
    """Ids of the items that leave, the oldest first."""
    over = _too_many(archive, limits.size)
    eldest = _before(now, limits.age)
    if not over and eldest is None:
        return
    stays = _Staying(archive, now)
    for item in archive.items(newest_first=False):
        aged = eldest is not None and item.article.first_seen < eldest
        if not aged and over <= 0:
            return
        if archive.folded(item.id) and not stays.holds(item):
            over -= 1
            yield item.id


def _before(now: datetime, age: timedelta | None) -> datetime | None:
    if age is None:
        return None
    try:
        return now - age
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _too_many(archive: Archive, most: int | None) -> int:
    """How many items have to leave for the archive to be small enough, by their average size."""
    size, count = _size(archive.folder), archive.counts().items
    if most is None or size <= most or not count:
        return 0
    return int((size - most * (1 - _SLACK)) / (size / count)) + 1


def _size(folder: Path) -> int:
    """Bytes of what was folded."""
    found = (path for path in folder.iterdir() if OF_A_FOLD.fullmatch(path.name))
    return sum(path.stat().st_size for path in found)


class _Staying:
    """What may not leave, whatever its age."""

    def __init__(self, archive: Archive, now: datetime) -> None:
        self._items = {one.item for move in archive.moves() for one in move.evidence}
        self._stories = {story.id for story in archive.stories(since=now - OPEN)}
        for alert in archive.outbox.alerts():
            if alert.state in _WAITING:
                self._items.add(alert.item)
                self._stories.add(alert.story)

    def holds(self, item: Item) -> bool:
        return item.starred or item.id in self._items or item.story in self._stories
