"""feed: RSS, Atom, RDF or JSON Feed at one address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.jsonfeed import read_json_feed
from watchers.kinds import Kind, Request, needs_url
from watchers.xmlfeed import read_xml_feed

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records import Source
    from watchers.document import RawFeed
    from watchers.kinds import Document


def requests(source: Source, _last_ok: datetime | None, _now: datetime) -> tuple[Request, ...]:
    """The one address."""
    return (Request(source.url),)


def read(document: Document) -> RawFeed | None:
    """The entries of a feed of any format, told apart by what it looks like."""
    if document.looks_like == "json":
        return read_json_feed(document.text)
    return read_xml_feed(document.text, cut=document.cut) if document.looks_like == "xml" else None


KIND = Kind(requests, read, check=needs_url)
