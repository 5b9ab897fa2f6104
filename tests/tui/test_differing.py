"""What an edit changed, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.differing import changes


def test_only_the_words_that_changed_are_marked() -> None:
    found = list(changes("Ada Lind leaves Meta for Cohere", "Ada Lind may leave Meta for Cohere"))
    assert found == [
        ("Ada Lind ", "same"),
        ("leaves ", "gone"),
        ("may leave ", "new"),
        ("Meta for Cohere", "same"),
    ]


def test_where_no_blanks_are_written_characters_are_words() -> None:
    found = list(changes("14人中11人が退職", "14人中12人が退職"))
    assert ("11", "gone") in found
    assert ("12", "new") in found


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_wordings_can_be_read_from_it(before: str, after: str) -> None:
    found = list(changes(before, after))
    assert "".join(text for text, kind in found if kind != "new") == before
    assert "".join(text for text, kind in found if kind != "gone") == after
