"""One spelling for all, and the way back to what was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom import fold as fold_module
from newsroom.fold import fold, fold_map, original_span

SAME = [
    ("Joëlle Pineau", "Joe\u0308lle PINEAU"),
    ("META", "ＭＥＴＡ"),
    ("メタバース", "ﾒﾀﾊﾞｰｽ"),
    ("İstanbul", "istanbul"),
    ("Straße", "STRASSE"),
    ("Dollár", "Dollar"),
    ("Łukasz", "lukasz"),
    ("Meta’s", "Meta's"),
    ("2023–24", "2023-24"),
    ("أحمد", "احمد"),
    ("مدرسة", "مدرسه"),
    ("على", "علي"),
    ("ميـــتا", "ميتا"),
    ("وَمِيتَا", "وميتا"),
    ("هوش مصنوعی", "هوش مصنوعي"),
    ("١٤", "14"),
    ("१४", "14"),
    ("all\u200bama", "allama"),
    ("한국", "한국"),
    ("ёлка", "елка"),
]
DIFFERENT = [("ド", "ト"), ("й", "и"), ("कि", "क"), ("が", "か")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_word_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_marks_that_make_another_letter_stay(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert fold(unicodedata.normalize("NFD", one)) != fold(other)


MIXED = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aeßİıéﬁ\u0301\u0308\u064eـمىةｶﾞ한글\u1112\u1161\u11abक्षि①½ǆ"),
    ),
    max_size=30,
)


@given(MIXED)
def test_the_map_has_a_place_in_the_original_for_every_folded_character(text: str) -> None:
    folded, origin = fold_map(text)
    assert folded == fold(text)
    assert len(origin) == len(folded) + 1
    assert origin[-1] == len(text)
    assert origin == sorted(origin)
    assert all(0 <= at <= len(text) for at in origin)


@given(MIXED, MIXED)
def test_folding_the_original_under_a_span_gives_the_folded_span(before: str, after: str) -> None:
    # Spaces keep the word apart from marks that would combine with it.
    text = f"{before} Zürich {after}"
    folded, origin = fold_map(text)
    at = folded.index("zurich")
    start, end = original_span(origin, at, at + len("zurich"))
    assert fold(text[start:end]).strip() == "zurich"


def test_a_span_inside_one_original_letter_shows_the_letter() -> None:
    folded, origin = fold_map("Straße")
    at = folded.index("s", 4)
    start, end = original_span(origin, at, at + 1)
    assert "Straße"[start:end] == "ß"


def test_characters_taken_for_simple_are_simple() -> None:
    sure = [char for char in map(chr, range(0x10000)) if not fold_module._UNSURE.match(char)]
    assert len(sure) > 30_000
    assert [char for char in sure if not fold_module._is_simple(char)] == []
