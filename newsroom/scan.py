"""One pass over an article's text: who and what is named, what happens, which numbers stand there.

Folded text is searched; spans are given in the original. The way back is only worked out where
something was found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsroom.boilerplate import strays, without
from newsroom.fold import fold
from newsroom.language import Detector, detect, make_detector
from newsroom.mentions import Candidate, FieldText, choose
from newsroom.names import find_names
from newsroom.numbers import find_figures, find_numbers
from newsroom.records import Article, ConceptHit, Field, Mention, Scan, Span
from newsroom.sentences import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsroom.packs import Packs

_BODY = 20_000
"""Characters of a body that are read: what comes later tells nothing new."""
_FEATURES = 700
"""Characters of the body whose numbers and names are compared between articles."""
_LEAD = 600
_FIELDS: tuple[Field, ...] = ("title", "summary", "text")


def scan(
    article: Article,
    packs: Packs,
    context: Sequence[str] = (),
    *,
    whole: bool = False,
    voice: str = "",
) -> Scan:
    """Find everything the packs know, and what they do not, in an article.

    Args:
        article: Clean text.
        packs: Compiled packs.
        context: What may be taken for granted at the source: contexts ("ai") or organisations.
        whole: True: look for concepts in the body, numbers and names even if nothing is named.
        voice: The name of the source, which speaks where the article names no outlet.

    Returns:
        For an article that names nothing (and unless `whole`), only language, sentences of the
        title, and the concepts of title and summary.
    """
    language = _language(article, packs)
    places = _places(article, packs, language)
    named = _find_names(places, packs)
    chosen = choose(places, packs, context) if named else []
    whole = whole or bool(chosen)
    if not whole:
        places = [place for place in places if place.name != "text"]
    sentences = {
        place.name: split(place.text, _abbreviations(packs, language))
        for place in places
        if whole or place.name == "title"
    }
    acts, cues = _concepts(places, chosen, whole=whole)
    outlet = article.outlet or voice
    return Scan(
        language=language,
        mentions=tuple(_mention(each) for each in chosen),
        concepts=acts,
        numbers=_numbers(places, packs, language, outlet) if whole else (),
        figures=_figures(places, packs, language, outlet) if whole else (),
        names=_names(places, chosen, sentences, packs, outlet) if whole else (),
        sentences=sentences,
        cues=cues,
    )


def _places(article: Article, packs: Packs, language: str) -> list[FieldText]:
    places = []
    for name in _FIELDS:
        text = getattr(article, name)
        if name == "text":
            text = text[:_BODY]
        if text and not (name == "text" and text == article.summary):
            places.append(FieldText(name, text, packs.matcher.search(fold(text), language)))
    return places


def _language(article: Article, packs: Packs) -> str:
    detector: Detector = packs.derive("detector", lambda packs: make_detector(packs.languages))
    text = f"{article.title}\n{article.summary or article.text[:_LEAD]}"
    return detect(text, article.language_hint, detector)


def _find_names(places: list[FieldText], packs: Packs) -> bool:
    """Look for names everywhere; where there are any, for contexts and for boilerplate."""
    for place in places:
        place.hits = place.found.find_names()
    if not any(place.hits for place in places):
        return False
    for place in places:
        if place.name != "title":
            place.strays = strays(place.folded, packs)
    return True


def _abbreviations(packs: Packs, language: str) -> frozenset[str]:
    """Those of the language and of English, whose titles stand everywhere."""
    known = (packs.languages.get(each) for each in (language, "en"))
    return frozenset().union(*(speech.abbreviations for speech in known if speech))


def _mention(candidate: Candidate) -> Mention:
    entity = candidate.entity
    return Mention(
        entity=entity.id,
        kind=entity.kind,
        span=_span(candidate.place, candidate.start, candidate.end, f"{entity.kind}:{entity.id}"),
        certainty=candidate.alias.certainty,
    )


def _span(place: FieldText, start: int, end: int, term: str) -> Span:
    first, last = place.span(start, end)
    return Span(place.name, first, last, place.text[first:last], term)


def _concepts(
    places: list[FieldText], chosen: list[Candidate], *, whole: bool
) -> tuple[tuple[ConceptHit, ...], tuple[ConceptHit, ...]]:
    """Concepts and cues outside the names: a lab called Superintelligence is no strategy."""
    acts: list[ConceptHit] = []
    cues: list[ConceptHit] = []
    for place in places:
        taken = {at for each in chosen if each.place is place for at in range(each.start, each.end)}
        for found, hits in ((acts, place.acts), (cues, place.cues() if whole else [])):
            found.extend(
                ConceptHit(hit.concept, _span(place, hit.start, hit.end, hit.term))
                for hit in hits
                if hit.start not in taken or hit.end - 1 not in taken
            )
    return tuple(acts), tuple(cues)


def _signatures(place: FieldText, outlet: str) -> list[tuple[int, int]]:
    """Folded stretches that are the name of the article's own outlet: who speaks is no news."""
    name = fold(outlet).strip()
    if not name:
        return []
    return [each.span() for each in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", place.folded)]


def _numbers(places: list[FieldText], packs: Packs, language: str, outlet: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    left = _FEATURES
    for place in places:
        text = without(place.own(), _signatures(place, outlet))
        if place.name != "title":
            text, left = text[:left], max(0, left - len(text))
        found |= dict.fromkeys(find_numbers(text, packs, language))
    return tuple(found)


def _figures(places: list[FieldText], packs: Packs, language: str, outlet: str) -> tuple[str, ...]:
    titles = (place for place in places if place.name == "title")
    texts = (without(place.own(), _signatures(place, outlet)) for place in titles)
    return tuple(figure for text in texts for figure in find_figures(text, packs, language))


def _names(
    places: list[FieldText],
    chosen: list[Candidate],
    sentences: Mapping[Field, tuple[tuple[int, int], ...]],
    packs: Packs,
    outlet: str,
) -> tuple[str, ...]:
    """Names of the title and the lead; uncertain ones only if the running text is certain."""
    not_names = packs.derive("not-names", _not_names)
    capitals = packs.derive("noun languages", _noun_languages)
    found: list[tuple[str, bool]] = []
    left = _FEATURES
    for place in places:
        spans = [span for span in sentences[place.name] if place.name == "title" or span[0] < left]
        if place.name != "title":
            left = max(0, left - len(place.text))
        taken = [(each.start, each.end) for each in chosen if each.place is place]
        taken = [place.span(*each) for each in sorted([*taken, *_signatures(place, outlet)])]
        nouns = place.found.language in capitals
        found.extend(find_names(place.text, spans, taken, not_names, nouns=nouns))
    certain = {name for name, is_certain in found if is_certain}
    return tuple(dict.fromkeys(name for name, _ in found if name in certain))


def _noun_languages(packs: Packs) -> frozenset[str]:
    return frozenset(packs.raw_topics.get("stories", {}).get("rule", {}).get("nouns", ()))


def _not_names(packs: Packs) -> frozenset[str]:
    return frozenset().union(
        *(
            each.not_names | each.months | each.function_words | frozenset(each.units)
            for each in packs.languages.values()
        )
    )
