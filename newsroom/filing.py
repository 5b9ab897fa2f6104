"""Filing: what an article makes of its story, and what its story makes of it.

A story gathers its articles' names, numbers, voices and topics. Topics are pooled: an article's
are a little its own and mostly its story's, so that the tenth telling, which says little, is filed
with the nine that said it; what the user set by hand is not overruled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from newsroom.claims import combine
from newsroom.copies import voice
from newsroom.features import compile_weights
from newsroom.records import Review, Story, TopicScore
from newsroom.stories import keep_tellings
from newsroom.topics import compile_topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from newsroom.features import Weights
    from newsroom.records import Move, Reading, Status, Telling
    from newsroom.topics import TopicRules
    from newsroom.watches import Watches

COUNTED = "*"
"""Key under which a story counts its articles that have a topic of their own."""
_NUMBERS = 40
"""How many numbers a story keeps."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One article as it is filed."""

    reading: Reading
    telling: Telling
    """With the article's own topics."""
    numbers: tuple[str, ...]
    status: Status
    speaker: str = ""
    """Whose word it is: an outlet it credits; empty: its own."""


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The rules by which articles are filed."""

    weights: Weights
    rules: TopicRules
    languages: Sequence[str]
    """The reader's, the first for headlines."""
    now: datetime

    def extend(self, story: Story | None, piece: Piece) -> Story:
        """A story after one more article, or after a new version of one it has."""
        reading, article = piece.reading, piece.reading.article
        if story is None:
            story = self._begin(piece)
        if article.id not in story.items:
            story = self._join(story, piece)
        speaker = piece.speaker or voice(article)
        outlets = story.outlets if reading.copy_of else extended(story.outlets, speaker)
        outlets = outlets or (speaker,)
        tellings = story.tellings
        if not reading.copy_of or not tellings:
            tellings = keep_tellings(tellings, piece.telling, self.weights)
        story = replace(
            self._headline(story, reading),
            people=extended(story.people, *reading.people),
            orgs=extended(story.orgs, *reading.orgs),
            models=extended(story.models, *reading.models),
            numbers=extended(story.numbers, *piece.numbers)[:_NUMBERS],
            moves=extended(story.moves, *(m.id for m in reading.moves)),
            watches=extended(story.watches, *(m.watch for m in reading.matches)),
            outlets=outlets,
            independent_sources=len(outlets),
            status=combine(story.status, piece.status),
            tellings=tellings,
        )
        return replace(story, topics=self.topics_of(story))

    def _begin(self, piece: Piece) -> Story:
        reading, article = piece.reading, piece.reading.article
        return Story(
            id=reading.link.story if reading.link else "",
            headline=article.title or article.summary[:120] or article.url,
            language=reading.language,
            origin_item=article.id,
            origin_source=article.source,
            first_seen=article.first_seen,
            last_seen=article.first_seen,
            status=piece.status,
        )

    def _join(self, story: Story, piece: Piece) -> Story:
        """A story with an article it did not have: its topics, times and sources."""
        reading, article = piece.reading, piece.reading.article
        first, last = event_span(story, article.event_time)
        earlier = article.event_time is not None and (
            story.first_event is None or article.event_time < story.first_event
        )
        return replace(
            story,
            items=(*story.items, article.id),
            sources=extended(story.sources, article.source),
            languages=extended(story.languages, *([reading.language] if reading.language else [])),
            topic_sums=added(story.topic_sums, piece.telling.topics),
            relevant=story.relevant + reading.relevant,
            first_event=first,
            last_event=last,
            origin_item=article.id if earlier else story.origin_item,
            origin_source=article.source if earlier else story.origin_source,
            first_seen=min(story.first_seen, article.first_seen),
            last_seen=max(story.last_seen, min(article.first_seen, self.now)),
        )

    def _headline(self, story: Story, reading: Reading) -> Story:
        """The headline in the language the reader likes best, of the earliest such article."""
        title, languages = reading.article.title, self.languages
        if not title or reading.language not in languages:
            return story
        rank = languages.index(reading.language)
        if story.language in languages and languages.index(story.language) <= rank:
            return story
        return replace(story, headline=title, language=reading.language)

    def unite(self, kept: Story, gone: Story) -> Story:
        """Two stories that are one: it keeps the first id, and what either told counts as told."""
        first, _ = event_span(kept, gone.first_event)
        _, last = event_span(kept, gone.last_event)
        earlier = gone.first_event is not None and (
            kept.first_event is None or gone.first_event < kept.first_event
        )
        tellings = kept.tellings
        for telling in gone.tellings:
            tellings = keep_tellings(tellings, telling, self.weights)
        sums = dict(kept.topic_sums)
        for key, value in gone.topic_sums.items():
            sums[key] = round(sums.get(key, 0.0) + value, 4)
        lists: dict[str, Any] = {
            name: extended(getattr(kept, name), *getattr(gone, name))
            for name in (
                *("items", "sources", "languages", "people", "orgs", "models", "moves"),
                *("watches", "facts", "outlets", "apart"),
            )
        }
        outlets = lists["outlets"]
        story = replace(
            kept,
            numbers=extended(kept.numbers, *gone.numbers)[:_NUMBERS],
            first_seen=min(kept.first_seen, gone.first_seen),
            last_seen=max(kept.last_seen, gone.last_seen),
            first_event=first,
            last_event=last,
            origin_item=gone.origin_item if earlier else kept.origin_item,
            origin_source=gone.origin_source if earlier else kept.origin_source,
            independent_sources=max(1, len(outlets)),
            status=combine(kept.status, gone.status),
            revision=max(kept.revision, gone.revision),
            alerts=kept.alerts + gone.alerts,
            relevant=kept.relevant + gone.relevant,
            tellings=tellings,
            topic_sums=sums,
            was=(*kept.was, gone.id, *gone.was),
            fixed_topics=gone.fixed_topics if kept.fixed_topics is None else kept.fixed_topics,
            **lists,
        )
        return replace(story, topics=self.topics_of(story))

    def topics_of(self, story: Story) -> tuple[str, ...]:
        """The topics a story is about, strongest first."""
        return tuple(t.topic for t in self.pool((), story.topic_sums, story.fixed_topics))

    def pool(
        self,
        own: tuple[TopicScore, ...],
        sums: Mapping[str, float],
        fixed: tuple[str, ...] | None = None,
    ) -> tuple[TopicScore, ...]:
        """An article's topics in the light of its story's.

        Args:
            own: The article's own topics.
            sums: What the topics of the story's articles add up to, the article's included.
            fixed: The topics as the user set them.
        """
        if fixed is not None:
            return tuple(TopicScore(topic, 1.0, ("as you set it",)) for topic in fixed)
        told = sums.get(COUNTED, 0.0)
        if not told:
            return own
        mine = {t.topic: t for t in own}
        weight = self.rules.own if own else 0.0
        pooled = []
        for topic in self.rules.topics:
            theirs = sums.get(topic.id, 0.0) / told
            held = mine.get(topic.id)
            score = weight * (held.score if held else 0.0) + (1 - weight) * theirs
            evidence = held.evidence if held else ()
            if theirs >= self.rules.holds and (told > 1 or not own):
                evidence = (*evidence, f"its story is about {topic.id}")
            pooled.append(TopicScore(topic.id, round(score, 3), evidence))
        strongest = max((t.score for t in pooled), default=0.0)
        least = max(self.rules.holds, self.rules.pooled_share * strongest)
        kept = [t for t in pooled if t.score >= least]
        return tuple(sorted(kept, key=lambda t: (-t.score, t.topic)))

    def reviews(self, before: Iterable[Story], story: Story, item: str) -> tuple[Review, ...]:
        """What a change of a story means for the items it had.

        Args:
            before: The story as it was, and those that were united with it.
            story: The story as it is.
            item: The article that brought the change; it is not reviewed.
        """
        found = []
        for old in before:
            if old.id == story.id and old.topics == story.topics:
                continue
            known = {t.item: t for t in old.tellings}
            for earlier in old.items:
                telling = known.get(earlier)
                moved = old.id != story.id
                if earlier == item or (telling is None and not moved):
                    continue
                if telling is None:
                    found.append(Review(earlier, story.id))
                    continue
                was = self.pool(telling.topics, old.topic_sums, old.fixed_topics)
                now = self.pool(telling.topics, story.topic_sums, story.fixed_topics)
                if moved or {t.topic for t in was} != {t.topic for t in now}:
                    found.append(Review(earlier, story.id, now, unclassified=not now))
        return tuple(found)


def open_cabinet(watches: Watches, now: datetime) -> Cabinet:
    """The rules of these packs, for this reader and this moment."""
    packs = watches.packs
    return Cabinet(compile_weights(packs), compile_topics(packs), watches.policy.languages, now)


def carry(moves: Iterable[Move], united: Mapping[str, str]) -> tuple[Move, ...]:
    """Moves under the stories they are told in now; of one that stands twice the first counts.

    Args:
        moves: Moves as they stand, those that changed anyway first.
        united: Id of a story that is gone to the id it has.
    """
    found: dict[str, Move] = {}
    for move in moves:
        stories = tuple(dict.fromkeys(united.get(s, s) for s in move.stories))
        found.setdefault(move.id, replace(move, stories=stories))
    return tuple(found.values())


def added(sums: Mapping[str, float], own: Sequence[TopicScore]) -> dict[str, float]:
    """What topics add up to after one more article; one without topics adds nothing.

    What an article only has from its story must not count as said again: give its own.
    """
    total = dict(sums)
    if own:
        total[COUNTED] = total.get(COUNTED, 0.0) + 1.0
    for topic in own:
        total[topic.topic] = round(total.get(topic.topic, 0.0) + topic.score, 4)
    return total


def event_span(story: Story, at: datetime | None) -> tuple[datetime | None, datetime | None]:
    """First and last event time of a story after an article of time `at`."""
    if story.first_event is None or story.last_event is None:
        return at, at
    if at is None:
        return story.first_event, story.last_event
    return min(story.first_event, at), max(story.last_event, at)


def extended(values: tuple[str, ...], *more: str) -> tuple[str, ...]:
    """Values, each once, with more of them, each once, in order."""
    new = dict.fromkeys(one for one in more if one not in values)
    return (*values, *new) if new else values
