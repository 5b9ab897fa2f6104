"""What is handed to a channel, and what a channel is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from newsroom.records import Priority


MessageKind = Literal["story", "digest", "report", "test"]
"""What a message is about: news of a story, what happened since the last digest, the program
itself, or nothing."""


@dataclass(frozen=True, slots=True)
class Message:
    """One alert in words, the same for every channel."""

    key: str
    """The same however often it is sent: by it, receivers know repetitions."""
    story: str
    """Empty for what is about no story."""
    revision: int
    title: str
    lines: tuple[str, ...]
    """Facts, one a line."""
    url: str
    """A plain http(s) address, or empty."""
    priority: Priority
    created: datetime
    kind: MessageKind = "story"
    again: bool = False
    """Whether it was told before, and the user wants to hear it once more: no repetition, so that
    its key is another one."""
    item: str = ""
    """Id of the article it is about, if any."""
    text: str = ""
    """The whole of it in plain text, where more than the lines is to be shown (a digest); empty:
    the lines."""
    page: str = ""
    """The same as HTML; empty: the lines."""
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """The same for programs, ready for JSON: what a command and a webhook are handed."""


class Channel(Protocol):
    """A way out of the program."""

    name: str

    async def send(self, message: Message) -> str:
        """Hand a message over.

        Returns:
            What the other side answered, for the user: clean, and possibly empty.

        Raises:
            Undelivered: it was not taken; says why, and whether trying again can help.
        """
        ...

    async def probe(self) -> str:
        """Say why nothing could be handed over now; "" if it could."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
