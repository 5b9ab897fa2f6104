"""Which of the spellings found are mentions: capitals, denials, overlaps, and second cues.

A strong name stands for itself. A weak one needs a cue: another entity, a word of the context the
entity belongs to, or what may be taken for granted at the source. A short one needs a fuller name
of the same entity, a guess another entity that counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unicodedata import normalize

from newsroom.boilerplate import without
from newsroom.fold import fold_map, original_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsroom.matching import FormHit, Hit, Occurrences
    from newsroom.pack_schema import Alias, Entity
    from newsroom.packs import Packs
    from newsroom.records import Field

_NEAR = 300
"""Characters around a weak name in which a word of context counts."""
_ROUNDS = 4
_MOST = 600
"""Candidates that are weighed against each other: the rest of a longer list says no more."""


@dataclass(slots=True)
class FieldText:
    """One field of an article while it is scanned: folded at once, mapped back when needed."""

    name: Field
    text: str
    found: Occurrences
    """Every spelling in it."""
    strays: tuple[tuple[int, int], ...] = ()
    """Folded stretches that are boilerplate, in order."""
    hits: list[Hit] = field(default_factory=list)
    _acts: list[FormHit] | None = None
    _contexts: list[FormHit] | None = None
    _origin: list[int] | None = None

    @property
    def acts(self) -> list[FormHit]:
        """What happens in its own text, by the concepts of the packs."""
        if self._acts is None:
            self._acts = self._own(self.found.find_acts())
        return self._acts

    @property
    def contexts(self) -> list[FormHit]:
        """The words in it that let weak names count."""
        if self._contexts is None:
            self._contexts = self.found.find_contexts()
        return self._contexts

    def cues(self) -> list[FormHit]:
        """The words of its own text that speak for or against the subject."""
        return self._own(self.found.find_cues())

    def _own(self, hits: list[FormHit]) -> list[FormHit]:
        return [hit for hit in hits if self.is_own(hit.start)] if self.strays else hits

    @property
    def folded(self) -> str:
        """The text as it is searched."""
        return self.found.folded

    def is_own(self, at: int) -> bool:
        """Say whether a folded character belongs to the article, not to what pages carry."""
        return not any(start <= at < end for start, end in self.strays)

    def own(self) -> str:
        """The folded text without boilerplate."""
        return without(self.folded, self.strays)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the folded text into one of the original."""
        if self._origin is None:
            if self.text.isascii():
                return start, end
            self._origin = fold_map(self.text)[1]
        return original_span(self._origin, start, end)


@dataclass(slots=True)
class Candidate:
    """A stretch that may be a mention."""

    place: FieldText
    start: int
    end: int
    entity: Entity
    alias: Alias
    accepted: bool = False


def choose(places: Sequence[FieldText], packs: Packs, context: Iterable[str]) -> list[Candidate]:
    """Return the mentions among everything found, in the order they stand.

    Args:
        places: The fields with their hits.
        packs: The packs the hits come from.
        context: What may be taken for granted at the source: "ai", or ids of organisations.
    """
    candidates = [
        candidate for place in places for candidate in _leftmost_longest(_candidates(place, packs))
    ]
    del candidates[_MOST:]
    given = frozenset(context)
    for _ in range(_ROUNDS):
        changed = False
        for candidate in candidates:
            if not candidate.accepted and _counts(candidate, candidates, packs, given):
                candidate.accepted = changed = True
        if not changed:
            break
    return _one_a_stretch([candidate for candidate in candidates if candidate.accepted])


def _candidates(place: FieldText, packs: Packs) -> list[Candidate]:
    denied: dict[str, list[tuple[int, int]]] = {}
    found = []
    for hit in place.hits:
        if not place.is_own(hit.start):
            continue
        for entity, alias in hit.names:
            if alias.case and not _has_capitals(place, hit, alias):
                continue
            if entity.deny:
                if entity.id not in denied:
                    denied[entity.id] = packs.matcher.denied_stretches(place.folded, entity)
                if any(a < hit.end and hit.start < b for a, b in denied[entity.id]):
                    continue
            found.append(Candidate(place, hit.start, hit.end, entity, alias))
    return found


def _has_capitals(place: FieldText, hit: Hit, alias: Alias) -> bool:
    """Say whether the text has a capital wherever the alias has one, and no mark it has not."""
    start, end = place.span(hit.start, hit.end)
    found = place.text[start:end]
    if not found.isascii() and alias.text.isascii() and not normalize("NFKC", found).isascii():
        return False  # "Metà" is half of something, and no house
    if len(found) != len(alias.text):
        return not alias.text[0].isupper() or found[0].isupper()
    return all(
        own.isupper() or not wanted.isupper() for own, wanted in zip(found, alias.text, strict=True)
    )


def _leftmost_longest(candidates: list[Candidate]) -> list[Candidate]:
    """Drop what lies inside or across an earlier, longer stretch."""
    kept: list[Candidate] = []
    start = end = -1
    for candidate in candidates:
        if candidate.start == start and candidate.end == end:
            kept.append(candidate)
        elif candidate.start >= end:
            kept.append(candidate)
            start, end = candidate.start, candidate.end
    return kept


def _one_a_stretch(candidates: list[Candidate]) -> list[Candidate]:
    """A stretch that still may be two entities is neither, unless one of them is certain."""
    stretches: dict[tuple[str, int], list[Candidate]] = {}
    for candidate in candidates:
        stretches.setdefault((candidate.place.name, candidate.start), []).append(candidate)
    chosen: list[Candidate] = []
    for same in stretches.values():
        levels = ("strong", "weak", "guess")
        best = min(levels.index(each.alias.certainty) for each in same)
        top = {each.entity.id: each for each in same if levels.index(each.alias.certainty) == best}
        if len(top) == 1:
            chosen.extend(top.values())
    return chosen


def _counts(
    candidate: Candidate, candidates: Sequence[Candidate], packs: Packs, given: frozenset[str]
) -> bool:
    alias = candidate.alias
    if alias.certainty == "strong":
        return True
    others = [each for each in candidates if each.entity.id != candidate.entity.id]
    if alias.certainty == "guess":
        # A misspelt model is a word like any other unless its house is there.
        house = _house(candidate.entity, packs) if candidate.entity.kind == "model" else None
        return any(
            each.accepted
            and not _overlap(candidate, each)
            and (house is None or bool(house & _house(each.entity, packs)))
            for each in others
        )
    if alias.short:
        return any(
            each.accepted and not each.alias.short
            for each in candidates
            if each.entity.id == candidate.entity.id
        )
    return _has_cue(candidate, others, packs, given) or any(
        each.accepted and each.alias.text != alias.text
        for each in candidates
        if each.entity.id == candidate.entity.id
    )


def _has_cue(
    candidate: Candidate, others: Sequence[Candidate], packs: Packs, given: frozenset[str]
) -> bool:
    """Say whether something else in the article speaks for a weak name."""
    entity = candidate.entity
    house = _house(entity, packs)
    if given & (frozenset(entity.context) | house):
        return True
    if entity.kind != "person" and _near_context(candidate):
        return True
    for other in others:
        if _overlap(candidate, other) or other.alias.certainty == "guess" or other.alias.short:
            continue
        if entity.kind == "org" and entity.context:
            return True
        if house & _house(other.entity, packs):
            return True
        if other.accepted and entity.kind != "model" and _is_subject(other.entity, packs):
            return True
    return False


def _near_context(candidate: Candidate) -> bool:
    if not candidate.entity.context:
        return False
    place = candidate.place
    first, last = candidate.start - _NEAR, candidate.end + _NEAR
    outside = (
        hit for hit in place.contexts if hit.end <= candidate.start or hit.start >= candidate.end
    )
    if any(
        hit.concept in candidate.entity.context and first < hit.end and hit.start < last
        for hit in outside
    ):
        return True
    # A house that does something is a house: "Meta cuts 1,000 jobs".
    return candidate.entity.kind == "org" and any(
        first < hit.end and hit.start < last for hit in place.acts
    )


def _is_subject(entity: Entity, packs: Packs) -> bool:
    """Say whether an entity belongs to what the packs are about: whoever it names is relevant."""
    if entity.kind == "person":
        return bool(_house(entity, packs) & packs.subject.organisations)
    if entity.kind == "org":
        return entity.id in packs.subject.organisations
    return entity.id in packs.subject.models


def _house(entity: Entity, packs: Packs) -> frozenset[str]:
    """The organisations an entity has to do with, with those they are parts of."""
    houses: frozenset[str] = packs.derive("houses", _houses)[entity.kind, entity.id]
    return houses


def _houses(packs: Packs) -> dict[tuple[str, str], frozenset[str]]:
    return {
        (entity.kind, entity.id): frozenset(
            each for house in _houses_of(entity) for each in _upwards(house, packs)
        )
        for table in (packs.people, packs.orgs, packs.models)
        for entity in table.values()
    }


def _houses_of(entity: Entity) -> set[str]:
    if entity.kind == "org":
        return {entity.id}
    if entity.kind == "model":
        return {entity.owner}
    return {entity.org, *entity.groups, *(move.destination for move in entity.moves)}


def _upwards(house: str, packs: Packs) -> Iterable[str]:
    seen: set[str] = set()
    while house in packs.orgs and house not in seen:
        seen.add(house)
        house = packs.orgs[house].parent
    return seen


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.place is other.place and one.start < other.end and other.start < one.end
