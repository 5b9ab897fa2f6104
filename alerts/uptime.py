"""How long the program has been running in all, whatever the clock says: sleep does not count."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newsroom.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from store.repository import Repository

LONGEST_TICK: Final = timedelta(minutes=3)
"""The dispatcher looks every minute at least: a longer step is sleep, or a clock that was set."""
_SAVE: Final = 600
"""Seconds of running that may be lost to a crash."""
_NOTE: Final = "awake"


class Uptime:
    """Counts the seconds of running, over restarts.

    Args:
        archive: keeps the count.
        clock: the time, UTC; may be set, and goes on while the machine sleeps.
    """

    def __init__(self, archive: Repository, clock: Callable[[], datetime]) -> None:
        self._archive = archive
        self._clock = clock
        self._last: datetime | None = None
        kept = archive.recall(_NOTE)
        self._saved = int(kept) if kept.isdecimal() else 0
        self._counted = float(self._saved)

    def tick(self, *, save: bool = False) -> int:
        """Count what went by since the last tick.

        Args:
            save: something is measured by it just now: lose little of it to a crash.

        Returns:
            Seconds of running in all.
        """
        now = self._clock()
        step = now - self._last if self._last is not None else timedelta(0)
        self._last = now
        if timedelta(0) < step <= LONGEST_TICK:
            self._counted += step.total_seconds()
        counted = int(self._counted)
        if save and counted - self._saved >= _SAVE:
            with suppress(StoreError):
                self._archive.remember(_NOTE, str(counted))
                self._saved = counted
        return counted
