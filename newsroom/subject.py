"""What a query is asked of: an article while it is read, or an item that is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsroom.fold import fold, fold_map
from newsroom.patterns import SECONDS
from newsroom.records import Field, Scan

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence
    from datetime import datetime

    from newsroom.packs import Packs
    from newsroom.patterns import Pattern
    from newsroom.records import (
        Article,
        EntityKind,
        Item,
        Mention,
        Status,
        Story,
        TopicScore,
    )

FIELDS: tuple[Field, ...] = ("title", "summary", "text")
"""The parts of an article that are searched, in this order."""
_SHARES: dict[Field, float] = {"title": 0.2, "summary": 0.3, "text": 0.5}
"""How the time a pattern has for an article is divided among its fields."""


class Subject:
    """An article with what is known of it; everything costly is worked out when asked for.

    Make one with `of_article` or `of_item`. Keeping it between questions keeps its folded text.
    """

    __slots__ = (
        "_article",
        "_body",
        "_context",
        "_folded",
        "_has_move",
        "_item",
        "_origins",
        "_packs",
        "_places",
        "_relevant",
        "_scan",
        "_status",
        "_story",
        "_story_id",
        "_topics",
        "_watches",
        "now",
    )

    def __init__(self, article: Article, now: datetime) -> None:
        # A hundred thousand of these are made for one key press: nothing is built before it is
        # asked for.
        self._article = article
        self._body: Callable[[str], str] | None = None
        self._context: Sequence[str] = ()
        self._folded: dict[Field, str] | None = None
        self._has_move = False
        self._item: Item | None = None
        self._origins: dict[Field, list[int]] | None = None
        self._packs: Packs | None = None
        self._relevant = False
        self._places: dict[tuple[Field, str], tuple[tuple[int, int], ...]] | None = None
        self._scan: Scan | None = None
        self._status: Callable[[], Status] | None = None
        self._story: Story | Callable[[str], Story | None] | None = None
        self._story_id = ""
        self._topics: frozenset[str] | None = None
        self._watches: tuple[str, ...] = ()
        self.now = now
        """What durations in a query count back from."""

    @classmethod
    def of_article(
        cls,
        article: Article,
        scan: Scan,
        topics: Iterable[TopicScore | str] = (),
        *,
        story: Story | None = None,
        status: Callable[[], Status] | None = None,
        has_move: bool = False,
        relevant: bool = False,
        now: datetime | None = None,
    ) -> Subject:
        """Return the subject of an article that is being read.

        Args:
            article: The article, with its whole text.
            scan: What was found in it.
            topics: Its topics.
            story: The story it belongs to, as known without this article; None: a new one.
            status: Answers how well the article by itself is founded, for one without a story;
                without it, it counts as reported.
            has_move: Whether it tells of a move.
            relevant: Whether it is about the watched people or plans.
            now: Defaults to when the article was first seen.
        """
        subject = cls(article, now or article.first_seen)
        subject._scan = scan
        subject._topics = frozenset(t if isinstance(t, str) else t.topic for t in topics)
        subject._story = story
        subject._story_id = story.id if story else ""
        subject._status = status
        subject._has_move = has_move
        subject._relevant = relevant
        return subject

    @classmethod
    def of_item(
        cls,
        item: Item,
        packs: Packs,
        *,
        now: datetime | None = None,
        text_of: Callable[[str], str] | None = None,
        story_of: Callable[[str], Story | None] | None = None,
        moved: Container[str] = (),
        context: Sequence[str] = (),
    ) -> Subject:
        """Return the subject of a stored item.

        Args:
            item: The item; what was understood of it is believed.
            packs: For questions that need its text read again.
            now: What durations count back from; defaults to when the item was first seen.
            text_of: Returns an item's body by its id, if the item itself does not carry it.
            story_of: Returns a story by its id; without it, every story has one source and is
                reported.
            moved: Ids of stories, or of items, that tell of a move.
            context: What may be taken for granted at its source.
        """
        subject = cls(item.article, now or item.article.first_seen)
        subject._item = item
        subject._packs = packs
        subject._body = text_of
        subject._context = context
        subject._story = story_of
        subject._story_id = item.story
        subject._watches = item.watches
        subject._has_move = bool(moved) and (item.id in moved or item.story in moved)
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
    def language(self) -> str:
        """ISO 639-1, empty if it could not be told."""
        return self._item.language if self._item else self.scan.language

    @property
    def topics(self) -> frozenset[str]:
        """Ids of the topics that hold."""
        if self._topics is None:
            scores = self._item.topics if self._item else ()
            self._topics = frozenset(score.topic for score in scores)
        return self._topics

    @property
    def concepts(self) -> Container[str]:
        """Ids of the concepts found anywhere in the article."""
        return self._item.concepts if self._item else {hit.concept for hit in self.scan.concepts}

    @property
    def acting(self) -> tuple[str, ...]:
        """Where its concepts stand, see `Reading.acting`; empty where only its text says so."""
        return self._item.acting if self._item else ()

    @property
    def watches(self) -> tuple[str, ...]:
        """Ids of the watches it matched; while it is read, of those asked so far."""
        return self._watches

    def add_watch(self, watch: str) -> None:
        """Note that it matched a watch."""
        if watch not in self._watches:
            self._watches = (*self._watches, watch)

    @property
    def story(self) -> str:
        """Id of the story it belongs to, or empty."""
        return self._story_id

    def _whole_story(self) -> Story | None:
        if callable(self._story):
            self._story = self._story(self._story_id) if self._story_id else None
        return self._story

    @property
    def independent_sources(self) -> int:
        """How many independent sources tell its story; 1 where it has none yet."""
        story = self._whole_story()
        return story.independent_sources if story else 1

    @property
    def status(self) -> Status | None:
        """How well its story is founded; None for an item that belongs to none.

        While an article is read that opens a story: how well the article is founded.
        """
        story = self._whole_story()
        if story is not None:
            return story.status
        if self._item is not None and not self._story_id:
            return None
        return self._status() if self._status else "reported"

    @property
    def has_move(self) -> bool:
        """Whether it, or its story, tells of a move."""
        return self._has_move

    @property
    def read(self) -> bool:
        """Whether the user has read it."""
        return bool(self._item and self._item.read)

    @property
    def starred(self) -> bool:
        """Whether the user has starred it."""
        return bool(self._item and self._item.starred)

    @property
    def alerted(self) -> bool:
        """Whether the user was told of it."""
        return bool(self._item and self._item.alerted)

    @property
    def unclassified(self) -> bool:
        """Whether it names something watched and has no topic."""
        if self._item:
            return self._item.unclassified
        return bool(self.scan.mentions) and not self.topics

    @property
    def relevant(self) -> bool:
        """Whether it is about the watched people or plans."""
        return self._item.relevant if self._item else self._relevant

    @property
    def scan(self) -> Scan:
        """What was found in the text; a stored item is scanned on the first question."""
        if self._scan is None:
            if self._packs is None:
                self._scan = Scan(language=self._article.language_hint)
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
        if self._folded is None:
            self._folded = {}
        if field not in self._folded:
            self._folded[field] = fold(self.text(field))
        return self._folded[field]

    def origin(self, field: Field) -> list[int]:
        """Return the map from the folded field back to what was written."""
        if self._origins is None:
            self._origins = {}
        if field not in self._origins:
            self._origins[field] = fold_map(self.text(field))[1]
        return self._origins[field]

    def places(self, field: Field, pattern: Pattern) -> tuple[tuple[int, int], ...]:
        """Return where a pattern matches in one field; it is looked for once.

        Raises:
            PatternTimeout: It takes too long.
        """
        if self._places is None:
            self._places = {}
        key = (field, pattern.source)
        if key not in self._places:
            text = self.text(field)
            self._places[key] = pattern.places(text, SECONDS * _SHARES[field]) if text else ()
        return self._places[key]

    def names_any(self, kind: EntityKind, ids: frozenset[str]) -> bool:
        """Say whether it names one of these people, organisations or models."""
        if self._item is None:
            return any(m.kind == kind and m.entity in ids for m in self.scan.mentions)
        if kind == "person":
            return not ids.isdisjoint(self._item.people)
        return not ids.isdisjoint(self._item.orgs if kind == "org" else self._item.models)

    def mentions(self, kind: EntityKind, ids: frozenset[str]) -> list[Mention]:
        """Return where it names one of these entities."""
        if not self.names_any(kind, ids):
            return []
        return [
            mention
            for mention in self.scan.mentions
            if mention.kind == kind and mention.entity in ids
        ]
