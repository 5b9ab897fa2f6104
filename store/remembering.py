"""What the desk is told of the archive when a program begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newsroom.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from newsroom.known import Known
    from newsroom.records import Item, Story
    from store.repository import Repository

_BODIES = timedelta(days=14)
"""Copies of an item come within days: bodies older than this are not read back for comparing."""

_AHEAD = timedelta(days=1)
"""How far an event's time may lie behind the time at which its article was first seen."""

_LEAD = 2000
"""Characters of a body that comparing looks at, and some."""


def recollect(archive: Repository, horizon: timedelta) -> Known:
    """Build what reading new articles needs to know.

    Args:
        archive: where it is kept.
        horizon: stories that ended longer than this before the newest are left out, and items
            first seen longer ago; "ended" and "newest" by the archive's own times, no clock.
    """
    from newsroom.known import Known

    newest = next(archive.stories(), None)
    if newest is None:
        return Known(
            moves=archive.moves(newest_first=False),
            corrections=archive.corrections(),
            recall=_Recall(archive),
        )
    since = newest.last_seen - horizon
    stories = (
        story
        for story in archive.stories(since=since - _AHEAD, newest_first=False)
        if max(story.last_seen, story.last_event or story.last_seen) >= since
    )
    return Known(
        stories=stories,
        moves=archive.moves(newest_first=False),
        items=_items(archive, since, newest.last_seen - _BODIES),
        corrections=archive.corrections(),
        recall=_Recall(archive),
    )


class _Recall:
    """The archive as it stands, for what is asked of longer ago."""

    def __init__(self, archive: Repository) -> None:
        self._archive = archive

    def story(self, story_id: str) -> Story | None:
        """The story with this id."""
        try:
            return self._archive.story(story_id)
        except NotFound:
            return None

    def story_of(self, item_id: str) -> str:
        """Id of the story an item belongs to, or an empty string."""
        try:
            return self._archive.item(item_id).story
        except NotFound:
            return ""


def _items(archive: Repository, since: datetime, bodies_since: datetime) -> Iterator[Item]:
    recent: dict[str, Item] = {}
    for item in archive.items(since=since, newest_first=False):
        if item.story and item.article.first_seen >= bodies_since:
            recent[item.id] = item
        elif item.story:
            yield item
    for key, text in archive.bodies(tuple(recent)):
        item = recent[key]
        recent[key] = replace(item, article=replace(item.article, text=text[:_LEAD]))
    yield from recent.values()
