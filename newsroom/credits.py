"""Whom an article credits: a rewrite of another outlet's report is no second source.

The packs list, a language at a time, how one says that somebody else had the news
("according to ~", "~によると"), and outlets in all their spellings. Beside such a phrase stands an
outlet the packs or the configuration know, or any other proper name that is no person, house or
model of the packs. A headline's "(Author/Outlet)" says the same.
"""

from __future__ import annotations

import re
from collections import ChainMap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import ahocorasick

from newsroom.boundaries import UNSPACED, script_of
from newsroom.copies import voice
from newsroom.fold import fold, fold_map, original_span
from newsroom.records import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsroom.packs import Packs
    from newsroom.records import Article, Field
    from newsroom.watches import Watches

_READ = 1500
"""Characters of summary and text in which a credit counts."""
_NEAR = 60
"""Characters beside a phrase in which its outlet stands."""
_LETTER = "A-ZÀ-ÖØ-Þ"
_PART = rf"[{_LETTER}\d][\w.&'’+-]*"
_PROPER = rf"(?:The )?[{_LETTER}][\w.&’+-]*(?: (?:of |de |del |du |& )?{_PART}){{0,3}}"
_AFTER = re.compile(rf"\s?[\"'«„“”»「『(]?(?P<name>{_PROPER})")
_BEFORE = re.compile(rf"(?<![\w'’])(?P<name>{_PROPER})[\"'»”“」』)]?(?:紙|誌|通信|社)?\s?\Z")
_OPEN = re.compile(
    r"\s?[\"«“„「『《'(]?(?:the |die |der |das |dem |den |le |la |l'|el |o |a |il |lo |de |het )?"
)
_CLOSE = re.compile(r"[\"»”“」』》')]?(?:紙|誌|通信社|通信|社|电视台|网站|網站)?\s?")
_AUTHOR_AND_OUTLET = re.compile(r"\((?P<author>[^()/]{2,60})/\s?(?P<name>[^()/]{2,40})\)\s*\Z")
_FREE = UNSPACED | {"hangul", "katakana", "arabic", ""}
_WORD_END = re.compile(r"[^\W\d_]+")
_NOWHERE: Final = "\uffff"
"""An empty automaton cannot be searched; no text holds this character."""
_CASES = frozenset(["a", "u", "em", "om", "owi", "ie", "s"])
_ARTICLES = ("the ", "der ", "die ", "das ", "le ", "la ", "el ", "il ", "de ", "het ")


@dataclass(frozen=True, slots=True)
class Credit:
    """The outlet an article has its news from."""

    outlet: str
    """Folded canonical name, or the voice the configuration gives this name."""
    span: Span
    """Where it is named."""
    known: bool
    """False: a proper name that neither packs nor configuration know as an outlet."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one spelling in the automaton is: phrases, an outlet, or several of these."""

    text: str
    before: bool = False
    """A phrase that the outlet follows."""
    behind: bool = False
    """A phrase that follows the outlet."""
    loose_before: bool = False
    """As the one before, it takes a proper name nobody knows, too."""
    loose_behind: bool = False
    outlet: bool = False


@dataclass(frozen=True, slots=True)
class _Credits:
    """What the packs say about credits, compiled."""

    automaton: Any
    """Folded spelling to `_Entry`."""
    outlets: dict[str, str]
    """Folded spelling to folded canonical name."""
    no_outlets: frozenset[str]
    """Folded names of people, houses and models, and words that are no names."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The sources of the configuration, by what they are called."""

    by_name: dict[str, str]
    """Folded name to the voice (`copies.voice`) it speaks with."""
    automaton: Any
    """Folded name to its length."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase where it stands, and the side its outlet is on."""

    start: int
    end: int
    is_behind: bool
    is_loose: bool


def make_voices(by_name: Mapping[str, str]) -> Voices:
    """Prepare names for `credit_of`: of a thousand that takes some milliseconds.

    Args:
        by_name: The voice of each source by its name.
    """
    bare = {_bare(name): voice for name, voice in by_name.items()}
    bare.pop("", None)
    automaton = ahocorasick.Automaton()
    automaton.add_word(_NOWHERE, len(_NOWHERE))
    for name in bare:
        automaton.add_word(name, len(name))
    automaton.make_automaton()
    return Voices(bare, automaton)


def voices_of(watches: Watches) -> Voices:
    """The voices of the configured sources, made once."""
    return watches.derive(
        "voices",
        lambda watches: make_voices({each.name: each.id for each in watches.sources.values()}),
    )


_NOBODY: Final = make_voices({})


def credit_of(article: Article, packs: Packs, voices: Voices = _NOBODY) -> Credit | None:
    """Return which other outlet an article credits, or None if it speaks for itself.

    Args:
        article: Title, summary and text are read.
        packs: Their phrases and outlets.
        voices: The sources of the configuration.

    Returns:
        A known outlet before an unknown name, then the first in title, summary and text.
    """
    data = packs.derive("credits", _compile)
    outlets = ChainMap(voices.by_name, data.outlets)
    own = {_bare(voice(article)), _bare(voices.by_name.get(voice(article), ""))}
    found = [
        credit
        for credit in _credits(article, data, voices, outlets)
        if _bare(credit.outlet) not in own and outlets.get(_bare(credit.outlet)) not in own
    ]
    return min(found, key=lambda credit: not credit.known) if found else None


def speaker_of(article: Article, packs: Packs, voices: Voices) -> str:
    """Whose word an article is: the outlet it credits, else its own voice in its canonical form.

    Args:
        article: The article.
        packs: Their phrases and outlets.
        voices: As for `credit_of`.
    """
    credit = credit_of(article, packs, voices)
    if credit is not None:
        return credit.outlet
    own = voice(article)
    data = packs.derive("credits", _compile)
    return voices.by_name.get(_bare(own)) or data.outlets.get(_bare(own)) or own


def _credits(
    article: Article, data: _Credits, voices: Voices, outlets: Mapping[str, str]
) -> Iterator[Credit]:
    named = _AUTHOR_AND_OUTLET.search(article.title)
    if named is not None:
        name = _bare(named["name"])
        span = Span("title", *named.span("name"), named["name"], "credit")
        yield Credit(outlets.get(name, name), span, known=True)
    fields: tuple[Field, ...] = ("title", "summary", "text")
    for field in fields:
        text = getattr(article, field)[:_READ]
        if text:
            yield from _in_field(field, text, data, voices, outlets)


def _in_field(
    field: Field, text: str, data: _Credits, voices: Voices, outlets: Mapping[str, str]
) -> Iterator[Credit]:
    """The credits of one field, in order."""
    folded = fold(text)
    phrases, spans = _search(folded, data)
    if not phrases:
        return
    spans.extend((last + 1 - length, last + 1) for last, length in voices.automaton.iter(folded))
    spans = [span for span in spans if _is_whole(folded, *span, case=True)]
    origin = fold_map(text)[1]
    for phrase in sorted(phrases, key=lambda each: each.start):
        at = phrase.start if phrase.is_behind else phrase.end
        span = _outlet_beside(folded, at, spans, is_behind=phrase.is_behind)
        if span is not None:
            first, last = original_span(origin, *span)
            name = outlets[folded[slice(*span)]]
            yield Credit(name, Span(field, first, last, text[first:last], "credit"), known=True)
        elif phrase.is_loose:
            shown = _name_beside(text, origin[at], is_behind=phrase.is_behind)
            if shown is not None and _may_be_outlet(text[slice(*shown)], data):
                name = _bare(text[slice(*shown)])
                yield Credit(name, Span(field, *shown, text[slice(*shown)], "credit"), known=False)


def _search(folded: str, data: _Credits) -> tuple[list[_Phrase], list[tuple[int, int]]]:
    """The phrases in a text, and where outlets that the packs know are written."""
    phrases: list[_Phrase] = []
    spans: list[tuple[int, int]] = []
    for last, entry in data.automaton.iter(folded):
        start, end = last + 1 - len(entry.text), last + 1
        if entry.outlet:
            spans.append((start, end))
        if (entry.before or entry.behind) and _is_whole(folded, start, end):
            if entry.before:
                phrases.append(_Phrase(start, end, False, entry.loose_before))
            if entry.behind:
                phrases.append(_Phrase(start, end, True, entry.loose_behind))
    return phrases, spans


def _outlet_beside(
    folded: str, at: int, spans: Iterable[tuple[int, int]], *, is_behind: bool
) -> tuple[int, int] | None:
    """The longest known outlet right before or right after a place."""
    if is_behind:
        beside = [
            (start, end)
            for start, end in spans
            if at - _NEAR <= start and end <= at and _CLOSE.fullmatch(folded, end, at)
        ]
    else:
        beside = [
            (start, end)
            for start, end in spans
            if at <= start <= at + _NEAR and _OPEN.fullmatch(folded, at, start)
        ]
    return max(beside, key=lambda span: span[1] - span[0], default=None)


def _name_beside(text: str, at: int, *, is_behind: bool) -> tuple[int, int] | None:
    """The proper name right before or right after a place of the original."""
    if is_behind:
        start = max(0, at - _NEAR)
        found = _BEFORE.search(text[start:at])
        return (start + found.start("name"), start + found.end("name")) if found else None
    found = _AFTER.match(text, at)
    return found.span("name") if found else None


def _may_be_outlet(name: str, data: _Credits) -> bool:
    bare = _bare(name)
    words = bare.split()
    return (
        len(bare) > 2
        and bare not in data.no_outlets
        and not any(part in data.no_outlets for part in (words[0], words[-1]))
    )


def _bare(name: str) -> str:
    """A name folded, without an article and a genitive."""
    folded = fold(name).strip(" .,")
    for article in _ARTICLES:
        folded = folded.removeprefix(article)
    return folded.removesuffix("'s").removesuffix("'")


def _compile(packs: Packs) -> _Credits:
    speeches = packs.languages.values()
    loose = {phrase for speech in speeches for phrase in speech.credits}
    strict = {phrase for speech in speeches for phrase in speech.credits_known}
    outlets: dict[str, str] = {}
    for speech in speeches:
        for line in speech.outlets:
            spellings = [fold(each).strip() for each in line.split(" / ")]
            canonical = _bare(spellings[0])
            outlets |= dict.fromkeys((*spellings, canonical), canonical)
    entities = (*packs.people.values(), *packs.orgs.values(), *packs.models.values())
    no_names = frozenset().union(
        *(each.not_names | each.months | each.function_words for each in speeches)
    )
    names = {_bare(alias.text) for entity in entities for alias in entity.aliases}
    return _Credits(_automaton(loose, strict, outlets), outlets, no_names | names)


def _automaton(loose: set[str], strict: set[str], outlets: Iterable[str]) -> Any:  # noqa: ANN401 - pyahocorasick has no types
    """Every phrase and every outlet; of a phrase around its outlet the part behind decides."""
    before, behind = (
        {_part(each, behind=side) for each in loose | strict} for side in (False, True)
    )
    loosely = [{_part(each, behind=side) for each in loose} for side in (False, True)]
    written = frozenset(outlets)
    automaton = ahocorasick.Automaton()
    automaton.add_word(_NOWHERE, _Entry(_NOWHERE))
    for text in (before | behind | written) - {""}:
        entry = _Entry(
            text,
            before=text in before,
            behind=text in behind,
            loose_before=text in loosely[0],
            loose_behind=text in loosely[1],
            outlet=text in written,
        )
        automaton.add_word(text, entry)
    automaton.make_automaton()
    return automaton


def _part(phrase: str, *, behind: bool) -> str:
    first, _, last = fold(phrase).partition("~")
    if behind:
        return last.strip()
    return "" if last.strip() else first.strip()


def _is_whole(folded: str, start: int, end: int, *, case: bool = False) -> bool:
    """Say whether a stretch is no part of a word; where `case`, a Slavic case may end it."""
    first, last = script_of(folded[start]), script_of(folded[end - 1])
    if first not in _FREE and start and script_of(folded[start - 1]) == first:
        return False
    if last in _FREE or end == len(folded) or script_of(folded[end]) != last:
        return True
    stop = _WORD_END.match(folded, end)
    return case and stop is not None and stop[0] in _CASES
