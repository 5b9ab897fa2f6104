"""What the user corrected, reused: an article that reads like one that was filed by hand.

Titles are compared by the stems of their words (the first six letters; pairs of characters where no
spaces are written): enough for the same news in other words of one language. Where there is an
encoder, its likeness does the same across languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.boundaries import UNSPACED, script_of
from newsroom.fold import fold

if TYPE_CHECKING:
    from newsroom.records import Correction

_WORD = re.compile(r"[^\W_]+")
_DENSE = UNSPACED | {"katakana", "hangul"}
_STEM = 6
_SHORTEST = 3
_LEAST = 0.5
"""Share of the shorter title's stems that must be common."""
_FEWEST = 3
"""Stems that must be common."""
_LEAST_COSINE = 0.6
"""Likeness by an encoder from which one title reads like another, in whatever languages."""
_LATEST = 200
"""Corrections an encoder compares with: the latest."""

Compare = Callable[[Sequence[str]], Sequence[float]]
"""How alike an article's title and others are by an encoder, -1 to 1."""


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


def nearest(
    title: str, corrections: Sequence[Correction], compare: Compare | None = None
) -> Example | None:
    """The correction whose title is most like this one; None if none is like it.

    Of two that are equally like it, the later counts.

    Args:
        title: An article's title.
        corrections: What the user corrected, oldest first.
        compare: Compares the title with others by an encoder, where there is one.
    """
    best = _by_stems(title, corrections)
    if compare is None:
        return best
    latest = corrections[-_LATEST:]
    for correction, cosine in zip(latest, compare([c.title for c in latest]), strict=True):
        if cosine >= max(_LEAST_COSINE, best.likeness if best else 0.0):
            best = Example(correction, round(min(1.0, cosine), 3))
    return best


def _by_stems(title: str, corrections: Sequence[Correction]) -> Example | None:
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
