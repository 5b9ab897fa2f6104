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
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ITEM = re.compile(r"<(?:[\w.-]{1,30}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]{1,30}:)?(?:rss|feed|rdf|channel|entry)\s*>", re.IGNORECASE)
_TAIL = 4096


def read_xml_feed(text: str) -> RawFeed | None:
    """Read an RSS, RDF or Atom document.

    Args:
        text: The document.

    Returns:
        Its entries, neither cleaned nor with their links resolved; None if it is no feed.
    """
    scrubbed = scrub(text)
    feed = _parsed(scrubbed)
    if (feed is None or not feed.entries) and _ITEM.search(scrubbed):
        recovered = recover_feed(scrubbed)
        if recovered.entries:
            feed = recovered
    return replace(feed, wishes=read_wishes(scrubbed)) if feed is not None else None


def is_whole(text: str) -> bool:
    """Whether the document's root element is closed."""
    return _END.search(text[-_TAIL:]) is not None


def scrub(text: str) -> str:
    """Take out what costs the library more than it is worth.

    Everything before the root (with it every entity declaration), names of HTML entities (the
    strict parser knows five), ampersands that begin no reference, references to control characters,
    endless author names.
    """
    scrubbed = _CONTROL.sub("", _ENTITY.sub(_named, cut_to_root(text)))
    return "".join(_with_short_names("".join(_with_escaped_ampersands(scrubbed))))


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
