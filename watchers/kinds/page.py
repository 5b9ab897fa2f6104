"""page: the links under a CSS selector of a web page that has no feed.

An item is known by its address: a link that was not there before is new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.clean import clean
from newsroom.links import safe_link
from watchers.document import RawEntry, RawFeed
from watchers.kinds import Kind, Misfit, Refusal, Request, needs_url
from watchers.markup import is_challenge, language_code, page_tree
from watchers.selectors import NotUnderstood, to_xpath

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

    from newsroom.records import Source
    from watchers.kinds import Document


def requests(source: Source, _last_ok: datetime | None, _now: datetime) -> tuple[Request, ...]:
    """The page."""
    return (Request(source.url),)


def read(document: Document) -> RawFeed | Refusal | None:
    """Each link under the selector once, with the longest text that leads there."""
    root = page_tree(document.text) if document.looks_like in ("html", "xml") else None
    if root is None:
        return None
    title = " ".join(root.xpath("string(//title)").split())
    if is_challenge(title, document.url):
        # Such a page has links too, but none that were looked for.
        return None
    selector = document.option("selector")
    problem = selector_problem(selector)
    if problem:
        return Refusal(f'cannot be searched: "selector" is no CSS selector ({problem})')
    titles: dict[str, str] = {}
    for link, text in _links(root, selector, document.url):
        titles[link] = max(titles.get(link, ""), text, key=len)
    if not titles:
        return Refusal(
            f'shows no link under "{clean(selector, limit=80)}": the page was rebuilt, or the '
            'selector is wrong; correct "selector" in config.toml'
        )
    entries = tuple(
        RawEntry(link=link, title=text, plain_title=True) for link, text in titles.items()
    )
    return RawFeed("page", title, language_code(root.xpath("string(/html/@lang)")), entries)


def selector_problem(selector: str) -> str:
    """What is wrong with a CSS selector; "" if nothing is.

    Args:
        selector: As in "main h2 > a".
    """
    try:
        to_xpath(selector)
    except NotUnderstood as error:
        return clean(str(error), limit=120)
    return ""


def _links(root: HtmlElement, selector: str, url: str) -> Iterator[tuple[str, str]]:
    """Addresses and texts of the links under the selector, in the page's order."""
    base = safe_link(root.xpath("string(//base/@href)"), url) or url
    here = safe_link(url).partition("#")[0]
    seen: set[HtmlElement] = set()
    for found in root.xpath(to_xpath(selector)):
        for anchor in [found] if found.tag == "a" else found.iter("a"):
            # What is selected may lie within something selected.
            if anchor in seen:
                continue
            seen.add(anchor)
            link = safe_link(anchor.get("href", ""), base)
            if link and link.partition("#")[0] != here:
                yield link, _text(anchor)


def _text(anchor: HtmlElement) -> str:
    """What a link says; of one around a picture alone, what the picture shows."""
    said = " ".join(anchor.text_content().split())
    others = (anchor.get("aria-label"), anchor.get("title"), *anchor.xpath(".//img/@alt"))
    return said or next((other.strip() for other in others if other and other.strip()), "")


def _check(source: Source) -> Misfit | None:
    missing = needs_url(source)
    if missing is not None:
        return missing
    selector = source.text("selector")
    problem = selector_problem(selector)
    if not problem:
        return None
    return Misfit(
        "selector",
        f'"selector" cannot be "{clean(selector, limit=80)}" ({problem}): write a CSS selector, '
        'as in "main h2 a"',
    )


KIND = Kind(requests, read, wants_whole=True, expects="a web page", check=_check)
