"""Why an item was matched, classified and filed as it was: as data; `why_text` writes it out.

Everything is said in the article's own words with the canonical name beside them, and concepts in
the reader's language, so that somebody who cannot read the article can follow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.fold import fold
from newsroom.ledger import phrase_of
from newsroom.relevance import weigh
from newsroom.rivals import known_by, nearest_rival
from newsroom.scan import scan as scan_article
from newsroom.subject import Subject
from newsroom.topics import name_of_topic
from newsroom.why_text import write_why

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsroom.known import Known
    from newsroom.packs import Packs
    from newsroom.records import (
        Item,
        Mention,
        Move,
        SharedFeature,
        Source,
        Span,
        Story,
        StoryLink,
        WatchSpec,
    )
    from newsroom.relevance import Relevance
    from newsroom.rivals import Rival
    from newsroom.watches import Watches

_TERM = re.compile(r"\b(?:person|org|model|act):[a-z0-9.-]*[a-z0-9]")


@dataclass(frozen=True, slots=True)
class WatchReason:
    """A watch that matched, and on which words."""

    id: str
    name: str
    query: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Everything decided about one item, with its reasons."""

    item: Item
    source: str
    """The source's name."""
    watches: tuple[WatchReason, ...]
    relevance: Relevance
    """What speaks for and against its being about the watched people and plans, as of now."""
    entities: tuple[Mention, ...]
    moves: tuple[Move, ...]
    """Moves the item is evidence for."""
    other_moves: tuple[Move, ...]
    """Moves that only other items of its story tell of."""
    story: Story | None
    known_by: tuple[SharedFeature, ...]
    """What the story is about."""
    rival: Rival | None
    copied: Item | None
    """The item it is a copy of."""
    packs: Packs
    reader: str
    """The reader's first language."""

    @property
    def link(self) -> StoryLink | None:
        """What was decided about its story when it came in."""
        return self.item.link

    def as_json(self) -> dict[str, object]:
        """The `why` object of the command line."""
        return {
            "item": self.item.id,
            "watches": [
                {
                    "id": watch.id,
                    "name": watch.name,
                    "query": watch.query,
                    "spans": [
                        {**_span_shape(span), "term": span.term, "name": self.name(span.term)}
                        for span in watch.spans
                    ],
                }
                for watch in self.watches
            ],
            "relevance": {
                "points": self.relevance.points,
                "needed": self.relevance.needed,
                "relevant": self.item.relevant,
                "evidence": [
                    {"reason": why, "points": points} for why, points in self.relevance.evidence
                ],
            },
            "topics": [
                {
                    "topic": topic.topic,
                    "name": self.topic_name(topic.topic),
                    "score": topic.score,
                    "evidence": [self.in_words(evidence) for evidence in topic.evidence],
                }
                for topic in self.item.topics
            ],
            "entities": [
                {
                    "id": mention.entity,
                    "kind": mention.kind,
                    "name": self.packs.name_of(mention.entity, mention.kind),
                    **_span_shape(mention.span),
                }
                for mention in self.entities
            ],
            "moves": [self._move_shape(move) for move in self.moves],
            "copy_of": self.item.copy_of or None,
            "story": self._story_shape(),
        }

    def as_text(self, *, head: bool = True) -> str:
        """The same for reading."""
        return write_why(self, head=head)

    def _move_shape(self, move: Move) -> dict[str, object]:
        return {
            "id": move.id,
            "person": move.person,
            "name": self.person_name(move),
            "kind": move.kind,
            "from": move.origin or None,
            "to": move.destination or None,
            "status": move.status,
            "said": self.phrase(move),
            "quote": next((e.quote for e in move.evidence if e.item == self.item.id), None),
        }

    def _story_shape(self) -> dict[str, object] | None:
        link, rival = self.link, self.rival
        if link is None:
            return None
        runner_up: dict[str, object] | None = None
        if rival is not None:
            runner_up = {
                "id": rival.story.id,
                "headline": rival.story.headline,
                "score": rival.score,
                "shared": [self._feature_shape(each) for each in rival.shared],
                "own": [self._feature_shape(each) for each in rival.own],
                "verdict": rival.verdict,
            }
        elif link.runner_up:
            runner_up = {"id": link.runner_up, "score": link.runner_up_score}
        return {
            "id": link.story,
            "headline": self.story.headline if self.story else None,
            "score": link.score,
            "opened": not link.shared,
            "shared": [self._feature_shape(each) for each in link.shared],
            "known_by": [self._feature_shape(each) for each in self.known_by],
            "runner_up": runner_up,
        }

    def _feature_shape(self, shared: SharedFeature) -> dict[str, object]:
        return {
            "feature": shared.feature,
            "weight": shared.weight,
            "name": self.name(shared.feature),
        }

    def name(self, term: str) -> str:
        """A term or feature in the reader's words: "Guillaume Lample", "leave", "number 11"."""
        kind, _, rest = term.partition(":")
        match kind:
            case "person" | "org" | "model":
                return self.packs.name_of(rest, kind)
            case "act":
                concept = self.packs.concepts.get(rest)
                names = concept.names if concept else {}
                name = names.get(self.reader) or names.get("en") or rest
                return name if fold(name).replace(" ", "-") == rest else f"{name} (act:{rest})"
            case "n" if rest:
                return f"the number {rest}"
            case "name" if rest:
                return f"the name “{rest}”"
            case "copy" if rest:
                return f"the wording of {rest}"
            case _:
                return term

    def in_words(self, evidence: str) -> str:
        """Evidence with names in place of ids."""
        return _TERM.sub(lambda found: self.name(found.group()), evidence)

    def topic_name(self, topic: str) -> str:
        """A topic in the reader's language."""
        return name_of_topic(self.packs, topic, self.reader)

    def person_name(self, move: Move) -> str:
        """Who moves, by the name the packs know."""
        known = self.packs.people.get(move.person)
        return known.name if known else move.name

    def phrase(self, move: Move) -> str:
        """A move in words, by the name the packs know."""
        known = self.packs.people.get(move.person)
        said = phrase_of(move, self.packs)
        return known.name + said.removeprefix(move.name) if known else said


def _span_shape(span: Span) -> dict[str, object]:
    return {"field": span.field, "start": span.start, "end": span.end, "text": span.text}


def explain(
    item: Item,
    known: Known,
    watches: Watches,
    *,
    story_of: Callable[[str], Story | None] | None = None,
    copied: Item | None = None,
) -> Why:
    """Say why an item was matched, classified and filed as it was.

    The article is read again with the packs and watches as they are now; topics and story are those
    that were decided when it came in. A watch that matched then and no longer does has no spans.

    Args:
        item: The stored item, with its body.
        known: For its story, the moves and the nearest other story.
        watches: The watches, with packs and sources.
        story_of: Returns a story by its id, for those too old to be known; defaults to `known`.
        copied: The item it is a copy of, if it is one.
    """
    article, packs, link = item.article, watches.packs, item.link
    find = story_of or known.story
    source = watches.sources.get(article.source)
    scan = scan_article(
        article,
        packs,
        source.context if source else (),
        voice=source.name if source else "",
    )
    story = find(item.story) if item.story else None
    told = [m for i in (story.moves if story else ()) if (m := known.move(i)) is not None]
    mine = tuple(m for m in told if any(e.item == item.id for e in m.evidence))
    subject = Subject.of_article(
        article,
        scan,
        topics=item.topics,
        story=story,
        has_move=bool(mine),
        relevant=item.relevant,
    )
    near = watches.near(article, scan)
    languages = watches.policy.languages
    return Why(
        item=item,
        source=_name_of(source, article.outlet),
        watches=_reasons(item, watches, subject),
        relevance=weigh(
            article,
            scan,
            packs,
            told=_told(story, item),
            likeness=None if near is None else near.margin,
        ),
        entities=scan.mentions,
        moves=mine,
        other_moves=tuple(move for move in told if move not in mine),
        story=story,
        known_by=known_by(story, packs) if story else (),
        rival=nearest_rival(article, scan, link, known=known, packs=packs, story_of=find)
        if link
        else None,
        copied=copied,
        packs=packs,
        reader=languages[0] if languages else "en",
    )


def _told(story: Story | None, item: Item) -> float:
    """The share of the story's other articles that are relevant."""
    others = len(story.items) - 1 if story else 0
    return max(0, story.relevant - item.relevant) / others if story and others else 0.0


def _reasons(item: Item, watches: Watches, subject: Subject) -> tuple[WatchReason, ...]:
    now = {match.watch: match.spans for match in watches.match(subject)}
    specs = {compiled.spec.id: compiled.spec for compiled in watches.compiled}
    return tuple(
        WatchReason(watch, specs[watch].name, query_of(specs[watch]), now.get(watch, ()))
        for watch in dict.fromkeys((*item.watches, *now))
        if watch in specs
    )


def query_of(spec: WatchSpec) -> str:
    """What a watch asks for, as one line of the query language."""
    keywords = _any_of([f'"{k}"' if " " in fold(k) else k for k in spec.keywords])
    topics = _any_of([f"topic:{topic}" for topic in spec.topics])
    languages = _any_of([f"lang:{language}" for language in spec.languages])
    query = f"({spec.query})" if spec.query and keywords else spec.query
    parts = [keywords, query, topics, languages, *(f'-"{word}"' for word in spec.exclude)]
    return " ".join(part for part in parts if part) or "(anything)"


def _any_of(words: Sequence[str]) -> str:
    return f"({' OR '.join(words)})" if len(words) > 1 else "".join(words)


def _name_of(source: Source | None, outlet: str) -> str:
    return outlet or (source.name if source else "")
