"""What may be made a source: feeds behind an address, searches for words, as a person chooses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from newsroom.links import canonical
from newsroom.records import Source
from watchers.addresses import without_login
from watchers.kinds import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from watchers.discovery import Discovery

_TOP_LEVEL: Final = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]+", re.IGNORECASE)
"""The last label of a name on the web: letters of any script."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that may be made a source, and what it answers now."""

    values: Mapping[str, Any] = field(hash=False)
    """Its keys in config.toml."""
    items: int = 0
    language: str = ""
    """ISO 639-1; "" when unknown."""
    headline: str = ""
    """Of its newest entry; "" if it has none."""
    newest: datetime | None = None
    """When that was published; None where it is not dated."""
    per_week: float | None = None
    error: str = ""
    """Why it could not be read, as one sentence."""
    known: str = ""
    """Id of the source that asks the same already; "" if none does."""

    @property
    def name(self) -> str:
        """What it would be called."""
        return str(self.values["name"])

    @property
    def address(self) -> str:
        """Where it is asked, as it may be shown: without a login; of a search, its name."""
        return without_login(str(self.values.get("url", ""))) or self.name


@dataclass(frozen=True, slots=True)
class Findings:
    """What lies behind what somebody typed."""

    found: tuple[Finding, ...] = ()
    problem: str = ""
    """Where nothing was found: why, and what to do."""
    page: Mapping[str, Any] | None = field(default=None, hash=False)
    """Of a web page without a feed: the keys it has as a source of kind page, but the selector."""


def is_address(typed: str) -> bool:
    """Whether somebody typed an address or the name of a site, and not words to search for."""
    if "://" in typed:
        return True
    if not typed or any(char.isspace() for char in typed):
        return False
    host, _, port = re.split(r"[/?#]", typed, maxsplit=1)[0].rpartition("@")[2].partition(":")
    if host == "localhost" or (port.isdecimal() and host):
        return True
    try:
        ip_address(host)
    except ValueError:
        first, _, last = host.rpartition(".")
        return bool(first) and _TOP_LEVEL.fullmatch(last) is not None
    return True


def searches(words: str, languages: Iterable[str]) -> tuple[dict[str, str], ...]:
    """The searches that words may be made: the news in every language, and Hacker News.

    Args:
        words: What to search for.
        languages: ISO 639-1, those the reader reads.

    Returns:
        Keys of a source in config.toml, one each.
    """
    news = [
        {
            "name": f"Google News: {words} ({language})",
            "kind": "google-news",
            "query": words,
            "edition": "en-US" if language == "en" else language,
            "language": language,
        }
        for language in dict.fromkeys(languages)
    ]
    hacker = {"name": f"Hacker News: {words}", "kind": "hacker-news", "query": words}
    return (*news, {**hacker, "language": "en"})


def finding_of(values: Mapping[str, Any], looked: Discovery, sources: Iterable[Source]) -> Finding:
    """Something found, as it is offered.

    Args:
        values: Its keys in config.toml.
        looked: What was there when it was asked.
        sources: As configured.
    """
    first = max(
        looked.entries,
        key=lambda entry: entry.published.timestamp() if entry.published else 0.0,
        default=None,
    )
    return Finding(
        values=values,
        items=len(looked.entries),
        language=looked.language or str(values.get("language", "")),
        headline=first.title if first else "",
        newest=looked.newest,
        per_week=looked.per_week,
        error=looked.error,
        known=_asked_by(values, sources),
    )


def as_source(values: Mapping[str, Any]) -> Source:
    """The source that keys of config.toml would be, before it has an id."""
    common = {key: values[key] for key in ("name", "url", "kind", "language") if key in values}
    options = {key: value for key, value in values.items() if key not in common}
    return Source(id="", options=options, **common)


def _asked_by(values: Mapping[str, Any], sources: Iterable[Source]) -> str:
    wanted = canonical(address_of(as_source(values)))
    return next((one.id for one in sources if canonical(address_of(one)) == wanted), "")
