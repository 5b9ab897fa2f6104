"""Text that can be read in every theme: a filter over what goes out to the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.color import Color

LEAST: Final = 4.5
"""The contrast that text has at least (WCAG 2, level AA)."""
_STEPS: Final = 20
_MOST_STYLES: Final = 4096
_LINES: Final = range(0x2500, 0x25A0)
"""Lines and blocks: they carry no words."""

Triplet = tuple[int, int, int]


def luminance(colour: Triplet) -> float:
    """How light a colour is, between 0 and 1, as WCAG 2 counts."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Triplet, other: Triplet) -> float:
    """The contrast of two colours, between 1 and 21, as WCAG 2 counts."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_text(text: str) -> bool:
    """Whether a stretch holds anything to read: more than blanks, lines and blocks."""
    return any(not char.isspace() and ord(char) not in _LINES for char in text)


def as_drawn(colour: RichColor, system: ColorSystem) -> Triplet:
    """The nearest colour that a terminal of so many colours has."""
    red, green, blue = colour.downgrade(system).get_truecolor()
    return red, green, blue


class ReadableText(LineFilter):
    """Moves text whose colour is too near its background's towards black or white.

    It only reads what a terminal of `system` colours makes of both, so that what can be read in
    millions of colours can be read in 256 as well.

    Args:
        system: how many colours the terminal has.
        before: filters of styles that come before it. They are taken along, style by style: a line
            that passes one filter more is made anew once more.
    """

    def __init__(
        self, system: ColorSystem = ColorSystem.TRUECOLOR, before: Sequence[LineFilter] = ()
    ) -> None:
        super().__init__()
        self.system = system
        self.before = tuple(before)
        self._known: dict[tuple[Style, Color], tuple[Style, Style]] = {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give every text of a line a colour that can be read."""
        known, made = self._known, []
        for segment in segments:
            text, style, control = segment
            if style is None or control:
                made.append(segment)
                continue
            key = (style, background)
            found = known.get(key)
            if found is None:
                if len(known) >= _MOST_STYLES:
                    known.clear()
                plain = self._filtered(style, background)
                found = known[key] = plain, self._readable(plain, background)
            plain, readable = found
            better = plain if readable is plain or not is_text(text) else readable
            made.append(segment if better is style else Segment(text, better))
        return made

    def _filtered(self, style: Style, background: Color) -> Style:
        """A style as the filters before leave it."""
        segments = [Segment(" ", style)]
        for one in self.before:
            segments = one.apply(segments, background)
        return segments[0].style or style

    def _readable(self, style: Style, background: Color) -> Style:
        ground = style.bgcolor or background.rich_color
        ink = style.color
        if ink is None or ink.is_default or ground.is_default:
            return style
        if style.reverse:
            ink, ground = ground, ink
        on = as_drawn(ground, self.system)
        if contrast(as_drawn(ink, self.system), on) >= LEAST:
            return style
        better = self._moved(as_drawn(ink, ColorSystem.TRUECOLOR), on)
        return style + (Style(bgcolor=better) if style.reverse else Style(color=better))

    def _moved(self, ink: Triplet, ground: Triplet) -> RichColor:
        black, white = (0, 0, 0), (255, 255, 255)
        end = max(black, white, key=lambda colour: contrast(colour, ground))
        for step in range(1, _STEPS + 1):
            part = step / _STEPS
            moved = RichColor.from_rgb(
                *(round(a + (b - a) * part) for a, b in zip(ink, end, strict=True))
            )
            if contrast(as_drawn(moved, self.system), ground) >= LEAST:
                return moved
        return RichColor.from_rgb(*end)
