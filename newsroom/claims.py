"""How well a claim is founded: hedged, denied, or stated as a fact.

Cues are data (the `cues` tables of `[moves]` in the packs), a list a language; the article's
language and English are asked, because machine-translated news mixes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsroom.packs import Packs
    from newsroom.records import Article, Status

_CJK = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_HAN = r"\u3400-\u9fff"
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LETTER = rf"[^\W\d_{_CJK}]"
"""A letter of a script that puts spaces between words."""
_ENDS = r"\s*(?:[,.;:!?()\"»”–-]|\Z|und\b|oder\b|sowie\b|um\b|en\b|om\b|nadat\b|nachdem\b|weil\b)"
"""What may follow the particle of a separable verb."""
_LEAD = 320


def lower(text: str) -> str:
    """`text` in lower case, every character in its place (cues are searched in this)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _body(phrase: str, *, ahead: bool) -> str:
    pieces = [re.escape(piece.strip()) for piece in lower(phrase).removesuffix("$").split("~")]
    first, *rest = (p.replace(r"\*", r"[^\W\d_]*").replace(r"\ ", r"\s+") for p in pieces)
    if not rest:
        return first
    if not ahead:
        return r"[^.!?。]{0,40}?".join([first, *rest])
    # A plain word border: it compiles in a fraction of the time a set of letters takes.
    edge = "" if re.search(f"[{_CJK}]", phrase) else r"\b"
    tail = "".join(rf"[^.!?。]{{0,90}}?{edge}{piece}{edge}" for piece in rest)
    return f"{first}{edge}(?={tail}{_ENDS if phrase.endswith('$') else ''})"


WORD = re.compile(f"{_LETTER}+")
"""A run of letters of scripts that put spaces between words."""


def opening(phrase: str) -> tuple[str, bool] | None:
    """The first word of a phrase, and whether it is only a stem.

    Returns:
        The word in lower case; None where a phrase need not begin where a word begins (Han, kana,
        Hangul), or may carry a clitic (Arabic).
    """
    found = WORD.match(lower(phrase))
    if found is None or re.search(f"[{_CJK}]", phrase) or _ARABIC.search(phrase):
        return None
    return found.group(), phrase[found.end() : found.end() + 1] == "*"


def alternation(phrases: Iterable[str], *, ahead: bool = False) -> str:
    """A regular expression for lower-case text that finds any of `phrases`.

    `*` ends a stem, a gap `~` is up to 40 characters; with `ahead` up to 90, and only the part
    before the gap is matched: a verb stands where its stem stands, whatever lies between it and
    its particle. `$` behind such a particle: the clause or its verb group ends there ("stellt ihn
    ein", never "stellt ein Modell vor"). Words of scripts with spaces start at a
    word's start and end at a word's end; Arabic words may carry one-letter clitics; Han, kana and
    Hangul stand anywhere. Of phrases of one kind the longest is tried first.
    """
    anywhere: list[str] = []
    arabic: list[str] = []
    words: list[str] = []
    openings: list[str] = []
    loose: list[str] = []
    for phrase in sorted(set(phrases), key=lambda p: (-len(p), p)):
        body = _body(phrase, ahead=ahead)
        if re.search(f"[{_CJK}]", phrase):
            anywhere.append(body)
        elif _ARABIC.search(phrase):
            arabic.append(body)
        elif phrase[0].isalnum():
            whole = phrase[-1].isalnum() or phrase[-1] in "*$"
            (words if whole else openings).append(body)
        else:
            loose.append(body)
    parts = []
    if words or openings:
        ends = [f"(?:{'|'.join(words)})(?!{_LETTER})"] if words else []
        parts.append(f"(?<!{_LETTER})(?:{'|'.join([*ends, *openings])})")
    if arabic:
        word = "[\u0600-\u06ff]"
        parts.append(f"(?<!{word})(?:[وفبلك]|ال)?(?:{'|'.join(arabic)})(?!{word})")
    if anywhere:
        parts.append("|".join(anywhere))
    if loose:
        parts.append("|".join(loose))
    return "|".join(parts)


def one_of(phrases: Iterable[str], *, ahead: bool = False) -> re.Pattern[str] | None:
    """One pattern, for lower-case text, that finds any of `phrases`; None when there are none."""
    found = alternation(phrases, ahead=ahead)
    return re.compile(found) if found else None


@dataclass(frozen=True, slots=True)
class Cues:
    """What hedges and what denies, in one language and English."""

    hedge: re.Pattern[str] | None
    unsure: re.Pattern[str] | None
    """What makes the verb right behind it (before it, where verbs come last) a rumour."""
    deny: re.Pattern[str] | None
    intent: re.Pattern[str] | None = None
    """What makes the verb behind it a plan."""
    sourced: re.Pattern[str] | None = None
    """What names no source by name: a plan it tells of is a rumour."""
    perhaps: re.Pattern[str] | None = None
    """Adverbs that make the verb beside them a rumour, on whichever side they stand."""
    conditional: re.Pattern[str] | None = None
    """Forms of verbs that tell of hearsay by themselves: "quitterait"."""
    negation: re.Pattern[str] | None = None
    """What denies the verb right behind it."""
    negated: re.Pattern[str] | None = None
    """What denies the verb before it."""
    attempt: re.Pattern[str] | None = None
    """What makes a verb behind it, at some distance, a wish or an attempt."""
    asks: re.Pattern[str] | None = None
    """What opens a question that takes the event for granted: "why", "how"."""
    confirm: re.Pattern[str] | None = None
    """What says that the person, the house or a filing says so."""
    unconfirm: re.Pattern[str] | None = None
    """What takes a `confirm` away."""

    def official(self, text: str) -> bool:
        """Whether a stretch of text says that those concerned say so themselves."""
        lowered = lower(text)
        if self.confirm is None or not self.confirm.search(lowered):
            return False
        return self.unconfirm is None or not self.unconfirm.search(lowered)

    def status(self, text: str) -> Status:
        """`denied`, `rumoured` or `reported` for one stretch of text."""
        lowered = lower(text)
        if self.deny and self.deny.search(lowered):
            return "denied"
        if self.hedge and self.hedge.search(lowered):
            return "rumoured"
        return "reported"


def _phrases(table: Mapping[str, Mapping[str, Sequence[str]]], kind: str, code: str) -> list[str]:
    return [p for c in dict.fromkeys((code, "en")) for p in table.get(c, {}).get(kind, ())]


def _right_before(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """What ends a text with one of `phrases`, a small word behind it at most."""
    found = alternation(phrases)
    small = rf"\s*(?:[^\W\d_]{{1,6}}\s+|[{_HAN}A-Za-z]{{1,8}})?\Z"
    return re.compile(f"(?:{found}){small}") if found else None


def compile_cues(packs: Packs, language: str) -> Cues:
    """The cues of `language` and English in `packs`, compiled once."""

    def build(packs: Packs) -> Cues:
        table = packs.raw_moves["moves"]["cues"]
        return Cues(
            one_of(_phrases(table, "hedge", language)),
            one_of(_phrases(table, "unsure", language)),
            one_of(_phrases(table, "deny", language)),
            one_of(_phrases(table, "intent", language)),
            one_of(_phrases(table, "sourced", language)),
            one_of(_phrases(table, "perhaps", language)),
            one_of(_phrases(table, "conditional", language)),
            _right_before(_phrases(table, "negation", language)),
            one_of(table.get(language, {}).get("negated", ())),
            one_of(_phrases(table, "attempt", language)),
            one_of(_phrases(table, "asks", language)),
            one_of(_phrases(table, "confirm", language)),
            one_of(_phrases(table, "unconfirm", language)),
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
    if title == "denied" or (title == "rumoured" and not cues.official(article.title)):
        return title
    lead = (article.summary or article.text)[:_LEAD]
    if cues.official(article.title):
        return "confirmed"
    if cues.hedge and cues.hedge.search(lower(lead)):
        return "rumoured"
    return "confirmed" if trusted or cues.official(lead) else "reported"


def is_official(article: Article, language: str, packs: Packs) -> bool:
    """Whether a headline says that those concerned say so themselves."""
    return compile_cues(packs, language).official(article.title)


_RANK: Mapping[Status, int] = {"rumoured": 0, "reported": 1, "denied": 2, "confirmed": 2}


def combine(before: Status, now: Status) -> Status:
    """What a claim's status becomes when another article speaks of it.

    A denial and a confirmation overrule what was said before, each other included: the last word
    counts. A report overrules a rumour, and neither of them anything else.
    """
    return now if _RANK[now] >= _RANK[before] else before
