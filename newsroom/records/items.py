"""What is kept of an article, and what a reader made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsroom.records.alerts import Due
    from newsroom.records.articles import Article, FullText
    from newsroom.records.moves import Move
    from newsroom.records.scans import TopicScore
    from newsroom.records.stories import Review, Story, StoryLink
    from newsroom.records.watches import WatchMatch


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user said an article is about: an example for those that read like it."""

    id: str
    title: str
    topics: tuple[str, ...] = ()
    """Empty: about none of them."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user decided about stories by hand, as everything it changes."""

    stories: tuple[Story, ...] = ()
    """Stories as they stand afterwards."""
    united: tuple[tuple[str, str], ...] = ()
    """Stories that are one now: the id that is gone and the id it has."""
    moves: tuple[Move, ...] = ()
    reviews: tuple[Review, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Articles of which the user says no more what they are about."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the desk understood of one article, and what that changes."""

    article: Article
    language: str = ""
    people: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    acting: tuple[str, ...] = ()
    """Where its concepts stand: "leave" for one in the title, "leave org:meta person:x" for one in
    sentences that name these, "leave -" for one in sentences that name nobody."""
    topics: tuple[TopicScore, ...] = ()
    unclassified: bool = False
    relevant: bool = False
    """Whether it is about the subject's people or plans."""
    matches: tuple[WatchMatch, ...] = ()
    link: StoryLink | None = None
    copy_of: str = ""
    """Id of the item of another source that this is a near-identical copy of; empty if none."""
    stories: tuple[Story, ...] = ()
    """Stories as they stand after this article."""
    moves: tuple[Move, ...] = ()
    """Moves as they stand after this article."""
    due: tuple[Due, ...] = ()
    """What is to be told because of this article."""
    united: tuple[tuple[str, str], ...] = ()
    """Stories that turned out to be one: the id that is gone and the id it has now."""
    reviews: tuple[Review, ...] = ()
    """Items read before whose story or topics this article changes."""
    facts: tuple[str, ...] = ()
    """The facts it tells that can be news, as its story stood after it, how well founded that was
    if not just reported, and how many voices said it if not one: "move:...", "sources:3",
    "official", "status:rumoured", "voices:2". Read again: only what it says itself, moves and
    "official"."""


@dataclass(frozen=True, slots=True)
class Item:
    """A stored article with what was understood of it and the user's marks."""

    article: Article
    language: str = ""
    people: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    acting: tuple[str, ...] = ()
    """Where its concepts stand, see `Reading.acting`."""
    topics: tuple[TopicScore, ...] = ()
    unclassified: bool = False
    relevant: bool = False
    watches: tuple[str, ...] = ()
    story: str = ""
    """Empty when the item names nothing watched."""
    link: StoryLink | None = None
    copy_of: str = ""
    facts: tuple[str, ...] = ()
    """What it told that could be news when it came, see `Reading.facts`."""
    copies: int = 0
    read: bool = False
    starred: bool = False
    alerted: bool = False

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def full_text(self) -> FullText | None:
        """What came of fetching the article's page; None: never tried."""
        return self.article.full_text
