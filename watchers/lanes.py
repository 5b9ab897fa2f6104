"""Locks by name, that are gone when nobody holds or wants them."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Lanes:
    """One at a time for each name, in the order they came."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users = Counter[str]()

    def __len__(self) -> int:
        """How many names somebody holds or waits for."""
        return len(self._locks)

    @asynccontextmanager
    async def lane(self, name: str) -> AsyncIterator[None]:
        """Wait until nobody else holds `name`, and hold it meanwhile."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        self._users[name] += 1
        try:
            async with lock:
                yield
        finally:
            self._users[name] -= 1
            if not self._users[name]:
                del self._users[name], self._locks[name]
