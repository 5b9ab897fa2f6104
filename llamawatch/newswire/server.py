"""A small HTTP server on loopback that serves the newswire's feeds and pages."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llamawatch.newswire.edition import Edition

_LINE_LIMIT = 8192


class Newswire:
    """Serves an edition as it stands at its tick: HTTP/1.1, GET, ETag, one answer a connection."""

    def __init__(self, edition: Edition) -> None:
        """Make a server that does not listen yet."""
        self.edition = edition
        self.tick = 0
        self.address = ""
        """Where it listens; empty until it does."""
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """Listen on a free port of 127.0.0.1.

        Returns:
            The address feeds are found under: `{address}/{source id}.xml`; pages lie beside them.
        """
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0, limit=_LINE_LIMIT)
        port = self._server.sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        return self.address

    async def stop(self) -> None:
        """Listen no longer."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(self._response(head.decode("latin-1")))
            await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            return
        finally:
            writer.close()

    def _response(self, head: str) -> bytes:
        line, *fields = head.split("\r\n")
        path = line.split(" ")[1] if line.startswith("GET ") else ""
        if page := self.edition.page(path.removeprefix("/"), self.tick):
            return _http("200 OK", page, "text/html; charset=utf-8")
        source = path.removeprefix("/").removesuffix(".xml")
        if source not in {key for key, _, _ in self.edition.feeds}:
            return _http("404 Not Found", b"no such feed\n", "text/plain")
        body = self.edition.feed(source, self.tick, self.address)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if any(one.lower() == f"if-none-match: {tag}" for one in fields):
            return _http("304 Not Modified", b"", "application/rss+xml", tag)
        return _http("200 OK", body, "application/rss+xml; charset=utf-8", tag)


def _http(status: str, body: bytes, kind: str, tag: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    if tag:
        head += f"ETag: {tag}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode("latin-1") + body
