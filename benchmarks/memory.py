"""Memory with 100,000 articles stored: llamawatch with its worker beside newsboat.

    python benchmarks/memory.py [--stored N] [--days DAYS] [--cache FOLDER]

Both hold the same articles and rest with their list open in a pseudo-terminal. llamawatch has asked
its one source, on loopback, and read an article that names the subject: the worker runs, and what
reading needs to know is in memory. Figures are MB, summed over a program's processes: what is
private to each ("Private_*" of /proc/PID/smaps_rollup, of files that are mapped, too), and with it
what is shared, divided by how many share it ("Pss"). Prints a Markdown table; needs newsboat and
Linux.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import pty
import select
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._material import make_archive, sandbox  # noqa: E402 - found through the path above
from benchmarks._terminal import family  # noqa: E402 - as above
from store.archive import Archive  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsroom.records import Item

_FEEDS = 100
_LOOK = 60
"""Seconds between two looks of llamawatch at its files."""
_LIST = "http://127.0.0.1:9/feed"


class Feed(BaseHTTPRequestHandler):
    """A feed of one article that names the subject."""

    asked: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        """Answer."""
        now = f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} +0000"
        body = (
            "<rss version='2.0'><channel><title>Loopback</title><item><guid>1</guid>"
            "<title>Joelle Pineau leaves Meta, and the Llama team loses its head</title>"
            f"<description>She told colleagues on Monday.</description><pubDate>{now}</pubDate>"
            "</item></channel></rss>"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.asked.set()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@contextlib.contextmanager
def running(argv: list[str], environ: dict[str, str]) -> Iterator[int]:
    """A program in a pseudo-terminal of 120 by 40 that is read from; answers its process id."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(argv[0], argv, environ)  # noqa: S606 -- a fixed program, without a shell
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    done = threading.Event()

    def drain() -> None:
        while not done.is_set():
            if select.select([terminal], [], [], 0.2)[0]:
                with contextlib.suppress(OSError):
                    os.read(terminal, 65536)

    thread = threading.Thread(target=drain)
    thread.start()
    try:
        yield pid
    finally:
        done.set()
        thread.join()
        os.kill(pid, signal.SIGTERM)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
        os.close(terminal)


def memory(pids: list[int]) -> dict[str, float]:
    """MB that processes hold, by kind."""
    total = {"private dirty": 0.0, "private clean": 0.0, "pss": 0.0}
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            key = name.lower().replace("_", " ")
            if key in total:
                total[key] += int(rest.split()[0]) / 1024
    return {**total, "private": total["private dirty"] + total["private clean"]}


def resting(pid: int) -> list[int]:
    """Wait until a program uses no more CPU; answers its processes."""
    quiet, before = 0, -1.0
    while quiet < 5:
        time.sleep(1)
        ticks = 0.0
        for one in family(pid):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        quiet = quiet + 1 if ticks - before < 3 else 0
        before = ticks
    return family(pid)


def ours(archive: Path, folder: Path) -> tuple[int, dict[str, float]]:
    """Processes and memory of llamawatch over an archive."""
    data = sandbox(archive, folder / "data")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config = folder / "config.toml"
    config.write_text(
        f'[[source]]\nid = "loopback"\nurl = "http://127.0.0.1:{server.server_port}/feed"\n'
    )
    argv = [sys.executable, "-m", "llamawatch", "--config", str(config), "--data", str(data)]
    environ = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    try:
        with running(argv, environ) as pid:
            if not Feed.asked.wait(120):
                raise TimeoutError("llamawatch did not ask its source within two minutes")
            resting(pid)
            time.sleep(_LOOK)
            processes = resting(pid)
            return len(processes), memory(processes)
    finally:
        server.shutdown()


def fill_newsboat(cache: Path, urls: Path, items: Iterator[Item], body_of: Archive) -> None:
    """Put articles into newsboat's cache, as it lays it out itself."""
    urls.write_text("".join(f"{_LIST}{number}\n" for number in range(_FEEDS)))
    argv = ["newsboat", "-u", str(urls), "-c", str(cache), "-C", "/dev/null", "-x", "print-unread"]
    subprocess.run(argv, check=True, capture_output=True)
    database = sqlite3.connect(cache)
    with database:
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
                    f"{item.article.summary} {body_of.text(item.id)}",
                )
                for number, item in enumerate(items)
            ),
        )
    database.close()


def theirs(archive: Path, folder: Path) -> tuple[int, dict[str, float]]:
    """Processes and memory of newsboat with the same articles."""
    cache, urls = folder / "cache.db", folder / "urls"
    with Archive.open(archive, write=False) as stored:
        fill_newsboat(cache, urls, stored.items(), stored)
    settings = folder / "config"
    settings.write_text("auto-reload no\n")
    argv = ["newsboat", "-u", str(urls), "-c", str(cache), "-C", str(settings)]
    with running(argv, {**os.environ, "TERM": "xterm-256color"}) as pid:
        processes = resting(pid)
        return len(processes), memory(processes)


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stored", type=int, default=100_000)
    arguments.add_argument("--days", type=float, default=500)
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "lw-bench")
    given = arguments.parse_args()
    if shutil.which("newsboat") is None:
        print("newsboat is not installed: nothing to compare with.")
        return
    archive = make_archive(given.cache, given.stored, given.days)
    rows = {}
    for name, measure in (("newsboat", theirs), ("llamawatch", ours)):
        with tempfile.TemporaryDirectory() as folder:
            rows[name] = measure(archive, Path(folder))
    print(
        f"| {given.stored:,} stored over {given.days:g} days | processes | private MB | dirty "
        "| mapped files | ratio (goal: at most 1.2) | Pss MB | ratio |"
    )
    print("|---|---|---|---|---|---|---|---|")
    least = rows["newsboat"][1]
    for name, (count, held) in rows.items():
        print(
            f"| {name} | {count} | {held['private']:.0f} | {held['private dirty']:.0f} | "
            f"{held['private clean']:.0f} | {held['private'] / least['private']:.2f} | "
            f"{held['pss']:.0f} | {held['pss'] / least['pss']:.2f} |"
        )


if __name__ == "__main__":
    main()
