"""A web server for the tests: answers by a script, remembers what it was asked."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: bool = True
    """Send Content-Length."""
    raw: bytes | None = None
    """Sent instead of everything else."""
    close: bool = False
    """Close without notice after answering."""
    hang: bool = False
    """Say no more, but keep the connection."""
    drip: bool = False
    """Go on for ever, a byte at a time."""


FEED_TYPE = {"Content-Type": "application/rss+xml; charset=utf-8"}


class Newsstand:
    """`serve` puts answers at a path: they are given in turn, the last one again and again.

    A path without a query answers for every query.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.connections = 0
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self, path: str, *answers: Answer) -> str:
        self._answers[path] = list(answers)
        return self.url(path)

    def asked_for(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while await self._answer(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.strip().split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in rest)
        }
        path = first.split(" ")[1]
        self.asked.append(Asked(path, headers))
        bare = path.partition("?")[0]
        waiting = self._answers.get(path) or self._answers.get(bare) or [Answer(404)]
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        answer = _conditional(answer, headers)
        writer.write(_rendered(answer))
        await writer.drain()
        if answer.hang:
            await asyncio.Event().wait()
        while answer.drip:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)
        return not answer.close


def _conditional(answer: Answer, headers: dict[str, str]) -> Answer:
    etag = answer.headers.get("ETag")
    if answer.status == 200 and etag and headers.get("if-none-match") == etag:
        return Answer(304, headers={"ETag": etag})
    return answer


def _rendered(answer: Answer) -> bytes:
    if answer.raw is not None:
        return answer.raw
    headers = dict(answer.headers)
    if answer.length and answer.status != 304 and not answer.hang:
        headers["Content-Length"] = str(len(answer.body))
    lines = [f"HTTP/1.1 {answer.status} Whatever", *(f"{n}: {v}" for n, v in headers.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + answer.body
