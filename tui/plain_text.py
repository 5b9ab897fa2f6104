"""The dashboard without any style, for NO_COLOR: characters say what colours said."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

HERE: Final = ">"
"""Stands before the row under the cursor."""
LEFT_HERE: Final = "-"
"""Stands before the row under the cursor of a list that has no focus."""
_THUMB: Final = "█"
_TRACK: Final = "│"


@lru_cache(4096)
def unstyled(style: Style) -> Style:
    """What is left of a style: where a click goes, and the text cursor.

    `reverse blink` is what app.tcss gives the text cursor of a focused input under `:nocolor`, and
    nothing else.
    """
    cursor = bool(style.reverse and style.blink)
    return Style(reverse=True if cursor else None, meta=style.meta or None)


class PlainText(LineFilter):
    """Takes every style away.

    app.tcss gives, under `:nocolor`, what has the cursor the style `strike` where it has focus and
    `overline` where not, and a blank before it: a mark is put there.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 -- Textual's signature
        """Take the styles of a line away."""
        mark = ""
        plain: list[Segment] = []
        for text, style, control in segments:
            if style is None:
                plain.append(Segment(text, None, control))
                continue
            if style.strike:
                mark = HERE
            elif style.overline and not mark:
                mark = LEFT_HERE
            plain.append(Segment(_bar(text, style), unstyled(style), control))
        return _marked(plain, mark) if mark else plain


def _bar(text: str, style: Style) -> str:
    """A part of a scrollbar, which is drawn by its colour alone, as a character."""
    if not style._meta or not text.isspace():  # noqa: SLF001 -- style.meta would be read for every text
        return text
    meta = style.meta
    if "@mouse.down" in meta:
        return _THUMB * len(text)
    return _TRACK * len(text) if "@mouse.up" in meta else text


def _marked(segments: list[Segment], mark: str) -> list[Segment]:
    """Put a mark into the first cell of a line, if that is blank."""
    for place, (text, style, control) in enumerate(segments):
        if not text:
            continue
        if text[0] == " ":
            segments[place] = Segment(mark + text[1:], style, control)
        break
    return segments
