"""Why an item was matched, classified and filed as it was: as data and as text.

Everything is said in the article's own words with the canonical name beside them, and concepts in
the reader's language, so that somebody who cannot read the article can follow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.scan import scan as scan_article
from newsroom.subject import Subject
from newsroom.topics import name_of_topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsroom.known import Known
    from newsroom.packs import Packs
    from newsroom.records import Item, Mention, Span, StoryLink, TopicScore
    from newsroom.watches import Watches

_TERM = re.compile(r"\b(?:person|org|model|act):[a-z0-9.-]*[a-z0-9]")
_CLASSES = {
    "person": "person",
    "org": "organisation",
    "model": "model",
    "n": "number",
    "name": "name",
    "copy": "copy of",
}


@dataclass(frozen=True, slots=True)
class WatchReason:
    """A watch that matched, and on which words."""

    id: str
    query: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Everything decided about one item, with its reasons."""

    item: str
    title: str
    language: str
    watches: tuple[WatchReason, ...]
    topics: tuple[TopicScore, ...]
    entities: tuple[Mention, ...]
    link: StoryLink | None
    headlines: tuple[tuple[str, str], ...]
    """Story id and headline of the item's story and of the runner-up."""
    packs: Packs
    reader: str
    """The reader's first language."""

    def as_json(self) -> dict[str, object]:
        """The `why` object of the command line."""
        link = self.link
        story = None
        if link is not None:
            runner = {"id": link.runner_up, "score": link.runner_up_score}
            story = {
                "id": link.story,
                "shared": [{"feature": s.feature, "weight": s.weight} for s in link.shared],
                "runner_up": runner if link.runner_up else None,
            }
        return {
            "item": self.item,
            "watches": [
                {
                    "id": w.id,
                    "query": w.query,
                    "spans": [
                        {
                            "field": s.field,
                            "start": s.start,
                            "end": s.end,
                            "text": s.text,
                            "term": s.term,
                        }
                        for s in w.spans
                    ],
                }
                for w in self.watches
            ],
            "topics": [
                {"topic": t.topic, "score": t.score, "evidence": list(t.evidence)}
                for t in self.topics
            ],
            "entities": [
                {
                    "id": m.entity,
                    "field": m.span.field,
                    "start": m.span.start,
                    "end": m.span.end,
                    "text": m.span.text,
                }
                for m in self.entities
            ],
            "story": story,
        }

    def as_text(self) -> str:
        """The same for reading: one reason a line."""
        lines = [f"{self.item}  {self.title}  [{self.language or '?'}]", ""]
        lines += self._watch_lines()
        lines += self._topic_lines()
        lines += self._entity_lines()
        lines += self._story_lines()
        return "\n".join(lines).rstrip() + "\n"

    def _watch_lines(self) -> list[str]:
        if not self.watches:
            return ["No watch matched.", ""]
        lines = []
        for watch in self.watches:
            lines.append(f"Watch {watch.id}: {watch.query}")
            seen = set()
            for span in watch.spans:
                words = f"  “{span.text}” in the {span.field}{self._gloss(span)}"
                if words not in seen:
                    lines.append(words)
                seen.add(words)
            lines.append("")
        return lines

    def _gloss(self, span: Span) -> str:
        """What a span stands for, in the reader's words."""
        return f" = {self.name(span.term)}" if span.term else ""

    def name(self, term: str) -> str:
        """A term or feature in the reader's words: "Guillaume Lample (person)"."""
        kind, _, rest = term.partition(":")
        match kind:
            case "person" | "org" | "model":
                return f"{self.packs.name_of(rest, kind)} ({_CLASSES[kind]})"
            case "act":
                concept = self.packs.concepts.get(rest)
                names = concept.names if concept else {}
                return f"{names.get(self.reader) or names.get('en') or rest} (act:{rest})"
            case _ if kind in _CLASSES and rest:
                return f"{_CLASSES[kind]} {rest}"
            case _:
                return term

    def _in_words(self, evidence: str) -> str:
        """Evidence with names in place of ids."""
        return _TERM.sub(lambda found: self.name(found.group()), evidence)

    def _topic_lines(self) -> list[str]:
        if not self.topics:
            return ["Topic: unclassified; nothing in it speaks clearly for one.", ""]
        lines = []
        for topic in self.topics:
            shown = name_of_topic(self.packs, topic.topic, self.reader)
            lines.append(f"Topic {shown}: {topic.score:.2f}")
            lines += [f"  {self._in_words(evidence)}" for evidence in topic.evidence]
        return [*lines, ""]

    def _entity_lines(self) -> list[str]:
        lines: dict[str, list[str]] = {}
        for mention in self.entities:
            spellings = lines.setdefault(f"{mention.kind}:{mention.entity}", [])
            if mention.span.text not in spellings:
                spellings.append(mention.span.text)
        if not lines:
            return ["It names nobody and nothing the packs know.", ""]
        shown = [
            f"  {self.name(term)}: {', '.join(f'“{s}”' for s in spellings)}"
            for term, spellings in lines.items()
        ]
        return ["Names:", *shown, ""]

    def _story_lines(self) -> list[str]:
        link = self.link
        if link is None:
            return ["Story: none; it names nothing watched."]
        headlines = dict(self.headlines)
        lines = [f"Story {link.story} “{headlines.get(link.story, '')}”"]
        if link.shared:
            lines.append(f"  fits with {link.score:.2f}; in common:")
            lines += [f"  {s.weight:5.2f}  {self.name(s.feature)}" for s in link.shared]
        else:
            lines.append("  this article opened it")
        if link.runner_up:
            other = headlines.get(link.runner_up, "")
            lines.append(f"  next best: {link.runner_up} “{other}” with {link.runner_up_score:.2f}")
        else:
            lines.append("  no other story came near")
        return lines


def explain(item: Item, known: Known, watches: Watches) -> Why:
    """Say why an item was matched, classified and filed as it was.

    The article is read again with the packs and watches as they are now; topics and story are those
    that were decided when it came in. A watch that matched then and no longer does has no spans.

    Args:
        item: The stored item.
        known: For the headlines of its story and the runner-up.
        watches: The watches, with packs and sources.
    """
    article, packs = item.article, watches.packs
    source = watches.sources.get(article.source)
    scan = scan_article(article, packs, source.context if source else ())
    subject = Subject.of_article(article, scan, topics=item.topics)
    now = {m.watch: m.spans for m in watches.match(subject)}
    specs = {c.spec.id: c.spec for c in watches.compiled}
    reasons = tuple(
        WatchReason(w, _query_of(w, specs[w].query, specs[w].keywords), now.get(w, ()))
        for w in dict.fromkeys((*item.watches, *now))
        if w in specs
    )
    link = item.link
    named = (link.story, link.runner_up) if link else ()
    headlines = tuple((i, s.headline) for i in named if (s := known.story(i)) is not None)
    languages: Sequence[str] = watches.policy.languages
    return Why(
        item=item.id,
        title=article.title,
        language=item.language,
        watches=reasons,
        topics=item.topics,
        entities=scan.mentions,
        link=link,
        headlines=headlines,
        packs=packs,
        reader=languages[0] if languages else "en",
    )


def _query_of(watch: str, query: str, keywords: Sequence[str]) -> str:
    """What a watch asks for, as one line."""
    if query:
        return query
    return " OR ".join(f'"{k}"' if " " in k else k for k in keywords) or f"(everything {watch})"
