"""Forms of concepts: how a pack writes them, and the patterns they become.

`leave*` is a word with any ending, `step* down` two words, `baut~ab` two words with up to five
others between. In scripts without spaces, and in Hangul, a form may stand anywhere; elsewhere it
begins where a word begins. A form holds in every language of its script; in Latin letters and in
Han only in its own, English ones everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.boundaries import UNSPACED, script_of
from newsroom.fold import fold

if TYPE_CHECKING:
    from newsroom.boundaries import Boundaries
    from newsroom.pack_schema import Concept

_GAP = r"(?:\W+\w+){0,5}?\W+"
_FREE = UNSPACED | {"hangul", "katakana"}
_EVERYWHERE = frozenset({"any", "en"})
_BY_LANGUAGE = frozenset({"latin", "han"})
"""Scripts of languages so different that a form of one means nothing in another."""


@dataclass(frozen=True, slots=True)
class Form:
    """One compiled form of a concept."""

    concept: str
    term: str
    anchor: str
    """Folded text the automaton looks for."""
    script: str
    languages: frozenset[str] | None
    """Languages it holds in; None: all."""
    open_end: bool
    """True: any ending may follow the anchor."""
    tail: re.Pattern[str] | None = None
    """What must follow the anchor."""

    def end_at(self, folded: str, start: int, end: int, boundaries: Boundaries) -> int:
        """Return where the form ends if it stands at `folded[start:end]`, else -1."""
        free = self.script in _FREE
        if not free and not boundaries.opens(folded, start, verb=True):
            return -1
        if self.tail is not None:
            found = self.tail.match(folded, end)
            return found.end() if found else -1
        if free:
            return end
        if self.open_end:
            return _word_end(folded, end, self.script)
        # Arabic pronouns cling to words as they do to names.
        inflected = self.script != "latin"
        return end if boundaries.closes(folded, start, end, inflected=inflected) else -1


def _word_end(folded: str, end: int, script: str) -> int:
    while end < len(folded) and script_of(folded[end]) == script:
        end += 1
    return end


def compile_forms(concept: Concept) -> list[Form]:
    """Turn every form of a concept into what the matcher looks for."""
    return [
        _compile(concept.id, concept.kind, language, form)
        for language, forms in concept.forms.items()
        for form in forms
    ]


def _compile(concept: str, kind: str, language: str, form: str) -> Form:
    folded = fold(form)
    anchor = re.split(r"[*~]", folded, maxsplit=1)[0]
    rest = folded[len(anchor) :]
    script = script_of(anchor[0]) if anchor else ""
    holds_everywhere = script not in _BY_LANGUAGE or language in _EVERYWHERE
    open_end = rest.startswith("*")
    tail = None
    if rest not in {"", "*"}:
        tail = re.compile(_tail(rest) + ("" if rest.endswith("*") else r"(?!\w)"))
    return Form(
        concept=concept,
        term=f"{kind}:{concept}",
        anchor=anchor,
        script=script,
        languages=None if holds_everywhere else frozenset({language}),
        open_end=open_end,
        tail=tail,
    )


def _tail(rest: str) -> str:
    """Write what follows the anchor as a regular expression."""
    parts = []
    for char in rest:
        if char == "*":
            parts.append(r"\w*")
        elif char == "~":
            parts.append(_GAP)
        elif char == " ":
            parts.append(r"\W+")
        else:
            parts.append(re.escape(char))
    return "".join(parts)
