from __future__ import annotations

import random
import re
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.clean import MAX_MARKS, clean
from newsroom.marks import likely_mark_class, mark_class

WILD = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"]),
        st.sampled_from(" \n\r\t\x1b\u200d\u0301\ud800\udfff…a"),
    ),
    max_size=80,
)


def is_harmless(text: str, *, lines: bool) -> bool:
    kept = {"\n"} if lines else set()
    for character in text:
        if character in kept or character in "\u200c\u200d":
            continue
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            return False
        if unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF"}:
            return False
        if unicodedata.bidirectional(character) in {"LRI", "RLI", "FSI", "PDI"}:
            return False
    return True


@given(WILD, st.booleans(), st.integers(1, 60))
def test_whatever_comes_in_what_goes_out_is_harmless_short_and_stays_so(
    text: str, lines: bool, limit: int
) -> None:
    result = clean(text, limit=limit, lines=lines)
    assert is_harmless(result, lines=lines)
    assert len(result) <= limit
    result.encode("utf-8")
    assert clean(result, limit=limit, lines=lines) == result
    assert result == result.strip(" \n")
    assert "  " not in result
    assert "\n\n\n" not in result


@pytest.mark.parametrize(
    "text",
    [
        "Meta verliert drei Forscher an Mistral",
        "マーク・ザッカーバーグ氏、人工知能部門を再編",
        "مارك زوكربيرغ يعيد هيكلة ميتا",
        "می‌خواهم",
        "👩‍👩‍👧 Familie",
        "नेटवर्क में क्षेत्रीय",
        "Ça va déjà",
        "Ça va de\u0301ja\u0300",
        "ชื่อที่นี่",
        "",
    ],
)
def test_what_people_write_comes_back_as_the_very_same_object(text: str) -> None:
    assert clean(text) is text


def test_line_ends_are_kept_only_where_asked_for() -> None:
    assert clean("a\r\nb\n\n\n\n c\td \u2028e", lines=True) == "a\nb\n\nc d\ne"
    assert clean("a\r\nb\n\n\n\n c\td \u2028e") == "a b c d e"
    kept = "a\n\nb\nc"
    assert clean(kept, lines=True) is kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A\x1b]52;c;cHduZWQ=\x1b\\", "A]52;c;cHduZWQ=\\"),
        ("\x9b31mred\x00\x07\x7f\x0e", "31mred"),
        ("a\u202egnp.exe\u202c", "agnp.exe"),
        ("x\U000e0041\U000e007fy\ufeff\u200b\u2060z", "xyz"),
        ("\u3164\u115f\uffa0hidden", "hidden"),
        ("half \ud83d surrogate", "half ? surrogate"),
        ("a\xa0\u3000 b\u2003c ", "a b c"),
        ("soft\xadhyphen", "softhyphen"),
    ],
)
def test_attacks_end_here(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_towers_of_marks_are_cut_to_four_and_joiner_floods_too() -> None:
    assert clean("Z" + "\u0337" * 50 + "a") == "Z" + "\u0337" * MAX_MARKS + "a"
    assert clean("a" + "\u200d" * 50 + "b") == "a" + "\u200d" * MAX_MARKS + "b"
    assert clean("a" + "\U00011038" * 9 + "b") == "a" + "\U00011038" * MAX_MARKS + "b"


def test_a_long_text_is_cut_with_an_ellipsis_and_not_between_a_letter_and_its_marks() -> None:
    assert clean("word " * 10, limit=11) == "word word…"
    assert clean("abcde\u0301fgh", limit=6) == "abcd…"


def test_the_table_of_marks_is_that_of_the_database_of_this_python_or_a_later_one() -> None:
    import re  # compiled once, for this test alone

    exact, likely = re.compile(f"[{mark_class()}]"), re.compile(f"[{likely_mark_class()}]")
    for point in range(0x300, 0x110000):
        character = chr(point)
        if unicodedata.ucd_3_2_0.category(character) in {"Mn", "Me"}:
            assert unicodedata.category(character) not in {"Mn", "Me"} or exact.match(character)
        if exact.match(character):
            assert likely.match(character), hex(point)
            assert unicodedata.category(character) in {"Mn", "Me", "Cn"}, hex(point)


@pytest.mark.parametrize("unit", ["\x1b", "\u0300", "\u200d", " ", "\n", "\ud800", "a\u0301"])
def test_ten_megabytes_of_anything_cost_next_to_nothing(unit: str) -> None:
    text = unit * (10_000_000 // len(unit))
    started = time.process_time()
    clean(text, limit=20_000, lines=True)
    assert time.process_time() - started < 1.0


def test_pieces_put_together_at_random_are_clean_after_one_pass() -> None:
    rng = random.Random(7)
    pieces = [
        "\x1b[2J", "\u202e", "\n", "  ", "a", "é", "\u0300" * 7, "\ud800", "中", "\u200d", "\x85",
    ]  # fmt: skip
    for _ in range(2000):
        text = "".join(rng.choices(pieces, k=rng.randrange(12)))
        for lines in (False, True):
            once = clean(text, lines=lines)
            assert clean(once, lines=lines) is once


def test_white_space_is_what_python_splits_at() -> None:
    spaces = [chr(code) for code in range(sys.maxunicode + 1) if not chr(code).split()]
    for space in spaces:
        assert clean(f"a{space}b") == "a b"
        assert clean(f"a{space}b", lines=True) in {"a b", "a\nb"}
    assert clean("a\u200bb") == "ab"


@given(WILD, st.integers(1, 60))
def test_towers_are_capped_whatever_stands_around_them(around: str, height: int) -> None:
    tower = "a" + "\u0301" * height
    for mark in (tower, "\U00011001".join(tower)):
        kept = clean(f"{around} {mark} {around}", limit=1000)
        assert not re.search(f"[{mark_class()}\u200c\u200d]{{{MAX_MARKS + 1}}}", kept)
