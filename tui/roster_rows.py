"""What the people screen lists: pure view-models, from the roster and the ledger to cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from newsroom.fold import fold
from tui.article import move_line
from tui.board_rows import MARGIN, group_name
from tui.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from newsroom.records import Move, Person

ROSTER_ORDERS: Final = ("name", "where", "last seen", "articles")
LEDGER_ORDERS: Final = ("date", "person", "from", "to", "status")
_STATUSES: Final = ("confirmed", "reported", "rumoured", "denied")
_MOVE_STYLE: Final = {"confirmed": "good", "reported": "", "rumoured": "alert", "denied": "bad"}
_WIDE, _NARROW, _NARROWEST = 100, 76, 70
_MONTH = len("2026-11")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of the roster: a person, where they are, and how old that is."""

    key: str
    """The person's id."""
    name: str
    status: str
    """at, left or unknown."""
    where: str
    """Name of the house; "" where it is not known."""
    last_seen: str = ""
    """YYYY, YYYY-MM or YYYY-MM-DD; "" without any evidence."""
    stale: bool = False
    here: bool = False
    """They are in a watched house."""
    items: int | None = None
    """Articles that name them; None while they are counted."""
    groups: tuple[str, ...] = ()
    """Ids."""
    group_names: str = ""
    searched: str = ""
    """Folded text in which a filter looks."""

    @property
    def evidence_age(self) -> str:
        """How old the evidence is, in words: never a bare date where it is old.

        By the month where it is old: the day matters no more.
        """
        if not self.last_seen:
            return "no evidence"
        return f"last known {self.last_seen[:_MONTH]}" if self.stale else self.last_seen


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the ledger: a move, with how sure it is."""

    key: str
    """The move's id."""
    person: str
    name: str
    what: str
    """What is told, without its status: "left Meta for Mistral AI"."""
    status: str
    date: str
    """As far as known; else when it was first reported."""
    origin: str
    destination: str
    groups: tuple[str, ...] = ()
    searched: str = ""


def roster_rows(
    people: Iterable[Person],
    name_of: Callable[[str], str],
    *,
    houses: Sequence[str],
    counted: bool,
    several: bool = False,
) -> list[RosterRow]:
    """The roster as it is listed.

    Args:
        people: in order of name.
        name_of: the name of an organisation by id.
        houses: ids of the watched houses, the first one leading, and of their parts; whoever is in
            a part is in the house.
        counted: the articles that name each were counted.
        several: more than one house is watched: everybody stands under their own.

    Returns:
        Lines, in the order of the people.
    """
    ours, house = frozenset(houses), name_of(houses[0]) if houses else ""
    rows = []
    for person in people:
        leading = name_of(person.org) if several else house
        rows.append(_roster_row(person, name_of, leading if person.org in ours else ""))
    return rows if counted else [replace(row, items=None) for row in rows]


def sorted_roster(rows: Iterable[RosterRow], order: str) -> list[RosterRow]:
    """The roster by name, where (nowhere last), last seen (latest first) or articles (most first).

    Args:
        rows: in order of name, which holds among equals.
        order: one of `ROSTER_ORDERS`.
    """
    if order == "where":
        return sorted(rows, key=lambda row: (not row.where, row.where.casefold(), row.status))
    if order == "last seen":
        return sorted(rows, key=lambda row: row.last_seen, reverse=True)
    if order == "articles":
        return sorted(rows, key=lambda row: row.items or 0, reverse=True)
    return list(rows)


def _roster_row(person: Person, name_of: Callable[[str], str], house: str) -> RosterRow:
    part = name_of(person.org) if person.org else ""
    where = house or part
    names = ", ".join(group_name(group, name_of) for group in person.groups)
    searched = (person.name, *person.aliases, person.id, where, part, person.status, names)
    return RosterRow(
        key=person.id,
        name=person.name,
        status=person.status,
        where=where,
        last_seen=person.last_seen,
        stale=person.stale,
        here=bool(house) and person.status == "at",
        items=person.items,
        groups=person.groups,
        group_names=names,
        searched=fold(" ".join((*searched, *person.groups))),
    )


def ledger_rows(
    moves: Iterable[Move],
    name_of: Callable[[str], str],
    groups_of: Mapping[str, tuple[str, ...]],
) -> list[LedgerRow]:
    """The ledger as it is listed.

    Args:
        moves: the latest reported first.
        name_of: the name of an organisation by id.
        groups_of: groups of people, by id.

    Returns:
        Lines, the latest date first; of equal dates the latest reported.
    """
    rows = [_ledger_row(move, name_of, groups_of.get(move.person, ())) for move in moves]
    return sorted(rows, key=lambda row: row.date, reverse=True)


def sorted_ledger(rows: Iterable[LedgerRow], order: str) -> list[LedgerRow]:
    """The ledger by date, person, house left, house joined (none last), or status (surest first).

    Args:
        rows: the latest first, which holds among equals.
        order: one of `LEDGER_ORDERS`.
    """
    if order == "person":
        return sorted(rows, key=lambda row: row.name.casefold())
    if order == "from":
        return sorted(rows, key=lambda row: (not row.origin, row.origin.casefold()))
    if order == "to":
        return sorted(rows, key=lambda row: (not row.destination, row.destination.casefold()))
    if order == "status":
        return sorted(rows, key=lambda row: _STATUSES.index(row.status))
    return list(rows)


def _ledger_row(move: Move, name_of: Callable[[str], str], groups: tuple[str, ...]) -> LedgerRow:
    origin = name_of(move.origin) if move.origin else ""
    destination = name_of(move.destination) if move.destination else ""
    return LedgerRow(
        key=move.id,
        person=move.person,
        name=move.name,
        what=move_words(move, name_of),
        status=move.status,
        date=move.date or move.first_reported.date().isoformat(),
        origin=origin,
        destination=destination,
        groups=groups,
        searched=fold(f"{move.name} {move.person} {origin} {destination} {move.status}"),
    )


def move_words(move: Move, name_of: Callable[[str], str]) -> str:
    """What a move tells, without the name and the status: "left Meta for Mistral AI"."""
    line = move_line(move, name_of).removeprefix(f"{move.name}: ")
    return line.rpartition(" (")[0]


Listed = RosterRow | LedgerRow


def fits(row: Listed, group: str, words: Sequence[str]) -> bool:
    """Whether a row is in a group ("": any) and has every word of a filter, folded."""
    return (not group or group in row.groups) and all(word in row.searched for word in words)


def roster_cells(row: RosterRow, width: int) -> tuple[Cell, ...]:
    """Lay one person out."""
    style = "good" if row.here else {"left": "alert", "unknown": "muted"}.get(row.status, "")
    cells = (
        Cell(row.name),
        Cell(row.status, style),
        Cell(row.where or "-", "" if row.where else "muted"),
        Cell(row.evidence_age, "muted" if row.stale else ""),
        Cell("" if row.items is None else str(row.items), "strong" if row.items else "muted"),
        Cell(row.group_names, "muted"),
    )
    return _roster_layout(cells, width)


def ledger_cells(row: LedgerRow, width: int) -> tuple[Cell, ...]:
    """Lay one move out: its status stands before what is told."""
    sure = row.status in ("confirmed", "reported")
    cells = (
        Cell(row.date, "muted"),
        Cell(row.status, _MOVE_STYLE.get(row.status, "muted")),
        Cell(row.name),
        Cell(row.what if sure else f"({row.status}) {row.what}", "" if sure else "muted"),
    )
    return _ledger_layout(cells, width)


def roster_heading(width: int) -> tuple[Cell, ...]:
    """The labels over the roster."""
    labels = ("Name", "Is", "Where", "Last seen", "News", "Groups")
    return _roster_layout([Cell(label) for label in labels], width)


def ledger_heading(width: int) -> tuple[Cell, ...]:
    """The labels over the ledger."""
    labels = ("Date", "Status", "Person", "Move")
    return _ledger_layout([Cell(label) for label in labels], width)


def _roster_layout(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    name, status, where, seen, items, groups = cells
    wide, narrowest = width >= _WIDE, width < _NARROWEST
    house = 22 if wide else 12 if narrowest else 16 if width < _NARROW else 20
    laid = [
        MARGIN,
        replace(name, width=24 if wide else None),
        replace(status, width=7),
        replace(where, width=house),
        replace(seen, width=18),
    ]
    if not narrowest:
        laid.append(replace(items, width=5, align="right"))
    if wide:
        laid.append(groups)
    return tuple(laid)


def _ledger_layout(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    date, status, name, what = cells
    return (
        MARGIN,
        replace(date, width=10),
        replace(status, width=9),
        replace(name, width=24 if width >= _WIDE else 20 if width >= _NARROWEST else 16),
        what,
    )
