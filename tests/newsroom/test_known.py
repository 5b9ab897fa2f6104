"""Memory: what it holds, how it is asked, and that reading does not change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsroom.inverted_index import Lookup
from newsroom.known import _LATEST, Known, Overlay
from newsroom.records import Decision, Move, Reading, Story, StoryLink, Telling
from tests.newsroom.articles import EXODUS, NOON

WEEK = timedelta(days=7)


def story(number: int, *features: str, at: datetime | None = NOON) -> Story:
    return Story(
        id=f"s{number}",
        headline=f"Story {number}",
        items=(f"i{number}",),
        first_seen=NOON,
        last_seen=NOON,
        first_event=at,
        last_event=at,
        tellings=(Telling(f"i{number}", at, dict.fromkeys(features, 1.0)),),
    )


def by(*features: str) -> list[Lookup]:
    return [Lookup(feature, 1.0, WEEK) for feature in features]


def test_candidates_share_a_feature_inside_the_window() -> None:
    known = Known([story(1, "person:a"), story(2, "person:b"), story(3, "person:a", "n:11")])
    found = known.candidates(by("person:a"), NOON.date(), 99)
    assert [s.id for s in found] == ["s1", "s3"]


def test_candidates_outside_the_window_are_not_found() -> None:
    known = Known([story(1, "person:a", at=NOON - timedelta(days=9))])
    assert known.candidates(by("person:a"), NOON.date(), 99) == ()
    assert known.candidates(by("person:a"), NOON.date() - timedelta(days=3), 99)


def test_undated_stories_and_undated_articles_know_no_window() -> None:
    known = Known(
        [story(1, "person:a", at=None), story(2, "person:a", at=datetime(2001, 1, 1, tzinfo=UTC))]
    )
    assert [s.id for s in known.candidates(by("person:a"), NOON.date(), 99)] == ["s1"]
    assert [s.id for s in known.candidates(by("person:a"), None, 99)] == ["s1", "s2"]


def test_of_many_candidates_those_that_share_most_are_taken() -> None:
    known = Known([story(n, "model:m", *(["n:11"] if n == 7 else [])) for n in range(20)])
    found = known.candidates(by("model:m", "n:11"), NOON.date(), 3)
    assert len(found) == 3
    assert found[0].id == "s7"


def test_an_overlay_shows_changes_and_leaves_what_it_lies_on_alone() -> None:
    known = Known([story(1, "person:a")])
    overlay = Overlay(known)
    changed = story(1, "person:a", "n:99")
    move = Move("m1", "a", "A", "left", first_reported=NOON)
    article = EXODUS[0].article()
    overlay.learn(Reading(article=article, link=StoryLink("s1"), stories=(changed,), moves=(move,)))
    assert overlay.story("s1") == changed
    assert overlay.moves_of("a") == (move,)
    assert [s.id for s in overlay.candidates(by("n:99"), NOON.date(), 99)] == ["s1"]
    assert known.story("s1") == story(1, "person:a")
    assert known.move("m1") is None
    assert known.candidates(by("n:99"), NOON.date(), 99) == ()


def test_learning_a_reading_is_what_the_overlay_showed() -> None:
    known = Known([story(1, "person:a")])
    changed = story(1, "person:a", "n:99")
    reading = Reading(article=EXODUS[0].article(), link=StoryLink("s1"), stories=(changed,))
    known.learn(reading)
    assert known.story("s1") == changed
    assert [s.id for s in known.candidates(by("n:99"), NOON.date(), 99)] == ["s1"]


def test_facts_about_moves_are_told_wherever_they_were_told() -> None:
    fact = "move:a:meta:mistral:reported"
    known = Known([Story("s1", "", first_seen=NOON, last_seen=NOON, facts=(fact,))])
    assert known.told(fact)
    assert not known.told("move:a:meta:cohere:reported")


@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from("abc")), max_size=40),
    st.integers(0, 60),
)
def test_candidates_are_exactly_those_a_search_of_everything_finds(
    rows: list[tuple[int, str]], day: int
) -> None:
    stories = [
        story(n, f"name:{letter}", at=NOON + timedelta(days=at))
        for n, (at, letter) in enumerate(rows)
    ]
    known = Known(stories)
    asked: date = (NOON + timedelta(days=day)).date()
    found = {s.id for s in known.candidates(by("name:a"), asked, 99)}
    wanted = {
        s.id
        for s, (at, letter) in zip(stories, rows, strict=True)
        if letter == "a" and abs(at - day) <= WEEK.days
    }
    assert found == wanted


class Shelf:
    """What stories are recalled from; says which were."""

    def __init__(self, *stories: Story) -> None:
        self.asked: list[str] = []
        self._stories = {one.id: one for one in stories}

    def keep(self, *stories: Story) -> None:
        self._stories |= {one.id: one for one in stories}

    def story(self, story_id: str) -> Story | None:
        self.asked.append(story_id)
        return self._stories.get(story_id)

    def move(self, move_id: str) -> Move | None:
        return None

    def story_of(self, item_id: str) -> str:
        found = (one.id for one in self._stories.values() if item_id in one.items)
        return next(found, "")


def test_stories_that_can_be_recalled_are_not_held_and_found_all_the_same() -> None:
    stories = [story(n, "person:a" if n < 3 else f"n:{n}") for n in range(50)]
    shelf = Shelf(*stories)
    known, all_held = Known(stories, recall=shelf), Known(stories)
    assert shelf.asked == []
    lookups = by("person:a"), NOON.date(), 99
    assert known.candidates(*lookups) == all_held.candidates(*lookups)
    assert known.candidates(*lookups) == all_held.candidates(*lookups)
    assert sorted(shelf.asked) == ["s0", "s1", "s2"], "only what is compared with, and once"
    assert known.story_of("i7") == "s7"
    assert [one.id for one in known.stories()] == [one.id for one in all_held.stories()]


def test_a_recalled_story_that_changed_or_is_another_is_not_recalled_as_it_was() -> None:
    old = [story(n, "person:a") for n in range(3)]
    known = Known(old, recall=Shelf(*old))
    (changed,) = (replace(one, headline="Changed") for one in old[:1])
    known.learn(Reading(EXODUS[0].article(), stories=(changed,), united=(("s1", "s0"),)))
    found = known.candidates(by("person:a"), NOON.date(), 99)
    assert [(one.id, one.headline) for one in found] == [("s0", "Changed"), ("s2", "Story 2")]
    assert known.story("s1") is None
    assert [one.id for one in known.stories()] == ["s0", "s2"]


def test_what_was_learnt_is_recalled_too_and_only_the_latest_is_held() -> None:
    shelf = Shelf()
    known = Known(recall=shelf)
    learnt = [story(n, "person:a" if n == 7 else f"n:{n}") for n in range(3 * _LATEST)]
    for one in learnt:
        shelf.keep(one)
        known.learn(Reading(EXODUS[0].article(), link=StoryLink(one.id), stories=(one,)))
    assert len(known._latest) == _LATEST
    assert not known._shelves.stories
    assert not known._shelves.where
    assert shelf.asked == [], "what was just learnt is at hand"
    assert [one.id for one in known.candidates(by("person:a"), NOON.date(), 99)] == ["s7"]
    assert shelf.asked == ["s7"]
    assert known.story_of("i8") == "s8"
    assert list(known.stories()) == learnt


def test_asking_which_stories_are_near_recalls_only_those_that_are_compared() -> None:
    stories = [story(n, "person:a") for n in range(50)]
    shelf = Shelf(*stories)
    found = Overlay(Known(stories, recall=shelf)).candidates(by("person:a"), NOON.date(), 3)
    assert len(found) == 3
    assert len(shelf.asked) == 3


def test_a_story_that_was_another_for_a_while_is_itself_again() -> None:
    one, two = story(1, "person:a"), story(2, "person:b")
    known = Known([one, two], recall=Shelf(one, two))
    known.learn(Reading(EXODUS[0].article(), stories=(one,), united=(("s2", "s1"),)))
    assert known.story("s2") is None
    known.decide(Decision(stories=(one, two)))
    assert known.story("s2") == two
    assert [s.id for s in known.candidates(by("person:b"), NOON.date(), 9)] == ["s2"]
