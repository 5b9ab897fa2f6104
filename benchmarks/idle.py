"""What the dashboard costs when nobody touches it and nothing comes, beside a bare Textual app.

    python benchmarks/idle.py [--minutes N] [--sources N] [--stored N] [--cache FOLDER]

Both run at once in pseudo-terminals of 120 by 40, for so many minutes after they have come to rest;
no source is due meanwhile. CPU is what the processes of a program used, in hundredths of a core;
wake-ups are how often its threads gave the processor back of their own accord, a second. Prints a
Markdown table.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._feeds import Server, feeds  # noqa: E402 - found by the path above
from benchmarks._material import days_of, make_archive, sandbox  # noqa: E402 - as above
from benchmarks._terminal import Terminal, family, here, terminal  # noqa: E402 - as above

GOAL = 0.2
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("BARE")
Bare().run()
"""
_REST = 45.0
"""Seconds without an answer of the feeds after which the program counts as at rest."""
_DAILY = 110.0
"""Seconds after the start by which what is done once a day is done: it begins after a minute."""
_NANOSECOND = 1e-9


@dataclass(frozen=True)
class Spent:
    """What a program used so far."""

    cpu: float
    """Seconds."""
    woken: int
    at: float


def spent(screen: Terminal) -> Spent:
    """What a program and the processes it began used so far."""
    cpu = woken = 0
    for process in family(screen.pid):
        for task in Path(f"/proc/{process}/task").iterdir():
            # In nanoseconds: the ticks of stat are too coarse for what is next to nothing.
            cpu += int((task / "schedstat").read_text().split()[0])
            status = (task / "status").read_text().splitlines()
            woken += next(int(one.split()[1]) for one in status if one.startswith("voluntary"))
    return Spent(cpu * _NANOSECOND, woken, time.monotonic())


def settle(screen: Terminal, server: Server, sources: int) -> None:
    """Have every source asked once, and wait until that is over."""
    screen.until("unread")
    began = time.monotonic()
    while (
        server.asked()[0] < sources
        or server.asked()[1] < _REST
        or time.monotonic() < began + _DAILY
    ):
        screen.read(0.5)
        if server.asked()[0] < sources and server.asked()[1] > _REST / 3:
            screen.type("r")
            screen.read(2)


def rest(screens: dict[str, Terminal], seconds: float) -> dict[str, tuple[Spent, Spent]]:
    """What programs used during some time."""
    before = {name: spent(screen) for name, screen in screens.items()}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for screen in screens.values():
            screen.read(0.5)
    return {name: (before[name], spent(screen)) for name, screen in screens.items()}


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--sources", type=int, default=100)
    arguments.add_argument("--stored", type=int, default=100_000)
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "lw-bench")
    given = arguments.parse_args()
    archive = make_archive(given.cache, given.stored, days_of(given.stored))
    with tempfile.TemporaryDirectory(dir=given.cache) as name, feeds(items=5) as server:
        folder = Path(name)
        bare, config = folder / "bare.py", folder / "config.toml"
        bare.write_text(BARE, encoding="utf-8")
        config.write_text(server.sources(given.sources, "24h"), encoding="utf-8")
        data = sandbox(archive, folder / "data")
        ours = ["-m", "llamawatch", "--config", str(config), "--data", str(data)]
        with (
            terminal([sys.executable, str(bare)], here()) as plain,
            terminal([sys.executable, *ours], here()) as board,
        ):
            settle(board, server, given.sources)
            used = rest({"bare Textual app": plain, "llamawatch": board}, given.minutes * 60)
    print(f"{given.minutes:g} minutes, {given.sources} sources, load {os.getloadavg()[0]:.1f}\n")
    print(f"| program | CPU, % of a core (goal {GOAL}) | wake-ups a second |\n|---|---|---|")
    for program, (before, after) in used.items():
        seconds = after.at - before.at
        print(
            f"| {program} | {(after.cpu - before.cpu) / seconds * 100:.3f} | "
            f"{(after.woken - before.woken) / seconds:.1f} |"
        )


if __name__ == "__main__":
    main()
