"""The roster: who is where, as far as packs and the news know.

Packs say where somebody was last seen, with their source; a move found in the news that is not
denied or a mere rumour, and is not older, overrules them.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from newsroom.records import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from newsroom.pack_schema import Entity
    from newsroom.packs import Packs
    from newsroom.records import Move


STALE_AFTER = 365
"""Days after which evidence of where somebody is only says where they were last known to be."""


def is_stale(last_seen: str, now: datetime, days: int = STALE_AFTER) -> bool:
    """Whether evidence of `last_seen` is older than `days` days at `now`.

    Args:
        last_seen: YYYY, YYYY-MM or YYYY-MM-DD; the last day it can mean counts. Empty: nothing is
            known, which is as good as old.
        now: The time to judge at.
        days: How many days evidence holds.
    """
    if not last_seen:
        return True
    year, month, day = (*map(int, last_seen.split("-")), 0, 0)[:3]
    month = month or 12
    latest = date(year, month, day) if day else _last_of(year, month)
    return (now.date() - latest).days > days


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def roster(
    packs: Packs,
    moves: Iterable[Move],
    counts: Mapping[str, int],
    *,
    now: datetime | None = None,
    stale_after: int = STALE_AFTER,
) -> tuple[Person, ...]:
    """Everybody the packs know, in order of name.

    Args:
        packs: People with what is known beforehand.
        moves: The ledger.
        counts: Stored items that name a person, by id.
        now: The time to judge the age of evidence at; None: nobody is called stale.
        stale_after: Days after which evidence is old.
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
    if now is not None:
        people = [replace(p, stale=is_stale(p.last_seen, now, stale_after)) for p in people]
    return tuple(sorted(people, key=lambda p: (p.name.casefold(), p.id)))


def _when(move: Move) -> str:
    """The day a move is known to have happened, or was first reported."""
    return move.date or move.first_reported.date().isoformat()


def _person(entity: Entity, move: Move | None, items: int, ours: frozenset[str]) -> Person:
    org, last_seen, source = entity.org, entity.last_seen, entity.source
    status: Literal["at", "left", "unknown"] = entity.status
    if status == "left" and org in ours:
        # Left another house for one that is watched now.
        status = "at"
    evidence = None
    if move is not None and _when(move)[:7] >= last_seen[:7]:
        org = move.destination
        status = "at" if move.destination in ours else "left"
        last_seen = _when(move)
        evidence = move.evidence[0] if move.evidence else None
        source = evidence.source if evidence else source
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
        evidence=evidence,
    )
