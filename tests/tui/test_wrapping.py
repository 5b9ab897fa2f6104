"""Breaking text into lines of terminal cells."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.wrapping import break_lines

WORDS = st.sampled_from(
    ["a", "Meta", "Llama", "superintelligence", "研究所", "退職、", "「モデル」",
     "연구원이", "النموذج", "👩\u200d🔬", "e\u0301", "  "]
)  # fmt: skip


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in break_lines(text, width)]


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        ("", 10, [""]),
        ("short", 10, ["short"]),
        ("three small words", 11, ["three small", "words"]),
        ("three small words", 10, ["three", "small", "words"]),
        ("  kept in front", 9, ["  kept in", "front"]),
        ("a " + "b" * 12 + " c", 5, ["a", "bbbbb", "bbbbb", "bb c"]),
        ("研究者が会社を退職した", 8, ["研究者が", "会社を退", "職した"]),
        ("Metaの研究者", 7, ["Metaの", "研究者"]),
        ("연구원이 회사를 퇴사", 10, ["연구원이", "회사를", "퇴사"]),
    ],
)
def test_lines_end_behind_words_and_between_ideographs(
    text: str, width: int, wanted: list[str]
) -> None:
    assert lines(text, width) == wanted


def test_a_line_begins_with_no_comma_and_ends_with_no_opening_bracket() -> None:
    text = "研究者は退職、会社は「閉鎖」を発表。" * 5
    for width in range(6, 40):
        for line in lines(text, width):
            assert line[0] not in "、。」"
            assert line[-1] != "「"


def test_what_is_one_picture_stays_together() -> None:
    scientist, accented = "👩\u200d🔬", "e\u0301"
    for unit in (scientist, accented):
        for line in lines(unit * 20, 6):
            assert line == unit * (len(line) // len(unit))


@given(st.lists(WORDS, max_size=30).map(" ".join), st.integers(min_value=2, max_value=40))
def test_no_line_is_too_wide_and_nothing_but_blanks_is_lost(text: str, width: int) -> None:
    found = break_lines(text, width)
    assert all(cell_len(text[start:end]) <= width for start, end in found)
    behind = [(0, found[0][0]), *((a[1], b[0]) for a, b in pairwise(found))]
    assert not "".join(text[start:end] for start, end in (*behind, (found[-1][1], None))).strip()


@given(st.lists(st.text("abc", min_size=1, max_size=9), max_size=30), st.integers(9, 40))
def test_a_word_that_fits_a_line_is_never_cut(words: list[str], width: int) -> None:
    assert [word for line in lines(" ".join(words), width) for word in line.split()] == words


def test_the_longest_article_is_broken_within_a_callback() -> None:
    rng = random.Random(1)
    for alphabet in ("abcdefgh   ", "研究者会社退職模型計算"):
        text = "".join(rng.choices(alphabet, k=20_000))
        took = []
        for _ in range(5):
            began = time.thread_time()
            break_lines(text, 60)
            took.append(time.thread_time() - began)
        assert min(took) < 0.025
