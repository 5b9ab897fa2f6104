"""What the people screen shows, gathered in a thread, and what names whom, counted now and then."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tui.board_rows import GroupRow, group_rows
from tui.roster_rows import (
    LEDGER_ORDERS,
    ROSTER_ORDERS,
    LedgerRow,
    Listed,
    RosterRow,
    fits,
    ledger_rows,
    roster_rows,
    sorted_ledger,
    sorted_roster,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
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
    roster: tuple[RosterRow, ...] = ()
    """Lines for the people, in the same order."""
    ledger: tuple[LedgerRow, ...] = ()
    """Lines for the moves, the latest first."""
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
    name_of, houses = session.name_of, session.houses
    several = len(session.config.subject.organisations) > 1
    counted = tally.counts is not None
    people, moves = session.roster(tally.counts or {}), session.ledger()
    groups_of = {person.id: person.groups for person in people}
    return Page(
        people=people,
        moves={move.id: move for move in moves},
        roster=tuple(roster_rows(people, name_of, houses=houses, counted=counted, several=several)),
        ledger=tuple(ledger_rows(moves, name_of, groups_of)),
        groups=tuple(group_rows(people, session.groups, houses, name_of, several=several)),
        own=session.own_people(),
        counted=counted,
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

    def rows(self, page: Page, leaving: Collection[str] = ()) -> tuple[list[Listed], int]:
        """The rows that fit, in order, and how many there are in all.

        Args:
            page: what there is.
            leaving: people who were taken out a moment ago, by id.
        """
        there: list[Listed] = []
        if self.view == "roster":
            there += [row for row in page.roster if row.key not in leaving]
        else:
            there += [row for row in page.ledger if row.person not in leaving]
        rows = [row for row in there if fits(row, self.group, self.words)]
        return self._sorted(rows), len(there)

    def _sorted(self, rows: list[Listed]) -> list[Listed]:
        people = sorted_roster((r for r in rows if isinstance(r, RosterRow)), self.order)
        moves = sorted_ledger((r for r in rows if isinstance(r, LedgerRow)), self.order)
        return [*people, *moves]

    def title(self, shown: int, there: int, group: str, *, counted: bool) -> str:
        """Say what is listed: `Roster by name: 14 of 120 people, in Llama authors`.

        Args:
            shown: rows.
            there: rows without group and words.
            group: name of the group.
            counted: the articles that name each were counted.
        """
        count, said = str(there), f"Moves by {self.order}: "
        if self.view == "roster":
            count = "1 person" if there == 1 else f"{there} people"
            said = f"Roster by {self.order}: "
        said += count if self.is_everything else f"{shown} of {count}"
        if group:
            said += f", in {group}"
        return said if counted or self.view == "moves" else f"{said}, counting their articles"
