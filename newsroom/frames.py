"""How a language says that somebody moves, compiled from the packs.

A frame is a set of verbs and nouns (leave, join, hire, hired, found, stay, return, lose, now,
offer); case markers say which organisation is left and which is joined. All of it is data: the
`frames` tables of `[moves]`. English frames are asked beside the article's own language, because
machine-translated news mixes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsroom.claims import alternation, lower, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsroom.packs import Packs

Verb = Literal["leave", "join", "hire", "hired", "found", "stay", "return", "lose", "now", "offer"]
_VERBS: tuple[Verb, ...] = (
    "hired",
    "return",
    "stay",
    "leave",
    "join",
    "hire",
    "found",
    "lose",
    "offer",
    "now",
)
"""In order of rank: where two verbs overlap, the longer wins, then the earlier here."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of one language and English."""

    verbs: Mapping[Verb, re.Pattern[str]]
    verb_last: bool
    """True where the verb ends the clause and particles follow the noun."""
    to: re.Pattern[str] | None
    """Matches the end of the text before an organisation that is joined."""
    origin: re.Pattern[str] | None
    at: re.Pattern[str] | None
    to_after: re.Pattern[str] | None
    """Matches the beginning of the text behind an organisation that is joined."""
    origin_after: re.Pattern[str] | None
    possessive: re.Pattern[str] | None
    departure: re.Pattern[str] | None
    former: re.Pattern[str] | None
    house: re.Pattern[str] | None
    split: re.Pattern[str] | None


def compile_frames(packs: Packs, language: str) -> Frames:
    """The frames of `language` and English, compiled once."""
    return packs.derive(f"frames:{language}", lambda p: _compile(p, language))


def _compile(packs: Packs, language: str) -> Frames:
    tables = packs.raw_moves["moves"]["frames"]
    own = tables.get(language, {})
    both: Sequence[Mapping[str, Sequence[str]]] = (own, tables["en"]) if own else (tables["en"],)

    def words(key: str) -> list[str]:
        return list(dict.fromkeys(w for table in both for w in table.get(key, ())))

    verbs = {v: pattern for v in _VERBS if (pattern := one_of(words(v)))}
    return Frames(
        verbs=verbs,
        verb_last=own.get("order") == "sov",
        to=_before(words("to")),
        origin=_before(words("from")),
        at=_before(words("at")),
        to_after=_behind(own.get("to_after", ())),
        origin_after=_behind(own.get("from_after", ())),
        possessive=_behind(words("possessive")),
        departure=one_of(words("departure")),
        former=_before(words("former")),
        house=one_of(words("house")),
        split=one_of(words("split")),
    )


def _before(words: Iterable[str]) -> re.Pattern[str] | None:
    """What must stand right before a name; up to two small words may come between."""
    found = alternation(words)
    if not found:
        return None
    small = (
        r"(?:[\s(«„“\"'’]*(?:the|der|die|das|dem|den|la|le|les|el|los|o|a|os|as|il|lo|het|de)\s)?"
    )
    adjective = r"(?:[^\W\d_]{3,14}[\s-]){0,2}?"
    return re.compile(rf"(?:{found})(?:{small}\s*{adjective})[«„“\"'’(]?\s*\Z")


def _behind(words: Iterable[str]) -> re.Pattern[str] | None:
    """What must stand right behind a name."""
    parts = [re.escape(lower(w)) for w in sorted(set(words), key=len, reverse=True)]
    if not parts:
        return None
    return re.compile(rf"[\s»”\")]{{0,2}}(?:{'|'.join(parts)})")
