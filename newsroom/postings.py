"""The frames of a place rather than a way: who founds, stays, leads, becomes, is asked to come.

They tell of a move only where packs or the article say where somebody was before; what people have
long been is no news, and a house's own chief is none of its recruits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.movement import OBJECT, Claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsroom.clauses import Clause, House, VerbHit, Who
    from newsroom.movement import Ground

_OF = 12
"""Characters between a verb of leaving and the house that is left, at most."""
_ROLE = 30
"""Characters between a role and the house it is one of, at most."""
_OFFERED = 60
"""Characters between a verb of offering and whom the offer is made to, at most."""


def found(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A, of a watched house as far as the packs know, founded O."""
    behind, before = ground.houses_behind(clause, verb), ground.houses_before(clause, verb)
    close = [h for h in behind if clause.gap(verb.end, h.start) <= OBJECT]
    if close and close[0].id in ground.parts:
        return
    house = next((h for h in (*close, *before) if h.id not in ground.parts), None)
    if house is None or house.former:
        return
    for who in ground.before(clause, verb) or ground.behind(clause, verb):
        if ground.rooted(who.id):
            yield Claim(who.id, verb, ground.main, house.id, assumed=True)


def stay(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A stays at a watched house."""
    ours = next((h.id for h in clause.houses if h.id in ground.parts), "")
    near = [h for h in ground.houses_behind(clause, verb) if h.id not in ground.parts]
    if near or not (ours or ground.ours):
        return
    people = ground.behind(clause, verb, 60) or ground.before(clause, verb)
    for who in people:
        if ground.affiliated(who.id):
            here = ours or ground.main
            yield Claim(who.id, verb, here, here, stays=True)


def offer(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """O offers A a place."""
    yield from _asked(ground, clause, verb, unsure=False)


def talks(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """O speaks with A, or tried to win A: no fact yet."""
    yield from _asked(ground, clause, verb, unsure=True)


def _asked(ground: Ground, clause: Clause, verb: VerbHit, *, unsure: bool) -> Iterator[Claim]:
    ours = [h for h in ground.houses_before(clause, verb) if h.id in ground.parts]
    people = ground.behind(clause, verb, _OFFERED)
    if ground.frames.verb_last or not people:
        people = ground.before(clause, verb)
        ours = ours or [h for h in ground.houses_behind(clause, verb) if h.id in ground.parts]
    if not ours:
        return
    for who in people:
        if ground.came(who.id) or not ground.rooted(who.id):
            yield Claim(who.id, verb, "", ours[-1].id, offered=True, unsure=unsure)


def become(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A becomes chief of O: a move where A was elsewhere before."""
    people = ground.before(clause, verb) or ground.behind(clause, verb, 40)
    if not people or ground.roles is None:
        return
    text = ground.plain_of(clause)
    end = clause.start + len(clause.text)
    low = people[-1].end if ground.frames.verb_last else verb.start
    role = ground.roles.search(text, low, end)
    if role is None:
        return
    houses = [h for h in clause.houses if h.start >= low and not h.former]
    houses = [h for h in houses if h.mark != "from" or (h.of and _theirs(text, role.end(), h))]
    if not houses:
        return
    for who in people:
        yield from _posted(ground, who, verb, houses[0], clause)


def _theirs(text: str, end: int, house: House) -> bool:
    """Whether a role that ends at `end` is that of the house behind it: "director of AI of O"."""
    between = text[end : house.start]
    return 0 <= house.start - end <= _ROLE and not set(between) & set(",;:，、،")


def lead(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A leads a unit of a watched house."""
    yield from _leads(ground, clause, verb, ground.before(clause, verb))


def led(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A unit of a watched house is led by A."""
    people = ground.behind(clause, verb, 70)
    if ground.frames.verb_last:
        people = ground.before(clause, verb)
    yield from _leads(ground, clause, verb, people)


def _leads(ground: Ground, clause: Clause, verb: VerbHit, people: Sequence[Who]) -> Iterator[Claim]:
    near = [h for h in clause.houses if abs(h.start - verb.end) <= 2 * OBJECT]
    theirs = {ground.past.get(w.id, "") for w in people}
    left = [v.end for v in clause.verbs if v.kind == "leave"]
    theirs |= {h.id for h in clause.houses if any(0 <= h.start - at <= _OF for at in left)}
    near = [h for h in near if not h.former and h.id not in theirs]
    near = [h for h in near if h.mark != "from" or h.id in ground.parts]
    if not near:
        return
    unit = min(near, key=lambda h: abs(h.start - verb.end))
    rival = any(h.id not in ground.parts for h in near)
    if unit.id in ground.parts and (rival or not ground.has_unit(clause, unit)):
        return
    for who in people:
        yield from _posted(ground, who, verb, unit, clause)


def _posted(
    ground: Ground, who: Who, verb: VerbHit, house: House, clause: Clause
) -> Iterator[Claim]:
    """A place as a move, where packs or the article say that somebody was elsewhere before."""
    if not who.known:
        return
    before = ground.past.get(who.id, "")
    family = ground.parts if house.id in ground.parts else ground.packs.parts_of(house.id)
    if before in family:
        before = ""
    if house.id in ground.parts:
        alone = sum(len(g) for g in clause.groups) <= 1
        froms = [h.id for h in clause.houses if h.mark == "from" and h.id not in ground.parts]
        origin = before or (froms[0] if froms and alone else "")
        if ground.came(who.id) or (origin and not ground.rooted(who.id)):
            yield Claim(who.id, verb, origin, house.id, assumed=not origin)
    elif before in ground.parts or (ground.ours and ground.rooted(who.id)):
        yield Claim(who.id, verb, before or ground.main, house.id, assumed=True)
    elif before:
        yield Claim(who.id, verb, before, house.id, assumed=True)


def come(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A comes from O, in news of a watched house that hires."""
    people = ground.before(clause, verb) or ground.behind(clause, verb)
    near = (*ground.houses_behind(clause, verb), *ground.houses_before(clause, verb))
    left = [h for h in near if h.id not in ground.parts]
    if not left or not ground.ours:
        return
    for who in people:
        if ground.came(who.id) or (ground.hiring and not ground.rooted(who.id)):
            yield Claim(who.id, verb, left[0].id, ground.main, assumed=True)
