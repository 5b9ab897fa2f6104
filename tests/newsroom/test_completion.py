"""What the filter offers while one types: every term parses, and what was typed stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.completion import Term, complete, terms_of
from newsroom.glossary import Glossary
from newsroom.query import Directory, parse_query

if TYPE_CHECKING:
    from newsroom.packs import Packs

SOURCES = {"paper": "The Paper", "zeitung": "Die Zeitung"}
WATCHES = {"people": "Meta's people"}


@pytest.fixture(scope="module")
def terms(packs: Packs) -> tuple[Term, ...]:
    return terms_of(packs, Glossary(packs), SOURCES, WATCHES)


def offered(text: str, terms: tuple[Term, ...], cursor: int | None = None) -> list[str]:
    return [one.term.text for one in complete(text, len(text) if cursor is None else cursor, terms)]


def test_every_term_parses(terms: tuple[Term, ...], packs: Packs) -> None:
    directory = Directory(SOURCES, WATCHES)
    for term in terms:
        parse_query(term.text, packs, directory)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("person:lamp", "person:guillaume-lample"),
        ("lamp", "person:guillaume-lample"),
        ("topic:t", "topic:talent"),
        ("tal", "topic:talent"),
        ("is:un", "is:unread"),
        ("act:lea", "act:leave"),
        ("source:die", "source:zeitung"),
        ("watch:pe", "watch:people"),
        ("org:مي", "org:mistral"),
        ("Llama -person:tou", "person:hugo-touvron"),
        ("(lang:j", "lang:ja"),
        ("status:ru", "status:rumoured"),
    ],
)
def test_a_term_is_found_by_what_is_written_and_by_its_names(
    typed: str, wanted: str, terms: tuple[Term, ...]
) -> None:
    assert wanted in offered(typed, terms)


def test_fields_come_first_and_wait_for_their_value(terms: tuple[Term, ...]) -> None:
    first = complete("pers", 4, terms)[0]
    assert (first.text, first.cursor) == ("person:", 7)


def test_the_rest_of_the_query_stays_and_one_goes_on_behind_the_term(
    terms: tuple[Term, ...],
) -> None:
    found = complete("Llama topic:tale lang:ja", 16, terms)[0]
    assert found.text == "Llama topic:talent lang:ja"
    assert found.text[found.cursor :] == "lang:ja"
    at_the_end = complete("Llama -topic:tal", 16, terms)[0]
    assert at_the_end.text == "Llama -topic:talent "
    assert at_the_end.cursor == len(at_the_end.text)
    inside = complete("topic:talent", 9, terms)[0]
    assert inside.text == "topic:talent "


@pytest.mark.parametrize("typed", ["", " ", "topic:talent", "nofield:x", '"', "Llama ", "(", "-"])
def test_nothing_is_offered_where_nothing_fits(typed: str, terms: tuple[Term, ...]) -> None:
    assert offered(typed, terms) == []


@given(st.text(max_size=40), st.integers(0, 40))
def test_whatever_is_typed_is_taken(text: str, cursor: int) -> None:
    terms = (Term("topic:talent"), Term("person:ada", "Ada Lind", ("ada lind", "lind")))
    cursor = min(cursor, len(text))
    for one in complete(text, cursor, terms):
        assert one.term.text in one.text
        assert 0 <= one.cursor <= len(one.text)
