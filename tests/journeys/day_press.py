"""Papers that print all day by a clock that is set, in a process of their own.

    python -m tests.journeys.day_press SPAN

Prints its port. ``/clock/<seconds>`` sets the time, ``/feed/<n>`` answers an RSS document of the
newest articles that were out by then, ``/page/<n>/<number>`` the page of one. Each paper prints an
article every SPAN seconds, none of them at the same moment as another; one in three names what is
watched. A process of its own, so that none of this counts as memory of whoever watches.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
ITEMS = 20
"""Articles that stand in a feed."""
_PEOPLE = ("Joelle Pineau", "Guillaume Lample", "Ruoming Pang", "Shengjia Zhao", "Rob Fergus")
_ACTS = (
    "leaves Meta after {} years",
    "joins a start-up from Meta with {} colleagues",
    "speaks of {} new Llama models at Meta",
)
_PLACES = ("harbour", "library", "tram", "museum", "bakery", "orchard", "theatre", "bridge", "mill")
_NEWS = (
    "opens again after {} weeks of repairs",
    "asks the council for {} more helpers",
    "counts {} visitors on one Sunday",
    "is painted by {} pupils of the school",
)


def headline(paper: int, number: int) -> str:
    """The title of an article; the same numbers make the same title."""
    rng = random.Random(paper * 100_003 + number)
    many = rng.randrange(3, 900)
    if number % 3 == 0:
        return f"{rng.choice(_PEOPLE)} {rng.choice(_ACTS).format(many)}"
    return f"The {rng.choice(_PLACES)} of quarter {paper} {rng.choice(_NEWS).format(many)}"


def said(paper: int, number: int) -> str:
    """What an article says, some three hundred characters."""
    rng = random.Random(paper * 7919 + number)
    return " ".join(
        f"The {rng.choice(_PLACES)} {rng.choice(_NEWS).format(rng.randrange(3, 900))}."
        for _ in range(7)
    )


class Press:
    """What is printed when.

    Args:
        span: Seconds between two articles of one paper.
    """

    def __init__(self, span: float) -> None:
        self._span = span
        self._now = 0.0

    def answer(self, path: str, host: str) -> tuple[str, str]:
        """Content type and body of an answer."""
        _, kind, *rest = path.split("/")
        if kind == "clock":
            self._now = float(rest[0])
            return "text/plain", "set"
        if kind == "page":
            paper, number = map(int, rest)
            text = "".join(f"<p>{said(paper, number + more)}</p>" for more in range(4))
            return "text/html", f"<html><body><article>{text}</article></body></html>"
        paper = int(rest[0])
        late = (paper * 37 % 100) / 100
        newest = int(self._now / self._span - late)
        items = "".join(
            self._item(paper, number, (number + late) * self._span, host)
            for number in range(newest, newest - ITEMS, -1)
        )
        return "application/rss+xml", (
            '<?xml version="1.0"?><rss version="2.0"><channel>'
            f"<title>Paper {paper}</title>{items}</channel></rss>"
        )

    def _item(self, paper: int, number: int, at: float, host: str) -> str:
        return (
            f"<item><title>{headline(paper, number)}</title>"
            f"<link>http://{host}/page/{paper}/{number}</link>"
            f'<guid isPermaLink="false">{paper}-{number}</guid>'
            f"<pubDate>{format_datetime(datetime.fromtimestamp(at, UTC))}</pubDate>"
            f"<description>{said(paper, number)}</description></item>"
        )

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes over one connection."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.strip().split("\r\n")
                fields = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}
                kind, text = self.answer(first.split()[1], fields.get("host", ""))
                body = text.encode()
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        writer.close()


class RunningPress:
    """A press that runs.

    Args:
        port: Where it answers, on every loopback address.
    """

    def __init__(self, port: int) -> None:
        self._port = port

    def sources(self, count: int) -> str:
        """As many papers as tables of config.toml; each has a host of its own."""
        return "".join(
            f'[[source]]\nid = "paper-{n}"\nname = "Paper {n}"\ninterval = "15m"\n'
            f'url = "http://127.0.0.{n + 1}:{self._port}/feed/{n}"\n\n'
            for n in range(count)
        )

    async def set_clock(self, now: datetime) -> None:
        """Print up to a time, UTC."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"GET /clock/{now.timestamp():.0f} HTTP/1.1\r\nHost: press\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()


@contextlib.contextmanager
def running_press(span: float) -> Iterator[RunningPress]:
    """Run a press in a process of its own; see the module."""
    argv = [sys.executable, "-m", "tests.journeys.day_press", str(span)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield RunningPress(int(process.stdout.readline()))
        finally:
            process.terminate()


async def serve(span: float) -> None:
    """Answer until ended."""
    server = await asyncio.start_server(Press(span).talk, "0.0.0.0", 0)  # noqa: S104 -- every loopback address
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
