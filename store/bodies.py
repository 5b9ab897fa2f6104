"""Bodies of items, read back from where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.catalogue import ITEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.shelf import Shelf
    from store.state import State


def has_body(shelf: Shelf, key: str) -> bool:
    """Whether the body that a month has of an item, if any, is the item's still.

    One that was taken out of the archive has none, nor has it when it comes again without.

    Args:
        shelf: The items.
        key: Id of the item.
    """
    row = shelf.hot.get(key)
    return key not in shelf.gone if row is None else "body" in row


class Bodies:
    """Reads bodies; those of the step of a journal that was read last are still held."""

    def __init__(self) -> None:
        self._step: tuple[State | None, int] = (None, -1)
        self._texts: Mapping[str, object] = {}

    def text(self, state: State, key: str) -> str:
        """The body of an item, from journal or month; "" if it has none."""
        offset = state.catalogue.texts.get(key)
        if offset is None:
            return state.cold.text(key) if has_body(state.shelves[ITEMS], key) else ""
        if self._step[0] is not state or self._step[1] != offset:
            self._texts = state.journal.fetch(offset).get("text", {})
            self._step = (state, offset)
        return str(self._texts.get(key, ""))
