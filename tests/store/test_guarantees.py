"""What `store.repository.Repository` guarantees, held against the archive and the model alike.

What it guarantees of the outbox is in test_outbox.py.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import Ambiguous, NotFound, StoreError
from newsroom.fold import fold
from newsroom.records import Correction, Decision, FullText, Review, SourceState
from store.contents import Counts
from store.recording import Recorded
from tests.store.openings import said
from tests.store.samples import (
    CHANNELS,
    NOON,
    article,
    check,
    due,
    filled,
    move,
    reading,
    story,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsroom.records import Item
    from store.repository import Repository
    from tests.store.openings import Opening

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def fill(store: Repository) -> None:
    """Something of everything."""
    one = reading(
        article("a1", text="The body."), story("s1", "a1"), moves=(move("m1"),), dues=(due("s1"),)
    )
    store.record(check(), [one, filled("a2"), reading(article("b1"))], channels=CHANNELS)
    store.record(check(NOON + HOUR), [reading(replace(article("b1"), title="Another"))])
    store.record_again([reading(article("a1", text="The whole body."))], now=NOON + HOUR)
    store.set_full_text("b1", FullText("failed", NOON, note="It does not answer."))
    store.mark_all(["a1", "b1"], read=True, now=NOON)
    store.mark("a2", starred=True, now=NOON)
    store.set_source_state(SourceState("herald", health="off"))
    store.decide(Decision(corrections=(Correction("a1", "Headline of a1", ("talent",)),)))
    store.outbox.lease(store.outbox.due(NOON)[0].id, NOON)
    store.outbox.report("email", "source:herald", "broken", "herald is broken", NOON)
    store.remember("note", "kept")


# Kept


def test_what_was_written_is_there_after_reopening(opening: Opening) -> None:
    fill(opening.store)
    before = said(opening.store)
    assert said(opening.again()) == before
    assert opening.store.text("a1") == "The whole body."
    assert opening.store.recall("note") == "kept"


def test_what_was_written_is_there_after_the_program_was_killed(opening: Opening) -> None:
    fill(opening.store)
    before = said(opening.store)
    assert said(opening.killed()) == before


def test_a_reader_finds_what_was_written(opening: Opening) -> None:
    fill(opening.store)
    assert said(opening.beside()) == said(opening.store)


def test_what_was_recorded_is_answered_as_it_was_recorded(opening: Opening) -> None:
    one = reading(
        article("a1", text="The body."), story("s1", "a1"), moves=(move("m1"),), dues=(due("s1"),)
    )
    recorded = opening.store.record(check(), [one], channels=CHANNELS)
    store = opening.again()
    assert recorded.new == (store.item("a1"),)
    assert recorded.updated == ()
    assert store.outbox.alerts() == list(recorded.alerts)[::-1]
    assert store.text("a1") == "The body."
    assert store.whole("a1").article == one.article
    assert store.move("m1") == one.moves[0]
    assert store.story("s1") == replace(one.stories[0], alerts=2)
    assert store.item("a1").alerted
    assert store.item("a1").story == "s1"
    state = store.source_state("gazette")
    assert (state.health, state.etag, state.items) == ("ok", '"v1"', 1)
    assert store.source_states() == (state,)
    assert store.source_state("elsewhere") == SourceState("elsewhere")


# All or nothing


def test_a_full_disk_keeps_nothing_of_a_call_and_the_same_call_works_later(
    opening: Opening,
) -> None:
    store = opening.store
    fill(store)
    store.fold()
    first, *_ = store.outbox.due(NOON + DAY)
    before, known = said(store), {one.id for one in store.known.stories()}
    calls: dict[str, Callable[[], object]] = {
        "record": lambda: store.record(check(), [filled("c1"), filled("c2")], channels=CHANNELS),
        "record_again": lambda: store.record_again(
            [reading(article("a2", text="Other."))], now=NOON
        ),
        "set_full_text": lambda: store.set_full_text("a2", FullText("list", NOON)),
        "decide": lambda: store.decide(
            Decision(stories=(story("s9", "a1"),), reviews=(Review("a1", "s9"),))
        ),
        "mark_all": lambda: store.mark_all(["a1", "a2"], read=False, starred=True, now=NOON),
        "set_source_state": lambda: store.set_source_state(SourceState("courier")),
        "remember": lambda: store.remember("note", "other"),
        "lease": lambda: store.outbox.lease(first.id, NOON + DAY),
        "mark_sent": lambda: store.outbox.mark_sent(first.id, NOON),
        "report": lambda: store.outbox.report("email", "x", "gone", "x is gone", NOON),
        "forget": lambda: store.forget(["b1"]),
    }
    opening.refuse(writes=True)
    for name, call in calls.items():
        with pytest.raises(StoreError):
            call()
        assert said(store) == before, name
    assert {one.id for one in store.known.stories()} == known
    opening.refuse(writes=False)
    for name, call in calls.items():
        call()
        after = said(store)
        assert after != before, name
        before = after
    assert said(opening.again()) == before


def test_marks_are_set_on_all_or_none(store: Repository) -> None:
    store.record(check(), [reading(article("a1"))])
    with pytest.raises(NotFound):
        store.mark_all(["a1", "zz"], starred=True, now=NOON)
    assert not store.item("a1").starred


def test_a_check_without_news_keeps_the_source_s_state(store: Repository) -> None:
    recorded = store.record(check(error="The server is gone."), [])
    assert recorded == Recorded()
    assert store.source_state("gazette").error == "The server is gone."


def test_an_update_replaces_the_item_in_place(store: Repository) -> None:
    first = reading(article("a1", text="Old body."), story("s1", "a1"))
    store.record(check(), [first, reading(article("b1"))])
    store.mark("a1", read=True, starred=True, now=NOON)
    later = NOON + HOUR
    again = replace(
        article("a1", later, text="New body."),
        title="A better headline",
        version=2,
        keys=("guid:changed", "gazette.example/a1"),
        event_time=None,
    )
    recorded = store.record(check(later), [reading(again)])
    item = store.item("a1")
    assert recorded.new == ()
    assert recorded.updated == (item,)
    assert (item.article.title, item.article.version) == ("A better headline", 2)
    assert (item.article.first_seen, item.article.event_time) == (NOON, NOON - HOUR)
    assert (item.read, item.starred, item.story) == (True, True, "s1")
    assert item.article.keys == ("guid:a1", "gazette.example/a1", "guid:changed")
    assert store.keys("gazette")["guid:changed"] == "a1"
    assert store.text("a1") == "New body."
    (wording,) = store.wordings("a1")
    assert (wording.title, wording.until) == ("Headline of a1", later)
    assert [one.id for one in store.items()] == ["b1", "a1"]
    assert store.counts().items == 2


def test_recording_the_same_again_changes_nothing(store: Repository) -> None:
    store.record(check(), [filled("a1")], channels=CHANNELS)
    before = store.counts()
    recorded = store.record(check(), [filled("a1")], channels=CHANNELS)
    assert recorded == Recorded()
    assert store.counts() == before


def test_a_source_that_flips_a_title_does_not_grow_the_item_for_ever(store: Repository) -> None:
    for number in range(30):
        one = replace(
            article("a1"), title=f"Title {number}", keys=tuple(f"{number}-{i}" for i in range(5))
        )
        store.record(check(), [reading(one)])
    assert [w.title for w in store.wordings("a1")] == [f"Title {n}" for n in range(9, 29)]
    keys = store.item("a1").article.keys
    assert len(keys) == 64
    assert {"0-0", "29-4"} <= set(keys)


def test_the_list_goes_by_first_seen_and_then_by_event_time(store: Repository) -> None:
    def at(name: str, seen: int, event: int | None) -> None:
        one = replace(
            article(name, NOON + seen * HOUR),
            event_time=None if event is None else NOON + event * HOUR,
        )
        store.record(check(NOON + seen * HOUR), [reading(one)])

    at("late", 2, -900)
    at("first", 0, -5)
    at("undated", 0, None)
    at("second", 0, -9)
    at("twin", 0, -9)
    expected = ["late", "undated", "first", "twin", "second"]
    assert [item.id for item in store.items()] == expected
    assert [item.id for item in store.items(newest_first=False)] == expected[::-1]
    assert [item.id for item in store.items(since=NOON + HOUR)] == ["late"]
    assert [item.id for item in store.items(since=NOON)] == expected


def test_the_last_state_of_a_story_and_move_counts(store: Repository) -> None:
    store.record(
        check(),
        [
            reading(article("a1"), story("s1", "a1"), moves=(move("m1", status="rumoured"),)),
            reading(article("a2"), story("s1", "a1", "a2", revision=2), moves=(move("m1"),)),
        ],
    )
    assert store.story("s1").revision == 2
    assert [item.id for item in store.story_items("s1")] == ["a1", "a2"]
    assert store.move("m1").status == "reported"


def test_stories_and_moves_are_listed_by_time(store: Repository) -> None:
    store.record(
        check(),
        [
            reading(
                article("a1"),
                story("new", "a1", at=NOON + HOUR),
                story("old", "a1"),
                moves=(move("m2", NOON + HOUR), move("m1")),
            )
        ],
    )
    assert [one.id for one in store.stories()] == ["new", "old"]
    assert [one.id for one in store.stories(newest_first=False)] == ["old", "new"]
    assert [one.id for one in store.stories(since=NOON + HOUR)] == ["new"]
    assert [one.id for one in store.moves()] == ["m2", "m1"]
    assert [one.id for one in store.moves(since=NOON + HOUR)] == ["m2"]


def test_copies_are_counted_where_they_were_copied_from(store: Repository) -> None:
    store.record(check(), [reading(article("a1"))])
    store.record(check(), [reading(article("b1", source="wire"), copy_of="a1")])
    store.record(check(), [reading(article("b2", source="wire"), copy_of="a1")])
    assert store.item("a1").copies == 2
    assert store.item("b1").copy_of == "a1"


def test_alerted_are_the_item_it_is_about_and_its_story(store: Repository) -> None:
    store.record(
        check(),
        [
            reading(article("a1"), story("s1", "a1", "a2")),
            reading(article("a2"), story("s1", "a1", "a2")),
            reading(article("b1")),
            reading(article("c1"), dues=(due("s1", item="a2"), due("", item="b1"))),
        ],
        channels=("email",),
    )
    assert {i.id for i in store.items() if i.alerted} == {"a1", "a2", "b1"}


def test_marks_stay_and_change_only_what_is_named(store: Repository) -> None:
    store.record(check(), [reading(article("a1")), reading(article("a2"))])
    assert store.mark("a1", starred=True, now=NOON).starred
    marked = store.mark("a1", read=True, now=NOON)
    assert (marked.read, marked.starred) == (True, True)
    store.mark_all(["a1", "a2"], read=True, now=NOON)
    unmarked = store.mark("a1", starred=False, now=NOON)
    assert (unmarked.read, unmarked.starred) == (True, False)
    assert store.item("a1") == unmarked
    assert store.counts().unread == 0


def test_counts_are_right(store: Repository) -> None:
    store.record(check(), [filled("a1"), filled("a2"), reading(article("b1"))], channels=CHANNELS)
    store.mark("a1", read=True, now=NOON)
    store.mark("b1", starred=True, now=NOON)
    store.outbox.mark_sent(store.outbox.due(NOON)[0].id, NOON)
    expected = Counts(
        items=3,
        unread=2,
        starred=1,
        stories=2,
        moves=0,
        sources=1,
        alerts=4,
        alerts_pending=3,
        unread_news=1,
        news=2,
    )
    assert store.counts() == expected


def test_bodies_stored_together_are_read_together(store: Repository) -> None:
    store.record(check(), [filled("a1"), reading(article("b1")), filled("a2")])
    assert dict(store.bodies(["a1", "b1", "a2", "nothing"])) == {
        "a1": "The whole text of a1. " * 20,
        "a2": "The whole text of a2. " * 20,
    }
    assert store.text("b1") == ""
    with pytest.raises(NotFound):
        store.text("nothing")


def test_an_id_is_found_by_its_beginning(store: Repository) -> None:
    store.record(
        check(),
        [reading(article("abc1"), story("abd2", "abc1"), moves=(move("m-ada"),))],
    )
    store.record(check(), [reading(article("ab"))])
    assert store.find("abc") == ("item", "abc1")
    assert store.find("abd") == ("story", "abd2")
    assert store.find("m-") == ("move", "m-ada")
    assert store.find("gaz") == ("source", "gazette")
    assert store.find("ab") == ("item", "ab")
    assert set(store.beginning("a", "item")) == {"ab", "abc1"}
    with pytest.raises(Ambiguous):
        store.find("a")
    assert store.find("a", "story") == ("story", "abd2")
    with pytest.raises(NotFound):
        store.find("zz", "story", "move")
    with pytest.raises(NotFound):
        store.find("")


def test_subscribers_hear_after_it_is_kept(store: Repository) -> None:
    heard: list[tuple[str, tuple[str, ...]]] = []
    store.subscribe(lambda c: heard.append((c.kind, c.ids)))
    recorded = store.record(check(), [filled("a1")], channels=("email",))
    store.mark("a1", read=True, now=NOON)
    store.set_source_state(SourceState("gazette", health="off"))
    assert heard == [
        ("source", ("gazette",)),
        ("items", ("a1",)),
        ("alert", (recorded.alerts[0].id,)),
        ("mark", ("a1",)),
        ("source", ("gazette",)),
    ]
    assert store.source_state("gazette").health == "off"


def test_what_is_known_grows_with_what_is_recorded(store: Repository) -> None:
    store.record(check(), [filled("a1")])
    assert store.known.story("story-a1") is not None
    store.record(check(), [reading(article("b1"), story("s2", "b1"), moves=(move("m1"),))])
    known = store.known
    assert {one.id for one in known.stories()} == {"story-a1", "s2"}
    assert known.story("s2") == store.story("s2")
    assert known.move("m1") == store.move("m1")
    assert known.story_of("b1") == "s2"


# Readers


def test_a_reader_stands_still_until_it_is_refreshed(opening: Opening) -> None:
    store, reader = opening.store, opening.beside()
    assert not reader.writing
    heard: list[str] = []
    reader.subscribe(lambda change: heard.append(change.kind))
    assert not reader.refresh()
    store.record(check(), [filled("a1")], channels=CHANNELS)
    assert list(reader.items()) == []
    assert reader.refresh()
    assert said(reader) == said(store)
    assert [s.id for s in reader.known.stories()] == ["story-a1"]
    assert heard == ["items", "source", "alert", "mark"]
    assert not reader.refresh()
    assert store.writing
    assert not store.refresh()


def test_a_reader_writes_nothing(opening: Opening) -> None:
    fill(opening.store)
    reader = opening.beside()
    before = said(reader)
    calls: list[Callable[[], object]] = [
        lambda: reader.record(check(), [filled("c1")]),
        lambda: reader.mark("a1", starred=True, now=NOON),
        lambda: reader.remember("note", "other"),
        lambda: reader.outbox.report("email", "x", "gone", "x is gone", NOON),
    ]
    for call in calls:
        with pytest.raises(StoreError, match="is open for reading only"):
            call()
    assert said(reader) == before


def test_marks_that_were_asked_for_show_until_they_are_settled(opening: Opening) -> None:
    store = opening.store
    store.record(check(), [reading(article("a1")), reading(article("a2"))])
    store.mark("a2", starred=True, now=NOON)
    reader = opening.beside()
    heard: list[tuple[str, ...]] = []
    reader.subscribe(lambda change: heard.append(change.ids))
    reader.expect("one", ["a1", "a2"], read=True, starred=None)
    reader.expect("two", ["a1"], read=None, starred=True)
    shown = {item.id: (item.read, item.starred) for item in reader.items()}
    assert shown == {"a1": (True, True), "a2": (True, True)}
    reader.settle(["two"])
    assert (reader.item("a1").read, reader.item("a1").starred) == (False, True)
    reader.settle([])
    assert not reader.item("a1").starred
    assert heard == [("a1", "a2"), ("a1",), ("a1", "a2"), ("a1",)]


def test_items_can_be_changed_while_they_are_listed(store: Repository) -> None:
    store.record(check(), [filled("a1"), filled("a2")])
    listed = []
    for item in store.items():
        listed.append(item.id)
        store.record(check(), [filled(f"more-{item.id}")])
    assert listed == ["a2", "a1"]
    assert [one.id for one in store.items()] == ["more-a1", "more-a2", "a2", "a1"]


def test_the_text_of_a_page_takes_the_place_of_the_feed_s_and_survives(opening: Opening) -> None:
    store = opening.store
    full = FullText("article", NOON, "https://gazette.example/a1", 15)
    store.record(check(), [reading(article("a1", text="Short."), story("s1", "a1"))])
    before = store.item("a1")
    again = replace(before.article, text="The whole text.", full_text=full)
    made = store.record_again(
        [reading(again, story("s1", "a1", revision=2), dues=(due("s1", revision=2),))],
        now=NOON + HOUR,
        channels=CHANNELS,
    )
    assert [item.id for item in made.updated] == ["a1"]
    assert {alert.revision for alert in made.alerts} == {2}
    # The feed sends it again, with its own short text nowhere in sight.
    store.record(check(NOON + 2 * HOUR), [reading(replace(again, text=""))])
    store = opening.again()
    assert store.text("a1") == "The whole text."
    assert store.item("a1").full_text == full
    assert store.item("a1").article.first_seen == before.article.first_seen
    assert store.source_state("gazette").last_poll == NOON + 2 * HOUR


def test_a_verdict_without_a_text_leaves_everything_else(store: Repository) -> None:
    store.record(check(), [reading(article("a1", text="Short."))])
    before = store.item("a1")
    heard: list[str] = []
    store.subscribe(lambda change: heard.append(change.kind))
    full = FullText("failed", NOON, tries=2, note="It does not answer.")
    store.set_full_text("a1", full)
    after = store.item("a1")
    assert after == replace(before, article=replace(before.article, full_text=full))
    assert store.text("a1") == "Short."
    assert heard == ["items"]
    with pytest.raises(NotFound):
        store.set_full_text("zz", full)


# Identity


def test_a_key_is_known_to_its_source_alone_and_belongs_to_the_first_that_had_it(
    opening: Opening,
) -> None:
    store = opening.store
    shared = replace(article("a2"), keys=("guid:a1", "guid:a2"))
    store.record(check(), [reading(article("a1")), reading(shared)])
    store.record(check(), [reading(replace(article("a1", source="herald"), id="h1"))])
    for known in (store.keys("gazette"), opening.again().keys("gazette")):
        assert known["guid:a1"] == "a1"
        assert known["guid:a2"] == "a2"
        assert known.get("guid:h9", "none") == "none"
        assert "guid:h9" not in known
        with pytest.raises(KeyError):
            known["guid:h9"]
    assert store.keys("herald")["guid:a1"] == "h1"
    assert "guid:a1" not in store.keys("elsewhere")


def test_a_key_stays_with_the_first_that_had_it_whatever_is_folded(opening: Opening) -> None:
    store = opening.store
    store.record(check(), [reading(article("old"))])
    store.fold()
    new = replace(article("new", NOON + 40 * DAY), keys=("guid:new", "guid:both"))
    store.record(check(), [reading(new)])
    store.record(check(), [reading(replace(article("old"), keys=("guid:both",)))])
    store.fold()
    assert store.keys("gazette")["guid:both"] == "new"
    assert opening.again().keys("gazette")["guid:both"] == "new"


# Order


def test_of_one_place_the_order_stays_whatever_is_folded(opening: Opening) -> None:
    store = opening.store
    store.record(check(), [reading(article(name)) for name in ("a1", "a2")])
    other = replace(article("b1"), event_time=NOON)
    store.record(check(), [reading(other)])
    store.fold()
    store.record(check(), [reading(replace(article("a1"), event_time=NOON))])
    store.record(check(), [reading(replace(other, id="b2", keys=()))])
    store.record(check(), [reading(replace(article("a2"), event_time=NOON))])
    expected = ["a2", "b2", "a1", "b1"]
    assert [one.id for one in store.items()] == expected
    assert [one.id for one in store.items(newest_first=False)] == expected[::-1]
    store.fold()
    assert [one.id for one in store.items()] == expected
    assert [one.id for one in opening.again().items()] == expected


def test_stories_of_one_time_stay_in_order_whatever_is_folded(opening: Opening) -> None:
    store, later = opening.store, NOON + HOUR
    store.record(check(), [filled("a1"), filled("a2"), filled("a3", later)])
    store.fold()
    two = story("story-a2", "a2", at=later)
    store.record(check(later), [reading(article("a2"), two), filled("a4", later)])
    one = story("story-a1", "a1", at=later)
    store.record(check(later), [reading(article("a1"), one)])
    before = [one.id for one in store.stories()]
    store.fold()
    assert [one.id for one in store.stories()] == before
    assert [one.id for one in opening.again().stories()] == before


def test_the_last_word_of_a_correction_counts_and_stands_last(opening: Opening) -> None:
    first, second = Correction("a1", "One", ("talent",)), Correction("a2", "Two")
    third = replace(first, topics=())
    for one in (first, second, third):
        opening.store.decide(Decision(corrections=(one,)))
    for store in (opening.store, opening.beside(), opening.again()):
        assert tuple(store.corrections()) == (second, third)
        assert store.known.corrections() == (second, third)


# Finding


def found(store: Repository, word: str, since: timedelta | None = None) -> list[str]:
    """Ids of the items that hold a word, among those that may hold it."""

    def holds(item: Item) -> bool:
        whole = store.whole(item.id).article
        return word in fold(f"{whole.title} {whole.summary} {whole.text}")

    needs = (frozenset({word}),)
    start = None if since is None else NOON + since
    listed = [item.id for item in store.holding(needs, since=start) if holds(item)]
    looked = [item for item in store.looked_for(needs, since=start) if item is not None]
    assert [item.id for item in looked if holds(item)] == listed
    return listed


def test_what_a_query_needs_is_found_wherever_it_stands(store: Repository) -> None:
    for day, name in enumerate(("a1", "a2", "a3")):
        at = NOON + 40 * day * DAY
        store.record(check(at), [reading(article(name, at, text=f"Zebra and {name}"))])
    assert found(store, "zebra") == ["a3", "a2", "a1"]
    assert found(store, "zebra", 40 * DAY) == ["a3", "a2"]
    assert found(store, "headline of a2") == ["a2"]
    store.record(check(), [reading(replace(article("a2"), title="渡り鳥"))])
    assert found(store, "渡り") == ["a2"]
    assert found(store, "headline of a2") == []
    assert found(store, "zebra") == ["a3", "a2", "a1"]


# Folding and forgetting


def test_folding_changes_nothing_that_can_be_asked(opening: Opening) -> None:
    store = opening.store
    fill(store)
    before = said(store)
    store.fold()
    assert said(store) == before
    assert all(store.folded(item.id) for item in store.items())
    assert not store.folded("zz")
    store.fold()
    assert said(store) == before
    assert said(opening.again()) == before


@pytest.mark.parametrize("again", [False, True], ids=["at once", "folded and reopened"])
def test_what_is_forgotten_is_gone_and_known(opening: Opening, *, again: bool) -> None:
    store = opening.store
    fill(store)
    copy = replace(article("c1", source="wire"), keys=("wire:c1",))
    store.record(check(), [reading(copy, copy_of="b1")])
    alerts, moves = store.outbox.alerts(), tuple(store.moves())
    store.fold()
    assert store.forget(["a1", "c1", "zz"]) == 1
    if again:
        store.fold()
        store = opening.again()
    assert [item.id for item in store.items()] == ["b1", "a2"]
    for ask in (store.item, store.text, store.wordings, store.whole):
        with pytest.raises(NotFound):
            ask("a1")
    assert dict(store.bodies(["a1"])) == {}
    with pytest.raises(NotFound):
        store.story("s1")
    assert [one.id for one in store.stories()] == ["story-a2"]
    counts = store.counts()
    assert (counts.items, counts.unread, counts.starred, counts.news) == (2, 1, 1, 1)
    assert store.item("b1").copies == 0
    assert (store.outbox.alerts(), tuple(store.moves())) == (alerts, moves)
    assert "guid:a1" in store.keys("gazette")
    assert "wire:c1" in store.keys("wire")
    assert store.source_state("gazette").items == 2
    assert not store.folded("a1")


def test_what_is_forgotten_may_come_again_as_if_new(opening: Opening) -> None:
    store = opening.store
    fill(store)
    store.fold()
    store.forget(["a1", "a2"])
    (again,) = store.record(check(), [reading(article("a1"))]).new
    assert (again.read, again.starred, again.story) == (False, False, "")
    for asked in (store, opening.again()):
        assert asked.text("a1") == ""
        assert asked.wordings("a1") == ()
        assert asked.item("a1") == again


@pytest.mark.parametrize("opening", ["archive", "model"], indirect=True)
def test_what_changed_since_it_was_folded_is_not_forgotten(opening: Opening) -> None:
    store = opening.store
    store.record(check(), [reading(article("a1")), reading(article("a2"))])
    store.fold()
    store.mark("a2", read=True, now=NOON)
    assert store.folded("a2"), "marks do not count"
    store.set_full_text("a1", FullText("list", NOON))
    assert not store.folded("a1")
    assert store.forget(["a1", "a2"]) == 0
    assert [item.id for item in store.items()] == ["a1"]


# Threads


def test_threads_write_and_read_at_once_and_nothing_is_lost(opening: Opening) -> None:
    store, errors = opening.store, list[BaseException]()
    fill(store)

    def work(letter: str) -> None:
        try:
            for number in range(5):
                name = f"{letter}-{number}"
                store.record(check(), [filled(name)], channels=CHANNELS)
                store.mark(name, read=True, now=NOON)
                listed = [item.id for item in store.items()]
                assert len(listed) == len(set(listed))
                assert store.text(name)
        except BaseException as error:  # noqa: BLE001 - shown below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(letter,)) for letter in "pqr"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    counts = opening.again().counts()
    assert (counts.items, counts.unread) == (3 + 15, 1)
    assert counts.alerts == 5 + 30
