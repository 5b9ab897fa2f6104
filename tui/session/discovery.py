"""New sources: looking behind an address, searching for words, taking over a list of feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsroom.records import Source
    from watchers.findings import Finding, Findings
    from watchers.opml import Outline, Sorted


class DiscoveringSession(Protocol):
    """What finds sources and takes them into config.toml."""

    async def look_behind(self, typed: str, told: Callable[[str], None]) -> Findings:
        """Look for what may be made a source; nothing is stored.

        Args:
            typed: an address, the name of a site, or words to search for.
            told: hears what is being done, in a short line each.
        """
        ...

    async def add_findings(self, chosen: Sequence[Finding]) -> tuple[str, ...]:
        """Make sources of what was found, all or none; taken back as one.

        Returns:
            Their ids.

        Raises:
            LlamawatchError: config.toml would be wrong or cannot be written; nothing changed.
        """
        ...

    def try_source(self, source: Source) -> str:
        """Ask a source as it would be and say what came, without storing anything.

        Waits for the network; to be called from a thread of its own.

        Args:
            source: complete, whether configured or not.

        Returns:
            A sentence: what it holds, or what is wrong and what to do.
        """
        ...

    async def read_list(self, file: str) -> Sorted:
        """Read a list of feeds (OPML).

        Args:
            file: a path; `~` is the user's home.

        Raises:
            NotFound: it cannot be read, or lists no feeds.
        """
        ...

    async def add_outlines(self, feeds: Sequence[Outline]) -> tuple[str, ...]:
        """Make sources of feeds of a list; as `add_findings`."""
        ...
