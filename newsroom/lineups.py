"""Lists of people with their houses, and what a headline says of people named only below it.

"A is now at O, B with P (C, chief of Q)"; "the recruits: A (O), B from P"; "Three O researchers
join P" over "A, B and C ...".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsroom.claims import lower
from newsroom.clauses import VerbHit
from newsroom.movement import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsroom.clauses import Clause, House, Who
    from newsroom.movement import Ground

_PAIR = 45
"""Characters between somebody and their house in a list, at most."""
_BRACKET = re.compile(r"[\s,、]*[(（]\s*(?:\w+[\s-]){0,3}\Z")
_DIGITS = re.compile(r"\d+")
_MOST = 12
"""People a headline can count."""


def enumerate_places(ground: Ground, clause: Clause) -> Iterator[Claim]:
    """Where those who left are now: "A is now at O, B with P (C, chief of Q)"."""
    if not ground.ours:
        return
    pairs = []
    # "A goes to O, B to P": the verb is said once.
    gapped = False
    text = ground.text_of(clause)
    for who, house in _pairs(clause, ground.past):
        if house.id in ground.parts or house.former or house.mark == "":
            continue
        theirs = ground.rooted(who.id) or ground.past.get(who.id, "") in ground.parts
        if clause.gap(who.end, house.start) > _PAIR + 40 or not theirs or not ground.movable(who):
            continue
        inner = [v for v in clause.verbs if who.end <= v.start < house.start]
        between = text[inner[-1].end if inner else who.end : house.start]
        gapped = gapped or any(v.kind == "join" for v in inner)
        if any(v.kind != "now" for v in inner) or len(between) > _PAIR:
            continue
        verb = inner[0] if inner else VerbHit("now", who.end, who.end)
        pairs.append((who, house, verb, bool(inner)))
    said = ground.leaving and (len(pairs) > 1 or any(now for *_, now in pairs))
    said = said or (gapped and all(h.mark in ("to", "at") for _, h, *_ in pairs))
    said = said or any(now and w.id in ground.past for w, _, _, now in pairs)
    if not said and (len(pairs) < 3 or any(h.mark != "to" for _, h, *_ in pairs)):
        return
    for who, house, verb, _ in pairs:
        yield Claim(who.id, verb, ground.home_of(who.id), house.id, assumed=True)


def _pairs(clause: Clause, past: Mapping[str, str]) -> Iterator[tuple[Who, House]]:
    """Everybody with the next house before the next person that is not theirs of old."""
    people = [w for g in clause.groups for w in g]
    if not people:
        people = list(clause.subject[-1:]) if clause.inset else []
    for n, who in enumerate(people):
        end = people[n + 1].start if n + 1 < len(people) else clause.start + len(clause.text)
        near = (h for h in clause.houses if who.end <= h.start < end)
        house = next((h for h in near if past.get(who.id) != h.id), None)
        if house is not None:
            yield who, house


def enumerate_recruits(ground: Ground, clause: Clause) -> Iterator[Claim]:
    """Where those who come are from: "the recruits include A from O and B (P)"."""
    if not ground.ours or not ground.hiring:
        return
    text = ground.text_of(clause)
    listed = bool(ground.frames.intake and ground.frames.intake.search(lower(clause.text)))
    for who, house in _pairs(clause, {}):
        between = text[who.end : house.start]
        marked = house.mark == "from" or house.former or _BRACKET.match(between)
        if house.id in ground.parts or not marked or len(between) > _PAIR:
            continue
        if any(who.end <= v.start < house.start for v in clause.verbs if v.kind != "now"):
            continue
        if not ground.movable(who) or ground.rooted(who.id):
            continue
        if listed or ground.came(who.id):
            verb = VerbHit("come", who.end, who.end)
            yield Claim(who.id, verb, house.id, ground.main, assumed=True)


@dataclass(frozen=True, slots=True)
class Headline:
    """What a title says of people it does not name."""

    verb: VerbHit
    kind: Literal["in", "out"]
    origin: str
    destination: str
    number: int
    """How many they are; 0 when it does not say."""
    text: str


def headline_of(ground: Ground, clause: Clause) -> Headline | None:
    """The move of unnamed people that a clause tells: "O hires three P researchers"."""
    staff = ground.frames.staff
    if any(clause.groups) or staff is None or not clause.houses:
        return None
    text = ground.plain_of(clause)
    if not staff.search(text, clause.start, clause.start + len(clause.text)):
        return None
    verb = next((v for v in clause.verbs if v.kind in ("hire", "join", "leave", "lose")), None)
    if verb is None:
        return None
    ours = [h for h in clause.houses if h.id in ground.parts]
    others = [h for h in clause.houses if h.id not in ground.parts]
    if not ours or len({h.id for h in others}) > 1:
        return None
    other = others[0].id if others else ""
    inward = verb.kind == "join" and ours[0].mark != "from"
    if verb.kind == "hire":
        inward = not others or ours[0].start < others[0].start or others[0].mark == "from"
    number = _number(ground, clause)
    if inward:
        return Headline(verb, "in", other, ours[0].id, number, clause.text)
    return Headline(verb, "out", ours[0].id, other, number, clause.text)


def _number(ground: Ground, clause: Clause) -> int:
    text = lower(clause.text)
    found = _DIGITS.search(text)
    if found and len(found.group()) <= 2:
        return int(found.group())
    numbers = ground.numbers
    words = re.findall(r"[^\W\d_]+", text)
    said = [int(numbers[w]) for w in words if w in numbers and 2 <= numbers[w] <= _MOST]
    said += [int(v) for w, v in numbers.items() if 2 <= v <= _MOST and f"{w}名" in text]
    return said[0] if said else 0


def carried(ground: Ground, head: Headline, clause: Clause) -> Iterator[Claim]:
    """What a headline says of the people a clause below it lists."""
    if any(v.kind not in ("now", "come", "found", "lead") for v in clause.verbs):
        return
    for group in clause.groups:
        movers = ground.movers(group)
        counted = head.number and len(group) == head.number
        named = head.origin and any(h.id == head.origin for h in clause.houses)
        strange = {h.id for h in clause.houses} - {head.origin, head.destination} - ground.parts
        if not movers or len(group) < 2 or not (counted or named) or strange:
            continue
        for who in movers:
            wrong = ground.rooted(who.id) if head.kind == "in" else ground.came(who.id)
            if who.known and not wrong:
                yield Claim(who.id, head.verb, head.origin, head.destination, assumed=True)
