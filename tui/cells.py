"""Text in terminal cells: measuring, cropping, guarding right-to-left scripts."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, set_cell_size

LRM = "\u200e"
"""Left-to-right mark: keeps bidirectional terminals from swapping neighbouring columns."""
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
"""C0 and C1: names in config.toml may hold them, and a terminal would obey."""
_RTL = {"R", "AL", "AN"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One stretch of a row."""

    text: str
    style: str = ""
    """A style name of RowList: "muted", "talent", "strategy", "good", "bad", "strong", "alert"."""
    width: int | None = None
    """In terminal cells; None takes what is left (one such cell a row)."""
    align: Literal["left", "right"] = "left"


def crop(text: str, width: int) -> str:
    """Fit a text into so many terminal cells; what is cut ends in an ellipsis.

    A wide character is never halved, and the ellipsis stands after a whole word where one ends
    within the last half of the room: of a word longer than that, its beginning says more.
    """
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    cut = set_cell_size(text, width - 1).rstrip()
    space = cut.rfind(" ")
    if space > len(cut) // 2 and not text[len(cut) : len(cut) + 1].isspace():
        cut = cut[:space].rstrip()
    return f"{cut}…"


def pad(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """Crop or fill a text to exactly so many terminal cells; control characters are left out."""
    fitted = crop(text if text.isprintable() else text.translate(_CONTROLS), width)
    fill = " " * (width - cell_len(fitted))
    return fill + fitted if align == "right" else fitted + fill


def is_right_to_left(text: str) -> bool:
    """Tell whether any letter runs from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in _RTL for char in text)


def guard(text: str) -> str:
    """Wrap a text that holds right-to-left letters so that it cannot move its neighbours."""
    return f"{LRM}{text}{LRM}" if is_right_to_left(text) else text


def fit_cells(cells: tuple[Cell, ...], width: int) -> list[tuple[str, str]]:
    """Lay cells out in a row.

    Args:
        cells: from left to right, a blank between each two; one may have width None.
        width: of the row, in terminal cells.

    Returns:
        Texts with their style names, together exactly `width` cells wide.
    """
    fixed = sum(cell.width for cell in cells if cell.width is not None)
    rest = max(0, width - fixed - (len(cells) - 1))
    parts: list[tuple[str, str]] = []
    room = width
    for index, cell in enumerate(cells):
        wanted = rest if cell.width is None else cell.width
        size = min(wanted, room)
        parts.append((guard(pad(cell.text, size, cell.align)), cell.style))
        room -= size
        if index < len(cells) - 1 and room > 0:
            parts.append((" ", ""))
            room -= 1
    if room > 0:
        parts.append((" " * room, ""))
    return parts
