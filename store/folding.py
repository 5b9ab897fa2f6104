"""Folding the journal into months, while the archive goes on being used.

`build` reads the archive as it stood at a byte of the journal and writes the next generation beside
it: the months that changed, the numbers that find them, a root. It may run in a process of its own,
and changes nothing that is there. `store.archive` then writes what came since behind the new root
and renames it over the old one; until that moment the old generation is the archive.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from newsroom.errors import StoreError
from store.bodies import has_body
from store.catalogue import ITEMS, MARKS, recounted
from store.cold import GONE, copies_key, identity_key, location, mark_key, number_of, row_key
from store.damage import Damaged, keep
from store.disk import write_file
from store.levels import Level, look_up, merged, to_merge, write_level
from store.migrations import before_fold
from store.rebuilding import mend
from store.root import NAME, Root, read_live, root_name, write_live, write_root
from store.segment import PLACES, Segment, fits, month_of, write_sheet
from store.shelf import marks_number
from store.state import open_state

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from store.damage import Damage
    from store.disk import Disk
    from store.state import State
    from store.tables import Row

MOST = 20_000
"""Items in one file of a month; the next ones begin another."""

Held = tuple[str, "Row", str]
"""Id, document and body."""


def build(folder: Path, disk: Disk, *, until: int, searched: bool = False) -> str:
    """Write the next generation of an archive beside the present one.

    What finds things in the present one is checked before, and made again where it is damaged. The
    first fold brings the archive to another format: a copy is kept before.

    Args:
        folder: The data directory.
        disk: The calls that change it.
        until: Where in the journal the fold ends, in bytes.
        searched: Checks what is searched as well, see `store.rebuilding.unsound`.

    Returns:
        Name of the new root's file.

    Raises:
        StoreError: Something cannot be read or written; what was written is left to be swept.
    """
    mend(folder, read_live(folder).root, disk, searched=searched)
    before_fold(folder)
    state = open_state(folder, disk, write=False, until=until)
    try:
        return _Fold(folder, disk, state).run()
    except OSError as error:
        raise StoreError(
            f"The archive in {folder} cannot be folded: {error.strerror or error}; free some space "
            "there. Nothing is lost: it is tried again."
        ) from error
    finally:
        state.close()


def live_name(generation: int) -> str:
    """Name of a root's file before it is renamed."""
    return f"{NAME}-{generation:06d}"


def journal_name(generation: int) -> str:
    """Name of the journal that follows a fold."""
    return f"journal-{generation:06d}.jsonl"


class _Fold:
    """One fold: collects what changed, writes the files."""

    def __init__(self, folder: Path, disk: Disk, state: State) -> None:
        self._folder = folder
        self._disk = disk
        self._state = state
        self._generation = state.root.generation + 1
        self._number = 1 + max(state.cold.segments, default=0)
        self._entries: dict[int, int] = {}
        self._kept: dict[int, int] = {}
        self._lost: list[Damage] = []
        self._fetched: tuple[int, dict[str, str]] = (-1, {})

    def run(self) -> str:
        """Write everything; answers the name of the new root's file."""
        segments = [name for table in PLACES for name in self._months(table)]
        self._numbers()
        stay = self._staying()
        cold = self._state.cold
        levels = self._levels("levels", self._entries | self._kept, cold.levels)
        kept = self._levels("kept", self._kept, cold.kept)
        keep(self._folder, self._lost, self._disk)
        root = Root(
            self._generation,
            journal_name(self._generation),
            tuple(sorted(segments, key=number_of)),
            tuple(levels),
            tuple(kept),
            self._counters(stay[ITEMS]),
        )
        name = live_name(self._generation)
        write_file(self._folder / root_name(self._generation), (write_root(root),), self._disk)
        write_file(self._folder / name, write_live(root, stay), self._disk)
        self._disk.sync_folder(self._folder)
        return name

    def _staying(self) -> dict[str, dict[str, Row]]:
        """The tables that the root holds; what the months add up to is without them."""
        shelves = self._state.shelves
        tables = {
            name: dict(rows)
            for name, rows in self._state.storage.tables.items()
            if name not in (*shelves, MARKS)
        }
        for name, shelf in shelves.items():
            tables[name] = {key: row for key, row in shelf.hot.items() if not fits(key)}
            for key, row in tables[name].items():
                self._state.catalogue.changed(name, key, row, None)
        return tables

    def _months(self, table: str) -> Iterator[str]:
        """Write the months of a table that changed; answers the names of all there are now."""
        shelf, cold = self._state.shelves[table], self._state.cold
        touched: defaultdict[int, dict[str, Row | None]] = defaultdict(dict)
        fresh: defaultdict[str, dict[str, Row]] = defaultdict(dict)
        for key in (*self._arrived(table), *shelf.gone):
            place, row = cold.place(table, key), shelf.hot.get(key)
            if place is not None:
                touched[number_of(place[0].path.stem)][key] = row
            if row is not None and fits(key) and self._moves(table, row, place):
                fresh[month_of(table, row)][key] = row
        for name in self._named(table):
            segment = cold.segments[number_of(name)]
            month = _month(name)
            growing = bool(fresh.get(month)) and len(segment) < MOST and self._is_last(table, name)
            if not touched[number_of(name)] and not growing:
                yield name
                continue
            more = fresh.pop(month) if growing else {}
            held = self._rewritten(table, segment, touched[number_of(name)], more)
            yield from self._written(table, month, held)
        for month, rows in fresh.items():
            held = (self._held(table, key, row) for key, row in rows.items())
            yield from self._written(table, month, held)

    def _arrived(self, table: str) -> Iterable[str]:
        """Ids of the rows in memory; of those of one place the one first that came there first."""
        if table == ITEMS:
            return self._state.catalogue.order
        return self._state.shelves[table].hot

    def _named(self, table: str) -> list[str]:
        """The months of a table as they are, the oldest file first."""
        return [name for name in self._state.root.segments if name.startswith(f"{table}-")]

    def _moves(self, table: str, row: Row, place: tuple[Segment, int] | None) -> bool:
        """Whether a row belongs into another file than the one that has it, if one does."""
        return place is None or _month(place[0].path.stem) != month_of(table, row)

    def _is_last(self, table: str, name: str) -> bool:
        """Whether a month has no later file: new rows go into the last."""
        return [one for one in self._named(table) if _month(one) == _month(name)][-1] == name

    def _rewritten(
        self,
        table: str,
        segment: Segment,
        changed: dict[str, Row | None],
        more: dict[str, Row],
    ) -> Iterator[Held]:
        month, joining = _month(segment.path.stem), dict(more)
        for number in range(len(segment)):
            held = self._as_it_was(segment, number)
            if held is None:
                continue
            key, row, _ = held
            if key not in changed:
                yield held
                continue
            now = changed[key]
            if now is None:
                self._gone(table, key, row)
            elif PLACES[table](now) == segment.place(number):
                yield self._held(table, key, now)
            elif month_of(table, now) == month:
                joining[key] = now
        # What came to its place since stands behind what stood there, as it did in memory.
        order = more if len(joining) == len(more) else self._arrived(table)
        for key in order:
            if key in joining:
                yield self._held(table, key, joining[key])

    def _as_it_was(self, segment: Segment, number: int) -> Held | None:
        """A row of a month with its body; None if it is damaged. What is damaged is set aside."""
        try:
            key, row = segment.row(number)
        except Damaged as error:
            self._lost.append(error.damage)
            return None
        try:
            return key, row, segment.text(number)
        except Damaged as error:
            self._lost.append(error.damage)
            # Without the body's fingerprint it is taken when the source sends it again.
            return key, {name: value for name, value in row.items() if name != "body"}, ""

    def _gone(self, table: str, key: str, row: Row) -> None:
        """Remember of an item that leaves the archive that it was there, by all of its keys."""
        name = row_key(table, key)
        self._kept[name] = GONE
        for identity in row.get("keys", ()) if table == ITEMS else ():
            known = identity_key(row.get("source", ""), identity)
            if look_up(self._state.cold.levels, known) == name:
                self._kept[known] = name

    def _held(self, table: str, key: str, row: Row) -> Held:
        source = row.get("source", "")
        known = self._state.catalogue.keys[source]
        for identity in row.get("keys", ()) if table == ITEMS else ():
            # Another may have come with it before, and be written later.
            owner = known.get(identity, key)
            if fits(owner) and self._state.cold.owner(source, identity) is None:
                self._entries[identity_key(source, identity)] = row_key(table, owner)
        return key, row, self._body(key) if table == ITEMS else ""

    def _body(self, key: str) -> str:
        offset = self._state.catalogue.texts.get(key)
        if offset is None:
            shelf = self._state.shelves[ITEMS]
            return self._state.cold.text(key) if has_body(shelf, key) else ""
        if offset != self._fetched[0]:
            # What was recorded together is folded together: its step is read once.
            self._fetched = (offset, self._state.journal.fetch(offset).get("text", {}))
        return str(self._fetched[1].get(key, ""))

    def _written(self, table: str, month: str, held: Iterator[Held]) -> Iterator[str]:
        place_of = PLACES[table]
        rows = sorted(held, key=lambda one: place_of(one[1]))
        for start in range(0, len(rows), MOST):
            some = rows[start : start + MOST]
            sheet = write_sheet(table, some)
            number, self._number = self._number, self._number + 1
            name = f"{table}-{month}.{number:06d}"
            path = self._folder / f"{name}.jsonl"
            write_file(path, (sheet.rows,), self._disk)
            write_file(path.with_suffix(".texts"), (sheet.texts,), self._disk)
            write_file(path.with_suffix(".search"), (sheet.search,), self._disk)
            write_file(path.with_suffix(".index"), (sheet.index,), self._disk)
            for (key, _, _), offset in zip(some, sheet.offsets, strict=True):
                self._entries[row_key(table, key)] = location(number, offset)
            yield name

    def _numbers(self) -> None:
        """Marks and copies of items, as numbers."""
        for key, row in self._state.storage.tables[MARKS].items():
            self._kept[mark_key(key)] = marks_number(row)
        for key, more in self._state.catalogue.copies.items():
            if key and more:
                self._entries[copies_key(key)] = self._state.cold.copies(key) + more

    def _counters(self, staying: Collection[str]) -> dict[str, dict[str, int]]:
        """What everything adds up to; counted anew where something was lost."""
        catalogue, items = self._state.catalogue, self._state.shelves[ITEMS]
        if self._lost or sum(catalogue.per_source.values()) != len(items) - len(staying):
            catalogue = recounted(items, self._state.storage.tables[MARKS], staying)
        return catalogue.counters()

    def _levels(self, stem: str, entries: dict[int, int], levels: Sequence[Level]) -> list[str]:
        """Write the numbers; merges files that have grown alike."""
        older = list(levels)
        if not entries:
            return [level.path.name for level in older]
        count = to_merge([len(entries), *map(len, older)])
        data, parts = write_level(entries), older[: max(count - 1, 0)]
        path = self._folder / f"{stem}-{self._generation:06d}-0.bin"
        write_file(path, (data,), self._disk)
        for step, level in enumerate(parts, start=1):
            # A file that is mapped into memory must not be written again.
            before, path = path, path.with_name(f"{stem}-{self._generation:06d}-{step}.bin")
            write_file(path, (merged(Level(before), level),), self._disk)
            self._disk.unlink(before)
        return [path.name, *(level.path.name for level in older[len(parts) :])]


def _month(name: str) -> str:
    """The month in a segment's name: "2026-11" of "items-2026-11.000017"."""
    return name.partition("-")[2].partition(".")[0]
