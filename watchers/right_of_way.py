"""Whoever waits at the screen goes first: what is done in the background rests for a moment."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MOMENT: Final = 0.25
"""Seconds for which others rest: so long a key may take until all it brings is painted."""
PATIENCE: Final = 1.0
"""Seconds after which they go on all the same: somebody may hold a key down."""


class RightOfWay:
    """Taken by who waits; asked by who works beside it, between two pieces of work.

    Args:
        clock: Seconds, never going back.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._until = 0.0

    def take(self) -> None:
        """Somebody waits, from now on for a moment."""
        self._until = self._clock() + MOMENT

    async def free(self) -> None:
        """Return once nobody waits, after `PATIENCE` in any case."""
        latest = self._clock() + PATIENCE
        while (rest := min(self._until, latest) - self._clock()) > 0:
            await self._sleep(rest)
