"""Relevance: evidence is summed, can be shown, and nothing without the subject is relevant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.records import Article
from newsroom.relevance import Relevance, weigh
from newsroom.scan import scan
from tests.newsroom.articles import LOOKALIKES, NOON, STORIES

if TYPE_CHECKING:
    from newsroom.packs import Packs
    from tests.newsroom.articles import Told


def of(packs: Packs, title: str, text: str = "", *, told: float = 0.0) -> Relevance:
    article = Article(id="a", source="s", title=title, summary=text, first_seen=NOON)
    return weigh(article, scan(article, packs, ("ai",)), packs, told=told)


@pytest.mark.parametrize("told", STORIES, ids=lambda t: t.id)
def test_every_telling_of_a_watched_story_is_relevant(told: Told, packs: Packs) -> None:
    assert of(packs, told.title, told.text).holds


@pytest.mark.parametrize("told", LOOKALIKES, ids=lambda t: t.id)
def test_no_lookalike_is_relevant(told: Told, packs: Packs) -> None:
    article = told.article(source="elsewhere")
    assert not weigh(article, scan(article, packs), packs).holds


@pytest.mark.parametrize(
    "title",
    [
        "Meta's new smart glasses tested: a week with the display",
        "Meta adds AI stickers and a new feed to Instagram",
        "Jury finds Meta liable in trial over teen safety",
        "Wie man die Meta-Brille einrichtet: unser Leitfaden",
        "Meta Ray-Ban：眼镜评测",
    ],
)
def test_products_and_court_cases_of_the_house_are_not_relevant(title: str, packs: Packs) -> None:
    assert not of(packs, title).holds


@pytest.mark.parametrize(
    "title",
    [
        "OpenAI loses three researchers to Anthropic",
        "Eleven scientists leave for rivals, eight go to Mistral",
        "Google delays its next open model by a quarter",
    ],
)
def test_news_that_names_nothing_of_the_subject_is_never_relevant(title: str, packs: Packs) -> None:
    assert of(packs, title, told=1.0) == Relevance()


def test_the_evidence_adds_up_to_the_points(packs: Packs) -> None:
    found = of(packs, "Meta lays off 600 researchers of its superintelligence lab, memo says")
    assert found.points == pytest.approx(sum(points for _, points in found.evidence), abs=0.01)
    assert found.evidence[0][1] > 0
    assert any("act:layoff" in why for why, _ in found.evidence)


def test_a_story_that_is_relevant_lends_to_an_article_that_says_little(packs: Packs) -> None:
    title = "What the changes at Meta mean"
    assert of(packs, title).points < of(packs, title, told=1.0).points


def test_a_counter_word_takes_points_away(packs: Packs) -> None:
    plain = of(packs, "Meta hires researchers from Apple")
    countered = of(packs, "Meta hires researchers from Apple for Ray-Ban glasses")
    assert countered.points < plain.points
    assert any(points < 0 for _, points in countered.evidence)


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_can_be_weighed(packs: Packs, title: str, text: str) -> None:
    found = of(packs, title, text)
    assert found.holds == (found.points > 0 and found.holds)
