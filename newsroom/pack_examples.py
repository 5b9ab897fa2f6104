"""The examples inside packs, run as tests: what must be found, and what must not be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsroom.fold import fold
from newsroom.records import Article
from newsroom.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsroom.matching import FormHit
    from newsroom.pack_schema import Concept, Entity
    from newsroom.packs import Packs

_SOME_DAY = datetime(2025, 1, 1, tzinfo=UTC)
"""Examples have no time; the record wants one."""


def check_examples(packs: Packs) -> tuple[str, ...]:
    """Run every example of every entity and concept.

    Returns:
        One sentence for each that fails.
    """
    found: list[str] = []
    for table in (packs.people, packs.orgs, packs.models):
        for entity in table.values():
            found.extend(_check_entity(entity, packs))
    for concept in packs.concepts.values():
        found.extend(_check_concept(concept, packs))
    return tuple(found)


def _check_entity(entity: Entity, packs: Packs) -> Iterator[str]:
    # A model family is found where one of its versions is.
    family = packs.parts_of(entity.id, entity.kind) if entity.kind != "person" else {entity.id}
    for wanted, examples in ((True, entity.match), (False, entity.no_match)):
        for text in examples:
            article = Article(id="example", source="", title=text, first_seen=_SOME_DAY)
            mentions = scan(article, packs).mentions
            is_there = any(m.kind == entity.kind and m.entity in family for m in mentions)
            if is_there != wanted:
                yield _sentence(entity.kind, entity.id, text, wanted=wanted)


def _check_concept(concept: Concept, packs: Packs) -> Iterator[str]:
    def find(folded: str, language: str) -> list[FormHit]:
        found = packs.matcher.search(folded, language)
        return found.find_contexts() if concept.kind == "context" else found.find_acts()

    languages = [*concept.forms, ""]
    for text in concept.match:
        folded = fold(text)
        if not any(
            hit.concept == concept.id for language in languages for hit in find(folded, language)
        ):
            yield _sentence("concept", concept.id, text, wanted=True)
    for text in concept.no_match:
        article = Article(id="example", source="", title=text, first_seen=_SOME_DAY)
        language = scan(article, packs).language
        if any(hit.concept == concept.id for hit in find(fold(text), language)):
            yield _sentence("concept", concept.id, text, wanted=False)


def _sentence(kind: str, name: str, text: str, *, wanted: bool) -> str:
    what = "is not found in" if wanted else "is wrongly found in"
    return f"{kind} {name!r} {what} its own example {text!r}."
