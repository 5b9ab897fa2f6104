"""The frames in which somebody goes from one house to another.

"A leaves O for P", "A joins P from O", "P hires A from O", "A was hired by P", "O loses A to P".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from newsroom.claims import lower
from newsroom.movement import OBJECT, Claim
from newsroom.postings import become

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsroom.clauses import Clause, House, VerbHit, Who
    from newsroom.movement import Ground

_AFTER_LIST = re.compile(r"[\s.!?。»”\")）]*\Z")
_BESIDE = 14
"""Characters between somebody hired and the house they are hired away from, at most."""
_TOUCHING = 2
_BLAME = 12
"""Characters before a verb in which "for" or "of" is looked for."""


def leave(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A leaves O (for P)."""
    people = ground.before(clause, verb) or ground.behind(clause, verb)
    behind, before = ground.houses_behind(clause, verb), ground.houses_before(clause, verb)
    if ground.frames.verb_last:
        near = [h for h in before if h.mark != "to"]
        origin = next((h.id for h in near if h.mark == "from"), near[0].id if near else "")
        joined = (h.id for h in (*before, *behind) if h.mark == "to" and h.id != origin)
        destination = next(joined, "")
    else:
        close = [h for h in behind if clause.gap(verb.end, h.start) <= OBJECT]
        first = next((h for h in close if h.mark != "to"), None)
        if first is None and close and close[0].start - verb.end <= 3:
            first = close[0]
        destination = next((h.id for h in behind if h.mark == "to" and h is not first), "")
        origin = first.id if first else next((h.id for h in before if h.mark != "to"), "")
    said = lower(ground.text_of(clause)[verb.start : verb.end + 40])
    other = ground.frames.house is not None and ground.frames.house.search(said) is not None
    other = other or clause.things
    for who in people:
        yield from _left(ground, Claim(who.id, verb, origin, destination), other=other)


def _left(ground: Ground, claim: Claim, *, other: bool) -> Iterator[Claim]:
    """Somebody leaves; where no house is said, their own, else the watched one."""
    if claim.origin == claim.destination:
        claim = replace(claim, destination="")
    theirs = ground.past.get(claim.person, "")
    if claim.origin:
        yield claim
        return
    if theirs and theirs != claim.destination and not (other and theirs in ground.parts):
        yield replace(claim, origin=theirs, assumed=True)
        return
    home = ground.home_of(claim.person)
    if other or (claim.destination in ground.parts and not ground.apart(home, claim.destination)):
        return
    if ground.ours and ground.affiliated(claim.person):
        yield replace(claim, origin=home, assumed=True)


def join(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A joins O (from P)."""
    listed = _listed_behind(ground, clause, verb)
    people = (*(ground.before(clause, verb)), *listed) or ground.behind(clause, verb)
    behind, before = ground.houses_behind(clause, verb), ground.houses_before(clause, verb)
    if ground.frames.verb_last:
        touching = (h for h in before if verb.start - h.end <= _TOUCHING and h.mark != "from")
        marked = (h for h in before if h.mark == "to")
        near = next(touching, None) or next(marked, None)
        destination = near.id if near else ""
        origin = next((h.id for h in before if h.mark == "from" and h.id != destination), "")
    else:
        touching = (h for h in behind if _governed(ground, clause, verb, h))
        joined = next(touching, None) or next((h for h in behind if h.mark != "from"), None)
        if joined is None:
            joined = next((h for h in before if h.mark == "to" and not h.former), None)
        destination = joined.id if joined else said_house(ground, clause, verb)
        destination = destination or ground.own_house(clause, verb)
        left = [h for h in behind if h.mark == "from"]
        left += [h for h in before if h is not joined and _beside(ground, clause, h, people, verb)]
        origin = next((h.id for h in left if h.id != destination), "")
    if not destination or not people:
        return
    each = ground.frames.each
    if len(people) > 1 and each and each.search(lower(clause.text)):
        ends = [h.id for h in behind if h.mark != "from"]
        if len(ends) == len(people):
            yield from (Claim(w.id, verb, origin, e) for w, e in zip(people, ends, strict=True))
        return
    for who in people:
        yield Claim(who.id, verb, origin, destination)


def _beside(
    ground: Ground, clause: Clause, house: House, people: Sequence[Who], verb: VerbHit
) -> bool:
    """Whether an organisation before a verb is that of the people: nobody else in between."""
    first = people[0].start if people else verb.start
    low, high = min(house.end, first), max(house.start, first)
    between = [w for g in clause.groups for w in g if low <= w.start < high and w not in people]
    others = [w for g in clause.groups for w in g if w not in people and w.end <= house.start]
    text = ground.text_of(clause)[house.end : first]
    return not between and not (others and re.search(r"[,，、،]", text))


def come_back(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A returns to O (from P)."""
    yield from (replace(c, returns=True) for c in join(ground, clause, verb))


def _listed_behind(ground: Ground, clause: Clause, verb: VerbHit) -> tuple[Who, ...]:
    """People listed behind the clause: "... others who joined the startup: A, B and C"."""
    text = ground.text_of(clause)
    for group in clause.groups:
        between = text[verb.end : group[0].start]
        found = re.fullmatch(r"[^,:]{0,24}([,:])\s*", between)
        if group[0].start < verb.end or not found:
            continue
        rest = text[group[-1].end : clause.start + len(clause.text)]
        if found.group(1) == ":" or _AFTER_LIST.match(rest):
            return ground.movers(group)
    return ()


def said_house(ground: Ground, clause: Clause, verb: VerbHit) -> str:
    """What "the startup" beside a verb stands for: the last other organisation named."""
    text = ground.text_of(clause)[max(clause.start, verb.start - 40) : verb.end + 40]
    if not ground.frames.house or not ground.frames.house.search(lower(text)):
        return ""
    return next((h.id for h in reversed(clause.houses) if h.id not in ground.parts), "")


def hire(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """O hires A (from P); "A named chief of O" has no O before it."""
    behind, before = ground.houses_behind(clause, verb), ground.houses_before(clause, verb)
    agents = [h for h in before if h.mark in ("", "at") and not h.former]
    if ground.frames.verb_last:
        people = ground.before(clause, verb)
        agents = [h for h in before if h.mark != "from"]
    else:
        people = ground.behind(clause, verb, 70)
    if not agents and ground.owned(clause, verb):
        agents = [h for h in behind if h.mark == "to"][:1]
    if not agents and _names(ground, clause, verb):
        yield from become(ground, clause, verb)
        return
    if not agents or not people:
        return
    agent = agents[0 if _blamed(ground, clause, verb) else -1].id
    family = ground.packs.parts_of(agent)
    rest = [h for h in (*behind, *before) if h.id not in family]
    origin = next((h.id for h in rest if h.mark == "from" or h.former), "")
    beside = [h for h in rest if 0 <= people[0].start - h.end <= 40]
    beside += [h for h in rest if 0 <= h.start - people[-1].end <= _BESIDE]
    origin = origin or next((h.id for h in beside), "")
    for who in people:
        yield Claim(who.id, verb, origin, agent)


def _governed(ground: Ground, clause: Clause, verb: VerbHit, house: House) -> bool:
    """Whether a house touches a verb whose own preposition, if any, tells where to."""
    if house.start - verb.end > _TOUCHING:
        return False
    frames, said = ground.frames, f"{ground.plain_of(clause)[verb.start : verb.end]} "
    away = frames.origin is not None and frames.origin.search(said) is not None
    return not away or (frames.to is not None and frames.to.search(said) is not None)


def _blamed(ground: Ground, clause: Clause, verb: VerbHit) -> bool:
    """Whether the house nearest to a verb is its agent: "B accuses O of hiring A"."""
    pattern = ground.frames.blame
    before = ground.plain_of(clause)[max(clause.start, verb.start - _BLAME) : verb.start]
    return pattern is not None and pattern.search(before) is not None


def _names(ground: Ground, clause: Clause, verb: VerbHit) -> bool:
    """Whether a verb can also tell what somebody becomes: "named", "appointed"."""
    pattern = ground.frames.verbs.get("become")
    text = ground.plain_of(clause)
    return pattern is not None and pattern.fullmatch(text, verb.start, verb.end) is not None


def hired(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """A was hired by O (from P)."""
    people = ground.before(clause, verb) or ground.behind(clause, verb, 40)
    near = (*ground.houses_behind(clause, verb), *ground.houses_before(clause, verb))
    origin = next((h.id for h in near if h.mark == "from" or h.former), "")
    agent = next((h.id for h in near if h.mark == "to" and h.id != origin), "")
    agent = agent or next((h.id for h in near if h.id in ground.parts and h.id != origin), "")
    if not agent and _names(ground, clause, verb) and (said := [*become(ground, clause, verb)]):
        yield from said
        return
    if not agent and origin and ground.ours and origin not in ground.parts:
        for who in people:
            if ground.came(who.id):
                yield Claim(who.id, verb, origin, ground.home_of(who.id), assumed=True)
        return
    if not agent or not (origin or agent in ground.parts):
        return
    for who in people:
        yield Claim(who.id, verb, origin, agent)


def lose(ground: Ground, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
    """O loses A to P."""
    before = [h for h in ground.houses_before(clause, verb) if h.mark != "to"]
    people = ground.behind(clause, verb, 50)
    if not before or not people:
        return
    near = [h for h in ground.houses_behind(clause, verb) if not h.former]
    behind = [h for h in near if h.mark in ("to", "at") or (h.of and h.start > people[-1].end)]
    family = ground.packs.parts_of(before[0].id)
    ends = [h.id for h in behind if h.id not in family]
    for who in people:
        yield Claim(who.id, verb, before[0].id, ends[-1] if ends else "")
