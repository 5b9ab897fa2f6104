"""The list of the news on its way from the archive: filtered in slices, the first rows at once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.rows import as_listed
from tui.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from newsroom.query import Query
    from newsroom.records import Item
    from tui.searching import Search
    from tui.session import Session

FIRST = 40
"""Items after which the top of a list is shown, while the rest is looked for."""
FEW = 12
"""Items after which it is shown before that, if they took as long as a reader would notice."""
NOTICED = 0.02
"""Seconds of that."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is to hold."""

    query: Query | None
    """None: no filter."""
    everything: bool
    """Items that name nothing watched, too; a filter finds them in any case."""
    most: int
    """Items it holds at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found so far."""

    items: list[Item]
    """Newest first."""
    ended: bool
    """Nothing more is looked for now."""
    more: bool = False
    """There are older ones, to be looked for when they are wanted."""
    progress: str = ""
    """How far a long search came."""


async def look_for(
    session: Session,
    wanted: Wanted,
    search: Search | None,
    clock: Callable[[], float] = time.perf_counter,
) -> AsyncIterator[Found]:
    """Find the newest items a list may hold.

    Args:
        session: Open.
        wanted: What is to be found.
        search: The search whose progress is told and that may be stopped; None: it is short.
        clock: Answers seconds.

    Yields:
        What there is after the first `FEW` items, if they took long, and the first `FIRST`; when
        there is progress to show; and at last.

    Raises:
        PatternTooSlow: A pattern of the query takes too long on an item.
    """
    from newsroom.needs import IN_A_STORY

    query = wanted.query
    everything = query is not None or wanted.everything
    needs = query.needs() if query is not None else () if everything else IN_A_STORY
    matches = session.matcher(query) if query is not None else None
    items: list[Item] = []
    noticed, steps = clock() + NOTICED, [FIRST, FEW]
    async for item in in_slices(session.archive.looked_for(needs)):
        wished = item is not None and (everything or item.story)
        if item is not None and wished and (matches is None or matches(item)):
            items.append(as_listed(item))
            if len(items) >= wanted.most:
                yield Found(items, ended=True, more=True)
                return
            if steps and len(items) >= steps[-1]:
                del steps[-1]
                if not steps or clock() >= noticed:
                    yield Found(items, ended=False)
        if search is None:
            continue
        if search.stopped:
            # Nothing more, though there may be: it would be looked for at once.
            yield Found(items, ended=True)
            return
        if progress := search.reached(item, len(items)):
            yield Found(items, ended=False, progress=progress)
    yield Found(items, ended=True)
