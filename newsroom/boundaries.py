r"""Where a word ends, by script: the regular expression `\b` knows none of this.

`\b` holds Japanese, Korean, Arabic and Latin letters for one kind, so it does not find "Meta" in
"MetaのAI" and finds メタ in メタバース. Here a name is bounded when its neighbours are not
letters of its own script, or are an ending, a particle or a clitic that the language packs list for
that script.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x005B, "latin"),
    (0x0061, 0x007B, "latin"),
    (0x00C0, 0x0250, "latin"),
    (0x0370, 0x0400, "greek"),
    (0x0400, 0x0530, "cyrillic"),
    (0x0530, 0x0590, "armenian"),
    (0x0590, 0x0600, "hebrew"),
    (0x0600, 0x0780, "arabic"),
    (0x08A0, 0x0900, "arabic"),
    (0x0900, 0x0964, "devanagari"),
    (0x0966, 0x0980, "devanagari"),
    (0x0980, 0x0A00, "bengali"),
    (0x0A00, 0x0E00, "indic"),
    (0x0E00, 0x1000, "thai"),
    (0x10A0, 0x1100, "georgian"),
    (0x1100, 0x1200, "hangul"),
    (0x1E00, 0x1F00, "latin"),
    (0x1F00, 0x2000, "greek"),
    (0x3005, 0x3008, "han"),
    (0x3041, 0x30A0, "hiragana"),
    (0x30A1, 0x30FB, "katakana"),
    (0x30FC, 0x3100, "katakana"),
    (0x3130, 0x3190, "hangul"),
    (0x31F0, 0x3200, "katakana"),
    (0x3400, 0xA000, "han"),
    (0xAC00, 0xD7B0, "hangul"),
    (0xF900, 0xFB00, "han"),
    (0xFB50, 0xFE00, "arabic"),
    (0xFE70, 0xFF00, "arabic"),
    (0x20000, 0x33480, "han"),
)
UNSPACED = frozenset({"han", "hiragana", "thai"})
"""Scripts written without a mark between words: a name may stand anywhere."""
_NO_LETTER = frozenset("،؛؟۔٪٫٬٭־׀׃״׳")
"""Punctuation that lies inside a script's range."""


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """Return the script class of one character.

    Returns:
        "latin", "cyrillic", "arabic", "hangul", "katakana", ...; "digit" for decimal digits,
        "letter" for letters of other scripts, and the empty string for everything else.
    """
    if char in _NO_LETTER:
        return ""
    code = ord(char)
    for first, end, script in _RANGES:
        if first <= code < end:
            return script if not char.isdecimal() else "digit"
    if char.isdecimal():
        return "digit"
    return "letter" if char.isalpha() else ""


@dataclass(frozen=True, slots=True)
class Endings:
    """What may cling to a name in one script without making it another word (all folded)."""

    suffixes: frozenset[str] = frozenset()
    """After any name: the Latin s, Korean particles, Arabic pronouns."""
    name_suffixes: frozenset[str] = frozenset()
    """After a name of four letters and more: Slavic cases."""
    clitics: frozenset[str] = frozenset()
    """Before any name: Arabic و, Hebrew ה."""
    verb_clitics: frozenset[str] = frozenset()
    """Before a word that may be a verb: these and the Arabic future's س."""


_NONE = Endings()


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The endings of every script, and the question whether a stretch is a word of its own."""

    scripts: Mapping[str, Endings] = field(default_factory=dict)

    def clitics(self, script: str) -> frozenset[str]:
        """Return what may cling to the front of a word of a script."""
        endings = self.scripts.get(script, _NONE)
        return endings.clitics | endings.verb_clitics

    def endings(self, script: str) -> frozenset[str]:
        """Return what may cling to the end of a word of a script."""
        endings = self.scripts.get(script, _NONE)
        return endings.suffixes | endings.name_suffixes

    def bounded(self, folded: str, start: int, end: int, *, inflected: bool = True) -> bool:
        """Say whether `folded[start:end]` is a word (or words), not a part of another one.

        Args:
            folded: Text as `newsroom.fold.fold` returns it.
            start: First character.
            end: Character after the last one.
            inflected: Whether endings may follow; clitics may always precede.
        """
        return self.opens(folded, start) and self.closes(folded, start, end, inflected=inflected)

    def opens(self, folded: str, start: int, *, verb: bool = False) -> bool:
        """Say whether a word may begin at `start`, a verb too if `verb`."""
        if start == 0:
            return True
        before = script_of(folded[start - 1])
        if not before:
            return True
        script = script_of(folded[start])
        if before != script or script in UNSPACED:
            # A digit before a name is free ("4 Llama"); a digit before a digit is the same number.
            return True
        if script == "digit":
            return False
        endings = self.scripts.get(script, _NONE)
        clitics = endings.verb_clitics if verb else endings.clitics
        return bool(clitics) and _stretch_before(folded, start, script) in clitics

    def closes(self, folded: str, start: int, end: int, *, inflected: bool = True) -> bool:
        """Say whether the word from `start` may end before `end`."""
        if end == len(folded):
            return True
        after = script_of(folded[end])
        script = script_of(folded[end - 1])
        if script == "digit":
            return _number_ends(folded, end, after)
        if not after or after != script or script in UNSPACED:
            return True
        if not inflected:
            return False
        endings = self.scripts.get(script, _NONE)
        rest = _stretch_after(folded, end, script)
        if rest in endings.suffixes:
            return True
        return rest in endings.name_suffixes and end - start >= _LONG_ENOUGH


_LONG_ENOUGH = 4
_LONGEST = 8
"""No ending is longer: a longer stretch is another word, and need not be read to its end."""


def _number_ends(folded: str, end: int, after: str) -> bool:
    """A name that ends in a digit ends there: not inside 31 or 3.1."""
    if after == "digit":
        return False
    return not (
        folded[end] in ".," and end + 1 < len(folded) and script_of(folded[end + 1]) == "digit"
    )


def _stretch_after(folded: str, end: int, script: str) -> str:
    stop = end
    limit = min(len(folded), end + _LONGEST + 1)
    while stop < limit and script_of(folded[stop]) == script:
        stop += 1
    return folded[end:stop]


def _stretch_before(folded: str, start: int, script: str) -> str:
    first = start
    limit = max(0, start - _LONGEST - 1)
    while first > limit and script_of(folded[first - 1]) == script:
        first -= 1
    return folded[first:start]
