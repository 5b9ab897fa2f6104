"""The frames of movement: what a clause claims about people and organisations.

A frame ties a person to organisations by position and case marker, never by mere company: "A leaves
O for P", "O hires A from P", "A, now at P".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsroom.claims import lower
from newsroom.clauses import Clause, House, VerbHit, Who
from newsroom.frames import compile_frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from newsroom.frames import Frames, Verb
    from newsroom.packs import Packs
    from newsroom.records import Article, Scan

_GAP = 95
"""Characters between a person and the verb that moves them, at most."""
_BREATH = 16
"""Characters between a house and the house it belongs to ("DeepMind of Google"), at most."""
_OBJECT = 70
"""Characters between a verb and an organisation behind it, at most."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a frame says before it is brought into one form."""

    person: str
    verb: VerbHit
    origin: str = ""
    destination: str = ""
    stays: bool = False
    returns: bool = False
    offered: bool = False
    assumed: bool = False
    """True when an organisation was not said but taken from what the packs know."""


class Reader:
    """Reads the clauses of one article."""

    def __init__(
        self, article: Article, scan: Scan, packs: Packs, organisations: Sequence[str]
    ) -> None:
        self.article = article
        self.packs = packs
        self.frames: Frames = compile_frames(packs, scan.language)
        self.parts = frozenset(p for o in organisations for p in packs.parts_of(o))
        self.main = organisations[0] if organisations else ""
        self.scan = scan
        self.ours = any(m.kind == "org" and m.entity in self.parts for m in scan.mentions) or any(
            m.kind == "model" and self._owner(m.entity) in self.parts for m in scan.mentions
        )
        self._frames: Mapping[Verb, Callable[[Clause, VerbHit], Iterator[Claim]]] = {
            "leave": self.leave,
            "join": self.join,
            "return": self.come_back,
            "hire": self.hire,
            "hired": self.hired,
            "found": self.found,
            "stay": self.stay,
            "lose": self.lose,
            "offer": self.offer,
        }
        self.leaving = any(h.concept in ("leave", "resign", "join", "hire") for h in scan.concepts)

    def _owner(self, model: str) -> str:
        known = self.packs.models.get(model)
        return known.owner if known else ""

    def affiliated(self, person: str) -> bool:
        """Whether the packs know the person as one of the watched houses, now or before."""
        known = self.packs.people.get(person)
        if known is None:
            return False
        return known.org in self.parts or any(
            m.origin in self.parts or m.destination in self.parts for m in known.moves
        )

    def rooted(self, person: str) -> bool:
        """Whether somebody's way can only lead out of a watched house, as far as packs know."""
        known = self.packs.people.get(person)
        if known is None:
            return False
        came = any(m.destination in self.parts for m in known.moves)
        return any(m.origin in self.parts for m in known.moves) or (
            known.org in self.parts and not came
        )

    def movable(self, who: Who) -> bool:
        """Whether a person can be the one who moves."""
        known = self.packs.people.get(who.id)
        return known is not None and known.mover and not who.owner

    def movers(self, group: Sequence[Who]) -> tuple[Who, ...]:
        """Those of a list who can move."""
        return tuple(w for w in group if self.movable(w))

    # ---- parts of a clause

    def before(self, clause: Clause, verb: VerbHit) -> tuple[Who, ...]:
        """The nearest list of people before a verb."""
        for group in reversed(clause.groups):
            gap = verb.start - group[-1].end
            if 0 <= gap <= _GAP and (movers := self.movers(group)):
                return movers
        return ()

    def behind(self, clause: Clause, verb: VerbHit, most: int = 25) -> tuple[Who, ...]:
        """The nearest list of people behind a verb."""
        for group in clause.groups:
            if 0 <= group[0].start - verb.end <= most and (movers := self.movers(group)):
                return movers
        return ()

    def _next(self, clause: Clause, verb: VerbHit) -> int:
        after = [v.start for v in clause.verbs if v.start > verb.start and v.kind != "now"]
        return min(after, default=clause.start + len(clause.text))

    def houses_behind(self, clause: Clause, verb: VerbHit) -> tuple[House, ...]:
        """Organisations between a verb and the next."""
        end = self._next(clause, verb)
        return tuple(h for h in clause.houses if verb.start <= h.start < end)

    def houses_before(self, clause: Clause, verb: VerbHit) -> tuple[House, ...]:
        """Organisations before a verb, the nearest first."""
        return tuple(h for h in reversed(clause.houses) if h.end <= verb.start + 2)

    def _tidy(self, clause: Clause) -> Clause:
        """Of a house and the house it is part of, named in one breath, only the part."""
        kept: list[House] = []
        for house in clause.houses:
            last = kept[-1] if kept else None
            if last is None or house.start - last.end > _BREATH or last.id == house.id:
                kept.append(house)
            elif self.packs.is_part_of(house.id, last.id):
                kept[-1] = replace(house, mark=last.mark or house.mark)
            elif not self.packs.is_part_of(last.id, house.id):
                kept.append(house)
        return replace(clause, houses=tuple(kept))

    def claims(self, clause: Clause) -> Iterator[Claim]:
        """Everything the frames of a clause say."""
        clause = self._tidy(clause)
        for verb in clause.verbs:
            if verb.kind != "now":
                yield from self._frames[verb.kind](clause, verb)
        yield from self.enumerate(clause)

    def leave(self, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
        """A leaves O (for P)."""
        people = self.before(clause, verb) or self.behind(clause, verb)
        behind, before = self.houses_behind(clause, verb), self.houses_before(clause, verb)
        if self.frames.verb_last:
            near = [h for h in before if h.mark != "to"]
            origin = next((h.id for h in near if h.mark == "from"), near[0].id if near else "")
            destination = next((h.id for h in before if h.mark == "to" and h.id != origin), "")
        else:
            close = [h for h in behind if h.start - verb.end <= _OBJECT]
            first = next((h for h in close if h.mark != "to"), None)
            if first is None and close and close[0].start - verb.end <= 3:
                first = close[0]
            destination = next((h.id for h in behind if h.mark == "to" and h is not first), "")
            origin = first.id if first else next((h.id for h in before if h.mark != "to"), "")
        for who in people:
            yield from self._left(who, verb, origin, destination, clause)

    def _left(
        self, who: Who, verb: VerbHit, origin: str, destination: str, clause: Clause
    ) -> Iterator[Claim]:
        if origin == destination:
            destination = ""
        if origin:
            yield Claim(who.id, verb, origin, destination)
            return
        said = lower(self.article_text(clause)[verb.start : verb.end + 40])
        other = self.frames.house is not None and self.frames.house.search(said)
        if self.ours and self.affiliated(who.id) and destination not in self.parts and not other:
            yield Claim(who.id, verb, self.main, destination, assumed=True)

    def join(self, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
        """A joins O (from P)."""
        listed = self._listed_behind(clause, verb)
        people = (*(self.before(clause, verb)), *listed) or self.behind(clause, verb)
        behind, before = self.houses_behind(clause, verb), self.houses_before(clause, verb)
        if self.frames.verb_last:
            destination = next((h.id for h in before if h.mark == "to"), "")
            origin = next((h.id for h in before if h.mark == "from" and h.id != destination), "")
        else:
            joined = next((h for h in behind if h.mark != "from"), None)
            if joined is None:
                joined = next((h for h in before if h.mark == "to" and not h.former), None)
            destination = joined.id if joined else self._said_house(clause, verb)
            left = [h for h in behind if h.mark == "from"]
            left += [h for h in before if h is not joined and self._beside(clause, h, people, verb)]
            origin = next((h.id for h in left if h.id != destination), "")
        if not destination or not people:
            return
        for who in people:
            yield Claim(who.id, verb, origin, destination)

    def _beside(self, clause: Clause, house: House, people: Sequence[Who], verb: VerbHit) -> bool:
        """Whether an organisation before a verb is that of the people: nobody else in between."""
        first = people[0].start if people else verb.start
        low, high = min(house.end, first), max(house.start, first)
        between = [w for g in clause.groups for w in g if low <= w.start < high and w not in people]
        others = [w for g in clause.groups for w in g if w not in people and w.end <= house.start]
        text = self.article_text(clause)[house.end : first]
        return not between and not (others and re.search(r"[,，、،]", text))

    def come_back(self, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
        """A returns to O (from P)."""
        yield from (replace(c, returns=True) for c in self.join(clause, verb))

    def _listed_behind(self, clause: Clause, verb: VerbHit) -> tuple[Who, ...]:
        """People listed behind the clause: "... others who joined the startup: A, B and C"."""
        for group in clause.groups:
            between = self.article_text(clause)[verb.end : group[0].start]
            if group[0].start >= verb.end and re.fullmatch(r"[^,:]{0,24}[,:]\s*", between):
                return self.movers(group)
        return ()

    def article_text(self, clause: Clause) -> str:
        """The field a clause was cut from."""
        text: str = getattr(self.article, clause.field)
        return text

    def _said_house(self, clause: Clause, verb: VerbHit) -> str:
        """What "the startup" beside a verb stands for: the last other organisation named."""
        text = self.article_text(clause)[max(clause.start, verb.start - 40) : verb.end + 40]
        if not self.frames.house or not self.frames.house.search(lower(text)):
            return ""
        return next((h.id for h in reversed(clause.houses) if h.id not in self.parts), "")

    def hire(self, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
        """O hires A (from P)."""
        behind, before = self.houses_behind(clause, verb), self.houses_before(clause, verb)
        agents = [h for h in before if h.mark in ("", "at") and not h.former]
        if self.frames.verb_last:
            people = self.before(clause, verb)
            agents = [h for h in before if h.mark != "from"]
        else:
            people = self.behind(clause, verb, 70)
        if not agents or not people:
            return
        agent = agents[-1].id
        rest = [h for h in (*behind, *before) if h.id != agent]
        origin = next((h.id for h in rest if h.mark == "from" or h.former), "")
        beside = [h for h in rest if 0 <= people[0].start - h.end <= 40]
        origin = origin or next((h.id for h in beside), "")
        for who in people:
            yield Claim(who.id, verb, origin, agent)

    def hired(self, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
        """A was hired by O (from P)."""
        people = self.before(clause, verb) or self.behind(clause, verb, 40)
        near = (*self.houses_behind(clause, verb), *self.houses_before(clause, verb))
        origin = next((h.id for h in near if h.mark == "from" or h.former), "")
        agent = next((h.id for h in near if h.mark == "to" and h.id != origin), "")
        agent = agent or next((h.id for h in near if h.id in self.parts and h.id != origin), "")
        if not agent or not (origin or agent in self.parts):
            return
        for who in people:
            yield Claim(who.id, verb, origin, agent)

    def found(self, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
        """A, of a watched house as far as the packs know, founded O."""
        behind, before = self.houses_behind(clause, verb), self.houses_before(clause, verb)
        close = [h for h in behind if h.start - verb.end <= _OBJECT]
        if close and close[0].id in self.parts:
            return
        house = next((h for h in (*close, *before) if h.id not in self.parts), None)
        if house is None or house.former:
            return
        for who in self.before(clause, verb) or self.behind(clause, verb):
            if self.rooted(who.id):
                yield Claim(who.id, verb, self.main, house.id, assumed=True)

    def stay(self, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
        """A stays at a watched house."""
        ours = next((h.id for h in clause.houses if h.id in self.parts), "")
        near = [h for h in self.houses_behind(clause, verb) if h.id not in self.parts]
        if near or not (ours or self.ours):
            return
        people = self.behind(clause, verb, 60) or self.before(clause, verb)
        for who in people:
            if self.affiliated(who.id):
                yield Claim(who.id, verb, ours or self.main, ours or self.main, stays=True)

    def lose(self, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
        """O loses A to P."""
        before = [h for h in self.houses_before(clause, verb) if h.mark != "to"]
        behind = [h for h in self.houses_behind(clause, verb) if h.mark == "to"]
        people = self.behind(clause, verb, 50)
        if before and people:
            for who in people:
                yield Claim(who.id, verb, before[0].id, behind[-1].id if behind else "")

    def offer(self, clause: Clause, verb: VerbHit) -> Iterator[Claim]:
        """O offers A a place."""
        before = [h for h in self.houses_before(clause, verb) if h.id in self.parts]
        if before:
            for who in self.behind(clause, verb, 40):
                yield Claim(who.id, verb, "", before[0].id, offered=True)

    def enumerate(self, clause: Clause) -> Iterator[Claim]:
        """Where those who left are now: "A is now at O, B with P (C, chief of Q)"."""
        if not self.ours:
            return
        pairs = []
        people = [w for g in clause.groups for w in g]
        text = self.article_text(clause)
        for n, who in enumerate(people):
            end = people[n + 1].start if n + 1 < len(people) else clause.start + len(clause.text)
            house = next((h for h in clause.houses if who.end <= h.start < end), None)
            if house is None or house.id in self.parts or house.former or house.mark == "":
                continue
            between = text[who.end : house.start]
            if len(between) > 45 or not self.rooted(who.id) or not self.movable(who):
                continue
            inner = [v for v in clause.verbs if who.end <= v.start < house.start]
            if any(v.kind != "now" for v in inner):
                continue
            verb = inner[0] if inner else VerbHit("now", who.end, who.end)
            pairs.append((who, house, verb, bool(inner)))
        said = self.leaving and (len(pairs) > 1 or any(now for *_, now in pairs))
        if not said and (len(pairs) < 3 or any(h.mark != "to" for _, h, *_ in pairs)):
            return
        for who, house, verb, _ in pairs:
            yield Claim(who.id, verb, self.main, house.id, assumed=True)


def combine_claims(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Two halves of one move in one clause ("A leaves O", "A joins P") as one claim."""
    kept: list[Claim] = []
    for claim in claims:
        for n, other in enumerate(kept):
            if claim.person != other.person or claim.stays or other.stays:
                continue
            if not _joinable(other, claim):
                continue
            both = (other, claim) if other.origin and not other.assumed else (claim, other)
            kept[n] = replace(
                other,
                origin=both[0].origin or both[1].origin,
                destination=other.destination or claim.destination,
                returns=other.returns or claim.returns,
                assumed=other.assumed and claim.assumed,
            )
            break
        else:
            kept.append(claim)
    yield from kept


def _joinable(a: Claim, b: Claim) -> bool:
    """Whether two claims about one person are halves of one move."""
    if a.offered != b.offered:
        return False
    if a.origin and a.destination and b.origin and b.destination:
        return a.assumed != b.assumed and a.destination == b.destination
    ends = {a.destination, b.destination} - {""}
    starts = {a.origin, b.origin} - {""}
    return len(ends) <= 1 and len(starts) <= 1 and not (ends & starts)
