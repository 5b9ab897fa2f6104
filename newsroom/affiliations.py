"""Whose somebody is or was, in passing: "former O researcher A", "A, co-founder of O", "A (O)".

Never a move by itself: it completes one that another frame tells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsroom.claims import lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsroom.clauses import Clause
    from newsroom.movement import Ground

_BEFORE = 34
"""Characters between a house and the person it stands before, at most: "O chief scientist A"."""
_BEHIND = 60
_CLOSE = re.compile(r"[,，،;:：.!?。]")
_OPENS = re.compile(r"\s*(?:[,，،、(（]|氏?[、（(]|-\s)")


def affiliations(ground: Ground, clause: Clause) -> Iterator[tuple[str, str]]:
    """Pairs of person and organisation that stand beside each other as theirs."""
    text = ground.text_of(clause)
    people = [w for g in clause.groups for w in g]
    for who in people:
        for house in clause.houses:
            if 0 <= who.start - house.end <= _BEFORE:
                between = text[house.end : who.start]
                verbs = [v for v in clause.verbs if house.end <= v.start < who.start]
                crossed = any(house.end <= w.start < who.start for w in people)
                plain = house.mark in ("", "from", "at") or house.former
                moving = any(v.kind not in ("now", "found", "come") for v in verbs)
                with_them = ground.frames.to is not None and ground.frames.to.search(lower(between))
                if with_them:  # "O with A": company, not belonging
                    continue
                if plain and not moving and not crossed and not _CLOSE.search(between):
                    yield who.id, house.id
    ends = [*(w.start for w in people[1:]), clause.start + len(clause.text)]
    for who, end in zip(people, ends, strict=False):
        for house in clause.houses:
            if not who.end <= house.start < min(end, who.end + _BEHIND):
                continue
            verbs = [v for v in clause.verbs if who.end <= v.start < house.start]
            moving = any(v.kind not in ("now", "found", "come") for v in verbs)
            between = lower(text[who.end : house.start])
            mine = house.mark in ("at", "from") or house.former
            mine = mine or bool(ground.roles and ground.roles.search(between))
            if mine and not moving and _OPENS.match(text[who.end : house.start]):
                yield who.id, house.id
                break
    if clause.inset and not people and len(clause.subject) >= 1:
        yield from _of_inset(clause)


def _of_inset(clause: Clause) -> Iterator[tuple[str, str]]:
    """The only house in a relative clause or between dashes: "A, who spent nine years at O"."""
    houses = [h for h in clause.houses if h.mark != "to" or not clause.verbs]
    moving = any(v.kind in ("join", "return", "hire", "offer", "talks") for v in clause.verbs)
    if len(houses) == 1 and not moving:
        for who in clause.subject:
            yield who.id, houses[0].id
