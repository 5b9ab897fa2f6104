"""Markup to plain text, and what a web page says about itself."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from newsroom.clean import clean
from newsroom.links import safe_link
from watchers.parsed import Parsed
from watchers.walls import refuses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import HTMLParser, _Element
    from lxml.html import HtmlElement

    from watchers.parsed import Wall

MAX_MARKUP = 400_000
"""Longest piece of markup read, in characters."""

_INLINE = (
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span "
    "strike strong sub sup time tt u var wbr img"
)
_BLOCK = (
    "address article aside blockquote br center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul"
)
_SILENT = (
    "script style noscript template svg math iframe object embed audio video canvas select button "
    "textarea head title input link meta base"
)
_BLOCKS = frozenset(_BLOCK.split())
_SILENTS = frozenset(_SILENT.split())
_KNOWN = frozenset({*_INLINE.split(), *_BLOCKS, *_SILENTS, "html", "body"})
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,10})(?=[\s/>])[^<>]{0,2000}>")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
_FEED_PATHS = re.compile(r"(?:/(?:feed|rss|atom)(?:/|$)|\.(?:rss|atom|rdf)$|/(?:feed|rss)\.xml$)")
_CHALLENGES = (
    "just a moment",
    "attention required",
    "access denied",
    "are you a robot",
    "verify you are human",
    "request blocked",
    "pardon our interruption",
    "security check",
    "undeclared automated tool",
    "before you continue",
    "bevor sie",
    "avant d'accéder",
)
_CHALLENGE_MARKS = (
    "cf-chl",
    "cf_chl",
    "challenge-platform",
    "g-recaptcha",
    "h-captcha",
    "datadome",
)
_MAX_FEEDS = 20
_DEEP = 32
"""Elements around an element from which on it is deep."""
_MAX_DEPTH = 400_000
"""Levels by which a page's elements may be deeper than that, summed: what looks at each element's
ancestors or contents costs as much."""


def plain_text(markup: str, *, limit: int, lines: bool = False) -> str:
    """The text of a piece of markup, cleaned.

    Only tags that HTML knows count as tags: "List<String>" and "a < b" are text. What is still
    escaped afterwards was escaped twice and is opened once more.

    Args:
        markup: HTML or plain text, as feeds mix them.
        limit: Longest result, in characters.
        lines: Keep paragraphs apart by line ends.
    """
    return clean(bare_text(markup), limit=limit, lines=lines)


def bare_text(markup: str) -> str:
    """The text of a piece of markup, as `plain_text` but not cleaned: only for `clean` to read."""
    text = _without_comments(markup[:MAX_MARKUP])
    if "<" in text and _has_tags(text):
        text = _rendered(text)
    elif "&" in text:
        text = html.unescape(text)
    if "&" in text and _REFERENCE.search(text):
        text = html.unescape(text)
        if "<" in text:
            text = _without_tags(text)
    return text


def read_page(text: str, url: str) -> Parsed:
    """What a web page says: its title and language, the feeds it names, and what blocks the way.

    Args:
        text: The page.
        url: Where it came from, for relative links.
    """
    root = page_tree(text)
    if root is None:
        return Parsed("page")
    title = clean(" ".join(root.xpath("string(//title)").split()), limit=200)
    wall = _wall(root, title, text, url)
    return Parsed(
        "page",
        title=title,
        language=language_code(root.xpath("string(/html/@lang)")),
        feeds=_feeds(root, url),
        wall=wall,
    )


def is_challenge(title: str, url: str) -> bool:
    """Whether a page asks if a person is reading, judged by its title and where it came from."""
    said = title.lower()
    return any(mark in said for mark in _CHALLENGES) or "://consent." in url


def language_code(said: str) -> str:
    """ISO 639-1 of a language tag ("en-US" is "en"), or "" for anything else."""
    code = said.strip().lower().replace("_", "-").partition("-")[0]
    return code if len(code) == len("en") and code.isascii() and code.isalpha() else ""


def _has_tags(text: str) -> bool:
    return any(tag[1].lower() in _KNOWN for tag in _TAG.finditer(text))


def _without_tags(text: str) -> str:
    return _TAG.sub(lambda tag: " " if tag[1].lower() in _KNOWN else tag[0], text)


def _without_comments(markup: str) -> str:
    # By hand: a regular expression looks for the end behind every beginning there is.
    kept, position = [], 0
    while (start := markup.find("<!--", position)) >= 0:
        end = markup.find("-->", start)
        if end < 0:
            break
        kept.append(markup[position:start])
        position = end + len("-->")
    return "".join((*kept, markup[position:])) if kept or position else markup


def _rendered(markup: str) -> str:
    from lxml import etree

    # Elements of no class of their own: nothing but their names and texts is asked for.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = _tree(f"<div>{markup}</div>", parser)
    rendered = "" if root is None else "".join(_pieces(root))
    # Nothing is left of markup nested deeper than the parser follows.
    return rendered if rendered.strip() else html.unescape(_without_tags(markup))


def page_tree(markup: str) -> HtmlElement | None:
    """The elements of a page or a piece of markup, without comments; None if there are none.

    None too where so much is nested so deeply that reading it would take for ever.
    """
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root: HtmlElement | None = _tree(markup, parser)
    return root


def _tree(markup: str, parser: HTMLParser) -> _Element | None:
    from lxml import etree

    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return None if root is None or _is_endless(root) else root


def _is_endless(root: _Element) -> bool:
    from lxml import etree

    depth = deeper = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth > _DEEP:
            deeper += depth - _DEEP
            if deeper > _MAX_DEPTH:
                return True
    return False


def _pieces(root: _Element) -> Iterator[str]:
    from lxml import etree

    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "!"
        if event == "start":
            silent += tag in _SILENTS or tag == "!"
            if tag in _BLOCKS:
                yield "\n"
            if not silent:
                yield _unknown_tag(tag)
                yield element.text or ""
        else:
            silent -= tag in _SILENTS or tag == "!"
            if tag in _BLOCKS and tag != "br":
                yield "\n"
            if not silent:
                yield element.tail or ""


def _unknown_tag(tag: str) -> str:
    return "" if tag in _KNOWN else f"<{tag}>"


def _wall(root: HtmlElement, title: str, text: str, url: str) -> Wall:
    if root.xpath("//input[translate(@type, 'PASWORD', 'pasword') = 'password']"):
        return "login"
    if is_challenge(title, url):
        return "blocked"
    head = text[:100_000].lower()
    if any(mark in head for mark in _CHALLENGE_MARKS):
        return "blocked"
    return "blocked" if refuses(title.lower(), root.text_content()[:3000].lower()) else ""


def _feeds(root: HtmlElement, url: str) -> tuple[str, ...]:
    base = safe_link(root.xpath("string(//base/@href)"), url) or url
    found = [
        safe_link(link.get("href", ""), base)
        for link in root.xpath("//link[@href]")
        if "alternate" in link.get("rel", "").lower().split()
        and link.get("type", "").partition(";")[0].strip().lower() in _FEED_TYPES
    ]
    if not any(found):
        links = (safe_link(href, base) for href in root.xpath("//a/@href")[:2000])
        found = [link for link in links if _FEED_PATHS.search(link.partition("?")[0].lower())]
    return tuple(dict.fromkeys(link for link in found if link))[:_MAX_FEEDS]
