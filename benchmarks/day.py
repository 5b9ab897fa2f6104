"""What the dashboard holds in memory after each hour of a day, with many sources.

    python benchmarks/day.py [--hours N] [--sources N] [--stored N] [--every SECONDS]
        [--cache FOLDER]

The dashboard runs in this process over a real session whose clock goes on by a quarter of an hour
at a time; its sources answer over loopback with what was printed by then, keys are pressed, filters
typed, alerts rung. Each source prints an article every so many seconds. Figures are MB that are
private to the process ("Private_*" of /proc/self/smaps, of code only what was written to) and,
beside it, to the parsing process, after each hour. The goal is for the end against the second hour.
Prints a Markdown table; needs Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._material import days_of, make_archive, sandbox  # noqa: E402 - found through the path above
from store.places import Places  # noqa: E402 - as above
from tests.journeys.day import SETTINGS, Day, Held, start_of  # noqa: E402 - as above
from tests.journeys.day_press import running_press  # noqa: E402 - as above

GOAL = 1.05
_BASE = 2
"""The hour that the end is compared with."""


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--hours", type=int, default=24)
    arguments.add_argument("--sources", type=int, default=100)
    arguments.add_argument("--stored", type=int, default=10_000)
    arguments.add_argument("--every", type=float, default=7200)
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "lw-bench")
    given = arguments.parse_args()
    archive = make_archive(given.cache, given.stored, days_of(given.stored))
    hours: dict[int, Held] = {}
    began = time.monotonic()
    print(
        "| hour | private MB | of the second hour | worker MB | articles | tasks | handles "
        "| timers | Textual's workers | nodes | seconds |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")

    def note(hour: int, held: Held) -> None:
        hours[hour] = held
        ratio = f"{held.private / hours[_BASE].private:.3f}" if _BASE in hours else ""
        print(
            f"| {hour} | {held.private:.1f} | {ratio} | {held.worker:.1f} | {held.items} | "
            f"{held.tasks} | {held.handles} | {held.timers} | {held.workers} | {held.nodes} | "
            f"{time.monotonic() - began:.0f} |",
            flush=True,
        )

    with tempfile.TemporaryDirectory(dir=given.cache) as name, running_press(given.every) as press:
        folder = Path(name)
        config = folder / "config.toml"
        config.write_text(SETTINGS + press.sources(given.sources), encoding="utf-8")
        data = sandbox(archive, folder / "data")
        day = Day(Places(config, data), press, start_of(datetime.now(UTC)))
        asyncio.run(day.pass_by(given.hours, note))
    last = max(hours)
    ratio = hours[last].private / hours[min(_BASE, last)].private
    print(f"\nAfter hour {last}: {ratio:.3f} of hour {_BASE} (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
