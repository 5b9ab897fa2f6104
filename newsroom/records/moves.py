"""Who went where, and who is who."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records.kinds import MoveKind, Status


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that says so, in its own language."""

    item: str
    language: str
    quote: str
    source: str


@dataclass(frozen=True, slots=True)
class Move:
    """One event between a person and a house."""

    id: str
    person: str
    """Id of a person the packs know, or a slug of the name."""
    name: str
    kind: MoveKind
    origin: str = ""
    """Organisation left ("from" in JSON); empty when unknown."""
    destination: str = ""
    """Organisation joined ("to" in JSON); empty when unknown."""
    role: str = ""
    status: Status = "reported"
    first_reported: datetime = field(kw_only=True)
    date: str = ""
    """YYYY, YYYY-MM or YYYY-MM-DD as far as known."""
    evidence: tuple[Evidence, ...] = ()
    stories: tuple[str, ...] = ()
    known_person: bool = True
    """False for a full name in an explicit frame that no pack knows: never alerted as a move."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster: where they are, by what evidence."""

    id: str
    name: str
    groups: tuple[str, ...] = ()
    org: str = ""
    status: Literal["at", "left", "unknown"] = "unknown"
    last_seen: str = ""
    """Date of the last evidence, as far as known."""
    items: int = 0
    aliases: tuple[str, ...] = ()
    source: str = ""
    """Where the packs or the archive have it from."""
    evidence: Evidence | None = None
    """The sentence that says so, where the news does."""
    stale: bool = False
    """True when the evidence is old: where they are is only the last that is known."""
