"""The spellings of a name one by one: which the packs know, where they stand, which do not count.

A keyword that is a name is found in every spelling the packs know of it. A watch may leave some of
them out (`WatchSpec.without`): what is named only so does not count for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from newsroom.boundaries import script_of
from newsroom.fold import fold
from newsroom.query_nodes import All, Either, Named, Words, named_by
from newsroom.subject import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsroom.boundaries import Boundaries
    from newsroom.packs import Packs
    from newsroom.query_nodes import Node
    from newsroom.records import Field, Span
    from newsroom.subject import Subject


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way a name is written."""

    text: str
    """As the packs, or the user, write it."""
    folded: str
    """As it is searched: spellings that fold to the same are one."""
    script: str
    """Of its first letter, see `newsroom.boundaries.script_of`; "" if it has none."""


def folded_spelling(text: str) -> str:
    """A spelling as it is searched: folded, with single blanks."""
    return " ".join(fold(text).split())


def spellings_of(keyword: str, packs: Packs) -> tuple[Spelling, ...]:
    """Every spelling by which a keyword is found, itself first.

    Returns:
        Only the keyword itself if no pack knows it as a name; nothing for an empty one.
    """
    own = folded_spelling(keyword)
    if not own:
        return ()
    _, entities = named_by(own, packs)
    texts = {own: keyword.strip()}
    for entity in entities:
        for alias in entity.aliases:
            texts.setdefault(folded_spelling(alias.text), alias.text)
    return tuple(Spelling(text, folded, _script(text)) for folded, text in texts.items() if folded)


def _script(text: str) -> str:
    scripts = (script_of(char) for char in text)
    return next((script for script in scripts if script and script != "digit"), "")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The spellings that do not count for one part of a watch's query."""

    spellings: tuple[str, ...]
    """Folded."""
    forms: tuple[str, ...]
    """Every way in which the part finds what it names, folded."""
    boundaries: Boundaries

    def stands_in(self, subject: Subject) -> bool:
        """Say whether one of them may stand in it; cheap, and true a little too often."""
        return any(
            spelling.split(" ")[0] in subject.folded(name)
            for name in FIELDS
            for spelling in self.spellings
        )

    def takes_all(self, subject: Subject) -> bool:
        """Say whether nothing is left by which it could be named: no scan is needed to know that.

        False says little: what is left may be an ordinary word.
        """
        return not any(
            not self.covers(subject, name, start, end)
            for name in FIELDS
            for start, end in _bounded(subject.folded(name), self.forms, self.boundaries)
        )

    def covers(self, subject: Subject, name: Field, start: int, end: int) -> bool:
        """Say whether a folded stretch is one of them, or lies within one."""
        return any(a <= start and end <= b for a, b in self._stretches(subject, name))

    def covers_span(self, subject: Subject, span: Span) -> bool:
        """Say whether a stretch as it was written is one of them, or lies within one."""
        stretches = list(self._stretches(subject, span.field))
        if not stretches:
            return False
        origin = subject.origin(span.field)
        return any(origin[a] <= span.start and span.end <= _end(origin, b) for a, b in stretches)

    def _stretches(self, subject: Subject, name: Field) -> Iterator[tuple[int, int]]:
        return _bounded(subject.folded(name), self.spellings, self.boundaries)


def _end(origin: Sequence[int], end: int) -> int:
    """Where the original of a folded stretch ends."""
    return max(origin[end], origin[end - 1] + 1)


def _bounded(
    folded: str, spellings: Iterable[str], boundaries: Boundaries
) -> Iterator[tuple[int, int]]:
    """Where the spellings stand as words of their own, each by itself."""
    for spelling in spellings:
        if spelling.split(" ")[0] in folded:
            for found in _spaced(spelling).finditer(folded):
                if boundaries.bounded(folded, *found.span()):
                    yield found.span()


@lru_cache(maxsize=2048)
def _spaced(spelling: str) -> re.Pattern[str]:
    """A spelling with any space between its words: where a line breaks is no matter."""
    return re.compile(r"\s+".join(map(re.escape, spelling.split(" "))))


def leave_out(node: Node, spellings: Iterable[str], packs: Packs) -> Node:
    """The same part of a query, for which some spellings do not count.

    What is negated stays as it is: leaving a spelling out never lets more in.

    Args:
        node: The part.
        spellings: As the user wrote them.
        packs: Who is named by what.
    """
    folded = tuple(dict.fromkeys(filter(None, map(folded_spelling, spellings))))
    return _leave_out(node, folded, packs) if folded else node


def _leave_out(node: Node, spellings: tuple[str, ...], packs: Packs) -> Node:
    if isinstance(node, (All, Either)):
        return replace(node, parts=tuple(_leave_out(part, spellings, packs) for part in node.parts))
    if isinstance(node, (Words, Named)):
        forms = tuple(dict.fromkeys(_forms_of(node, packs)))
        # What is written otherwise than all it is found by hides nothing of it.
        concerned = tuple(each for each in spellings if any(form in each for form in forms))
        if concerned:
            return replace(node, left_out=LeftOut(concerned, forms, packs.boundaries))
    return node


def _forms_of(node: Words | Named, packs: Packs) -> Iterator[str]:
    """Every spelling by which a part of a query finds what it names."""
    if isinstance(node, Words):
        yield node.folded
    for kind, ids in node.names if isinstance(node, Words) else ((node.kind, node.ids),):
        for one in ids:
            entity = packs.of_kind(kind).get(one)
            for alias in entity.aliases if entity else ():
                yield folded_spelling(alias.text)


def standing(subject: Subject, spellings: Sequence[str], boundaries: Boundaries) -> set[str]:
    """Which of some spellings an article is written with.

    Args:
        subject: The article.
        spellings: Folded.
        boundaries: Where words end.

    Returns:
        Those that stand in it as words of their own, not only inside a longer one of them: an
        article that says "Yann LeCun" throughout is not written with "LeCun".
    """
    found: set[str] = set()
    for name in FIELDS:
        text = subject.folded(name)
        if not text:
            continue
        near = [spelling for spelling in spellings if spelling.split(" ")[0] in text]
        places = [
            (start, end, spelling)
            for spelling in near
            for start, end in _bounded(text, (spelling,), boundaries)
        ]
        last = 0
        for start, end, spelling in sorted(places, key=lambda each: (each[0], -each[1])):
            if start >= last:
                found.add(spelling)
                last = end
    return found
