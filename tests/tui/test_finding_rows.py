"""What is found for a new source, as rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from tui.cells import fit_cells
from tui.finding_rows import (
    FindingRow,
    finding_cells,
    finding_detail,
    finding_labels,
    list_height,
    outline_cells,
    outline_rows,
    outline_summary,
)
from watchers.findings import Finding
from watchers.opml import Outline, Sorted

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
FOUND = Finding(
    {"name": "The Harbour Gazette", "url": "https://gazette.example/feed"},
    items=20, language="en", headline="The pier is closed", newest=NOW - timedelta(hours=3),
    per_week=6.6,
)  # fmt: skip


@pytest.mark.parametrize("width", range(48, 110))
def test_every_label_fits_over_its_column(width: int) -> None:
    cells, labels = finding_cells(FindingRow("0", FOUND), width), finding_labels(width)
    fixed = sum(cell.width or 0 for cell in cells) + len(cells) - 1
    rooms = [width - fixed if cell.width is None else cell.width for cell in cells]
    assert all(cell_len(label) <= room for label, room in zip(labels, rooms, strict=True))
    assert sum(cell_len(text) for text, _ in fit_cells(cells, width)) == width


def test_what_is_chosen_and_what_is_known_is_said_without_colour() -> None:
    known = replace(FOUND, known="gazette")
    rows = (FindingRow("0", FOUND), FindingRow("0", FOUND, chosen=True), FindingRow("0", known))
    assert [finding_cells(row, 80)[0].text for row in rows] == ["[ ]", "[x]", "known"]


def test_the_detail_says_how_much_comes_and_what_came_last() -> None:
    assert finding_detail(FOUND, NOW) == [
        "https://gazette.example/feed",
        "20 items, about 7 a week, the newest 3h old: The pier is closed",
    ]
    broken = replace(FOUND, error="gazette.example has no feed there (404).", known="gazette")
    assert finding_detail(broken, NOW)[1:] == [
        "It is a source already: gazette.",
        "gazette.example has no feed there (404).",
    ]
    assert finding_detail(Finding({"name": "Empty"}), NOW) == ["Empty", "0 items"]


def test_a_list_says_what_taking_it_over_would_do() -> None:
    new = tuple(Outline(f"Feed {n}", f"https://f{n}.example/") for n in range(2))
    found = Sorted(new, (Outline("Old", "https://old.example/"),), ("exec:x",))
    assert [row.fate for row in outline_rows(found)] == ["new", "new", "refused", "known"]
    assert len({row.key for row in outline_rows(found)}) == 4
    assert outline_summary(found) == (
        "2 new, 1 known already, 1 refused (only http and https addresses can be asked). "
        "Enter adds them all."
    )
    assert outline_summary(Sorted(new[:1], (), ())) == "1 new. Enter adds it."
    assert (
        outline_summary(Sorted((), new, ())) == "0 new, 2 known already. There is nothing to add."
    )
    refused = outline_cells(outline_rows(found)[2], 80)
    assert refused[2].text == "refused: only http and https addresses can be asked"


@pytest.mark.parametrize(
    ("rows", "lines", "height"), [(0, 24, 1), (2, 24, 2), (50, 24, 7), (50, 60, 12), (50, 12, 3)]
)
def test_a_list_leaves_room_for_what_stands_beside_it(rows: int, lines: int, height: int) -> None:
    assert list_height(rows, lines) == height
