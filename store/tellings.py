"""The rows of the outbox by what they tell: one thing told is a row on each of its channels.

Rows are made a thing at a time, channel after channel: those of one thing stand together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from store.documents.alerts import read_alert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from newsroom.records import Alert, AlertState
    from store.tables import Row

BREATH: Final = 500
"""Rows passed over between two breaths."""


def tellings(
    rows: Mapping[str, Row], states: Collection[AlertState] = ()
) -> Iterator[tuple[Alert, ...] | None]:
    """What was told, the last first, each with its rows on all channels in the order made.

    Nothing but what is taken is read.

    Args:
        rows: The outbox; rows that come meanwhile are left out.
        states: Only what has a row in one of these; none: everything.

    Yields:
        The rows of one thing told; None in between where `BREATH` rows were passed over.
    """
    together: list[tuple[str, Row]] = []
    passed = 0
    for key in reversed(tuple(rows)):
        row = rows.get(key)
        if row is None:
            continue
        if together and _thing(row) != _thing(together[-1][1]):
            if found := _read(together, states):
                passed = 0
                yield found
            together = []
        together.append((key, row))
        passed += 1
        if passed >= BREATH:
            passed = 0
            yield None
    if found := _read(together, states):
        yield found


def _thing(row: Row) -> tuple[Any, ...]:
    """What a row tells, whatever its channel and whichever watches ask for it there."""
    if row.get("story"):
        return (row["created"], row["story"], row.get("revision"))
    return (row["created"], row.get("reason"), row.get("title"))


def _read(together: list[tuple[str, Row]], states: Collection[AlertState]) -> tuple[Alert, ...]:
    if states and not any(row.get("state", "pending") in states for _, row in together):
        return ()
    return tuple(read_alert(key, row) for key, row in reversed(together))
