"""Text measured in terminal cells, for output that is read in a terminal.

A letter takes two cells where Unicode calls it wide (East_Asian_Width W or F, Unicode Standard
Annex 11), none where it combines with the one before.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LRM: Final = "\u200e"
"""Left-to-right mark: around right-to-left text it keeps terminals from moving the rest."""
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def _cells_of(letter: str) -> int:
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def guard(text: str) -> str:
    """A text that holds right-to-left letters between marks, so that it moves nothing else."""
    if text.isascii() or not any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text):
        return text
    return f"{LRM}{text}{LRM}"


def wrap(text: str, width: int) -> Iterator[str]:
    """A text in lines of at most so many cells.

    Lines break at spaces; a word that is longer than a line, as all are in scripts that do not part
    words, breaks anywhere but before what combines.
    """
    line, room = "", width
    for word in text.split():
        size = cells(word)
        gap = 1 if line else 0
        if line and size + gap > room and (size <= width or room < width // 3):
            yield line
            line, room, gap = "", width, 0
        if size + gap <= room:
            line += " " * gap + word
            room -= size + gap
            continue
        line += " " * gap
        room -= gap
        for letter in word:
            size = _cells_of(letter)
            if size > room:
                yield line
                line, room = "", width
            line += letter
            room -= size
    if line:
        yield line
