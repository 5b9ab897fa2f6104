"""The board over the roster: how many of each group are still here, and where the others are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from rich.cells import cell_len

from tui.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from newsroom.records import Person

Whereabouts = Literal["here", "elsewhere", "left", "unknown"]
"""Of a person, seen from the watched houses; left: they went, and nobody knows where to."""
MARGIN: Final = Cell("", "", 0)
"""As the first cell of a row: the blank that follows it sets the row off from the edge."""
_GROUP_WIDTH, _COUNT_WIDTH = 18, 8
_MOST_HOUSES = 4


_SEVERAL: Final = "watched houses"
"""Where somebody is, where more than one is watched."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One line of the board: how many of a group are still here, and where the others are."""

    key: str
    """The group's id."""
    name: str
    size: int
    here: int
    house: str
    """Name of the watched house."""
    ours: bool
    """Somebody of the group is, or was, in a watched house."""
    elsewhere: tuple[tuple[str, int], ...] = ()
    """Houses by name with how many are there, the most first."""
    left: int = 0
    """How many went nobody knows where."""
    unknown: int = 0
    silent: int = 0
    """How many nothing was heard of for long."""
    silent_since: str = ""
    """The last time anything was heard of one of those."""


def whereabouts(person: Person, houses: frozenset[str]) -> Whereabouts:
    """Where a person is, as far as known.

    Args:
        person: of the roster.
        houses: ids of the watched houses and their parts.
    """
    if person.status == "unknown":
        return "unknown"
    if person.org and person.org not in houses:
        return "elsewhere"
    return "here" if person.status == "at" and person.org else "left"


def group_name(group: str, name_of: Callable[[str], str]) -> str:
    """What to call a group: as the organisation of that id is called, else its id in words.

    An organisation with a long name is called by its id as well.
    """
    named = name_of(group)
    if named != group and cell_len(named) <= _GROUP_WIDTH:
        return named
    words = group.replace("-", " ")
    return words.upper() if len(group) <= len("msl") else f"{words[:1].upper()}{words[1:]}"


def group_rows(
    people: Sequence[Person],
    groups: Iterable[str],
    houses: Sequence[str],
    name_of: Callable[[str], str],
    *,
    several: bool = False,
) -> list[GroupRow]:
    """The board: groups of the watched houses first, then those of others, then lone people.

    Args:
        people: the roster.
        groups: ids, in the order of the packs.
        houses: ids of the watched houses, the first one leading, and of their parts.
        name_of: the name of an organisation by id.
        several: more than one house is watched: nobody is said to be at the leading one.
    """
    ours = frozenset(houses)
    house = _SEVERAL if several else name_of(houses[0]) if houses else ""
    members: dict[str, list[Person]] = {group: [] for group in groups}
    for person in people:
        for group in person.groups:
            members.setdefault(group, []).append(person)
    rows = [
        _group_row(group, found, ours, house, name_of) for group, found in members.items() if found
    ]
    return sorted(rows, key=lambda row: (not row.ours, row.size == 1))


def _group_row(
    group: str,
    people: Sequence[Person],
    ours: frozenset[str],
    house: str,
    name_of: Callable[[str], str],
) -> GroupRow:
    places = [whereabouts(person, ours) for person in people]
    others = Counter(
        name_of(person.org)
        for person, place in zip(people, places, strict=True)
        if place == "elsewhere"
    )
    silent = [person for person in people if person.stale]
    return GroupRow(
        key=group,
        name=group_name(group, name_of),
        size=len(people),
        here=places.count("here"),
        house=house,
        ours="here" in places or any(person.status == "left" for person in people),
        elsewhere=tuple(sorted(others.items(), key=lambda one: (-one[1], one[0].casefold()))),
        left=places.count("left"),
        unknown=places.count("unknown"),
        silent=len(silent),
        silent_since=max((person.last_seen for person in silent), default=""),
    )


def group_line(row: GroupRow, width: int) -> str:
    """Say where a group is: `still at Meta; 5 at Mistral, 2 elsewhere; not heard of since 2025: 2`.

    Houses are named as long as there is room; what is not named is counted.

    Args:
        row: the group.
        width: terminal cells.
    """
    most = min(len(row.elsewhere), _MOST_HOUSES)
    lines = [_said(row, named) for named in range(most, 0, -1) or (0,)]
    lines += [_said(row, named, short=True) for named in range(most, -1, -1)]
    lines += [_said(row, 0, short=True, since=False), _said(row, None, short=True, since=False)]
    return next((line for line in lines if cell_len(line) <= width), lines[-1])


def _said(row: GroupRow, most: int | None, *, short: bool = False, since: bool = True) -> str:
    """The line with so many houses by name; None: nothing is said of those who are elsewhere."""
    parts = [f"{'' if short else 'still '}at {row.house}"] if row.ours else []
    if most is not None and (others := _others(row, most, short=short)):
        parts.append(", ".join(others))
    if row.silent:
        date = f" since {row.silent_since}" if since and row.silent_since else ""
        parts.append(f"{'silent' if short else 'not heard of'}{date}: {row.silent}")
    return "; ".join(parts)


def _others(row: GroupRow, most: int, *, short: bool) -> list[str]:
    named = [f"{count} at {house}" for house, count in row.elsewhere[:most]]
    more = sum(count for _, count in row.elsewhere[most:])
    named += [f"{more} elsewhere"] if more else []
    lost = [f"{row.left} gone, not known where"] if row.left else []
    lost += [f"{row.unknown} not known"] if row.unknown else []
    if short and row.left:
        lost = [f"{row.left + row.unknown} not known"]
    return named + lost


def group_cells(row: GroupRow, width: int) -> tuple[Cell, ...]:
    """Lay one group of the board out."""
    count = f"{row.here} of {row.size}" if row.ours else str(row.size)
    rest = width - _GROUP_WIDTH - _COUNT_WIDTH - 3
    return (
        MARGIN,
        Cell(row.name, "strong", _GROUP_WIDTH),
        Cell(count, "good" if row.here else "muted", _COUNT_WIDTH, "right"),
        Cell(group_line(row, rest), "" if row.ours else "muted"),
    )
