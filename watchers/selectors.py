"""CSS selectors, as pages and their readers write them: the one door to the library."""

from __future__ import annotations

from typing import Final

MAX_SELECTOR: Final = 500
"""Longest selector, in characters: reading one costs more than its length."""


class NotUnderstood(ValueError):
    """A selector that is no CSS, or CSS of a form that is not read; never leaves this room."""


def to_xpath(selector: str) -> str:
    """The XPath that selects what a CSS selector does, from the root of an HTML document.

    Args:
        selector: As in "main h2 > a.headline, ul#latest li".

    Raises:
        NotUnderstood: The message says what is wrong with it.
    """
    from cssselect import HTMLTranslator, SelectorError
    from lxml import etree

    text = selector.strip()
    if not text:
        raise NotUnderstood("it is empty")
    if len(text) > MAX_SELECTOR:
        raise NotUnderstood(f"it is longer than {MAX_SELECTOR} characters")
    try:
        xpath = HTMLTranslator().css_to_xpath(text)
        # The library also translates what means nothing here, as names of a namespace.
        etree.Element("a").xpath(xpath)
    except (SelectorError, RecursionError, etree.XPathError, ValueError) as error:
        raise NotUnderstood(str(error) or "it is nested too deeply") from error
    return xpath
