"""Stories that become one, items seen anew, and what the user decided: kept over restarts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import NotFound
from newsroom.records import Correction, Decision, Review, TopicScore
from store.archive import Archive
from tests.store.samples import CHANNELS, article, check, due, filled, move, reading, story

if TYPE_CHECKING:
    from pathlib import Path

BOTH = story("story-one", "one", "two", "three", revision=2)


def united(folder: Path) -> Archive:
    """An archive in which the third article showed two stories to be one."""
    archive = Archive.open(folder)
    archive.record(check(), [filled("one"), filled("two")], channels=CHANNELS)
    told = replace(move("m1"), stories=("story-two",))
    archive.record(check(), [replace(reading(article("five")), moves=(told,))])
    third = reading(article("three"), BOTH, moves=(replace(told, stories=("story-one",)),), dues=())
    third = replace(
        third,
        united=(("story-two", "story-one"),),
        reviews=(
            Review("two", "story-one", (TopicScore("strategy", 0.5),)),
            Review("one", "story-one", (), unclassified=True),
        ),
    )
    archive.record(check(), [third], channels=CHANNELS)
    return archive


@pytest.mark.parametrize("again", [False, True], ids=["at once", "after a restart"])
def test_united_stories_are_one_everywhere(tmp_path: Path, *, again: bool) -> None:
    archive = united(tmp_path / "data")
    if again:
        archive.close()
        archive = Archive.open(tmp_path / "data")
    with archive:
        assert [s.id for s in archive.stories()] == ["story-one"]
        with pytest.raises(NotFound):
            archive.story("story-two")
        assert {i.id: i.story for i in archive.items() if i.story} == dict.fromkeys(
            ("one", "two", "three"), "story-one"
        )
        assert archive.move("m1").stories == ("story-one",)
        assert {a.story for a in archive.outbox.alerts()} == {"story-one"}
        assert archive.story("story-one").alerts == 4
        assert archive.known.story_of("two") == "story-one"
        assert archive.known.story("story-two") is None


def test_what_either_told_is_not_told_again_under_the_common_id(tmp_path: Path) -> None:
    with united(tmp_path / "data") as archive:
        before = {a.key for a in archive.outbox.alerts()}
        repeated = reading(article("four"), BOTH, dues=(due("story-one", 1, item="four"),))
        archive.record(check(), [repeated], channels=CHANNELS)
        assert {a.key for a in archive.outbox.alerts()} == before


def states(archive: Archive) -> dict[tuple[str, str], str]:
    return {(row.channel, row.title): row.state for row in archive.outbox.alerts()}


def merged(archive: Archive) -> None:
    """Story two is story one, says the user."""
    archive.decide(Decision(stories=(BOTH,), united=(("story-two", "story-one"),)))


def test_stories_the_user_makes_one_are_told_once(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "data") as archive:
        archive.record(check(), [filled("one"), filled("two")], channels=CHANNELS)
        merged(archive)
        assert states(archive) == {
            (channel, title): state
            for channel in CHANNELS
            for title, state in (("Story story-one", "pending"), ("Story story-two", "suppressed"))
        }


def test_a_story_that_only_one_of_two_channels_was_to_tell_is_told_there(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "data") as archive:
        archive.record(check(), [filled("one")], channels=CHANNELS[:1])
        archive.record(check(), [filled("two")], channels=CHANNELS)
        merged(archive)
        assert states(archive) == {
            (CHANNELS[0], "Story story-one"): "pending",
            (CHANNELS[0], "Story story-two"): "suppressed",
            (CHANNELS[1], "Story story-two"): "pending",
        }


def test_a_move_that_only_one_of_two_stories_tells_is_told(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "data") as archive:
        said = (("one", "m1"), ("two", "m2"), ("three", "m1"))
        told = [
            replace(filled(name), due=(replace(due(f"story-{name}", item=name), move=moved),))
            for name, moved in said
        ]
        archive.record(check(), told, channels=CHANNELS[:1])
        gone = (("story-two", "story-one"), ("story-three", "story-two"))
        archive.decide(Decision(stories=(BOTH,), united=gone))
        assert {row.title: (row.story, row.state) for row in archive.outbox.alerts()} == {
            "Story story-one": ("story-one", "pending"),
            "Story story-two": ("story-one", "pending"),
            "Story story-three": ("story-one", "suppressed"),
        }


def test_a_new_fact_of_either_and_what_the_user_asked_for_are_told(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "data") as archive:
        later = replace(filled("two"), due=(due("story-two", 2, item="two"),))
        archive.record(check(), [filled("one"), later], channels=CHANNELS[:1])
        archive.record(check(), [filled("two")], channels=CHANNELS[:1])
        (asked,) = (r for r in archive.outbox.alerts() if r.story == "story-two" and r.revision < 2)
        archive.outbox.retry(asked.id, check().at)
        merged(archive)
        assert {row.state for row in archive.outbox.alerts()} == {"pending"}


def test_a_review_changes_the_topics_of_items_read_before(tmp_path: Path) -> None:
    with united(tmp_path / "data") as archive:
        assert [t.topic for t in archive.item("two").topics] == ["strategy"]
        assert not archive.item("two").unclassified
        assert archive.item("one").topics == ()
        assert archive.item("one").unclassified


def test_marks_and_texts_outlive_union_and_review(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "data") as archive:
        archive.record(check(), [filled("two")], channels=CHANNELS)
        archive.mark("two", starred=True, now=check().at)
        text = archive.text("two")
    with united(tmp_path / "data") as archive:
        assert archive.item("two").starred
        assert archive.text("two") == text


@pytest.mark.parametrize("again", [False, True], ids=["at once", "after a restart"])
def test_a_decision_is_kept(tmp_path: Path, *, again: bool) -> None:
    archive = Archive.open(tmp_path / "data")
    archive.record(check(), [filled("one"), filled("two")], channels=CHANNELS)
    fixed = replace(archive.story("story-one"), fixed_topics=("strategy",), apart=("story-two",))
    archive.decide(
        Decision(
            stories=(fixed,),
            reviews=(Review("one", "story-one", (TopicScore("strategy", 1.0),)),),
            corrections=(Correction("one", "What one is about", ("strategy",)),),
        )
    )
    if again:
        archive.close()
        archive = Archive.open(tmp_path / "data")
    with archive:
        kept = archive.story("story-one")
        assert kept.fixed_topics == ("strategy",)
        assert kept.apart == ("story-two",)
        assert [t.topic for t in archive.item("one").topics] == ["strategy"]
        assert archive.known.corrections() == (
            Correction("one", "What one is about", ("strategy",)),
        )
        known = archive.known.story("story-one")
        assert known
        assert replace(known, alerts=0) == replace(kept, alerts=0)
