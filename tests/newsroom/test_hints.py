"""A headline in the reader's words, and the words that matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.desk import read
from newsroom.glossary import Glossary
from newsroom.hints import Matched, hint_line, matched_words
from newsroom.known import Known
from newsroom.records import Article, Item, TopicScore, WatchSpec
from newsroom.watches import compile_watches
from tests.newsroom.articles import EXODUS
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from newsroom.packs import Packs


def item_of(title: str, language: str, **more: tuple[str, ...]) -> Item:
    article = Article(id="a", source="s", title=title, first_seen=SEEN)
    topics = tuple(TopicScore(topic, 0.8) for topic in more.pop("topics", ("talent",)))
    return Item(article=article, language=language, topics=topics, **more)  # type: ignore[arg-type] # lists of an item


@pytest.mark.parametrize(
    ("title", "language", "reader", "said"),
    [
        (
            "Llama論文の著者14人のうち11人がMetaを退職",
            "ja",
            "en",
            "Meta · Llama · leave · 14 · 11 · talent",
        ),
        (
            "Guillaume Lample a quitté Meta pour Mistral",
            "fr",
            "en",
            "Meta · Mistral · Guillaume Lample: leave · talent",
        ),
        (
            "غادر غيوم لامبل ميتا إلى ميسترال",
            "ar",
            "de",
            "Meta · Mistral · Guillaume Lample: Weggang · Personal",
        ),
        (
            "Meta streicht 78 % der Stellen und 600 weitere",
            "de",
            "en",
            "Meta · layoff · 78% · 600 · talent",
        ),
    ],
)
def test_a_headline_in_another_language_is_told_in_the_readers(
    packs: Packs, title: str, language: str, reader: str, said: str
) -> None:
    assert hint_line(item_of(title, language), Glossary(packs, (reader,))) == said


def test_what_the_reader_reads_needs_no_hint(packs: Packs) -> None:
    title = "Guillaume Lample a quitté Meta pour Mistral"
    assert hint_line(item_of(title, "fr"), Glossary(packs, ("en", "fr"))) == ""
    assert hint_line(item_of(title, ""), Glossary(packs, ("en",))) == ""


def test_where_the_headline_names_nobody_the_article_does(packs: Packs) -> None:
    item = item_of("彼は去った", "ja", orgs=("meta",), people=("yann-lecun",), topics=())
    assert hint_line(item, Glossary(packs, ("en",))).startswith("Meta · Yann LeCun")
    assert hint_line(item_of("彼は去った", "ja", topics=()), Glossary(packs, ("en",))) in {
        "",
        "leave",
    }


def test_of_many_names_the_people_stay(packs: Packs) -> None:
    title = (
        "Meta、OpenAI、Mistral、Anthropic、Google DeepMind：ヤン・ルカン氏、Guillaume Lample、"
        "Joelle Pineau"
    )
    said = hint_line(item_of(title, "ja"), Glossary(packs, ("en",)))
    assert said.count(" · ") <= 6
    for name in ("Yann LeCun", "Guillaume Lample", "Joelle Pineau"):
        assert name in said


def test_matched_words_stand_in_the_article_and_carry_their_names(packs: Packs) -> None:
    spec = WatchSpec("llama", keywords=("Llama",), query="act:leave")
    watches = compile_watches([spec], packs)
    glossary = Glossary(packs, ("en",))
    articles = [one.article() for one in EXODUS]
    seen = 0
    for reading in read(articles, Known(), watches, SEEN):
        item = Item(
            article=reading.article,
            language=reading.language,
            topics=reading.topics,
            watches=tuple(match.watch for match in reading.matches),
        )
        words = matched_words(item, None, watches, glossary)
        seen += bool(words)
        for word in words:
            assert word.text in getattr(item.article, word.field)
        assert {word.name for word in words} <= {"Llama", "leave", ""}
        assert len({(w.watch, w.term, w.text.casefold()) for w in words}) == len(words)
    assert seen == len(articles)


def test_words_are_quoted_as_their_script_does() -> None:
    name = ("person:yann-lecun", "Yann LeCun")
    assert str(Matched("w", "title", "ヤン・ルカン", *name)) == "「ヤン・ルカン」 = Yann LeCun"
    assert str(Matched("w", "title", "Ян Лекун", *name)) == "“Ян Лекун” = Yann LeCun"
    assert str(Matched("w", "title", "Yann Lecun", *name)) == "“Yann Lecun”"
    assert str(Matched("w", "title", "open weights", "open weights", "")) == "“open weights”"


def test_an_item_no_watch_found_has_no_matched_words(packs: Packs) -> None:
    watches = compile_watches([WatchSpec("llama", keywords=("Llama",))], packs)
    assert matched_words(item_of("Llama", "en"), None, watches, Glossary(packs)) == ()
