"""What a query may go on with: the terms there are, and those that fit what is being typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsroom.fold import fold
from newsroom.query_fields import FIELD_NAMES, HAS_VALUES, IS_VALUES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from newsroom.glossary import Glossary
    from newsroom.packs import Packs

MOST: Final = 8
"""Terms that are offered at once."""
_WORD = re.compile(r'[^\s()"]*\Z')
_SIGNS = "-="
"""May stand before a term and are no part of it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a query may say."""

    text: str
    """As it is written: `person:guillaume-lample`."""
    name: str = ""
    """What it is called, where that is more than is written."""
    words: tuple[str, ...] = ()
    """Folded beginnings by which it is found beside what is written: names in every script."""


def terms_of(
    packs: Packs, glossary: Glossary, sources: Mapping[str, str], watches: Mapping[str, str]
) -> tuple[Term, ...]:
    """Every term of the query language that names something.

    Args:
        packs: People, organisations, models, groups, concepts, topics.
        glossary: What they are called in the reader's language.
        sources: Id to name.
        watches: Id to name.
    """
    return tuple(_terms(packs, glossary, sources, watches))


def _terms(
    packs: Packs, glossary: Glossary, sources: Mapping[str, str], watches: Mapping[str, str]
) -> Iterator[Term]:
    yield from (Term(f"topic:{t}", _unless(glossary.topic(t), t)) for t in packs.topics)
    yield from (Term(f"is:{value}") for value in IS_VALUES)
    yield from (Term(f"has:{value}") for value in HAS_VALUES)
    yield from (Term(f"status:{value}") for value in STATUSES)
    yield from (Term(text) for text in ("since:1d", "since:7d", "since:30d", "sources:>=3"))
    for kind, table in (("person", packs.people), ("org", packs.orgs), ("model", packs.models)):
        for entity in table.values():
            spellings = dict.fromkeys((entity.name, *(alias.text for alias in entity.aliases)))
            yield Term(f"{kind}:{entity.id}", entity.name, tuple(_beginnings(spellings)))
    groups = sorted({group for person in packs.people.values() for group in person.groups})
    yield from (Term(f"group:{group}") for group in groups)
    for concept in packs.concepts.values():
        if concept.kind == "act":
            yield Term(f"act:{concept.id}", _unless(glossary.act(concept.id), concept.id))
    yield from (Term(f"lang:{code}") for code in packs.languages)
    for field, names in (("source", sources), ("watch", watches)):
        for key, name in names.items():
            yield Term(f"{field}:{key}", _unless(name, key), tuple(_beginnings((name,))))


def _unless(name: str, key: str) -> str:
    return name if fold(name).replace(" ", "-") != key else ""


def _beginnings(spellings: Iterable[str]) -> Iterator[str]:
    """A name, and each of its later words: people are looked for by surname."""
    for spelling in spellings:
        folded = fold(spelling)
        yield folded
        words = folded.split()
        yield from (" ".join(words[place:]) for place in range(1, len(words)))


@dataclass(frozen=True, slots=True)
class Completion:
    """A term that fits, and what the query is with it."""

    term: Term
    text: str
    """The whole query."""
    cursor: int
    """Where one goes on typing, in characters."""


def complete(
    text: str, cursor: int, terms: Sequence[Term], *, most: int = MOST
) -> tuple[Completion, ...]:
    """The terms that what stands before the cursor may become.

    Those whose written form begins so come first, then those a name of which does; in the order of
    `terms`. Of nothing there are no completions, and none of a term that is whole.

    Args:
        text: The query.
        cursor: Where one types, in characters from its start.
        terms: All there are.
        most: How many are wanted at most.
    """
    found = _WORD.search(text[:cursor])
    word = found[0].lstrip(_SIGNS) if found else ""
    if not word:
        return ()
    start = cursor - len(word)
    folded = fold(word)
    field, colon, value = folded.partition(":")
    if not colon:
        fitting = [*_fields(folded), *_named(folded, terms, "")]
    elif field in FIELD_NAMES:
        fitting = _named(value, terms, f"{field}:")
    else:
        return ()
    offered = (term for term in fitting if term.text != word)
    return tuple(
        _placed(term, text, start, cursor) for term, _ in zip(offered, range(most), strict=False)
    )


def _fields(folded: str) -> list[Term]:
    return [Term(f"{name}:") for name in sorted(FIELD_NAMES) if name.startswith(folded)]


def _named(value: str, terms: Sequence[Term], field: str) -> list[Term]:
    """Terms of a field ("": of all) that begin with a value or have a name that does."""
    written, called = [], []
    for term in terms:
        if not term.text.startswith(field):
            continue
        own = term.text if not field else term.text[len(field) :]
        if own.startswith(value) or term.text.partition(":")[2].startswith(value):
            written.append(term)
        elif any(word.startswith(value) for word in term.words):
            called.append(term)
    return written + called


def _placed(term: Term, text: str, start: int, cursor: int) -> Completion:
    """Put a term in place of what was typed of it, and of what stands of that behind the cursor."""
    rest = text[cursor:]
    tail = re.sub(r'\A[^\s()"]+', "", rest)
    whole = not term.text.endswith(":")
    gap = "" if not whole or tail.startswith(" ") else " "
    before = f"{text[:start]}{term.text}{gap}"
    return Completion(term, f"{before}{tail}", len(before) + (whole and not gap))
