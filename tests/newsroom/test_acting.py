"""What is kept of where concepts stand says of a query what the text says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.desk import read
from newsroom.known import Known
from newsroom.query import parse_query
from newsroom.records import Item
from newsroom.subject import Subject
from newsroom.watches import compile_watches
from tests.newsroom.articles import ALL
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from newsroom.packs import Packs

QUERIES = (
    "act:leave",
    "act:leave org:meta",
    "act:leave person:guillaume-lample",
    "act:found org:mistral OR act:join",
    "org:meta -act:leave",
    "(act:hire OR act:stay) person:hugo-touvron",
    "act:open-source model:llama",
    "act:layoff",
)


@pytest.fixture(scope="module")
def items(packs: Packs) -> list[Item]:
    articles = [one.article() for one in ALL]
    return [
        Item(
            article=r.article,
            language=r.language,
            people=r.people,
            orgs=r.orgs,
            models=r.models,
            concepts=r.concepts,
            acting=r.acting,
            topics=r.topics,
        )
        for r in read(articles, Known(), compile_watches([], packs), SEEN)
    ]


@pytest.mark.parametrize("query", QUERIES)
def test_it_answers_as_the_text_does(packs: Packs, items: list[Item], query: str) -> None:
    from dataclasses import replace

    asked = parse_query(query, packs)
    kept = [asked.holds(Subject.of_item(item, packs)) for item in items]
    read_again = [asked.holds(Subject.of_item(replace(i, acting=()), packs)) for i in items]
    assert kept == read_again
    assert any(kept)
    assert not all(kept)


def test_every_concept_is_kept_so_that_nothing_is_scanned_again(
    items: list[Item], packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(*_: object) -> None:
        raise AssertionError("scanned again")

    monkeypatch.setattr("newsroom.scan.scan", scan)
    asked = parse_query("act:leave org:meta", packs)
    for item in items:
        assert {said.split(" ")[0] for said in item.acting} == set(item.concepts)
        asked.holds(Subject.of_item(item, packs))
