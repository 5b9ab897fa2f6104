"""What a document turned out to be: the record between the parsing process and everybody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from newsroom.records import Wishes

if TYPE_CHECKING:
    from newsroom.records import Entry, PageVerdict, SourceHealth

DocumentKind = Literal["feed", "page", "empty", "other"]
"""A feed; a web page; nothing at all; anything else."""
Wall = Literal["", "login", "blocked"]
"""What stands before a page's content: a login, a challenge or consent question, or nothing."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One document, read and cleaned."""

    kind: DocumentKind
    entries: tuple[Entry, ...] = ()
    """In the document's order."""
    title: str = ""
    language: str = ""
    """The document's own declaration, ISO 639-1, or empty."""
    whole: bool = True
    """False when the end is missing: entries may be taken, validators must not be kept."""
    feeds: tuple[str, ...] = ()
    """Addresses of feeds that a page names."""
    wall: Wall = ""
    version: str = ""
    """The format: "rss20", "atom10", "rss10", "json11" and so on."""
    wishes: Wishes = field(default_factory=Wishes)
    """How often it wants to be asked."""
    refusal: str = ""
    """Why there is nothing to take from it, where it can be told: the end of a sentence that begins
    with who answered."""
    health: SourceHealth = "broken"
    """What that means for the source."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one article, read and cleaned."""

    verdict: PageVerdict
    text: str = ""
    """The article, paragraphs apart by an empty line; its beginning for "paywall"; else empty."""
    language: str = ""
    """The page's own declaration, ISO 639-1, or empty."""
