"""Bodies of items, read back from where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.state import State


class Bodies:
    """Reads bodies; those of the step of a journal that was read last are still held."""

    def __init__(self) -> None:
        self._step: tuple[State | None, int] = (None, -1)
        self._texts: Mapping[str, object] = {}

    def text(self, state: State, key: str) -> str:
        """The body of an item, from journal or month; "" if it has none."""
        offset = state.catalogue.texts.get(key)
        if offset is None:
            return state.cold.text(key)
        if self._step[0] is not state or self._step[1] != offset:
            self._texts = state.journal.fetch(offset).get("text", {})
            self._step = (state, offset)
        return str(self._texts.get(key, ""))
