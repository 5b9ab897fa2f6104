"""A filter on its way through the archive: how far it came, and whether that is enough."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from newsroom.records import Item

PATIENCE = 0.3
"""Seconds of a search before its progress is shown."""
NOW_AND_THEN = 0.2
"""Seconds between two words of progress."""


@dataclass(slots=True)
class Search:
    """One search, from its beginning."""

    zone: tzinfo | None = None
    """In which dates are shown; None: the system's."""
    clock: Callable[[], float] = time.perf_counter
    """Answers seconds."""
    stopped: bool = False
    """The user has seen enough."""
    is_long: bool = False
    """Its progress was shown."""
    _next: float = field(init=False)
    _back_to: datetime | None = None

    def __post_init__(self) -> None:
        """Begin."""
        self._next = self.clock() + PATIENCE

    def reached(self, item: Item | None, found: int) -> str:
        """Take in that the search came to an item, or through a stretch without any.

        Returns:
            Its progress, when that is to be shown; else "".
        """
        if item is not None:
            self._back_to = item.article.first_seen
        now = self.clock()
        if now < self._next:
            return ""
        self._next, self.is_long = now + NOW_AND_THEN, True
        back = f", back to {self._back_to.astimezone(self.zone):%Y-%m-%d}" if self._back_to else ""
        return f"Searching: {found} found{back}. Escape stops."
