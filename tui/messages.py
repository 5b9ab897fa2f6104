"""What the screens tell each other."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class ArchiveOpened(Message):
    """The archive can be read."""


@dataclass
class ArchiveTouched(Message):
    """One thing in the archive or the configuration is another."""

    kind: str
    """As in `ArchiveChanged`."""


@dataclass
class ArchiveChanged(Message):
    """What was touched within a moment, gathered: time to look again."""

    kinds: frozenset[str]
    """"items", "source", "alert", "mark", "config"."""


@dataclass
class LookChanged(Message):
    """Another stretch of time is summed up on the first screen, or none."""


@dataclass
class PollEnded(Message):
    """A round asked for by hand is over."""

    new: int
    failed: int
    sources: int
