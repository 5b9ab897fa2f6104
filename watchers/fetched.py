"""What came of asking one address: the record between the fetcher and a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal[
    "ok", "unchanged", "gone", "login", "blocked", "limited", "slow", "broken", "error"
]
"""What a fetch came to: a body; nothing new (304); and the ways to fail, named as health states."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking one address."""

    verdict: Verdict
    error: str = ""
    """One clean sentence: the thing, the cause, what to do. Empty for "ok" and "unchanged"."""
    status: int = 0
    """Of the last answer; 0 if there was none."""
    unreached: bool = False
    """No connection came about: the name was not found, or nobody took it."""
    body: bytes = b""
    """Unpacked; empty unless `verdict` is "ok"."""
    partial: bool = False
    """The body broke off: entries may be taken, validators must not be kept."""
    body_hash: str = ""
    """SHA-256 of `body`, hexadecimal."""
    etag: str = ""
    last_modified: str = ""
    final_url: str = ""
    """Where the answer came from."""
    moved_to: str = ""
    """Where a whole chain of permanent redirects led; empty if there was none."""
    retry_after: float | None = None
    """Seconds the server asked to wait, at most a day."""
    max_age: int = 0
    """Seconds for which the server says that asking again is of no use, at most a day."""
    content_type: str = ""
    bytes: int = 0
    """Bytes read from the wire, headers not counted."""
    ms: int = 0
