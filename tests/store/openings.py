"""The store in every shape that its guarantees are held against."""

from __future__ import annotations

import errno
import os
import shutil
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from store.archive import Archive
from store.disk import Disk
from store.root import read_live
from tests.store.model import Model

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from store.changes import Change
    from store.repository import Repository


def said(store: Repository) -> dict[str, object]:
    """Everything that can be asked without knowing what for."""
    items = tuple(store.items())
    return {
        "items": items,
        "texts": dict(store.bodies(one.id for one in items)),
        "wordings": {one.id: store.wordings(one.id) for one in items},
        "stories": tuple(store.stories()),
        "moves": tuple(store.moves()),
        "corrections": tuple(store.corrections()),
        "alerts": store.outbox.alerts(),
        "sources": store.source_states(),
        "counts": store.counts(),
        "note": store.recall("note"),
    }


class Opening(Protocol):
    """A store that is open for writing, and what can happen to it."""

    @property
    def store(self) -> Repository:
        """The one that is open now."""

    def again(self) -> Repository:
        """Close it and open it again."""

    def killed(self) -> Repository:
        """What is there after the process ended at this instant, in the midst of a write."""

    def beside(self) -> Repository:
        """Another one that reads along."""

    def refuse(self, *, writes: bool) -> None:
        """Whether the disk refuses, after taking a part."""

    def close(self) -> None:
        """Give everything back."""


class ArchiveOpening:
    """An archive on disk.

    Args:
        folder: where it and its copies may lie.
        folding: whether it is folded after every change, so that nothing is answered from memory.
    """

    def __init__(self, folder: Path, *, folding: bool = False) -> None:
        self._root = folder
        self._folder = folder / "0"
        self._folding = folding
        self._disk = FullDisk()
        self._lives = 0
        self._readers: list[Archive] = []
        self._one_at_a_time = Lock()
        self._open()

    def _open(self) -> None:
        self.store = Archive.open(self._folder, disk=self._disk)
        if self._folding:
            self.store.subscribe(self._fold)

    def _fold(self, _: Change) -> None:
        with self._one_at_a_time:
            self.store.fold()

    def again(self) -> Archive:
        self.store.close()
        self._open()
        return self.store

    def killed(self) -> Archive:
        self._lives += 1
        left, self._folder = self._folder, self._root / str(self._lives)
        shutil.copytree(left, self._folder)
        with (self._folder / read_live(left).root.journal).open("ab") as file:
            file.write(b'0bad0bad {"n":1,"put":{"items":{"half')
        return self.again()

    def beside(self) -> Archive:
        self._readers.append(Archive.open(self._folder, write=False))
        return self._readers[-1]

    def refuse(self, *, writes: bool) -> None:
        self._disk.full = writes

    def close(self) -> None:
        for archive in (*self._readers, self.store):
            archive.close()


class FullDisk(Disk):
    """Takes a part of what is written and refuses the rest while it is full."""

    full = False

    def write(self, handle: int, data: bytes | memoryview) -> int:
        if self.full:
            super().write(handle, data[:100])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(handle, data)


class ModelOpening:
    """The model: to end it takes nothing away, for what it holds stands for what was kept."""

    def __init__(self) -> None:
        self.store = Model()

    def again(self) -> Model:
        return self.store

    killed = again

    def beside(self) -> Model:
        return Model(self.store)

    def refuse(self, *, writes: bool) -> None:
        self.store.refusing = writes

    def close(self) -> None:
        self.store.close()


SHAPES: dict[str, Callable[[Path], Opening]] = {
    "archive": ArchiveOpening,
    "archive folded after every change": lambda folder: ArchiveOpening(folder, folding=True),
    "model": lambda _: ModelOpening(),
}
"""Opens each in a directory."""
