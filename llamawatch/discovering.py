"""New sources for a session: what lies behind an address, searches, lists of feeds."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsroom.counting import counted
from newsroom.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from newsroom.records import Source
    from store.settings import Config
    from watchers.findings import Finding, Findings
    from watchers.opml import Outline, Sorted

_NO_FEED = (
    "Give the address of the feed itself; where only a program can fetch it, write a source of "
    "kind command in config.toml."
)
"""What to do where an address has no feed."""
_A_PAGE = "Or make its links a source of kind page: ctrl+l asks for a selector."
"""What to do where it is a page without one."""


class Discovering:
    """Finds sources and takes them into config.toml."""

    config: Config
    clock: Callable[[], datetime]

    async def add_many(self, array: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add several tables to config.toml, written beside the event loop."""
        raise NotImplementedError

    async def look_behind(self, typed: str, told: Callable[[str], None]) -> Findings:
        """Look for what may be made a source: behind an address, or by searching for words."""
        from watchers.findings import Findings, is_address

        typed = " ".join(typed.split())
        if not typed:
            return Findings(problem="Type an address, the name of a site, or words to search for.")
        if is_address(typed):
            return await self._feeds(typed, told)
        return await self._searches(typed, told)

    async def _feeds(self, address: str, told: Callable[[str], None]) -> Findings:
        from llamawatch.user_agent import compose_user_agent
        from watchers.discovery import discover_feeds
        from watchers.findings import Findings, finding_of

        agent = compose_user_agent(self.config)
        looked = await discover_feeds(address, user_agent=agent, now=self.clock(), told=told)
        first = looked[0]
        if not first.feeds:
            # Whatever has a title was read, and is a page.
            page = {"name": first.title, "kind": "page", "url": first.url}
            if first.title:
                return Findings(problem=f"{first.error} {_A_PAGE}", page=page)
            return Findings(problem=f"{first.error} {_NO_FEED}")
        found = tuple(
            finding_of(
                {"name": one.title or one.feeds[0], "url": one.feeds[0], "language": one.language},
                one,
                self.config.sources,
            )
            for one in looked
        )
        return Findings(found)

    async def _searches(self, words: str, told: Callable[[str], None]) -> Findings:
        from llamawatch.user_agent import compose_user_agent
        from watchers.discovery import discover_sources
        from watchers.findings import Findings, as_source, finding_of, searches

        offers = searches(words, self.config.reader.languages)
        looked = await discover_sources(
            tuple(map(as_source, offers)),
            user_agent=compose_user_agent(self.config),
            clock=self.clock,
            told=told,
        )
        sources = self.config.sources
        return Findings(
            tuple(finding_of(*pair, sources) for pair in zip(offers, looked, strict=True))
        )

    def try_source(self, source: Source) -> str:
        """Ask a source as it would be, from a thread; answers in a sentence what came."""
        from llamawatch.user_agent import compose_user_agent
        from watchers.discovery import discover_source

        looked = asyncio.run(
            discover_source(
                source,
                user_agent=compose_user_agent(self.config),
                contact=bool(self.config.poll.contact),
                clock=self.clock,
            )
        )
        if looked.error:
            return looked.error
        newest = f": {looked.entries[0].title}" if looked.entries else ""
        return f"It answers with {counted(len(looked.entries), 'item')}{newest}"

    async def add_findings(self, chosen: Sequence[Finding]) -> tuple[str, ...]:
        """Make sources of what was found, all or none; answers their ids."""
        return await self._add(one.values for one in chosen)

    async def read_list(self, file: str) -> Sorted:
        """Read a list of feeds (OPML); raises NotFound."""
        return await asyncio.to_thread(read_outlines, Path(file.strip()), self.config)

    async def add_outlines(self, feeds: Sequence[Outline]) -> tuple[str, ...]:
        """Make sources of feeds of a list, all or none; answers their ids."""
        return await self._add(map(outline_values, feeds))

    async def _add(self, new: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
        rows = with_ids(new, (source.id for source in self.config.sources))
        if rows:
            await self.add_many("source", rows)
        return tuple(row["id"] for row in rows)


def read_outlines(file: Path, config: Config) -> Sorted:
    """Read an OPML file and tell what is new in it.

    Args:
        file: Where it lies; `~` is the user's home.
        config: With the sources there are.

    Raises:
        NotFound: It cannot be read, or lists no feeds.
    """
    from watchers.opml import read_opml, sort_outlines

    try:
        body = file.expanduser().read_bytes()
    except (OSError, RuntimeError, ValueError) as error:
        cause = getattr(error, "strerror", None) or error
        raise NotFound(
            f"{file}: cannot be read ({cause}): give the path of an OPML file"
        ) from error
    found = read_opml(body)
    if not found.feeds and not found.left_out:
        raise NotFound(f"{file}: lists no feeds: an OPML file has outlines with xmlUrl")
    return sort_outlines(found, config.sources)


def outline_values(outline: Outline) -> dict[str, str]:
    """A feed of a list as the keys of a source."""
    return {"name": outline.name, "url": outline.url, "language": outline.language}


def with_ids(new: Iterable[Mapping[str, Any]], taken: Iterable[str]) -> list[dict[str, Any]]:
    """Tables of new sources, each with an id of its own.

    Args:
        new: Their keys, with "name" and, for the kinds that have one, "url".
        taken: Ids there are.
    """
    from store.config_text import slug

    there, rows = set(taken), []
    for values in new:
        address = str(values.get("url", "")).partition("://")[2]
        base = one = slug(str(values["name"])) or slug(address) or "source"
        number = 1
        while one in there:
            number += 1
            one = f"{base}-{number}"
        there.add(one)
        rows.append({"id": one, **values})
    return rows
