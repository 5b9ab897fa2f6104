"""Outlets over loopback, in a process of their own, that publish when they are told to.

    python benchmarks/_outlets.py COUNT ITEMS

Prints its port. ``/feed/<n>`` answers an RSS document with an ETag, or 304 to who has it already;
``/slow/<n>`` the same after 100 ms; ``/publish/<every>`` puts one new article at the head of every
n-th feed; ``/answered`` answers, as JSON, how many 200s and 304s there were since it was
last asked. Connections stay open as in HTTP/1.1, for half a second after an answer. Every address
of 127.0.0.0/8 answers, so that each feed has a host of its own.

An article has some 1.5 kB of HTML: relative links, an image, a script, words of several
scripts, twelve hours after the one before. One in three names what llamawatch watches, out of all
that its packs know. The same numbers make the same article.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import json
import random
import subprocess
import sys
import time
import tomllib
import urllib.request
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._material import LANGUAGES, running_text  # noqa: E402 - found through the path above

if TYPE_CHECKING:
    from collections.abc import Iterator

DELAY: Final = 0.1
"""Seconds that `/slow/` takes."""
IDLE: Final = 0.5
"""Seconds after an answer by which a connection is closed unless it is asked again."""
_PARAGRAPHS: Final = 3
_ENDS: Final = datetime.now(UTC) - timedelta(hours=2)
"""About when the newest articles were written: none is of the future."""
_FIRST: Final = 29
"""The newest article of a feed of thirty, when it begins."""
_APART: Final = timedelta(hours=12)
"""Between two articles of a feed, until the one that was the newest when it began."""
_NAMING: Final = (
    "{who} leaves Meta for {where} after a delay of the Llama model",
    "{who} verlässt Meta und geht zu {where}",
    "{who} quitte Meta pour rejoindre {where}",
    "Metaの{who}氏が退社し{where}へ移籍",
    "Meta delays Behemoth by {days} weeks, says {who}",
    "{who} speaks of open models at Meta and {where}",
    "Meta and {where} agree on {days} megawatts of data centre",
    "Meta's FAIR publishes paper {days} by {who}",
)


@cache
def _names(kind: str, table: str) -> tuple[str, ...]:
    """Who is watched as shipped: the names of one table of a pack."""
    file = ROOT / "store" / "packs" / "meta-ai" / f"{kind}.toml"
    return tuple(row["name"] for row in tomllib.loads(file.read_text("utf-8"))[table])


def article(feed: int, number: int) -> str:
    """An article of a feed as XML."""
    rng = random.Random(feed * 100_003 + number)
    language = LANGUAGES[number % len(LANGUAGES)]
    title = running_text(rng, language, 60)
    if number % 3 == 0:
        who = rng.choice(_names("people", "person"))
        where = rng.choice(_names("organisations", "org"))
        title = rng.choice(_NAMING).format(who=who, where=where, days=rng.randrange(2, 900))
    inner = "".join(
        f'<p>{running_text(rng, "en", 170)} <a href="/there/{number}/{part}">further</a> &amp; '
        f"{running_text(rng, language, 80)} <b>{running_text(rng, language, 60)}</b></p>"
        for part in range(_PARAGRAPHS)
    )
    body = f'<div><img src="/{number}.jpg" alt="">{inner}<script>track({number})</script></div>'
    at = _ENDS - _APART * max(0, _FIRST - number) + timedelta(minutes=number - feed % 60)
    return (
        f"<item><title>{html.escape(title)} {feed}-{number}</title>"
        f"<link>https://outlet-{feed}.example/{number}</link>"
        f'<guid isPermaLink="false">urn:outlet:{feed}:{number}</guid>'
        f"<pubDate>{format_datetime(at)}</pubDate>"
        f"<description>{html.escape(body)}</description></item>"
    )


def document(feed: int, version: int, items: int) -> bytes:
    """The feed after so many articles were published since the beginning, the newest first."""
    written = "".join(article(feed, version + back) for back in reversed(range(items)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>Outlet {feed}</title><link>https://outlet-{feed}.example/</link>"
        f"<description>What outlet {feed} writes</description>{written}</channel></rss>"
    ).encode()


class Outlets:
    """What was published, and what was asked for.

    Args:
        count: Feeds.
        items: Articles a feed holds.
    """

    def __init__(self, count: int, items: int) -> None:
        self._items = items
        self._versions = [0] * count
        self._bodies = [document(feed, 0, items) for feed in range(count)]
        self._answered = {"200": 0, "304": 0}

    def publish(self, every: int) -> bytes:
        """Put one article at the head of every n-th feed; answers of how many."""
        told = range(0, len(self._versions), every)
        for feed in told:
            self._versions[feed] += 1
            self._bodies[feed] = document(feed, self._versions[feed], self._items)
        return str(len(told)).encode()

    async def answer(self, path: str, known: str) -> bytes:
        """A whole answer, with its head, to who knows a version already."""
        _, what, *rest = path.split("/")
        if what == "publish":
            return _answer(self.publish(int(rest[0])))
        if what == "answered":
            said, self._answered = self._answered, {"200": 0, "304": 0}
            return _answer(json.dumps(said).encode())
        if what == "slow":
            await asyncio.sleep(DELAY)
        feed = int(rest[0])
        etag = f'"{feed}.{self._versions[feed]}"'
        if known == etag:
            self._answered["304"] += 1
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        self._answered["200"] += 1
        return _answer(self._bodies[feed], f"ETag: {etag}\r\n")

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            patience = None
            while True:
                async with asyncio.timeout(patience):
                    head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                known = fields.get("if-none-match", "")
                writer.write(await self.answer(lines[0].split()[1], known))
                await writer.drain()
                patience = IDLE
                if fields.get("connection") == "close":
                    break
        writer.close()


def _answer(body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Server:
    """Outlets that run.

    Args:
        port: Where.
        count: How many.
    """

    def __init__(self, port: int, count: int) -> None:
        self.port, self.count = port, count

    def urls(self, *, slow: bool = False) -> list[str]:
        """Where the feeds lie; each has a host of its own."""
        kind = "slow" if slow else "feed"
        return [
            f"http://127.0.{n // 200 + 1}.{n % 200 + 1}:{self.port}/{kind}/{n}"
            for n in range(self.count)
        ]

    def rest(self) -> None:
        """Wait until connections that are open without a request are closed."""
        time.sleep(2 * IDLE)

    def answered(self) -> tuple[int, int]:
        """How many 200s and 304s there were since this was last asked."""
        said = json.loads(self._get("answered"))
        return said["200"], said["304"]

    def publish(self, every: int) -> int:
        """Have every n-th feed publish one article; answers how many did."""
        return int(self._get(f"publish/{every}"))

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}") as answer:
            return bytes(answer.read())


@contextlib.contextmanager
def outlets(count: int, items: int = 30) -> Iterator[Server]:
    """Run outlets in a process of their own; see `Outlets`."""
    argv = [sys.executable, __file__, str(count), str(items)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 -- it was asked for
        try:
            yield Server(int(process.stdout.readline()), count)
        finally:
            process.terminate()


async def serve(count: int, items: int) -> None:
    """Answer until ended."""
    talk = Outlets(count, items).talk
    server = await asyncio.start_server(talk, "0.0.0.0", 0, backlog=2048)  # noqa: S104 -- every loopback address
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
