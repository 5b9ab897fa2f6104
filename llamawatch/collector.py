"""Python's collector of cyclic garbage, kept from walking what stays.

It holds every thread up while it works. Over hundreds of thousands of records, which are no garbage
as long as the program runs, that is a tenth of a second every few seconds while news comes in.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_OLDEST: Final = 2
"""The generation whose collection walks everything."""
_ROUNDS: Final = 20
"""Whole collections after which one walks what survived the others, too."""


class ShortCollections:
    """Sets what survived a whole collection aside, and takes it up again now and then.

    Survivors that became garbage meanwhile wait for that, so it may not be long: what closed
    screens leave behind is such garbage.

    Args:
        rounds: Whole collections between two that walk everything.
    """

    def __init__(self, rounds: int = _ROUNDS) -> None:
        self._rounds = rounds
        self._left = rounds

    def start(self) -> None:
        """Begin; again is harmless."""
        if self._after not in gc.callbacks:
            gc.callbacks.append(self._after)

    def stop(self) -> None:
        """End; what was set aside stays so."""
        if self._after in gc.callbacks:
            gc.callbacks.remove(self._after)

    def _after(self, phase: str, about: Mapping[str, int]) -> None:
        if phase != "stop" or about["generation"] != _OLDEST:
            return
        self._left -= 1
        if self._left:
            gc.freeze()
        else:
            self._left = self._rounds
            gc.unfreeze()
