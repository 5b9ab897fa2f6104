"""Whose somebody is or was, in passing: "former O researcher A", "A, co-founder of O", "A (O)".

Never a move by itself: it completes one that another frame tells.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from newsroom.claims import lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsroom.clauses import Clause, House, Who
    from newsroom.movement import Ground

_BEFORE = 34
"""Characters between a house and the person it stands before, at most: "O chief scientist A"."""
_BEHIND = 60
_CLOSE = re.compile(r"[,，،;:：.!?。]")
_OPENS = re.compile(r"\s*(?:[,，،、(（]|氏?[、（(]|-\s)")


def affiliations(ground: Ground, clause: Clause) -> Iterator[tuple[str, str]]:
    """Pairs of person and organisation that stand beside each other as theirs."""
    people = [w for g in clause.groups for w in g]
    for who in people:
        yield from ((who.id, h.id) for h in clause.houses if _stands_before(ground, clause, h, who))
    ends = [*(w.start for w in people[1:]), clause.start + len(clause.text)]
    for who, end in zip(people, ends, strict=False):
        near = [h for h in clause.houses if who.end <= h.start < min(end, who.end + _BEHIND)]
        mine = (h.id for h in near if _stands_behind(ground, clause, h, who))
        yield from ((who.id, h) for h in islice(mine, 1))
    if clause.inset and not people:
        yield from _of_inset(clause)


def _stands_before(ground: Ground, clause: Clause, house: House, who: Who) -> bool:
    """Whether a house belongs to the person behind it: "former O researcher A"."""
    if not 0 <= who.start - house.end <= _BEFORE or not (house.mark != "to" or house.former):
        return False
    between = ground.text_of(clause)[house.end : who.start]
    crossed = any(house.end <= w.start < who.start for g in clause.groups for w in g)
    # "O with A" is company, not belonging.
    beside = ground.frames.to is not None and ground.frames.to.search(lower(between)) is not None
    moving = _moving(clause, house.end, who.start)
    return not (crossed or beside or moving or _CLOSE.search(between))


def _stands_behind(ground: Ground, clause: Clause, house: House, who: Who) -> bool:
    """Whether a house belongs to the person before it: "A, co-founder of O"."""
    between = ground.text_of(clause)[who.end : house.start]
    mine = house.mark in ("at", "from") or house.former
    mine = mine or bool(ground.roles and ground.roles.search(lower(between)))
    return mine and not _moving(clause, who.end, house.start) and bool(_OPENS.match(between))


def _moving(clause: Clause, start: int, end: int) -> bool:
    verbs = [v for v in clause.verbs if start <= v.start < end]
    return any(v.kind not in ("now", "found", "come") for v in verbs)


def _of_inset(clause: Clause) -> Iterator[tuple[str, str]]:
    """The only house in a relative clause or between dashes: "A, who spent nine years at O"."""
    houses = [h for h in clause.houses if h.mark != "to" or not clause.verbs]
    moving = any(v.kind in ("join", "return", "hire", "offer", "talks") for v in clause.verbs)
    if len(houses) == 1 and not moving:
        for who in clause.subject:
            yield who.id, houses[0].id
