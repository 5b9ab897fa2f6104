"""The kinds of sources: one module each, found by the name that config.toml gives.

A kind says what to ask and how the answer is read; asking, pausing, parsing beside the event loop,
identity and recording are the same for all. Each module holds one `KIND`; its keys stand in
`store.config_schema.KINDS`. What a kind reads, it reads in the parsing process: it gets text from
strangers and returns entries that nobody has cleaned yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsroom.records import Source
    from watchers.document import RawFeed

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask: an address, or a program to run."""

    url: str = ""
    argv: tuple[str, ...] = ()
    """Program and arguments, run without a shell; only where `url` is empty."""


@dataclass(frozen=True, slots=True)
class Document:
    """One answer, decoded, as the parsing process hands it to a kind."""

    text: str
    looks_like: str
    """What `watchers.decoding.sniff` says: "json", "xml", "html" or "other"; never "empty"."""
    url: str = ""
    """Where it came from, redirects followed."""
    options: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """The source's own, as configured."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of source is asked and read."""

    requests: Callable[[Source, datetime | None, datetime], tuple[Request, ...]]
    """What to ask, in order: the source, when it last answered and the time, UTC. Where it never
    answered (None), the time does not count: such a request is the address a source is known by."""
    read: Callable[[Document], RawFeed | None]
    """Entries of one answer; None if it is nothing of this kind. Runs in the parsing process."""
    titles_count: bool = False
    """Guids and links are new at every answer: an item is known by headline, outlet and day."""
    most: int = 0
    """Entries a search answers with at most: fewer are all there is. 0 for what is no search."""
    needs_contact: str = ""
    """Who insists on a contact address in the user agent, as in "Wikipedia"; "" if nobody."""


@cache
def kind_named(name: str) -> Kind:
    """The kind of a name that stands in `store.config_schema.KINDS`."""
    kind: Kind = import_module(f"watchers.kinds.{name.replace('-', '_')}").KIND
    return kind


def address_of(source: Source) -> str:
    """The address a source is known by: what is asked first where it never answered.

    Args:
        source: As configured.

    Returns:
        An address, or for a program its name.
    """
    first = kind_named(source.kind).requests(source, None, _ANY_TIME)[0]
    return first.url or " ".join(first.argv[:1])
