"""How well a claim is founded: hedged, denied, or stated as a fact.

Cues are data (the `cues` tables of `[moves]` in the packs), a list a language; the article's
language and English are asked, because machine-translated news mixes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsroom.packs import Packs
    from newsroom.records import Article, Status

_CJK = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LEAD = 320


def phrase_pattern(phrase: str) -> str:
    """The regular expression of one cue: `*` ends a stem, a gap `~` is up to 40 characters.

    Words of scripts with spaces start at a word's start and, without `*`, end at its end; Arabic
    words may carry one-letter clitics; Han, kana and Hangul stand anywhere.
    """
    parts = []
    for piece in phrase.split("~"):
        text = re.escape(piece.strip()).replace(r"\*", r"[^\W\d_]*").replace(r"\ ", r"\s+")
        parts.append(text)
    body = r"[^.!?。]{0,40}?".join(parts)
    if re.search(f"[{_CJK}]", phrase):
        return body
    if _ARABIC.search(phrase):
        return rf"(?<![\u0600-\u06ff])(?:[وفبلك]|ال)?{body}(?![\u0600-\u06ff])"
    before = rf"(?<![^\W\d_{_CJK}])" if phrase[:1].isalnum() else ""
    after = rf"(?![^\W\d_{_CJK}])" if phrase[-1:].isalnum() else ""
    return f"{before}{body}{after}"


def one_of(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """One pattern that finds any of `phrases`, the longest first; None when there are none."""
    if not phrases:
        return None
    ordered = sorted(set(phrases), key=len, reverse=True)
    return re.compile("|".join(map(phrase_pattern, ordered)), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cues:
    """What hedges and what denies, in one language and English."""

    hedge: re.Pattern[str] | None
    unsure: re.Pattern[str] | None
    """What makes the verb right behind it (before it, where verbs come last) a rumour."""
    deny: re.Pattern[str] | None

    def status(self, text: str) -> Status:
        """`denied`, `rumoured` or `reported` for one stretch of text."""
        if self.deny and self.deny.search(text):
            return "denied"
        if self.hedge and self.hedge.search(text):
            return "rumoured"
        return "reported"


def _phrases(table: Mapping[str, Mapping[str, Sequence[str]]], kind: str, code: str) -> list[str]:
    return [p for c in dict.fromkeys((code, "en")) for p in table.get(c, {}).get(kind, ())]


def compile_cues(packs: Packs, language: str) -> Cues:
    """The cues of `language` and English in `packs`, compiled once."""

    def build(packs: Packs) -> Cues:
        table = packs.raw_moves["moves"]["cues"]
        return Cues(
            one_of(_phrases(table, "hedge", language)),
            one_of(_phrases(table, "unsure", language)),
            one_of(_phrases(table, "deny", language)),
        )

    return packs.derive(f"cues:{language}", build)


def founded(article: Article, language: str, packs: Packs, *, trusted: bool) -> Status:
    """How well an article's main claim is founded, judged by its title and first lines.

    Args:
        article: The article.
        language: Its language, ISO 639-1.
        packs: For the cues.
        trusted: One report of this source is enough to confirm.
    """
    cues = compile_cues(packs, language)
    title = cues.status(article.title)
    if title != "reported":
        return title
    lead = (article.summary or article.text)[:_LEAD]
    if cues.hedge and cues.hedge.search(lead):
        return "rumoured"
    return "confirmed" if trusted else "reported"


_RANK: Mapping[Status, int] = {"rumoured": 0, "reported": 1, "confirmed": 2, "denied": 1}


def combine(before: Status, now: Status) -> Status:
    """What a claim's status becomes when another article speaks of it.

    A denial overrules reports and rumours, a confirmation overrules everything, a later rumour
    nothing.
    """
    if now == "denied" or before == "denied":
        return "confirmed" if "confirmed" in (before, now) else "denied"
    return now if _RANK[now] > _RANK[before] else before
