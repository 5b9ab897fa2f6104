"""The query language: one for watches, the filter bar, commands and replay.

Words, "phrases", AND OR NOT ( ), -x, =word, field:value. AND binds tighter than OR; words side by
side must all hold. The grammar is in `GRAMMAR`; COMMANDS of the manual list the fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newsroom.errors import QueryError
from newsroom.query_fields import FIELD_NAMES, build_field, build_words, unknown_field
from newsroom.query_nodes import Either, Node, Not, introduce, join

if TYPE_CHECKING:
    from lark import Lark, Token

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
value: [EXACT] (WORD | PHRASE)
_OR.3: /OR(?![^\s()])/
_AND.3: /AND(?![^\s()])/
_NOT.3: /NOT(?![^\s()])/
_MINUS.3: /-(?=[^\s)])/
FIELD.2: /[A-Za-z][A-Za-z_]*:(?!\/\/)/
EXACT.2: /=(?=[^\s=])/
PHRASE.2: /"[^"]*"/
WORD: /(?!(?:OR|AND|NOT)(?![^\s()]))[^\s()"]+/
%ignore /\s+/
"""
_LONGEST = 4000
_DEEPEST = 40
_NEWSBOAT = re.compile(r'\b([A-Za-z_]+)\s*(=~|!~|==|!=|!#|#|=)\s*"([^"]*)"')
_NEWSBOAT_FIELDS = {
    "title": "title",
    "content": "text",
    "description": "summary",
    "feedtitle": "source",
    "feedlink": "source",
    "feed": "source",
    "rssurl": "source",
    "tags": "watch",
}


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

    def holds(self, subject: Subject) -> bool:
        """Say whether the subject satisfies the query; cheaper than `match`."""
        return self.root.holds(subject)

    def match(self, subject: Subject) -> tuple[Span, ...] | None:
        """Return the words by which the subject satisfies the query, None if it does not.

        A query that needs no words (topic:talent) is satisfied by an empty tuple.
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


def parse_query(text: str, packs: Packs) -> Query:
    """Read a query.

    Args:
        text: As the user wrote it; the empty one is satisfied by everything.
        packs: Whom the query may name.

    Raises:
        QueryError: It cannot be read; `position` says where, the message why.
    """
    _check_shape(text)
    import lark

    try:
        tree = _parser().parse(text)
    except lark.exceptions.UnexpectedInput as error:
        raise _explained(text, error) from error
    builder = _Builder(packs)
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
    _check_newsboat(text)
    if text.count('"') % 2:
        position = text.rindex('"')
        raise QueryError(
            f"The quote at character {position + 1} is never closed; add a quote.", position
        )
    bare = re.sub(r'"[^"]*"', lambda found: "x" * len(found[0]), text)
    regex = re.search(r"(?:^|[\s(:-])(/[^/\s][^/]*/)(?=[\s)]|$)", bare)
    if regex:
        raise QueryError(
            f"Regular expressions are not known here (character {regex.start(1) + 1}); "
            'write words, or a "phrase".',
            regex.start(1),
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


def _check_newsboat(text: str) -> None:
    """Answer newsboat's filter language with how the same thing is written here."""
    found = _NEWSBOAT.search(text)
    if not found:
        return
    here = _NEWSBOAT.sub(_in_our_words, text)
    here = re.sub(r"\b(and|or|not)\b", lambda word: word[0].upper(), here)
    raise QueryError(
        f"{found[0]} is newsboat's way to write it; here it is: {' '.join(here.split())}",
        found.start(),
    )


def _in_our_words(found: re.Match[str]) -> str:
    name, operator, value = found[1].lower(), found[2], found[3]
    minus = "-" if operator.startswith("!") else ""
    if name == "unread":
        return "is:unread" if (value == "yes") != bool(minus) else "-is:unread"
    field = _NEWSBOAT_FIELDS.get(name, "")
    plain = value if re.fullmatch(r"[^\s()\"]+", value) else f'"{value}"'
    return f"{minus}{field}{':' if field else ''}{plain}"


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

    def __init__(self, packs: Packs) -> None:
        self._packs = packs
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
        token, value = tree.children
        name = str(token)[:-1].lower()
        if name not in FIELD_NAMES:
            raise unknown_field(name, token.start_pos)
        text, exact, quoted, last = _value(value)
        if not text:
            raise QueryError(f"{name}: needs a value at character {token.end_pos + 1}.", last)
        self._note(name, text, token.start_pos, last, negated=negated)
        return build_field(name, text, self._packs, last - len(text), exact=exact, quoted=quoted)

    def _words(self, value: Any, *, negated: bool) -> Node:  # noqa: ANN401 - as above
        text, exact, quoted, last = _value(value)
        self._note("", text, last - len(text), last, negated=negated)
        return build_words(text, self._packs, exact=exact, quoted=quoted)

    def _note(self, field: str, value: str, start: int, end: int, *, negated: bool) -> None:
        self.terms.append(Term(field, value, start, end, negated))


def _value(tree: Any) -> tuple[str, bool, bool, int]:  # noqa: ANN401 - as above
    """Return the value, whether it is exact, whether it was quoted, and where it ends."""
    exact, token = tree.children
    text: Token | str = token
    quoted = token.type == "PHRASE"
    text = str(token)[1:-1].strip() if quoted else str(token).rstrip(",;")
    return text, exact is not None, quoted, token.end_pos


__all__ = ["Query", "Term", "parse_query", "unique"]
