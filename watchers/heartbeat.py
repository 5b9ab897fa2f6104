"""Two clocks, compared now and then: the one that plans, and one that only ever goes on.

They part when the machine slept, when somebody set the clock, when a virtual machine was stopped.
Whatever was planned by the first clock is planned anew then. Daylight saving is none of this: every
time in the program is in UTC.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

BEAT: Final = 30.0
"""Seconds between two looks."""
TOLERANCE: Final = 5.0
"""Seconds the clocks may part between two looks: clocks are slewed, and loops are late."""


class Heartbeat:
    """Notices that time went on otherwise than it should.

    Args:
        clock: The time in UTC, as everything is planned by.
        steady: Seconds that never go back and that a sleeping machine does not count.
        sleep: How to wait.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        steady: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._steady = steady
        self._sleep = sleep
        self._last: tuple[datetime, float] | None = None

    def jumped(self) -> float:
        """Seconds by which the clock jumped since the last look: negative backwards, 0 if not.

        The first look only remembers what it sees.
        """
        moment, count = self._clock(), self._steady()
        before, counted = self._last or (moment, count)
        self._last = moment, count
        jump = (moment - before).total_seconds() - (count - counted)
        return jump if abs(jump) > TOLERANCE else 0.0

    async def run(
        self,
        on_jump: Callable[[], Awaitable[object]],
        on_beat: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """Look for ever.

        Args:
            on_jump: Called after a jump.
            on_beat: Called at every look.
        """
        self.jumped()
        while True:
            await self._sleep(BEAT)
            if self.jumped():
                await on_jump()
            if on_beat is not None:
                await on_beat()
