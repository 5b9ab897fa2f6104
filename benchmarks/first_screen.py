"""From start to the news on the screen, with few and with many articles stored.

    python benchmarks/first_screen.py [--cache FOLDER] [--runs N] [SIZE]...

The dashboard starts in a pseudo-terminal of 120 by 40, over archives whose current month is the
same; the clock stops when the newest headline is painted. CPU is what the program and its processes
used until then. Runs are taken in turn; medians, with ratios to the smallest archive (goal: at most
1.2). Making an archive of a million takes ten minutes and 4 GB in the cache folder, once.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._material import (  # noqa: E402 - found through the path above
    days_of,
    make_archive,
    sandbox,
)
from store.archive import Archive  # noqa: E402 - as above

SIZES = (1_000, 1_000_000)
_TICK = os.sysconf("SC_CLK_TCK")
_MARKER = 10
"""Characters of the headline that are waited for."""


def headline(archive: Path) -> str:
    """The beginning of the newest headline."""
    with Archive.open(archive, write=False) as stored:
        return next(item.article.title for item in stored.items() if item.story)[:_MARKER]


def start(archive: Path, config: Path, marker: str) -> tuple[float, float]:
    """Seconds of wall and of CPU time from spawning the dashboard to a text on its terminal."""
    argv = [sys.executable, "-m", "llamawatch", "--config", str(config), "--data", str(archive)]
    environ = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(argv[0], argv, environ)  # noqa: S606 -- a fixed program, without a shell
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen = b""
    try:
        while marker.encode() not in seen:
            if not select.select([terminal], [], [], 60)[0]:
                raise TimeoutError(f"no headline within a minute: {seen[-500:]!r}")
            seen += os.read(terminal, 65536)
        took = time.perf_counter() - began
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return took, sum(map(int, fields[11:15])) / _TICK
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "lw-bench")
    arguments.add_argument("--runs", type=int, default=7)
    given = arguments.parse_args()
    sizes = given.sizes or list(SIZES)
    made = {size: make_archive(given.cache, size, days_of(size)) for size in sizes}
    times: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    for _ in range(given.runs):
        for size, archive in made.items():
            with tempfile.TemporaryDirectory(dir=given.cache) as folder:
                config = Path(folder) / "config.toml"
                config.write_text(
                    '[[source]]\nid = "a"\nurl = "http://127.0.0.1:9/"\nenabled = false\n'
                )
                data = sandbox(archive, Path(folder) / "data")
                times[size].append(start(data, config, headline(archive)))
    print("| stored | news on the screen, wall ms | ratio | CPU ms | ratio |")
    print("|---|---|---|---|---|")
    wall, cpu = (
        {size: median(run[kind] for run in runs) for size, runs in times.items()} for kind in (0, 1)
    )
    least = min(sizes)
    for size in sizes:
        print(
            f"| {size:,} | {wall[size] * 1000:.0f} | {wall[size] / wall[least]:.2f} | "
            f"{cpu[size] * 1000:.0f} | {cpu[size] / cpu[least]:.2f} |"
        )


if __name__ == "__main__":
    main()
