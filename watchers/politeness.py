"""Never too much for one host: one request at a time, and a pause between two.

Hosts of this machine know no pause.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from watchers.addresses import reach_of
from watchers.lanes import Lanes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

GAP = 2.0
"""Seconds between the end of one request to a host and the start of the next."""
CONCURRENCY = 50
"""Requests under way at once, over all hosts."""

_REMEMBERED = 256
"""Hosts from which on those whose pause is over are forgotten."""


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


class Turns:
    """Who may ask which host when.

    Args:
        gap: Seconds between two requests to one host.
        concurrency: Requests under way at once, over all hosts.
        clock: Seconds, never going back.
        sleep: How to wait.
    """

    def __init__(
        self,
        gap: float = GAP,
        concurrency: int = CONCURRENCY,
        *,
        clock: Callable[[], float] = _loop_time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._gap = gap
        self._clock = clock
        self._sleep = sleep
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts = Lanes()
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until `host` may be asked, and hold it meanwhile."""
        if reach_of(host) == "loopback":
            async with self._slots:
                yield
            return
        async with self._hosts.lane(host):
            wait = self._free_at.get(host, 0.0) - self._clock()
            if wait > 0:
                await self._sleep(wait)
            try:
                async with self._slots:
                    yield
            finally:
                self._free(host)

    def _free(self, host: str) -> None:
        """Note when a host may be asked again, and forget those that may be asked already."""
        now = self._clock()
        self._free_at[host] = now + self._gap
        if len(self._free_at) > _REMEMBERED:
            self._free_at = {one: at for one, at in self._free_at.items() if at > now}
