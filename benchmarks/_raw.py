"""The limit of polling: hand-written HTTP over asyncio's streams, and lxml.

    python benchmarks/_raw.py AT-ONCE < addresses

Asks every address, so many at a time, and parses what comes into a tree; asks again with the ETags
that came, which answers 304s. Prints, as JSON, the seconds of CPU and of wall time of either.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

from lxml import etree


async def ask(url: str, etag: str) -> tuple[str, bytes]:
    """The ETag and the body of an answer."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    known = f"If-None-Match: {etag}\r\n" if etag else ""
    writer.write(
        f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{known}"
        "Connection: close\r\n\r\n".encode()
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    body = await reader.read()
    writer.close()
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    return fields["ETag"], body


async def ask_all(urls: list[str], etags: dict[str, str], at_once: int) -> dict[str, float]:
    """Ask every address; seconds of CPU and of wall time."""
    places = asyncio.Semaphore(at_once)

    async def one(url: str) -> None:
        async with places:
            etags[url], body = await ask(url, etags.get(url, ""))
        if body:
            etree.fromstring(body)

    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*map(one, urls))
    return {"cpu": time.process_time() - used, "wall": time.perf_counter() - began}


async def main() -> None:
    """Measure and print."""
    urls, etags = sys.stdin.read().split(), dict[str, str]()
    at_once = int(sys.argv[1])
    cold = await ask_all(urls, etags, at_once)
    print(json.dumps({"cold": cold, "warm": await ask_all(urls, etags, at_once)}))


if __name__ == "__main__":
    asyncio.run(main())
