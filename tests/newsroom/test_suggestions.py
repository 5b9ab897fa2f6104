"""Names that keep company with known people are offered, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.moves import find_moves
from newsroom.records import Article
from newsroom.scan import scan
from newsroom.suggestions import Suggestion, suggest
from store.pack_files import load_packs
from tests.newsroom.articles import NOON

if TYPE_CHECKING:
    from newsroom.packs import Packs


@pytest.fixture(scope="module")
def packs() -> Packs:
    loaded, problems = load_packs(["meta-ai"])
    assert not problems
    return loaded


def suggestions_of(packs: Packs, *texts: str) -> tuple[Suggestion, ...]:
    articles = [
        Article(f"i{n}", "paper", title="Meta news", summary=text, first_seen=NOON)
        for n, text in enumerate(texts)
    ]
    return suggest([(a, scan(a, packs, ("ai",))) for a in articles], packs)


def test_who_stands_in_a_list_with_known_people_is_offered_with_the_sentence(packs: Packs) -> None:
    text = "The founders are Guillaume Lample, Timothée Lacroix and Jane Doe."
    (one,) = suggestions_of(packs, text)
    assert (one.id, one.name) == ("jane-doe", "Jane Doe")
    assert set(one.beside) == {"guillaume-lample", "timothee-lacroix"}
    assert [e.quote for e in one.evidence] == [text]


def test_articles_are_counted_and_the_most_named_comes_first(packs: Packs) -> None:
    found = suggestions_of(
        packs,
        "The team includes Angela Fan, John Roe and Jane Doe.",
        "Angela Fan and Jane Doe spoke.",
    )
    assert [(s.name, s.articles) for s in found] == [("Jane Doe", 2), ("John Roe", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "Angela Fan met Jane Doe in Paris.",
        "Angela Fan joined Meta. Jane Doe was there, too.",
        "Jane Doe and John Roe joined the company.",
        "Angela Fan, Chief Scientist and Vice President, spoke.",
        "Angela Fan, Meta and OpenAI agreed.",
        "Pracowali tam Angela Fan i Ruoming Pang oraz zespół Ruominga Panga.",
    ],
)
def test_mere_nearness_offers_nobody(text: str, packs: Packs) -> None:
    assert suggestions_of(packs, text) == ()


def test_a_suggestion_is_no_move(packs: Packs) -> None:
    text = "The recruits are Angela Fan and Jane Doe."
    article = Article("i", "paper", title="Meta news", summary=text, first_seen=NOON)
    moves = find_moves(article, scan(article, packs, ("ai",)), packs, ("meta",))
    assert "jane-doe" not in {m.person for m in moves}
