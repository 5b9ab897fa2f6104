"""CSS selectors to XPath: the part of them with which a list of links is told from its page.

Types, classes, ids, attributes with every operator, the four combinators, lists, `:not()` of one
of these, and `:first-child` with its kin (https://www.w3.org/TR/selectors-3/). What is not
understood is refused and never passed over. The tests hold each form against the library cssselect.
"""

from __future__ import annotations

import re
from typing import Final

MAX_SELECTOR: Final = 500
"""Longest selector, in characters."""

_NAME = r"(?:[^\W\d]|-(?=[^\W\d]|-|\\)|\\[^\s\w])(?:[\w-]|\\[^\s\w])*"
_TOKEN = re.compile(
    rf"""
    (?P<list>\s*,\s*) |
    (?P<step>\s*[>+~]\s*|\s+) |
    \.(?P<class>{_NAME}) |
    \#(?P<id>(?:[\w-]|\\[^\s\w])+) |
    (?P<any>\*) | (?P<type>[A-Za-z][A-Za-z0-9-]*)(?!\w) |
    \[\s*(?P<attribute>[A-Za-z][A-Za-z0-9-]*)\s*
        (?:(?P<operator>[~|^$*]?=)\s*
           (?:"(?P<double>[^"\\\n]*)"|'(?P<single>[^'\\\n]*)'|(?P<bare>{_NAME}))\s*)?\] |
    :(?P<place>(?:first|last|only)-(?:child|of-type)|empty)(?![\w(-]) |
    :nth-child\(\s*(?P<nth>\d{{1,4}})\s*\) |
    :not\(\s*(?P<not>[^()]*?(?:\([^()]*\))?)\s*\)
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_AXES: Final = {
    "": "/descendant::",
    ">": "/child::",
    "+": "/following-sibling::*[1]/self::",
    "~": "/following-sibling::",
}


class NotUnderstood(ValueError):
    """A selector that is no CSS, or CSS of a form that is not read; never leaves this room."""


def to_xpath(selector: str) -> str:
    """The XPath that selects what a CSS selector does, from the root of an HTML document.

    Args:
        selector: As in "main h2 > a.headline, ul#latest li".

    Raises:
        NotUnderstood: The message says which part, and where.
    """
    text = selector.strip()
    if not text:
        raise NotUnderstood("it is empty")
    if len(text) > MAX_SELECTOR or _CONTROL.search(text):
        raise NotUnderstood(f"it is longer than {MAX_SELECTOR} characters, or no plain text")
    steps = _Steps()
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None or not steps.take(token):
            shown = text[position : position + 20]
            raise NotUnderstood(f'"{shown}" is not understood, from character {position + 1} on')
        position = token.end()
    if steps.is_open:
        raise NotUnderstood("its end is missing")
    return " | ".join((*steps.paths, steps.path))


class _Steps:
    """One selector under way, its parts taken from left to right."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.path = ""
        self.is_open = True
        """A part must follow: nothing stands behind the last comma or combinator yet."""
        self._axis = _AXES[""]
        self._type = "*"

    def take(self, token: re.Match[str]) -> bool:
        """Add one token; False if it cannot stand here."""
        if token["list"] or token["step"]:
            if self.is_open:
                return False
            self._separate(token)
            return True
        if token["any"] or token["type"]:
            if not self.is_open:
                return False
            self._type = token["type"].lower() if token["type"] else "*"
            self.path += self._axis + self._type
        else:
            if self.is_open:
                self._type = "*"
                self.path += f"{self._axis}*"
            condition = _condition(token, self._type)
            if not condition:
                return False
            self.path += f"[{condition}]"
        self.is_open = False
        return True

    def _separate(self, token: re.Match[str]) -> None:
        self.is_open = True
        self._axis = _AXES[(token["step"] or "").strip()]
        if token["list"]:
            self.paths.append(self.path)
            self.path = ""


def _condition(token: re.Match[str], kind: str) -> str:
    """What must hold of an element; "" if it can never be said of one of this type."""
    if token["class"]:
        return _has_word("class", _unescaped(token["class"]))
    if token["id"]:
        return f"@id = {_literal(_unescaped(token['id']))}"
    if token["attribute"]:
        return _attribute(token)
    if token["nth"]:
        return f"count(preceding-sibling::*) = {int(token['nth']) - 1}"
    if token["place"]:
        return _place(token["place"], kind)
    return _negation(token["not"] or "", kind)


def _attribute(token: re.Match[str]) -> str:
    name, operator = token["attribute"].lower(), token["operator"]
    if not operator:
        return f"@{name}"
    quoted = token["double"] if token["double"] is not None else token["single"]
    value = quoted if quoted is not None else _unescaped(token["bare"])
    said = _literal(value)
    if operator == "=":
        return f"@{name} = {said}"
    if operator == "|=":
        return f"@{name} = {said} or starts-with(@{name}, {_literal(value + '-')})"
    if not value:
        # By the specification nothing begins with, ends in or holds an empty text.
        return "false()"
    if operator == "~=":
        return _has_word(name, value)
    start = f"string-length(@{name}) - {len(value) - 1}"
    return {
        "^=": f"starts-with(@{name}, {said})",
        "$=": f"string-length(@{name}) >= {len(value)} and substring(@{name}, {start}) = {said}",
        "*=": f"contains(@{name}, {said})",
    }[operator]


def _has_word(attribute: str, word: str) -> str:
    if not word or re.search(r"\s", word):
        return "false()"
    return f"contains(concat(' ', normalize-space(@{attribute}), ' '), {_literal(f' {word} ')})"


def _place(name: str, kind: str) -> str:
    if name == "empty":
        return "not(*) and not(string-length())"
    first_last, _, what = name.partition("-")
    if what == "of-type" and kind == "*":
        return ""
    among = kind if what == "of-type" else "*"
    before, after = f"not(preceding-sibling::{among})", f"not(following-sibling::{among})"
    return {"first": before, "last": after, "only": f"{before} and {after}"}[first_last]


def _negation(inner: str, kind: str) -> str:
    token = _TOKEN.fullmatch(inner)
    if token is None or token["list"] or token["step"] or token["not"] is not None:
        return ""
    if token["type"]:
        return f"not(self::{token['type'].lower()})"
    condition = "" if token["any"] else _condition(token, kind)
    return f"not({condition})" if condition else ""


def _unescaped(name: str) -> str:
    return _ESCAPED.sub(r"\1", name)


def _literal(text: str) -> str:
    """A text as XPath writes it, which knows no escapes."""
    if '"' not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    between = """, '"', """
    return "concat(" + between.join(f'"{part}"' for part in text.split('"')) + ")"
