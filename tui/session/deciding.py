"""What the dashboard decides about stories by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class DecidingSession(Protocol):
    """Decisions hold for ever, tell nothing, and can be taken back with `undo`.

    They wait for what is being read just now, so that no story changes under it; a program that
    reads along asks the writer.
    """

    async def set_topics(self, item_id: str, topics: Sequence[str] | None) -> None:
        """Say what an article, and with it its story, is about.

        Args:
            item_id: which.
            topics: ids of topics; empty: none of them; None: what it was read to be about.

        Raises:
            LlamawatchError: it cannot be done.
        """
        ...

    async def split(self, item_ids: Sequence[str]) -> None:
        """Take articles out of their story into one of their own; raises as `set_topics`."""
        ...

    async def merge(self, item_id: str, story_id: str) -> None:
        """Make an article's story and another one; raises as `set_topics`."""
        ...
