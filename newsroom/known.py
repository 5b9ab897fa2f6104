"""What the newsroom remembers: stories, moves, and where each item went.

`Known` is what the archive keeps in memory; `Overlay` lays the changes of one reading over it, so
that reading stays pure. Both answer the questions the desk asks, at a cost that does not grow with
the archive: candidates come from an index of feature and day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from newsroom.copies import Trace, keys_of
from newsroom.inverted_index import InvertedIndex
from newsroom.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from newsroom.inverted_index import Lookup
    from newsroom.records import Article, Correction, Decision, Item, Move, Reading, Story


_LATEST = 200
"""Stories that were recalled, or changed, and are kept for when they are asked for again."""


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
    traces: Traces
    told: set[str]
    postings: InvertedIndex
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
        known = before.items if before else ()
        # A story of thousands of articles grows by one at a time.
        grown = story.items[: len(known)] == known
        self.where |= dict.fromkeys(story.items[len(known) :] if grown else story.items, story.id)
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

    def put_trace(self, article: Article) -> None:
        self.traces.put(Trace.of_article(article), keys_of(article), article.first_seen)


def _empty() -> _Shelves:
    return _Shelves({}, {}, {}, Traces(), set(), InvertedIndex(), {}, {}, {}, {})


class Known:
    """Everything the archive knows that reading needs.

    Args:
        stories: Stories as stored.
        moves: Moves as stored.
        items: Items of the open months, by which copies are recognised.
        corrections: What the user said articles are about, oldest first.
        recall: Where stories are found that are not held in memory: older ones, for an item that
            is sent again after years is filed where it was, and all others. Only their features
            are held then, and the latest that were asked for. What is learnt must be found there.
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
                if recall is None:
                    self._shelves.where.setdefault(item.id, item.story)
                self._shelves.put_trace(item.article)

    def story(self, story_id: str) -> Story | None:
        """The story with this id, or None."""
        found = self._shelves.stories.get(story_id)
        if found is None and self._recall is not None and story_id not in self._shelves.gone:
            found = self._latest.get(story_id) or self._recall.story(story_id)
            if found is not None:
                self._keep(found)
        return found

    def _keep(self, story: Story) -> None:
        """Keep a story at hand, and let go of the one that was not asked for for longest."""
        self._latest.pop(story.id, None)
        self._latest[story.id] = story
        while len(self._latest) > _LATEST:
            del self._latest[next(iter(self._latest))]

    def _let_go(self) -> None:
        """Hold of what was just put in only what `recall` does not answer."""
        if self._recall is None:
            return
        shelves = self._shelves
        for story in shelves.stories.values():
            shelves.recalled[story.id] = None
            shelves.gone.pop(story.id, None)
            self._keep(story)
        for gone in shelves.gone:
            self._latest.pop(gone, None)
        shelves.stories.clear()
        shelves.where.clear()

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
        return {story: weight for story, weight in near.items() if self.has_story(story)}

    def has_story(self, story_id: str) -> bool:
        """Whether a story may take in articles; older ones are recalled but take none."""
        return self._shelves.has_story(story_id)

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
        _take(self._shelves, reading, self._before())
        self._let_go()

    def _before(self) -> Mapping[str, Story]:
        """The stories at hand as they stood: what is in the index already need not be put there."""
        return self._shelves.stories if self._recall is None else self._latest

    def decide(self, decision: Decision) -> None:
        """Take over what the user decided, after it was recorded."""
        for gone, kept in decision.united:
            self._shelves.unite(gone, kept)
        for story in decision.stories:
            self._shelves.put_story(story, self._before().get(story.id))
        for move in decision.moves:
            self._shelves.put_move(move)
        for item in (*decision.withdrawn, *(said.id for said in decision.corrections)):
            self._shelves.corrections.pop(item, None)
        self._shelves.corrections |= {said.id: said for said in decision.corrections}
        self._let_go()

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
        shelves.put_trace(reading.article)


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
        near = {i: weight for i, weight in near.items() if self._has_story(i)}
        found = (self.story(i) for i in _strongest(near, most))
        return tuple(story for story in found if story is not None)

    def _has_story(self, story_id: str) -> bool:
        """Whether there is a story; it is not recalled for that."""
        if story_id in self._new.stories:
            return True
        return story_id not in self._new.gone and self._base.has_story(story_id)

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
