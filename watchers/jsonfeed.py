"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/), which the feed library cannot read.

Lenient where publishers are careless: ids that are numbers, a missing version, single authors.
"""

from __future__ import annotations

from typing import Any

from watchers.document import RawEntry, RawFeed
from watchers.loose_json import read_object, text_of

_CONTENT = frozenset({"content_html", "content_text", "url", "external_url"})
"""What an item of a JSON Feed has, and things called "items" of other documents have not."""


def read_json_feed(text: str) -> RawFeed | None:
    """Read a JSON Feed.

    Args:
        text: The document.

    Returns:
        Its entries, not yet cleaned; None if it is JSON of another kind, or not JSON.
    """
    document = read_object(text)
    if document is None or not isinstance(document.get("items"), list):
        return None
    version, items = text_of(document.get("version")), document["items"]
    if "jsonfeed.org" not in version and not any(_is_item(item) for item in items[:10]):
        return None
    language = text_of(document.get("language"))
    return RawFeed(
        version="json11" if version.endswith("1.1") else "json1",
        title=text_of(document.get("title")),
        language=language,
        entries=tuple(_entry(item, language) for item in items if isinstance(item, dict)),
    )


def _entry(item: dict[str, Any], language: str) -> RawEntry:
    content = text_of(item.get("content_html")) or text_of(item.get("content_text"))
    return RawEntry(
        guid=text_of(item.get("id")),
        link=text_of(item.get("url")) or text_of(item.get("external_url")),
        title=text_of(item.get("title")),
        summary=text_of(item.get("summary")),
        content=content,
        dates=(text_of(item.get("date_published")), text_of(item.get("date_modified"))),
        author=_author(item),
        language=text_of(item.get("language")) or language,
    )


def _is_item(item: object) -> bool:
    return isinstance(item, dict) and not _CONTENT.isdisjoint(item)


def _author(item: dict[str, Any]) -> str:
    authors = item.get("authors") or [item.get("author")]
    if not isinstance(authors, list):
        return ""
    names = (text_of(author.get("name")) for author in authors if isinstance(author, dict))
    return ", ".join(name for name in names if name)
