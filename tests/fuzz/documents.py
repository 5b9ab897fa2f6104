"""Hostile documents at random, read for a while: `make fuzz`, `make fuzz FUZZ_SECONDS=10`.

Documents of our own are cut, doubled, spliced and sown with what has broken readers before. For
each: no exception, bounded time, and every string that comes out is clean. What fails is printed
with the number that makes it again: `python tests/fuzz/documents.py --again NUMBER`. Nothing is
written anywhere.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from newsroom.clean import clean
from tests.watchers.documents import ATOM, JSON, RDF, RSS, item, rss
from watchers.document import MAX_SUMMARY, MAX_TEXT, MAX_TITLE
from watchers.worker import read_document

if TYPE_CHECKING:
    from newsroom.records import Entry
    from watchers.parsed import Parsed

SECONDS = 5.0
"""CPU time for one document."""
LONGEST = 200_000
URL = "https://gazette.example/feed.xml"
LIMITS = {"title": MAX_TITLE, "summary": MAX_SUMMARY, "text": MAX_TEXT, "guid": 1000,
          "author": 150, "outlet": 150}  # fmt: skip
SEEDS = (
    RSS.encode(),
    ATOM.encode(),
    RDF.encode(),
    JSON.encode(),
    rss(*(item(n, date="Mon, 02 Mar 2026 09:00:00 GMT", summary="said") for n in range(12))),
    b"<!doctype html><title>News</title><link rel=alternate type=application/atom+xml href=/feed>",
    "<?xml version='1.0' encoding='shift_jis'?><item><title>港に埠頭</title></item>".encode(
        "cp932"
    ),
    RSS.encode("utf-16"),
)
HOSTILE = (
    b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>",
    b"&b;&b;&b;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml", b"?>", b"</item>", b"<item>",
    b"<entry>", b"</channel>", b"<title>", b"</title>", b"<author>", b"<width>", b"</width>",
    b"<textInput>", b"<georss:where>", b"<gml:Point srsName='x'>", b"xmlns:q='urn:q'", b"\x00",
    b"\x1b[2J\x1b]0;owned\x07", b"&#27;]52;c;aaaa&#7;", b"&#x202e;", "\u202egnp.exe".encode(),
    "\u200b\ufeff\u2066".encode(), "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301".encode(),
    "\U000e0041\U000e0042".encode(), b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x9b31m",
    b"&lt;script&gt;alert(1)&lt;/script&gt;", b"<script>x</script>", b"javascript:alert(1)",
    b"data:text/html,x", b"file:///etc/passwd", b"http://[::1", b"http://a\\b/", b"&#99999999;",
    b"&amp;amp;lt;b&amp;amp;gt;", b"&eacute;", b"&nosuch;", b"& &", b"<<<<", b">>>>", b"{", b"}",
    b'"items":[', b'"id":1e999', b"[[[[[[[[", b"\\ud800", b"0000-00-00", b"1751882400",
    b"Mon, 32 Foo 2025 25:61:00 +9999", b"encoding='utf-7'", b"encoding='zlib'",
    b"<base href='//'>",
)  # fmt: skip
TYPES = ("", "text/xml", "application/rss+xml; charset=utf-16", "text/html; charset=shift_jis",
         "application/json", "text/xml; charset=hex")  # fmt: skip


def document(number: int) -> tuple[bytes, str]:
    """The document of a number, and the content type it is served as."""
    rng = random.Random(number)
    body = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randint(1, 12)):
        rng.choice((_flip, _cut, _double, _sow, _sow, _sow, _splice, _flood))(body, rng)
    return bytes(body[:LONGEST]), rng.choice(TYPES)


def _flip(body: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 8)):
        if body:
            body[rng.randrange(len(body))] = rng.randrange(256)


def _cut(body: bytearray, rng: random.Random) -> None:
    start = rng.randint(0, len(body))
    del body[start : start + rng.randint(1, 300)]


def _double(body: bytearray, rng: random.Random) -> None:
    start = rng.randint(0, len(body))
    body[start:start] = body[start : start + rng.randint(1, 500)] * rng.randint(1, 5)


def _sow(body: bytearray, rng: random.Random) -> None:
    at = rng.randint(0, len(body))
    body[at:at] = rng.choice(HOSTILE)


def _splice(body: bytearray, rng: random.Random) -> None:
    other, at = rng.choice(SEEDS), rng.randint(0, len(body))
    start = rng.randint(0, len(other))
    body[at:at] = other[start : start + rng.randint(1, 800)]


def _flood(body: bytearray, rng: random.Random) -> None:
    at = rng.randint(0, len(body))
    body[at:at] = rng.choice(HOSTILE) * rng.randint(10, 1500)


def faults(number: int) -> list[str]:
    """What is wrong with how the document of a number is read."""
    body, content_type = document(number)
    started = time.process_time()
    try:
        found = read_document(body, content_type, URL)
        cleaned = clean(body.decode("utf-8", "surrogateescape"), limit=5000, lines=True)
    except Exception:  # noqa: BLE001 - any exception is what is looked for
        return [traceback.format_exc()]
    spent = time.process_time() - started
    wrong = [f"took {spent:.1f} s"] if spent > SECONDS else []
    if clean(cleaned, limit=5000, lines=True) != cleaned:
        wrong.append("cleaning twice changes more")
    return [*wrong, *_unclean(found)]


def _unclean(found: Parsed) -> list[str]:
    wrong = [f"feed link {link!r}" for link in found.feeds if not _is_web(link)]
    if found.title != clean(found.title):
        wrong.append(f"document title {found.title!r}")
    for entry in found.entries:
        if entry.link and not _is_web(entry.link):
            wrong.append(f"link {entry.link!r}")
        wrong += [
            f"{name} {value!r}" for name, value in _strings(entry) if not _is_clean(name, value)
        ]
    return wrong


def _strings(entry: Entry) -> list[tuple[str, str]]:
    given = ((one.name, getattr(entry, one.name)) for one in fields(entry))
    return [(name, value) for name, value in given if isinstance(value, str) and name != "link"]


def _is_clean(name: str, value: str) -> bool:
    limit = LIMITS.get(name, 10)
    return len(value) <= limit and clean(value, limit=limit, lines=name == "text") == value


def _is_web(link: str) -> bool:
    return link.startswith(("http://", "https://")) and link.isascii() and link.isprintable()


def main() -> int:
    """Read documents until the time is up; 1 if one was read wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", type=int, help="only the document of this number")
    given = parser.parse_args()
    end = time.monotonic() + given.seconds
    number, failed = given.seed * 1_000_000_000 if given.again is None else given.again, 0
    first = number
    while number == first or (given.again is None and time.monotonic() < end):
        wrong = faults(number)
        if wrong:
            failed += 1
            print(f"document {number}:", *wrong[:5], sep="\n  ")
        number += 1
    print(f"{number - first} documents, {failed} read wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
