"""What an article reads like: one more piece of evidence where an encoder is there, nothing else.

The encoder of these tests counts words, with a few it holds for the same: enough to find what is
told in words the packs do not know.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.desk import read
from newsroom.errors import EncoderError, PackError
from newsroom.examples import nearest
from newsroom.known import Known
from newsroom.likeness import Likeness, compile_likeness
from newsroom.packs import Prototype, compile_packs, parse_pack
from newsroom.records import Article, Correction, Source
from newsroom.relevance import compile_relevance, weigh
from newsroom.scan import scan
from newsroom.watches import DeskPolicy, compile_watches
from store.pack_files import load_packs
from store.settings import load_config
from tests.newsroom.articles import ALL, LOOKALIKES, NOON, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsroom.packs import Packs
    from newsroom.records import Reading
    from newsroom.watches import Watches

SAME = {
    "minds": "experts",
    "brains": "experts",
    "köpfe": "experts",
    "experten": "experts",
    "slip": "leave",
    "verlieren": "loses",
    "verliert": "loses",
    "konkurrenz": "rival",
    "für": "for",
}
"""Words the encoder knows to be alike, whatever their language."""


class WordCounts:
    """Vectors of words, scaled to length 1; `newsroom.likeness.Encoder` says what is promised."""

    name = "word-counts"
    languages = frozenset({"en", "de"})

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> list[dict[str, float]]:
        self.encoded.extend(texts)
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> dict[str, float]:
        words = [SAME.get(word, word) for word in re.findall(r"\w+", text.lower())]
        length = math.sqrt(sum(words.count(word) ** 2 for word in set(words))) or 1.0
        return {word: words.count(word) / length for word in set(words)}

    def join(self, rows: Sequence[dict[str, float]]) -> list[dict[str, float]]:
        assert rows, "there is nothing to join"
        return list(rows)

    def cosines(
        self, some: Sequence[dict[str, float]], others: Sequence[dict[str, float]]
    ) -> list[list[float]]:
        return [[sum(a[w] * b.get(w, 0.0) for w in a) for b in others] for a in some]


class Broken(WordCounts):
    """An encoder that is installed but does not work."""

    name = "broken"

    def encode(self, texts: Sequence[str]) -> list[dict[str, float]]:
        raise EncoderError("The encoder is broken: mend it.")


PROTOTYPES = (
    Prototype("talent", ("The company loses experts", "Experts leave the company")),
    Prototype("strategy", ("The company changes its plan for models",)),
    Prototype("apps", ("A fresh look for the feed of the app",), counter=True),
)
UNKNOWN_WORDS = "Bright minds slip away from Meta"
SOURCES = {"s": Source("s", "S", "http://s.example/", context=("ai",))}


def article(title: str, text: str = "", name: str = "a") -> Article:
    return Article(id=name, source="s", title=title, summary=text, first_seen=NOON)


def likeness(encoder: WordCounts | None = None) -> Likeness:
    return Likeness(encoder or WordCounts(), PROTOTYPES)


@pytest.fixture(scope="module")
def packs() -> Packs:
    found, problems = load_packs(["meta-ai"])
    assert not problems
    return found


def compiled(packs: Packs, encoder: WordCounts | None = None) -> Watches:
    specs = load_config(Path(__file__).parents[2] / "config.toml").watches
    policy = DeskPolicy(organisations=("meta",))
    return compile_watches(specs, packs, SOURCES, policy, encoder)


def readings(articles: Iterable[Article], watches: Watches, known: Known) -> list[Reading]:
    found = list(read(tuple(articles), known, watches, NOON))
    for reading in found:
        known.learn(reading)
    return found


def test_an_article_is_nearest_to_the_class_whose_sentences_it_reads_like(packs: Packs) -> None:
    told = article(UNKNOWN_WORDS)
    near = likeness().of(told, scan(told, packs, ("ai",)), packs)
    assert near is not None
    assert near.lean("talent") > 0 > near.lean("strategy")
    assert near.margin > 0
    assert near.sentences["talent"] == "Experts leave the company"


def test_what_reads_like_something_else_has_a_margin_below_zero(packs: Packs) -> None:
    told = article("Meta shows a fresh look for the feed of its app")
    near = likeness().of(told, scan(told, packs, ("ai",)), packs)
    assert near is not None
    assert near.margin < 0


@pytest.mark.parametrize(
    "title",
    [
        "Bright minds slip away to a rival",
        "The plateau has a llama farm with experts",
        "मेटा से एआई विशेषज्ञ जा रहे हैं और कंपनी चिंतित है",
    ],
)
def test_nothing_is_encoded_that_names_nobody_or_is_in_a_language_unknown_to_the_encoder(
    title: str, packs: Packs
) -> None:
    encoder = WordCounts()
    told = article(title)
    assert likeness(encoder).of(told, scan(told, packs), packs) is None
    assert encoder.encoded == []


def test_one_article_is_one_batch_of_title_and_title_with_lead(packs: Packs) -> None:
    encoder = WordCounts()
    reads = likeness(encoder)
    reads.warm()
    made = len(encoder.encoded)
    told = article(UNKNOWN_WORDS, "The minds of the unit slip away. " * 100)
    reads.of(told, scan(told, packs, ("ai",)), packs)
    title, both = encoder.encoded[made:]
    assert title == UNKNOWN_WORDS
    assert both.startswith(title)
    assert len(both) <= len(title) + 202


def test_likeness_is_evidence_for_and_against_with_a_threshold_of_its_own(packs: Packs) -> None:
    told = article(UNKNOWN_WORDS)
    found = scan(told, packs, ("ai",))
    rule = compile_relevance(packs)
    without = weigh(told, found, packs)
    for margin, reason in ((0.3, "it reads like it"), (-0.3, "it reads like something else")):
        read_like = weigh(told, found, packs, likeness=margin)
        assert read_like.points == pytest.approx(without.points + rule.encoder * margin, abs=0.02)
        assert read_like.holds == (read_like.points >= rule.threshold_encoder)
        assert dict(read_like.evidence)[reason] == pytest.approx(rule.encoder * margin)


def test_words_no_pack_knows_are_found_with_it_and_not_without(packs: Packs) -> None:
    told = [article(UNKNOWN_WORDS)]
    without = readings(told, compiled(packs), Known())[0]
    assert not without.relevant
    assert not without.topics
    watches = replace(compiled(packs), likeness=likeness())
    found = readings(told, watches, Known())[0]
    assert found.relevant
    assert [t.topic for t in found.topics] == ["talent"]
    assert found.topics[0].evidence[-1] == "reads like “Experts leave the company”"


def test_where_the_packs_know_the_words_they_decide_the_topics(packs: Packs) -> None:
    told = [article("Meta delays its open model", name="b")]
    without = readings(told, compiled(packs), Known())[0]
    found = readings(told, compiled(packs, WordCounts()), Known())[0]
    assert found.topics == without.topics


def test_an_encoder_that_knows_no_language_here_changes_nothing(packs: Packs) -> None:
    class Foreign(WordCounts):
        name = "foreign"
        languages = frozenset({"xx"})

    told = [t.article() for t in (*ALL, *LOOKALIKES)]
    assert readings(told, compiled(packs, Foreign()), Known()) == readings(
        told, compiled(packs), Known()
    )


def test_a_broken_encoder_is_as_none_and_says_so_once(packs: Packs) -> None:
    told = [t.article() for t in ALL]
    watches = compiled(packs, Broken())
    assert readings(told, watches, Known()) == readings(told, compiled(packs), Known())
    assert watches.likeness is not None
    assert watches.likeness.problem == "The encoder is broken: mend it."


def test_reading_twice_with_it_comes_to_the_same(packs: Packs) -> None:
    told = [t.article() for t in ALL]
    first = readings(told, compiled(packs, WordCounts()), Known())
    assert first == readings(told, compiled(packs, WordCounts()), Known())


def test_a_correction_is_known_again_in_another_language(packs: Packs) -> None:
    title, like = "Meta loses experts for models", "Meta verliert Köpfe für models"
    corrections = (Correction("c", title, ("strategy",)),)
    reads = likeness()
    near = reads.of(article(like), scan(article(like), packs, ("ai",)), packs)
    assert near is not None
    found = nearest(like, corrections, lambda titles: reads.to_titles(near, titles))
    assert found is not None
    assert found.correction.id == "c"
    assert nearest(like, corrections) is None


def test_it_is_warmed_without_any_correction() -> None:
    encoder = WordCounts()
    likeness(encoder).warm()
    assert len(encoder.encoded) == sum(len(p.examples) for p in PROTOTYPES)


def test_titles_of_corrections_are_encoded_once(packs: Packs) -> None:
    encoder = WordCounts()
    reads = likeness(encoder)
    reads.warm(["Meta loses experts"])
    near = reads.of(article(UNKNOWN_WORDS), scan(article(UNKNOWN_WORDS), packs, ("ai",)), packs)
    assert near is not None
    made = len(encoder.encoded)
    assert len(reads.to_titles(near, ["Meta loses experts"] * 3)) == 3
    assert reads.to_titles(near, []) == ()
    assert len(encoder.encoded) == made


def test_more_titles_than_it_keeps_are_compared_all_the_same(packs: Packs) -> None:
    reads = likeness()
    near = reads.of(article(UNKNOWN_WORDS), scan(article(UNKNOWN_WORDS), packs, ("ai",)), packs)
    assert near is not None
    for start in range(0, 900, 300):
        titles = [f"Experts leave number {n}" for n in range(start, start + 300)]
        assert len(reads.to_titles(near, titles)) == 300


def test_prototypes_of_packs_join_and_can_be_taken_away() -> None:
    below = '[[prototype]]\nid = "talent"\nexamples = ["One leaves", "Two leave"]\n'
    above = '[[prototype]]\nid = "talent"\nexamples = ["Three leave"]\nremove = ["One leaves"]\n'
    packs = compile_packs([parse_pack("below.toml", below), parse_pack("above.toml", above)])
    assert packs.prototypes == (Prototype("talent", ("Two leave", "Three leave")),)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('examples = "One leaves"', "must be a list of strings"),
        ('counter = "yes"', "must be true or false"),
        ("example = []", "did you mean 'examples'"),
    ],
)
def test_a_wrong_prototype_is_named(line: str, wrong: str) -> None:
    with pytest.raises(PackError, match=wrong):
        parse_pack("mine.toml", f'[[prototype]]\nid = "talent"\n{line}\n')


def test_every_topic_of_the_shipped_packs_has_prototypes_and_counters_are_there(
    packs: Packs,
) -> None:
    speaking = {p.id for p in packs.prototypes if not p.counter and p.examples}
    assert speaking == set(packs.topics)
    assert any(p.counter for p in packs.prototypes)


def test_without_prototypes_there_is_nothing_to_compare_with() -> None:
    assert compile_likeness(compile_packs([]), WordCounts()) is None


@given(st.text(max_size=60), st.text(max_size=400), st.sampled_from(ALL))
@settings(deadline=None)
def test_no_text_makes_it_raise(packs: Packs, title: str, text: str, told: Told) -> None:
    reads = likeness()
    wild = article(f"{title} {told.title}", text)
    near = reads.of(wild, scan(wild, packs, ("ai",)), packs)
    if near is not None:
        assert -1.001 <= near.margin <= 2.001
        assert all(-1.001 <= value <= 1.001 for value in near.topics.values())
