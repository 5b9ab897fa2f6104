"""What a reader wants to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsroom.records.kinds import AlertPolicy, Priority
    from newsroom.records.scans import Span


@dataclass(frozen=True, slots=True)
class WatchSpec:
    """A watch as configured: all that is given must hold."""

    id: str
    name: str = ""
    keywords: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Spellings of names that do not count for it."""
    query: str = ""
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    alert: AlertPolicy = "story"
    channels: tuple[str, ...] = ("desktop",)
    priority: Priority = "normal"


@dataclass(frozen=True, slots=True)
class WatchMatch:
    """A watch that an article satisfies, and the words that satisfied it."""

    watch: str
    spans: tuple[Span, ...] = ()
