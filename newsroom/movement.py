"""What the frames of movement stand on: the parts of a clause, and what packs know of its people.

A frame ties a person to organisations by position and case marker, never by mere company. The
frames themselves are in `newsroom.transfers`, `newsroom.postings` and `newsroom.lineups`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsroom.claims import compile_cues, lower, one_of
from newsroom.frames import frames_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from newsroom.clauses import Clause, Hits, House, VerbHit, Who
    from newsroom.frames import Frames
    from newsroom.packs import Packs
    from newsroom.records import Article, Field, Scan

_GAP = 95
"""Characters between a person and the verb that moves them, at most."""
_BREATH = 16
"""Characters between a house and the house it belongs to ("DeepMind of Google"), at most."""
_COMMA = re.compile(r"[,，、،]")
OBJECT = 70
"""Characters between a verb and an organisation behind it, at most."""
_UNIT = 40
"""Characters between "its" and the lab it owns."""


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
    unsure: bool = False
    """True when the frame itself says that it is no fact yet: talks, an attempt."""
    assumed: bool = False
    """True when an organisation was not said but taken from what the packs know."""


class Ground:
    """One article with what is known of whom it names.

    Args:
        article: The article.
        scan: What was found in its text.
        packs: People, organisations, frames.
        organisations: Ids of the watched houses, their parts included; the one it is about first.
        told: Whether the article's story names a watched house.
    """

    def __init__(
        self,
        article: Article,
        scan: Scan,
        packs: Packs,
        organisations: Sequence[str],
        *,
        told: bool = False,
    ) -> None:
        self.article = article
        self.packs = packs
        sample = f"{article.title} {article.summary or article.text}"[:200]
        self.frames: Frames = frames_for(packs, scan.language, sample)
        self.whole = {
            part: one
            for one in organisations
            if not any(packs.is_part_of(one, o) for o in organisations if o != one)
            for part in packs.parts_of(one)
        }
        """Every watched house, and the one it is a part of."""
        self.parts = frozenset(self.whole)
        self.main = organisations[0] if organisations else ""
        self.scan = scan
        self.cues = compile_cues(packs, scan.language)
        self.roles: re.Pattern[str] | None = packs.derive("roles", _compile_roles)
        self.numbers: Mapping[str, int] = packs.derive("counts", _compile_counts)
        self._plain: dict[Field, str] = {}
        self.hits: Hits = {}
        self.past: dict[str, str] = {}
        """Houses the article gives people as theirs so far: "former O researcher A"."""
        self.ours = told or any(
            (m.entity if m.kind == "org" else self._owner(m.entity)) in self.parts
            for m in scan.mentions
            if m.kind != "person"
        )
        acts = {h.concept for h in scan.concepts}
        self.leaving = bool(acts & {"leave", "resign", "join", "hire"})
        self.hiring = bool(acts & {"join", "hire"})

    def _owner(self, model: str) -> str:
        known = self.packs.models.get(model)
        return known.owner if known else ""

    def apart(self, house: str, other: str) -> bool:
        """Whether two houses are, or are parts of, two of those that are watched."""
        one, two = self.whole.get(house, ""), self.whole.get(other, "")
        return bool(one and two) and one != two

    def home_of(self, person: str) -> str:
        """The watched house that is meant where none is said: theirs, as far as packs know one."""
        known = self.packs.people.get(person)
        if known is None:
            return self.main
        houses = {known.org, *(e for m in known.moves for e in (m.origin, m.destination))}
        homes = {self.whole[house] for house in houses if house in self.whole}
        return homes.pop() if len(homes) == 1 else self.main

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

    def came(self, person: str) -> bool:
        """Whether the packs know that somebody came to a watched house."""
        known = self.packs.people.get(person)
        return known is not None and any(
            m.destination in self.parts and m.origin not in self.parts for m in known.moves
        )

    def movable(self, who: Who) -> bool:
        """Whether a person can be the one who moves."""
        known = self.packs.people.get(who.id)
        return not who.owner and (known.mover if known else not who.known)

    def movers(self, group: Sequence[Who]) -> tuple[Who, ...]:
        """Those of a list who can move."""
        return tuple(w for w in group if self.movable(w))

    # ---- parts of a clause

    def before(self, clause: Clause, verb: VerbHit) -> tuple[Who, ...]:
        """The nearest list of people before a verb; of a noun ("departure of A") whose it is."""
        owned = self.owned(clause, verb)
        if owned:
            return self.movers(owned)
        for group in reversed(clause.groups):
            if not 0 <= clause.gap(group[-1].end, verb.start) <= _GAP:
                continue
            if self.crossed(clause, group, verb):
                return ()
            if movers := self.movers(group):
                return movers
        return () if clause.groups else self.movers(clause.subject)

    def crossed(self, clause: Clause, group: Sequence[Who], verb: VerbHit) -> bool:
        """Whether another than these people, before a verb, is its subject.

        "The engineer who trained A quits"; "B told A that she leaves".
        """
        frames, text = self.frames, self.plain_of(clause)
        if frames.verb_last:
            return False
        before = text[clause.start : group[0].start]
        opened = list(frames.who.finditer(before)) if frames.who else []
        if opened and not _COMMA.search(before, opened[-1].end()) and opened[-1].start() > 0:
            return True
        between = text[group[-1].end : verb.start]
        return (
            len(clause.groups) > 1
            and group is not clause.groups[0]
            and frames.pronoun is not None
            and frames.pronoun.search(between) is not None
        )

    def owned(self, clause: Clause, verb: VerbHit) -> tuple[Who, ...]:
        """Whose departure or arrival a noun tells of: "B regrets the departure of A"."""
        frames, text = self.frames, self.plain_of(clause)
        noun = frames.departure and frames.departure.search(text, verb.start, verb.end)
        if not noun or frames.genitive is None or frames.verb_last:
            return ()
        for group in clause.groups:
            if verb.end <= group[0].start:
                between = text[verb.end : group[0].start]
                return group if frames.genitive.fullmatch(between) else ()
        return ()

    def behind(self, clause: Clause, verb: VerbHit, most: int = 25) -> tuple[Who, ...]:
        """The nearest list of people behind a verb."""
        for group in clause.groups:
            if 0 <= clause.gap(verb.end, group[0].start) <= most and (movers := self.movers(group)):
                return movers
        return ()

    def next_verb(self, clause: Clause, verb: VerbHit) -> int:
        """Where the next verb begins, or the clause ends."""
        after = [v.start for v in clause.verbs if v.start > verb.start and v.kind != "now"]
        return min(after, default=clause.start + len(clause.text))

    def houses_behind(self, clause: Clause, verb: VerbHit) -> tuple[House, ...]:
        """Organisations between a verb and the next."""
        end = self.next_verb(clause, verb)
        return tuple(h for h in clause.houses if verb.start <= h.start < end)

    def houses_before(self, clause: Clause, verb: VerbHit) -> tuple[House, ...]:
        """Organisations before a verb, the nearest first."""
        return tuple(h for h in reversed(clause.houses) if h.end <= verb.start + 2)

    def tidy(self, clause: Clause) -> Clause:
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

    def text_of(self, clause: Clause) -> str:
        """The field a clause was cut from."""
        text: str = getattr(self.article, clause.field)
        return text

    def plain_of(self, clause: Clause) -> str:
        """That field in lower case."""
        plain = self._plain.get(clause.field)
        if plain is None:
            plain = self._plain[clause.field] = lower(self.text_of(clause))
        return plain

    def own_house(self, clause: Clause, verb: VerbHit) -> str:
        """The house before a verb that "its lab" behind it stands for."""
        frames, text = self.frames, self.plain_of(clause)
        end = min(verb.end + OBJECT, clause.start + len(clause.text))
        found = frames.own.search(text, verb.end, end) if frames.own else None
        if not found or not frames.unit or not frames.unit.search(text, found.end(), end + _UNIT):
            return ""
        return next((h.id for h in self.houses_before(clause, verb) if not h.former), "")

    def has_unit(self, clause: Clause, house: House) -> bool:
        """Whether a house is a part of a watched one, or named with a part: "O's new lab"."""
        if house.id in self.parts and house.id != self.whole[house.id]:
            return True
        text = self.plain_of(clause)
        low, high = max(clause.start, house.start - _UNIT), house.end + _UNIT
        high = min(high, clause.start + len(clause.text))
        unit = self.frames.unit
        return unit is not None and unit.search(text, low, high) is not None


def nearest_first(
    organisations: Sequence[str], packs: Packs, named: Sequence[str], told: Collection[str]
) -> tuple[str, ...]:
    """Watched houses, those first that an article names, then those its story does.

    Args:
        organisations: Ids of the watched houses.
        packs: For their parts.
        named: Ids of the houses the article names, in order.
        told: Ids of the houses its story names.
    """

    def far(organisation: str) -> int:
        family = packs.parts_of(organisation)
        here = next((n for n, house in enumerate(named) if house in family), None)
        if here is not None:
            return here
        return len(named) + family.isdisjoint(told)

    return tuple(sorted(organisations, key=far)) if len(organisations) > 1 else (*organisations,)


def _compile_roles(packs: Packs) -> re.Pattern[str] | None:
    return one_of([r for roles in packs.raw_moves["moves"]["roles"].values() for r in roles])


def _compile_counts(packs: Packs) -> Mapping[str, int]:
    """Words for small numbers, of every language."""
    tables = packs.raw_moves["moves"].get("counts", {}).values()
    return {
        form: value
        for table in tables
        for value, forms in enumerate(table, start=2)
        for form in forms.split("|")
    }


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
