"""What a query is asked of: an article while it is read, or an item that is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsroom.fold import fold, fold_map
from newsroom.records import Field, Scan

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence
    from datetime import datetime

    from newsroom.packs import Packs
    from newsroom.records import Article, EntityKind, Item, Mention, TopicScore

FIELDS: tuple[Field, ...] = ("title", "summary", "text")
"""The parts of an article that are searched, in this order."""


class Subject:
    """An article with what is known of it; everything costly is worked out when asked for.

    Make one with `of_article` or `of_item`. Keeping it between questions keeps its folded text.
    """

    __slots__ = (
        "_article",
        "_body",
        "_context",
        "_entities",
        "_folded",
        "_origins",
        "_packs",
        "_scan",
        "alerted",
        "concepts",
        "has_move",
        "language",
        "now",
        "read",
        "starred",
        "story",
        "topics",
        "unclassified",
        "watches",
    )

    def __init__(self, article: Article, now: datetime) -> None:
        self._article = article
        self._body: Callable[[str], str] | None = None
        self._context: tuple[str, ...] = ()
        self._entities: dict[EntityKind, frozenset[str]] = {}
        self._folded: dict[Field, str] = {}
        self._origins: dict[Field, list[int]] = {}
        self._packs: Packs | None = None
        self._scan: Scan | None = None
        self.now = now
        """What durations in a query count back from."""
        self.language = article.language_hint
        self.topics: frozenset[str] = frozenset()
        self.concepts: frozenset[str] = frozenset()
        """Ids of the concepts found anywhere in the article."""
        self.watches: tuple[str, ...] = ()
        self.story = ""
        self.read = False
        self.starred = False
        self.alerted = False
        self.unclassified = False
        self.has_move = False

    @classmethod
    def of_article(
        cls,
        article: Article,
        scan: Scan,
        topics: Iterable[TopicScore | str] = (),
        *,
        story: str = "",
        has_move: bool = False,
        now: datetime | None = None,
    ) -> Subject:
        """Return the subject of an article that is being read.

        Args:
            article: The article, with its whole text.
            scan: What was found in it.
            topics: Its topics.
            story: The story it belongs to, if that is known.
            has_move: Whether it tells of a move.
            now: Defaults to when the article was first seen.
        """
        subject = cls(article, now or article.first_seen)
        subject._scan = scan
        subject.language = scan.language
        subject.topics = frozenset(t if isinstance(t, str) else t.topic for t in topics)
        subject.concepts = frozenset(hit.concept for hit in scan.concepts)
        subject.story = story
        subject.has_move = has_move
        subject.unclassified = bool(scan.mentions) and not subject.topics
        return subject

    @classmethod
    def of_item(
        cls,
        item: Item,
        packs: Packs,
        *,
        now: datetime | None = None,
        text_of: Callable[[str], str] | None = None,
        moved: Container[str] = (),
        context: Sequence[str] = (),
    ) -> Subject:
        """Return the subject of a stored item.

        Args:
            item: The item; what was understood of it is believed.
            packs: For questions that need its text read again.
            now: What durations count back from; defaults to when the item was first seen.
            text_of: Returns an item's body by its id, if the item itself does not carry it.
            moved: Ids of stories, or of items, that tell of a move.
            context: What may be taken for granted at its source.
        """
        subject = cls(item.article, now or item.article.first_seen)
        subject._packs = packs
        subject._body = text_of
        subject._context = tuple(context)
        subject._entities = {
            "person": frozenset(item.people),
            "org": frozenset(item.orgs),
            "model": frozenset(item.models),
        }
        subject.language = item.language
        subject.topics = frozenset(score.topic for score in item.topics)
        subject.concepts = frozenset(item.concepts)
        subject.watches = item.watches
        subject.story = item.story
        subject.read = item.read
        subject.starred = item.starred
        subject.alerted = item.alerted
        subject.unclassified = item.unclassified
        subject.has_move = item.id in moved or bool(item.story and item.story in moved)
        return subject

    @property
    def source(self) -> str:
        """Id of the source."""
        return self._article.source

    @property
    def first_seen(self) -> datetime:
        """When the article was first held."""
        return self._article.first_seen

    @property
    def scan(self) -> Scan:
        """What was found in the text; a stored item is scanned on the first question."""
        if self._scan is None:
            if self._packs is None:
                self._scan = Scan(language=self.language)
            else:
                from newsroom.scan import scan

                article = replace(self._article, text=self.text("text"))
                self._scan = scan(article, self._packs, self._context)
        return self._scan

    def text(self, field: Field) -> str:
        """Return one field as it was written."""
        if field == "title":
            return self._article.title
        if field == "summary":
            return self._article.summary
        if not self._article.text and self._body is not None:
            body, self._body = self._body, None
            self._article = replace(self._article, text=body(self._article.id))
        return self._article.text

    def folded(self, field: Field) -> str:
        """Return one field folded for searching."""
        if field not in self._folded:
            self._folded[field] = fold(self.text(field))
        return self._folded[field]

    def origin(self, field: Field) -> list[int]:
        """Return the map from the folded field back to what was written."""
        if field not in self._origins:
            self._origins[field] = fold_map(self.text(field))[1]
        return self._origins[field]

    def entities(self, kind: EntityKind) -> frozenset[str]:
        """Return the ids of the people, organisations or models it names."""
        if kind not in self._entities:
            self._entities[kind] = frozenset(
                mention.entity for mention in self.scan.mentions if mention.kind == kind
            )
        return self._entities[kind]

    def mentions(self, kind: EntityKind, ids: frozenset[str]) -> list[Mention]:
        """Return where it names one of these entities."""
        return [
            mention
            for mention in self.scan.mentions
            if mention.kind == kind and mention.entity in ids
        ]
