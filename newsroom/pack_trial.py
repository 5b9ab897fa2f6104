"""Whether packs can be worked with: what modules make of them is made once, on a trial.

It is made when it is first needed, in the middle of the news. With a file that nobody has tried yet
it must show before, while the file can still be left out, that this succeeds. What is made is kept
with the packs (`Packs.derive`), so that a trial that succeeds is no lost time.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsroom.claims import compile_cues
from newsroom.credits import credit_of
from newsroom.errors import PackError
from newsroom.features import compile_weights, features_of, telling_of
from newsroom.frames import compile_frames
from newsroom.moves import find_moves
from newsroom.records import Article
from newsroom.relevance import compile_relevance, weigh
from newsroom.scan import scan
from newsroom.topics import compile_topics, score_topics

if TYPE_CHECKING:
    from collections.abc import Collection

    from newsroom.packs import Packs

_SOME_DAY = datetime(2025, 1, 1, tzinfo=UTC)
"""An article wants a time; nothing depends on it here."""
_WRONG_DATA = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    re.error,
)
"""What working with data of a wrong shape raises."""


def try_packs(packs: Packs, languages: Collection[str] = ()) -> None:
    """Compile what is compiled from packs, and read an article with it.

    Args:
        packs: The packs.
        languages: ISO 639-1; those whose frames and cues are compiled, besides English.

    Raises:
        PackError: It does not succeed; the sentence says in which part.
    """
    part = "the weights of [stories]"
    try:
        weights = compile_weights(packs)
        part = "the points of [relevance]"
        compile_relevance(packs)
        part = "the topics"
        compile_topics(packs)
        for language in {"en", *languages}:
            part = f"the words of [moves] for {language!r}"
            compile_frames(packs, language)
            compile_cues(packs, language)
        part = "reading an article"
        for article in _articles(packs):
            found = scan(article, packs, whole=True)
            for feature in telling_of(
                article, features_of(article, found, weights), weights
            ).features:
                weights.of(feature)
            find_moves(article, found, packs, sorted(packs.subject.organisations))
            score_topics(article, found, packs)
            weigh(article, found, packs)
            credit_of(article, packs)
    except _WRONG_DATA as error:
        kind = type(error).__name__
        raise PackError(
            f"{part} cannot be worked with ({kind}: {error}); correct what the file adds to it."
        ) from error


def _articles(packs: Packs) -> list[Article]:
    """One that names somebody of every kind and tells of a move; one that says very little."""
    houses = sorted(packs.subject.organisations) or sorted(packs.orgs)
    named = [*(packs.name_of(each) for each in houses[:2])]
    named += [each.name for each in list(packs.people.values())[-2:]]
    named += [each.name for each in list(packs.models.values())[-1:]]
    forms = [form.strip("*") for c in packs.concepts.values() for form in c.forms.get("en", ())[:1]]
    titles = (f"{' leaves '.join(named)}, 11 of 14 researchers say", "News")
    text = ". ".join([*named, *forms])
    return [
        Article(
            id="trial",
            source="",
            title=title,
            text=text,
            first_seen=_SOME_DAY,
            language_hint="en",
        )
        for title in titles
    ]
