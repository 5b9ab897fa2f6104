"""Near-identical copies: the same headline, or nearly the same text, from another voice.

An article leaves copy keys: its folded title without an outlet's name at the end, and a sketch of
its lead (the smallest hashes of its runs of four words or twelve characters: min-wise hashing,
Broder 1997). Two articles that share a title, or enough of the sketch, say the same words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING
from zlib import crc32

from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from newsroom.known import Memory
    from newsroom.records import Article

_OUTLET_TAIL = re.compile(r"\s(?:[-|–—]\s[^-|–—]{2,40}|\([^()/]*/[^()]*\))\s*$")
_TOKEN = re.compile(r"[^\W_]+")
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LEAD = 1200
_SKETCH = 5
_AGREE = 4
_WINDOW_DAYS = 7


@dataclass(frozen=True, slots=True)
class Trace:
    """An item that may have copies."""

    item: str
    outlet: str
    at: datetime | None
    """Event time; None: undated."""

    @classmethod
    def of_article(cls, article: Article) -> Trace:
        """The trace an article leaves."""
        return cls(article.id, voice(article), article.event_time)


def voice(article: Article) -> str:
    """Who speaks: the folded outlet where an aggregator names it, else the source's id."""
    return fold(article.outlet).strip() or article.source


def title_key(title: str) -> str:
    """A title folded for comparison, without an outlet's name at its end; empty when too short.

    Fewer than four words (eight characters in Han, kana, Hangul) say too little.
    """
    bare = _OUTLET_TAIL.sub("", title)
    words = _TOKEN.findall(fold(bare))
    key = " ".join(words)
    if _SPACELESS.search(key):
        return key if len(key) >= 8 else ""
    return key if len(words) >= 4 else ""


def _shingles(text: str) -> Iterator[int]:
    folded = fold(text[:_LEAD])
    if len(_SPACELESS.findall(folded)) * 3 > len(folded):
        dense = "".join(_TOKEN.findall(folded))
        for i in range(len(dense) - 11):
            yield crc32(dense[i : i + 12].encode())
        return
    words = [word.encode() for word in _TOKEN.findall(folded)]
    joined = b" ".join(words)
    ends = list(accumulate(len(word) + 1 for word in words))
    for start, end in zip((0, *ends), ends[3:], strict=False):
        yield crc32(joined[start : end - 1])


def keys_of(article: Article) -> tuple[str, ...]:
    """The copy keys of an article: title first, then the sketch of its text."""
    keys = []
    if title := title_key(article.title):
        keys.append(f"t:{title}")
    smallest = sorted(set(_shingles(article.text or article.summary)))
    if len(smallest) >= 12:
        keys.extend(f"s:{h:x}" for h in smallest[:_SKETCH])
    return tuple(keys)


def find_copy(article: Article, memory: Memory) -> Trace | None:
    """The item of another voice that `article` repeats nearly word for word, or None."""
    seen: dict[str, tuple[int, Trace]] = {}
    speaker = voice(article)
    for key in keys_of(article):
        trace = next((t for t in memory.traces(key) if near(article.event_time, t.at)), None)
        if trace is None or trace.item == article.id or trace.outlet == speaker:
            continue
        weight = _AGREE if key.startswith("t:") else 1
        seen[trace.item] = (seen.get(trace.item, (0, trace))[0] + weight, trace)
    agreeing = [(n, t) for n, t in seen.values() if n >= _AGREE]
    return max(agreeing, key=lambda pair: (pair[0], pair[1].item))[1] if agreeing else None


def near(a: datetime | None, b: datetime | None) -> bool:
    """Whether two event times lie near enough for one article to be a copy of the other."""
    return a is None or b is None or abs((a - b).days) <= _WINDOW_DAYS
