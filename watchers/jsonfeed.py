"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/), which the feed library cannot read.

Lenient where publishers are careless: ids that are numbers, a missing version, single authors.
"""

from __future__ import annotations

import json
from typing import Any

from watchers.document import RawEntry, RawFeed

_CONTENT = frozenset({"content_html", "content_text", "url", "external_url"})
"""What an item of a JSON Feed has, and things called "items" of other documents have not."""


def read_json_feed(text: str) -> RawFeed | None:
    """Read a JSON Feed.

    Args:
        text: The document.

    Returns:
        Its entries, not yet cleaned; None if it is JSON of another kind, or not JSON.
    """
    try:
        # Not strict: control characters stand unescaped in real ones.
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return None
    version, items = _text(document.get("version")), document["items"]
    if "jsonfeed.org" not in version and not any(_is_item(item) for item in items[:10]):
        return None
    language = _text(document.get("language"))
    return RawFeed(
        version="json11" if version.endswith("1.1") else "json1",
        title=_text(document.get("title")),
        language=language,
        entries=tuple(_entry(item, language) for item in items if isinstance(item, dict)),
    )


def _entry(item: dict[str, Any], language: str) -> RawEntry:
    content = _text(item.get("content_html")) or _text(item.get("content_text"))
    return RawEntry(
        guid=_text(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title")),
        summary=_text(item.get("summary")),
        content=content,
        dates=(_text(item.get("date_published")), _text(item.get("date_modified"))),
        author=_author(item),
        language=_text(item.get("language")) or language,
    )


def _is_item(item: object) -> bool:
    return isinstance(item, dict) and not _CONTENT.isdisjoint(item)


def _author(item: dict[str, Any]) -> str:
    authors = item.get("authors") or [item.get("author")]
    if not isinstance(authors, list):
        return ""
    names = (_text(author.get("name")) for author in authors if isinstance(author, dict))
    return ", ".join(name for name in names if name)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
