"""Items as other programs take them: JSON Lines, CSV, Markdown, RSS 2.0 and JSON Feed 1.1.

Sources: RSS 2.0 (https://www.rssboard.org/rss-specification) with the advice of its profile
(https://www.rssboard.org/rss-profile), JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/),
CommonMark 0.31. Every format comes piece by piece, so that an archive of any size passes through
without being held.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from newsroom.brief_text import escape_markdown, markdown_target
from newsroom.csv_text import csv_lines
from newsroom.shapes import item_shape, when

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime, tzinfo

    from newsroom.records import Item

COLUMNS: Final = (
    *("id", "first_seen", "published", "source", "language", "title", "summary", "url"),
    *("topics", "people", "orgs", "models", "watches", "story"),
    *("unclassified", "relevant", "read", "starred", "copy_of", "copies"),
)
"""Of CSV: keys of an item's JSON."""
_VERSION = "https://jsonfeed.org/version/1.1"
_ABOUT: Final = "Kept by llamawatch"
_PAGE: Final = "urn:x-llamawatch:items"
"""RSS wants the address of the page a channel is about; there is none."""


_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over the items."""

    title: str
    name_of: Callable[[str], str]
    """The name of a source by id."""
    timezone: tzinfo | None
    """Days are counted in it where a format is for people; None: the system's."""


def pieces(form: str, items: Iterable[Item], heading: Heading) -> Iterator[str]:
    """One document of items, in pieces.

    Args:
        form: One of FORMATS.
        items: In the order they are to stand in; each is asked for when its turn comes.
        heading: What stands over them.
    """
    return _WRITERS[form](items, heading)


def _as_jsonl(items: Iterable[Item], _: Heading) -> Iterator[str]:
    return (f"{_json(item_shape(item))}\n" for item in items)


def _as_csv(items: Iterable[Item], _: Heading) -> Iterator[str]:
    shapes = map(item_shape, items)
    return csv_lines(COLUMNS, ([shape[key] for key in COLUMNS] for shape in shapes))


def _as_markdown(items: Iterable[Item], heading: Heading) -> Iterator[str]:
    yield f"# {escape_markdown(heading.title)}\n"
    for item in items:
        article = item.article
        title = escape_markdown(_title(item))
        if article.url:
            title = f"[{title}]({markdown_target(article.url)})"
        day = _moment(item).astimezone(heading.timezone).date().isoformat()
        topics = [score.topic for score in item.topics]
        notes = (day, heading.name_of(article.source), item.language, *topics)
        lines = [f"- {title}", escape_markdown(", ".join(filter(None, notes)))]
        if article.title and article.summary:
            lines.append(escape_markdown(article.summary))
        yield "\n" + "  \n  ".join(lines) + "\n"


def _as_rss(items: Iterable[Item], heading: Heading) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{_rss_title(heading.title)}</title>\n<link>{_PAGE}</link>\n"
        f"<description>{_ABOUT}</description>\n<generator>llamawatch</generator>\n"
    )
    for item in items:
        yield _rss_item(item, heading)
    yield "</channel>\n</rss>\n"


def _rss_item(item: Item, heading: Heading) -> str:
    article = item.article
    parts = [f"<title>{_rss_title(_title(item))}</title>"]
    if article.url:
        parts.append(f"<link>{escape(article.url)}</link>")
    # A description is HTML, which stands escaped once more in the document.
    parts.append(f"<description>{escape(escape(article.summary))}</description>")
    parts.append(f'<guid isPermaLink="false">{escape(item.id)}</guid>')
    moment = format_datetime(_moment(item).astimezone(UTC), usegmt=True)
    parts.append(f"<pubDate>{moment}</pubDate>")
    parts += [f"<category>{escape(score.topic)}</category>" for score in item.topics]
    publisher = article.outlet or heading.name_of(article.source)
    for name, value in (
        ("creator", article.author),
        ("publisher", publisher),
        ("language", item.language),
    ):
        if value:
            parts.append(f"<dc:{name}>{escape(value)}</dc:{name}>")
    return "<item>{}</item>\n".format("".join(parts))


def _rss_title(text: str) -> str:
    """A title that is the same to readers that take it for text and to those that take it for HTML.

    What HTML would read as markup is escaped once more: shown with its escapes it does no harm.
    """
    means_more = "<" in text or html.unescape(text) != text
    return escape(escape(text) if means_more else text)


def _as_json_feed(items: Iterable[Item], heading: Heading) -> Iterator[str]:
    head = _json({"version": _VERSION, "title": heading.title, "description": _ABOUT})
    yield f'{head[:-1]},"items":['
    for before, item in zip(chain(["\n"], repeat(",\n")), items, strict=False):
        yield before + _json(_json_feed_item(item, heading))
    yield "\n]}\n"


def _json_feed_item(item: Item, heading: Heading) -> dict[str, Any]:
    article = item.article
    people = [article.author, article.outlet or heading.name_of(article.source)]
    said = {
        "id": item.id,
        "url": article.url,
        "title": article.title,
        "content_text": article.summary or _title(item),
        "date_published": when(_moment(item)),
        "authors": [{"name": one} for one in people if one],
        "tags": [score.topic for score in item.topics],
        "language": item.language,
        "_llamawatch": item_shape(item),
    }
    return {key: value for key, value in said.items() if value}


def _title(item: Item) -> str:
    article = item.article
    return article.title or article.summary or article.url


def _moment(item: Item) -> datetime:
    """When it happened, where that is known, else when it was first seen."""
    return item.article.event_time or item.article.first_seen


_WRITERS: Final = {
    "jsonl": _as_jsonl,
    "csv": _as_csv,
    "markdown": _as_markdown,
    "rss": _as_rss,
    "jsonfeed": _as_json_feed,
}
FORMATS: Final = tuple(_WRITERS)
"""What items can be handed on as."""
