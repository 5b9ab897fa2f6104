"""What the desk is told of the archive when a program begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from newsroom.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from newsroom.known import Known
    from newsroom.records import Item, Move, Story
    from store.repository import Repository

_BODIES = timedelta(days=14)
"""Copies of an item come within days: bodies older than this are not read back for comparing."""

_AHEAD = timedelta(days=1)
"""How far an event's time may lie behind the time at which its article was first seen."""

_LEAD = 2000
"""Characters of a body that comparing looks at, and some."""


class Memory:
    """What reading needs to know of an archive: made when first asked for, kept up to date.

    Making it takes seconds. Whoever writes, or shows something, does not wait for it: what is
    written meanwhile is learnt afterwards.

    Args:
        archive: Of which.
        horizon: See `recollect`.
        guard: Held while the archive is changed, `learn` included.
    """

    def __init__(
        self, archive: Repository, horizon: timedelta, guard: AbstractContextManager[object]
    ) -> None:
        self._archive, self._horizon, self._guard = archive, horizon, guard
        self._making = Lock()
        self._known: Known | None = None
        self._missed: list[Callable[[Known], None]] | None = None
        """What was written while it is being made; None: it is not."""

    def whole(self) -> Known:
        """All of it; the first caller makes it, others wait for that."""
        with self._making:
            if self._known is None:
                with self._guard:
                    missed = self._missed = []
                try:
                    known = recollect(self._archive, self._horizon)
                    with self._guard:
                        # To learn again what was read already changes nothing.
                        for learn in missed:
                            learn(known)
                        self._known = known
                finally:
                    self._missed = None
            return self._known

    def so_far(self) -> Known:
        """All of it if it is made; else what looks up single things, and knows nothing by heart."""
        from newsroom.known import Known

        return self._known or Known(recall=_Recall(self._archive))

    def learn(self, change: Callable[[Known], None]) -> None:
        """Take in what was written."""
        if self._known is not None:
            change(self._known)
        elif self._missed is not None:
            self._missed.append(change)

    def forget(self) -> None:
        """Make it anew when it is next asked for: somebody else wrote."""
        self._known = None


def recollect(archive: Repository, horizon: timedelta) -> Known:
    """Build what reading new articles needs to know.

    Args:
        archive: where it is kept.
        horizon: stories that ended longer than this before the newest are left out; "ended" and
            "newest" by the archive's own times, no clock.
    """
    from newsroom.known import Known
    from newsroom.traces import REMEMBERED

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
        items=_items(archive, newest.last_seen - REMEMBERED, newest.last_seen - _BODIES),
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

    def move(self, move_id: str) -> Move | None:
        """The move with this id."""
        try:
            return self._archive.move(move_id)
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
