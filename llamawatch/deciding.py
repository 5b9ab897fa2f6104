"""What the user decides by hand about stories: asked of the newsroom, kept in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llamawatch.session import LiveSession


def set_topics(session: LiveSession, item_id: str, topics: Sequence[str] | None) -> None:
    """Say what an item, and with it its story, is about; None: no more by hand.

    Raises:
        NotFound: there is no such item.
        DecisionError: there is no such topic.
        StoreError: the disk refused.
    """
    from newsroom.decisions import release_topics
    from newsroom.decisions import set_topics as decide

    archive = session.archive
    item = archive.item(item_id)
    story = archive.story(item.story) if item.story else None
    watches, now = session.watches, session.clock()
    if topics is None:
        archive.decide(release_topics(item, story, watches, now))
    else:
        archive.decide(decide(item, story, topics, watches, now))


def split_story(session: LiveSession, item_ids: Sequence[str]) -> None:
    """Take items out of their story into one of their own.

    Raises:
        NotFound: there is no such item, or it belongs to no story.
        DecisionError: none or all of the story's articles would go.
        StoreError: the disk refused.
    """
    from newsroom.decisions import split

    archive = session.archive
    story = archive.story(archive.item(item_ids[0]).story)
    items = [archive.whole(i) for i in story.items]
    moves = [archive.move(m) for m in story.moves]
    now = session.clock()
    archive.decide(split(story, items, item_ids, moves, watches=session.watches, now=now))


def merge_stories(session: LiveSession, item_id: str, other: str) -> None:
    """Make an item's story and another one.

    Args:
        session: an open session that writes.
        item_id: an item of the one.
        other: id of the other, or the beginning of it.

    Raises:
        NotFound: one of them is not there.
        DecisionError: they are one story already.
        StoreError: the disk refused.
    """
    from newsroom.decisions import merge

    archive = session.archive
    _, found = archive.find(other, "story")
    one, two = archive.story(archive.item(item_id).story), archive.story(found)
    moves = [archive.move(m) for m in (*one.moves, *two.moves)]
    archive.decide(merge(one, two, moves, session.watches, session.clock()))
