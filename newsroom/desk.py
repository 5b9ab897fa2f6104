"""The one door into understanding: articles in, readings out.

Pure: the same call serves polling, replay, `why` and the tests. Articles are read in the order
given; each sees what the ones before it changed, through an overlay over what is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsroom.claims import combine, founded
from newsroom.copies import find_copy, voice
from newsroom.due import Docket, facts_of
from newsroom.ids import short_id
from newsroom.known import Overlay
from newsroom.ledger import enter
from newsroom.moves import find_moves
from newsroom.records import Reading, SharedFeature, Story, StoryLink, TopicScore
from newsroom.scan import scan as scan_article
from newsroom.stories import (
    add_features,
    compare,
    compile_weights,
    event_span,
    features_of,
    link_article,
    profile,
)
from newsroom.subject import Subject
from newsroom.topics import compile_topics, score_topics

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from newsroom.copies import Trace
    from newsroom.known import Known
    from newsroom.moves import Found
    from newsroom.records import Article, EntityKind, Mention, Scan, Status
    from newsroom.watches import Watches

_CLASSIFIED = "topic:*"
"""Feature under which a story counts its articles that have a topic of their own."""
_OWN = 0.3
"""How much of an article's topic is its own; the rest is its story's."""
_HOLDS = 0.22
"""Pooled score from which a topic holds."""
_NUMBERS = 40
"""How many numbers a story keeps."""


def read(
    articles: Sequence[Article], known: Known, watches: Watches, now: datetime
) -> Iterator[Reading]:
    """Understand the articles of one check.

    What is due is settled when the last article is read, so that several new facts of a story in
    one check are one revision: every due of the call rides on the last reading, with the stories
    it changes.

    Args:
        articles: One check's articles, in the order they are to be read.
        known: What is known so far; never changed.
        watches: The watches, with packs, sources and policy.
        now: The time of the check; a story is seen then.

    Yields:
        One reading an article, in order, each made when it is asked for.
    """
    memory = Overlay(known)
    docket = Docket(memory, watches)
    desk = _Desk(memory, watches, now)
    for n, article in enumerate(articles):
        reading = desk.read(article)
        before = memory.story(reading.link.story) if reading.link else None
        memory.learn(reading)
        docket.note(reading, before)
        if n == len(articles) - 1:
            due, changed = docket.settle()
            latest = {s.id: s for s in (*reading.stories, *changed)}
            reading = replace(reading, due=due, stories=tuple(latest.values()))
        yield reading


@dataclass(frozen=True, slots=True)
class _Piece:
    """One article on the desk, with what was found in it."""

    reading: Reading
    scan: Scan
    features: Mapping[str, float]
    link: StoryLink
    status: Status
    topics: tuple[TopicScore, ...]
    """The article's own, before its story's are looked at."""


class _Desk:
    """Reads one check's articles."""

    def __init__(self, memory: Overlay, watches: Watches, now: datetime) -> None:
        self.memory = memory
        self.watches = watches
        self.packs = watches.packs
        self.now = now
        self.weights = compile_weights(watches.packs)
        self.rules = compile_topics(watches.packs)
        self.houses = frozenset(
            p for o in watches.policy.organisations for p in watches.packs.parts_of(o)
        )

    def read(self, article: Article) -> Reading:
        """Understand one article; changes nothing."""
        source = self.watches.sources.get(article.source)
        scan = scan_article(article, self.packs, source.context if source else ())
        features = features_of(article, scan, self.weights)
        copied = find_copy(article, self.memory)
        link = self._link(article, features, copied)
        story = self.memory.story(link.story) if link else None
        found = find_moves(
            article,
            scan,
            self.packs,
            self.watches.policy.organisations,
            cast=story.people if story else (),
            houses=story.orgs if story else (),
        )
        moved = tuple(
            dict.fromkeys(f.person for f in found if f.kind != "stayed" and f.weight >= 1)
        )
        own = score_topics(article, scan, self.packs, moved)
        topics = self._pool(own, story)
        subject = Subject.of_article(
            article,
            scan,
            topics=topics,
            story=story.id if story else "",
            has_move=bool(moved),
            now=self.now,
        )
        matches = self.watches.match(subject)
        watched = any(self._is_watched(m) for m in scan.mentions)
        reading = Reading(
            article=article,
            language=scan.language,
            people=_named(scan, "person"),
            orgs=_named(scan, "org"),
            models=_named(scan, "model"),
            concepts=tuple(dict.fromkeys(h.concept for h in scan.concepts)),
            topics=topics,
            unclassified=watched and not topics,
            matches=matches,
            copy_of=copied.item if copied is not None else "",
        )
        if not (matches or watched):
            return reading
        if link is None or not link.story:
            near = link or StoryLink("")
            link = replace(near, story=short_id("story", article.id))
        trusted = bool(source and source.trusted)
        status = founded(article, scan.language, self.packs, trusted=trusted)
        if trusted:
            found = tuple(
                replace(f, status="confirmed") if f.status == "reported" else f for f in found
            )
        return self._file(_Piece(reading, scan, features, link, status, own), found)

    def _is_watched(self, mention: Mention) -> bool:
        """Whether a mention names a watched organisation, a model of it, or one of its people."""
        entity = self.packs.entity(mention.entity, mention.kind)
        if entity is None:
            return False
        match mention.kind:
            case "org":
                return entity.id in self.houses
            case "model":
                return entity.owner in self.houses
            case "person":
                ends = {e for m in entity.moves for e in (m.origin, m.destination)}
                return bool(entity.groups or ({entity.org} | ends) & self.houses)

    def _link(
        self, article: Article, features: Mapping[str, float], copied: Trace | None
    ) -> StoryLink | None:
        """The story of an article: its own, the one it is a copy in, or the best-fitting one."""
        own = self.memory.story(self.memory.story_of(article.id))
        if own is not None:
            value, shared = compare(features, profile(own, self.weights), self.weights)
            return StoryLink(own.id, round(value, 4), shared[:12])
        if copied is not None and self.memory.story(copied.story) is not None:
            same = SharedFeature(f"copy:{copied.item}", 1.0)
            return StoryLink(copied.story, 1.0, (same,))
        return link_article(article, features, self.memory, self.weights)

    def _pool(self, own: tuple[TopicScore, ...], story: Story | None) -> tuple[TopicScore, ...]:
        """An article's topics in the light of its story's, where it has one."""
        told = story.features.get(_CLASSIFIED, 0.0) if story else 0.0
        if story is None or not told:
            return own
        mine = {t.topic: t for t in own}
        weight = _OWN if own else 0.0
        pooled = []
        for topic in self.rules.topics:
            theirs = story.features.get(f"topic:{topic.id}", 0.0) / told
            held = mine.get(topic.id)
            score = weight * (held.score if held else 0.0) + (1 - weight) * theirs
            evidence = held.evidence if held else ()
            if theirs >= _HOLDS:
                evidence = (*evidence, f"its story is about {topic.id}")
            pooled.append(TopicScore(topic.id, round(score, 3), evidence))
        strongest = max((t.score for t in pooled), default=0.0)
        least = max(_HOLDS, self.rules.share * strongest)
        kept = [t for t in pooled if t.score >= least]
        return tuple(sorted(kept, key=lambda t: (-t.score, t.topic)))

    def _file(self, piece: _Piece, found: Sequence[Found]) -> Reading:
        """Put an article into its story and its moves into the ledger."""
        reading, story_id = piece.reading, piece.link.story
        moves = enter(found, reading, story_id, self.memory, self.packs)
        reading = replace(reading, link=piece.link, moves=moves)
        story = self._extend(self.memory.story(story_id), replace(piece, reading=reading))
        facts = facts_of(story, moves, self.watches.policy.sources_to_confirm)
        story = replace(story, facts=_with(story.facts, *facts))
        return replace(reading, stories=(story,))

    def _extend(self, story: Story | None, piece: _Piece) -> Story:
        """A story after one more article, or after a new version of one it has."""
        reading, article = piece.reading, piece.reading.article
        if story is None:
            story = Story(
                id=piece.link.story,
                headline=article.title or article.summary[:120] or article.url,
                language=reading.language,
                origin_item=article.id,
                origin_source=article.source,
                first_seen=article.first_seen,
                last_seen=article.first_seen,
                status=piece.status,
            )
        if article.id not in story.items:
            story = self._join(story, piece)
        speaker = voice(article)
        outlets = story.outlets if reading.copy_of else _with(story.outlets, speaker)
        outlets = outlets or (speaker,)
        story = replace(
            self._headline(story, reading),
            people=_with(story.people, *reading.people),
            orgs=_with(story.orgs, *reading.orgs),
            models=_with(story.models, *reading.models),
            numbers=_with(story.numbers, *piece.scan.numbers)[:_NUMBERS],
            moves=_with(story.moves, *(m.id for m in reading.moves)),
            watches=_with(story.watches, *(m.watch for m in reading.matches)),
            outlets=outlets,
            independent_sources=len(outlets),
            status=combine(story.status, piece.status),
        )
        return replace(story, topics=self._topics_of(story))

    def _join(self, story: Story, piece: _Piece) -> Story:
        """A story with an article it did not have: its features, times and sources."""
        reading, article = piece.reading, piece.reading.article
        total = add_features(story.features, piece.features)
        # What an article only has from its story must not count as said again.
        if piece.topics:
            total[_CLASSIFIED] = total.get(_CLASSIFIED, 0.0) + 1.0
        for topic in piece.topics:
            key = f"topic:{topic.topic}"
            total[key] = round(total.get(key, 0.0) + topic.score, 4)
        first, last = event_span(story, article.event_time)
        earlier = article.event_time is not None and (
            story.first_event is None or article.event_time < story.first_event
        )
        return replace(
            story,
            items=(*story.items, article.id),
            sources=_with(story.sources, article.source),
            languages=_with(story.languages, *([reading.language] if reading.language else [])),
            features=total,
            first_event=first,
            last_event=last,
            origin_item=article.id if earlier else story.origin_item,
            origin_source=article.source if earlier else story.origin_source,
            first_seen=min(story.first_seen, article.first_seen),
            last_seen=max(story.last_seen, min(article.first_seen, self.now)),
        )

    def _topics_of(self, story: Story) -> tuple[str, ...]:
        """The topics a story is about, strongest first."""
        told = max(1.0, story.features.get(_CLASSIFIED, 0.0))
        means = {t.id: story.features.get(f"topic:{t.id}", 0.0) / told for t in self.rules.topics}
        least = max(_HOLDS, self.rules.share * max(means.values(), default=0.0))
        held = [t for t, mean in means.items() if mean >= least]
        return tuple(sorted(held, key=lambda t: (-means[t], t)))

    def _headline(self, story: Story, reading: Reading) -> Story:
        """The headline in the language the reader likes best, of the earliest such article."""
        languages: Sequence[str] = self.watches.policy.languages
        title = reading.article.title
        if not title or reading.language not in languages:
            return story
        rank = languages.index(reading.language)
        if story.language in languages and languages.index(story.language) <= rank:
            return story
        return replace(story, headline=title, language=reading.language)


def _named(scan: Scan, kind: EntityKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.entity for m in scan.mentions if m.kind == kind))


def _with(values: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*values, *more)))
