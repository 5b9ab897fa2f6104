"""Keys that write the filter's text."""

from __future__ import annotations

import pytest

from tui.filters import next_term, set_term, toggle_term, values_of


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "topic:talent"),
        ("Llama", "Llama topic:talent"),
        ("topic:talent Llama", "Llama topic:strategy"),
        ("Llama topic:strategy", "Llama"),
    ],
)
def test_one_key_steps_through_the_topics(before: str, after: str) -> None:
    assert next_term(before, "topic", ("talent", "strategy")) == after


def test_a_second_press_takes_the_term_out() -> None:
    once = toggle_term("Llama", "lang", "ja")
    assert once == "Llama lang:ja"
    assert toggle_term(once, "lang", "ja") == "Llama"
    assert toggle_term(once, "lang", "ar") == "Llama lang:ar"


def test_other_fields_stay() -> None:
    assert set_term("is:unread lang:ja -x", "lang", "") == "is:unread -x"
    assert values_of("lang:ja slang:x", "lang") == ["ja"]
