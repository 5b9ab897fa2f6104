"""Finding names and forms: one automaton, then the rules that turn hits into mentions.

The automaton (Aho and Corasick 1975, through pyahocorasick) runs once over folded text and reports
every spelling anywhere, names and forms of concepts alike; what is no word of its own, lacks its
capitals or lies in a denied stretch falls, the longest of overlapping names stays, and uncertain
names wait for a second cue. What a hit means is only worked out for the kinds that are asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import ahocorasick

from newsroom.concepts import Form, compile_forms
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsroom.boundaries import Boundaries
    from newsroom.pack_schema import Alias, Concept, Entity
    from newsroom.records import EntityKind


FormKind = Literal["act", "context", "cue"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of folded text that may name an entity."""

    start: int
    end: int
    names: tuple[tuple[Entity, Alias], ...]
    """Whom it may name."""


@dataclass(frozen=True, slots=True)
class FormHit:
    """A stretch of folded text that expresses a concept."""

    start: int
    end: int
    concept: str
    term: str
    """What a span of it stands for: "act:leave", "cue:..."."""
    denies: bool = False
    """True: it says that what it touches is not the concept."""


class _Entry(NamedTuple):
    """What one spelling may stand for; packs have thousands, so it must cost next to nothing."""

    length: int
    names: tuple[tuple[Entity, Alias], ...] = ()
    forms: Mapping[FormKind, tuple[Form, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every spelling that occurs in one folded text, words of their own or not."""

    folded: str
    language: str
    names: tuple[tuple[int, _Entry], ...]
    """Index of the last character, and the entry."""
    forms: tuple[tuple[int, _Entry], ...]
    boundaries: Boundaries

    def find_names(self) -> list[Hit]:
        """Return every bounded spelling, overlapping ones included, in order of their start."""
        bounded = self.boundaries.bounded
        hits = []
        for last, entry in self.names:
            start = last + 1 - entry.length
            if bounded(self.folded, start, last + 1):
                hits.append(Hit(start, last + 1, entry.names))
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return hits

    def find_acts(self) -> list[FormHit]:
        """Return every expression of a concept that holds in the text's language, in order."""
        return _leftmost_longest(self._find("act"))

    def find_cues(self) -> list[FormHit]:
        """Return the words that speak for or against the subject, in order."""
        return _leftmost_longest(self._find("cue"))

    def find_contexts(self) -> list[FormHit]:
        """Return the words that let weak names count."""
        return _not_denied(self._find("context"))

    def _find(self, kind: FormKind) -> Iterator[FormHit]:
        for last, entry in self.forms:
            for form in entry.forms.get(kind, ()):
                sense = form.sense
                if not sense.holds_in(self.language):
                    continue
                start = last + 1 - entry.length
                end = form.end_at(self.folded, start, last + 1, self.boundaries)
                if end >= 0:
                    yield FormHit(start, end, sense.concept, sense.term, sense.denies)


@dataclass(frozen=True, slots=True)
class Matcher:
    """The compiled names and forms of all packs."""

    automaton: Any
    """Spelling to `_Entry`."""
    boundaries: Boundaries
    denied: Mapping[tuple[EntityKind, str], re.Pattern[str]] = field(default_factory=dict)
    """Kind and id of an entity, and what it is not."""

    @classmethod
    def of(
        cls, entities: Iterable[Entity], concepts: Iterable[Concept], boundaries: Boundaries
    ) -> Matcher:
        """Compile names and forms."""
        names: dict[str, list[tuple[Entity, Alias]]] = {}
        denied: dict[tuple[EntityKind, str], re.Pattern[str]] = {}
        for entity in entities:
            seen = set()
            for alias in entity.aliases:
                text = fold(alias.text)
                # Two spellings that differ only in case: the less demanding one counts.
                if text and (text, alias.certainty, alias.case) not in seen:
                    seen.add((text, alias.certainty, alias.case))
                    names.setdefault(text, []).append((entity, alias))
            if entity.deny:
                denied[entity.kind, entity.id] = re.compile(_either(entity.deny))
        forms: dict[str, dict[FormKind, list[Form]]] = {}
        for concept in concepts:
            kind = _KINDS.get(concept.kind, "cue")
            for form in compile_forms(concept):
                forms.setdefault(form.anchor, {}).setdefault(kind, []).append(form)
        return cls(automaton=_automaton(names, forms), boundaries=boundaries, denied=denied)

    def search(self, folded: str, language: str) -> Occurrences:
        """Look for everything at once in a text of this language ("": unknown)."""
        names = []
        forms = []
        for last, entry in self.automaton.iter(folded):
            if entry.names:
                names.append((last, entry))
            if entry.forms:
                forms.append((last, entry))
        return Occurrences(folded, language, tuple(names), tuple(forms), self.boundaries)

    def denied_stretches(self, folded: str, entity: Entity) -> list[tuple[int, int]]:
        """Return where the text says something that only looks like the entity."""
        pattern = self.denied.get((entity.kind, entity.id))
        return [found.span() for found in pattern.finditer(folded)] if pattern else []


_COMMON = (
    " etaoinshrdlucmfwypvbgkjqxz.,'\"-:0123456789\n"
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїъєґў"
    "اليمنوترهبدكعفسحقشجطخصضذزثغظءپچگژں،ٹڈڑ"
    "のにはをとがで、。たしいてるれさもなかっらりくあこそすえうきけよまだおせみんつやひ"
    "ンスルイトクラリアーロシタドレグマッジコテデフサプブネキメバオパカ・「」"
    "的一是了不在人有我他这中大来上国年会日出社本月个为以到说和地也子时道生於者事就要对"
    "究者を新米発表開研社員長業界技術金億万円市場員公司开发用能学表示与美于及将被其"
    " 이다는의에을를가은고로한기지사하도인자시어스리대정해구일부아그원들과수전만"
    "ािेर्कनहसतयमपलीोबदवजटंुशखगचथएअू्ैभइछऔउ।"
    "ারনেিকতব্সযমলপদহুজটোীগচশছএভইখথওউ"
    "יולאהרתבמשנםדקחפעכטגסןצזץףך"
    "ีานรอกเงยสทมลวดตคปะัิบใพแช่้ห"
)
"""Letters of running text, roughly the commonest first, script by script.

pyahocorasick looks among the letters that may begin a spelling one by one, in the order they were
added: with the common ones first it searches several times faster. No text holds U+FFFF.
"""
_KINDS: Mapping[str, FormKind] = {"act": "act", "context": "context"}
"""Kinds of concepts that are asked for apart; "counter" and "cue" are asked for together."""


def _either(patterns: Iterable[str]) -> str:
    r"""Join regular expressions; those that begin with `\b` share one: several times faster.

    The engine then looks at the alternatives only where a word begins or ends.
    """
    bounded = [each[2:] for each in patterns if each.startswith(r"\b") and "|" not in _outer(each)]
    free = [each for each in patterns if not each.startswith(r"\b") or "|" in _outer(each)]
    joined = "|".join(f"(?:{each})" for each in bounded)
    return "|".join([*([rf"\b(?:{joined})"] if bounded else []), *(f"(?:{each})" for each in free)])


def _outer(pattern: str) -> str:
    """What of a regular expression stands outside brackets."""
    depth, outer = 0, []
    for char in re.sub(r"\\.|\[[^\]]*\]", "", pattern):
        depth += (char == "(") - (char == ")")
        if not depth:
            outer.append(char)
    return "".join(outer)


def _automaton(
    names: Mapping[str, list[tuple[Entity, Alias]]],
    forms: Mapping[str, Mapping[FormKind, list[Form]]],
) -> Any:  # noqa: ANN401 - pyahocorasick has no types
    automaton = ahocorasick.Automaton()
    for char in _COMMON:
        automaton.add_word(f"{char}\uffff", _Entry(2))
    for text in {**names, **forms}:
        if text:
            kinds = {kind: tuple(each) for kind, each in forms.get(text, {}).items()}
            automaton.add_word(text, _Entry(len(text), tuple(names.get(text, ())), kinds))
    automaton.make_automaton()
    return automaton


def _leftmost_longest(hits: Iterator[FormHit]) -> list[FormHit]:
    """Of overlapping expressions of one concept keep the first and longest."""
    kept: list[FormHit] = []
    ends: dict[str, int] = {}
    for hit in sorted(_not_denied(hits), key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= ends.get(hit.concept, 0):
            ends[hit.concept] = hit.end
            kept.append(hit)
    return kept


def _not_denied(hits: Iterator[FormHit]) -> list[FormHit]:
    """Drop the denials and what they touch of their concept."""
    found = list(hits)
    denials = [hit for hit in found if hit.denies]
    if not denials:
        return found
    return [
        hit
        for hit in found
        if not hit.denies
        and not any(
            no.concept == hit.concept and no.start < hit.end and hit.start < no.end
            for no in denials
        )
    ]
