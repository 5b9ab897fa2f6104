"""One document to entries: what every format has in common, and where its strings are cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsroom.clean import clean
from newsroom.links import safe_link, unwrap
from newsroom.records import Entry, Wishes
from watchers.dates import read_date
from watchers.markup import bare_text, language_code, plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MAX_ENTRIES = 5000
"""Entries taken from one document; the longest real feed measured holds 827."""
MAX_TITLE = 300
MAX_SUMMARY = 1000
MAX_TEXT = 20_000
_MAX_GUID = 1000
_MAX_NAME = 150


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as its format holds it: nothing cleaned, nothing resolved."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    dates: tuple[str, ...] = ()
    """The best first."""
    author: str = ""
    language: str = ""
    outlet: str = ""
    plain_title: bool = False
    """The format says that the title holds no markup."""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed as its format holds it."""

    version: str = ""
    title: str = ""
    language: str = ""
    entries: tuple[RawEntry, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    """How often it wants to be asked."""


def clean_entries(raw: Sequence[RawEntry], base: str) -> tuple[Entry, ...]:
    """Clean entries: the border every string of a feed passes.

    An entry with neither title, link nor text is dropped.

    Args:
        raw: As the format holds them.
        base: Address of the document, for relative links.
    """
    entries = (_cleaned(entry, base) for entry in raw[:MAX_ENTRIES])
    return tuple(entry for entry in entries if entry.title or entry.link or entry.summary)


def _cleaned(raw: RawEntry, base: str) -> Entry:
    title = (
        clean(raw.title, limit=MAX_TITLE)
        if raw.plain_title and "&" not in raw.title
        else plain_text(raw.title, limit=MAX_TITLE)
    )
    said = bare_text(raw.summary)
    summary = clean(said, limit=MAX_SUMMARY)
    longest = max(raw.content, raw.summary, key=len)
    bare = said if longest == raw.summary else bare_text(longest)
    text = clean(bare, limit=MAX_TEXT, lines=True)
    if not summary:
        summary = clean(text, limit=MAX_SUMMARY)
    return Entry(
        guid=clean(raw.guid, limit=_MAX_GUID),
        link=unwrap(safe_link(raw.link, base)) if raw.link.strip() else "",
        title=title,
        summary=summary,
        text=text if len(text) > len(summary) else "",
        published=_published(raw.dates),
        author=plain_text(raw.author, limit=_MAX_NAME),
        language=language_code(raw.language),
        outlet=plain_text(raw.outlet, limit=_MAX_NAME),
    )


def _published(dates: tuple[str, ...]) -> datetime | None:
    for said in dates:
        date = read_date(said[:200]) if said else None
        if date is not None:
            return date
    return None
