"""Proper names that no pack knows: "Avocado", "Alan Dye", "TPU". The cheapest evidence of a story.

In Latin text these are capitalised words that do not begin a sentence; in a headline that
capitalises every word only those that the running text capitalises too. In text of any other
script every Latin word is a name, and so is a longer run of katakana.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING

from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LETTER = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
# Never \w: it holds kana and Latin letters for one word.
_WORD = re.compile(rf"[{_LETTER}](?:[{_LETTER}\d'’.&+-]*[{_LETTER}\d])?")
_KATAKANA = re.compile(r"[ァ-ヺー]{4,}")
_TITLE_CASE = 0.8
_FOREIGN = 0.1
"""Share of other letters that makes a sentence foreign: Latin names are long, kanji short."""
_LONG = 4
_SHORTEST = 2


def find_names(
    text: str,
    sentences: Iterable[tuple[int, int]],
    taken: Sequence[tuple[int, int]],
    not_names: frozenset[str],
    *,
    nouns: bool = False,
) -> list[tuple[str, bool]]:
    """Return folded names in the order they stand.

    Args:
        text: One field of an article.
        sentences: Its sentences.
        taken: Spans that packs have named already, in order.
        not_names: Folded words that are no names although capitalised.
        nouns: Every noun has a capital in its language: where any longer word has none, the
            sentence is no headline that capitalises every word.

    Returns:
        Each with whether it is certain: False for words of a headline that capitalises every word
        and for words that begin a sentence.
    """
    found = []
    for start, end in sentences:
        latin = list(_WORD.finditer(text, start, end))
        foreign = _is_foreign(text[start:end], latin)
        title_case = not foreign and _is_title_case(latin, nouns=nouns)
        for word in latin:
            if not foreign and not word[0][0].isupper():
                continue
            name = _name(word[0])
            if not name or name in not_names or _overlaps(taken, *word.span()):
                continue
            certain = foreign or not (title_case or word.start() == latin[0].start())
            found.append((name, certain or _is_marked(word[0])))
        found.extend(
            (fold(run[0]), True)
            for run in _KATAKANA.finditer(text, start, end)
            if not _overlaps(taken, *run.span()) and fold(run[0]) not in not_names
        )
    return found


def _name(word: str) -> str:
    """Fold a word without its genitive; empty for what is no name."""
    folded = fold(word)
    for ending in ("'s", "'"):
        folded = folded.removesuffix(ending)
    if len(folded) < _SHORTEST or ("-" in word and word.rpartition("-")[2][:1].islower()):
        return ""
    return folded


def _is_marked(word: str) -> bool:
    """GPUs, DeepFake, iPhone: capitals inside say "name" even where every word has one."""
    return any(char.isupper() for char in word[1:])


def _is_foreign(sentence: str, latin: list[re.Match[str]]) -> bool:
    """Whether a sentence is in another script, so that Latin words in it are names."""
    if sentence.isascii():
        return False
    letters = sum(map(str.isalpha, sentence))
    return letters - sum(len(word[0]) for word in latin) > letters * _FOREIGN


def _is_title_case(words: list[re.Match[str]], *, nouns: bool) -> bool:
    long = [word[0] for word in words if len(word[0]) >= _LONG]
    capitals = sum(one[0].isupper() for one in long)
    most = len(long) - 1 if nouns else len(long) * _TITLE_CASE
    return bool(long) and capitals > most


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    behind = bisect_left(taken, end, key=itemgetter(0))
    return behind > 0 and taken[behind - 1][1] > start
