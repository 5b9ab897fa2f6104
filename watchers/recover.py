"""The second reader: entries of XML feeds that the feed library raises on or finds nothing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from watchers.document import RawEntry, RawFeed

if TYPE_CHECKING:
    from lxml.etree import _Element

_ITEMS: Final = frozenset({"item", "entry"})
_DATES: Final = ("pubdate", "published", "date", "issued", "updated", "modified", "created")


def recover_feed(text: str) -> RawFeed:
    """Read whatever looks like an item or entry, in any namespace, from damaged XML.

    Args:
        text: The document from its root element on.

    Returns:
        Its entries, not yet cleaned; none if nothing can be read.
    """
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError):
        return RawFeed()
    if root is None:  # what lxml gives for a document without any element
        return RawFeed()
    entries = tuple(_entry(element) for element in root.iter() if _name(element) in _ITEMS)
    title = next((_text(element) for element in root.iter() if _name(element) == "title"), "")
    return RawFeed(version="recovered", title=title, entries=entries)


def _entry(element: _Element) -> RawEntry:
    found: dict[str, str] = {}
    link = ""
    for child in element:
        name = _name(child)
        if name == "link" and child.get("href"):
            if child.get("rel", "alternate") == "alternate":
                link = link or child.get("href", "")
        elif name:
            found.setdefault(name, _text(child))
    return RawEntry(
        guid=found.get("guid") or found.get("id") or "",
        link=link or found.get("link", ""),
        title=found.get("title", ""),
        summary=found.get("description") or found.get("summary") or "",
        content=found.get("encoded") or found.get("content") or "",
        dates=tuple(found.get(name, "") for name in _DATES),
        author=found.get("creator") or found.get("author") or "",
    )


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _text(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())
