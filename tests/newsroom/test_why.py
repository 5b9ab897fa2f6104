"""Answers to "why" can be followed by somebody who cannot read the article."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.decisions import set_topics, split
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
    assert f"asks for {QUERY}" in text
    assert re.search(r"Guillaume Lample +1× +\w+ +“غيوم لامبل”", text)
    assert re.search(r"Hugo Touvron +1× +\w+ +“هوغو توفرا”", text)
    assert "Topic talent:" in text
    assert f"“{EXODUS[0].title}”" in text
    assert "the number 11" in text


def test_what_was_found_often_is_one_line(watches: Watches) -> None:
    article = replace(
        EXODUS[4].article(), title="Llama, Llama, Llama", text="LLaMA is Llama.", source="paper"
    )
    (item,) = read_all([article], Known(), watches)
    text = explain(item, Known(), watches).as_text()
    (line,) = {each.strip() for each in text.splitlines() if each.strip().startswith("Llama ")}
    assert re.fullmatch(r"Llama +\d× +title, summary, text +“Llama”, “.*”", line)


def test_the_story_that_lost_is_named_with_what_it_lacks(watches: Watches) -> None:
    known = Known()
    told = (EXODUS[0], CLOSED[0], EXODUS[4])
    first, other, item = read_all([t.article() for t in told], known, watches)
    why = explain(item, known, watches)
    assert why.rival is not None
    assert why.rival.story.id == other.story
    lines = why.as_text().splitlines()
    assert f"Story {first.story}: talent, reported, 2 articles in en, ar" in lines
    lost = next(line for line in lines if line.startswith(f"Not story {other.story}"))
    assert "strategy" in lost
    assert any("why not: " in line for line in lines)
    story = why.as_json()["story"]
    assert isinstance(story, dict)
    assert story["runner_up"]["id"] == other.story
    assert story["runner_up"]["verdict"] in {"common", "weak", "less"}


def test_an_article_that_opened_its_story_says_what_the_story_is_about(watches: Watches) -> None:
    known = Known()
    (item,) = read_all([EXODUS[0].article()], known, watches)
    text = explain(item, known, watches).as_text()
    assert "this article opened it" in text
    assert "Guillaume Lample" in text
    assert "No other story came near." in text


def test_moves_stand_with_the_sentence_that_tells_them(watches: Watches) -> None:
    known = Known()
    article = replace(
        EXODUS[0].article(),
        id="gone",
        title="Llama researchers go",
        summary="",
        text="Guillaume Lample left Meta for Mistral. Timothée Lacroix left Meta for Mistral.",
    )
    (item,) = read_all([article], known, watches)
    why = explain(item, known, watches)
    moves = why.as_json()["moves"]
    assert isinstance(moves, list)
    assert {(m["person"], m["from"], m["to"]) for m in moves} == {
        ("guillaume-lample", "meta", "mistral"),
        ("timothee-lacroix", "meta", "mistral"),
    }
    assert moves[0]["quote"] == "Guillaume Lample left Meta for Mistral."
    text = why.as_text()
    assert "Moves it tells of: 2" in text
    assert "  Guillaume Lample left Meta for Mistral (reported)\n    “Guillaume Lample left" in text


def test_a_copy_names_its_original(watches: Watches) -> None:
    known = Known()
    first = EXODUS[0].article()
    copy = replace(first, id="copy", source="mirror", url="https://mirror.example/1")
    items = read_all([first, copy], known, watches)
    copied = replace(items[1], copy_of=first.id)
    why = explain(copied, known, watches, copied=items[0])
    assert why.as_json()["copy_of"] == first.id
    assert f"  a copy of {first.id} from {first.source}, “{first.title}”" in why.as_text()


def test_concepts_are_named_in_the_readers_language(watches: Watches) -> None:
    known = Known()
    (item,) = read_all([EXODUS[0].article()], known, watches)
    german = replace(watches, policy=replace(watches.policy, languages=("de",)))
    assert "Weggang (act:leave)" in explain(item, known, german).as_text()


@given(
    st.text(max_size=60),
    st.text(max_size=200),
    st.sampled_from(["", "Lample left Meta. ", "ميتا ", "研究者がMetaを退職 "]),
)
@settings(max_examples=60, deadline=None)
def test_anything_can_be_explained(watches: Watches, title: str, summary: str, news: str) -> None:
    article = replace(EXODUS[0].article(), id="wild", title=title, summary=news + summary, text="")
    known = Known()
    (item,) = read_all([article], known, watches)
    why = explain(item, known, watches)
    json.dumps(why.as_json())
    assert why.as_text().startswith("wild")


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
    assert data.keys() >= {"item", "watches", "topics", "entities", "story", "moves", "copy_of"}
    assert data["watches"][0].keys() >= {"id", "query", "spans"}
    assert data["watches"][0]["spans"][0].keys() >= {"field", "start", "end", "text", "term"}
    assert data["topics"][0].keys() >= {"topic", "score", "evidence"}
    assert data["entities"][0].keys() >= {"id", "field", "start", "end", "text"}
    assert data["story"].keys() >= {"id", "shared", "runner_up"}
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


def test_what_the_user_decided_is_said_as_such(watches: Watches) -> None:
    known = Known()
    items = read_all([t.article() for t in EXODUS[:3]], known, watches)
    (story,) = known.stories()
    decision = split(story, items, {"exodus-fr"}, known.moves(), watches=watches, now=NOON)
    known.decide(decision)
    kept, fresh = decision.stories
    alone = replace(items[2], story=fresh.id, link=replace(items[2].link, story=fresh.id))  # type: ignore[type-var]  # read_all files every one of them
    assert "you took this article out of it" in explain(alone, known, watches).as_text()
    known.decide(set_topics(items[0], kept, (), watches, NOON))
    bare = replace(items[0], topics=())
    assert "Topic: none, as you set it." in explain(bare, known, watches).as_text()


def test_relevance_is_shown_with_what_speaks_for_it(watches: Watches) -> None:
    known = Known()
    (item,) = read_all([EXODUS[0].article()], known, watches)
    why = explain(item, known, watches)
    shape = why.as_json()["relevance"]
    assert isinstance(shape, dict)
    assert shape["points"] >= shape["needed"]
    assert shape["evidence"]
    assert "points where" in why.as_text()
