"""Going through much on the event loop without holding it up."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

T = TypeVar("T")

SLICE = 0.008
"""Seconds between two breaths of the event loop."""
TURNS = 12
"""Turns of the loop in a breath: a key goes through as many hands until it has changed a list."""


async def in_slices(
    things: Iterable[T], clock: Callable[[], float] = time.perf_counter
) -> AsyncIterator[T]:
    """The same one after another; others run whenever `SLICE` seconds went by.

    Args:
        things: Made one by one.
        clock: Answers seconds.
    """
    breath = clock() + SLICE
    for thing in things:
        yield thing
        if clock() > breath:
            for _ in range(TURNS):
                await asyncio.sleep(0)
            breath = clock() + SLICE
