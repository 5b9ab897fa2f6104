"""Our own signs, lines and bars in ASCII, for terminals and fonts that have nothing else."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

_SIGNS: Final = {
    "●": "o", "○": ".", "◆": "#", "◇": "+", "■": "#", "□": "+", "★": "*", "☆": "+",
    "▸": "+", "▾": "-", "▴": "^", "◂": "<", "▶": ">", "▼": "v", "▲": "^", "◀": "<",
    "→": ">", "←": "<", "↑": "^", "↓": "v", "↵": "<", "⏎": "<", "✓": "+", "✔": "+", "✗": "x",
    "✘": "x", "×": "x", "÷": "/", "±": "+", "−": "-", "≥": ">", "≤": "<", "≈": "~", "≠": "!",
    "…": "~", "·": "-", "•": "*", "‣": ">", "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-",
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": ",", "«": "<", "»": ">", "‹": "<",
    "›": ">", "\u00a0": " ", "°": "o", "§": "S", "⚠": "!", "ℹ": "i", "⇧": "^",
    "🔎": "/ ",
}  # fmt: skip
_BLOCKS: Final = {
    "▁": "_", "▂": ".", "▃": "-", "▄": "=", "▅": "+", "▆": "*", "▇": "%", "█": "#",
    "▀": "-", "▔": "-", "░": ".", "▒": ":", "▓": "#",
    **dict.fromkeys("▉▊▋▌▍▎▏▐▕", "|"),
}  # fmt: skip


def _line(name: str) -> str:
    """A line or corner by its name in Unicode."""
    bold = "HEAVY" in name or "DOUBLE" in name
    if "DIAGONAL" in name:
        return "X" if "CROSS" in name else "/" if "UPPER RIGHT" in name else "\\"
    level = any(word in name for word in ("HORIZONTAL", "LEFT", "RIGHT"))
    upright = any(word in name for word in ("VERTICAL", "UP", "DOWN"))
    if level and upright:
        return "+"
    if level:
        return "=" if bold else "-"
    return "#" if bold else "|"


TABLE: Final = {
    **{code: _line(unicodedata.name(chr(code))) for code in range(0x2500, 0x2580)},
    **dict.fromkeys(range(0x2580, 0x25A0), "#"),
    **dict.fromkeys(range(0x2801, 0x2900), "."),
    0x2800: " ",
    **{ord(sign): ascii_sign for sign, ascii_sign in (_SIGNS | _BLOCKS).items()},
}
"""ASCII of equal width by code point: lines, blocks, dots and the signs that screens use."""


def in_ascii(text: str, encoding: str = "utf-8") -> str:
    """Write our own signs in ASCII; everything else stays.

    Args:
        text: one line, or a part of one.
        encoding: of the terminal: what it cannot show becomes question marks.

    Returns:
        A text of the same width in terminal cells.
    """
    if text.isascii():
        return text
    width = cell_len(text)
    written = text.translate(TABLE)
    if not written.isascii() and encoding != "utf-8":
        written = "".join(
            char if _has(char, encoding) else "?" * cell_len(char) for char in written
        )
        return set_cell_size(written, width)
    # Signs that other characters belong to, as a variation selector does, are no signs of ours.
    return written if cell_len(written) == width else text


def _has(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class AsciiArt(LineFilter):
    """Writes every line that goes out with `in_ascii`.

    Args:
        encoding: of the terminal, a name that Python knows.
    """

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self.encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 -- Textual's signature
        """Write the signs of a line in ASCII."""
        encoding = self.encoding
        return [
            segment
            if segment.text.isascii()
            else Segment(in_ascii(segment.text, encoding), segment.style, segment.control)
            for segment in segments
        ]
