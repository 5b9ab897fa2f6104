"""What a source published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records.kinds import PageVerdict


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, cleaned, not yet known to be new."""

    guid: str = ""
    link: str = ""
    """Absolute http(s) address or empty."""
    title: str = ""
    summary: str = ""
    text: str = ""
    """Full content where the feed carries it, as plain text."""
    published: datetime | None = None
    author: str = ""
    language: str = ""
    """The feed's declaration, ISO 639-1, or empty."""
    outlet: str = ""
    """Who published it, where the feed is only an aggregator."""


@dataclass(frozen=True, slots=True)
class FullText:
    """What came of fetching an article's own page."""

    verdict: PageVerdict
    at: datetime
    """Of the last try, UTC."""
    url: str = ""
    """Where the page was found, redirects followed."""
    characters: int = 0
    """Length of the text that was kept; 0 if none was."""
    tries: int = 1
    note: str = ""
    """The cause in one clean sentence, where the verdict leaves it open."""


@dataclass(frozen=True, slots=True)
class Article:
    """An entry with its identity and its two times: what the desk reads."""

    id: str
    source: str
    url: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""
    author: str = ""
    outlet: str = ""
    language_hint: str = ""
    published: datetime | None = None
    """The feed's own date, if it gave one."""
    first_seen: datetime = field(kw_only=True)
    """When llamawatch first held it: decides what is new."""
    event_time: datetime | None = None
    """When it happened as far as known: decides which story it may belong to. None: undated."""
    keys: tuple[str, ...] = ()
    """Identity keys within the source: guid, canonical link, folded title where that counts."""
    version: int = 1
    """2 and more when the source re-sent the item with another text."""
    alertable: bool = True
    """False for what a first poll (or one after a long absence) found already old."""
    backlog: bool = False
    """True for what a first poll, or one after a long absence, brought."""
    full_text: FullText | None = None
    """What came of fetching its page; its text then is `text`. None: never tried."""
