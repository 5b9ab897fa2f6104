"""Forms of concepts: how a pack writes them, and the patterns they become.

`leave*` is a word with any ending, `step* down` two words, `baut~ab` two words with up to five
others between. In scripts without spaces, and in Hangul, a form may stand anywhere; elsewhere it
begins where a word begins. A form holds in every language of its script; in Latin letters and in
Han only in its own. English ones hold everywhere but in those languages of Latin letters that have
forms of their own for the concept ("sue" is a lawsuit in English and "his" in Italian), those of
"any" everywhere. A denial is written like a form: where it stands, the forms of its concept that it
touches mean something else ("leave" in "maternity leave").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from newsroom.boundaries import UNSPACED, script_of
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsroom.boundaries import Boundaries
    from newsroom.pack_schema import Concept

_GAP = r"(?:\W+\w+){0,5}?\W+"
_FREE = UNSPACED | {"hangul", "katakana"}
_EVERYWHERE = frozenset({"any", "en"})
_BY_LANGUAGE = frozenset({"latin", "han"})
"""Scripts of languages so different that a form of one means nothing in another."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What many forms have in common: the concept they stand for, and where they do."""

    concept: str
    term: str
    """What a span stands for: "act:leave"."""
    languages: frozenset[str] | None
    """Languages it holds in; None: all."""
    barred: frozenset[str] = frozenset()
    """Languages it does not hold in although it holds in all."""
    denies: bool = False
    """True: what it touches is not the concept."""

    def holds_in(self, language: str) -> bool:
        """Say whether the forms mean the concept in a text of this language."""
        if self.languages is None:
            return language not in self.barred
        return language in self.languages


class Form(NamedTuple):
    """One compiled form of a concept; packs have thousands, so it must cost next to nothing."""

    sense: Sense
    anchor: str
    """Folded text the automaton looks for."""
    script: str
    open_end: bool
    """True: any ending may follow the anchor."""
    tail: str
    """What must follow the anchor, as the form writes it."""

    def end_at(self, folded: str, start: int, end: int, boundaries: Boundaries) -> int:
        """Return where the form ends if it stands at `folded[start:end]`, else -1."""
        free = self.script in _FREE
        if not free and not boundaries.opens(folded, start, verb=True):
            return -1
        if self.tail:
            found = _tail(self.tail).match(folded, end)
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
    """Turn every form and denial of a concept into what the matcher looks for."""
    latin = frozenset(
        language
        for language, forms in concept.forms.items()
        if language not in _EVERYWHERE and forms and script_of(forms[0][:1]) == "latin"
    )
    compiled: list[Form] = []
    for denies, by_language in ((False, concept.forms), (True, concept.deny)):
        for language, forms in by_language.items():
            compiled.extend(_compile(concept, language, forms, latin, denies=denies))
    return compiled


def _compile(
    concept: Concept, language: str, forms: Sequence[str], latin: frozenset[str], *, denies: bool
) -> Iterator[Form]:
    term = f"{concept.kind}:{concept.id}"
    barred = latin if language == "en" else frozenset[str]()
    everywhere = Sense(concept.id, term, None, barred, denies)
    here = Sense(concept.id, term, frozenset({language}), denies=denies)
    if language in _EVERYWHERE:
        here = everywhere
    # Folding many at once is several times cheaper than folding each.
    for folded in fold("\n".join(forms)).split("\n"):
        ends = [at for at in (folded.find("*"), folded.find("~")) if at >= 0]
        cut = min(ends) if ends else len(folded)
        anchor, rest = folded[:cut], folded[cut:]
        script = script_of(anchor[0]) if anchor else ""
        yield Form(
            here if script in _BY_LANGUAGE else everywhere,
            anchor,
            script,
            rest.startswith("*"),
            "" if rest == "*" else rest,
        )


@lru_cache(maxsize=8192)
def _tail(rest: str) -> re.Pattern[str]:
    """Write what follows the anchor as a regular expression: when it is first asked for."""
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
    return re.compile("".join(parts) + ("" if rest.endswith("*") else r"(?!\w)"))
