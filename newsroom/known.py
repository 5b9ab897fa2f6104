"""What the newsroom remembers: stories, moves, and where each item went.

`Known` is what the archive keeps in memory; `Overlay` lays the changes of one reading over it, so
that reading stays pure. Both answer the questions the desk asks, at a cost that does not grow with
the archive: candidates come from an index of feature and day.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from newsroom.copies import Trace, keys_of, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, timedelta

    from newsroom.records import Correction, Decision, Item, Move, Reading, Story, Telling


@dataclass(frozen=True, slots=True)
class Lookup:
    """A feature by which stories are looked up."""

    feature: str
    weight: float
    window: timedelta
    """How far from the article's day a story may have carried it; undated stories always count."""


UNDATED = 0
"""The day of stories without event time: every window reaches it."""
_LATEST = 500
"""Stories that were recalled and are kept for when they are asked for again."""
_MOST = 128
"""Stories a feature brings at most: what more than these carry says nothing about which."""


def _day(telling: Telling) -> int:
    return telling.at.toordinal() if telling.at else UNDATED


class Postings:
    """Inverted index: which stories carried a feature around a day."""

    def __init__(self) -> None:
        self._lists: dict[str, list[tuple[int, str]]] = {}

    def add(self, before: Story | None, story: Story) -> None:
        """Take in a story as it stands now; `before` is how it stood when last taken in."""
        old = {t.item: t for t in before.tellings} if before else {}
        for telling in story.tellings:
            if old.get(telling.item) == telling:
                continue
            entry = (_day(telling), story.id)
            for feature in telling.features:
                entries = self._lists.setdefault(feature, [])
                at = bisect_left(entries, entry)
                if at == len(entries) or entries[at] != entry:
                    entries.insert(at, entry)

    def near(self, lookups: Iterable[Lookup], day: date | None) -> dict[str, float]:
        """Stories that carried one of some features around a day, by what they share.

        Args:
            lookups: Features to look up.
            day: Day of the article; None: undated, the newest stories of any day.

        Returns:
            By id of the story the weights of the features it carried, summed. Of a feature that
            many stories carry only the newest of them count.
        """
        found: dict[str, float] = {}
        for lookup in lookups:
            for story in self._carrying(lookup, day):
                found[story] = found.get(story, 0.0) + lookup.weight
        return found

    def _carrying(self, lookup: Lookup, day: date | None) -> set[str]:
        entries = self._lists.get(lookup.feature)
        if not entries:
            return set()
        if day is None:
            return {story for _, story in entries[-_MOST:]}
        low = bisect_left(entries, (day.toordinal() - lookup.window.days, ""))
        high = bisect_left(entries, (day.toordinal() + lookup.window.days + 1, ""))
        undated = bisect_left(entries, (UNDATED + 1, ""))
        near = entries[max(low, high - _MOST) : high]
        return {story for _, story in (*near, *entries[max(0, undated - _MOST) : undated])}


def _strongest(found: Mapping[str, float], most: int) -> list[str]:
    """The stories that share most, in a fixed order."""
    return sorted(found, key=lambda story: (-found[story], story))[:most]


class Recall(Protocol):
    """What lies further back than is kept in memory."""

    def story(self, story_id: str) -> Story | None:
        """The story with this id."""

    def move(self, move_id: str) -> Move | None:
        """The move with this id."""

    def story_of(self, item_id: str) -> str:
        """Id of the story an item belongs to, or an empty string."""


class Memory(Protocol):
    """What the desk asks of its memory."""

    def story(self, story_id: str) -> Story | None:
        """The story with this id."""

    def move(self, move_id: str) -> Move | None:
        """The move with this id."""

    def moves_of(self, person: str) -> tuple[Move, ...]:
        """All moves of one person."""

    def story_of(self, item_id: str) -> str:
        """Id of the story an item belongs to, or an empty string."""

    def candidates(
        self, lookups: Sequence[Lookup], day: date | None, most: int
    ) -> tuple[Story, ...]:
        """The stories that share most of some features around a day, at most so many."""

    def traces(self, key: str) -> tuple[Trace, ...]:
        """The items known under a copy key, the first first."""

    def told(self, fact: str) -> bool:
        """Whether a fact counts as told in any story."""

    def corrections(self) -> tuple[Correction, ...]:
        """What the user said articles are about, oldest first."""


@dataclass(slots=True)
class _Shelves:
    stories: dict[str, Story]
    moves: dict[str, Move]
    where: dict[str, str]
    traces: dict[str, Trace]
    told: set[str]
    postings: Postings
    by_person: dict[str, dict[str, None]]
    gone: dict[str, str]
    """Stories that turned out to be others, and which."""
    corrections: dict[str, Correction]
    recalled: dict[str, None]
    """Stories of which only the features are held here: they are recalled when they are needed."""

    def put_move(self, move: Move) -> None:
        self.moves[move.id] = move
        self.by_person.setdefault(move.person, {})[move.id] = None

    def put_story(self, story: Story, before: Story | None) -> None:
        self.stories[story.id] = story
        for item in story.items:
            self.where[item] = story.id
        self._index(story, before)

    def put_recalled(self, story: Story) -> None:
        self.recalled[story.id] = None
        self._index(story, None)

    def _index(self, story: Story, before: Story | None) -> None:
        self.told.update(f for f in story.facts if f.startswith("move:"))
        self.postings.add(before, story)

    def has_story(self, story: str) -> bool:
        return story in self.stories or story in self.recalled

    def unite(self, gone: str, kept: str) -> None:
        """Forget a story that is another one; its items are told where that one is put."""
        self.stories.pop(gone, None)
        self.recalled.pop(gone, None)
        self.gone[gone] = kept

    def put_trace(self, trace: Trace, keys: Iterable[str]) -> None:
        for key in keys:
            known = self.traces.get(key)
            # A headline that comes again every month is no copy of the first: the latest counts.
            if known is None or not near(known.at, trace.at):
                self.traces[key] = trace


def _empty() -> _Shelves:
    return _Shelves({}, {}, {}, {}, set(), Postings(), {}, {}, {}, {})


class Known:
    """Everything the archive knows that reading needs.

    Args:
        stories: Stories as stored.
        moves: Moves as stored.
        items: Items of the open months, by which copies are recognised.
        corrections: What the user said articles are about, oldest first.
        recall: Where stories are found that are not held in memory: older ones, for an item that
            is sent again after years is filed where it was, and those of `stories`, of which only
            the features are held then, until a reading changes them.
    """

    def __init__(
        self,
        stories: Iterable[Story] = (),
        moves: Iterable[Move] = (),
        items: Iterable[Item] = (),
        corrections: Iterable[Correction] = (),
        recall: Recall | None = None,
    ) -> None:
        self._recall = recall
        self._shelves = _empty()
        self._shelves.corrections |= {c.id: c for c in corrections}
        self._latest: dict[str, Story] = {}
        for story in stories:
            if recall is None:
                self._shelves.put_story(story, self._shelves.stories.get(story.id))
            else:
                self._shelves.put_recalled(story)
        for move in moves:
            self._shelves.put_move(move)
        for item in items:
            if item.story:
                self._shelves.where.setdefault(item.id, item.story)
                trace = Trace.of_article(item.article, item.story)
                self._shelves.put_trace(trace, keys_of(item.article))

    def story(self, story_id: str) -> Story | None:
        """The story with this id, or None."""
        found = self._shelves.stories.get(story_id)
        if found is None and self._recall is not None and story_id not in self._shelves.gone:
            found = self._latest.get(story_id) or self._recalled(story_id)
        return found

    def _recalled(self, story_id: str) -> Story | None:
        found = self._recall.story(story_id) if self._recall is not None else None
        if found is not None:
            if len(self._latest) >= _LATEST:
                self._latest = {}
            self._latest[story_id] = found
        return found

    def stories(self) -> Iterator[Story]:
        """All stories, in the order they were first known."""
        ids = dict.fromkeys((*self._shelves.recalled, *self._shelves.stories))
        return (story for key in ids if (story := self.story(key)) is not None)

    def move(self, move_id: str) -> Move | None:
        """The move with this id, or None."""
        found = self._shelves.moves.get(move_id)
        if found is None and self._recall is not None:
            found = self._recall.move(move_id)
        return found

    def moves(self) -> Iterator[Move]:
        """All moves, in the order they were first known."""
        return iter(tuple(self._shelves.moves.values()))

    def moves_of(self, person: str) -> tuple[Move, ...]:
        """All moves of one person, in the order they were first known."""
        return tuple(self._shelves.moves[i] for i in self._shelves.by_person.get(person, ()))

    def story_of(self, item_id: str) -> str:
        """Id of the story an item belongs to, or an empty string."""
        found = self._shelves.where.get(item_id)
        if found is None and self._recall is not None:
            found = self._recall.story_of(item_id)
        return found or ""

    def candidates(
        self, lookups: Sequence[Lookup], day: date | None, most: int
    ) -> tuple[Story, ...]:
        """The stories that share most of some features around a day, at most so many."""
        found = map(self.story, _strongest(self.near(lookups, day), most))
        return tuple(story for story in found if story is not None)

    def near(self, lookups: Sequence[Lookup], day: date | None) -> dict[str, float]:
        """Ids of the stories that share some features around a day, and how much."""
        near = self._shelves.postings.near(lookups, day)
        return {story: weight for story, weight in near.items() if self._shelves.has_story(story)}

    def traces(self, key: str) -> tuple[Trace, ...]:
        """The items known under a copy key, the first first."""
        found = self._shelves.traces.get(key)
        return (found,) if found else ()

    def told(self, fact: str) -> bool:
        """Whether a fact about a move counts as told in any story."""
        return fact in self._shelves.told

    def corrections(self) -> tuple[Correction, ...]:
        """What the user said articles are about, oldest first."""
        return tuple(self._shelves.corrections.values())

    def learn(self, reading: Reading) -> None:
        """Take over what a reading changed, after it was recorded."""
        _take(self._shelves, reading, self._shelves.stories)

    def decide(self, decision: Decision) -> None:
        """Take over what the user decided, after it was recorded."""
        for gone, kept in decision.united:
            self._shelves.unite(gone, kept)
        for story in decision.stories:
            self._shelves.put_story(story, self._shelves.stories.get(story.id))
        for move in decision.moves:
            self._shelves.put_move(move)
        for item in (*decision.withdrawn, *(said.id for said in decision.corrections)):
            self._shelves.corrections.pop(item, None)
        self._shelves.corrections |= {said.id: said for said in decision.corrections}

    def __repr__(self) -> str:
        stories = self._shelves.stories.keys() | self._shelves.recalled.keys()
        return f"Known({len(stories)} stories, {len(self._shelves.moves)} moves)"


def _take(shelves: _Shelves, reading: Reading, before: Mapping[str, Story]) -> None:
    for gone, kept in reading.united:
        shelves.unite(gone, kept)
    for story in reading.stories:
        shelves.put_story(story, before.get(story.id))
    for move in reading.moves:
        shelves.put_move(move)
    if reading.link is not None:
        trace = Trace.of_article(reading.article, reading.link.story)
        shelves.put_trace(trace, keys_of(reading.article))


class Overlay:
    """Known, and over it what the articles read so far in one call have changed."""

    def __init__(self, base: Known) -> None:
        self._base = base
        self._new = _empty()

    def story(self, story_id: str) -> Story | None:
        """The story as it stands now, or None."""
        if story_id in self._new.gone:
            return None
        return self._new.stories.get(story_id) or self._base.story(story_id)

    def move(self, move_id: str) -> Move | None:
        """The move as it stands now, or None."""
        return self._new.moves.get(move_id) or self._base.move(move_id)

    def moves_of(self, person: str) -> tuple[Move, ...]:
        """All moves of one person, in the order they were first known."""
        found = {m.id: m for m in self._base.moves_of(person)}
        found |= {i: self._new.moves[i] for i in self._new.by_person.get(person, ())}
        return tuple(found.values())

    def story_of(self, item_id: str) -> str:
        """Id of the story an item belongs to, or an empty string."""
        return self._new.where.get(item_id) or self._base.story_of(item_id)

    def candidates(
        self, lookups: Sequence[Lookup], day: date | None, most: int
    ) -> tuple[Story, ...]:
        """The stories that share most of some features around a day, at most so many."""
        near = self._base.near(lookups, day)
        for story, weight in self._new.postings.near(lookups, day).items():
            near[story] = max(weight, near.get(story, 0.0))
        near = {i: weight for i, weight in near.items() if self.story(i) is not None}
        found = (self.story(i) for i in _strongest(near, most))
        return tuple(story for story in found if story is not None)

    def traces(self, key: str) -> tuple[Trace, ...]:
        """The items known under a copy key, the first first."""
        found = self._new.traces.get(key)
        return (*self._base.traces(key), *((found,) if found else ()))

    def told(self, fact: str) -> bool:
        """Whether a fact about a move counts as told in any story."""
        return fact in self._new.told or self._base.told(fact)

    def corrections(self) -> tuple[Correction, ...]:
        """What the user said articles are about, oldest first."""
        return self._base.corrections()

    def told_before(self, fact: str) -> bool:
        """Whether a fact about a move was told before this call."""
        return self._base.told(fact)

    def rumoured_before(self, move: Move) -> bool:
        """Whether the move was told, before this call, as something other than denied."""
        stem = f"move:{move.person}:{move.origin}:{move.destination}:"
        return any(self._base.told(stem + s) for s in ("rumoured", "reported", "confirmed"))

    def learn(self, reading: Reading) -> None:
        """Lay a reading's changes over what is known."""
        _take(self._new, reading, self._new.stories)

    def put(self, story: Story) -> None:
        """Lay one story over what is known."""
        self._new.put_story(story, self._new.stories.get(story.id))
