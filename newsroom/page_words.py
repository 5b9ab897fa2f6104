"""What came of fetching an article's page, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from newsroom.records import FullText, PageVerdict

_DENSE = ("\u3040", "\u9fff")
"""Scripts that do not part words."""
_SAID: Mapping[PageVerdict, str] = {
    "article": "The page says no more than the feed",
    "paywall": "Behind a paywall: only the beginning",
    "consent": "The page asks for consent: open it in the browser with o",
    "blocked": "The page turns programs away: open it in the browser with o",
    "login": "The page asks for a login: open it in the browser with o",
    "live": "A live blog, which changes all the time: open it in the browser with o",
    "list": "The page is a list of articles: open it in the browser with o",
    "media": "Video or audio with little text: open it in the browser with o",
    "short": "The page holds no text to speak of: open it in the browser with o",
    "other": "The address leads to no web page that can be read: open it in the browser with o",
    "missing": "The page is gone",
    "opaque": "A link of Google News, which only a browser can follow: open it with o",
    "failed": "The page could not be fetched: f tries again",
}

_UNASKED: Mapping[PageVerdict, str] = {"missing": "Its feed gives the article no address"}
"""What is said where nobody was asked."""


def describe(full: FullText, zone: tzinfo | None, text: str = "") -> str:
    """One calm line about an article's page.

    Args:
        full: What came of fetching it.
        zone: In which times are shown; None: the system's.
        text: The article's text as it is kept, to count its words.
    """
    if full.verdict == "article" and full.characters:
        at = full.at.astimezone(zone).strftime("%H:%M")
        return f"Full text, {_length(text)}fetched {at}"
    if full.verdict == "blocked" and full.note:
        return full.note
    said = _SAID[full.verdict]
    if not full.url:
        said = _UNASKED.get(full.verdict, said)
    return f"{said}. {full.note}" if full.note else said


def _length(text: str) -> str:
    """How long a text is: in words, or in characters where words do not stand apart."""
    if not text:
        return ""
    low, high = _DENSE
    dense = sum(1 for character in text if low <= character <= high)
    if dense * 3 > len(text):
        return f"{len(text)} characters, "
    words = len(text.split())
    return f"{words} word{'s' * (words != 1)}, "
