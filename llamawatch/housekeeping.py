"""What keeps the archive small in memory and quick to open while the program runs."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newsroom.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from store.archive import Archive
    from store.settings import StoreSettings

FOLD_AT: Final = 8 << 20
"""Bytes of the journal at which it is folded."""
FOLD_ROWS: Final = 500
"""Rows in memory at which it is, too: articles, stories and marks of some kilobytes each."""
FOLD_AT_STOP: Final = 1 << 20
"""The same when the program ends."""
_LOOK: Final = 60.0
"""Seconds between two looks."""
_LOOK_FOR_COPIES: Final = 3600.0
_DAY: Final = timedelta(days=1)
_MONTH: Final = timedelta(days=30)
"""How often what reading knows by heart is made anew: it takes seconds."""
_CHECKED: Final = "searched checked"
"""The note of the day on which what is searched was checked."""

_LOG = logging.getLogger(__name__)


async def keep_folded(
    archive: Archive, limits: Callable[[], StoreSettings], clock: Callable[[], datetime]
) -> None:
    """Fold the journal whenever it, or what it changed, has grown, until cancelled.

    Polling goes on meanwhile.

    Months that were read meanwhile leave memory. Once a day what is searched is checked before,
    and what is over the limits leaves the archive; once a month what reading knows by heart is
    made anew, without what is too old by then.

    Args:
        archive: Which.
        limits: Answers what is to be kept.
        clock: Answers the time, UTC.
    """
    retained: datetime | None = None
    renewed = clock()
    while True:
        # What was read at the start, too.
        archive.release()
        await asyncio.sleep(_LOOK)
        if abs(clock() - renewed) >= _MONTH:
            renewed = clock()
            archive.renew_known()
        try:
            left = False
            if retained is None or abs(clock() - retained) >= _DAY:
                retained = clock()
                await make_searchable(archive, retained)
                left = await asyncio.to_thread(let_go, archive, limits(), retained)
            if left or archive.foldable >= FOLD_AT or archive.unfolded >= FOLD_ROWS:
                await fold(archive)
        except StoreError as error:
            # Nothing is lost: the journal holds everything, and is folded another time.
            _LOG.warning("%s", error)


def let_go(archive: Archive, limits: StoreSettings, now: datetime) -> bool:
    """Take what is over the limits out of the archive, and say so in the log.

    Returns:
        True if there was something.

    Raises:
        StoreError: The disk refused.
    """
    if limits.keep is None and limits.keep_size is None:
        return False
    from store.retaining import Limits, retain

    gone = retain(archive, Limits(limits.keep, limits.keep_size), now)
    if gone is not None:
        _LOG.warning(
            "%d items and %d stories left the archive, as [store] in config.toml says",
            gone.items,
            gone.stories,
        )
    return gone is not None


async def fold(archive: Archive, *, searched: bool = False) -> None:
    """Fold the journal now, in a process of its own; being cancelled leaves it whole or undone.

    Args:
        archive: Which.
        searched: What is searched is checked, too, and made again if it is damaged.

    Raises:
        StoreError: It could not be done; everything is as it was.
    """
    from store.fold_process import build_beside

    until = archive.foldable
    live = await build_beside(archive.folder, until, lock=archive.lock_handle, searched=searched)
    adopting = asyncio.ensure_future(asyncio.to_thread(archive.adopt, live, until))
    try:
        await asyncio.shield(adopting)
    except asyncio.CancelledError:
        # The thread goes on: whoever closes the archive next must not be in its midst.
        await asyncio.wait([adopting])
        raise


async def keep_copies(archive: Archive, clock: Callable[[], datetime]) -> None:
    """Keep a weekly copy of the archive, until cancelled; polling goes on meanwhile.

    Args:
        archive: Of which.
        clock: Answers the time, UTC.
    """
    from store.copies import keep_weekly

    wait = _LOOK
    while True:
        await asyncio.sleep(wait)
        wait = _LOOK_FOR_COPIES
        try:
            await asyncio.to_thread(keep_weekly, archive.folder, clock())
        except StoreError as error:
            _LOG.warning("%s", error)
            # What stands in the way is said once a day.
            wait = _DAY.total_seconds()


async def make_sound(archive: Archive, *, searched: bool = False) -> None:
    """Have what finds things in the archive made again if it is damaged.

    Before anything is polled: an article that cannot be found would be stored, and told, twice.

    Args:
        archive: Which.
        searched: What is searched, too; it is as large as all that is stored.

    Raises:
        StoreError: It is damaged and cannot be made again.
    """
    damaged = await asyncio.to_thread(archive.unsound, searched=searched)
    if damaged:
        _LOG.warning("%s: damaged; made again from what is stored", ", ".join(damaged))
        await fold(archive, searched=searched)


async def make_searchable(archive: Archive, now: datetime) -> None:
    """As `make_sound` with what is searched, once a day, however often the program is started.

    Raises:
        StoreError: It is damaged and cannot be made again.
    """
    today = f"{now:%Y-%m-%d}"
    if archive.recall(_CHECKED) != today:
        await make_sound(archive, searched=True)
        archive.remember(_CHECKED, today)


async def fold_at_stop(archive: Archive) -> None:
    """Fold what has gathered before the program ends, if it is worth the wait."""
    if not archive.writing or archive.foldable < FOLD_AT_STOP:
        return
    try:
        await fold(archive)
    except StoreError as error:
        _LOG.warning("%s", error)
