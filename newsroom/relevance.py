"""How much an article has to do with the subject's people and plans.

A sum of evidence that can be shown: who of the subject is named and where, what is said of them,
and what speaks against it (a product, a court case, somebody else's story). An article that names
nothing of the subject is never relevant, whatever it says; boolean rules over the same evidence
lose a tenth of the F1. The points are data: the `[relevance]` table of the packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from newsroom.sentences import sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newsroom.packs import Packs
    from newsroom.records import Article, ConceptHit, EntityKind, Field, Mention, Scan, Span

Part = Literal["main", "lab", "model", "person", "head", "officer", "tied", ""]
"""What an entity is to the subject; empty: nothing."""
_PARTS: tuple[Part, ...] = ("main", "lab", "model", "person", "head", "officer", "tied")
_HARD, _SOFT = "hard", "soft"


@dataclass(frozen=True, slots=True)
class Relevance:
    """How relevant an article is, and why."""

    points: float = 0.0
    """From `needed` on it is relevant."""
    holds: bool = False
    evidence: tuple[tuple[str, float], ...] = ()
    """What spoke for it (above zero) and against it (below), with its points, in that order."""
    needed: float = 0.0
    """The threshold that applied."""


@dataclass(frozen=True, slots=True)
class RelevanceRule:
    """The points of the packs, compiled."""

    threshold: float
    threshold_encoder: float
    """The threshold where an encoder has its say as well."""
    lead: int
    """Characters of the body that are its lead."""
    named: Mapping[str, float]
    """Points of naming a part of the subject in the title."""
    in_lead: float
    """Points of naming the subject, but only behind the title."""
    others: float
    """Points of a title that names only others."""
    acts: Mapping[str, float]
    """Points of a hard and a soft concept in the title."""
    said: Mapping[str, float]
    """Points of a hard and a soft concept in a sentence that names the subject."""
    cues: Mapping[str, float]
    """Points of a cue in the title, by concept."""
    said_cues: Mapping[str, float]
    """Points of a cue in a sentence that names the subject."""
    counters: Mapping[str, float]
    """Points of a counter word in the title, by concept: below zero."""
    counter_in_lead: float
    told: float
    """Points of belonging to a story whose articles are relevant."""
    encoder: float
    """Points a full step of similarity makes, where there is an encoder."""


def compile_relevance(packs: Packs) -> RelevanceRule:
    """The rule in the `[relevance]` table of the packs, compiled once."""
    return packs.derive("relevance", _compile)


def _compile(packs: Packs) -> RelevanceRule:
    table: Mapping[str, Any] = packs.raw_topics["relevance"]
    rule = table["rule"]
    return RelevanceRule(
        threshold=rule["threshold"],
        threshold_encoder=rule["threshold_encoder"],
        lead=rule["lead"],
        named=dict(table["named"]),
        in_lead=rule["in_lead"],
        others=rule["others"],
        acts=dict(table["acts"]),
        said=dict(table["said"]),
        cues=dict(table["cues"]),
        said_cues=dict(table["said_cues"]),
        counters=dict(table["counters"]),
        counter_in_lead=rule["counter_in_lead"],
        told=rule["told"],
        encoder=rule["encoder"],
    )


def part_of_subject(mention: Mention, packs: Packs) -> Part:
    """What the named entity is to the subject of the packs."""
    parts: Mapping[tuple[str, str], Part] = packs.derive("subject-parts", _parts)
    return parts.get((mention.kind, mention.entity), "")


def parts_of_subject(packs: Packs) -> Mapping[EntityKind, frozenset[str]]:
    """Ids of all that the subject of the packs is made of, by kind."""
    parts = packs.derive("subject-parts", _parts)
    kinds: tuple[EntityKind, ...] = ("org", "person", "model")
    return {kind: frozenset(each for of, each in parts if of == kind) for kind in kinds}


def _parts(packs: Packs) -> dict[tuple[str, str], Part]:
    scope = packs.subject
    found: dict[tuple[str, str], Part] = {("org", o): "tied" for o in scope.tied}
    for org in scope.organisations:
        found["org", org] = "lab" if packs.orgs[org].parent in scope.organisations else "main"
    found |= {("model", model): "model" for model in scope.models}
    for person in packs.people.values():
        houses = {person.org, *(e for m in person.moves for e in (m.origin, m.destination))}
        if person.id in scope.heads:
            found["person", person.id] = "head"
        elif houses & scope.organisations:
            found["person", person.id] = "person" if person.mover else "officer"
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """One article with the subject's names in it."""

    article: Article
    scan: Scan
    packs: Packs
    rule: RelevanceRule
    titled: Mapping[Part, str]
    """Parts of the subject the title names, and whom."""
    sentences: frozenset[tuple[Field, int]]
    """Sentences that name the subject."""

    @classmethod
    def at(cls, article: Article, scan: Scan, packs: Packs) -> _Look:
        titled: dict[Part, str] = {}
        sentences = set()
        for mention in scan.mentions:
            part = part_of_subject(mention, packs)
            if not part:
                continue
            sentences.add(sentence_of(scan, mention.span))
            if mention.span.field == "title":
                titled.setdefault(part, f"{mention.kind}:{mention.entity}")
        rule = compile_relevance(packs)
        return cls(article, scan, packs, rule, titled, frozenset(sentences))

    def in_title(self, hits: Sequence[ConceptHit]) -> dict[str, Span]:
        return {h.concept: h.span for h in reversed(hits) if h.span.field == "title"}

    def in_lead(self, span: Span) -> bool:
        return span.field != "title" and span.start < self.rule.lead

    def beside(self, hits: Sequence[ConceptHit]) -> dict[str, Span]:
        """Concepts of the lead, in a sentence that names the subject."""
        return {
            h.concept: h.span
            for h in reversed(hits)
            if self.in_lead(h.span) and sentence_of(self.scan, h.span) in self.sentences
        }

    def names(self) -> Iterator[tuple[str, float]]:
        for part in _PARTS:
            if part in self.titled:
                yield f"{self.titled[part]} in the title", self.rule.named[part]
        if not self.titled:
            yield "the subject behind the title", self.rule.in_lead
            if any(m.span.field == "title" and m.kind != "model" for m in self.scan.mentions):
                yield "the title names only others", self.rule.others

    def acts(self) -> Iterator[tuple[str, float]]:
        """The strongest hard and the strongest soft concept count, each once."""
        title, said = self.in_title(self.scan.concepts), self.beside(self.scan.concepts)
        for places, points, where in (
            (title, self.rule.acts, "in the title"),
            ({c: s for c, s in said.items() if c not in title}, self.rule.said, "beside it"),
        ):
            for grade in (_HARD, _SOFT):
                found = next((c for c in places if self._grade(c) == grade), None)
                if found:
                    yield f"act:{found} {where}", points[grade]

    def _grade(self, concept: str) -> str:
        known = self.packs.concepts.get(concept)
        return _SOFT if known is not None and known.soft else _HARD

    def cues(self) -> Iterator[tuple[str, float]]:
        title, said = self.in_title(self.scan.cues), self.beside(self.scan.cues)
        for concept, span in title.items():
            if points := self.rule.cues.get(concept):
                yield f"“{span.text}” in the title", points
        for concept, span in said.items():
            points = self.rule.said_cues.get(concept)
            if points and concept not in title:
                yield f"“{span.text}” beside it", points

    def counters(self) -> Iterator[tuple[str, float]]:
        title = self.in_title(self.scan.cues)
        for concept, span in title.items():
            if points := self.rule.counters.get(concept):
                yield f"“{span.text}” in the title", points
        for hit in self.scan.cues:
            if hit.concept in self.rule.counters and self.in_lead(hit.span):
                if hit.concept not in title:
                    yield f"“{hit.span.text}” in the lead", self.rule.counter_in_lead
                return


def words_for(scan: Scan, packs: Packs) -> tuple[Span, ...]:
    """The words an article is relevant by: the subject's names and what is said beside them."""
    named = [m.span for m in scan.mentions if part_of_subject(m, packs)]
    sentences = {sentence_of(scan, span) for span in named}
    said = [h.span for h in scan.concepts if sentence_of(scan, h.span) in sentences]
    return (*named, *said)


def weigh(
    article: Article, scan: Scan, packs: Packs, *, told: float = 0.0, likeness: float | None = None
) -> Relevance:
    """How relevant an article is to the subject of the packs.

    Args:
        article: The article.
        scan: What was found in it.
        packs: The subject and the points.
        told: Share of its story's articles that are relevant, 0 to 1.
        likeness: How much nearer the encoder finds it to the subject's news than to other news,
            -1 to 1; None without an encoder.

    Returns:
        The points with their reasons; nothing for an article that does not name the subject.
    """
    look = _Look.at(article, scan, packs)
    if not look.sentences:
        return Relevance()
    rule = look.rule
    evidence = [*look.names(), *look.acts(), *look.cues(), *look.counters()]
    if told:
        evidence.append(("its story is", round(rule.told * told, 2)))
    threshold = rule.threshold
    if likeness is not None:
        threshold = rule.threshold_encoder
        like = "it reads like it" if likeness > 0 else "it reads like something else"
        evidence.append((like, round(rule.encoder * likeness, 2)))
    points = round(sum(value for _, value in evidence), 2)
    evidence.sort(key=lambda reason: -reason[1])
    return Relevance(points, points >= threshold, tuple(evidence), threshold)
