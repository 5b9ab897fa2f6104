"""What the user corrected, reused: an article that reads like one that was filed by hand.

Titles are compared by the stems of their words (the first six letters; pairs of characters where no
spaces are written): enough for the same news in other words of one language. Where there is an
encoder, its likeness does the same across languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.boundaries import UNSPACED, script_of
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsroom.records import Correction

_WORD = re.compile(r"[^\W_]+")
_DENSE = UNSPACED | {"katakana", "hangul"}
_STEM = 6
_SHORTEST = 3
_LEAST = 0.5
"""Share of the shorter title's stems that must be common."""
_FEWEST = 3
"""Stems that must be common."""


@dataclass(frozen=True, slots=True)
class Example:
    """A correction that an article reads like."""

    correction: Correction
    likeness: float
    """0 to 1."""


def stems(title: str) -> frozenset[str]:
    """The stems of a title's words, folded."""
    found: set[str] = set()
    for word in _WORD.findall(fold(title)):
        if any(script_of(char) in _DENSE for char in word):
            found.update(word[n : n + 2] for n in range(len(word) - 1))
        elif len(word) >= _SHORTEST:
            found.add(word[:_STEM])
    return frozenset(found)


def nearest(title: str, corrections: Iterable[Correction]) -> Example | None:
    """The correction whose title is most like this one; None if none is like it.

    Of two that are equally like it, the later counts.
    """
    mine = stems(title)
    best: Example | None = None
    for correction in corrections:
        theirs = stems(correction.title)
        common = len(mine & theirs)
        likeness = common / max(1, min(len(mine), len(theirs)))
        if common < _FEWEST or likeness < _LEAST:
            continue
        if best is None or likeness >= best.likeness:
            best = Example(correction, round(likeness, 3))
    return best
