"""What the dashboard needs to know of people, and what it changes about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from newsroom.enrolment import Entry
    from newsroom.pack_schema import Entity
    from newsroom.records import Item, Move, Person


class People(Protocol):
    """The roster and the ledger of moves; those who were taken out stand in neither."""

    def roster(self, counts: Mapping[str, int]) -> tuple[Person, ...]:
        """Everybody on the roster, in order of name; may be asked from any thread.

        Args:
            counts: articles that name a person, by id, as counted with `people_named`.
        """
        ...

    def ledger(self, since: datetime | None = None) -> tuple[Move, ...]:
        """Who went where, the latest reported first; may be asked from any thread."""
        ...

    def people_named(self) -> Iterator[tuple[str, ...]]:
        """Ids of the people each stored article names; empty now and then, where none is found.

        Walks the whole archive, and may do so in any thread.
        """
        ...

    def articles_naming(self, person: str) -> Iterator[Item | None]:
        """The stored articles that name a person, newest first; None now and then, between two."""
        ...

    def person(self, person: str) -> Entity | None:
        """What the packs say of somebody; None where they know nobody of that id."""
        ...

    @property
    def houses(self) -> tuple[str, ...]:
        """Ids of the watched organisations, the first one leading, and of their parts."""
        ...

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the groups people belong to, in the order of the packs."""
        ...

    def own_people(self) -> Mapping[str, Entry]:
        """Whom the user added, by id, as they wrote them down; may be asked from any thread."""
        ...

    def add_person(self, entry: Entry) -> str:
        """Put somebody on the roster, or bring them back; answers their id.

        In force once `packs_read` returned; `undo` takes it back.

        Raises:
            LlamawatchError: the entry cannot be understood, or cannot be written.
        """
        ...

    def change_person(self, person: str, entry: Entry) -> None:
        """Write anew what the user says of somebody they added; in force and undone likewise.

        Raises:
            LlamawatchError: the entry cannot be understood, or cannot be written.
        """
        ...

    def forget_person(self, person: str) -> None:
        """Take somebody off the roster, for good; in force and undone likewise.

        Raises:
            LlamawatchError: nobody has the id, or it cannot be written.
        """
        ...

    async def packs_read(self) -> None:
        """Wait until the packs are in force as they were written last."""
        ...
