"""The spellings of a watch's keywords, each with its count and its switch: pure view-models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.spellings import folded_spelling
from tui.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsroom.spellings import Spelling

_WITH_KEYWORD = 50
"""From so many cells on the keyword of a spelling stands beside it."""


@dataclass(frozen=True, slots=True)
class SpellingRow:
    """One spelling of one keyword."""

    key: str
    """Unique in the list."""
    keyword: str
    """What it is a spelling of; "" if no keyword is found by it any more."""
    text: str
    folded: str
    script: str
    articles: int | None
    """Of the last 30 days that are written with it; None: not counted yet."""
    counts: bool = True
    """False: it is switched off for this watch."""


def spelling_rows(
    spellings: Mapping[str, Sequence[Spelling]],
    counts: Mapping[tuple[str, str], int],
    without: Sequence[str],
) -> list[SpellingRow]:
    """The spellings of keywords that are names, those most written first, a keyword at a time.

    Args:
        spellings: by keyword, itself first. A keyword of one spelling is no name and is left out.
        counts: articles by folded keyword and folded spelling, as far as they are counted.
        without: those that are switched off. What belongs to no keyword stands last.
    """
    off = {folded_spelling(each): each for each in without}
    rows: list[SpellingRow] = []
    for keyword, known in spellings.items():
        name = folded_spelling(keyword)
        # One keyword twice is one.
        if len(known) < 2 or any(row.key.startswith(f"{name}\0") for row in rows):
            continue
        made = [
            SpellingRow(
                key=f"{name}\0{each.folded}",
                keyword=keyword,
                text=each.text,
                folded=each.folded,
                script=each.script,
                articles=counts.get((name, each.folded)),
                counts=each.folded not in off,
            )
            for each in known
        ]
        rows.extend(sorted(made, key=lambda row: -(row.articles or 0)))
    listed = {row.folded for row in rows}
    rows.extend(
        SpellingRow(f"\0{folded}", "", text, folded, "", None, counts=False)
        for folded, text in off.items()
        if folded not in listed
    )
    return rows


def toggled(without: Sequence[str], row: SpellingRow) -> tuple[str, ...]:
    """The spellings that are switched off once that of a row is switched."""
    rest = tuple(each for each in without if folded_spelling(each) != row.folded)
    return rest if len(rest) != len(without) else (*without, row.text)


def spelling_cells(row: SpellingRow, width: int, *, keywords: int = 1) -> tuple[Cell, ...]:
    """Lay one spelling out.

    Args:
        row: which.
        width: in terminal cells.
        keywords: how many keywords are listed: of one it need not be said which.
    """
    style = "" if row.counts else "muted"
    articles = "…" if row.articles is None else str(row.articles)
    cells = [
        Cell("[x]" if row.counts else "[ ]", "strong" if row.counts else "muted", 3),
        Cell(row.text, style),
        Cell(row.script, "muted", 10),
        Cell(articles if row.keyword else "-", style if row.articles else "muted", 5, "right"),
    ]
    if keywords > 1 and width >= _WITH_KEYWORD:
        cells.insert(2, Cell(row.keyword, "muted", 14))
    # The last cell is for the scrollbar, which lies over the row.
    return (*cells, Cell("", "", 1))


def spellings_line(rows: Sequence[SpellingRow], unknown: Iterable[str]) -> str:
    """What is said over the list: how many spellings count, and which keywords are no names."""
    words = ", ".join(f"“{word}”" for word in unknown)
    if not rows:
        return f"{words}: in no pack, so found only as it is written." if words else ""
    on = sum(row.counts for row in rows)
    line = f"Spellings: {on} of {len(rows)} count; down there, space switches one."
    return f"{line} {words}: as written." if words else line
