"""Where news comes from, and what came of asking there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from newsroom.records.kinds import Outcome, SourceHealth


@dataclass(frozen=True, slots=True)
class Source:
    """A place news comes from, as configured."""

    id: str
    name: str
    url: str = ""
    """The address; for kinds that know their service's, only where it is another one."""
    kind: str = "feed"
    language: str = ""
    """ISO 639-1 hint; empty when unknown."""
    interval: timedelta = timedelta(minutes=30)
    """Never asked more often."""
    slowest: timedelta = timedelta(hours=6)
    """While it does well, asked at least this often, unless its interval is longer."""
    context: tuple[str, ...] = ()
    """What may be taken for granted here ("ai"): lets ambiguous names count."""
    trusted: bool = False
    """One report here is enough to confirm."""
    enabled: bool = True
    options: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, hash=False)
    """What only its kind knows: "query", "edition", "pages" and so on."""

    def text(self, option: str) -> str:
        """An option that is one text; "" if it is not given."""
        value = self.options.get(option, "")
        return value if isinstance(value, str) else ""

    def texts(self, option: str) -> tuple[str, ...]:
        """An option that is a list of texts; empty if it is not given."""
        value = self.options.get(option, ())
        return () if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Gap:
    """A span of time a source was not watched in, and of which its feed told nothing afterwards."""

    start: datetime
    """The last good answer before."""
    end: datetime
    """The first good answer after."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How often a source wants to be asked; what it does not say is 0 or empty."""

    max_age: int = 0
    """Seconds its last answer stays fresh, as its server says; at most a day."""
    ttl: int = 0
    """Seconds between two requests, as its document says; at most a day."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day, UTC, in which nothing comes: 0 to 23, ascending."""
    skip_days: tuple[int, ...] = ()
    """Days of the week, UTC, on which nothing comes: 0 is Monday, ascending."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between checks."""

    source: str
    health: SourceHealth = "new"
    etag: str = ""
    """Echoed to the server verbatim."""
    last_modified: str = ""
    """Echoed to the server verbatim."""
    last_poll: datetime | None = None
    last_ok: datetime | None = None
    next_poll: datetime | None = None
    not_before: datetime | None = None
    """The server asked not to be asked before (Retry-After, or backing off)."""
    items: int = 0
    """Items stored from this source so far."""
    failures: int = 0
    """Failed checks in a row."""
    empties: int = 0
    """Good answers without entries in a row."""
    error: str = ""
    """The last failure as one clean sentence; empty when the last check was good."""
    latency_ms: int | None = None
    moved_to: str = ""
    """Where a whole chain of permanent redirects led; empty if nowhere."""
    body_hash: str = ""
    """SHA-256 of the last body, hexadecimal."""
    url: str = ""
    """The address all of this is remembered of: another one starts afresh."""
    unwell_since: datetime | None = None
    """Since when it brings nothing; None while it answers well."""
    gaps: tuple[Gap, ...] = ()
    """The latest spans that it was not watched in and no longer reached back to."""
    refused_by: str = ""
    """The host that the last check failed at, where that says something of all that lies there."""
    wishes: Wishes = Wishes()
    rhythm: tuple[int, ...] = ()
    """When it published, the latest times: minutes since 1970, ascending."""
    matched: tuple[str, ...] = ()
    """Ids of the watches that its items satisfied, the latest last."""
    watched_since: datetime | None = None
    """Its first good answer: a silence before that was not witnessed."""
    whole_at: datetime | None = None
    """When it last sent a whole document, and not just word that nothing changed."""
    slow: int = 0
    """Good answers in a row that took long."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one source, after it ended."""

    source: str
    at: datetime
    outcome: Outcome
    state: SourceState
    new: int = 0
    """Items stored for the first time."""
    updated: int = 0
    bytes: int = 0
    ms: int = 0
    error: str = ""
