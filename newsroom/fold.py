"""Folding: one spelling for every way a word is written, and the way back to the original.

Folding is NFKC and case folding, then: marks off Latin letters and Arabic harakat (nowhere else,
ド is not ト, й is not и), Arabic and Persian letter variants, every script's digits as ASCII, one
kind of quote and dash, no invisible characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTERS = {
    "ł": "l",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "ё": "е",
    # Arabic: seats of hamza, ta marbuta, alef maksura; Persian and Urdu forms of the same letters.
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ة": "ه",
    "ى": "ي",
    "ؤ": "و",
    "ئ": "ي",
    "ک": "ك",
    "ی": "ي",
    "ے": "ي",
    "ہ": "ه",
    "ھ": "ه",
    "ۀ": "ه",
    "ۃ": "ه",
    "٫": ".",
    "٬": ",",
}
_QUOTES = "‘’‚‛′ʼʹʻ`´＇"
_DOUBLE_QUOTES = "“”„‟«»″〝〞"
_DASHES = "‐‑‒–—―−﹘﹣"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u0640\u180e\ufeff"
    + "".join(map(chr, range(0x200B, 0x2010)))
    + "".join(map(chr, range(0x202A, 0x202F)))
    + "".join(map(chr, range(0x2060, 0x2070)))
)
_HARAKAT = (
    "".join(map(chr, range(0x0610, 0x061B)))
    + "".join(map(chr, range(0x064B, 0x0660)))
    + "\u0670"
    + "".join(c for c in map(chr, range(0x06D6, 0x06EE)) if unicodedata.category(c) == "Mn")
)
_LATIN_RANGES = ((0x00C0, 0x0250), (0x1E00, 0x1F00))
_DIGIT_LIMIT = 0x11000
"""Digits beyond (mathematical alphanumerics, rare scripts) are left to NFKC."""


def _latin_bases() -> dict[str, str]:
    """Precomposed lower-case Latin letters and the letter under their marks."""
    bases = {}
    for first, end in _LATIN_RANGES:
        for code in range(first, end):
            char = chr(code)
            base = unicodedata.normalize("NFD", char)[0]
            if char != base and base.isascii() and base.islower():
                bases[char] = base
    return bases


def _digits() -> dict[str, str]:
    """Digits of other scripts and the ASCII digit each stands for.

    Decimal digits stand in runs of ten, zero first (Unicode 15, 4.6): looking at every eighth
    character finds each run.
    """
    found: dict[str, str] = {}
    for code in range(0x80, _DIGIT_LIMIT, 8):
        value = unicodedata.decimal(chr(code), -1)
        zero = code - value
        if value >= 0 and not unicodedata.normalize("NFKC", chr(zero)).isascii():
            found.update((chr(zero + digit), str(digit)) for digit in range(10))
    return found


_BASES = _latin_bases()
_TABLE: dict[str, str] = (
    _BASES
    | _LETTERS
    | _digits()
    | dict.fromkeys(_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_INVISIBLE + _HARAKAT, "")
)
_MARKS = frozenset(map(chr, range(0x0300, 0x0370)))
_BEARERS = frozenset("abcdefghijklmnopqrstuvwxyzłøæœđðþħŧı").union(_BASES)
_MARK = re.compile("[\u0300-\u036f]")
_AT_HAND = 64
"""Folded texts kept: the parts of one article are folded by everything that looks at them."""


def _ranges(chars: Iterable[str]) -> str:
    """Characters as the inside of a character class; ranges are several times quicker to search."""
    codes = sorted(map(ord, chars))
    runs = groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0])
    parts = []
    for _, run in runs:
        members = [code for _, code in run]
        parts.append(f"\\U{members[0]:08x}-\\U{members[-1]:08x}")
    return "".join(parts)


_CHANGE = re.compile(f"[{_ranges(_MARKS.union(_TABLE))}]")


def _drop_mark(found: re.Match[str]) -> str:
    """Drop a mark that stands on a Latin letter, keep any other."""
    text, at = found.string, found.start()
    while at and text[at - 1] in _MARKS:
        at -= 1
    return "" if at and text[at - 1] in _BEARERS else found[0]


@lru_cache(maxsize=_AT_HAND)
def fold(text: str) -> str:
    """Return `text` as it is searched: two spellings of one word fold to the same string."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    # A search makes objects of the characters that change only, not of all.
    changes = set(_CHANGE.findall(folded))
    if not changes:
        return folded
    if not _MARKS.isdisjoint(changes):
        folded = _MARK.sub(_drop_mark, folded)
    for char in changes:
        if char in _TABLE:
            folded = folded.replace(char, _TABLE[char])
    return folded


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    """Whether `char` may combine with what stands before it under NFKC."""
    if unicodedata.category(char)[0] == "M":
        return True
    first = unicodedata.normalize("NFKD", char)[0]
    return bool(
        unicodedata.combining(first)
        or unicodedata.category(first)[0] == "M"
        # Hangul vowels and finals compose with the initial before them.
        or "\u1160" <= first <= "\u11ff"
    )


@lru_cache(maxsize=4096)
def _is_simple(char: str) -> bool:
    """Whether `char` folds to one character whatever stands before it."""
    return char < "\x80" or (not _joins(char) and len(fold(char)) == 1)


_UNSURE = re.compile(
    "[^\x00-\x7f\u00c0-\u00c5\u00e0-\u00e5\u00e7-\u00ef\u00f1-\u00f6\u00f9-\u00fc"
    "\u0410-\u0418\u041a-\u0438\u043a-\u044f\u0622-\u063a\u0641-\u064a\u0905-\u0939"
    "\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3]"
)
"""Characters that are not known beforehand to fold to one, whatever stands around them."""


def fold_map(text: str) -> tuple[str, list[int]]:
    """Fold `text` and say where every folded character comes from.

    Returns:
        The folded text, and for each of its characters the index of the character of `text` it
        comes from, with `len(text)` at the end (so the list is one longer than the folded text).
    """
    folded = fold(text)
    odd = [each.start() for each in _UNSURE.finditer(text) if not _is_simple(each[0])]
    if not odd:
        return folded, list(range(len(text) + 1))
    origin: list[int] = []
    done = 0
    for at in odd:
        if at < done:
            continue
        # What combines folds together with the letter it combines with.
        start = max(done, at - 1) if _joins(text[at]) else at
        end = at + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        origin.extend(range(done, start))
        part = fold(text[start:end])
        same = len(part) == end - start
        origin.extend(range(start, end) if same else [start] * len(part))
        done = end
    origin.extend(range(done, len(text) + 1))
    return folded, origin


def original_span(origin: list[int], start: int, end: int) -> tuple[int, int]:
    """Turn a span of the folded text into the span of the original that shows it.

    Args:
        origin: The map `fold_map` returned.
        start: First folded character.
        end: Folded character after the last one.
    """
    first = origin[start]
    return first, max(origin[end], origin[end - 1] + 1 if end > start else first)
