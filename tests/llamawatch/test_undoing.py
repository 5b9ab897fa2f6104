"""Everything that is done by hand in a running program, and taken back."""

from __future__ import annotations

import random
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from llamawatch.session import LiveSession
from llamawatch.undoing import MOST, UndoStack
from newsroom.errors import ConfigError
from store.places import Places
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from newsroom.records import Story
    from tests.conftest import Week


@asynccontextmanager
async def opened(week: Week, folder: Path) -> AsyncIterator[LiveSession]:
    shutil.copytree(week.folder, folder)
    places = Places(folder / "config.toml", folder / "data")
    session = LiveSession(
        places, load_config(places.config), clock=lambda: week.end, rng=random.Random(1)
    )
    await session.open(schedule=False)
    try:
        yield session
    finally:
        await session.close()


def told_often(session: LiveSession) -> Story:
    """A story of several articles."""
    return max(session.archive.stories(), key=lambda story: len(story.items))


async def test_marks_come_back_as_each_item_had_them(week: Week, tmp_path: Path) -> None:
    async with opened(week, tmp_path / "home") as session:
        first, second, third = [item.id for item in session.archive.items()][:3]
        session.mark([first], read=True)
        session.mark([first, second, third], read=True)
        assert await session.undo() == "3 items marked as read"
        read = [session.archive.item(one).read for one in (first, second, third)]
        assert read == [True, False, False]
        session.mark([second], starred=True)
        assert await session.undo() == "1 item marked as starred"
        assert not session.archive.item(second).starred
        assert await session.undo() == "1 item marked as read"
        assert await session.undo() == ""


async def test_what_changes_nothing_or_follows_from_something_else_is_no_step(
    week: Week, tmp_path: Path
) -> None:
    async with opened(week, tmp_path / "home") as session:
        item = next(session.archive.items()).id
        session.mark([item], read=True, by_hand=False)
        session.mark([item], read=True)
        assert await session.undo() == ""
        assert session.archive.item(item).read


async def test_a_silence_comes_back_as_it_was(week: Week, tmp_path: Path) -> None:
    async with opened(week, tmp_path / "home") as session:
        story = f"story:{told_often(session).id}"
        session.mute(story)
        session.mute(story, lift=True)
        assert await session.undo() == "an end of silence"
        assert [mute.what for mute in session.archive.mutes.lasting(week.end)] == [story]
        assert await session.undo() == "a silence"
        assert not list(session.archive.mutes.lasting(week.end))


async def test_topics_set_by_hand_become_what_was_read_again(week: Week, tmp_path: Path) -> None:
    async with opened(week, tmp_path / "home") as session:
        archive, story = session.archive, told_often(session)
        before = {item.id: item.topics for item in archive.story_items(story.id)}
        item = story.items[0]
        await session.set_topics(item, ["strategy"])
        await session.set_topics(item, [])
        assert archive.story(story.id).topics == ()
        assert await session.undo() == "topics set by hand"
        assert archive.story(story.id).topics == ("strategy",)
        assert await session.undo() == "topics set by hand"
        assert archive.story(story.id).topics == story.topics
        assert archive.story(story.id).fixed_topics is None
        assert list(archive.corrections()) == []
        after = {item.id: item.topics for item in archive.story_items(story.id)}
        assert {key: {t.topic for t in topics} for key, topics in after.items()} == {
            key: {t.topic for t in topics} for key, topics in before.items()
        }


async def test_a_split_story_is_one_again_and_a_united_one_two(week: Week, tmp_path: Path) -> None:
    async with opened(week, tmp_path / "home") as session:
        archive, story = session.archive, told_often(session)
        leaving = story.items[-1]
        await session.split([leaving])
        assert archive.item(leaving).story != story.id
        assert await session.undo() == "a split story"
        assert {item.id for item in archive.story_items(archive.item(leaving).story)} == set(
            story.items
        )
        one = archive.item(leaving).story
        other = next(s for s in archive.stories() if s.id != one)
        await session.merge(leaving, other.id)
        both = archive.story(archive.item(leaving).story)
        assert set(both.items) == {*story.items, *other.items}
        assert await session.undo() == "two stories made one"
        assert {i.id for i in archive.story_items(archive.item(leaving).story)} == set(story.items)
        assert {i.id for i in archive.story_items(archive.item(other.items[0]).story)} == set(
            other.items
        )


async def test_changes_of_the_file_come_back_in_order_unless_it_was_edited_since(
    week: Week, tmp_path: Path
) -> None:
    async with opened(week, tmp_path / "home") as session:
        text = session.places.config.read_text()
        session.add_all("filter", [{"name": "One", "query": "Meta"}, {"name": "Two", "query": "x"}])
        session.mark([next(session.archive.items()).id], read=True)
        assert [one.name for one in session.config.filters][-2:] == ["One", "Two"]
        assert await session.undo() == "1 item marked as read"
        assert await session.undo() == "2 new filters"
        assert session.places.config.read_text() == text
        session.add("filter", {"name": "One", "query": "Meta"})
        with session.places.config.open("a") as file:
            file.write("# mine\n")
        with pytest.raises(ConfigError, match="was edited since; the new filter was not taken"):
            await session.undo()


async def test_only_the_latest_steps_are_remembered() -> None:
    done: list[int] = []
    steps = UndoStack()
    for number in range(MOST + 5):
        steps.push(str(number), lambda number=number: done.append(number))  # type: ignore[misc]
    while await steps.take_back():
        pass
    assert done == list(range(MOST + 4, 4, -1))
