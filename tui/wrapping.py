"""Text broken into lines of so many terminal cells; words and wide characters stay whole."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator

_IDEOGRAPHS: Final = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
)
"""Han and kana, two cells each: a line may end behind each. Hangul is written in words."""
_OPENING: Final = "「『（【《〈［｛〔"
_CLOSING: Final = "、。，．！？：；」』）】》〉］｝〕”’ーゝゞ々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
"""What does not begin a line."""
_JOINERS: Final = "\u200d\ufe0e\ufe0f"
"""They make one picture of the characters beside them."""


@lru_cache(maxsize=1)
def _piece() -> re.Pattern[str]:
    """What stays together, with the blanks behind it; in a run a line may end behind each.

    Made when a text is first broken: it takes longer than all else a first screen loads here.
    """
    return re.compile(
        rf"(?P<run>(?:[{_IDEOGRAPHS}](?![{_CLOSING}\s]))+)"
        rf"|[{_OPENING}“‘]*[{_IDEOGRAPHS}][{_CLOSING}]*\s*"
        rf"|[{_OPENING}]*[^\s{_IDEOGRAPHS}{_OPENING}]+\s*"
        rf"|[{_OPENING}]+\s*"
        r"|\s+"
    )


def break_lines(text: str, width: int) -> list[tuple[int, int]]:
    """Find where the lines of a paragraph begin and end.

    Args:
        text: without line breaks and tabs.
        width: of a line, in terminal cells.

    Returns:
        For each line the index of its first character and that behind its last; blanks at the end
        of a line belong to none. An empty paragraph is one empty line.
    """
    if cell_len(text) <= width:
        return [(0, len(text.rstrip()))]
    # Of what is printable ASCII the number of characters is the number of cells.
    measure = len if text.isascii() and text.isprintable() else cell_len
    lines: list[tuple[int, int]] = []
    start = end = used = 0
    for found in _piece().finditer(text):
        piece, begin = found.group(), found.start()
        if found.lastgroup:
            full, start, used = _fill(start, begin, found.end(), used, width)
            if full:
                # What stood on the line before a run that does not begin on it ends with its words.
                first = full[0]
                lines.append((first[0], end) if first[1] == begin else first)
                lines.extend(full[1:])
            end = found.end()
            continue
        word = piece.rstrip()
        cells = measure(word)
        if used and used + cells > width:
            lines.append((start, end))
            start, used = begin, 0
        if cells > width:
            *cut, rest = _folded(word, width)
            lines.extend((begin + one, begin + other) for one, other in cut)
            start, cells = begin + rest[0], measure(word[rest[0] :])
        end = begin + len(word) if word else end
        used += cells + len(piece) - len(word)
    lines.append((start, max(start, end)))
    return lines


def _fill(
    start: int, begin: int, stop: int, used: int, width: int
) -> tuple[list[tuple[int, int]], int, int]:
    """Fill lines with a run of wide characters.

    Args:
        start: where the line began that is being filled.
        begin: where the run begins.
        stop: where it ends.
        used: cells of the line that are taken.
        width: of a line.

    Returns:
        The lines that are full, where the next begins, and how many of its cells are taken.
    """
    full = []
    while begin < stop:
        room = max((width - used) // 2, 0 if used else 1)
        if room < stop - begin:
            full.append((start, begin + room))
            start = begin = begin + room
            used = 0
        else:
            used += 2 * (stop - begin)
            begin = stop
    return full, start, used


def _folded(word: str, width: int) -> Iterator[tuple[int, int]]:
    """Break a word that is wider than a line; what one picture is made of stays together."""
    start = used = 0
    for place, char in enumerate(word):
        cells = cell_len(char)
        joined = cells == 0 or char in _JOINERS or word[place - 1 : place] == "\u200d"
        if used + cells > width and not joined and place > start:
            yield start, place
            start, used = place, 0
        used += cells
    yield start, len(word)
