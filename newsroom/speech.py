"""What a pack says about one language: its small words, its numbers, its dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Speech:
    """One language as the packs describe it; all words are folded."""

    id: str
    name: str = ""
    script: str = "latin"
    function_words: frozenset[str] = frozenset()
    letters: str = ""
    """Letters that tell it from other languages of its script."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)
    percent: tuple[str, ...] = ()
    months: frozenset[str] = frozenset()
    ratio: tuple[str, ...] = ()
    """Words between two numbers of which one is a part of the other."""
    dates: tuple[str, ...] = ()
    """Words after a number that make it a date."""
    not_names: frozenset[str] = frozenset()
    """Capitalised words that are no proper names."""
    abbreviations: frozenset[str] = frozenset()
    """Words whose full stop ends no sentence."""
    tails: tuple[str, ...] = ()
    """Phrases after which nothing of an article comes; `newsroom.boilerplate` says how written."""
    inserts: tuple[str, ...] = ()
    """Phrases that begin boilerplate which may stand in an article's middle."""
    credits: tuple[str, ...] = ()
    """Phrases that credit whatever proper name stands at their `~`."""
    credits_known: tuple[str, ...] = ()
    """Phrases that credit only an outlet that is known."""
    outlets: tuple[str, ...] = ()
    """Names of outlets, each in all its spellings with " / " between, the canonical one first."""


def speech_of(table: Mapping[str, Any]) -> Speech:
    """Build the record from a `[[language]]` table."""

    def folded(key: str) -> frozenset[str]:
        return frozenset(fold(word) for word in table.get(key, ()))

    return Speech(
        id=str(table["id"]),
        name=str(table.get("name", "")),
        script=str(table.get("script", "latin")),
        function_words=folded("function_words"),
        letters=str(table.get("letters", "")),
        numbers={fold(word): int(value) for word, value in table.get("numbers", {}).items()},
        units={fold(word): int(value) for word, value in table.get("units", {}).items()},
        percent=tuple(fold(word) for word in table.get("percent", ())),
        months=folded("months"),
        ratio=tuple(fold(word) for word in table.get("ratio", ())),
        dates=tuple(fold(word) for word in table.get("dates", ())),
        not_names=folded("not_names"),
        abbreviations=folded("abbreviations"),
        tails=tuple(str(each) for each in table.get("tails", ())),
        inserts=tuple(str(each) for each in table.get("inserts", ())),
        credits=tuple(str(each) for each in table.get("credits", ())),
        credits_known=tuple(str(each) for each in table.get("credits_known", ())),
        outlets=tuple(str(each) for each in table.get("outlets", ())),
    )
