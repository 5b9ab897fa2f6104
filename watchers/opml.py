"""OPML: the list of feeds that feed readers hand to each other (http://opml.org/spec2.opml).

Read as it is found in the wild: any encoding, any spelling of the attributes, outlines in folders,
markup that is nearly XML. Written as version 2.0. An outline can only ever name a feed on the web:
what other programs also put there (programs to run, filters, files) is left out and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from newsroom.clean import clean
from newsroom.links import canonical, safe_link
from watchers.addresses import without_login
from watchers.decoding import decode
from watchers.kinds import address_of, feed, kind_named
from watchers.markup import language_code
from watchers.xmlfeed import scrub

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from lxml.etree import _Element

    from newsroom.records import Source

MAX_OUTLINES: Final = 20_000
"""Feeds taken from one file."""
_MAX_NAME: Final = 150


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of the list."""

    name: str
    url: str
    language: str = ""
    """ISO 639-1 or empty."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """What a file lists."""

    feeds: tuple[Outline, ...] = ()
    """In the file's order, each address once."""
    left_out: tuple[str, ...] = ()
    """What is no feed on the web, cleaned: programs, files, other protocols."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """A list of feeds beside the sources there are."""

    fresh: tuple[Outline, ...]
    """Those that are no sources yet."""
    known: tuple[Outline, ...]
    """Those that are."""
    refused: tuple[str, ...]
    """What cannot be asked, because only http and https addresses can."""


def sort_outlines(found: Outlines, sources: Iterable[Source]) -> Sorted:
    """Tell the feeds that are new from those that are sources already.

    Args:
        found: What a file lists.
        sources: As configured.
    """
    there = {canonical(address_of(source)) for source in sources}
    fresh = tuple(one for one in found.feeds if canonical(one.url) not in there)
    known = tuple(one for one in found.feeds if canonical(one.url) in there)
    return Sorted(fresh, known, found.left_out)


def read_opml(body: bytes) -> Outlines:
    """Read a list of feeds.

    Args:
        body: The file.

    Returns:
        Its feeds; none if it is no OPML.
    """
    feeds: dict[str, Outline] = {}
    left_out: list[str] = []
    for element in _outlines(decode(body)):
        said = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        address = said.get("xmlurl", "").strip()
        if not address:
            continue
        url = _web_address(address)
        if not url:
            left_out.append(clean(address, limit=100))
            continue
        name = clean(said.get("title") or said.get("text") or "", limit=_MAX_NAME)
        language = language_code(said.get("language", ""))
        feeds.setdefault(canonical(url), Outline(name or canonical(url), url, language))
        if len(feeds) >= MAX_OUTLINES:
            break
    return Outlines(tuple(feeds.values()), tuple(left_out))


def write_opml(sources: Iterable[Source], now: datetime) -> bytes:
    """Write those sources that other programs can ask: feeds, and searches that answer as feeds.

    Args:
        sources: As configured; user names and passwords in addresses are left out.
        now: UTC, written into the head.

    Returns:
        The file, UTF-8.
    """
    root = ET.Element("opml", version="2.0")
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = "llamawatch"
    ET.SubElement(head, "dateCreated").text = now.strftime("%a, %d %b %Y %H:%M:%S GMT")
    body = ET.SubElement(root, "body")
    for source in filter(is_feed, sources):
        said = {"type": "rss", "text": source.name, "title": source.name}
        language = {"language": source.language} if source.language else {}
        url = without_login(address_of(source))
        ET.SubElement(body, "outline", {**said, "xmlUrl": url, **language})
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def is_feed(source: Source) -> bool:
    """Whether any feed reader could ask this source; the output of programs is a feed only here."""
    at_an_address = address_of(source).startswith(("http://", "https://"))
    return at_an_address and kind_named(source.kind).read is feed.read


def _outlines(text: str) -> Iterator[_Element]:
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(scrub(text).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError):
        return
    if root is None:  # what lxml gives for a document without any element
        return
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2].lower() == "outline":
            yield element


def _web_address(said: str) -> str:
    # "feed:" stands for http in some programs, before it in others.
    for prefix in ("feed://", "feed:"):
        if said.lower().startswith(prefix):
            rest = said[len(prefix) :]
            said = rest if "://" in rest else f"https://{rest}"
            break
    return safe_link(said)
