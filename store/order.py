"""Rows of several files as one list, each file opened only when its turn has come."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from store.segment import Place
    from store.tables import Row

Placed = tuple["Place", str, "Row"]
"""A row, its id, and where it stands."""


class Run(NamedTuple):
    """Rows in the order of the list, and where they can begin."""

    first: Place | None
    """No row of it stands before this place; None: it can begin anywhere."""
    rows: Iterable[Placed | None]
    """None stands for a stretch that was looked through in vain."""


def in_order(runs: Sequence[Run], *, newest_first: bool) -> Iterator[Placed | None]:
    """Merge runs; of rows at one place, those of the earlier run come first.

    Args:
        runs: Each in order.
        newest_first: Which order that is; else the oldest first.

    Yields:
        The rows, and every None of a run, as it comes.
    """
    sign = -1 if newest_first else 1

    def rank(place: Place, number: int) -> _Rank:
        return (sign * place.seen, sign * place.event, number)

    waiting = [
        (rank(run.first, n) if run.first is not None else _BEFORE_ALL, n)
        for n, run in enumerate(runs)
    ]
    heapify(waiting)
    heads: list[tuple[_Rank, Placed, Iterator[Placed | None]]] = []
    while waiting or heads:
        if waiting and (not heads or waiting[0][0] <= heads[0][0]):
            number = heappop(waiting)[1]
            rows = iter(runs[number].rows)
        else:
            (_, _, number), placed, rows = heappop(heads)
            yield placed
        for after in rows:
            if after is not None:
                heappush(heads, (rank(after[0], number), after, rows))
                break
            yield None


def only(
    rows: Iterable[Placed | None], now: Callable[[Placed], Row | None]
) -> Iterator[Placed | None]:
    """The rows of a run as they are now, without those of which nothing stands there now."""
    for placed in rows:
        if placed is None:
            yield None
        elif (row := now(placed)) is not None:
            yield placed[0], placed[1], row


_Rank = tuple[int, int, int]
_BEFORE_ALL: _Rank = (-(2**63), -(2**63), -1)
