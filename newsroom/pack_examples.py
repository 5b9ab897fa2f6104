"""The examples inside packs, run as tests: what must be found, and what must not be.

An example stands in a list (`match = [...]`) or with the language it is in (`match.de = [...]`). A
sentence for a concept is read in its language; where none is told, in every language the concept
has forms for if it must be found, else in the language it is detected to be in. A sentence for a
name is read as the title of an article, with its language as the feed would tell it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from newsroom.fold import fold
from newsroom.records import Article
from newsroom.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsroom.matching import FormHit
    from newsroom.pack_schema import Concept, Entity, PackFile
    from newsroom.packs import Packs
    from newsroom.records import EntityKind

_SOME_DAY = datetime(2025, 1, 1, tzinfo=UTC)
"""Examples have no time; the record wants one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence a pack gives, and what must become of it."""

    kind: str
    """"person", "org", "model" or "concept"."""
    id: str
    text: str
    wanted: bool
    """True: the entity or concept must be found in it."""
    language: str = ""
    """ISO 639-1; empty: not told."""
    file: str = ""
    """Name of the pack file it stands in."""

    @property
    def problem(self) -> str:
        """What is wrong with it if it fails, a sentence."""
        what = "is not found in" if self.wanted else "is wrongly found in"
        told = f" ({self.language})" if self.language else ""
        return f"{self.kind} {self.id!r} {what} its own example {self.text!r}{told}."

    @property
    def advice(self) -> str:
        """What to do if it fails, a sentence."""
        if self.kind == "concept":
            if self.wanted:
                return f"Add a form of it to forms.{self.language or 'en'}, or correct the example."
            return "Make the form that is found longer, add a denial, or correct the example."
        if self.wanted:
            return "Add the spelling, name its house beside a weak one, or correct the example."
        return "List the spelling as weak or short, add a deny pattern, or correct the example."


def examples_in(files: Iterable[PackFile]) -> tuple[Example, ...]:
    """Return every example that stands in these files, in their order."""
    return tuple(
        Example(kind, str(table["id"]), text, key == "match", language, file.name)
        for file in files
        for kind, table in (*file.entities, *(("concept", each) for each in file.concepts))
        for key in ("match", "no_match")
        for language, text in _sentences(table.get(key))
    )


def examples_of(packs: Packs) -> tuple[Example, ...]:
    """Return every example of every entity and concept."""
    everything: list[tuple[str, Entity | Concept]] = [
        (entity.kind, entity)
        for table in (packs.people, packs.orgs, packs.models)
        for entity in table.values()
    ]
    everything.extend(("concept", concept) for concept in packs.concepts.values())
    return tuple(
        Example(kind, each.id, text, wanted, language)
        for kind, each in everything
        for wanted, examples in ((True, each.match), (False, each.no_match))
        for language, text in _sentences(examples)
    )


def _sentences(examples: object) -> Iterator[tuple[str, str]]:
    if isinstance(examples, dict):
        for language, texts in examples.items():
            for text in texts:
                yield language, text


def holds(example: Example, packs: Packs) -> bool:
    """Say whether these packs read the example as it wants to be read.

    One of a person who was taken out wants nothing any more.
    """
    if example.kind == "person" and example.id in packs.forgotten:
        return True
    found = _is_act(example, packs) if example.kind == "concept" else _is_named(example, packs)
    return found == example.wanted


def check_examples(packs: Packs) -> tuple[str, ...]:
    """Run every example of every entity and concept.

    Returns:
        One sentence for each that fails.
    """
    return tuple(each.problem for each in examples_of(packs) if not holds(each, packs))


def _article(example: Example) -> Article:
    return Article(
        id="example",
        source="",
        title=example.text,
        first_seen=_SOME_DAY,
        language_hint=example.language,
    )


def _is_named(example: Example, packs: Packs) -> bool:
    # A model family is found where one of its versions is.
    kind = cast("EntityKind", example.kind)
    family = packs.parts_of(example.id, kind) if kind != "person" else {example.id}
    mentions = scan(_article(example), packs).mentions
    return any(m.kind == example.kind and m.entity in family for m in mentions)


def _is_act(example: Example, packs: Packs) -> bool:
    concept = packs.concepts[example.id]

    def find(folded: str, language: str) -> list[FormHit]:
        found = packs.matcher.search(folded, language)
        kinds = {"act": found.find_acts, "context": found.find_contexts}
        return kinds.get(concept.kind, found.find_cues)()

    languages: list[str] = [example.language]
    if not example.language:
        languages = (
            [*concept.forms, ""] if example.wanted else [scan(_article(example), packs).language]
        )
    folded = fold(example.text)
    return any(
        hit.concept == concept.id for language in languages for hit in find(folded, language)
    )
