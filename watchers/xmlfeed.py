"""RSS 0.9x to 2.0, RDF and Atom through feedparser, kept from its traps.

feedparser is fast enough and more forgiving than any other library, but a few inputs cost it
quadratic time or make it raise: those are taken out of the text first (`scrub`), and what it still
drops is read by `recover.py`.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from watchers.decoding import cut_to_root
from watchers.document import RawEntry, RawFeed
from watchers.recover import recover_feed
from watchers.wishes import read_wishes

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_NAME = 300
"""Characters of an author's name that are kept: feedparser searches them for an e-mail address
in quadratic time."""

_PERSON = re.compile(
    r"<(?:[\w-]{1,30}:)?(?:author|creator|managingEditor|webMaster|contributor|publisher|owner|name"
    r"|email|editor|dc:contributor)(?:\s[^<>]{0,2000})?>(?:\s{0,100}<!\[CDATA\[)?",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!#?[A-Za-z0-9]{1,32};)")
_CONTROL = re.compile(
    r"&#(?:0{0,10}(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0{0,10}(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
)
_NAMESPACE = re.compile(
    r"""\sxmlns:[\w.-]{1,100}\s{0,10}=\s{0,10}(?:"[^"<]{0,500}"|'[^'<]{0,500}')"""
)
_MAX_NAMESPACES = 60
"""Namespaces kept: the library looks through all there are at every element. The most any measured
feed declares is ten."""
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ITEM = re.compile(r"<(?:[\w.-]{1,30}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w.-]{1,30}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:[\w.-]{1,30}:)?entry[\s>/]", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]{1,30}:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_TAIL = 4096


def read_xml_feed(text: str, *, cut: bool = False) -> RawFeed | None:
    """Read an RSS, RDF or Atom document.

    Args:
        text: The document.
        cut: It broke off on its way: what stands last may be half an entry.

    Returns:
        Its entries, neither cleaned nor with their links resolved; None if it is no feed.
    """
    scrubbed = scrub(text)
    if cut:
        scrubbed = _without_half_entry(scrubbed)
    feed = _parsed(scrubbed)
    if (feed is None or not feed.entries) and _ITEM.search(scrubbed):
        recovered = recover_feed(scrubbed)
        if recovered.entries:
            feed = recovered
    return replace(feed, wishes=read_wishes(scrubbed)) if feed is not None else None


def is_whole(text: str) -> bool:
    """Whether the document's root element is closed."""
    end = _ITEM_END if _ENTRY.match(cut_to_root(text)) else _END
    return end.search(text, max(len(text) - _TAIL, 0)) is not None


def scrub(text: str) -> str:
    """Take out what costs the library more than it is worth.

    Everything before the root (with it every entity declaration), names of HTML entities (the
    strict parser knows five), ampersands that begin no reference, references to control characters,
    endless author names, namespaces beyond a number.
    """
    scrubbed = _CONTROL.sub("", _ENTITY.sub(_named, cut_to_root(text)))
    scrubbed = _with_few_namespaces(scrubbed)
    return "".join(_with_short_names("".join(_with_escaped_ampersands(scrubbed))))


def _without_half_entry(text: str) -> str:
    """A document that breaks off, up to its last whole entry.

    Half an entry may lack what it is known by: whole, the next time, it would count as another.
    """
    starts = [found.start() for found in _ITEM.finditer(text)]
    if not starts or _END.search(text, starts[-1]) or _ITEM_END.search(text, starts[-1]):
        return text
    # Some never close what they open: there the next beginning is an end.
    closes = len(starts) == 1 or _ITEM_END.search(text) is not None
    return text[: starts[-1]] if closes else text


def _named(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_ENTITIES:
        return match[0]
    character = html.unescape(match[0])
    # An unknown name is text.
    return match[0].replace("&", "&amp;") if character == match[0] else _referenced(character)


def _referenced(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


def _with_escaped_ampersands(text: str) -> Iterator[str]:
    position = 0
    while position >= 0:
        opening = text.find("<![CDATA[", position)
        yield _BARE.sub("&amp;", text[position:opening] if opening >= 0 else text[position:])
        position = text.find("]]>", opening) if opening >= 0 else -1
        if opening >= 0:
            yield text[opening:position] if position >= 0 else text[opening:]


def _with_few_namespaces(text: str) -> str:
    kept: set[str] = set()

    def declared(match: re.Match[str]) -> str:
        if len(kept) < _MAX_NAMESPACES:
            kept.add(match[0])
        return match[0] if match[0] in kept else ""

    return _NAMESPACE.sub(declared, text)


def _with_short_names(text: str) -> Iterator[str]:
    done = 0
    for match in _PERSON.finditer(text):
        start = match.end()
        if start < done:
            continue
        end = text.find("]]>" if match[0].endswith("CDATA[") else "<", start)
        end = len(text) if end < 0 else end
        if end - start > _MAX_NAME:
            yield text[done : start + _MAX_NAME]
            done = end
    yield text[done:]


def _parsed(text: str) -> RawFeed | None:
    import feedparser

    # Without an address the library resolves nothing but what the document's own xml:base says:
    # a guid resolved against the address would be another one when the feed moves.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        # Always a stream: given bytes, feedparser would first try them as a file name.
        result = feedparser.parse(
            BytesIO(text.encode("utf-8")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, KeyError, TypeError, AttributeError, LookupError, RecursionError,
            AssertionError):  # fmt: skip
        # Known inputs make it raise; which others do is not known, and `recover.py` reads them all.
        return None
    feed, version = result["feed"], _string(result, "version")
    entries = tuple(_entry(entry, version) for entry in result["entries"])
    if not version and not entries:
        return None
    return RawFeed(
        version=version,
        title=_string(feed, "title"),
        language=_string(feed, "language"),
        entries=entries,
    )


def _entry(entry: dict[str, Any], version: str) -> RawEntry:
    contents = [
        str(dict.get(part, "value") or "") for part in dict.get(entry, "content") or () if part
    ]
    title = dict.get(entry, "title_detail") or {}
    return RawEntry(
        guid=_string(entry, "id"),
        link=_string(entry, "link") or _first_link(entry),
        title=_string(entry, "title"),
        summary=_string(entry, "summary"),
        content=max(contents, key=len, default=""),
        dates=tuple(_string(entry, name) for name in ("published", "updated", "created", "date")),
        author=_string(entry, "author"),
        language=str(dict.get(title, "language") or ""),
        outlet=_outlet(entry),
        # Only Atom says so; for other formats the library guesses.
        plain_title=version.startswith("atom") and dict.get(title, "type") == "text/plain",
    )


def _first_link(entry: dict[str, Any]) -> str:
    for link in dict.get(entry, "links") or ():
        if dict.get(link, "rel") == "alternate" and dict.get(link, "href"):
            return str(dict.get(link, "href"))
    return ""


def _outlet(entry: dict[str, Any]) -> str:
    source = dict.get(entry, "source")
    title = dict.get(source, "title") if isinstance(source, dict) else ""
    return str(title or "") or _string(entry, "news_source")


def _string(record: dict[str, Any], name: str) -> str:
    # Not `record.get`: the library's dictionary answers for missing names with related ones.
    value = dict.get(record, name)
    return value if isinstance(value, str) else ""
