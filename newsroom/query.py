"""The query language: one for watches, the filter bar, commands and replay.

Words, "phrases", /patterns/, AND OR NOT ( ), -x, =word, field:value. AND binds tighter than OR;
words side by side must all hold. The grammar is in `GRAMMAR`, the fields are in `query_fields`.
Words are folded for case, accents and width; patterns see the text as it was written and ignore
only case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newsroom.errors import QueryError
from newsroom.needs import needs_of
from newsroom.newsboat import refuse_newsboat
from newsroom.query_fields import (
    FIELD_NAMES,
    Value,
    build_field,
    build_pattern,
    build_words,
    unknown_field,
)
from newsroom.query_names import Directory
from newsroom.query_nodes import Either, Node, Not, introduce, join

if TYPE_CHECKING:
    from lark import Lark

    from newsroom.needs import Needs
    from newsroom.packs import Packs
    from newsroom.records import Span
    from newsroom.subject import Subject

GRAMMAR = r"""
start: [either]
either: all (_OR all)*
all: part (_AND? part)*
?part: _NOT part -> negation
     | _MINUS part -> negation
     | "(" either ")" -> group
     | FIELD value -> field
     | value -> words
value: [EXACT] (PATTERN | WORD | PHRASE)
_OR.3: /OR(?![^\s()])/
_AND.3: /AND(?![^\s()])/
_NOT.3: /NOT(?![^\s()])/
_MINUS.3: /-(?=[^\s)])/
FIELD.2: /[A-Za-z][A-Za-z_]*:(?!\/\/)/
EXACT.2: /=(?=[^\s=])/
PATTERN.3: /\/(?!\s)(?:[^\/\\\n]|\\[^\n])+\/(?=[\s),;]|\Z)/
PHRASE.2: /"[^"]*"/
WORD: /(?!(?:OR|AND|NOT)(?![^\s()]))[^\s()"]+/
%ignore /\s+/
"""
_LONGEST = 4000
_DEEPEST = 40
_PIECES = re.compile(
    r'"[^"]*"'
    r"|(?<![^\s(:=)\"-])/(?!\s)(?:[^/\\\n]|\\[^\n])+/(?=[\s),;]|\Z)"
)
"""Phrases and patterns: what stands in them is not the query's."""
_OPEN_PATTERN = re.compile(r"(?:^|(?<=[\s(]))[-=]*(?:[A-Za-z_]+:)?=?(/)(?=[^\s/])")


@dataclass(frozen=True, slots=True)
class Term:
    """One condition of a query, as written."""

    field: str
    """Empty for words that may stand anywhere."""
    value: str
    start: int
    """Characters from the start of the query."""
    end: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query that parsed."""

    text: str
    root: Node
    _terms: tuple[Term, ...] = ()

    def terms(self) -> tuple[Term, ...]:
        """Return the conditions in the order they were written."""
        return self._terms

    def needs(self) -> Needs:
        """Return what the searched line of every item that satisfies it must hold."""
        return needs_of(self.root)

    def holds(self, subject: Subject) -> bool:
        """Say whether the subject satisfies the query; cheaper than `match`.

        Raises:
            PatternTooSlow: A pattern takes too long on it.
        """
        return self.root.holds(subject)

    def match(self, subject: Subject) -> tuple[Span, ...] | None:
        """Return the words by which the subject satisfies the query, None if it does not.

        A query that needs no words (topic:talent) is satisfied by an empty tuple.

        Raises:
            PatternTooSlow: A pattern takes too long on it.
        """
        if not self.root.holds(subject):
            return None
        return unique(self.root.spans(subject))


def unique(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return spans once each, in the order of the text."""
    order = {"title": 0, "summary": 1, "text": 2}
    return tuple(
        sorted(dict.fromkeys(spans), key=lambda span: (order[span.field], span.start, span.end))
    )


def parse_query(text: str, packs: Packs, directory: Directory | None = None) -> Query:
    """Read a query.

    Args:
        text: As the user wrote it; the empty one is satisfied by everything.
        packs: Whom the query may name.
        directory: Which sources, watches and stories it may name; without it, any.

    Raises:
        QueryError: It cannot be read; `position` says where, the message why.
    """
    _check_shape(text)
    import lark

    try:
        tree = _parser().parse(text)
    except lark.exceptions.UnexpectedInput as error:
        raise _explained(text, error) from error
    builder = _Builder(packs, directory or Directory())
    root = builder.build(tree)
    introduce(root)
    return Query(text, root, tuple(sorted(builder.terms, key=lambda term: term.start)))


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=True)


def _check_shape(text: str) -> None:
    """Refuse what a grammar explains badly: foreign syntax, open quotes, towers of brackets."""
    if len(text) > _LONGEST:
        raise QueryError(f"The query is longer than {_LONGEST} characters; shorten it.", _LONGEST)
    refuse_newsboat(text)
    bare = _PIECES.sub(lambda found: "x" * len(found[0]), text)
    if '"' in bare:
        position = bare.rindex('"')
        raise QueryError(
            f"The quote at character {position + 1} is never closed; add a quote.", position
        )
    pattern = _OPEN_PATTERN.search(bare)
    if pattern:
        position = pattern.start(1)
        word = text[position:].split(maxsplit=1)[0]
        raise QueryError(
            f"The pattern at character {position + 1} is never closed; add a /, or if it is "
            f'no pattern, quote it: "{word}"',
            position,
        )
    open_at: list[int] = []
    for at, char in enumerate(bare):
        if char == "(":
            open_at.append(at)
            if len(open_at) > _DEEPEST:
                raise QueryError(
                    f"More than {_DEEPEST} brackets inside each other; write it flatter.", at
                )
        elif char == ")":
            if not open_at:
                raise QueryError(
                    f"The bracket at character {at + 1} closes nothing; take it away.", at
                )
            open_at.pop()
    if open_at:
        raise QueryError(
            f"The bracket at character {open_at[-1] + 1} is never closed; add a bracket.",
            open_at[-1],
        )


def _explained(text: str, error: Any) -> QueryError:  # noqa: ANN401 - a union of lark's exceptions
    position = getattr(error, "pos_in_stream", None)
    at_end = getattr(getattr(error, "token", None), "type", "") == "$END"
    if at_end or not isinstance(position, int) or not 0 <= position < len(text):
        return QueryError(
            f"The query ends where a word is missing (character {len(text) + 1}).", len(text)
        )
    word = text[position:].split(maxsplit=1)[0] if text[position:].strip() else ""
    return QueryError(
        f"{word!r} cannot stand at character {position + 1}; a word or condition is missing there.",
        position,
    )


class _Builder:
    """Turns the parse tree into nodes, bottom up, and collects the terms."""

    def __init__(self, packs: Packs, directory: Directory) -> None:
        self._packs = packs
        self._directory = directory
        self.terms: list[Term] = []

    def build(self, tree: Any, *, negated: bool = False) -> Node:  # noqa: ANN401 - lark's trees are untyped
        """Build the node of one tree."""
        if tree.data == "negation":
            return self._negation(tree, negated=negated)
        if tree.data == "field":
            return self._field(tree, negated=negated)
        if tree.data == "words":
            return self._words(tree.children[0], negated=negated)
        parts = [self.build(child, negated=negated) for child in tree.children if child is not None]
        if tree.data == "either" and len(parts) > 1:
            return Either(tuple(parts))
        return join(parts)

    def _negation(self, tree: Any, *, negated: bool) -> Node:  # noqa: ANN401 - as above
        flips = True
        inner = tree.children[0]
        while inner.data == "negation":
            flips = not flips
            inner = inner.children[0]
        part = self.build(inner, negated=negated != flips)
        return Not(part) if flips else part

    def _field(self, tree: Any, *, negated: bool) -> Node:  # noqa: ANN401 - as above
        token, child = tree.children
        name, value = str(token)[:-1].lower(), _value(child)
        if name not in FIELD_NAMES:
            raise unknown_field(name, token.start_pos)
        if not value.text:
            raise QueryError(f"{name}: needs a value at character {value.start + 1}.", value.start)
        self.terms.append(Term(name, value.text, token.start_pos, value.end, negated))
        return build_field(name, value, self._packs, self._directory)

    def _words(self, tree: Any, *, negated: bool) -> Node:  # noqa: ANN401 - as above
        value = _value(tree)
        self.terms.append(Term("", value.text, value.start, value.end, negated))
        if value.form == "pattern":
            return build_pattern(value)
        quoted = value.form == "phrase"
        return build_words(value.text, self._packs, exact=value.exact, quoted=quoted)


def _value(tree: Any) -> Value:  # noqa: ANN401 - as above
    """Return what a value's tokens say."""
    exact, token = tree.children
    start, end, text = token.start_pos, token.end_pos, str(token)
    if token.type == "PATTERN":
        return Value(text[1:-1], start + 1, end, "pattern", exact is not None)
    if token.type == "PHRASE":
        inner = text[1:-1]
        start += 1 + len(inner) - len(inner.lstrip())
        return Value(inner.strip(), start, end, "phrase", exact is not None)
    return Value(text.rstrip(",;"), start, end, "word", exact is not None)


__all__ = ["Directory", "Query", "Term", "parse_query", "unique"]
