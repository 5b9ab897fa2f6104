r"""What of an article's text is not its own: related articles, share buttons, price tickers.

They name people and houses that have nothing to do with the news around them. Two kinds of phrases,
data of the language packs, begin such a stretch where a line or a sentence begins: `tails`, after
which nothing of the article comes (comments, the author's box, job boards), and `inserts`, which
may stand in its middle (related articles, newsletters, share buttons): these end with their line,
or, where they are a heading, with the list below it. A phrase is folded words; `*` is any ending,
`:` a colon, `~` some words of the same line, `$` the end of the line (a count may stand before it).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsroom.boundaries import UNSPACED, script_of
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsroom.packs import Packs

_OWN_TEXT = 200
"""Shorter texts are all news, and what stands before this many characters ends no article."""
_TAIL_AFTER = 0.25
"""A tail cannot begin before this share of a text: there it is an insert."""
_INSERT_ENDS = 0.75
"""In a text without lines, an insert after this share of it runs to the end."""
_PROSE = 110
_DENSE_PROSE = 45
"""A line of this many characters that ends a sentence is the article's again."""
_HEADING = 60
_STOP = re.compile(r"[.!?。！？؟।॥…](?=[\s\"'»)\]]|\Z)|(?<=[。！？])")
_PROSE_END = re.compile(r"[.!?。！？؟।॥…][\"'»)\]]*\s*\Z")
_BEGINNING = r"(?:\A|\n|[.!?؟।॥…][\"'»)\]]*\s|[。！？]|[|•·]\s?)[\s>*•·▪■►▶→|#/+\-]{0,8}"
_PRICE = r"[$€£¥₹]? ?\d[\d.,' ]*\d(?: ?(?:usd|eur|\$|€|£|¥))?"
_NAME = r"(?:\$?[^\W\d_][\w.&-]{0,14} ){1,3}"
_TICK = rf"{_NAME}(?:{_PRICE} )?[(]?[+\-▲▼△▽↑↓] ?\d[\d.,]* ?%[)]?"
_TICKER = re.compile(rf"(?<!\w){_TICK}(?:[\s,;|·•/]{{1,4}}{_TICK})+")


def strays(folded: str, packs: Packs) -> tuple[tuple[int, int], ...]:
    """Return the stretches of a folded text that are boilerplate, in order and apart."""
    if len(folded) <= _OWN_TEXT:
        return ()
    found = [each.span() for each in _TICKER.finditer(folded)] if "%" in folded else []
    begin = packs.derive("boilerplate", _compile)
    at = 0
    while (start := begin.search(folded, at)) is not None:
        first = start.start("phrase")
        at = max(start.end(), _end_of(folded, start))
        found.append((first, at))
    return _joined(found)


def without(folded: str, stretches: Sequence[tuple[int, int]]) -> str:
    """Return a text with its boilerplate blanked, so that places in it stay what they are."""
    for start, end in stretches:
        folded = folded[:start] + "\n" * (end - start) + folded[end:]
    return folded


def _end_of(folded: str, start: re.Match[str]) -> int:
    """Where the stretch ends that begins with a phrase."""
    first, length = start.start("phrase"), len(folded)
    if start["tail"] is not None and first >= max(_OWN_TEXT, length * _TAIL_AFTER):
        return length
    if "\n" not in folded:
        if first >= max(_OWN_TEXT, length * _INSERT_ENDS):
            return length
        stop = _STOP.search(folded, start.end())
        return stop.end() if stop else length
    line = _line_end(folded, start.end())
    if line - first > _HEADING:
        return line
    return _list_end(folded, line)


def _list_end(folded: str, at: int) -> int:
    """Where a list of headlines ends that begins behind a heading: before the next prose."""
    while at < len(folded):
        end = _line_end(folded, at + 1)
        if _is_prose(folded[at + 1 : end]):
            break
        at = end
    return at


def _is_prose(line: str) -> bool:
    dense = script_of(line.lstrip()[:1] or " ") in UNSPACED | {"katakana", "hangul"}
    least = _DENSE_PROSE if dense else _PROSE
    return len(line) >= least and _PROSE_END.search(line) is not None


def _line_end(folded: str, at: int) -> int:
    end = folded.find("\n", at)
    return len(folded) if end < 0 else end


def _joined(found: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _compile(packs: Packs) -> re.Pattern[str]:
    languages = packs.languages.values()
    tails = {_pattern(each) for speech in languages for each in speech.tails}
    inserts = {_pattern(each) for speech in languages for each in speech.inserts}
    either = f"(?P<tail>{_any_of(tails)})|(?P<insert>{_any_of(inserts)})"
    return re.compile(f"{_BEGINNING}(?P<phrase>{either})")


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(sorted(patterns, key=len, reverse=True)) or r"(?!)"


def _pattern(phrase: str) -> str:
    """Write a phrase as a regular expression."""
    folded = fold(phrase)
    parts = []
    for char in folded:
        match char:
            case "*":
                parts.append(r"\w*")
            case "~":
                parts.append(r"[^\n]{1,40}?")
            case " ":
                parts.append(r"\s+")
            case ":":
                parts.append(r"\s?:")
            case "$":
                parts.append(r"[\s:]{0,3}(?:\(?\d{1,4}\)?)?[\s:]{0,2}(?=\n|\Z)")
            case _:
                parts.append(re.escape(char))
    whole = folded[-1:].isalpha() and script_of(folded[-1]) not in UNSPACED | {"katakana"}
    return "".join(parts) + (r"(?!\w)" if whole else "")
