"""What happened in a stretch of time, ordered: what `brief`, the digest and the first screen show.

Moves come first, then stories by topic, those most independent sources tell before others; then who
gained and who lost people, what was told, which sources fail, and when nobody watched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.links import safe_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from newsroom.records import Alert, Gap, Item, Move, Story

NOT_TAKEN = frozenset({"failed", "dead"})
"""States of alerts that a channel did not take."""
OTHER = ""
"""The topic of stories that are about none."""


@dataclass(frozen=True, slots=True)
class BriefMove:
    """Who went where."""

    move: Move
    url: str = ""
    """Of the article that said so first; "" if it has none or is gone."""
    sources: int = 1
    """Sources that say so."""


@dataclass(frozen=True, slots=True)
class BriefStory:
    """A story that something new was told of."""

    story: Story
    url: str = ""
    """Of the article that is shown for it."""
    hint: str = ""
    """Its headline in the reader's words, where the reader cannot read it."""
    new: bool = True
    """False where it began before, and only went on."""


@dataclass(frozen=True, slots=True)
class BriefTopic:
    """The stories about one topic."""

    topic: str
    """Its id; OTHER for stories about none."""
    stories: tuple[BriefStory, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Whom an organisation gained and lost, by what is reported or confirmed."""

    org: str
    gained: tuple[str, ...] = ()
    """Names, in the order of the moves."""
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefSource:
    """A source that brings nothing, and why."""

    source: str
    state: str
    error: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class BriefGap:
    """A stretch of time of which sources told nothing afterwards."""

    gap: Gap
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that happened from one moment to another."""

    since: datetime
    until: datetime
    moves: tuple[BriefMove, ...] = ()
    """The latest first."""
    topics: tuple[BriefTopic, ...] = ()
    """In the order of the packs, stories about none last; none is empty."""
    balance: tuple[Balance, ...] = ()
    """Whoever gained or lost most first."""
    alerts: tuple[Alert, ...] = ()
    """Rows of the outbox made meanwhile, one a story and revision, the latest first."""
    failing: tuple[BriefSource, ...] = ()
    gaps: tuple[BriefGap, ...] = ()

    @property
    def stories(self) -> int:
        """How many stories there are."""
        return sum(len(topic.stories) for topic in self.topics)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell but how the sources do."""
        return not (self.moves or self.topics or self.alerts)


@dataclass(frozen=True, slots=True)
class Happened:
    """What the archive holds of a stretch of time, as it comes."""

    moves: tuple[Move, ...] = ()
    stories: tuple[Story, ...] = ()
    alerts: tuple[Alert, ...] = ()
    failing: tuple[BriefSource, ...] = ()
    gaps: tuple[BriefGap, ...] = ()


def build_brief(
    happened: Happened,
    since: datetime,
    until: datetime,
    *,
    topics: Sequence[str],
    item_of: Callable[[str], Item | None],
    hint_of: Callable[[Item], str] = lambda _: "",
    house_of: Callable[[str], str] = str,
) -> Brief:
    """Put what happened in order.

    Args:
        happened: What the archive holds of it.
        since: From when on, UTC.
        until: To when, UTC.
        topics: Ids of the topics in the order they are shown; stories about others come last.
        item_of: Returns an item by its id, None if it is gone.
        hint_of: Returns what an item's headline says, for those the reader cannot read.
        house_of: Returns the organisation that one counts as, by ids: a part as the whole.
    """
    return Brief(
        since=since,
        until=until,
        moves=tuple(_move(move, item_of) for move in happened.moves),
        topics=tuple(_by_topic(happened.stories, since, topics, item_of, hint_of)),
        balance=tuple(_balance(happened.moves, house_of)),
        alerts=_told(happened.alerts),
        failing=happened.failing,
        gaps=happened.gaps,
    )


def _move(move: Move, item_of: Callable[[str], Item | None]) -> BriefMove:
    first = next((i for one in move.evidence if (i := item_of(one.item)) is not None), None)
    sources = len({one.source for one in move.evidence})
    return BriefMove(move, safe_link(first.article.url) if first else "", max(1, sources))


def _by_topic(
    stories: Iterable[Story],
    since: datetime,
    topics: Sequence[str],
    item_of: Callable[[str], Item | None],
    hint_of: Callable[[Item], str],
) -> Iterable[BriefTopic]:
    """Stories under their strongest topic, those most voices tell first."""
    known = set(topics)
    shelves: dict[str, list[BriefStory]] = {topic: [] for topic in (*topics, OTHER)}
    for story in stories:
        topic = next((one for one in story.topics if one in known), OTHER)
        shelves[topic].append(_story(story, since, item_of, hint_of))
    for topic, found in shelves.items():
        # Twice, since sorting is stable: the latest first among those as many voices tell.
        found.sort(key=lambda one: one.story.last_seen, reverse=True)
        found.sort(key=lambda one: one.story.independent_sources, reverse=True)
        if found:
            yield BriefTopic(topic, tuple(found))


def _story(
    story: Story,
    since: datetime,
    item_of: Callable[[str], Item | None],
    hint_of: Callable[[Item], str],
) -> BriefStory:
    """A story with the article that its headline is of; of several the first."""
    items = (i for key in dict.fromkeys((story.origin_item, *story.items)) if (i := item_of(key)))
    first: Item | None = None
    for item in items:
        first = first or item
        if item.article.title == story.headline:
            first = item
            break
    if first is None:
        return BriefStory(story, new=story.first_seen >= since)
    url, hint = safe_link(first.article.url), hint_of(first)
    return BriefStory(story, url, hint, new=story.first_seen >= since)


def _balance(moves: Iterable[Move], house_of: Callable[[str], str]) -> Iterable[Balance]:
    """Who gained and who lost people; what is only rumoured, or denied, counts for nobody."""
    gained: dict[str, dict[str, None]] = {}
    lost: dict[str, dict[str, None]] = {}
    for move in moves:
        if move.status not in ("confirmed", "reported") or move.kind in ("stayed", "offered"):
            continue
        origin = house_of(move.origin) if move.origin else ""
        destination = house_of(move.destination) if move.destination else ""
        if origin == destination:
            continue  # from one part to another
        if origin:
            lost.setdefault(origin, {})[move.name] = None
        if destination:
            gained.setdefault(destination, {})[move.name] = None
    found = [
        Balance(org, tuple(gained.get(org, ())), tuple(lost.get(org, ())))
        for org in dict.fromkeys((*lost, *gained))
    ]
    return sorted(found, key=lambda one: -(len(one.gained) + len(one.lost)))


def _told(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """One row of each thing that was told: it may have been told on several channels."""
    found: dict[tuple[str, int, str], Alert] = {}
    for alert in alerts:
        about = (alert.story or alert.item or alert.title, alert.revision, alert.reason)
        known = found.setdefault(about, alert)
        if alert.state in NOT_TAKEN and known.state not in NOT_TAKEN:
            found[about] = alert  # what one channel did not take is to be seen
    return tuple(found.values())
