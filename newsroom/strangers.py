"""Full names that no pack knows: two to four capitalised words, or katakana before an honorific.

Strict on purpose: what this calls a name may become a move. A word of trade, a title, a weekday or
a product is no name, and the surname must stand with a capital where not every word has one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.claims import lower, one_of
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_ENDING = 3
"""Letters of a case ending, at most."""
_TITLED = 16
"""Characters before a name in which the trade of somebody is looked for."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that are no names, and whether capitals make one."""

    trade: re.Pattern[str] | None
    """What people are by trade, units they work in, titles."""
    not_names: frozenset[str]
    families: Mapping[str, tuple[str, ...]]
    """First names of the people packs know, by surname, folded."""
    forgotten: frozenset[str]
    """Folded spellings of people who were taken out of the packs by hand."""
    plain: bool
    """False where every noun has a capital: there a name needs a trade before it."""

    @classmethod
    def of(cls, packs: Packs, frames: Frames) -> Lexicon:
        """The words of `packs`, compiled once, for a language with these frames."""
        trade: re.Pattern[str] | None = packs.derive("trades", _compile_trades)
        words: frozenset[str] = packs.derive("not-first-names", _compile_not_names)
        families: Mapping[str, tuple[str, ...]] = packs.derive("families", _compile_families)
        forgotten: frozenset[str] = packs.derive("forgotten", _compile_forgotten)
        return cls(trade, words, families, forgotten, frames.stranger)

    def opens(self, word: str) -> bool:
        """Whether a word before a name is no part of it."""
        title = self.trade is not None and self.trade.fullmatch(lower(word)) is not None
        return title or fold(word) in self.not_names

    def declines(self, name: str) -> bool:
        """Whether a name is one that packs know with a case ending: "Ruominga Panga".

        Those of people who were taken out are known as well: they are not met anew.
        """
        if fold(name) in self.forgotten:
            return True
        first, *_, last = fold(name).split()
        stems = (last[: len(last) - cut] for cut in range(_ENDING + 1) if len(last) - cut > 1)
        return any(
            first.startswith(known[: max(2, len(known) - 1)])
            for stem in stems
            for known in self.families.get(stem, ())
        )

    def holds(self, name: str) -> bool:
        """Whether a word of a trade or another that is no name stands in a name."""
        if self.trade is not None and self.trade.search(lower(name)):
            return True
        return any(fold(word) in self.not_names for word in name.split() if word[0].isupper())


def full_names(
    text: str,
    stretch: tuple[int, int],
    taken: Sequence[tuple[int, int]],
    scan: Scan,
    lexicon: Lexicon,
) -> Iterator[tuple[int, int]]:
    """Spans of full names in a sentence.

    Args:
        text: One field of an article.
        stretch: Where the sentence begins and ends.
        taken: Spans that packs have named.
        scan: For the names of the article that are certain.
        lexicon: Words that are no names.

    Yields:
        Start and end of each, in order, none across what packs have named.
    """
    start, end = stretch
    running = _RUNNING.search(text, start, end) is not None
    for found in _LATIN.finditer(text, start, end):
        first, last = found.span()
        words = found.group().split()
        while len(words) > 2 and lexicon.opens(words[0]):
            first += len(words.pop(0)) + 1
        certain = running or _surname(words[-1]) in scan.names
        name = text[first:last]
        if not certain or lexicon.holds(name) or lexicon.declines(name):
            continue
        if _overlaps(taken, first, last):
            continue
        before = lower(text[max(start, first - _TITLED) : first])
        if lexicon.plain or (lexicon.trade and lexicon.trade.search(before)):
            yield first, last
    for found in _KATAKANA.finditer(text, start, end):
        first, last = found.span()
        if not _overlaps(taken, first, last) and fold(found.group()) not in lexicon.forgotten:
            yield first, last


def _overlaps(taken: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    return any(a < last and first < b for a, b in taken)


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


def _compile_families(packs: Packs) -> Mapping[str, tuple[str, ...]]:
    families: dict[str, tuple[str, ...]] = {}
    named = [fold(person.name) for person in packs.people.values()]
    for name in (*named, *_compile_forgotten(packs)):
        first, *rest = name.split() or [""]
        if rest:
            families[rest[-1]] = (*families.get(rest[-1], ()), first)
    return families


def _compile_forgotten(packs: Packs) -> frozenset[str]:
    return frozenset().union(*packs.forgotten.values())


def _compile_not_names(packs: Packs) -> frozenset[str]:
    return frozenset().union(
        *(each.not_names | each.months | each.function_words for each in packs.languages.values())
    )
