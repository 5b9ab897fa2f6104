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
    """Fold the journal now, in a process of its own; being cancelled leaves it whole or undone.

    Raises:
        StoreError: It could not be done; everything is as it was.
    """
    from store.fold_process import build_beside

    until = archive.foldable
    live = await build_beside(archive.folder, until)
    adopting = asyncio.ensure_future(asyncio.to_thread(archive.adopt, live, until))
    try:
        await asyncio.shield(adopting)
    except asyncio.CancelledError:
        # The thread goes on: whoever closes the archive next must not be in its midst.
        await asyncio.wait([adopting])
        raise


async def fold_at_stop(archive: Archive) -> None:
    """Fold what has gathered before the program ends, if it is worth the wait."""
    if not archive.writing or archive.foldable < FOLD_AT_STOP:
        return
    try:
        await fold(archive)
    except StoreError as error:
        _LOG.warning("%s", error)
