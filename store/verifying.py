"""Reading an archive through, to find whether every byte of it is what was written.

Nothing is changed, and no more is held than the places of one month. What belongs together is
compared: rows with their bodies, their index, and the numbers that find them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from newsroom.errors import StoreError
from store import lines
from store.catalogue import ITEMS
from store.cold import Cold, location, number_of, row_key
from store.damage import SET_ASIDE, Damage
from store.disk import Disk
from store.journal import HALF, Journal
from store.journal import NAME as JOURNAL
from store.levels import look_up
from store.lock import holder
from store.rebuilding import cut_short, made_again, search_of, unsound
from store.root import NAME, read_live, root_name
from store.searching import holds
from store.segment import PLACES, Index, Place, table_of
from store.state import stamp_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from store.root import Root

_TRIES = 5
"""Times everything is read again when a writer folds the archive meanwhile."""
_CHECKSUM = "the checksum does not match"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading an archive through found."""

    files: int = 0
    """Files that were read."""
    size: int = 0
    """Bytes in them."""
    records: int = 0
    """Lines that are whole."""
    damages: tuple[Damage, ...] = ()
    """What is damaged, file by file; without the damaged bytes."""


class Whole(NamedTuple):
    """A line that is whole; as `store.lines.Piece`."""

    offset: int
    raw: bytes
    value: dict[str, Any]


def verify(folder: Path) -> Verdict:
    """Read everything that belongs to an archive, once.

    Args:
        folder: The data directory; a writer may be at it.

    Raises:
        StoreTooNew: A newer program wrote it.
        StoreError: A file that cannot be made again is missing or cannot be read.
    """
    for tries in range(_TRIES, 0, -1):
        stamp = stamp_of(folder)
        try:
            verdict = _Reading(folder).run()
        except OSError as error:
            if tries == 1 or stamp_of(folder) == stamp:
                raise StoreError(
                    f"The archive in {folder} cannot be read through: {error}; check the disk."
                ) from error
            continue
        except StoreError:
            if tries == 1 or stamp_of(folder) == stamp:
                raise
            continue
        if stamp_of(folder) == stamp:
            break
    return verdict


@dataclass
class _Reading:
    """One reading-through."""

    folder: Path
    files: int = 0
    size: int = 0
    records: int = 0
    damages: list[Damage] = field(default_factory=list)

    def run(self) -> Verdict:
        live = read_live(self.folder)
        if (self.folder / NAME).exists():
            for _ in self._lines(self.folder / NAME):
                pass
            # A cut that hit no record shows only in what is missing.
            known = {damage.offset for damage in self.damages}
            self.damages += (one for one in live.damages if one.offset not in known)
        self._beside(live.root)
        self._months(live.root)
        self._journal(live.root.journal)
        return Verdict(self.files, self.size, self.records, tuple(self.damages))

    def _beside(self, root: Root) -> None:
        """Read what is no part of the archive: what was set aside, and what older programs find."""
        for name in (SET_ASIDE, *((JOURNAL,) if root.generation else ())):
            path = self.folder / name
            if path.exists():
                for _ in self._lines(path):
                    pass
                if not path.stat().st_size:
                    self.damages.append(Damage(name, 0, 0, "it is empty"))

    def _months(self, root: Root) -> None:
        broken = unsound(self.folder, root, searched=True)
        self.damages += cut_short(self.folder, root)
        for name in broken:
            path = self.folder / name
            size = path.stat().st_size if path.exists() else 0
            why = _CHECKSUM if size else "it is missing"
            self.damages.append(Damage(name, 0, size, f"{why}: it is made again at the next start"))
        cold = Cold(self.folder, root, dict(made_again(self.folder, root, broken)))
        for name in root.segments:
            self._month(cold, name, broken)
        spare = (root_name(root.generation),) if root.generation else ()
        for name in (*spare, *root.levels, *root.kept):
            self._count(self.folder / name)

    def _month(self, cold: Cold, name: str, broken: Collection[str]) -> None:
        """Read one month, and make again of it what finds rows, to hold against what is there."""
        path = self.folder / f"{name}.jsonl"
        bodies = {
            piece.value["id"]: piece.offset for piece in self._lines(path.with_suffix(".texts"))
        }
        table = table_of(path)
        made, last = Index(table), Place(-(2**63), 0)
        for piece in self._lines(path):
            key, row = piece.value["id"], piece.value["row"]
            made.add(key, row, piece.offset, bodies.get(key))
            place, last = last, PLACES[table](row)
            if last < place:
                self._wrong(path, piece, "it stands out of order")
            if look_up(cold.levels, row_key(table, key)) != location(number_of(name), piece.offset):
                self._wrong(path, piece, "it cannot be found by its id")
            source = row.get("source", "")
            if table == ITEMS and any(
                cold.owner(source, one) is None for one in row.get("keys", ())
            ):
                self._wrong(path, piece, "it cannot be found by what its source calls it")
        index, search = path.with_suffix(".index"), path.with_suffix(".search")
        self._count(index)
        self._count(search)
        damaged = {damage.file for damage in self.damages}
        if not damaged.isdisjoint((path.name, path.with_suffix(".texts").name)):
            return
        if index.name not in broken and index.read_bytes() != made.write(path.stat().st_size):
            self._unfit(index)
        if search.name not in broken and not holds(search, search_of(path, made.offsets)):
            self._unfit(search)

    def _unfit(self, path: Path) -> None:
        why = "it does not fit what is stored"
        self.damages.append(Damage(path.name, 0, path.stat().st_size, why))

    def _wrong(self, path: Path, piece: Whole, reason: str) -> None:
        self.damages.append(Damage(path.name, piece.offset, len(piece.raw), reason))

    def _journal(self, name: str) -> None:
        journal = Journal(self.folder, Disk(), write=False, name=name)
        try:
            self.records += sum(1 for _ in journal.replay())
            self.damages += (replace(damage, raw=b"") for damage in journal.damages)
            if journal.path.exists() and holder(self.folder) is None:
                # Beside a writer it may be a record in the making.
                rest = journal.path.stat().st_size - journal.size
                self.damages += (Damage(name, journal.size, rest, HALF),) if rest else ()
        finally:
            journal.close()
        self._count(journal.path)

    def _lines(self, path: Path) -> Iterator[Whole]:
        """Read a file of lines: the whole ones."""
        self._count(path)
        with path.open("rb") as file:
            for piece in lines.read(file):
                if piece.value is None:
                    self.damages.append(Damage(path.name, piece.offset, len(piece.raw), _CHECKSUM))
                else:
                    self.records += 1
                    yield Whole(piece.offset, piece.raw, piece.value)

    def _count(self, path: Path) -> None:
        if path.exists():
            self.files += 1
            self.size += path.stat().st_size
