"""Feeds over loopback, in a process of its own: every answer holds something new.

    python benchmarks/_feeds.py [--new N] [--items N]

Prints its port. ``/feed/<n>`` answers an RSS document of so many articles, the newest of which no
answer before held; ``/asked`` how many were answered, and seconds since the last. Titles and
summaries are as long as those of `benchmarks._material`; one article in three names what is
watched. Every address of 127.0.0.0/8 answers, so that each feed has a host of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._material import running_text  # noqa: E402 - found through the path above

if TYPE_CHECKING:
    from collections.abc import Iterator

_LANGUAGES = ("fr", "ar")
"""Languages of what is new: lists of the others stay as they are."""
_PEOPLE = ("Joelle Pineau", "Guillaume Lample", "Ruoming Pang", "Shengjia Zhao", "Rob Fergus")
_FIRST = datetime.now(UTC) - timedelta(hours=2)
"""About when the first article of a feed was written: none is of the future."""
_ACTS = ("leaves Meta for a rival", "joins the Llama team at Meta", "speaks of FAIR at Meta")


def article(feed: int, number: int) -> str:
    """An article of a feed as XML; the same numbers make the same article."""
    rng = random.Random(feed * 100_003 + number)
    language = _LANGUAGES[number % len(_LANGUAGES)]
    title = f"{running_text(rng, language, 60)} {feed}-{number}"
    if number % 3 == 0:
        title = f"{rng.choice(_PEOPLE)} {rng.choice(_ACTS)} {feed}-{number}"
    at = _FIRST + timedelta(seconds=number)
    return (
        f"<item><title>{title}</title><link>https://outlet-{feed}.example/{number}</link>"
        f'<guid isPermaLink="false">{feed}-{number}</guid><pubDate>{format_datetime(at)}</pubDate>'
        f"<description>{running_text(rng, language, 300)}</description></item>"
    )


class Feeds:
    """What was asked for so far.

    Args:
        new: Articles of an answer that no answer before held.
        items: Articles of an answer.
    """

    def __init__(self, new: int, items: int) -> None:
        self._new, self._items = new, items
        self._asked: dict[int, int] = {}
        self._last = time.monotonic()

    def answer(self, path: str) -> bytes:
        """The body of an answer."""
        if path == "/asked":
            return f"{sum(self._asked.values())} {time.monotonic() - self._last:.3f}".encode()
        feed = int(path.rpartition("/")[2])
        times = self._asked[feed] = self._asked.get(feed, 0) + 1
        self._last = time.monotonic()
        newest = self._items + self._new * times
        written = "".join(article(feed, newest - back) for back in range(self._items))
        return (
            '<?xml version="1.0"?><rss version="2.0"><channel>'
            f"<title>Outlet {feed}</title>{written}</channel></rss>"
        ).encode()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            body = self.answer(head.split()[1])
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
                b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )
            await writer.drain()
        writer.close()


class Server:
    """Feeds that run."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, feed: int) -> str:
        """Where a feed lies; each has a host of its own."""
        return f"http://127.0.{feed // 200 + 1}.{feed % 200 + 1}:{self.port}/feed/{feed}"

    def asked(self) -> tuple[int, float]:
        """How often feeds were asked for, and seconds since the last was."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/asked") as answer:
            count, ago = answer.read().split()
        return int(count), float(ago)

    def sources(self, count: int, interval: str = "24h") -> str:
        """As many sources as tables of config.toml."""
        return "".join(
            f'[[source]]\nid = "feed-{n}"\nname = "Outlet {n}"\nurl = "{self.url(n)}"\n'
            f'interval = "{interval}"\n\n'
            for n in range(count)
        )


@contextlib.contextmanager
def feeds(new: int = 2, items: int = 20) -> Iterator[Server]:
    """Run feeds in a process of its own; see `Feeds`."""
    argv = [sys.executable, __file__, "--new", str(new), "--items", str(items)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 -- it was asked for
        try:
            yield Server(int(process.stdout.readline()))
        finally:
            process.terminate()


async def serve(new: int, items: int) -> None:
    """Answer until ended."""
    server = await asyncio.start_server(Feeds(new, items).talk, "0.0.0.0", 0)  # noqa: S104 -- every loopback address
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--new", type=int, default=2)
    arguments.add_argument("--items", type=int, default=20)
    given = arguments.parse_args()
    asyncio.run(serve(given.new, given.items))
