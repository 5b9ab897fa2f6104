"""Answers to "why" can be followed by somebody who cannot read the article."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newsroom.desk import read
from newsroom.known import Known
from newsroom.records import Item, Source, WatchSpec
from newsroom.watches import DeskPolicy, Watches, compile_watches
from newsroom.why import explain
from store.pack_files import load_packs
from tests.newsroom.articles import CLOSED, EXODUS, LOOKALIKES, NOON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsroom.records import Article, Reading

QUERY = "group:llama-authors AND act:leave"


@pytest.fixture(scope="module")
def watches() -> Watches:
    packs, _ = load_packs(["meta-ai"])
    specs = (WatchSpec("authors", query=QUERY), WatchSpec("llama", keywords=("Llama",)))
    sources = {"paper": Source("paper", "The Paper", "https://paper.example", context=("ai",))}
    return compile_watches(specs, packs, sources, DeskPolicy(organisations=("meta",)))


def item_of(reading: Reading) -> Item:
    return Item(
        reading.article,
        language=reading.language,
        topics=reading.topics,
        watches=tuple(m.watch for m in reading.matches),
        story=reading.link.story if reading.link else "",
        link=reading.link,
    )


def read_all(articles: Sequence[Article], known: Known, watches: Watches) -> list[Item]:
    readings = list(read(articles, known, watches, NOON))
    for reading in readings:
        known.learn(reading)
    return [item_of(reading) for reading in readings]


def test_arabic_names_stand_beside_the_names_the_reader_knows(watches: Watches) -> None:
    known = Known()
    told = (EXODUS[0], CLOSED[0], EXODUS[4])
    item = read_all([t.article() for t in told], known, watches)[2]
    text = explain(item, known, watches).as_text()
    assert f"Watch authors: {QUERY}" in text
    assert "Guillaume Lample (person): “غيوم لامبل”" in text
    assert "Hugo Touvron (person): “هوغو توفرا”" in text
    assert "Topic talent:" in text
    assert f"“{EXODUS[0].title}”" in text
    assert "number 11" in text
    assert "next best" not in text or CLOSED[0].title in text


def test_spans_lie_on_the_words_of_the_original(watches: Watches) -> None:
    known = Known()
    for item in read_all([t.article() for t in (*EXODUS, *CLOSED)], known, watches):
        why = explain(item, known, watches)
        for span in (s for w in why.watches for s in w.spans):
            assert getattr(item.article, span.field)[span.start : span.end] == span.text
        for mention in why.entities:
            field = getattr(item.article, mention.span.field)
            assert field[mention.span.start : mention.span.end] == mention.span.text


def test_the_data_has_the_shape_that_scripts_rely_on(watches: Watches) -> None:
    known = Known()
    item = read_all([t.article() for t in EXODUS[:2]], known, watches)[1]
    data = json.loads(json.dumps(explain(item, known, watches).as_json()))
    assert list(data) == ["item", "watches", "topics", "entities", "story"]
    assert list(data["watches"][0]) == ["id", "query", "spans"]
    assert list(data["watches"][0]["spans"][0]) == ["field", "start", "end", "text", "term"]
    assert list(data["topics"][0]) == ["topic", "score", "evidence"]
    assert list(data["entities"][0]) == ["id", "field", "start", "end", "text"]
    assert list(data["story"]) == ["id", "shared", "runner_up"]
    assert {s["feature"] for s in data["story"]["shared"]} >= {"n:11", "n:14", "model:llama"}


def test_an_item_about_nothing_watched_says_so(watches: Watches) -> None:
    known = Known()
    told = next(t for t in LOOKALIKES if t.id == "wind")
    (item,) = read_all([told.article(source="elsewhere")], known, watches)
    why = explain(item, known, watches)
    assert why.as_json()["story"] is None
    text = why.as_text()
    assert "No watch matched." in text
    assert "Story: none; it names nothing watched." in text


def test_a_watch_that_no_longer_matches_is_listed_without_words(watches: Watches) -> None:
    known = Known()
    (item,) = read_all([EXODUS[4].article()], known, watches)
    assert "authors" in item.watches
    changed = compile_watches(
        (WatchSpec("authors", query="title:zebra"),), watches.packs, {}, watches.policy
    )
    (reason,) = explain(item, known, changed).watches
    assert (reason.id, reason.spans) == ("authors", ())
