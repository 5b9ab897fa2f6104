"""A watch tried on what is stored: what it would have found and told, beside what it does as saved.

`newsroom.replay` settles what would have been told; this is what is shown of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.replay import story_of

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records import Item, Span
    from newsroom.replay import Difference, Past, Replay
    from newsroom.spellings import Spelling


@dataclass(frozen=True, slots=True)
class Found:
    """One article that a watch finds."""

    item: Item
    spans: tuple[Span, ...] = ()
    """The words it is found by."""


@dataclass(frozen=True, slots=True)
class FoundStory:
    """One story that a watch finds articles of."""

    id: str
    headline: str
    at: datetime
    """When the newest of these articles was first seen, UTC."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a watch would have told, beside what it tells as it is saved."""

    tried: Replay
    saved: Replay
    difference: Difference
    newest: tuple[Found, ...] = ()
    """Some of the articles it finds, newest first."""
    stories_added: tuple[FoundStory, ...] = ()
    """Stories it finds and the saved one does not, newest first."""
    stories_removed: tuple[FoundStory, ...] = ()
    """Stories the saved one finds and it does not, newest first."""


@dataclass(frozen=True, slots=True)
class SpellingCount:
    """How many articles are written with one spelling of a name."""

    spelling: Spelling
    articles: int
    """Of those that the keyword finds."""


def found_items(past: Past, since: datetime) -> list[Item]:
    """The articles that satisfy a watch, of those first seen since then; newest first."""
    found = [i for i in past.items if i.id in past.matched and i.article.first_seen >= since]
    return sorted(found, key=lambda item: item.article.first_seen, reverse=True)


def found_stories(past: Past, since: datetime) -> dict[str, FoundStory]:
    """The stories of these articles by id, newest first."""
    found: dict[str, FoundStory] = {}
    for item in found_items(past, since):
        name = story_of(item)
        if name not in found:
            story = past.stories.get(item.story)
            headline = story.headline if story else item.article.title
            found[name] = FoundStory(name, headline, item.article.first_seen)
    return found
