"""Which articles tell one story: links, unions, sagas, crowded days, and decisions by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from newsroom.decisions import merge, set_topics, split
from newsroom.desk import read
from newsroom.errors import DecisionError
from newsroom.examples import nearest
from newsroom.features import compile_weights, telling_of
from newsroom.known import Known
from newsroom.records import Article, Correction, Item, Source, Telling, WatchSpec
from newsroom.scan import scan
from newsroom.stories import keep_tellings
from newsroom.watches import DeskPolicy, compile_watches
from tests.newsroom.articles import CLOSED, EXODUS, NOON, PANG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsroom.packs import Packs
    from newsroom.records import Reading, Story
    from newsroom.watches import Watches

SPECS = (WatchSpec("all", query="is:relevant", channels=("desktop",)),)


@pytest.fixture(scope="module")
def watches(packs: Packs) -> Watches:
    source = Source("paper", "The Paper", "https://paper.example/feed", context=("ai",))
    return compile_watches(SPECS, packs, {"paper": source}, DeskPolicy(organisations=("meta",)))


def take(known: Known, articles: Iterable[Article], watches: Watches) -> list[Reading]:
    readings = list(read(tuple(articles), known, watches, NOON))
    for reading in readings:
        known.learn(reading)
    return readings


def article(name: str, title: str, text: str = "", *, day: int = 0) -> Article:
    at = NOON + timedelta(days=day)
    return Article(id=name, source="paper", title=title, summary=text, first_seen=at, event_time=at)


def item_of(reading: Reading, known: Known) -> Item:
    return Item(
        article=reading.article,
        language=reading.language,
        people=reading.people,
        orgs=reading.orgs,
        models=reading.models,
        topics=reading.topics,
        relevant=reading.relevant,
        watches=tuple(m.watch for m in reading.matches),
        story=known.story_of(reading.article.id),
        link=reading.link,
    )


# ---- where every noun has a capital


def test_whom_a_german_headline_names_is_found_among_its_nouns(watches: Watches) -> None:
    told = [
        article("de", "Meta holt Ilse Brandvold von Apple ins Superintelligenz-Labor"),
        article("ru", "Meta наняла Ilse Brandvold из Apple в лабораторию суперинтеллекта"),
    ]
    known = Known()
    take(known, told, watches)
    assert {"ilse", "brandvold"} <= set(scan(told[0], watches.packs).names)
    assert len({known.story_of(one.id) for one in told}) == 1


# ---- a number that two stories share


def test_one_small_number_in_common_makes_no_story(watches: Watches) -> None:
    told = [
        article("plan", "Meta's superintelligence lab debates a closed model (plan 13)"),
        article("fr", "Meta scinde sa division IA en 13 équipes dirigées par Ilse Brandvold"),
        article("pt", "Meta divide área de IA em 13 equipes sob Ilse Brandvold"),
    ]
    known = Known()
    for one in told:
        take(known, [one], watches)
    assert known.story_of("fr") == known.story_of("pt") != known.story_of("plan")


# ---- a story that was two

LEFT = article(
    "left", "Hugo Touvron leaves Meta", "Hugo Touvron is leaving Meta, the company said."
)
RIGHT = article(
    "right", "Faisal Azhar leaves Meta", "Faisal Azhar is leaving Meta, the company said."
)
BRIDGE = article(
    "bridge",
    "Hugo Touvron and Faisal Azhar both leave Meta",
    "Hugo Touvron and Faisal Azhar are leaving Meta, the company said.",
)


def test_an_article_that_fits_both_makes_two_stories_one_under_the_older_id(
    watches: Watches,
) -> None:
    known = Known()
    first = take(known, [LEFT], watches)[0]
    second = take(known, [replace(RIGHT, first_seen=NOON + timedelta(hours=1))], watches)[0]
    assert first.link
    assert second.link
    assert first.link.story != second.link.story
    united = take(known, [replace(BRIDGE, first_seen=NOON + timedelta(hours=2))], watches)[0]
    assert united.united == ((second.link.story, first.link.story),)
    assert [s.id for s in known.stories()] == [first.link.story]
    assert {known.story_of(i) for i in ("left", "right", "bridge")} == {first.link.story}


def test_two_sides_of_one_event_need_no_second_article_that_tells_both(watches: Watches) -> None:
    known = Known()
    closed = article(
        "closed",
        "Meta gives up Llama: Alexandr Wang's team builds a closed model",
        "Alexandr Wang, who came from Scale AI, leads the closed model that ends Llama's openness.",
    )
    launches = [
        article("a", "Muse Spark arrives in the Meta AI app", "Meta released Muse Spark."),
        article("b", "Meta releases Muse Spark", "The Meta AI app runs Muse Spark."),
        article("c", "Muse Spark is here, says Meta", "Meta AI runs on Muse Spark."),
    ]
    both = article(
        "both",
        "Meta ditched Llama for a closed model called Muse Spark",
        "Muse Spark, led by Alexandr Wang, ends the openness of Llama.",
    )
    take(known, [closed, *launches], watches)
    assert known.story_of("closed") != known.story_of("a")
    take(known, [both], watches)
    assert {known.story_of(i) for i in ("closed", "a", "b", "c")} == {known.story_of("both")}


def test_what_two_united_stories_told_is_not_told_again(watches: Watches) -> None:
    known = Known()
    told = [d for a in (LEFT, RIGHT, BRIDGE) for r in take(known, [a], watches) for d in r.due]
    again = replace(BRIDGE, id="again", source="wire")
    assert not [d for r in take(known, [again], watches) for d in r.due]
    assert len({(d.story, d.revision) for d in told}) == len(told)


def test_an_article_that_names_nobody_brings_no_departures_together(watches: Watches) -> None:
    known = Known()
    titles = ("Hugo Touvron leaves Meta", "Faisal Azhar leaves Meta", "Armand Joulin leaves Meta")
    for n, title in enumerate(titles):
        take(known, [article(f"n{n}", title)], watches)
        take(known, [article(f"bare{n}", f"Meta researcher {n} leaves, report says")], watches)
    where = {known.story_of(f"n{n}") for n in range(len(titles))}
    assert len(where) == len(titles)


# ---- sagas

SAGA = (
    ("Yann LeCun may leave Meta, people close to him say", 0),
    ("LeCun is in talks about leaving Meta, report says", 9),
    ("Yann LeCun confirms he is leaving Meta", 20),
    ("Meta's chief AI scientist LeCun says farewell as he leaves Meta", 38),
)


def test_a_departure_told_for_six_weeks_is_one_story(watches: Watches) -> None:
    known = Known()
    for n, (title, day) in enumerate(SAGA):
        take(known, [article(f"saga{n}", title, day=day)], watches)
    assert len(list(known.stories())) == 1


def test_another_departure_in_those_weeks_is_another_story(watches: Watches) -> None:
    known = Known()
    for n, (title, day) in enumerate(SAGA):
        take(known, [article(f"saga{n}", title, day=day)], watches)
        other = f"Joelle Pineau leaves Meta, part {n}"
        take(known, [article(f"other{n}", other, day=day + 1)], watches)
    told = {known.story_of(f"saga{n}") for n in range(len(SAGA))}
    others = {known.story_of(f"other{n}") for n in range(len(SAGA))}
    assert len(told) == 1
    assert not told & others


# ---- a crowded day with people nobody knows

CROWD = (
    "Meta researcher Dana Okafor leaves for a hospital",
    "Meta researcher Piet Verhoeven leaves to teach mathematics",
    "Meta engineer Lucía Ferrán leaves after nine years",
    "Researcher Jonas Wikström leaves Meta to build tractors",
    "Meta scientist Ayaka Morimoto leaves for the opera",
    "Researcher Tomasz Zielak leaves Meta and moves to Gdansk",
)


@pytest.mark.parametrize("shift", range(len(CROWD)))
def test_on_a_crowded_day_strangers_who_leave_do_not_chain(shift: int, watches: Watches) -> None:
    known = Known()
    titles = (*CROWD[shift:], *CROWD[:shift])
    take(known, [article(f"c{n}", t) for n, t in enumerate(titles)], watches)
    sizes = [len(s.items) for s in known.stories()]
    assert len(sizes) >= len(CROWD) - 1
    assert max(sizes) <= 2


def test_the_order_of_a_check_does_not_decide_what_is_one_story(watches: Watches) -> None:
    told = (EXODUS[0], EXODUS[3], CLOSED[0], CLOSED[3], PANG[0])
    for order in permutations(told):
        known = Known()
        take(known, [t.article() for t in order], watches)
        found = {t.id: known.story_of(t.id) for t in told}
        assert found["exodus-en"] == found["exodus-ja"]
        assert len(set(found.values())) == 3


SAME_SHAPE = (
    # Another number of the same people, in another language.
    (
        "7 of 20 Behemoth engineers have left Meta, most for Cohere",
        "Von 20 Behemoth-Entwicklern haben 12 Meta verlassen, die meisten gingen zu Cohere",
    ),
    # The same number, to another house.
    (
        "7 of 20 Behemoth engineers have left Meta, most for Cohere",
        "7 des 20 ingénieurs de Behemoth ont quitté Meta, la plupart pour xAI",
    ),
    # Somebody else to the same house; a first name is not a person.
    (
        "Why the engineer Tarik Bellwether quits Meta AI for a new job at Cohere",
        "Tarik Osterhagen氏がMeta AIを退社しCohereへ移籍",
    ),
    # Somebody by name is not the many.
    (
        "7 of 20 Behemoth engineers have left Meta, most for Cohere",
        "메타 떠난 Tarik Osterhagen, Cohere 합류",
    ),
    # Another plan.
    (
        "Meta lab weighs closed model over open Behemoth (plan 5)",
        "Meta lab weighs closed model over open Behemoth (plan 8)",
    ),
)


@pytest.mark.parametrize(("one", "other"), SAME_SHAPE)
def test_headlines_of_one_shape_about_others_are_two_stories(
    one: str, other: str, watches: Watches
) -> None:
    for first, second in ((one, other), (other, one)):
        known = Known()
        take(known, [article("a", first), article("b", second)], watches)
        assert known.story_of("a")
        assert known.story_of("b")
        assert known.story_of("a") != known.story_of("b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "7 of 20 Behemoth engineers have left Meta, most for Cohere",
            "7 des 20 ingénieurs de Behemoth ont quitté Meta, la plupart pour Cohere",
        ),
        ("Tarik Osterhagen quits Meta AI for Cohere", "메타 떠난 Tarik Osterhagen, Cohere 합류"),
        (
            "Tarik Osterhagen verlässt Meta AI für Cohere",
            "Tarik Osterhagen, de Meta AI, rejoint Cohere",
        ),
    ],
)
def test_the_same_told_in_another_language_is_one_story(
    one: str, other: str, watches: Watches
) -> None:
    known = Known()
    take(known, [article("a", one), article("b", other)], watches)
    assert known.story_of("a") == known.story_of("b") != ""


def test_a_story_is_compared_by_a_bounded_number_of_articles(packs: Packs) -> None:
    weights = compile_weights(packs)
    tellings: tuple[Telling, ...] = ()
    for n in range(100):
        tellings = keep_tellings(tellings, telling_of(article(f"t{n}", "x"), {}, weights), weights)
    assert len(tellings) == weights.keep
    assert tellings[0].item == "t0"
    assert tellings[-1].item == "t99"


# ---- decisions by hand


def told_story(watches: Watches) -> tuple[Known, Story, list[Item]]:
    known = Known()
    readings = take(known, [t.article() for t in EXODUS[:3]], watches)
    (story,) = known.stories()
    return known, story, [item_of(r, known) for r in readings]


def test_a_split_story_is_two_and_tells_nothing(watches: Watches) -> None:
    known, story, items = told_story(watches)
    decision = split(story, items, {"exodus-fr"}, known.moves(), watches=watches, now=NOON)
    known.decide(decision)
    kept, fresh = decision.stories
    assert kept.id == story.id
    assert fresh.items == ("exodus-fr",)
    assert "exodus-fr" not in kept.items
    assert fresh.facts == story.facts
    assert fresh.apart == (story.id,)
    assert known.story_of("exodus-fr") == fresh.id


def test_what_was_split_never_becomes_one_again(watches: Watches) -> None:
    known, story, items = told_story(watches)
    known.decide(split(story, items, {"exodus-fr"}, known.moves(), watches=watches, now=NOON))
    reading = take(known, [EXODUS[4].article(), EXODUS[5].article()], watches)
    assert not [u for r in reading for u in r.united]
    assert len(list(known.stories())) == 2


def test_stories_merged_by_hand_keep_the_older_id_and_what_was_told(watches: Watches) -> None:
    known = Known()
    take(known, [EXODUS[0].article(), CLOSED[0].article()], watches)
    one, two = known.stories()
    decision = merge(two, one, known.moves(), watches, NOON)
    known.decide(decision)
    (story,) = known.stories()
    assert story.id == min((one, two), key=lambda s: (s.first_seen, s.id)).id
    assert set(story.facts) == {*one.facts, *two.facts}
    gone = next(s for s in (one, two) if s.id == decision.united[0][0])
    assert {(r.item, r.story) for r in decision.reviews} >= {(i, story.id) for i in gone.items}
    later = take(known, [CLOSED[1].article()], watches)[0]
    assert later.link
    assert later.link.story == story.id


def test_a_story_cannot_be_merged_with_itself_or_split_whole(watches: Watches) -> None:
    known, story, items = told_story(watches)
    with pytest.raises(DecisionError, match="one story already"):
        merge(story, story, known.moves(), watches, NOON)
    with pytest.raises(DecisionError, match="3 of 3 would go"):
        split(story, items, set(story.items), known.moves(), watches=watches, now=NOON)


def test_topics_set_by_hand_hold_for_the_story_and_what_joins_it(watches: Watches) -> None:
    known, story, items = told_story(watches)
    decision = set_topics(items[0], story, ("strategy",), watches, NOON)
    known.decide(decision)
    assert {r.item for r in decision.reviews} == set(story.items)
    reading = take(known, [EXODUS[3].article()], watches)[0]
    assert [t.topic for t in reading.topics] == ["strategy"]
    with pytest.raises(DecisionError, match='no topic "sport"; known are talent, strategy'):
        set_topics(items[0], story, ("sport",), watches, NOON)


def test_a_correction_is_reused_for_news_that_reads_like_it(watches: Watches) -> None:
    title = "Meta opens a quiet corner for its superintelligence team"
    like = "Superintelligence team at Meta gets a second quiet corner"
    before = take(Known(), [article("x", like)], watches)[0]
    known = Known(corrections=[Correction("c", title, ("talent",))])
    after = take(known, [article("x", like)], watches)[0]
    assert "talent" not in {t.topic for t in before.topics}
    assert after.topics[0].topic == "talent"
    assert any("which you filed so" in why for t in after.topics for why in t.evidence)


@pytest.mark.parametrize(
    ("title", "like"),
    [
        ("Meta plant Umbau der KI-Abteilung", "Umbau: Meta plant neue KI-Abteilungen"),
        ("メタがAI部門の採用計画を見直し", "メタ、AI部門の採用計画を再び見直し"),
        ("메타 인공지능 조직 개편안 공개", "메타, 인공지능 조직 개편안 또 공개"),
    ],
)
def test_examples_are_known_again_in_every_script(title: str, like: str) -> None:
    found = nearest(like, [Correction("c", title, ("strategy",))])
    assert found
    assert found.likeness >= 0.5


def test_other_news_is_no_example() -> None:
    assert nearest("Rain in Oslo again", [Correction("c", "Meta plans", ("strategy",))]) is None
