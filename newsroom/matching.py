"""Finding names and forms: one automaton each, then the rules that turn hits into mentions.

The automata (Aho and Corasick 1975, through pyahocorasick) run over folded text and report every
spelling anywhere; what is no word of its own, lacks its capitals or lies in a denied stretch falls,
the longest of overlapping names stays, and uncertain names wait for a second cue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ahocorasick

from newsroom.concepts import Form, compile_forms
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsroom.boundaries import Boundaries
    from newsroom.pack_schema import Alias, Concept, Entity
    from newsroom.records import EntityKind


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


@dataclass(frozen=True, slots=True)
class Matcher:
    """The compiled names and forms of all packs."""

    names: Any
    """Automaton: spelling to (length, whom it may name)."""
    forms: Any
    """Automaton: anchor of an act to (length, forms)."""
    contexts: Any
    """Automaton of the forms of kind "context"."""
    boundaries: Boundaries
    cues: Any
    """Automaton of the forms of kinds "counter" and "cue"."""
    denied: Mapping[tuple[EntityKind, str], re.Pattern[str]] = field(default_factory=dict)
    """Kind and id of an entity, and what it is not."""

    @classmethod
    def of(
        cls, entities: Iterable[Entity], concepts: Iterable[Concept], boundaries: Boundaries
    ) -> Matcher:
        """Compile names and forms."""
        spellings: dict[str, list[tuple[Entity, Alias]]] = {}
        denied: dict[tuple[EntityKind, str], re.Pattern[str]] = {}
        for entity in entities:
            seen = set()
            for alias in entity.aliases:
                text = fold(alias.text)
                # Two spellings that differ only in case: the less demanding one counts.
                if text and (text, alias.certainty, alias.case) not in seen:
                    seen.add((text, alias.certainty, alias.case))
                    spellings.setdefault(text, []).append((entity, alias))
            if entity.deny:
                either = "|".join(f"(?:{pattern})" for pattern in entity.deny)
                denied[entity.kind, entity.id] = re.compile(either)
        forms: dict[str, dict[str, list[Form]]] = {"act": {}, "context": {}, "cue": {}}
        for concept in concepts:
            target = forms.get(concept.kind, forms["cue"])
            for form in compile_forms(concept):
                target.setdefault(form.anchor, []).append(form)
        return cls(
            names=_automaton(spellings),
            forms=_automaton(forms["act"]),
            contexts=_automaton(forms["context"]),
            cues=_automaton(forms["cue"]),
            boundaries=boundaries,
            denied=denied,
        )

    def find_names(self, folded: str) -> list[Hit]:
        """Return every bounded spelling, overlapping ones included, in order of their start."""
        bounded = self.boundaries.bounded
        hits = []
        for last, (length, names) in self.names.iter(folded):
            start = last + 1 - length
            if bounded(folded, start, last + 1):
                hits.append(Hit(start, last + 1, names))
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return hits

    def find_forms(self, folded: str, language: str) -> list[FormHit]:
        """Return every expression of a concept that holds in this language, in order."""
        return _leftmost_longest(self._forms_in(self.forms, folded, language))

    def find_cues(self, folded: str, language: str) -> list[FormHit]:
        """Return the words that speak for or against the subject, in order."""
        return _leftmost_longest(self._forms_in(self.cues, folded, language))

    def find_contexts(self, folded: str, language: str) -> list[FormHit]:
        """Return the words that let weak names count."""
        return _not_denied(self._forms_in(self.contexts, folded, language))

    def _forms_in(self, automaton: Any, folded: str, language: str) -> Iterator[FormHit]:  # noqa: ANN401 - pyahocorasick has no types
        for last, (length, forms) in automaton.iter(folded):
            start = last + 1 - length
            for form in forms:
                sense = form.sense
                if not sense.holds_in(language):
                    continue
                end = form.end_at(folded, start, last + 1, self.boundaries)
                if end >= 0:
                    yield FormHit(start, end, sense.concept, sense.term, sense.denies)

    def denied_stretches(self, folded: str, entity: Entity) -> list[tuple[int, int]]:
        """Return where the text says something that only looks like the entity."""
        pattern = self.denied.get((entity.kind, entity.id))
        return [found.span() for found in pattern.finditer(folded)] if pattern else []


def _automaton(words: dict[str, list[Any]]) -> Any:  # noqa: ANN401 - pyahocorasick has no types
    automaton = ahocorasick.Automaton()
    for word, values in words.items():
        if word:
            automaton.add_word(word, (len(word), tuple(values)))
    if not len(automaton):
        # An empty automaton cannot be searched; no text holds this character.
        automaton.add_word("\uffff", (1, ()))
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
