"""Reads the page of an article: what it turned out to be, and its text.

The evidence is what pages say of themselves (schema.org in JSON-LD, Open Graph), what stands in the
way (walls.py), and how much running text there is (maintext.py). A page that asks something of the
reader never passes for an article: its text is left out, and the verdict says what it asks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsroom.clean import clean
from watchers.decoding import decode, sniff
from watchers.maintext import main_text, without
from watchers.markup import language_code, page_tree
from watchers.parsed import Page
from watchers.statements import read_statements
from watchers.walls import about_consent, before_offer, read_signs

if TYPE_CHECKING:
    from newsroom.records import PageVerdict
    from watchers.statements import Statements
    from watchers.walls import Signs

MAX_PAGE = 3_000_000
"""Longest page read, in characters; what lies behind is left out."""
MAX_TEXT = 20_000
"""Longest text kept, in characters."""

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PAGES = ("html", "xml", "text/plain")
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"ID3")
_ENOUGH = 200
"""Weight of a text from which on it is an article (see `weight`)."""
_TEASER = 2500
"""Weight up to which a text may be only the beginning of an article."""
_WALLED = 900
"""Weight up to which a text may be that of a wall."""
_CARDS = 5
"""Headlines that are links, from which on a page that is no article is a list."""
_SUMMARY = 300
"""Weight of what a list says under a headline."""


def read_article(body: bytes, content_type: str = "", url: str = "") -> Page:
    """Read the page of an article.

    Args:
        body: As it came from the wire, unpacked.
        content_type: The header of that name.
        url: Where it came from.
    """
    said = content_type.partition(";")[0].strip().lower()
    if body.lstrip()[:8].startswith(_BINARY) or (said and not any(one in said for one in _PAGES)):
        return Page("other")
    text = decode(body, content_type)
    looks_like = sniff(text)
    if looks_like == "empty":
        return Page("short")
    root = page_tree(text[:MAX_PAGE]) if looks_like == "html" else None
    if root is None:
        return Page("other")
    statements = read_statements(root)
    signs = read_signs(root, url)
    language = language_code(root.xpath("string(/html/@lang)"))
    found = clean(main_text(without(root, statements.locked), url), limit=MAX_TEXT, lines=True)
    verdict = _judge(found, statements, signs)
    if verdict == "paywall":
        return Page(verdict, before_offer(found), language)
    return Page(verdict, found if verdict == "article" else "", language)


def weight(text: str) -> int:
    """How much a text says: its characters, Han, kana and Hangul counted twice."""
    return len(text) + len(_DENSE.findall(text))


def _judge(text: str, statements: Statements, signs: Signs) -> PageVerdict:
    held = weight(text)
    other = _wall(text, statements, signs) or _gathering(held, statements, signs)
    if other is not None:
        return other
    if _is_locked(text, held, statements, signs):
        return "paywall"
    if held < 2 * _ENOUGH and (signs.media or statements.media):
        return "media"
    return "article" if held >= _ENOUGH else "short"


def _wall(text: str, statements: Statements, signs: Signs) -> PageVerdict | None:
    """What stands before the content, if anything does."""
    held = weight(text)
    asks = signs.consent and not statements.article and about_consent(text.lower())
    if signs.consent_host or (asks and held < _TEASER):
        return "consent"
    if signs.challenge and held < _WALLED and not statements.article:
        return "blocked"
    if signs.consent and held < _ENOUGH:
        return "consent"
    if signs.login and held < _ENOUGH:
        return "login"
    return None


def _gathering(held: int, statements: Statements, signs: Signs) -> PageVerdict | None:
    """What gathers many pieces instead of being one, if it does."""
    if statements.live or signs.live:
        return "live"
    headlines = signs.cards >= _CARDS and held < max(_TEASER, signs.cards * _SUMMARY)
    return "list" if not statements.article and (statements.listed or headlines) else None


def _is_locked(text: str, held: int, statements: Statements, signs: Signs) -> bool:
    """Whether the text is only what may be read without a subscription."""
    if not held:
        return statements.paid
    cut = signs.paywall or text.endswith(("…", "...", "[…]", "[...]"))
    if statements.paid or statements.tier == "locked":
        # Some say so of articles that everybody can read whole.
        return cut or bool(statements.locked) or held < 2 * _TEASER
    return held < _TEASER and (signs.paywall or (cut and statements.tier == "metered"))
