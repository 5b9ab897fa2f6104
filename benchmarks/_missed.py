"""Why goals are missed, as profiles showed it; PROFILES.md tells more."""

from __future__ import annotations

from typing import Final

_WHY: Final = (
    ("growth of a", "it lies about 1: runs differ by more than what is above it"),
    ("cold poll", "understanding is most of it, which peers do not do"),
    ("warm poll", "half is connecting and closing, the rest h11 and what is remembered of a feed"),
    (
        "feeds have one new item",
        (
            "most is the warm poll; feedparser reads thirty entries for one, and patterns are made "
            "for the first article of a language"
        ),
    ),
    ("start to usable list", "imports, styles and packs beyond an empty app's"),
    ("an absent word", "every byte is looked at, without an index: most is counting them"),
    ("filter keystroke", "rare words are found by looking at every byte; a paint takes its time"),
    ("longest callback", "paints of Textual's, and Python's collector that falls into one"),
    ("cursor key", "Textual draws every widget beside the two rows"),
    ("idle CPU", "Textual's own wake-ups are most of it"),
)
"""By words of the work."""


def why(work: str) -> str:
    """Why a goal of some work is missed, so far as it is known."""
    return next((reason for words, reason in _WHY if words in work), "not known")
