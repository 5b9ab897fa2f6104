"""Widths in terminal cells, in every script."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from newsroom.clean import clean
from tui.cells import LRM, Cell, crop, fit_cells, guard, is_right_to_left, pad

texts = st.text(max_size=60).map(clean)


@given(texts, st.integers(0, 40))
def test_a_padded_text_fills_its_cells_exactly(text: str, width: int) -> None:
    assert cell_len(pad(text, width)) == width
    assert cell_len(pad(text, width, "right")) == width


@given(st.lists(texts, min_size=1, max_size=5), texts, st.integers(0, 120))
def test_a_row_is_as_wide_as_it_should_be(fixed: list[str], last: str, width: int) -> None:
    cells = (*(Cell(text, "", 8) for text in fixed), Cell(last))
    assert sum(cell_len(text) for text, _ in fit_cells(cells, width)) == width


def test_wide_characters_are_never_halved() -> None:
    assert crop("退職した研究者", 6) == "退職…"
    assert cell_len(crop("退職した研究者", 6)) == 5


def test_a_cut_prefers_the_end_of_a_word() -> None:
    assert crop("Eleven of the fourteen authors", 24) == "Eleven of the fourteen…"
    assert crop("org:meta AND (act:leave OR act:join)", 21) == "org:meta AND…"
    assert crop("Anyone leaving or joining Meta AI", 24) == "Anyone leaving or…"
    assert crop("Donaudampfschifffahrtsgesellschaft", 10) == "Donaudamp…"


def test_right_to_left_cells_cannot_move_their_neighbours() -> None:
    arabic = "ميتا تفقد باحثين"
    row = fit_cells((Cell(arabic, "", 20), Cell("المسار", "", 10)), 31)
    texts = [text for text, _ in row if text.strip()]
    assert all(text.startswith(LRM) and text.endswith(LRM) for text in texts)
    assert guard("Meta") == "Meta"
    assert is_right_to_left(arabic)
    assert not is_right_to_left("研究者 Meta")


def test_a_name_cannot_command_the_terminal() -> None:
    assert pad("Wool\x1b[31m\x9bred\n", 12) == "Wool[31mred "
