"""The roster: who is where, as far as packs and the news know.

Packs say where somebody was last seen, with their source; a move found in the news that is not
denied or a mere rumour, and is not older, overrules them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from newsroom.records import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsroom.pack_schema import Entity
    from newsroom.packs import Packs
    from newsroom.records import Move


def roster(packs: Packs, moves: Iterable[Move], counts: Mapping[str, int]) -> tuple[Person, ...]:
    """Everybody the packs know, in order of name.

    Args:
        packs: People with what is known beforehand.
        moves: The ledger.
        counts: Stored items that name a person, by id.
    """
    latest: dict[str, Move] = {}
    for move in moves:
        if move.status in ("denied", "rumoured") or move.kind == "offered":
            continue
        known = latest.get(move.person)
        if known is None or _when(move) >= _when(known):
            latest[move.person] = move
    ours = packs.subject.organisations
    people = [
        _person(p, latest.get(p.id), counts.get(p.id, 0), ours) for p in packs.people.values()
    ]
    return tuple(sorted(people, key=lambda p: (p.name.casefold(), p.id)))


def _when(move: Move) -> str:
    """The day a move is known to have happened, or was first reported."""
    return move.date or move.first_reported.date().isoformat()


def _person(entity: Entity, move: Move | None, items: int, ours: frozenset[str]) -> Person:
    org, last_seen, source = entity.org, entity.last_seen, entity.source
    status: Literal["at", "left", "unknown"] = entity.status
    if move is not None and _when(move)[:7] >= last_seen[:7]:
        org = move.destination
        status = "at" if move.destination in ours else "left"
        last_seen = _when(move)
        source = move.evidence[0].source if move.evidence else source
    return Person(
        id=entity.id,
        name=entity.name,
        groups=entity.groups,
        org=org,
        status=status,
        last_seen=last_seen,
        items=items,
        aliases=tuple(dict.fromkeys(a.text for a in entity.aliases if a.text != entity.name)),
        source=source,
    )
