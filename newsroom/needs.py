"""What a text must hold for a query to hold of it: found in a file long before any item is made.

Every item has one line to search in (`line_of`): its fields folded, and a token for everything that
was understood of it. A query that needs certain words or tokens (`needs_of`) cannot hold of an item
whose line lacks them. Of one whose line has them it may hold, and is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsroom.boundaries import script_of
from newsroom.fold import fold
from newsroom.query_nodes import About, Acting, All, Either, Named, Relevant, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from newsroom.boundaries import Boundaries
    from newsroom.query_nodes import Node


@dataclass(frozen=True, slots=True)
class WholeWord:
    """A word that must not lie inside another one, as far as bytes can tell."""

    text: str
    """Folded."""
    pattern: bytes
    """A regular expression over UTF-8 that matches wherever the word may stand by itself."""


Needs = tuple[frozenset[str | WholeWord], ...]
"""Sets of words or tokens: one of each set must stand in the line. Empty: any line will do."""

MAX_TEXT: Final = 20_000
"""Characters of a body that are searched."""
_MAX_CHOICES: Final = 40
"""A set of more is not worth looking for."""
_PARTED: Final = str.maketrans(dict.fromkeys("\n\r\x02\x03\x1f", " "))


def line_of(fields: Sequence[str], tokens: Iterable[str]) -> str:
    """The line of an item, without an end.

    Args:
        fields: Title, summary and body, as written.
        tokens: What was understood of it: "person:x", "act:leave", "topic:talent", "lang:ja",
            "relevant", "story".
    """
    folded = "\x1f".join(fold(field[:MAX_TEXT]).translate(_PARTED) for field in fields)
    return folded + "".join(map(_token, tokens))


def needs_of(node: Node) -> Needs:
    """What the line of every item that satisfies a part of a query must hold."""
    if isinstance(node, All):
        return tuple(clause for part in node.parts for clause in needs_of(part))
    if isinstance(node, Either):
        return _either(node.parts)
    if isinstance(node, Words):
        named = [f"{kind}:{one}" for kind, ids in node.names for one in ids]
        word = max(node.folded.split(" "), key=len)
        return _choice({_whole(word, node.boundaries, node.prefix), *map(_token, named)})
    return _choice(set(map(_token, _understood(node))))


def words_of(clause: Iterable[str | WholeWord]) -> Iterator[str]:
    """The text of each of what may stand in a line."""
    return (one if isinstance(one, str) else one.text for one in clause)


_BEFORE: Final[Mapping[str, bytes]] = {
    "latin": rb"[a-z]",
    "cyrillic": rb"[\xd0-\xd3][\x80-\xbf]",
    "digit": rb"[0-9]",
}
"""What stands before no word of a script: the commonest of its letters."""
_AFTER: Final[Mapping[str, bytes]] = {"latin": rb"(?![a-z])", "cyrillic": rb"(?![\xd0-\xd3])"}
"""What follows no word of a script."""


def _whole(word: str, boundaries: Boundaries, prefix: bool) -> str | WholeWord:
    """What a line must hold of a word: more cannot be ruled out by its bytes alone.

    A reader who types a word letter by letter asks for its beginnings first, which stand in
    thousands of lines inside longer words.
    """
    if not word:
        return word
    first, last = script_of(word[0]), script_of(word[-1])
    opening = b"" if boundaries.clitics(first) else _BEFORE.get(first, b"")
    closing = b"" if prefix else _AFTER.get(last, b"")
    if not opening and not closing:
        return word
    if closing:
        endings = sorted(map(_escaped, boundaries.endings(last)))
        closing = b"(?:" + b"|".join((*endings, b"")) + b")" + closing
    written = _escaped(word)
    # Patterns that begin with letters are looked for fastest: what stands before comes after them.
    before = b"(?<!" + opening + written + b")" if opening else b""
    return WholeWord(word, written + before + closing)


def _escaped(text: str) -> bytes:
    return re.escape(text.encode("utf-8", "replace"))


def _understood(node: Node) -> Iterable[str]:
    """What was understood of every item that satisfies a condition: one of these."""
    if isinstance(node, Named):
        return (f"{node.kind}:{one}" for one in node.ids)
    if isinstance(node, Acting):
        return (f"act:{one}" for one in node.ids)
    if isinstance(node, About):
        return node.understood
    return ("relevant",) if isinstance(node, Relevant) else ()


def _either(parts: Iterable[Node]) -> Needs:
    choices: set[str | WholeWord] = set()
    for part in parts:
        needs = needs_of(part)
        if not needs:
            return ()
        # One of its sets is enough to rule a line out; the longest words rule out the most.
        choices |= max(needs, key=lambda clause: min(map(len, words_of(clause))))
    return _choice(choices)


def _choice(choices: set[str | WholeWord]) -> Needs:
    return (frozenset(choices),) if 0 < len(choices) <= _MAX_CHOICES and all(choices) else ()


def _token(said: str) -> str:
    return f"\x02{said}\x03"


IN_A_STORY: Final[Needs] = (frozenset({_token("story")}),)
"""What the line of every item that belongs to a story holds."""
NAMES_SOMEBODY: Final[Needs] = (frozenset({"\x02person:"}),)
"""What the line of every item that names a person of the packs holds."""


def naming(person: str) -> Needs:
    """What the line of every item that names one person holds."""
    return (frozenset({_token(f"person:{person}")}),)
