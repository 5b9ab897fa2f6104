"""What a page says of itself, for search engines and social networks.

Sources of the formats: schema.org (Article, isAccessibleForFree, hasPart, LiveBlogPosting) in
JSON-LD and microdata; the Open Graph protocol (ogp.me); `article:content_tier` (Facebook).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_MAX_SCRIPTS = 20
_MAX_SCRIPT = 500_000
"""Longest piece of JSON-LD read, in characters."""
_MAX_NODES = 2000
_ARTICLES = frozenset(
    {
        "article",
        "newsarticle",
        "blogposting",
        "report",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "backgroundnewsarticle",
        "opinionnewsarticle",
        "reviewnewsarticle",
        "advertisercontentarticle",
        "scholarlyarticle",
        "techarticle",
        "socialmediaposting",
    }
)
_LIVE = frozenset({"liveblogposting"})
_MEDIA = frozenset(
    {"videoobject", "audioobject", "podcastepisode", "clip", "tvepisode", "radioepisode"}
)
_LISTS = frozenset({"collectionpage", "searchresultspage"})
_FALSE = (False, "false", "http://schema.org/false", "https://schema.org/false")


@dataclass(frozen=True, slots=True)
class Statements:
    """What a page says of itself."""

    article: bool = False
    live: bool = False
    media: bool = False
    """Video or audio, and no article."""
    listed: bool = False
    paid: bool = False
    """Not free of charge, wholly or in part."""
    tier: str = ""
    """"free", "metered" or "locked"."""
    locked: tuple[str, ...] = ()
    """CSS selectors of the parts that only subscribers may read."""


def read_statements(root: HtmlElement) -> Statements:
    """Read what a page says of itself.

    Args:
        root: The page.
    """
    types: set[str] = set()
    paid = False
    locked: list[str] = []
    for node in _nodes(root):
        types |= _types(node)
        if _folded(node.get("isAccessibleForFree", True)) in _FALSE:
            paid = True
            said = node.get("cssSelector")
            selectors = said if isinstance(said, list) else [said]
            locked.extend(one for one in selectors if isinstance(one, str))
    for address in root.xpath("//*[@itemscope]/@itemtype")[:200]:
        types.add(str(address).rstrip("/").rpartition("/")[2].lower())
    kind = _meta(root, "og:type")
    article = bool(types & _ARTICLES) or kind == "article"
    return Statements(
        article=article,
        live=bool(types & _LIVE),
        media=(bool(types & _MEDIA) or kind.startswith(("video", "music")))
        and not types & _ARTICLES,
        listed=bool(types & _LISTS),
        paid=paid,
        tier=_meta(root, "article:content_tier"),
        locked=tuple(locked),
    )


def _nodes(root: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in root.xpath("//script[@type='application/ld+json']")[:_MAX_SCRIPTS]:
        text = (script.text or "").strip().removeprefix("<![CDATA[").removesuffix("]]>")
        if len(text) > _MAX_SCRIPT:
            continue
        try:
            document = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _flattened(document)


def _flattened(document: object) -> Iterator[dict[str, Any]]:
    """Every object of a document that stands for a thing, outermost first."""
    waiting, seen = [document], 0
    while waiting and seen < _MAX_NODES:
        seen += 1
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting.extend(one[:_MAX_NODES])
        elif isinstance(one, dict):
            yield one
            # What a thing is about, or links to, is none of the page.
            parts = ("@graph", "hasPart", "mainEntity", "mainEntityOfPage", "video")
            waiting.extend(one[part] for part in parts if isinstance(one.get(part), list | dict))


def _types(node: dict[str, Any]) -> set[str]:
    said = node.get("@type")
    names = said if isinstance(said, list) else [said]
    return {name.rpartition("/")[2].lower() for name in names if isinstance(name, str)}


def _folded(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _meta(root: HtmlElement, name: str) -> str:
    found = root.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return str(found[0]).strip().lower() if found else ""
