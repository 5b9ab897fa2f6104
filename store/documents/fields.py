"""What several kinds of documents hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsroom.records import TopicScore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from store.tables import Row


def compact(row: Mapping[str, Any], **defaults: object) -> Row:
    """A document without what has its default."""
    # What is false in any way (None, "", 0, empty) is the default, unless named otherwise.
    return {
        key: value
        for key, value in row.items()
        if (value != defaults[key] if key in defaults else value)
    }


def topics_document(topics: Iterable[TopicScore]) -> list[list[Any]]:
    """Topics as a part of a document."""
    return [[t.topic, t.score, list(t.evidence)] for t in topics]


def read_topics(rows: Iterable[Sequence[Any]]) -> tuple[TopicScore, ...]:
    """Topics as `topics_document` writes them."""
    return tuple(TopicScore(name, score, tuple(why)) for name, score, why in rows)
