"""The parsing process: one document in, its entries out, over its own standard streams.

Parsing other people's documents can take any time and any memory, so it happens where a deadline
and a limit can end it. The parent sends a frame (lengths of header and body, a JSON header, the
body) and gets JSON frames back, the last one marked "done". A header with "article" asks for the
text of an article's page instead of entries. Nothing else is ever written to standard output.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import orjson

from watchers.decoding import decode, sniff
from watchers.document import clean_entries
from watchers.kinds import Document, Refusal, kind_named
from watchers.markup import language_code, plain_text, read_page
from watchers.parsed import Parsed
from watchers.xmlfeed import is_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchers.document import RawFeed

REQUEST = struct.Struct(">II")
"""Lengths of header and body, in bytes."""
REPLY = struct.Struct(">I")
"""Length of a reply frame, in bytes."""
MEMORY = 1 << 30
"""Address space of the process, in bytes (Linux)."""
BATCH = 64
"""Entries in one reply frame: what the parent decodes in one go."""
_GRACE = 5
"""Seconds after the parent's deadline at which the process ends itself."""
_TIRED_KB = 400_000
"""Resident memory after which the process asks to be replaced, in kilobytes."""


def read_document(
    body: bytes,
    content_type: str = "",
    url: str = "",
    kind: str = "feed",
    options: Mapping[str, str | tuple[str, ...]] | None = None,
    *,
    cut: bool = False,
) -> Parsed:
    """Read one document, whatever it is.

    Args:
        body: As it came from the wire, unpacked.
        content_type: The header of that name.
        url: Where it came from.
        kind: Which kind of source it is an answer of.
        options: The source's own.
        cut: The body broke off on its way.

    Returns:
        What it is, and every string in it clean.
    """
    text = decode(body, content_type)
    looks_like = sniff(text)
    if looks_like == "empty":
        return Parsed("empty", whole=False)
    raw = kind_named(kind).read(Document(text, looks_like, url, cut, options or {}))
    if isinstance(raw, Refusal):
        return _refused(raw, read_page(text, url) if looks_like == "html" else None)
    if raw is not None:
        return _feed(raw, url, whole=looks_like != "xml" or is_whole(text))
    return read_page(text, url) if looks_like == "html" else Parsed("other", whole=False)


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer requests until the parent closes the stream."""
    while True:
        lengths = incoming.read(REQUEST.size)
        if len(lengths) < REQUEST.size:
            return
        header_length, body_length = REQUEST.unpack(lengths)
        header = orjson.loads(incoming.read(header_length))
        body = incoming.read(body_length)
        # A parent that was killed cannot end this process any more.
        signal.alarm(int(header["deadline"]) + _GRACE)
        if header.get("article"):
            _serve_article(body, header, outgoing)
            continue
        parsed = read_document(
            body,
            header["content_type"],
            header["url"],
            header["kind"],
            header["options"],
            cut=header.get("cut", False),
        )
        signal.alarm(0)
        for start in range(0, len(parsed.entries), BATCH):
            _write(outgoing, {"entries": parsed.entries[start : start + BATCH]})
        _write(outgoing, {"done": _summary(parsed), "tired": _is_tired()})
        outgoing.flush()


def _serve_article(body: bytes, header: Mapping[str, str], outgoing: BinaryIO) -> None:
    from watchers.pages import read_article

    page = read_article(body, header["content_type"], header["url"])
    signal.alarm(0)
    _write(outgoing, {"done": page, "tired": _is_tired()})
    outgoing.flush()


def main() -> None:
    """Run as a process of its own; started by `parsing.py`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    # A library that prints must not be taken for an answer.
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import feedparser  # noqa: F401 - loaded now, so that the first document does not pay for it

    _write(outgoing, {"ready": True})
    outgoing.flush()
    serve(sys.stdin.buffer, outgoing)


def _feed(raw: RawFeed, url: str, *, whole: bool) -> Parsed:
    return Parsed(
        "feed",
        entries=clean_entries(raw.entries, url),
        title=plain_text(raw.title, limit=200),
        language=language_code(raw.language),
        whole=whole,
        version=raw.version,
        wishes=raw.wishes,
    )


def _refused(refusal: Refusal, page: Parsed | None) -> Parsed:
    # What blocks the way to a page says more than that nothing was found there.
    if page is not None and page.wall:
        return page
    return Parsed("other", whole=False, refusal=refusal.error, health=refusal.health)


def _summary(parsed: Parsed) -> dict[str, object]:
    return {
        "kind": parsed.kind,
        "title": parsed.title,
        "language": parsed.language,
        "whole": parsed.whole,
        "feeds": parsed.feeds,
        "wall": parsed.wall,
        "version": parsed.version,
        "wishes": parsed.wishes,
        "refusal": parsed.refusal,
        "health": parsed.health,
    }


def _write(outgoing: BinaryIO, frame: Mapping[str, object]) -> None:
    data = orjson.dumps(frame)
    outgoing.write(REPLY.pack(len(data)) + data)


def _is_tired() -> bool:
    return _resident_kb() > _TIRED_KB


def _resident_kb() -> int:
    """Memory held, in kB; on macOS the most that was ever held."""
    import resource

    # Not ru_maxrss where there is another way: a child begins with its parent's there, whatever it
    # holds itself.
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return int(statm.read_text(encoding="ascii").split()[1]) * resource.getpagesize() // 1024


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
