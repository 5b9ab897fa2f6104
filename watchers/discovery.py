"""What lies behind an address: a feed, or a page that names some."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsroom.errors import WorkerFailed
from newsroom.records import SourceState
from watchers.addresses import host_of, may_lead, origin_of, reach_of, without_login
from watchers.asking import Asking, ask
from watchers.fetch import Fetcher
from watchers.health import missing_contact, no_feed, waits
from watchers.kinds import address_of
from watchers.outcomes import asked_once
from watchers.parsing import Parser

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from newsroom.records import Entry, Source
    from watchers.parsed import Parsed

MOST_FEEDS = 12
"""Feeds of one site that are looked at: some name one for every writer."""
_WEEK = timedelta(weeks=1)
_USUAL_PATHS = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml")
"""Where WordPress, Hugo, Jekyll, Ghost and their kin put a site's feed."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found at one address."""

    url: str
    """Where the answer came from."""
    title: str = ""
    feeds: tuple[str, ...] = ()
    """Addresses of feeds, the best first; `url` itself if it is one."""
    entries: tuple[Entry, ...] = ()
    """What the first feed holds now."""
    language: str = ""
    """ISO 639-1, as declared or as found in its titles; empty when unknown."""
    error: str = ""
    """Why nothing was found, as one sentence."""

    @property
    def newest(self) -> datetime | None:
        """Date of the newest entry; None where none is dated."""
        return max((e.published for e in self.entries if e.published is not None), default=None)

    @property
    def per_week(self) -> float | None:
        """How many entries come in a week, by their dates; None where fewer than two have one."""
        dates = sorted(e.published for e in self.entries if e.published is not None)
        if len(dates) < 2 or dates[0] == dates[-1]:
            return None
        return (len(dates) - 1) * (_WEEK / (dates[-1] - dates[0]))


async def discover(
    url: str,
    *,
    user_agent: str,
    now: datetime,
    fetcher: Fetcher | None = None,
    parser: Parser | None = None,
) -> Discovery:
    """Look behind an address.

    Args:
        url: http or https; without a scheme, https is meant.
        user_agent: Who asks.
        now: UTC.
        fetcher: Who asks; for tests.
        parser: Who reads; for tests.
    """
    fetcher, parser = fetcher or Fetcher(user_agent), parser or Parser()
    address = url if "://" in url else f"https://{url}"
    try:
        return await _look(address, fetcher, parser, now, depth=1)
    finally:
        await parser.aclose()
        await fetcher.aclose()


async def discover_feeds(
    url: str,
    *,
    user_agent: str,
    now: datetime,
    told: Callable[[str], None],
    fetcher: Fetcher | None = None,
    parser: Parser | None = None,
) -> tuple[Discovery, ...]:
    """Look behind an address, and at every feed that is found there.

    Args:
        url: http or https; without a scheme, https is meant.
        user_agent: Who asks.
        now: UTC.
        told: Hears what is being done, in a short line each.
        fetcher: Who asks; for tests.
        parser: Who reads; for tests.

    Returns:
        One for each feed, the best first, at most `MOST_FEEDS`, each with itself as its only feed;
        where there is none, what is there instead, with its error.
    """
    fetcher, parser = fetcher or Fetcher(user_agent), parser or Parser()
    address = url if "://" in url else f"https://{url}"
    told(f"Asking {origin_of(address)} …")
    try:
        first = await _look(address, fetcher, parser, now, depth=1)
        if not first.feeds:
            return (first,)
        feeds, found = first.feeds[:MOST_FEEDS], []
        for number, feed in enumerate(feeds, 1):
            if number == 1 and first.entries:
                found.append(replace(first, url=feed, feeds=(feed,)))
                continue
            told(f"Reading feed {number} of {len(feeds)} at {origin_of(feed)} …")
            one = await _look(feed, fetcher, parser, now, depth=0)
            found.append(replace(one, feeds=(feed,)) if one.error else one)
    finally:
        await parser.aclose()
        await fetcher.aclose()
    return tuple(found)


async def discover_source(
    source: Source,
    *,
    user_agent: str,
    contact: bool = False,
    clock: Callable[[], datetime],
    fetcher: Fetcher | None = None,
    parser: Parser | None = None,
) -> Discovery:
    """Ask a configured source once, without storing anything.

    Args:
        source: As configured, of any kind.
        user_agent: Who asks.
        contact: It says whom to write to.
        clock: The time in UTC.
        fetcher: Who asks; for tests.
        parser: Who reads; for tests.
    """
    (found,) = await discover_sources(
        (source,),
        user_agent=user_agent,
        contact=contact,
        clock=clock,
        told=lambda _: None,
        fetcher=fetcher,
        parser=parser,
    )
    return found


async def discover_sources(
    sources: Sequence[Source],
    *,
    user_agent: str,
    contact: bool = False,
    clock: Callable[[], datetime],
    told: Callable[[str], None],
    fetcher: Fetcher | None = None,
    parser: Parser | None = None,
) -> tuple[Discovery, ...]:
    """Ask sources once, one after another, without storing anything; else as `discover_source`.

    Args:
        sources: As configured, or as they would be.
        user_agent: Who asks.
        contact: It says whom to write to.
        clock: The time in UTC.
        told: Hears whom is asked, in a short line each.
        fetcher: Who asks; for tests.
        parser: Who reads; for tests.
    """
    asking = Asking(fetcher or Fetcher(user_agent), parser or Parser(), clock)
    found = []
    try:
        for number, source in enumerate(sources, 1):
            told(f"Asking {number} of {len(sources)}, {source.name} …")
            found.append(await _ask_once(source, asking, contact=contact))
    finally:
        await asking.parser.aclose()
        await asking.fetcher.aclose()
    return tuple(found)


async def _ask_once(source: Source, asking: Asking, *, contact: bool) -> Discovery:
    address = without_login(address_of(source))
    if waits(source, contact=contact):
        return Discovery(address, source.name, error=missing_contact(source))
    answer = await ask(source, SourceState(source.id), asking)
    if answer.parsed is None or answer.error:
        return Discovery(address, source.name, error=asked_once(answer.error))
    parsed = answer.parsed
    return Discovery(address, source.name, (address,), parsed.entries, _language_of(parsed))


async def _look(
    url: str, fetcher: Fetcher, parser: Parser, now: datetime, *, depth: int
) -> Discovery:
    fetched = await fetcher.fetch(url, now=now)
    if fetched.verdict != "ok":
        return Discovery(fetched.final_url, error=asked_once(fetched.error))
    final = fetched.final_url
    try:
        parsed = await parser.parse(fetched.body, fetched.content_type, final)
    except WorkerFailed as error:
        return Discovery(final, error=f"{origin_of(final)} cannot be read: {error}.")
    if parsed.kind == "feed":
        return Discovery(final, parsed.title, (final,), parsed.entries, _language_of(parsed))
    feeds = _allowed(final, parsed.feeds)
    if not feeds or not depth:
        guessed = await _guess(final, fetcher, parser, now) if depth and not parsed.wall else None
        return guessed or Discovery(
            final, parsed.title, error=no_feed(final, parsed, searched=True)[1]
        )
    first = await _look(feeds[0], fetcher, parser, now, depth=depth - 1)
    best = first.feeds or feeds[:1]
    return Discovery(
        final,
        title=first.title or parsed.title,
        feeds=tuple(dict.fromkeys((*best, *feeds[1:]))),
        entries=first.entries,
        language=first.language or parsed.language,
    )


def _allowed(page: str, feeds: Sequence[str]) -> tuple[str, ...]:
    """Those of the feeds a page names that it may lead to: a public one to none inside."""
    here = reach_of(host_of(page))
    return tuple(feed for feed in feeds if may_lead(here, reach_of(host_of(feed))))


async def _guess(url: str, fetcher: Fetcher, parser: Parser, now: datetime) -> Discovery | None:
    """Try where sites keep a feed that their pages do not name."""
    for path in _USUAL_PATHS:
        found = await _look(urljoin(url, path), fetcher, parser, now, depth=0)
        if found.feeds:
            return found
    return None


def _language_of(parsed: Parsed) -> str:
    from newsroom.language import detect

    if parsed.language:
        return parsed.language
    found = Counter(detect(entry.title) for entry in parsed.entries[:30] if entry.title)
    return found.most_common(1)[0][0] if found else ""
