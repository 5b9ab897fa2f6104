"""Whom an article credits: a rewrite of another outlet's report is no second source.

The packs list, a language at a time, how one says that somebody else had the news
("according to ~", "~によると"), and outlets in all their spellings. Beside such a phrase stands an
outlet the packs or the configuration know, or any other proper name that is no person, house or
model of the packs. A headline's "(Author/Outlet)" says the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.boundaries import UNSPACED, script_of
from newsroom.copies import voice
from newsroom.fold import fold, fold_map, original_span
from newsroom.records import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsroom.packs import Packs
    from newsroom.records import Article, Field

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
class _Phrases:
    """The phrases of all languages on one side of the outlet."""

    pattern: re.Pattern[str]
    loose: frozenset[str]
    """Phrases that take a proper name nobody knows, too."""


@dataclass(frozen=True, slots=True)
class _Credits:
    """What the packs say about credits, compiled."""

    before: _Phrases
    """Phrases the outlet follows."""
    behind: _Phrases
    outlets: Mapping[str, str]
    """Folded spelling to folded canonical name."""
    no_outlets: frozenset[str]
    """Folded names of people, houses and models, and words that are no names."""


def credit_of(
    article: Article, packs: Packs, voices: Mapping[str, str] | None = None
) -> Credit | None:
    """Return which other outlet an article credits, or None if it speaks for itself.

    Args:
        article: Title, summary and text are read.
        packs: Their phrases and outlets.
        voices: Folded names of sources in the configuration, and the voice (`copies.voice`) each
            speaks with.

    Returns:
        A known outlet before an unknown name, then the first in title, summary and text.
    """
    data = packs.derive("credits", _compile)
    outlets = {**data.outlets, **(voices or {})}
    own = {_bare(voice(article)), _bare((voices or {}).get(voice(article), ""))}
    found = [
        credit
        for credit in _credits(article, data, outlets)
        if _bare(credit.outlet) not in own and outlets.get(_bare(credit.outlet)) not in own
    ]
    return min(found, key=lambda credit: not credit.known) if found else None


def _credits(article: Article, data: _Credits, outlets: Mapping[str, str]) -> Iterator[Credit]:
    named = _AUTHOR_AND_OUTLET.search(article.title)
    if named is not None:
        name = _bare(named["name"])
        span = Span("title", *named.span("name"), named["name"], "credit")
        yield Credit(outlets.get(name, name), span, known=True)
    known = _known(outlets)
    fields: tuple[Field, ...] = ("title", "summary", "text")
    for field in fields:
        text = getattr(article, field)[:_READ]
        if text:
            yield from _in_field(field, text, data, (outlets, known))


def _in_field(
    field: Field,
    text: str,
    data: _Credits,
    outlets: tuple[Mapping[str, str], re.Pattern[str]],
) -> Iterator[Credit]:
    """The credits of one field, in order."""
    folded = fold(text)
    hits = [(each, False) for each in data.before.pattern.finditer(folded)]
    hits += [(each, True) for each in data.behind.pattern.finditer(folded)]
    if not hits:
        return
    origin = fold_map(text)[1]
    names, known = outlets
    for phrase, is_behind in sorted(hits, key=lambda hit: hit[0].start()):
        side = data.behind if is_behind else data.before
        at = phrase.start() if is_behind else phrase.end()
        span = _outlet_beside(folded, at, known, is_behind=is_behind)
        if span is not None:
            first, last = original_span(origin, *span)
            name = folded[span[0] : span[1]]
            yield Credit(names[name], Span(field, first, last, text[first:last], "credit"), True)
        elif phrase["phrase"] in side.loose:
            shown = _name_beside(text, origin[at], is_behind=is_behind)
            if shown is not None and _may_be_outlet(text[slice(*shown)], data):
                name = _bare(text[slice(*shown)])
                yield Credit(name, Span(field, *shown, text[slice(*shown)], "credit"), False)


def _outlet_beside(
    folded: str, at: int, known: re.Pattern[str], *, is_behind: bool
) -> tuple[int, int] | None:
    """The known outlet right before or right after a place."""
    if not is_behind:
        found = _OPEN.match(folded, at)
        for start in dict.fromkeys((found.end() if found else at, at, _skip(folded, at))):
            after = known.match(folded, start)
            if after is not None:
                return after.span()
        return None
    window = folded[max(0, at - _NEAR) : at]
    offset = at - len(window)
    last = None
    for each in known.finditer(window):
        if _CLOSE.fullmatch(window, each.end()):
            last = each
    return (offset + last.start(), offset + last.end()) if last is not None else None


def _skip(folded: str, at: int) -> int:
    while at < len(folded) and folded[at] in " \"'«“„「『《(":
        at += 1
    return at


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


def _known(outlets: Mapping[str, str]) -> re.Pattern[str]:
    spellings = sorted((each for each in outlets if each), key=len, reverse=True)
    either = "|".join(map(_whole, spellings)) or r"(?!)"
    return re.compile(either)


def _whole(name: str) -> str:
    """A name between borders of its own kind of letters; a Slavic case may end it."""
    first, last = script_of(name[0]), script_of(name[-1])
    left = r"(?<![a-z0-9])" if first in {"latin", "digit"} else ""
    right = r"(?=(?:a|u|em|om|owi|ie|s)?(?![a-z0-9]))" if last in {"latin", "digit"} else ""
    return f"{left}{re.escape(name)}{right}"


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
    return _Credits(
        before=_side({*loose, *strict}, loose, behind=False),
        behind=_side({*loose, *strict}, loose, behind=True),
        outlets=outlets,
        no_outlets=no_names
        | {_bare(alias.text) for entity in entities for alias in entity.aliases},
    )


def _side(phrases: Iterable[str], loose: Iterable[str], *, behind: bool) -> _Phrases:
    """The phrases whose outlet stands before (`behind`) or after them.

    Of a phrase around its outlet ("据~报道") the part behind decides.
    """

    def part(phrase: str) -> str:
        first, _, last = fold(phrase).partition("~")
        if behind:
            return last.strip()
        return "" if last.strip() else first.strip()

    parts = sorted({part(each) for each in phrases} - {""}, key=len, reverse=True)
    either = "|".join(_words(each) for each in parts) or r"(?!)"
    pattern = rf"(?P<phrase>{either})"
    return _Phrases(re.compile(pattern), frozenset(map(part, loose)))


def _words(phrase: str) -> str:
    """A phrase that is no part of a word, unless its script has no spaces."""
    free = UNSPACED | {"hangul", "katakana", "arabic", ""}
    first, last = script_of(phrase[0]), script_of(phrase[-1])
    left = "" if first in free else r"(?<!\w)"
    right = "" if last in free else r"(?!\w)"
    return f"{left}{re.escape(phrase)}{right}"
