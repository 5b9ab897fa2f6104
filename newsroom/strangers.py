"""Full names that no pack knows: two to four capitalised words, or katakana before an honorific.

Strict on purpose: what this calls a name may become a move. A word of trade, a title, a weekday or
a product is no name, and the surname must stand with a capital where not every word has one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsroom.claims import lower, one_of
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsroom.frames import Frames
    from newsroom.packs import Packs
    from newsroom.records import Scan

_CAP = r"[A-ZÀ-ÖØ-Þ](?:['’][A-ZÀ-ÖØ-Þ])?[a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļľłńņňōőœŕřśşšţťūůűųźżž]+"
_WORD = rf"{_CAP}(?:-{_CAP})?"
_PARTICLE = r"(?:de|da|di|del|della|van|von|der|den|bin|al|el|la|le|dos|du|ter)"
_LATIN = re.compile(
    rf"(?<![\w'’-]){_WORD}(?:\s[A-ZÀ-Þ]\.)?(?:\s{_PARTICLE}){{0,2}}(?:\s{_WORD}){{1,3}}(?![\w-])"
)
_KATAKANA = re.compile(r"[ァ-ヺー]{2,}(?:[・＝][ァ-ヺー]{2,})+(?=氏|さん|博士)")
_RUNNING = re.compile(r"(?<![\w'’-])[a-zß-öø-ÿ]{5,}")
"""A longer word without a capital: the sentence is no headline that capitalises every word."""
_TITLED = 16
"""Characters before a name in which the trade of somebody is looked for."""


def full_names(
    text: str,
    start: int,
    end: int,
    taken: Sequence[tuple[int, int]],
    scan: Scan,
    packs: Packs,
    frames: Frames,
) -> Iterator[tuple[int, int]]:
    """Spans of full names in a stretch of text.

    Args:
        text: One field of an article.
        start: Where to begin.
        end: Where to end.
        taken: Spans that packs have named.
        scan: For the names of the article that are certain.
        packs: For words that are no names.
        frames: Of the language: where every noun has a capital a name needs a trade before it.

    Yields:
        Start and end of each, in order, none across what packs have named.
    """
    trade: re.Pattern[str] | None = packs.derive("trades", _compile_trades)
    running = _RUNNING.search(text, start, end) is not None
    for found in _LATIN.finditer(text, start, end):
        first, last = found.span()
        words = found.group().split()
        while len(words) > 2 and trade and trade.fullmatch(lower(words[0])):
            first += len(words.pop(0)) + 1
        name = text[first:last]
        if any(a < last and first < b for a, b in taken) or (trade and trade.search(lower(name))):
            continue
        certain = running or _surname(words[-1]) in scan.names
        if len(words) < 2 or not certain or any(fold(w) in _not_names(packs) for w in words):
            continue
        titled = trade and trade.search(lower(text[max(start, first - _TITLED) : first]))
        if frames.stranger or titled:
            yield first, last
    for found in _KATAKANA.finditer(text, start, end):
        first, last = found.span()
        if not any(a < last and first < b for a, b in taken):
            yield first, last


def slug(name: str) -> str:
    """An id made of a name: "Jane Doe" is `jane-doe`."""
    return re.sub(r"[^\w]+", "-", fold(name)).strip("-")


def _surname(word: str) -> str:
    folded = fold(word)
    for ending in ("'s", "'"):
        folded = folded.removesuffix(ending)
    return folded


def _compile_trades(packs: Packs) -> re.Pattern[str] | None:
    moves = packs.raw_moves["moves"]
    words = [r for roles in moves["roles"].values() for r in roles]
    words += [w for table in moves["frames"].values() for w in table.get("staff", ())]
    words += [w for table in moves["frames"].values() for w in table.get("unit", ())]
    words += [w for table in moves.get("titles", {}).values() for w in table]
    return one_of(words)


def _not_names(packs: Packs) -> frozenset[str]:
    words: frozenset[str] = packs.derive("not-first-names", _compile_not_names)
    return words


def _compile_not_names(packs: Packs) -> frozenset[str]:
    return frozenset().union(
        *(each.not_names | each.months | each.function_words for each in packs.languages.values())
    )
