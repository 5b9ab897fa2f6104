"""What an article is about: a scored set of topics with the evidence for each.

Every topic collects points: from concepts (in the title most, then in the lead, then in sentences
of the body that name an entity), from topic words, and from movement sentences, in which a named
person, a movement concept and an organisation stand together: those outweigh any number of words.
A topic holds from a threshold on, if it has a fair share of what the strongest topic has.

Points are data: the `[[topic]]` tables of the packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsroom.claims import lower, one_of
from newsroom.records import TopicScore
from newsroom.sentences import sentence_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping, Sequence

    from newsroom.examples import Example
    from newsroom.likeness import Nearness
    from newsroom.packs import Packs
    from newsroom.records import Article, Field, Scan, Span

Place = Literal["title", "lead", "body"]
_PLACES: tuple[Place, ...] = ("title", "lead", "body")


@dataclass(frozen=True, slots=True)
class Topic:
    """How one topic collects points."""

    id: str
    concepts: Mapping[str, float]
    """Points of a concept in the title."""
    words: re.Pattern[str] | None
    """Words that speak for it without being concepts."""
    word_points: float
    movement: float
    """Points of one person whose move is told."""
    sentence: float
    """Points of one sentence in which a person, a movement and an organisation meet."""
    entities: Mapping[str, float]
    """Points of naming an entity of a kind in the title ("person", "model")."""


@dataclass(frozen=True, slots=True)
class TopicRules:
    """All topics and what they share."""

    topics: tuple[Topic, ...]
    movement: frozenset[str]
    """Concepts that move a person."""
    place: Mapping[Place, float]
    """How much the place counts, against the title's 1."""
    lead: int
    threshold: float
    share: float
    half: float
    """Points that make a score of one half."""
    most_movements: int
    outweigh: float
    """How much each move told takes from topics without movement."""
    own: float
    """How much of an article's topics is its own; the rest is its story's."""
    holds: float
    """Pooled score from which a topic holds."""
    pooled_share: float
    """Share of the strongest pooled score that a topic needs."""
    encoder: float
    """Points of a full step of likeness to a topic rather than to others and to counters."""


def compile_topics(packs: Packs) -> TopicRules:
    """The rules in the `[[topic]]` and `[topic_rule]` tables of the packs, compiled once."""
    return packs.derive("topics", _compile)


def _compile(packs: Packs) -> TopicRules:
    rule = packs.raw_topics["topic_rule"]
    topics = tuple(
        Topic(
            id=body["id"],
            concepts=dict(body.get("concepts", {})),
            words=one_of([w for ws in body.get("words", {}).values() for w in ws]),
            word_points=body.get("word_points", 0.0),
            movement=body.get("movement", 0.0),
            sentence=body.get("sentence", 0.0),
            entities=dict(body.get("entities", {})),
        )
        for body in packs.raw_topics["topic"]
    )
    return TopicRules(
        topics=topics,
        movement=frozenset(rule["movement"]),
        place={p: rule["place"][p] for p in _PLACES},
        lead=rule["lead"],
        threshold=rule["threshold"],
        share=rule["share"],
        half=rule["half"],
        most_movements=rule["most_movements"],
        outweigh=rule["outweigh"],
        own=rule["own"],
        holds=rule["holds"],
        pooled_share=rule["pooled_share"],
        encoder=rule["encoder"],
    )


def name_of_topic(packs: Packs, topic: str, language: str) -> str:
    """A topic's name in the reader's language, its id where the packs have none."""
    for table in packs.raw_topics.get("topic", ()):
        if table["id"] == topic:
            names = table.get("names", {})
            return str(names.get(language) or names.get("en") or topic)
    return topic


def _place(span: Span, rules: TopicRules) -> Place:
    if span.field == "title":
        return "title"
    return "lead" if span.start < rules.lead else "body"


def _concept_places(scan: Scan, rules: TopicRules) -> dict[str, Place]:
    """The best place of each concept; in the body only beside an entity, never inside its name."""
    named = {sentence_of(scan, m.span) for m in scan.mentions}
    ends = _named_ends(scan)
    best: dict[str, Place] = {}
    for hit in scan.concepts:
        if ends.get((hit.span.field, hit.span.start), -1) >= hit.span.end:
            continue
        place = _place(hit.span, rules)
        if place == "body" and sentence_of(scan, hit.span) not in named:
            continue
        known = best.get(hit.concept)
        if known is None or _PLACES.index(place) < _PLACES.index(known):
            best[hit.concept] = place
    return best


def _named_ends(scan: Scan) -> dict[tuple[Field, int], int]:
    """Where the name ends that covers a character, for every character inside a name."""
    ends: dict[tuple[Field, int], int] = {}
    for span in (m.span for m in scan.mentions):
        for at in range(span.start, span.end):
            ends[span.field, at] = max(span.end, ends.get((span.field, at), 0))
    return ends


def movements(scan: Scan, rules: TopicRules, packs: Packs) -> tuple[str, ...]:
    """Sentences where a person who can move, a movement and an organisation meet: the movers."""
    people: dict[tuple[Field, int], str] = {}
    orgs = set()
    for mention in scan.mentions:
        where = sentence_of(scan, mention.span)
        if mention.kind == "org":
            orgs.add(where)
        elif mention.kind == "person":
            person = packs.people.get(mention.entity)
            if person is not None and person.mover:
                people.setdefault(where, mention.entity)
    moving = {sentence_of(scan, h.span) for h in scan.concepts if h.concept in rules.movement}
    return tuple(who for where, who in people.items() if where in orgs and where in moving)


def _points(
    topic: Topic, article: Article, scan: Scan, packs: Packs, rules: TopicRules
) -> Iterator[tuple[float, str]]:
    for concept, place in _concept_places(scan, rules).items():
        if value := topic.concepts.get(concept, 0.0):
            yield value * rules.place[place], f"act:{concept} in the {place}"
    for place, text in _texts(article, rules):
        if topic.words and (found := topic.words.search(text)):
            yield topic.word_points * rules.place[place], f"“{found.group()}” in the {place}"
    if topic.sentence:
        for who in movements(scan, rules, packs)[: rules.most_movements]:
            yield topic.sentence, f"person:{who} in one sentence with a movement and a house"
    for kind, value in topic.entities.items():
        if any(m.kind == kind and m.span.field == "title" for m in scan.mentions):
            yield value, f"a {kind} in the title"


def _alike(topic: Topic, near: Nearness, rules: TopicRules) -> list[tuple[float, str]]:
    """What an encoder says for a topic."""
    if topic.id not in near.topics:
        return []
    above = max(0.0, near.topics[topic.id] - near.counter)
    value = rules.encoder * (near.lean(topic.id) + above)
    return [(value, f"reads like “{near.sentences[topic.id]}”")] if value > 0 else []


def _corrected(
    topic: Topic, points: list[tuple[float, str]], example: Example, rules: TopicRules
) -> list[tuple[float, str]]:
    """Points in the light of what the user filed by hand: for its topics, against all others."""
    if topic.id not in example.correction.topics:
        return [(p * (1 - example.likeness), why) for p, why in points]
    like = f"reads like “{example.correction.title[:60]}”, which you filed so"
    return [*points, (2 * rules.threshold * example.likeness, like)]


def _texts(article: Article, rules: TopicRules) -> tuple[tuple[Place, str], ...]:
    lead = (article.summary or article.text)[: rules.lead]
    return ("title", lower(article.title)), ("lead", lower(lead))


def score_topics(
    article: Article,
    scan: Scan,
    packs: Packs,
    moved: Sequence[str] = (),
    *,
    example: Example | None = None,
    near: Nearness | None = None,
) -> tuple[TopicScore, ...]:
    """The topics that hold for an article, strongest first; empty when none does.

    Args:
        article: The article.
        scan: What was found in its text.
        packs: For the rules and for who can move.
        moved: People whose moves the article tells; they weigh against topics without movement.
        example: What the user filed by hand that the article reads like.
        near: What an encoder finds the article to read like, where there is one. It speaks where
            the words the packs know speak for no topic: where they do, they know better.

    Returns:
        Scores from 0.0 to 1.0 with what spoke for each.
    """
    rules = compile_topics(packs)
    told = moved[: rules.most_movements]
    collected: list[tuple[float, str, list[tuple[float, str]]]] = []
    for topic in rules.topics:
        points = [(p, why) for p, why in _points(topic, article, scan, packs, rules) if p]
        if topic.movement:
            points += [(topic.movement, f"person:{who} moves") for who in told]
        else:
            points = [(p / (1 + rules.outweigh * len(told)), why) for p, why in points]
        if example is not None:
            points = _corrected(topic, points, example, rules)
        collected.append((sum(p for p, _ in points), topic.id, points))
    if near is not None and max((total for total, _, _ in collected), default=0) < rules.threshold:
        for n, (topic, (total, _, points)) in enumerate(zip(rules.topics, collected, strict=True)):
            alike = _alike(topic, near, rules)
            collected[n] = (total + sum(p for p, _ in alike), topic.id, [*points, *alike])
    strongest = max((total for total, _, _ in collected), default=0.0)
    holding = []
    for total, topic_id, points in collected:
        if total < rules.threshold or total < rules.share * strongest:
            continue
        points.sort(key=lambda point: -point[0])
        score = round(total / (total + rules.half), 3)
        holding.append(TopicScore(topic_id, score, tuple(why for _, why in points[:8])))
    holding.sort(key=lambda t: (-t.score, t.topic))
    return tuple(holding)
