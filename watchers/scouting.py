"""Who is tried while nobody can be reached: one source after another, until one answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.health import held_back

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newsroom.records import Source
    from watchers.check import Desk


class Scouting:
    """The turn of the sources of a station.

    Args:
        desk: What every check shares.
        under_way: How many checks of each source are under way; none of those that are missing.
    """

    def __init__(self, desk: Desk, under_way: Mapping[Source, int]) -> None:
        self._desk = desk
        self._under_way = under_way
        self._last = ""

    def lost(self, source: Source) -> bool:
        """Whether there is no network to ask a source by."""
        return self._desk.reach.since is not None and self._desk.reach.counts(source)

    def next(self, sources: Sequence[Source]) -> Source | None:
        """Who is to be tried now; None while somebody can be reached, or if nobody may be asked."""
        if self._desk.reach.since is None:
            return None
        scout = next_scout(sources, self._last, self._failures)
        if scout is not None:
            self._last = scout.id
        return scout

    def _failures(self, source: Source) -> int | None:
        if not self.lost(source) or self._under_way.get(source):
            return None
        state, now = self._desk.state(source), self._desk.clock()
        held = held_back(source, state, now, contact=self._desk.contact)
        return None if held else state.failures


def next_scout(
    sources: Sequence[Source], last: str, failures: Callable[[Source], int | None]
) -> Source | None:
    """Who is next in the order of the sources.

    Args:
        sources: As configured.
        last: Id of the one that was tried last.
        failures: How often one failed in a row; None: asking it would not show the network.

    Returns:
        A source that did well, or else any; None if there is none.
    """
    turn = next((n for n, one in enumerate(sources) if one.id == last), -1) + 1
    fallback = None
    for source in (*sources[turn:], *sources[:turn]):
        failed = failures(source)
        if failed == 0:
            return source
        if failed is not None:
            fallback = fallback or source
    return fallback
