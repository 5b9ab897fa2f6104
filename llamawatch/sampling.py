"""What a source's present entries would mean: read as a check would, with nothing kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newsroom.records import Entry
    from newsroom.watches import Watches


@dataclass(frozen=True, slots=True)
class WatchSample:
    """What one watch finds among the entries."""

    watch: str
    items: int
    example: str
    """Title of the first."""


def sample_watches(
    source: str, entries: Sequence[Entry], watches: Watches, now: datetime
) -> tuple[WatchSample, ...]:
    """Which watches the entries match, the busiest first.

    Args:
        source: Id of the source they come from; for watches that name sources.
        entries: As read from its feed.
        watches: To try.
        now: UTC.
    """
    from newsroom.desk import read
    from newsroom.known import Known
    from watchers.identity import Moment, identify

    found = identify(source, entries, {}, lambda _item: None, Moment(now))
    titles: dict[str, list[str]] = {}
    for reading in read(found.articles, Known(), watches, now):
        for match in reading.matches:
            titles.setdefault(match.watch, []).append(reading.article.title)
    samples = (WatchSample(watch, len(some), some[0]) for watch, some in titles.items())
    return tuple(sorted(samples, key=lambda sample: -sample.items))
