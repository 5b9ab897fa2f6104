"""The main text of a page, without menus, teasers and notices.

trafilatura does it where the extra `llamawatch[articles]` is installed. It brings 13 more
distributions (40 MB, most of them for dates and addresses, which are not needed here), so that the
default install does with the scoring below: paragraphs count for their parent and half for their
grandparent by length and freedom from links, and the best element is the article (after arc90's
readability, 2010). readability-lxml is no choice: it needs a chardet below 6.
"""

from __future__ import annotations

import math
import re
from copy import deepcopy
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from watchers.selectors import NotUnderstood, to_xpath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.html import HtmlElement

_NEVER = (
    "script style noscript template svg math iframe object embed audio video canvas select button "
    "textarea input form nav aside footer dialog menu figure picture"
)
_ROLES = frozenset(
    "navigation complementary banner contentinfo dialog alertdialog search menu toolbar".split()  # noqa: SIM905
)
_NOISE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|footer|breadcrumbs?|related|recommend\w*|"
    r"share|sharing|social|newsletter|subscribe|subscription|promo\w*|advert\w*|ads?|sponsor\w*|"
    r"comments?|cookies?|consent|gdpr|cmp|onetrust|didomi|popup|modal|overlay|toolbar|tags?|"
    r"taglist|pagination|pager|byline|author-?bio|most-?read|trending|teasers?|outbrain|taboola|"
    r"skip-?link|paywall|regwall|piano|copyright|disclaimer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST = 0.6
"""Share of a page's text from which on an element is no ornament, whatever it is called."""
_BLOCKS = ("p", "pre", "blockquote", "li", "h2", "h3", "h4", "td", "div", "section")
_HEADINGS = frozenset({"h2", "h3", "h4"})
_CONTAINERS = "p div ul ol table section article blockquote pre h1 h2 h3 h4"
LONGEST = 25_000
"""Characters of an article from which on nothing more is read."""
_SHORT = 25
"""Shorter blocks say nothing about where the article is, in characters."""
_LINKED = 0.4
"""Share of links from which on a block is a list of links."""
_AGREE = 0.8
"""Share of the scored text below which the library took something else for the article."""
_MAX_LOCKED = 30
"""Selectors of locked parts that are read."""
_NEIGHBOURS = re.compile(r"[~+](?!=)|:")
_BREAK = "\u2028"
"""Stands for <br> while text is taken: two in a row part paragraphs."""
_BREAKS = re.compile(rf"{_BREAK}(?:\s*{_BREAK})+")


def main_text(root: HtmlElement, url: str) -> str:
    """The text of the article on a page, paragraphs apart by an empty line; "" if there is none.

    Args:
        root: The page; it is changed.
        url: Where it came from.
    """
    heading = " ".join(root.xpath("string(//h1)").split())
    _strip(root)
    library = _library()
    found = library(deepcopy(root), url) if library is not None else ""
    scored = _scored(root)
    if len(found) < _AGREE * len(scored):
        found = scored
    first, _, rest = found.partition("\n\n")
    return rest if first == heading else found


def without(root: HtmlElement, selectors: Iterable[str]) -> HtmlElement:
    """A page without the parts that some CSS selectors name.

    Args:
        root: The page; it is changed.
        selectors: As the page says them; what is no selector names nothing, and so does one that
            looks at an element's neighbours, which costs the square of a page.
    """
    for said in islice(selectors, _MAX_LOCKED):
        if _NEIGHBOURS.search(said):
            continue
        try:
            path = to_xpath(said)
        except NotUnderstood:
            continue
        for element in root.xpath(path):
            if element is not root:
                _drop(element)
    return root


def _scored(root: HtmlElement) -> str:
    for line in root.iter("br"):
        line.tail = _BREAK + (line.tail or "")
    best = _best(root)
    return "" if best is None else "\n\n".join(_paragraphs(best))


@cache
def _library() -> Callable[[HtmlElement, str], str] | None:
    try:
        from trafilatura import extract
    except ImportError:
        return None

    def read(root: HtmlElement, url: str) -> str:
        found = extract(
            root,
            url=url or None,
            fast=True,
            include_comments=False,
            include_tables=False,
            with_metadata=False,
            favor_precision=True,
        )
        return "\n\n".join(line for line in (found or "").splitlines() if line.strip())

    return read


def _strip(root: HtmlElement) -> None:
    """Take away what is never part of an article."""
    for tag in _NEVER.split():
        found = root.xpath(f"//{tag}")
        most = _MOST * _length(root) if tag == "form" and found else math.inf
        for element in found:
            if tag != "form" or _length(element) <= most:
                _drop(element)
    whole = _length(root)
    for element in root.xpath("//*[@class or @id or @role or @hidden or @style or @aria-hidden]"):
        if element.tag in ("html", "body") or not isinstance(element.tag, str):
            continue
        if _is_hidden(element) or (_is_noise(element) and _length(element) < _MOST * whole):
            _drop(element)
    # A page's own header goes, an article's may hold its lead.
    for element in root.xpath("//header[not(ancestor::article) and not(ancestor::main)]"):
        _drop(element)


def _is_hidden(element: HtmlElement) -> bool:
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return hidden or bool(_HIDDEN.search(element.get("style") or ""))


def _is_noise(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return (element.get("role") or "") in _ROLES or bool(_NOISE.search(names[:500]))


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _length(element: HtmlElement) -> int:
    return len("".join(element.itertext()))


def _best(root: HtmlElement) -> HtmlElement | None:
    scores: dict[HtmlElement, float] = {}
    for block in root.iter("p", "pre", "blockquote", "div", "li"):
        if block.tag in ("div", "li") and _holds_blocks(block):
            continue
        text = _said(block)
        if len(text) < _SHORT:
            continue
        value = len(text) * (1 - _link_share(block))
        parent = block.getparent()
        grandparent = parent.getparent() if parent is not None else None
        if parent is not None:
            scores[parent] = scores.get(parent, 0.0) + value
        if grandparent is not None:
            scores[grandparent] = scores.get(grandparent, 0.0) + value / 2
    if not scores:
        return None
    best = max(scores, key=lambda one: (scores[one], -_depth(one)))
    # An article in several parts: where its parent holds as much again, that is the article.
    parent = best.getparent()
    named = best.xpath("ancestor::article[1] | ancestor::*[@itemprop='articleBody'][1]")
    if named and _length(named[-1]) < 3 * _length(best):
        return named[-1]
    if parent is not None and scores.get(parent, 0.0) > scores[best] * 0.8:
        return parent
    return best


def _said(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _holds_blocks(element: HtmlElement) -> bool:
    return any(True for _ in element.iterdescendants(*_CONTAINERS.split()))


def _link_share(element: HtmlElement) -> float:
    whole = _length(element)
    linked = sum(_length(link) for link in element.iter("a"))
    return min(linked / whole, 1.0) if whole else 0.0


def _paragraphs(root: HtmlElement) -> Iterator[str]:
    pending = ""
    length = 0
    for block in root.iter(*_BLOCKS):
        if length > LONGEST:
            break
        if _holds_blocks(block) and block.tag != "p":
            continue
        if any(above.tag in ("p", "li", "blockquote", "pre") for above in block.iterancestors()):
            continue
        text = "".join(block.itertext())
        if not text.strip() or _link_share(block) > _LINKED:
            continue
        if block.tag in _HEADINGS:
            # A heading without anything under it introduces links that were left out.
            pending = _said(block)
            continue
        length += len(text)
        if pending:
            yield pending
            pending = ""
        yield from (" ".join(part.split()) for part in _BREAKS.split(text) if part.strip())
