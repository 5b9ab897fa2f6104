"""From start to the news on the screen, with few and with many articles stored.

    python benchmarks/first_screen.py [--cache FOLDER] [--runs N] [--stored N] [--quick]

Each program starts in a pseudo-terminal of 120 by 40; the clock stops when its list is there: of
llamawatch the newest headline, of newsboat its feeds, of an empty Textual app its one text. The
archives' current month is the same whatever their size. CPU is what the program and its processes
used until then. Runs are taken in turn; medians. Making an archive of a million takes ten minutes
and 4 GB in the cache folder, once.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers as peers  # noqa: E402 - found by the path above
from benchmarks._material import days_of, make_archive, sandbox  # noqa: E402 - as above
from benchmarks._rows import Figure, Goal, Row, Scale  # noqa: E402 - as above
from benchmarks._run import run_alone  # noqa: E402 - as above
from benchmarks._terminal import here, start, write_idle_config  # noqa: E402 - as above
from benchmarks.first_paint import MARK, write_empty  # noqa: E402 - as above
from store.archive import Archive  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKER = 10
"""Characters of the headline that are waited for."""
_SLOW = 3
"""Runs of what takes long."""


def headline(archive: Path) -> str:
    """The beginning of the newest headline."""
    with Archive.open(archive, write=False) as stored:
        return next(item.article.title for item in stored.items() if item.story)[:_MARKER]


def ours(archive: Path) -> tuple[float, float]:
    """Seconds of wall and of CPU time until the newest headline stands there."""
    with tempfile.TemporaryDirectory(dir=archive.parent) as name:
        folder = Path(name)
        config, data = write_idle_config(folder), sandbox(archive, folder / "data")
        argv = [sys.executable, "-m", "llamawatch", "--config", str(config), "--data", str(data)]
        return start(argv, headline(archive), here())


def empty(cache: Path) -> tuple[float, float]:
    """Seconds until an empty Textual app stands there."""
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        return start(write_empty(Path(folder)), MARK, here())


def newsboat(cache: Path, stored: int) -> tuple[float, float]:
    """Seconds until newsboat lists its feeds."""
    with tempfile.TemporaryDirectory(dir=cache) as name:
        folder = Path(name)
        peers.newsboat_with(cache, stored, folder)
        return start(peers.newsboat(folder), "Feed 5", peers.plain_environ(folder))


def rows(scale: Scale) -> list[Row]:
    """The rows of starting."""
    sizes = sorted({*scale.sizes, scale.stored})
    programs: dict[str, Callable[[], tuple[float, float]]] = {
        f"{size}": partial(ours, make_archive(scale.cache, size, days_of(size))) for size in sizes
    }
    programs["empty"] = partial(empty, scale.cache)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    for _ in range(scale.runs):
        for name, begin in programs.items():
            times[name].append(begin())
    for name, begin in {"newsboat": partial(newsboat, scale.cache, scale.stored)}.items():
        times[name] = [begin() for _ in range(min(_SLOW, scale.runs) if peers.version(name) else 0)]
    wall, cpu = (
        {name: 1000 * median(run[kind] for run in runs) for name, runs in times.items() if runs}
        for kind in (0, 1)
    )
    few, many = f"{min(sizes)}", f"{max(sizes)}"
    rival = peers.named("newsboat") if "newsboat" in wall else "newsboat"
    absent = "" if "newsboat" in wall else peers.MISSING
    return [
        Row(
            f"start to usable list, {scale.stored:,} stored, {what}",
            "ms",
            taken[f"{scale.stored}"],
            (Figure(rival, taken.get("newsboat"), absent),),
            (Figure("an empty Textual app", taken["empty"]),),
            (Goal("newsboat", 0.05), Goal("an empty", 1.3, 1.15)),
            f"in a terminal of 120 by 40; median of {scale.runs}, newsboat's of {_SLOW} at most",
        )
        for what, taken in (("wall", wall), ("CPU", cpu))
    ] + [
        Row(
            f"growth of the start: {max(sizes):,} stored against {min(sizes):,}, {what}",
            "times",
            taken[many] / taken[few],
            (Figure("the peers", absent="it is measured against itself"),),
            (Figure("flat", 1.0),),
            (Goal("flat", 1.2, 1.0),),
            f"{taken[few]:.0f} ms, {taken[many]:.0f} ms; median of {scale.runs}",
        )
        for what, taken in (("wall", wall), ("CPU", cpu))
    ]


if __name__ == "__main__":
    run_alone(__doc__, rows)
