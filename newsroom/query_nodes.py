"""The parts a query is made of: each says whether it holds of a subject, and by which words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from newsroom.acting import acts
from newsroom.errors import PatternTooSlow
from newsroom.fold import original_span
from newsroom.patterns import SECONDS, PatternTimeout
from newsroom.records import Span
from newsroom.relevance import words_for
from newsroom.sentences import sentence_of
from newsroom.subject import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsroom.boundaries import Boundaries
    from newsroom.pack_schema import Entity
    from newsroom.packs import Packs
    from newsroom.patterns import Pattern
    from newsroom.records import EntityKind, Field
    from newsroom.spellings import LeftOut
    from newsroom.subject import Subject

Names = tuple["EntityKind", frozenset[str]]
"""A kind and the ids of that kind."""


class Node(Protocol):
    """A part of a query."""

    def holds(self, subject: Subject) -> bool:
        """Say whether it is true of the subject.

        Raises:
            PatternTooSlow: A pattern in it takes too long.
        """

    def spans(self, subject: Subject) -> tuple[Span, ...]:
        """Return the words it is true by; asked only of a subject of which it holds."""


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query."""

    def holds(self, subject: Subject) -> bool:  # noqa: ARG002 - true of anything
        """Return True."""
        return True

    def spans(self, subject: Subject) -> tuple[Span, ...]:  # noqa: ARG002 - as above
        """Return nothing: no word decides."""
        return ()


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple[Node, ...]

    def holds(self, subject: Subject) -> bool:
        """Say whether all parts hold."""
        return all(part.holds(subject) for part in self.parts)

    def spans(self, subject: Subject) -> tuple[Span, ...]:
        """Return the words of all parts; those of relevance where no other part needs words."""
        plain = [part for part in self.parts if not isinstance(part, Relevant)]
        found = tuple(span for part in plain for span in part.spans(subject))
        return found or tuple(span for part in self.parts for span in part.spans(subject))


@dataclass(frozen=True, slots=True)
class Either:
    """One part must hold."""

    parts: tuple[Node, ...]

    def holds(self, subject: Subject) -> bool:
        """Say whether any part holds."""
        return any(part.holds(subject) for part in self.parts)

    def spans(self, subject: Subject) -> tuple[Span, ...]:
        """Return the words of every part that holds."""
        return tuple(
            span for part in self.parts if part.holds(subject) for span in part.spans(subject)
        )


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: Node

    def holds(self, subject: Subject) -> bool:
        """Say whether the part does not hold."""
        return not self.part.holds(subject)

    def spans(self, subject: Subject) -> tuple[Span, ...]:  # noqa: ARG002 - what is absent has no place
        """Return nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Words:
    """A word or phrase in the text; one that is a name also by the entity's other spellings."""

    folded: str
    shown: str
    boundaries: Boundaries
    fields: tuple[Field, ...] = FIELDS
    prefix: bool = False
    """True: any ending may follow."""
    names: tuple[Names, ...] = ()
    """Entities it names."""
    capital: bool = False
    """True: the text must have a capital too; it is a name that is also an ordinary word."""
    denied: tuple[re.Pattern[str], ...] = ()
    """What looks like the name and is something else."""
    left_out: LeftOut | None = None
    """Spellings that do not count, the word's own included."""

    def holds(self, subject: Subject) -> bool:
        """Say whether the word, or the entity it names, is there."""
        left_out = self.left_out
        if left_out is not None and not left_out.stands_in(subject):
            left_out = None
        if self.names and left_out is not None and left_out.takes_all(subject):
            return False
        if self.names and self.fields == FIELDS and left_out is None:
            for kind, ids in self.names:
                if subject.names_any(kind, ids):
                    return True
        elif any(self._mentions(subject)):
            return True
        return any(True for name in self.fields for _ in self._places(subject, name))

    def spans(self, subject: Subject) -> tuple[Span, ...]:
        """Return every place of the word and of the entity."""
        found = {(span.field, span.start, span.end): span for span in self._mentions(subject)}
        for name in self.fields:
            text = subject.text(name)
            for start, end in self._places(subject, name):
                first, last = original_span(subject.origin(name), start, end)
                if not any(f == name and a < last and first < b for f, a, b in found):
                    key = (name, first, last)
                    found[key] = Span(name, first, last, text[first:last], self.shown)
        return tuple(found.values())

    def _mentions(self, subject: Subject) -> Iterator[Span]:
        for kind, ids in self.names:
            for mention in subject.mentions(kind, ids):
                if mention.span.field in self.fields and _is_counted(
                    self.left_out, subject, mention.span
                ):
                    yield mention.span

    def _places(self, subject: Subject, name: Field) -> Iterator[tuple[int, int]]:
        text = subject.folded(name)
        if " " in self.folded:
            found = ((m.start(), m.end()) for m in _spaced(self.folded).finditer(text))
            yield from (each for each in found if self._counts(subject, name, *each))
            return
        start = text.find(self.folded)
        while start >= 0:
            end = start + len(self.folded)
            if self._counts(subject, name, start, end):
                yield start, end
            start = text.find(self.folded, start + 1)

    def _counts(self, subject: Subject, name: Field, start: int, end: int) -> bool:
        if not self._stands(subject.folded(name), start, end):
            return False
        if self.left_out is not None and self.left_out.covers(subject, name, start, end):
            return False
        return self._is_meant(subject, name, start, end)

    def _stands(self, text: str, start: int, end: int) -> bool:
        if self.prefix:
            return self.boundaries.opens(text, start)
        return self.boundaries.bounded(text, start, end)

    def _is_meant(self, subject: Subject, name: Field, start: int, end: int) -> bool:
        """For a name that is also an ordinary word: not the ordinary word."""
        text = subject.folded(name)
        for pattern in self.denied:
            if any(a < end and start < b for a, b in (m.span() for m in pattern.finditer(text))):
                return False
        return not self.capital or subject.text(name)[subject.origin(name)[start]].isupper()


def _is_counted(left_out: LeftOut | None, subject: Subject, span: Span) -> bool:
    return left_out is None or not left_out.covers_span(subject, span)


@lru_cache(maxsize=256)
def _spaced(folded: str) -> re.Pattern[str]:
    """Words with any space between them: where a line breaks is no matter."""
    return re.compile(r"\s+".join(map(re.escape, folded.split(" "))))


@dataclass(frozen=True, slots=True)
class Like:
    """A regular expression on the text as it was written."""

    pattern: Pattern
    position: int
    """Where it stands in the query."""
    fields: tuple[Field, ...] = FIELDS

    def holds(self, subject: Subject) -> bool:
        """Say whether it matches anywhere."""
        return any(self._places(subject, name) for name in self.fields)

    def spans(self, subject: Subject) -> tuple[Span, ...]:
        """Return what it matches."""
        shown = f"/{self.pattern.source}/"
        return tuple(
            Span(name, start, end, subject.text(name)[start:end], shown)
            for name in self.fields
            for start, end in self._places(subject, name)
            if start < end
        )

    def _places(self, subject: Subject, name: Field) -> tuple[tuple[int, int], ...]:
        try:
            return subject.places(name, self.pattern)
        except PatternTimeout:
            raise PatternTooSlow(
                f"The pattern /{self.pattern.source}/ (character {self.position + 1}) takes more "
                f"than {SECONDS * 1000:.0f} ms on one item; say more exactly what may repeat.",
                self.position,
            ) from None


@dataclass(frozen=True, slots=True)
class Named:
    """Entities of the packs, in any spelling."""

    kind: EntityKind
    ids: frozenset[str]
    left_out: LeftOut | None = None
    """Spellings that do not count."""

    def holds(self, subject: Subject) -> bool:
        """Say whether one of them is named."""
        if not subject.names_any(self.kind, self.ids):
            return False
        if self.left_out is None or not self.left_out.stands_in(subject):
            return True
        return not self.left_out.takes_all(subject) and bool(self.spans(subject))

    def spans(self, subject: Subject) -> tuple[Span, ...]:
        """Return where they are named."""
        return tuple(
            mention.span
            for mention in subject.mentions(self.kind, self.ids)
            if _is_counted(self.left_out, subject, mention.span)
        )


@dataclass(slots=True)
class Acting:
    """A concept in the title, or in one sentence with an entity that the query names."""

    ids: frozenset[str]
    actors: list[Names] = field(default_factory=list)
    """Entities the query names; filled when it is complete."""

    def holds(self, subject: Subject) -> bool:
        """Say whether the concept holds."""
        if not any(each in subject.concepts for each in self.ids):
            return False
        if subject.acting:
            return acts(subject.acting, self.ids, self.actors)
        return bool(self.spans(subject))

    def spans(self, subject: Subject) -> tuple[Span, ...]:
        """Return the words that express it where they count."""
        scan = subject.scan
        named = {
            sentence_of(scan, mention.span)
            for kind, ids in self.actors
            for mention in subject.mentions(kind, ids)
        }
        return tuple(
            hit.span
            for hit in scan.concepts
            if hit.concept in self.ids
            and (
                hit.span.field == "title"
                or ((sentence := sentence_of(scan, hit.span)) in named and sentence[1] >= 0)
            )
        )


@dataclass(frozen=True, slots=True)
class About:
    """Anything that needs no words: topic, language, source, time, marks."""

    what: str
    """As written, for `Query.terms`."""
    test: Callable[[Subject], bool]
    understood: frozenset[str] = frozenset()
    """One of these was understood of everything it holds of ("topic:talent", "lang:ja"); empty:
    that is not known."""

    def holds(self, subject: Subject) -> bool:
        """Say whether it is so."""
        return self.test(subject)

    def spans(self, subject: Subject) -> tuple[Span, ...]:  # noqa: ARG002 - no words
        """Return nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Relevant:
    """What is about the watched people and plans, by the words that say so."""

    packs: Packs

    def holds(self, subject: Subject) -> bool:
        """Say whether it is relevant."""
        return subject.relevant

    def spans(self, subject: Subject) -> tuple[Span, ...]:
        """Return the subject's names, and what is said in one sentence with them."""
        return words_for(subject.scan, self.packs)


def named_by(text: str, packs: Packs) -> tuple[tuple[Names, ...], tuple[Entity, ...]]:
    """Return whom a folded word names: ids by kind, and the entities themselves."""
    entities = packs.names.get(text, ())
    kinds: tuple[EntityKind, ...] = ("person", "org", "model")
    names = tuple(
        (kind, frozenset(each.id for each in entities if each.kind == kind))
        for kind in kinds
        if any(each.kind == kind for each in entities)
    )
    return names, entities


def join(parts: list[Node]) -> Node:
    """Return one node that holds when all do."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, All):
            flat.extend(part.parts)
        elif not isinstance(part, Everything):
            flat.append(part)
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def introduce(root: Node) -> None:
    """Tell every concept of a complete query which entities the query names."""
    actors = list(_names_in(root))
    for node in walk(root):
        if isinstance(node, Acting):
            node.actors = actors


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, negated ones too."""
    yield node
    if isinstance(node, (All, Either)):
        for part in node.parts:
            yield from walk(part)
    elif isinstance(node, Not):
        yield from walk(node.part)


def _names_in(node: Node) -> Iterator[Names]:
    """Yield the entities named outside negations."""
    if isinstance(node, Named):
        yield node.kind, node.ids
    elif isinstance(node, Words):
        yield from node.names
    elif isinstance(node, (All, Either)):
        for part in node.parts:
            yield from _names_in(part)
