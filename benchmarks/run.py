"""Every experiment of the table of results, or those that are named.

    python benchmarks/run.py [EXPERIMENT]... [--quick] [--write FILE] [--out FOLDER] [--minutes N]

Archives are made first, if they are not in the cache. Then each experiment runs in this order, in a
process of its own, one at a time (`--quick`: some at once). What it brings is kept in a file of the
folder OUT, so that one may be made again by itself. FILE is Markdown of all that is kept; what it
said before is printed beside it, and how far each ratio moved. An experiment that fails is named
with its reason, the others go on; then the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers as peers  # noqa: E402 - found by the path above
from benchmarks._material import days_of, make_archive  # noqa: E402 - as above
from benchmarks._moved import write_moved  # noqa: E402 - as above
from benchmarks._rows import Row, Scale, Taken, load, save, write_table, write_when  # noqa: E402 - as above
from benchmarks._run import add_scale, scale_of  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Sequence

EXPERIMENTS: Final = (
    "polling",
    "waiting",
    "first_screen",
    "memory",
    "searching",
    "filtering",
    "cursor",
    "idle",
    "store_insert",
    "reading",
)
"""Scripts beside this one, in the order of the table."""
PEERS: Final = ("newsboat", "sfeed", "reader", "rss2email")
LIBRARIES: Final = ("textual", "httpx", "feedparser", "lxml", "tinydb", "apscheduler")
_AT_ONCE: Final = 4
"""Experiments that run at once if times mean nothing."""
_CONTROLS: Final = re.compile(r"\x1b\[[0-9;?<>=]*[A-Za-z]|[\x00-\x1f]+")
_SAID: Final = 400
"""Characters of the reason for a failure that are told."""
_INTRODUCTION: Final = """# llamawatch beside what else people would use

Written by `make bench`; what is measured how stands at the head of each script beside this file.
Ratios are of llamawatch's figure to the other's, of one run on one machine: less is better, and a
goal is the most that a ratio may be. The same work is done by all; peers' figures are of this run.
"""


def run(name: str, scale: Scale) -> Taken:
    """Make one experiment."""
    before, began = os.getloadavg()[0], time.monotonic()
    rows: tuple[Row, ...] = ()
    failed = ""
    try:
        rows = tuple(import_module(f"benchmarks.{name}").rows(scale))
    except Exception as error:  # noqa: BLE001 -- one experiment that fails leaves the others
        # A program that ended says so on a screen it had painted before.
        said = " ".join(_CONTROLS.sub(" ", str(error)).split())
        failed = f"{type(error).__name__}: {said[-_SAID:]}"
    return Taken(
        name,
        f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        time.monotonic() - began,
        (before, os.getloadavg()[0]),
        rows,
        failed,
        asdict(scale),
    )


def prepare(scale: Scale) -> None:
    """Make the archives that experiments share."""
    for size in sorted({*scale.sizes, scale.stored}):
        make_archive(scale.cache, size, days_of(size))
    if peers.version("newsboat"):
        with tempfile.TemporaryDirectory(dir=scale.cache) as folder:
            peers.newsboat_with(scale.cache, scale.stored, Path(folder))
    if peers.version("reader"):
        peers.reader_with(scale.cache, scale.stored)


def machine() -> str:
    """What was measured on, and with which versions; Markdown."""
    processor, memory = platform.processor() or platform.machine(), ""
    for file, field in (("cpuinfo", "model name"), ("meminfo", "MemTotal")):
        path = Path("/proc") / file
        lines = path.read_text().splitlines() if path.exists() else []
        said = next(
            (line.partition(":")[2].strip() for line in lines if line.startswith(field)), ""
        )
        if field == "model name":
            processor = said or processor
        elif said:
            memory = f", {int(said.split()[0]) / 2**20:.0f} GiB"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    others = ", ".join(
        peers.named(name) if peers.version(name) else f"{name} (not installed)" for name in PEERS
    )
    return (
        f"- Machine: {os.cpu_count()} processors, {processor}{memory}; "
        f"{platform.system()} {platform.release()}\n"
        f"- llamawatch {version('llamawatch')} ({_commit()}), Python {platform.python_version()}, "
        f"{libraries}\n- Peers: {others}\n"
    )


def _commit() -> str:
    argv = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    try:
        done = subprocess.run(argv, capture_output=True, check=True, text=True, cwd=ROOT)
    except (OSError, subprocess.CalledProcessError):
        return "no checkout"
    return done.stdout.strip()


def write_results(taken: Sequence[Taken]) -> str:
    """The file of results; Markdown."""
    rows = [row for one in taken for row in one.rows]
    return f"{_INTRODUCTION}\n{machine()}\n{write_table(rows)}\n{write_when(taken)}"


def main() -> int:
    """Measure, keep and print."""
    formatter = argparse.RawDescriptionHelpFormatter
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    arguments.add_argument("experiments", nargs="*", default=[])
    arguments.add_argument("--write", type=Path, help="where the Markdown goes")
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out")
    add_scale(arguments)
    given = arguments.parse_args()
    if strange := set(given.experiments) - set(EXPERIMENTS):
        arguments.error(f"no such experiment: {', '.join(strange)}; {', '.join(EXPERIMENTS)} are")
    out = given.out / "quick" if given.quick else given.out
    failed, scale = False, scale_of(given)
    prepare(scale)
    at_once = _AT_ONCE if given.quick else 1
    with ProcessPoolExecutor(at_once, get_context("spawn"), max_tasks_per_child=1) as processes:
        names = given.experiments or EXPERIMENTS
        for taken in processes.map(run, names, [scale] * len(names)):
            save(taken, out)
            failed = failed or bool(taken.failed)
            print(f"{write_table(taken.rows)}\n{write_when([taken])}", flush=True)
    kept = [load(file) for name in EXPERIMENTS if (file := out / f"{name}.json").exists()]
    if given.write:
        before = given.write.read_text(encoding="utf-8") if given.write.exists() else ""
        given.write.write_text(written := write_results(kept), encoding="utf-8")
        print(write_moved(before, written))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
