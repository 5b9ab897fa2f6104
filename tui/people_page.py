"""What the people screen shows, gathered in a thread, and what names whom, counted now and then."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tui.board_rows import GroupRow, group_rows
from tui.roster_rows import (
    LEDGER_ORDERS,
    ROSTER_ORDERS,
    Listed,
    fits,
    ledger_rows,
    roster_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from newsroom.enrolment import Entry
    from newsroom.records import Move, Person
    from tui.session import Session

COUNT_AGAIN: Final = 60.0
"""Seconds between two counts of what the archive holds of everybody, however much comes in."""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is listed, as it was gathered."""

    people: tuple[Person, ...] = ()
    """In order of name."""
    moves: Mapping[str, Move] = field(default_factory=dict)
    """By id, the latest reported first."""
    groups: tuple[GroupRow, ...] = ()
    own: Mapping[str, Entry] = field(default_factory=dict)
    """Whom the user added, by id."""
    counted: bool = False
    """The articles that name each were counted."""

    def person(self, person: str) -> Person | None:
        """The person with an id."""
        return next((one for one in self.people if one.id == person), None)

    def moves_of(self, person: str) -> tuple[Move, ...]:
        """Their moves, the latest reported first."""
        return tuple(move for move in self.moves.values() if move.person == person)


def gather(session: Session, tally: Tally) -> Page:
    """Ask the program; may be called in any thread."""
    people = session.roster(tally.counts or {})
    return Page(
        people=people,
        moves={move.id: move for move in session.ledger()},
        groups=tuple(group_rows(people, session.groups, session.houses, session.name_of)),
        own=session.own_people(),
        counted=tally.counts is not None,
    )


@dataclass(slots=True)
class Tally:
    """How many stored articles name each person: the whole archive is walked for it."""

    counts: Counter[str] | None = None
    """By person; None: they were never counted."""
    ends: bool = False
    """Nobody waits for it any more."""
    _items: int = 0
    _begun: datetime | None = None

    def due_in(self, items: int, now: datetime) -> float | None:
        """Seconds until it is to be counted again; None: nothing came since.

        Args:
            items: how many are stored.
            now: UTC.
        """
        if self._begun is None:
            return 0.0
        if items == self._items:
            return None
        return max(0.0, COUNT_AGAIN - (now - self._begun).total_seconds())

    def begin(self, items: int, now: datetime) -> None:
        """Note that so many items are about to be counted."""
        self._items, self._begun = items, now

    def count(self, named: Iterable[Iterable[str]]) -> None:
        """Count them; may be called in any thread, and ends early once `ends` is set.

        Args:
            named: for each article, ids of the people it names.
        """
        counts: Counter[str] = Counter()
        for people in named:
            if self.ends:
                return
            counts.update(people)
        self.counts = counts


@dataclass(slots=True)
class Wanted:
    """Which rows are listed, and in which order."""

    view: str = "roster"
    """"roster" or "moves"."""
    group: str = ""
    """Id; "": any."""
    words: tuple[str, ...] = ()
    """Folded; all must stand in a row."""
    _orders: dict[str, int] = field(default_factory=lambda: {"roster": 0, "moves": 0})

    @property
    def is_everything(self) -> bool:
        """Nothing is left out."""
        return not (self.group or self.words)

    @property
    def order(self) -> str:
        """By what the view is sorted."""
        orders = ROSTER_ORDERS if self.view == "roster" else LEDGER_ORDERS
        return orders[self._orders[self.view] % len(orders)]

    def sort_next(self) -> None:
        """Sort the view by the next column."""
        self._orders[self.view] += 1

    def rows(
        self, page: Page, name_of: Callable[[str], str], leaving: Collection[str] = ()
    ) -> tuple[list[Listed], int]:
        """The rows that fit, and how many there are in all.

        Args:
            page: what there is.
            name_of: the name of an organisation by id.
            leaving: people who were taken out a moment ago, by id.
        """
        everything: list[Listed] = []
        if self.view == "roster":
            people = [one for one in page.people if one.id not in leaving]
            everything += roster_rows(people, name_of, counted=page.counted, order=self.order)
        else:
            groups = {person.id: person.groups for person in page.people}
            moves = [move for move in page.moves.values() if move.person not in leaving]
            everything += ledger_rows(moves, name_of, groups, order=self.order)
        return [row for row in everything if fits(row, self.group, self.words)], len(everything)

    def title(self, shown: int, there: int, group: str, *, counted: bool) -> str:
        """Say what is listed: `Roster by name: 14 of 120 people, in Llama authors`.

        Args:
            shown: rows.
            there: rows without group and words.
            group: name of the group.
            counted: the articles that name each were counted.
        """
        things = {"roster": ("person", "people"), "moves": ("move", "moves")}[self.view]
        count = f"{there} {things[there != 1]}"
        said = f"{'Roster' if self.view == 'roster' else 'Moves'} by {self.order}: "
        said += count if self.is_everything else f"{shown} of {count}"
        if group:
            said += f", in {group}"
        return said if counted or self.view == "moves" else f"{said}, counting their articles"
