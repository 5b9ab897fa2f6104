"""One generation of an archive, opened: months on disk, the rest in memory, a journal behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.errors import StoreError
from store.catalogue import ITEMS, MARKS, Catalogue
from store.cold import Cold
from store.damage import keep
from store.journal import Journal
from store.levels import Misfit
from store.order import Run, in_order, only
from store.root import NAME, Root, read_live
from store.segment import PLACES
from store.shelf import MarkShelf, Shelf
from store.tables import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping
    from pathlib import Path
    from threading import RLock

    from store.damage import Damage
    from store.disk import Disk
    from store.order import Placed
    from store.tables import JournalStorage, Row

_TRIES = 5
"""Times a reader looks again when a writer folds the archive under it."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is open."""

    root: Root
    stamp: tuple[int, int]
    """Of the root's file, when it was read: another one means another generation."""
    cold: Cold
    shelves: Mapping[str, Shelf]
    """The tables of which months are on disk."""
    journal: Journal
    catalogue: Catalogue
    database: Database
    damages: tuple[Damage, ...]
    """What the root's file held and could not be read, and what is missing of the months."""
    staying: int = 0
    """Rows of `shelves` that no fold takes to a month: their ids do not fit there."""

    @property
    def storage(self) -> JournalStorage:
        """The tables."""
        return self.database.journaled

    def in_order(
        self, table: str, hot: Iterable[Placed], since: int | None, *, newest_first: bool
    ) -> Iterator[tuple[str, Row]]:
        """Ids and documents of the rows in memory and of those of the months, as one list.

        Args:
            table: Of which months are on disk.
            hot: The rows in memory, in that order.
            since: Only those seen then or later, in microseconds since 1970; None: all.
            newest_first: Else the oldest first.
        """
        shelf = self.shelves[table]
        cold = self.cold.runs(table, newest_first=newest_first, since=since)
        runs = [Run(run.first, only(run.rows, shelf.folded)) for run in cold]
        runs.insert(0 if newest_first else len(runs), Run(None, only(hot, shelf.fresh)))
        for placed in in_order(runs, newest_first=newest_first):
            if placed is not None:
                yield placed[1], placed[2]

    def close(self) -> None:
        """Give the files back."""
        self.database.close()


def open_state(
    folder: Path,
    disk: Disk,
    *,
    write: bool,
    live: str = NAME,
    until: int | None = None,
    guard: RLock | None = None,
) -> State:
    """Open the generation that a root names; for a reader, the one that is there at the end.

    Args:
        folder: The data directory.
        disk: The calls that change it.
        write: False only reads.
        live: Name of the root's file.
        until: Where in the journal to stop, in bytes; None: at its end.
        guard: Held while a change is made; the same one over generations.

    Raises:
        StoreError: Something cannot be read.
    """
    for tries in range(_TRIES, 0, -1):
        stamp = stamp_of(folder, live)
        try:
            state = _open(folder, disk, stamp, write=write, live=live, until=until, guard=guard)
        except (OSError, StoreError):
            if tries == 1 or stamp_of(folder, live) == stamp:
                raise
            continue
        if write or tries == 1 or stamp_of(folder, live) == stamp:
            break
        state.close()
    return state


def _open(
    folder: Path,
    disk: Disk,
    stamp: tuple[int, int],
    *,
    write: bool,
    live: str,
    until: int | None,
    guard: RLock | None,
) -> State:
    found = read_live(folder, live)
    cold, missing = _months(folder, found.root, disk, write=write)
    if write:
        keep(folder, (*found.damages, *missing), disk)
    shelves = {table: Shelf(table, cold) for table in PLACES}
    tables: dict[str, MutableMapping[str, Row]] = {**shelves, MARKS: MarkShelf(cold)}
    catalogue = Catalogue(tables[ITEMS], tables[MARKS], found.root.counters)
    for name, rows in found.tables.items():
        table = tables.setdefault(name, {})
        for key, row in rows.items():
            table[key] = row
            catalogue.changed(name, key, None, row)
    staying = sum(len(shelf.hot) for shelf in shelves.values())
    journal = Journal(folder, disk, write=write, name=found.root.journal, until=until)
    try:
        database = Database(journal, catalogue, tables, guard)
    except BaseException:
        journal.close()
        raise
    damages = (*found.damages, *missing)
    return State(found.root, stamp, cold, shelves, journal, catalogue, database, damages, staying)


def _months(
    folder: Path, root: Root, disk: Disk, *, write: bool
) -> tuple[Cold, tuple[Damage, ...]]:
    """Open the months; what finds things in them and does not fit is made again."""
    try:
        return Cold(folder, root), ()
    except (FileNotFoundError, Misfit):
        from store import rebuilding

        missing = rebuilding.cut_short(folder, root)
        if write:
            rebuilding.mend(folder, root, disk)
            return Cold(folder, root), missing
        names = rebuilding.unsound(folder, root)
        return Cold(folder, root, dict(rebuilding.made_again(folder, root, names))), missing


def stamp_of(folder: Path, live: str = NAME) -> tuple[int, int]:
    """What tells one root's file from another: its number on the disk and when it was written."""
    try:
        there = (folder / live).stat()
    except OSError:
        return (0, 0)
    return (there.st_ino, there.st_mtime_ns)
