"""Names that keep company with people the packs know, offered for a person to judge.

Whoever stands in one list with watched people ("Lample, Lacroix and Jane Doe") may deserve
watching, too. Nothing here becomes a fact: no move, no alert, no roster entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.clauses import body_fields
from newsroom.frames import frames_for
from newsroom.records import Evidence
from newsroom.strangers import Lexicon, full_names, slug
from newsroom.surnames import LIST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsroom.packs import Packs
    from newsroom.records import Article, Mention, Scan

_EVIDENCE = 3
_QUOTE = 400
_MOST = 20


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name no pack knows, in a list with people the packs know."""

    id: str
    """Slug of the name."""
    name: str
    beside: tuple[str, ...]
    """Ids of the people it stands beside."""
    evidence: tuple[Evidence, ...]
    """Sentences, one an article, the first three."""
    articles: int = 1


def suggest(articles: Iterable[tuple[Article, Scan]], packs: Packs) -> tuple[Suggestion, ...]:
    """Unknown full names that stand in a list with known people.

    Args:
        articles: The articles of one story (or a single one), each with its scan.
        packs: People and words that are no names.

    Returns:
        At most twenty, those of the most articles first, then by name.
    """
    names: dict[str, str] = {}
    beside: dict[str, dict[str, None]] = {}
    evidence: dict[str, dict[str, Evidence]] = {}
    for article, scan in articles:
        for name, people, quote in _listed(article, scan, packs):
            key = slug(name)
            names.setdefault(key, name)
            beside.setdefault(key, {}).update(dict.fromkeys(people))
            said = Evidence(article.id, scan.language, quote[:_QUOTE], article.source)
            evidence.setdefault(key, {}).setdefault(article.id, said)
    found = [
        Suggestion(
            id=key,
            name=name,
            beside=tuple(beside[key]),
            evidence=tuple(evidence[key].values())[:_EVIDENCE],
            articles=len(evidence[key]),
        )
        for key, name in names.items()
        if key not in packs.people
    ]
    return tuple(sorted(found, key=lambda s: (-s.articles, s.id)))[:_MOST]


def _listed(
    article: Article, scan: Scan, packs: Packs
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each unknown name with the people of its list and the sentence."""
    if not any(m.kind == "person" for m in scan.mentions):
        return
    lexicon = Lexicon.of(packs, frames_for(packs, scan.language, article.title))
    for name in body_fields(article):
        text: str = getattr(article, name)
        mentions = [m for m in scan.mentions if m.span.field == name]
        taken = [(m.span.start, m.span.end) for m in mentions]
        for start, end in scan.sentences.get(name, ()):
            people = [m for m in mentions if m.kind == "person" and start <= m.span.start < end]
            if not people:
                continue
            strangers = list(full_names(text, (start, end), taken, scan, lexicon))
            for first, last in strangers:
                company = _company(text, (first, last), people, strangers)
                if company:
                    yield text[first:last], company, text[start:end].strip()


def _company(
    text: str,
    name: tuple[int, int],
    people: Sequence[Mention],
    strangers: Sequence[tuple[int, int]],
) -> tuple[str, ...]:
    """The known people of the list a name stands in; empty when it stands in none."""
    members = sorted(
        [(m.span.start, m.span.end, m.entity) for m in people] + [(a, b, "") for a, b in strangers]
    )
    at = next(n for n, (a, b, _) in enumerate(members) if (a, b) == name)
    low = high = at
    while low > 0 and _joined(text[members[low - 1][1] : members[low][0]]):
        low -= 1
    while high + 1 < len(members) and _joined(text[members[high][1] : members[high + 1][0]]):
        high += 1
    return tuple(dict.fromkeys(p for _, _, p in members[low : high + 1] if p))


def _joined(between: str) -> bool:
    return LIST.fullmatch(re.sub(r"[(（][^()（）]{0,60}[)）]", "", between)) is not None
