"""What is told, on which channel, and what is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records.kinds import AlertState, Priority


@dataclass(frozen=True, slots=True)
class Due:
    """Something to tell: one revision of one story, before it is addressed to channels."""

    story: str
    revision: int
    """1 and up. 0 for what only a digest tells: no revision is used up by that."""
    reason: str
    """In words: "new story", "new person: Guillaume Lample", "third independent source"."""
    title: str
    item: str = ""
    move: str = ""
    watches: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    priority: Priority = "normal"
    digest: bool = False
    """True when every watch that matched only wants it in the digest."""
    backlog: str = ""
    """Where it was found by a first poll, or the first after an absence, the name of the source:
    of all that such polls find only the first few are told one by one."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One row of the outbox: one revision of one story on one channel."""

    id: str
    """Short form of `key`."""
    key: str
    """Told once: hash of channel, story, revision (or of channel, subject, state for reports)."""
    channel: str
    story: str
    revision: int
    item: str = ""
    move: str = ""
    watches: tuple[str, ...] = ()
    priority: Priority = "normal"
    state: AlertState = "pending"
    reason: str = ""
    title: str = ""
    created: datetime = field(kw_only=True)
    not_before: datetime | None = None
    sent: datetime | None = None
    tries: int = 0
    error: str = ""
    """Why it is not sent: what the channel answered, or the rule that keeps it back."""
    failing_since: int = 0
    """Seconds the program had been running in all when it first failed; 0: it never did."""
    held_until: datetime | None = None
    """The end of what it was last held for: its age counts from there."""
    asked: bool = False
    """The user asked for it by hand: no rule keeps it back."""
    backlog: bool = False
    """It is about what a first poll found, or the first after an absence."""
    covers: tuple[str, ...] = ()
    """What it tells in one: a digest ids of rows, the summary of first polls ids of stories."""
    since: datetime | None = None
    """A digest tells of what happened after this, up to `created`."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Something that is to stay silent."""

    what: str
    """"all", or a kind and an id: "story:x", "watch:x", "source:x"."""
    until: datetime | None
    """UTC; None: until it is lifted."""
    at: datetime
    """When it was asked for, UTC."""
