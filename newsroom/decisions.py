"""What the user decides by hand: two stories are one, one is two, it is about something else.

Pure: each function answers with everything the decision changes, for the archive to keep in one
step. A decision holds for ever: stories that were split never become one again by themselves, a
story's topics stay as they were set, and nothing that was decided is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsroom.claims import founded
from newsroom.credits import speaker_of, voices_of
from newsroom.errors import DecisionError
from newsroom.features import compile_weights, features_of, telling_of
from newsroom.filing import Piece, carry, open_cabinet
from newsroom.ids import short_id
from newsroom.records import Correction, Decision, Reading, Review, TopicScore, WatchMatch
from newsroom.scan import scan as scan_article
from newsroom.topics import score_topics

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from newsroom.records import Item, Move, Story
    from newsroom.watches import Watches


def merge(
    one: Story, other: Story, moves: Iterable[Move], watches: Watches, now: datetime
) -> Decision:
    """Make two stories one, under the id of the older.

    Args:
        one: A story.
        other: The other.
        moves: The moves of both.
        watches: For the rules stories are filed by.
        now: The moment of the decision.

    Raises:
        DecisionError: They are one story already.
    """
    if one.id == other.id:
        raise DecisionError(f"{one.id} is one story already; name two.")
    kept, gone = sorted((one, other), key=lambda s: (s.first_seen, s.id))
    cabinet = open_cabinet(watches, now)
    story = cabinet.unite(kept, gone)
    own = {story.id, *story.was}
    story = replace(story, apart=tuple(s for s in story.apart if s not in own))
    told = [m for m in moves if m.id in gone.moves]
    return Decision(
        stories=(story,),
        united=((gone.id, story.id),),
        moves=carry(told, {gone.id: story.id}),
        reviews=cabinet.reviews((kept, gone), story, ""),
    )


def split(
    story: Story,
    items: Sequence[Item],
    leaving: Collection[str],
    moves: Iterable[Move],
    *,
    watches: Watches,
    now: datetime,
) -> Decision:
    """Take articles out of a story into one of their own.

    Args:
        story: The story.
        items: All its items, with their bodies, in its order.
        leaving: Ids of those that go.
        moves: Its moves.
        watches: For packs, sources and the rules stories are filed by.
        now: The moment of the decision.

    Raises:
        DecisionError: None or all of its articles would go.
    """
    parts = ([i for i in items if i.id not in leaving], [i for i in items if i.id in leaving])
    if not all(parts):
        raise DecisionError(
            f"A story is split by naming some of its articles; of {story.id} "
            f"{len(parts[1])} of {len(items)} would go."
        )
    fresh = short_id("story", *sorted(leaving), story.id)
    names, moves = (story.id, fresh), tuple(moves)
    found = []
    changed: dict[str, Move] = {}
    for name, other, part in zip(names, reversed(names), parts, strict=True):
        ids = {i.id for i in part}
        mine = [m for m in moves if any(e.item in ids for e in m.evidence)]
        for move in mine:
            before = changed.get(move.id)
            # Its stories are those of its evidence: one of the parts, or both.
            told = before.stories if before else tuple(s for s in move.stories if s != story.id)
            changed[move.id] = replace(move, stories=tuple(dict.fromkeys((*told, name))))
        filed = _refile(name, part, [m.id for m in mine], watches, now)
        # What either part could tell was told when it was one story.
        filed = replace(
            filed,
            facts=story.facts,
            revision=story.revision,
            fixed_topics=story.fixed_topics,
            apart=tuple(dict.fromkeys((*story.apart, other))),
        )
        found.append(filed)
    reviews = tuple(Review(i.id, s.id) for s, part in zip(found, parts, strict=True) for i in part)
    return Decision(stories=tuple(found), moves=tuple(changed.values()), reviews=reviews)


def _refile(
    story_id: str, items: Sequence[Item], moves: Sequence[str], watches: Watches, now: datetime
) -> Story:
    """A story made of stored items anew."""
    cabinet, packs = open_cabinet(watches, now), watches.packs
    weights = compile_weights(packs)
    voices = voices_of(watches)
    story: Story | None = None
    for item in items:
        article = item.article
        source = watches.sources.get(article.source)
        scan = scan_article(
            article,
            packs,
            source.context if source else (),
            voice=source.name if source else "",
        )
        telling = telling_of(article, features_of(article, scan, weights), weights)
        near = watches.near(article, scan)
        telling = replace(telling, topics=score_topics(article, scan, packs, near=near))
        link = item.link
        reading = Reading(
            article=article,
            language=item.language,
            people=item.people,
            orgs=item.orgs,
            models=item.models,
            relevant=item.relevant,
            matches=tuple(WatchMatch(w) for w in item.watches),
            link=replace(link, story=story_id) if link else None,
            copy_of=item.copy_of,
        )
        trusted = bool(source and source.trusted)
        status = founded(article, item.language, packs, trusted=trusted)
        speaker = speaker_of(article, packs, voices)
        story = cabinet.extend(story, Piece(reading, telling, scan.numbers, status, speaker))
    if story is None:
        raise DecisionError(f"No article of {story_id} is stored.")
    return replace(story, id=story_id, moves=tuple(moves))


def set_topics(
    item: Item, story: Story | None, topics: Sequence[str], watches: Watches, now: datetime
) -> Decision:
    """Say what an article, and with it its story, is about; remembered as an example.

    Args:
        item: The article.
        story: Its story, if it has one.
        topics: Ids of topics; empty: none of them.
        watches: For the topics there are.
        now: The moment of the decision.

    Raises:
        DecisionError: There is no such topic.
    """
    known = watches.packs.topics
    wrong = [topic for topic in topics if topic not in known]
    if wrong:
        raise DecisionError(f'There is no topic "{wrong[0]}"; known are {", ".join(known)}.')
    correction = Correction(item.id, item.article.title, tuple(topics))
    if story is None:
        scores = tuple(TopicScore(topic, 1.0, ("as you set it",)) for topic in topics)
        return Decision(reviews=(Review(item.id, "", scores),), corrections=(correction,))
    cabinet = open_cabinet(watches, now)
    changed = replace(story, fixed_topics=tuple(topics))
    changed = replace(changed, topics=cabinet.topics_of(changed))
    scores = cabinet.pool((), {}, changed.fixed_topics)
    reviews = tuple(Review(i, story.id, scores) for i in story.items)
    return Decision(stories=(changed,), reviews=reviews, corrections=(correction,))


def release_topics(item: Item, story: Story | None, watches: Watches, now: datetime) -> Decision:
    """Let an article, and with it its story, be about what it was read to be about.

    Args:
        item: The article.
        story: Its story, if it has one.
        watches: For the rules topics are pooled by.
        now: The moment of the decision.
    """
    if story is None:
        return Decision(withdrawn=(item.id,))
    cabinet = open_cabinet(watches, now)
    changed = replace(story, fixed_topics=None)
    changed = replace(changed, topics=cabinet.topics_of(changed))
    own = {telling.item: telling.topics for telling in story.tellings}
    reviews = []
    for each in story.items:
        scores = cabinet.pool(own.get(each, ()), story.topic_sums)
        reviews.append(Review(each, story.id, scores, unclassified=not scores))
    return Decision(stories=(changed,), reviews=tuple(reviews), withdrawn=(item.id,))
