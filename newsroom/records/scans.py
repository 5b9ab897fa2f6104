"""What stands in an article: names, concepts, topics, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsroom.records.kinds import Certainty, EntityKind, Field


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's own text, in characters of the original."""

    field: Field
    start: int
    end: int
    text: str
    term: str = ""
    """What it stands for: an entity ("person:x"), a concept ("act:leave") or a query word."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity of the packs named in an article."""

    entity: str
    """Bare id, as in the packs."""
    kind: EntityKind
    span: Span
    certainty: Certainty = "strong"


@dataclass(frozen=True, slots=True)
class ConceptHit:
    """A concept ("leave", "open-source") expressed in an article."""

    concept: str
    span: Span


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything found in one article's text before it is understood."""

    language: str
    """ISO 639-1; empty when it cannot be told."""
    mentions: tuple[Mention, ...] = ()
    concepts: tuple[ConceptHit, ...] = ()
    numbers: tuple[str, ...] = ()
    """Canonical numbers of two digits and more: "11", "78%", "14300000000"."""
    figures: tuple[str, ...] = ()
    """Canonical numbers of the title, those of one digit from two on as well."""
    names: tuple[str, ...] = ()
    """Folded proper names that no pack knows."""
    sentences: Mapping[Field, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Start and end of each sentence, a field at a time, in characters of the original."""
    cues: tuple[ConceptHit, ...] = ()
    """Words that speak for or against the subject (concepts of kind "cue" and "counter")."""


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How strongly an article is about a topic."""

    topic: str
    score: float
    """0.0 to 1.0."""
    evidence: tuple[str, ...] = ()
    """The words and rules that spoke for it."""
