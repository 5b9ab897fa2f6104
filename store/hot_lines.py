"""The searched lines of items that are in no month yet: made when they are first looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsroom.errors import StoreError
from store.bodies import Bodies
from store.searching import holds_all, searched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from store.order import Placed
    from store.searching import Wanted
    from store.state import State
    from store.tables import Row

_MOST: Final = 4_000_000
"""Bytes of lines that are kept."""


class HotLines:
    """Keeps the lines of rows for as long as they are the same rows of the same generation."""

    def __init__(self) -> None:
        self._generation: object = None
        self._lines: dict[str, tuple[Row, bytes]] = {}
        self._size = 0

    def holding(
        self, state: State, placed: Iterable[Placed], clauses: list[tuple[Wanted, ...]]
    ) -> Iterator[Placed]:
        """Those of some rows whose line holds what is needed.

        Args:
            state: The generation they belong to.
            placed: Rows of items in memory.
            clauses: What is needed (`store.searching.compiled`).
        """
        if state.stamp != self._generation:
            self._clear()
            self._generation = state.stamp
        bodies = Bodies()
        for place, key, row in placed:
            line = self._line(bodies, state, key, row)
            if line is None or holds_all(line, clauses):
                yield place, key, row

    def _line(self, bodies: Bodies, state: State, key: str, row: Row) -> bytes | None:
        """The line of a row; None if its body cannot be read."""
        known = self._lines.get(key)
        if known is not None and known[0] is row:
            return known[1]
        try:
            line = searched(0, row, bodies.text(state, key))
        except StoreError:
            return None
        if self._size > _MOST:
            self._clear()
        self._size += len(line)
        self._lines[key] = (row, line)
        return line

    def _clear(self) -> None:
        self._lines.clear()
        self._size = 0
