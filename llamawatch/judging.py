"""Decisions about stories in a running program, each with what takes it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llamawatch.undoing import UndoStack
    from llamawatch.wishes import Wishes
    from store.repository import Repository


class Judging:
    """`tui.session.deciding.DecidingSession` says what each member promises."""

    archive: Repository
    undoing: UndoStack

    @property
    def _wishes(self) -> Wishes:
        raise NotImplementedError

    async def set_topics(self, item_id: str, topics: Sequence[str] | None) -> None:
        """Say what an article, and with it its story, is about; None: what it was read to be."""
        item = self.archive.item(item_id)
        before = self.archive.story(item.story).fixed_topics if item.story else None
        await self._set_topics(item_id, topics)
        self.undoing.push("topics set by hand", partial(self._set_topics, item_id, before))

    async def _set_topics(self, item_id: str, topics: Sequence[str] | None) -> None:
        values = {"topics": None if topics is None else list(topics)}
        await self._wishes.decide_here("topics", (item_id,), values)

    async def split(self, item_ids: Sequence[str]) -> None:
        """Take articles out of their story into one of their own."""
        story = self.archive.item(item_ids[0]).story
        await self._split(item_ids)
        self.undoing.push("a split story", partial(self._merge, item_ids[0], story))

    async def _split(self, item_ids: Sequence[str]) -> None:
        await self._wishes.decide_here("split", tuple(item_ids), {})

    async def merge(self, item_id: str, story_id: str) -> None:
        """Make an article's story and another one."""
        theirs = [item.id for item in self.archive.story_items(story_id)]
        await self._merge(item_id, story_id)
        self.undoing.push("two stories made one", partial(self._split, theirs))

    async def _merge(self, item_id: str, story_id: str) -> None:
        await self._wishes.decide_here("merge", (item_id,), {"story": story_id})
