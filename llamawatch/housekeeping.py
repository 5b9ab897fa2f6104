"""What keeps the archive small in memory and quick to open while the program runs."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from newsroom.errors import StoreError

if TYPE_CHECKING:
    from store.archive import Archive

FOLD_AT: Final = 8 << 20
"""Bytes of the journal at which it is folded."""
FOLD_AT_STOP: Final = 1 << 20
"""The same when the program ends."""
_LOOK: Final = 60.0
"""Seconds between two looks."""

_LOG = logging.getLogger(__name__)


async def keep_folded(archive: Archive) -> None:
    """Fold the journal whenever it has grown, until cancelled; polling goes on meanwhile."""
    while True:
        await asyncio.sleep(_LOOK)
        if archive.foldable < FOLD_AT:
            continue
        try:
            await fold(archive)
        except StoreError as error:
            # Nothing is lost: the journal holds everything, and is folded another time.
            _LOG.warning("%s", error)


async def fold(archive: Archive) -> None:
    """Fold the journal now, in a process of its own.

    Raises:
        StoreError: It could not be done; everything is as it was.
    """
    from store.fold_process import build_beside

    until = archive.foldable
    live = await build_beside(archive.folder, until)
    await asyncio.to_thread(archive.adopt, live, until)


async def make_sound(archive: Archive) -> None:
    """Have what finds things in the archive made again if it is damaged.

    Before anything is polled: an article that cannot be found would be stored, and told, twice.

    Raises:
        StoreError: It is damaged and cannot be made again.
    """
    damaged = await asyncio.to_thread(archive.unsound)
    if damaged:
        _LOG.warning("%s: damaged; made again from what is stored", ", ".join(damaged))
        await fold(archive)


async def fold_at_stop(archive: Archive) -> None:
    """Fold what has gathered before the program ends, if it is worth the wait."""
    if not archive.writing or archive.foldable < FOLD_AT_STOP:
        return
    try:
        await fold(archive)
    except StoreError as error:
        _LOG.warning("%s", error)
