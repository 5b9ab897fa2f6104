"""Python's collector of cyclic garbage, kept from walking what stays.

It holds every thread up while it works. Over hundreds of thousands of records, which are no garbage
as long as the program runs, that is a fifth of a second every few seconds while news comes in.
"""

from __future__ import annotations

import asyncio
import gc
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OLDEST: Final = 2
"""The generation whose collection walks all that is not set aside."""
_ROUNDS: Final = 5
"""Whole collections after which what survived them is walked, too, once all is quiet."""
_BUSY: Final = 20
"""So many times as many go by while news comes in: what became garbage stays in memory."""
_WAITED_FOR: Final = 200
"""The same while keys come in: whoever waits for the screen would notice."""
_QUIET: Final = 10.0
"""Seconds without a key, or a change, after which there is rest."""
_LOOK: Final = 30.0
"""Seconds between two looks."""


class ShortCollections:
    """Sets what survived a whole collection aside, and walks it now and then when nobody waits.

    Survivors that became garbage meanwhile wait for that, so it may not be long: what closed
    screens leave behind is such garbage.

    Args:
        rounds: Whole collections after which everything is walked.
        clock: Monotonic seconds.
    """

    def __init__(self, rounds: int = _ROUNDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._rounds = rounds
        self._clock = clock
        self._since = 0
        """Whole collections since everything was walked."""
        self._key = self._change = -_QUIET
        """When the last came, by the clock."""

    def start(self) -> None:
        """Begin to set aside; again is harmless."""
        if self._after not in gc.callbacks:
            gc.callbacks.append(self._after)

    def stop(self) -> None:
        """End; what was set aside stays so."""
        if self._after in gc.callbacks:
            gc.callbacks.remove(self._after)

    def note_key(self) -> None:
        """Somebody waits at the screen."""
        self._key = self._clock()

    def note_change(self) -> None:
        """News comes in."""
        self._change = self._clock()

    async def keep_walking(self) -> None:
        """Walk everything whenever it is time, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK)
            self.walk_if_due()

    def walk_if_due(self) -> None:
        """Walk everything if it is time, the later the more is going on."""
        if self._since >= self._rounds * self._patience():
            gc.unfreeze()
            gc.collect()
            self._since = 0

    def _patience(self) -> int:
        quiet_since = self._clock() - _QUIET
        if self._key > quiet_since:
            return _WAITED_FOR
        return _BUSY if self._change > quiet_since else 1

    def _after(self, phase: str, about: Mapping[str, int]) -> None:
        if phase == "stop" and about["generation"] == _OLDEST:
            self._since += 1
            gc.freeze()
