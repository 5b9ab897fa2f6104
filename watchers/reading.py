"""The desk's reading beside the event loop, in slices after which it can be cancelled."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from newsroom.records import Article, Reading
    from newsroom.watches import Watches
    from store.repository import Repository
    from watchers.right_of_way import RightOfWay

SLICE = 0.02
"""Seconds of reading after which it can be cancelled, and who waits at the screen goes first."""


async def read_beside(
    articles: Sequence[Article],
    archive: Repository,
    watches: Watches,
    now: datetime,
    way: RightOfWay,
) -> list[Reading]:
    """Read beside the event loop, so that the screen and the network go on meanwhile.

    A long article, and the first of a language, for which frames are compiled, take more than a
    callback may. Whoever calls holds the desk's lock until the readings are recorded.

    Args:
        articles: In the order they are to be read.
        archive: What is known.
        watches: What is read with.
        now: UTC.
        way: Who waits for an answer meanwhile goes first.
    """
    readings: list[Reading] = []
    if not articles:
        return readings
    reader = await asyncio.to_thread(_open, articles, archive, watches, now)
    while True:
        await way.free()
        some = await asyncio.to_thread(_some, reader)
        if not some:
            return readings
        readings.extend(some)


def _open(
    articles: Sequence[Article], archive: Repository, watches: Watches, now: datetime
) -> Iterator[Reading]:
    from newsroom.desk import read

    return read(articles, archive.known, watches, now)


def _some(reader: Iterator[Reading]) -> list[Reading]:
    """What can be read in one slice; at least one reading, empty at the end."""
    started = time.perf_counter()
    found: list[Reading] = []
    for reading in reader:
        found.append(reading)
        if time.perf_counter() - started >= SLICE:
            break
    return found
