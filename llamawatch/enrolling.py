"""Who is on the roster, changed by hand: written into the user's own pack, and taken back."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import tomli

from newsroom.errors import DecisionError, PackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from llamawatch.compiler import Compiler
    from llamawatch.undoing import UndoStack
    from newsroom.enrolment import Entry
    from newsroom.packs import Packs
    from store.places import Places
    from store.settings import Config


def enrol_in(path: Path, entry: Entry, packs: Packs, now: datetime) -> str:
    """Write a new person into a pack file, or bring one back.

    Args:
        path: the user's own pack.
        entry: who, as the user says.
        packs: as they are in force.
        now: UTC.

    Returns:
        The person's id.

    Raises:
        LlamawatchError: the entry cannot be understood, or the file cannot be written.
    """
    from newsroom.enrolment import enrol
    from store.own_pack import put_person

    person, keys = enrol(entry, packs, now.date())
    put_person(path, person, keys)
    return person


def forget_in(path: Path, given: str, packs: Packs) -> str:
    """Have a pack file take a person out, whatever pack they come from.

    Args:
        path: the user's own pack.
        given: an id, the beginning of one, or a name.
        packs: as they are in force.

    Returns:
        The person's id.

    Raises:
        LlamawatchError: nobody is meant, or the file cannot be written.
    """
    from newsroom.enrolment import find_person
    from store.own_pack import put_person

    person = find_person(given, packs)
    put_person(path, person, {"forgotten": True})
    return person


def own_path(places: Places, names: Sequence[str]) -> Path:
    """The user's own pack, for packs as the configuration names them."""
    from store.own_pack import own_pack

    return own_pack(names, places.packs)


class Enrolling:
    """Adds, changes and forgets people; what is written is in force as soon as it is read.

    The packs are read in a thread: whoever changes something needs a running event loop.
    """

    places: Places
    config: Config
    packs: Packs
    clock: Callable[[], datetime]
    undoing: UndoStack
    _compiler: Compiler
    _reading_packs: set[asyncio.Task[None]]

    def take_up(self, config: Config) -> None:
        """Put a configuration in force."""
        raise NotImplementedError

    def add_person(self, entry: Entry) -> str:
        """Put somebody on the roster, or bring them back; answers their id.

        Raises:
            LlamawatchError: the entry cannot be understood, or cannot be written.
        """
        with self._writing(f"{entry.name} added") as path:
            return enrol_in(path, entry, self.packs, self.clock())

    def forget_person(self, person: str) -> None:
        """Take somebody off the roster, for good; `undo` brings them back.

        Raises:
            LlamawatchError: nobody has the id, or it cannot be written.
        """
        with self._writing(f"{self.packs.name_of(person, 'person')} forgotten") as path:
            forget_in(path, person, self.packs)

    def own_people(self) -> Mapping[str, Entry]:
        """Whom the user added, by id, as they wrote them down; may be asked from any thread."""
        from newsroom.enrolment import entry_of

        return {person: entry_of(table) for person, (_, table) in self._own_tables().items()}

    def _own_tables(self) -> Mapping[str, tuple[Path, Mapping[str, Any]]]:
        """Whom the user's packs name, by id: in which file, and what it says."""
        from newsroom.packs import parse_pack
        from store.own_pack import own_packs, read_own_pack

        found: dict[str, tuple[Path, Mapping[str, Any]]] = {}
        for path in own_packs(self.config.subject.packs, self.places.packs):
            # What is wrong with one stands among the problems.
            with suppress(PackError):
                text = read_own_pack(path)
                parse_pack(path.name, text)
                for table in tomli.loads(text).get("person", []):
                    if table.get("name"):
                        found[table["id"]] = (path, table)
        return found

    def change_person(self, person: str, entry: Entry) -> None:
        """Write anew what the user says of somebody they added.

        Raises:
            LlamawatchError: the entry cannot be understood, or cannot be written.
        """
        from newsroom.enrolment import described
        from store.own_pack import put_person

        keys = described(entry, self.packs, self.clock().date())
        before = self.own_people().get(person)
        if before is not None and before.org == keys["org"]:
            # Where somebody is was not said anew: it is as old as it was.
            keys = {key: keys[key] for key in ("name", "groups", "spellings", "weak")}
        where = self._own_tables().get(person, (None, {}))[0]
        with self._writing(f"change of {entry.name}", where) as path:
            put_person(path, person, keys)

    async def read_packs(self, config: Config) -> bool:
        """Read the packs a configuration names beside the event loop, if they are others now."""
        others = await asyncio.to_thread(self._compiler.read_again, config)
        if others:
            # What is derived of packs is made there as well.
            await asyncio.to_thread(self._compiler.compile, config)
        return others

    async def packs_read(self) -> None:
        """Wait until the packs are in force as they were written last."""
        while self._reading_packs:
            await asyncio.wait(tuple(self._reading_packs))

    def _read_again(self) -> None:
        task = asyncio.get_running_loop().create_task(self._put_in_force(), name="packs")
        self._reading_packs.add(task)
        task.add_done_callback(self._reading_packs.discard)

    async def _put_in_force(self) -> None:
        if await self.read_packs(self.config):
            self.take_up(self.config)

    @property
    def _own_pack(self) -> Path:
        return own_path(self.places, self.config.subject.packs)

    @contextmanager
    def _writing(self, what: str, where: Path | None = None) -> Iterator[Path]:
        """Hand a pack of the user's out to be written; remember how that is taken back.

        Args:
            what: in words that follow "Taken back: ".
            where: the file; None: the one that has the last word.
        """
        from store.own_pack import read_own_pack

        path = where or self._own_pack
        before = read_own_pack(path)
        yield path
        after = read_own_pack(path)
        self.undoing.push(what, partial(self._restore_pack, path, what, before, after))
        self._read_again()

    def _restore_pack(self, path: Path, what: str, before: str, after: str) -> None:
        from store.own_pack import read_own_pack, restore_own_pack

        if read_own_pack(path) != after:
            raise DecisionError(f"{path} was edited since: “{what}” was not taken back")
        restore_own_pack(path, before)
        self._read_again()
