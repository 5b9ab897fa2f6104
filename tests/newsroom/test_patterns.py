"""Patterns are bounded in size and time, and see the text as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.errors import PatternTooSlow, QueryError
from newsroom.patterns import PatternError, PatternTimeout, compile_pattern
from newsroom.query import parse_query
from newsroom.records import Article
from newsroom.scan import scan
from newsroom.subject import Subject
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from newsroom.packs import Packs

ENDLESS = "(a|aa)+$"
TRAP = "a" * 60 + "b"


def subject_of(packs: Packs, title: str, summary: str = "", text: str = "") -> Subject:
    article = Article("it", "paper", title=title, summary=summary, text=text, first_seen=SEEN)
    return Subject.of_article(article, scan(article, packs))


def test_case_does_not_count_unless_asked() -> None:
    assert compile_pattern("meta").places("Eine META, zwei Meta") == ((5, 9), (16, 20))
    assert compile_pattern("(?-i:Meta)").places("Eine meta, zwei Meta") == ((16, 20),)


def test_a_pattern_marks_what_it_matches_in_the_original(packs: Packs) -> None:
    subject = subject_of(packs, "Ｌlama — 11 of 14 gone", text="Gone: 3 of 14.")
    found = parse_query(r"/\d+ of \d+/", packs).match(subject)
    assert found is not None
    assert [(s.field, s.text, s.term) for s in found] == [
        ("title", "11 of 14", r"/\d+ of \d+/"),
        ("text", "3 of 14", r"/\d+ of \d+/"),
    ]


def test_a_pattern_in_one_field_stays_there(packs: Packs) -> None:
    subject = subject_of(packs, "Bread is dear", "Flour too", "So is salt")
    assert parse_query("title:/^bread/ summary:/too$/ text:/sal./", packs).holds(subject)
    assert not parse_query("title:/flour/", packs).holds(subject)
    assert not parse_query("summary:/salt/", packs).holds(subject)


@pytest.mark.parametrize("text", ["a/b", "https://example.org/x/", "AI / bread", "and/or x/y"])
def test_a_slash_inside_a_word_begins_no_pattern(packs: Packs, text: str) -> None:
    assert not parse_query(text, packs).holds(subject_of(packs, "nothing of it"))
    assert parse_query(text, packs).holds(subject_of(packs, text))


def test_what_takes_too_long_ends_in_time_and_says_so(packs: Packs) -> None:
    with pytest.raises(PatternTimeout):
        compile_pattern(ENDLESS).places(TRAP, 0.005)
    query = parse_query(f"x OR /{ENDLESS}/", packs)
    with pytest.raises(PatternTooSlow, match="takes more than 20 ms on one item") as error:
        query.holds(subject_of(packs, "Short", text=TRAP))
    assert error.value.position == 5
    assert query.holds(subject_of(packs, "x"))


@pytest.mark.parametrize(
    "source",
    [
        "(",
        "[a",
        "*",
        "a{3,2}",
        "(?V0)a",
        "(?R)",
        "(a)(?1)",
        "x" * 301,
        "a{99999999}",
        r"\p{No such}",
        "(?:(?:a{500}){500}){500}",
    ],
)
def test_what_cannot_be_run_safely_is_refused(source: str) -> None:
    with pytest.raises(PatternError) as error:
        compile_pattern(source)
    assert 0 <= error.value.offset <= len(source)


def test_no_more_than_fifty_places_are_returned() -> None:
    assert len(compile_pattern("a").places("a" * 1000)) == 50


PIECES = ["a", "(", ")", "[", "]", "{2}", "*", "+", "?", "|", "\\", "\\d", "^", "$", "(?:", "(?<"]
PIECES += ["/", " ", '"', "-", "=", "title:", "(?i)", "\\p{L}", ".", "é"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_pattern_runs_or_says_why_not(packs: Packs, parts: list[str]) -> None:
    text = f"/{''.join(parts)}/"
    subject = subject_of(packs, "Ada (1815) wrote: a\\b [x] {2}", text="aa é " * 20)
    place, why = 0, "ran"
    try:
        query = parse_query(text, packs)
        assert query.holds(subject) == (query.match(subject) is not None)
    except QueryError as error:
        place, why = error.position, str(error)
    assert 0 <= place <= len(text)
    assert why
