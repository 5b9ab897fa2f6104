"""What was decided, told or filed stays so: over unions, splits, re-sent items and years."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.decisions import merge, set_topics, split
from newsroom.known import Known
from newsroom.records import Article, Item, WatchSpec
from newsroom.watches import DeskPolicy, compile_watches
from tests.newsroom.articles import CLOSED, EXODUS, NOON, PANG
from tests.newsroom.test_stories import BRIDGE, LEFT, RIGHT, SPECS, article, item_of, take

if TYPE_CHECKING:
    from newsroom.packs import Packs
    from newsroom.records import Move, Reading, Story
    from newsroom.watches import Watches


@pytest.fixture(scope="module")
def watches(packs: Packs) -> Watches:
    return compile_watches(SPECS, packs, {}, DeskPolicy(organisations=("meta",)))


class Shelf:
    """An archive of what lies further back than memory."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def story(self, story_id: str) -> Story | None:
        return self._known.story(story_id)

    def move(self, move_id: str) -> Move | None:
        return self._known.move(move_id)

    def story_of(self, item_id: str) -> str:
        return self._known.story_of(item_id)


def items_of(readings: list[Reading], known: Known) -> list[Item]:
    return [item_of(r, known) for r in readings]


def test_an_item_that_is_sent_again_after_years_is_filed_where_it_was(watches: Watches) -> None:
    old = Known()
    take(old, [t.article() for t in EXODUS[:2]], watches)
    (story,) = old.stories()
    memory = Known(recall=Shelf(old))
    again = replace(EXODUS[1].article(), title="Elf Llama-Autoren haben Meta verlassen", version=2)
    reading = take(memory, [again], watches)[0]
    assert reading.link
    assert reading.link.story == story.id
    (after,) = reading.stories
    assert after.items == story.items
    assert after.facts == story.facts
    assert not reading.due


def test_stories_that_turn_out_to_be_one_in_one_check_are_told_once(watches: Watches) -> None:
    known = Known()
    first = take(known, [LEFT], watches)
    assert [d.reason for r in first for d in r.due]
    right = replace(RIGHT, first_seen=NOON + timedelta(hours=1))
    bridge = replace(BRIDGE, first_seen=NOON + timedelta(hours=1))
    second = take(known, [right, bridge], watches)
    assert [u for r in second for u in r.united]
    assert "new story" not in [d.reason for r in second for d in r.due]


def test_what_was_split_stays_apart_under_whatever_ids_the_parts_get(watches: Watches) -> None:
    known = Known()
    readings = take(known, [t.article() for t in EXODUS[:3]], watches)
    (story,) = known.stories()
    items = items_of(readings, known)
    known.decide(split(story, items, {"exodus-fr"}, known.moves(), watches=watches, now=NOON))
    early = NOON - timedelta(hours=3)
    others = [
        replace(CLOSED[0].article(), first_seen=early),
        replace(PANG[0].article(), first_seen=early),
    ]
    take(known, others, watches)
    parts = [known.story(known.story_of(i)) for i in ("exodus-en", "exodus-fr")]
    elsewhere = [known.story(known.story_of(a.id)) for a in others]
    for part, other in zip(parts, elsewhere, strict=True):
        assert part
        assert other
        known.decide(merge(part, other, known.moves(), watches, NOON))
    later = take(known, [EXODUS[3].article(), EXODUS[4].article()], watches)
    assert not [u for r in later for u in r.united]
    assert known.story_of("exodus-en") != known.story_of("exodus-fr")


@pytest.mark.parametrize("topics", [("strategy",), ()], ids=["strategy", "none"])
def test_topics_set_by_hand_outlive_a_new_wording(packs: Packs, topics: tuple[str, ...]) -> None:
    # Watched by words alone, so that the item names nothing of the subject and has no story.
    specs = (WatchSpec("rain", query="rain"),)
    watches = compile_watches(specs, packs, {}, DeskPolicy(organisations=("meta",)))
    known = Known()
    first = article("wet", "Researchers leave the talent fair early because of the storm")
    reading = take(known, [first], watches)[0]
    assert reading.link is None
    known.decide(set_topics(item_of(reading, known), None, topics, watches, NOON))
    for title in (first.title, "Layoffs at the fair: researchers sent home by the storm"):
        again = take(known, [replace(first, title=title, version=2)], watches)[0]
        assert tuple(t.topic for t in again.topics) == topics
        assert not again.unclassified


def test_no_topic_set_by_hand_is_not_called_unclassified(watches: Watches) -> None:
    known = Known()
    reading = take(known, [EXODUS[0].article()], watches)[0]
    (story,) = known.stories()
    decision = set_topics(item_of(reading, known), story, (), watches, NOON)
    assert [r.unclassified for r in decision.reviews] == [False]
    known.decide(decision)
    later = take(known, [EXODUS[1].article()], watches)[0]
    assert later.topics == ()
    assert not later.unclassified


def test_a_move_belongs_to_every_part_that_has_a_sentence_of_it(watches: Watches) -> None:
    known = Known()
    readings = take(known, [t.article() for t in EXODUS[:3]], watches)
    (story,) = known.stories()
    shared = next(m for m in known.moves() if len({e.item for e in m.evidence}) == 3)
    decision = split(
        story, items_of(readings, known), {"exodus-fr"}, known.moves(), watches=watches, now=NOON
    )
    known.decide(decision)
    kept, fresh = decision.stories
    after = known.move(shared.id)
    assert after
    assert set(after.stories) == {kept.id, fresh.id}
    assert shared.id in kept.moves
    assert shared.id in fresh.moves


def test_moves_of_united_stories_name_only_the_story_that_is_left(watches: Watches) -> None:
    known = Known()
    take(known, [LEFT], watches)
    take(known, [replace(RIGHT, first_seen=NOON + timedelta(hours=1))], watches)
    united = take(known, [replace(BRIDGE, first_seen=NOON + timedelta(hours=2))], watches)
    assert united[0].united
    (story,) = known.stories()
    assert {s for m in known.moves() for s in m.stories} == {story.id}


def test_a_headline_that_comes_every_month_is_a_copy_of_this_months_only(
    watches: Watches,
) -> None:
    known = Known()
    title = "The week in which researchers left Meta again"
    take(known, [replace(article("may", title, day=0), source="a")], watches)
    first = replace(article("june", title, day=31), source="b")
    copy = replace(article("june2", title, day=31), source="c")
    readings = take(known, [first, copy], watches)
    assert [r.copy_of for r in readings] == ["", "june"]


def test_moves_of_one_check_are_one_revision_that_names_them_all(watches: Watches) -> None:
    titles = ("Hugo Touvron leaves Meta for Kyutai", "Xavier Martinet leaves Meta for Kyutai")
    known = Known()
    readings = take(known, [article(str(n), title) for n, title in enumerate(titles)], watches)
    dues = [due for reading in readings for due in reading.due]
    assert {known.story_of("0")} == {known.story_of("1")}
    assert [due.reason for due in dues] == [
        "new moves: Hugo Touvron left Meta for Kyutai, Xavier Martinet left Meta for Kyutai"
    ]


def said(name: str, title: str, day: int) -> Article:
    return article(name, title, day=day)


@pytest.mark.parametrize(
    ("titles", "status", "reasons"),
    [
        (
            ("Hugo Touvron leaves Meta for OpenAI", "Hugo Touvron denies leaving Meta for OpenAI"),
            "denied",
            ["new move", "new move"],
        ),
        (
            ("Hugo Touvron may leave Meta", "Hugo Touvron confirms he is leaving Meta"),
            "confirmed",
            ["new move", "new move"],
        ),
        (
            ("Hugo Touvron leaves Meta", "Hugo Touvron announced on LinkedIn that he leaves Meta"),
            "confirmed",
            ["new move", "official statement"],
        ),
        (
            ("Hugo Touvron leaves Meta", "Hugo Touvron leaves Meta, which has not confirmed it"),
            "reported",
            ["new move"],
        ),
    ],
    ids=["denied", "rumour confirmed", "said by himself", "not confirmed"],
)
def test_the_last_word_of_those_concerned_counts(
    titles: tuple[str, ...], status: str, reasons: list[str], watches: Watches
) -> None:
    known = Known()
    told = []
    for n, title in enumerate(titles):
        told += [d for r in take(known, [said(f"i{n}", title, n)], watches) for d in r.due]
    (move,) = known.moves()
    assert move.status == status
    assert [d.reason.split(":")[0] for d in told] == reasons


def test_who_leaves_the_same_house_twice_makes_two_moves(watches: Watches) -> None:
    known = Known()
    titles = (
        "Hugo Touvron leaves Meta for OpenAI",
        "Hugo Touvron returns to Meta from OpenAI",
        "Hugo Touvron leaves Meta for OpenAI again",
    )
    for n, title in enumerate(titles):
        take(known, [said(f"i{n}", title, 400 * n)], watches)
    assert [m.kind for m in known.moves()] == ["left", "returned", "left"]
