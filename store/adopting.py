"""Going on with the next generation of an archive: the end of a fold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsroom.errors import StoreError
from store.bodies import Bodies
from store.catalogue import ITEMS
from store.folding import journal_name
from store.root import NAME
from store.state import open_state, stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from threading import RLock

    from store.disk import Disk
    from store.state import State


def take_over(
    folder: Path,
    disk: Disk,
    guard: RLock,
    before: State,
    *,
    live: str,
    until: int,
    take: Callable[[State], None],
) -> bool:
    """Open what `store.folding.build` wrote, write what came since behind it, make it the archive.

    Args:
        folder: The data directory.
        disk: The calls that change it.
        guard: Held while a change is made; here, only for what came last.
        before: The present generation; closed in the end.
        live: Name of the new root's file.
        until: Where in the journal the fold ended, in bytes.
        take: Puts the next generation in the place of the present one.

    Returns:
        Whether it survives a power cut already; if not, it does before the next step is
        acknowledged, and the files of the present generation are needed until then.

    Raises:
        StoreError: The disk refused; the present generation goes on.
    """
    _forget_journal(folder, before.root.generation + 1, disk)
    following = open_state(folder, disk, write=True, live=live, guard=guard)
    taken = False
    try:
        _carry_bodies(before, following)
        read = before.journal.size
        following.journal.extend(before.journal.tail(until, read))
        following.storage.catch_up()
        with guard:
            following.journal.extend(before.journal.tail(read, before.journal.size))
            following.storage.catch_up()
            _commit(folder, live, disk)
            taken = True
            take(replace(following, stamp=stamp_of(folder)))
            before.close()
            return following.journal.sync_folder_first()
    finally:
        if not taken:
            following.close()


def _carry_bodies(before: State, following: State) -> None:
    """Keep the bodies of items that are in no month, for ids that do not fit into one."""
    bodies = Bodies()
    texts = {key: bodies.text(before, key) for key in following.shelves[ITEMS].hot}
    following.storage.commit({"text": {key: text for key, text in texts.items() if text}})


def _commit(folder: Path, live: str, disk: Disk) -> None:
    """Make a new root the root of the archive: the step by which a fold becomes true.

    It survives a power cut only when the folder was synced.

    Raises:
        StoreError: The disk refused; the old root is the root.
    """
    try:
        disk.rename(folder / live, folder / NAME)
    except OSError as error:
        raise StoreError(
            f"{folder / NAME} cannot be written: {error.strerror or error}; make the data "
            "directory writable, or free some space there."
        ) from error


def _forget_journal(folder: Path, generation: int, disk: Disk) -> None:
    """Remove the journal of a generation that never became the archive, if one was begun.

    Its steps are in the months by now, or are written once more.

    Raises:
        StoreError: The disk refused.
    """
    path = folder / journal_name(generation)
    try:
        if path.exists():
            disk.unlink(path)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be removed: {error.strerror or error}; make the data directory "
            "writable."
        ) from error
