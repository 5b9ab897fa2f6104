"""Articles that tell the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from newsroom.records.kinds import Status
    from newsroom.records.scans import TopicScore


@dataclass(frozen=True, slots=True)
class SharedFeature:
    """A feature an article has in common with its story."""

    feature: str
    """"person:x", "org:x", "model:x", "act:leave", "n:11", "name:avocado"."""
    weight: float


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Why an article belongs to its story."""

    story: str
    score: float = 0.0
    shared: tuple[SharedFeature, ...] = ()
    """Empty for the article that opened the story."""
    runner_up: str = ""
    runner_up_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Telling:
    """One article of a story as new articles are compared with it."""

    item: str
    at: datetime | None = None
    """Event time; None: undated."""
    features: Mapping[str, float] = field(default_factory=dict)
    """Feature and position weight, 0 to 1: "person:x", "act:leave", "n:11", "name:avocado"."""
    long: bool = False
    """Whether it says enough for what it does not name to mean something."""
    topics: tuple[TopicScore, ...] = ()
    """Its own topics, before its story's are looked at."""


@dataclass(frozen=True, slots=True)
class Review:
    """What an article changes about an item that was read before."""

    item: str
    story: str
    topics: tuple[TopicScore, ...] | None = None
    """Its topics from now on; None: as they were."""
    unclassified: bool = False
    """Whether nothing in it speaks clearly for one; only said with topics."""


@dataclass(frozen=True, slots=True)
class Story:
    """One event as told by every article about it."""

    id: str
    headline: str
    language: str = ""
    items: tuple[str, ...] = ()
    origin_item: str = ""
    """Who had it first."""
    origin_source: str = ""
    sources: tuple[str, ...] = ()
    independent_sources: int = 1
    languages: tuple[str, ...] = ()
    first_seen: datetime = field(kw_only=True)
    last_seen: datetime = field(kw_only=True)
    first_event: datetime | None = None
    last_event: datetime | None = None
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    status: Status = "reported"
    watches: tuple[str, ...] = ()
    tellings: tuple[Telling, ...] = ()
    """What new articles are compared with: the first and the latest, copies not counted."""
    topic_sums: Mapping[str, float] = field(default_factory=dict)
    """What its articles' own topics add up to; "*": how many articles have any."""
    relevant: int = 0
    """How many of its articles are relevant to the subject."""
    apart: tuple[str, ...] = ()
    """Stories the user split from it: never one with it again."""
    was: tuple[str, ...] = ()
    """Ids of stories that turned out to be this one."""
    fixed_topics: tuple[str, ...] | None = None
    """The topics as the user set them; None: as they were read."""
    facts: tuple[str, ...] = ()
    """Facts counted as news: "story", "move:...", "sources:3", "status:denied",
    "official"; and what became of it: "digest", "weak", "firm"."""
    revision: int = 0
    """How many times there was something to tell; 0: never."""
    alerts: int = 0
    """Outbox rows made for it."""
    outlets: tuple[str, ...] = ()
    """Distinct voices that told it, copies not counted: outlet, or source where none is named."""
