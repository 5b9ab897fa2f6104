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
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from newsroom.clean import clean
from watchers.addresses import without_login

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsroom.records import Source, SourceHealth
    from watchers.document import RawFeed

_WRITE_URL = (
    'write an address that begins with https:// or http://, as in "https://example.org/feed"'
)
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask: an address, or a program to run."""

    url: str = ""
    argv: tuple[str, ...] = ()
    """Program and arguments, run without a shell; only where `url` is empty."""
    context: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What reading this answer needs to know beside the source's own options."""

    @property
    def address(self) -> str:
        """The address, or for a program its name: its arguments may hold secrets."""
        return self.url or " ".join(self.argv[:1])


@dataclass(frozen=True, slots=True)
class Document:
    """One answer, decoded, as the parsing process hands it to a kind."""

    text: str
    looks_like: str
    """What `watchers.decoding.sniff` says: "json", "xml", "html" or "other"; never "empty"."""
    url: str = ""
    """Where it came from, redirects followed."""
    cut: bool = False
    """It broke off on its way."""
    options: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """The source's own, as configured, and the request's."""

    def option(self, name: str) -> str:
        """An option that is one text; "" if it is not given."""
        value = self.options.get(name, "")
        return value if isinstance(value, str) else ""

    def list_option(self, name: str) -> tuple[str, ...]:
        """An option that is a list of texts; empty if it is not given."""
        value = self.options.get(name, ())
        return () if isinstance(value, str) else tuple(value)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that says why there are no entries, or from which none can be taken."""

    error: str
    """The end of a sentence that begins with who answered, as in "is too busy now"."""
    health: SourceHealth = "broken"


@dataclass(frozen=True, slots=True)
class Misfit:
    """What is wrong with a source as it is configured."""

    key: str
    problem: str
    """What is wrong and what to write, without who says so and without a full stop."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of source is asked and read."""

    requests: Callable[[Source, datetime | None, datetime], tuple[Request, ...]]
    """What to ask, in order: the source, when it last answered and the time, UTC. Where it never
    answered (None), the time does not count: such a request is the address a source is known by."""
    read: Callable[[Document], RawFeed | Refusal | None]
    """Entries of one answer, or why there are none; None if it is nothing of this kind. Runs in the
    parsing process."""
    titles_count: bool = False
    """Guids and links are new at every answer: an item is known by headline, outlet and day."""
    most: int = 0
    """Entries a search answers with at most: fewer are all there is. 0 for what is no search."""
    needs_contact: str = ""
    """Who insists on a contact address in the user agent, as in "Wikipedia"; "" if nobody."""
    may_be_empty: bool = False
    """An answer without entries is usual: nothing happened that counts."""
    wants_whole: bool = False
    """Of an answer that broke off nothing is taken: what stands last may be half."""
    expects: str = ""
    """What answers must be, as in "an answer of Hacker News"; "" for feeds of any format."""
    check: Callable[[Source], Misfit | None] | None = None
    """What is wrong with the kind's own keys; None where nothing can be."""
    shown: Callable[[Source], str] | None = None
    """The source as a person would look it up; None where the address asked says it best."""


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
        An address, or for a program its name; "" if nothing can be asked as it is configured.
    """
    requests = kind_named(source.kind).requests(source, None, _ANY_TIME)
    return requests[0].address if requests else ""


def followed(source: Source, target: str) -> str:
    """What a source's `url` must be for it to be asked where it has moved to.

    Args:
        source: As configured.
        target: Where its address leads for good: with all that was asked, where it is a search.

    Returns:
        The target without the parameters that the kind puts behind `url` by itself.
    """
    written = {name for name, _ in parse_qsl(urlsplit(source.url).query, keep_blank_values=True)}
    asked = parse_qsl(urlsplit(address_of(source)).query, keep_blank_values=True)
    own = {name for name, _ in asked} - written
    if not own:
        return target
    parts = urlsplit(target)
    said = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in said if name not in own]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def shown_address(source: Source) -> str:
    """The address of a source as it is shown: one that a person may look at, without a login.

    Args:
        source: As configured.
    """
    shown = kind_named(source.kind).shown
    if shown is not None and not source.url:
        return shown(source)
    return without_login(address_of(source))


def misfit_of(source: Source) -> Misfit | None:
    """What makes a source impossible to ask, as it is configured; None if nothing does.

    Args:
        source: As configured.
    """
    if source.url and not _is_web_address(source.url):
        return Misfit("url", f'"url" cannot be "{clean(source.url, limit=100)}": {_WRITE_URL}')
    check = kind_named(source.kind).check
    return check(source) if check is not None else None


def with_parameters(endpoint: str, parameters: Mapping[str, str]) -> str:
    """The address of a request to a service.

    Args:
        endpoint: The service's address, perhaps with parameters of its own.
        parameters: What is asked.
    """
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"


def needs_url(source: Source) -> Misfit | None:
    """What is wrong where a kind has nothing to ask but `url`, and there is none."""
    return None if source.url else Misfit("url", f'"url" is empty: {_WRITE_URL}')


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
