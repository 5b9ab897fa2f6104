"""Where sentences end, in every script."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Collection

    from newsroom.records import Field, Scan, Span

_STOP = re.compile(
    # Full stops of scripts without spaces end a sentence by themselves.
    r"[。！？｡]+[」』）”’\"']*"
    # Danda, Arabic question mark and full stop, and Latin stops before a space.
    r"|[।॥؟۔.!?…]+[\"'”’»)\]]*(?=\s|$)"
    r"|\n+"
)
_LAST_WORD = re.compile(r"[\w.]+\Z")


def split(text: str, abbreviations: Collection[str] = ()) -> tuple[tuple[int, int], ...]:
    """Return start and end of each sentence of `text`, without the space between them.

    Args:
        text: One field of an article.
        abbreviations: Folded words whose full stop ends no sentence.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in _STOP.finditer(text):
        if _goes_on(text, stop, abbreviations):
            continue
        _add(spans, text, start, stop.end())
        start = stop.end()
    _add(spans, text, start, len(text))
    return tuple(spans)


def sentence_of(scan: Scan, span: Span) -> tuple[Field, int]:
    """Return where the sentence begins that a span begins in; -1 if it begins between two."""
    sentences = scan.sentences.get(span.field, ())
    before = bisect_right(sentences, span.start, key=_start_of) - 1
    if before >= 0 and span.start < sentences[before][1]:
        return span.field, sentences[before][0]
    return span.field, -1


def _start_of(sentence: tuple[int, int]) -> int:
    return sentence[0]


def _goes_on(text: str, stop: re.Match[str], abbreviations: Collection[str]) -> bool:
    """Say whether this full stop belongs to an abbreviation, an initial or an ordinal."""
    if stop[0] != ".":
        return False
    word = _LAST_WORD.search(text, max(0, stop.start() - 16), stop.start())
    if word is None:
        return False
    last = word[0]
    if len(last) == 1 and last.isalpha() and last.isupper():
        return True
    after = text[stop.end() : stop.end() + 2].strip()
    if last.isdecimal() and len(last) <= 2 and after[:1].islower():
        return True
    return fold(last) in abbreviations


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
