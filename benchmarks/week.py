"""What `llamawatch run` holds after each day of a week, with 200 feeds of which 20 misbehave.

    python benchmarks/week.py [--days N] [--sources N]

`run` works in this process over the feeds of the fault server (../shared/tools/faultserver.py),
whose clock goes on by an hour at a time. Figures are MB that are private to the process and, beside
it, to the parsing process, open files, bytes of log, seconds of CPU of the day, after each day.
Prints a Markdown table; needs Linux and ../shared.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from store.places import Places  # noqa: E402 - found through the path above
from tests.journeys.home import shipped_watches  # noqa: E402 - as above
from tests.journeys.week import SETTINGS, Held, Week, sources  # noqa: E402 - as above
from tests.watchers.faulty_web import faulty_web  # noqa: E402 - as above

_BASE = 2
"""The day that the end is compared with."""


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--days", type=int, default=7)
    arguments.add_argument("--sources", type=int, default=200)
    given = arguments.parse_args()
    days: dict[int, Held] = {}
    began = time.monotonic()
    columns = (
        "day", "private MB", "of the second day", "worker MB", "handles", "mapped", "tasks",
        "log bytes", "CPU s", "polls", "articles", "alerts", "seconds",
    )  # fmt: skip
    print(_row(columns))
    print(_row("---" for _ in columns))

    def note(day: int, held: Held) -> None:
        days[day] = held
        ratio = f"{held.private / days[_BASE].private:.3f}" if _BASE in days else ""
        figures = (
            day, f"{held.private:.1f}", ratio, f"{held.worker:.1f}", held.handles, held.mapped,
            held.tasks, held.log, f"{held.cpu:.1f}", held.polls, held.items, held.alerts,
            f"{time.monotonic() - began:.0f}",
        )  # fmt: skip
        print(_row(figures), flush=True)

    life = ("--max-seconds", "36000", "--max-log", "1000", "--max-requests", "10000000")
    with (
        tempfile.TemporaryDirectory() as name,
        faulty_web("--virtual", str(given.sources), "--hosts", "8", *life) as web,
    ):
        folder = Path(name)
        config = folder / "config.toml"
        text = SETTINGS + shipped_watches() + sources(web, given.sources)
        config.write_text(text, encoding="utf-8")
        week = Week(Places(config, folder / "data"), web)
        asyncio.run(week.pass_by(given.days, note))


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
