"""What llamawatch is measured beside: where it lies, which version, and archives in its own format.

A peer that is not installed is named as absent, and nothing fails. newsboat and sfeed come from
the system (`apt-get install newsboat sfeed`); reader and rss2email from `peers.txt`, in an
environment of their own, `.bench`, which `make bench` makes.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks._material import days_of, make_archive
from benchmarks._terminal import here
from store.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsroom.records import Item

ROOT: Final = Path(__file__).resolve().parent.parent
PEERS: Final = ROOT / ".bench" / "bin"
"""Where programs of `peers.txt` lie."""
READER: Final = (str(PEERS / "python"), str(Path(__file__).with_name("_reader.py")))
"""How reader is run; see `_reader`."""
MISSING: Final = "not installed"
_FEEDS: Final = 100
_LIST: Final = "http://127.0.0.1:9/feed"
_VERSION: Final = {
    "newsboat": ("newsboat", "--version"),
    "sfeed": ("dpkg-query", "--show", "--showformat", "${Version}", "sfeed"),
    "reader": (str(PEERS / "python"), "-c", "import reader; print(reader.__version__)"),
    "rss2email": (str(PEERS / "r2e"), "--version"),
}


@cache
def version(peer: str) -> str:
    """The version of a peer; empty if it is not installed."""
    try:
        done = subprocess.run(_VERSION[peer], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        # sfeed does not tell its version, and not every system has dpkg.
        return "of unknown version" if peer == "sfeed" and shutil.which("sfeed_update") else ""
    words = done.stdout.split()
    return next((word for word in words if word[:1].isdigit()), words[0] if words else "")


def named(peer: str) -> str:
    """A peer with its version."""
    return f"{peer} {version(peer)}".strip()


def plain_environ(folder: Path) -> dict[str, str]:
    """The environment of a peer: its home is a folder; no proxy stands before loopback."""
    return {
        **here(),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "no_proxy": "127.0.0.0/8",
        "NO_PROXY": "127.0.0.0/8",
    }


def newsboat(folder: Path, *more: str) -> list[str]:
    """How newsboat is run on a folder that holds its urls, cache.db and config."""
    files = ("-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config")
    return ["newsboat", *map(str, files), *more]


def lay_out_newsboat(folder: Path, urls: Sequence[str]) -> None:
    """Write newsboat's urls and settings."""
    (folder / "urls").write_text("".join(f"{url}\n" for url in urls))
    settings = "auto-reload no\nreload-threads 8\nmax-items 0\n"
    (folder / "config").write_text(settings)


def newsboat_with(cache_folder: Path, stored: int, folder: Path) -> None:
    """Lay out newsboat in a folder, its cache filled with the articles of `make_archive`.

    Args:
        cache_folder: Where such caches are kept.
        stored: Articles, spread over a hundred feeds.
        folder: Must exist.
    """
    lay_out_newsboat(folder, [f"{_LIST}{number}" for number in range(_FEEDS)])
    kept = cache_folder / f"newsboat-{version('newsboat')}-{stored}.db"
    if not kept.exists():
        argv = newsboat(folder, "-x", "print-unread")
        environ = plain_environ(folder)
        subprocess.run(argv, check=True, capture_output=True, env=environ)
        _fill_newsboat(folder / "cache.db", cache_folder, stored)
        part = kept.with_suffix(".part")
        shutil.copyfile(folder / "cache.db", part)
        part.rename(kept)
    shutil.copyfile(kept, folder / "cache.db")


def _fill_newsboat(file: Path, cache_folder: Path, stored: int) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.executemany(
            "INSERT OR REPLACE INTO rss_feed(rssurl, url, title) VALUES(?, ?, ?)",
            [(f"{_LIST}{n}", "http://127.0.0.1:9/", f"Feed {n}") for n in range(_FEEDS)],
        )
        database.executemany(
            "INSERT INTO rss_item(guid, title, author, url, feedurl, pubDate, content, unread,"
            " base) VALUES(?, ?, '', ?, ?, ?, ?, 1, '')",
            (
                (
                    item.article.keys[0],
                    item.article.title,
                    item.article.url,
                    f"{_LIST}{number % _FEEDS}",
                    int(item.article.first_seen.timestamp()),
                    text,
                )
                for number, (item, text) in enumerate(_articles(cache_folder, stored))
            ),
        )


def reader_with(cache_folder: Path, stored: int) -> Path:
    """A database of reader with the articles of `make_archive`, and its index for searching.

    Made once: of 100,000 articles that takes minutes.
    """
    kept = cache_folder / f"reader-{version('reader')}-{stored}.sqlite"
    if kept.exists():
        return kept
    part = kept.with_name(f"part-{kept.name}")
    for file in cache_folder.glob(f"{part.name}*"):
        file.unlink()
    argv = [*READER, "fill", str(part)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None  # noqa: S101 -- it was asked for
        for number, (item, text) in enumerate(_articles(cache_folder, stored)):
            entry = {
                "feed_url": f"{_LIST}{number % _FEEDS}",
                "id": item.article.keys[0],
                "link": item.article.url,
                "title": item.article.title,
                "summary": text,
            }
            process.stdin.write(json.dumps(entry) + "\n")
    if process.returncode:
        raise RuntimeError(f"reader could not be filled: it ended with {process.returncode}")
    for suffix in ("-wal", ".search-wal", ".search"):
        file = part.with_name(f"{part.name}{suffix}")
        if file.exists():
            file.rename(kept.with_name(f"{kept.name}{suffix}"))
    part.rename(kept)
    return kept


def _articles(cache_folder: Path, stored: int) -> Iterator[tuple[Item, str]]:
    """Articles of an archive, the newest first, with all their text."""
    folder = make_archive(cache_folder, stored, days_of(stored))
    with Archive.open(folder, write=False) as archive:
        for item in archive.items():
            yield item, f"{item.article.summary} {archive.text(item.id)}"
