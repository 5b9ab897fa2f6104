"""docs/queries.md: every example finds what the page says, and every operator has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.errors import QueryError
from newsroom.query import GRAMMAR, _parser, parse_query
from newsroom.query_fields import _COMPARISONS, FIELD_NAMES, HAS_VALUES, IS_VALUES, STATUSES
from store.pack_files import load_packs
from tests.docs.pages import DOCS, codes, page, rows, sections
from tests.docs.press import open_press

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if not (DOCS / "queries.md").exists():
    pytest.skip("docs/ is not here", allow_module_level=True)

REFUSED = "What cannot be read"
TERMINALS = {"_OR", "_AND", "_NOT", "_MINUS", "FIELD", "EXACT", "PATTERN", "PHRASE", "WORD"}
BRACKET = "LPAR"


def examples(text: str) -> Iterator[tuple[str, str]]:
    """Queries, each with the articles it finds as the page says."""
    for heading, lines in sections(text):
        if heading != REFUSED:
            found = (row for row in rows(lines) if len(row) == 3)
            yield from ((codes(row[0])[0], row[1]) for row in found)


def operators() -> set[str]:
    """Everything the language has."""
    listed = {"is": IS_VALUES, "has": HAS_VALUES, "status": STATUSES}
    return {
        *TERMINALS,
        BRACKET,
        "*",
        *(f"{name}:" for name in FIELD_NAMES),
        *(f"{field}:{value}" for field, values in listed.items() for value in values),
    }


def used(query: str) -> set[str]:
    """The operators of one query."""
    parsed = parse_query(query, load_packs(["meta-ai"])[0])
    return {
        *(str(token.type) for token in _parser().lex(query)),
        *(f"{term.field}:" for term in parsed.terms() if term.field),
        *(f"{term.field}:{term.value}" for term in parsed.terms()),
        *("*" for term in parsed.terms() if term.value.endswith("*")),
    }


def test_every_example_finds_what_the_page_says(tmp_path: Path) -> None:
    text = page("queries.md")
    session = open_press(text, tmp_path)
    try:
        story = session.archive.item("1").story
        stored = sorted(session.archive.items(), key=lambda item: int(item.id))
        for query, finds in examples(text):
            holds = session.matcher(session.parse_query(query.replace("STORY-OF-1", story)))
            found = ", ".join(item.id for item in stored if holds(item)) or "nothing"
            assert found == finds, query
    finally:
        session.archive.close()


def test_what_cannot_be_read_is_answered_as_the_page_says() -> None:
    packs, _ = load_packs(["meta-ai"])
    refused = [
        row
        for name, lines in sections(page("queries.md"))
        if name == REFUSED
        for row in rows(lines)
    ]
    assert len(refused) >= 10
    for query, answer in refused:
        with pytest.raises(QueryError) as caught:
            parse_query(codes(query)[0], packs)
        assert answer in str(caught.value)


def test_the_grammar_has_no_other_words() -> None:
    defined = {line.partition(":")[0].partition(".")[0] for line in GRAMMAR.splitlines()}
    assert {name for name in defined if name.isupper()} == TERMINALS


def test_every_operator_has_an_example_and_each_that_is_taken_out_is_missed() -> None:
    by_query = {query: used(query) for query, _ in examples(page("queries.md"))}
    assert operators() - set().union(*by_query.values()) == set()
    for operator in operators():
        left = (each for each in by_query.values() if operator not in each)
        assert operator not in set().union(*left)
        lines = [
            line
            for line in page("queries.md").splitlines()
            if not any(
                f"| `{query}`" in line.replace("\\|", "|")
                for query in by_query
                if operator in by_query[query]
            )
        ]
        remaining = {query for query, _ in examples("\n".join(lines))}
        told = set().union(*(by_query[query] for query in remaining))
        assert operators() - told >= {operator}


def test_every_comparison_and_every_act_is_told() -> None:
    text = page("queries.md")
    packs, _ = load_packs(["meta-ai"])
    acts = [concept.id for concept in packs.concepts.values() if concept.kind == "act"]
    missed = [one for one in (*filter(None, _COMPARISONS), *acts) if f"`{one}`" not in text]
    assert missed == []
