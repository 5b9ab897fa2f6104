"""Which articles' pages are to be fetched, and what of them stays when their feed speaks again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newsroom.records import FullText
from watchers.addresses import host_of

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records import Article, Item, Reading
    from store.repository import Repository

REACH = timedelta(hours=48)
"""How far back items are looked for whose pages were not fetched yet."""
TRIES = 3
"""Times a page is asked for at most, where nobody answered."""
ENOUGH = 1500
"""Characters of a feed's own text from which on the page is not needed."""
_OPAQUE = frozenset({"news.google.com"})
"""Hosts whose links lead on only in a browser: what they stand for is never worked out."""
_CUT = ("…", "...", "[…]", "[...]")


def is_opaque(url: str) -> bool:
    """Whether a link leads to its article only in a browser."""
    return host_of(url).lower() in _OPAQUE


def is_open(item: Item, now: datetime) -> bool:
    """Whether an item's page is still to be fetched: it matched a watch lately.

    Args:
        item: As stored.
        now: UTC.
    """
    full = item.full_text
    untried = full is None or (full.verdict == "failed" and full.tries < TRIES)
    return (
        untried
        and bool(item.watches and item.article.url)
        and now - item.article.first_seen <= REACH
    )


def is_whole(text: str) -> bool:
    """Whether a feed's own text is as good as the page's.

    Args:
        text: As the feed carries it, plain.
    """
    return len(text) >= ENOUGH and not text.rstrip().endswith(_CUT)


def with_full_text(article: Article, archive: Repository) -> Article:
    """An article as its feed words it, with the text of its page where that was kept."""
    full = article.full_text
    if full is None or not full.characters:
        return article
    kept = archive.text(article.id)
    return replace(article, text=max(kept, article.text, key=len))


def without_page(reading: Reading, now: datetime) -> Reading:
    """A reading with the verdict on its page, where that is known without asking."""
    article = reading.article
    if not reading.matches or article.full_text is not None or not is_opaque(article.url):
        return reading
    return replace(reading, article=replace(article, full_text=FullText("opaque", now)))
