"""A receiver of webhooks on loopback, and all the ways in which one answers or does not."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping


@dataclass(frozen=True)
class Request:
    """What was posted."""

    path: str
    headers: Mapping[str, str]
    """By name in small letters."""
    body: bytes


@dataclass(frozen=True)
class Answer:
    """How one request is answered."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    silent: bool = False
    """Takes the request and says nothing."""
    drops: bool = False
    """Takes the request and hangs up."""


class Receiver:
    """Answers requests one after another as it is told; 200 when it is told nothing."""

    def __init__(self, *answers: Answer, context: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.answers = deque(answers)
        self.port = 0
        self._context = context
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._take, "127.0.0.1", 0, ssl=self._context, limit=8_000_000
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}/hook"

    def take(self, request: Request) -> None:
        """A request is here, whole."""
        self.requests.append(request)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._talk(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.take(Request(head[0].split(" ")[1], headers, body))
        answer = self.answers.popleft() if self.answers else Answer()
        if answer.drops:
            writer.transport.abort()
            return
        if answer.silent:
            await asyncio.Event().wait()
        status = f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"
        lines = [f"{name}: {value}" for name, value in answer.headers.items()]
        lines += [f"content-length: {len(answer.body)}", "connection: close", "", ""]
        writer.write("\r\n".join((status, *lines)).encode("latin-1") + answer.body)
        await writer.drain()
