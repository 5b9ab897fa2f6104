"""What the screens tell each other."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class ArchiveOpened(Message):
    """The archive can be read."""


@dataclass
class ArchiveChanged(Message):
    """Something in the archive or the configuration is another."""

    kinds: frozenset[str]
    """"items", "source", "alert", "mark", "config"."""


@dataclass
class PollEnded(Message):
    """A round asked for by hand is over."""

    new: int
    failed: int
    sources: int
