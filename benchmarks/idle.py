"""What the dashboard costs when nobody touches it and nothing comes, beside a bare Textual app.

    python benchmarks/idle.py [--minutes N] [--waiting SOURCES] [--stored N] [--quick]

All run at once in pseudo-terminals of 120 by 40, for so many minutes after they have come to rest;
no source is due meanwhile. CPU is what the processes of a program used, in hundredths of a core;
wake-ups are how often its threads gave the processor back of their own accord, a second. Prints a
Markdown table.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers as peers  # noqa: E402 - found by the path above
from benchmarks._feeds import Server, feeds  # noqa: E402 - as above
from benchmarks._material import days_of, make_archive, sandbox  # noqa: E402 - as above
from benchmarks._rows import ITSELF, Figure, Goal, Row, Scale  # noqa: E402 - as above
from benchmarks._run import run_alone  # noqa: E402 - as above
from benchmarks._terminal import Terminal, family, here, terminal  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = "a bare Textual app"
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


def settle(screen: Terminal, server: Server, sources: int, share: float = 1.0) -> None:
    """Have every source asked once, and wait until that is over.

    Args:
        screen: The dashboard.
        server: Whom it asks.
        sources: How many.
        share: How much of the usual time is waited.
    """
    screen.until("unread")
    began, patience = time.monotonic(), _REST * share
    while (
        server.asked()[0] < sources
        or server.asked()[1] < patience
        or time.monotonic() < began + _DAILY * share
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


def rows(scale: Scale) -> list[Row]:
    """The row of a program at rest."""
    archive = make_archive(scale.cache, scale.stored, days_of(scale.stored))
    with tempfile.TemporaryDirectory(dir=scale.cache) as name, feeds(items=5) as server:
        folder = Path(name)
        bare, config = folder / "bare.py", folder / "config.toml"
        bare.write_text(BARE, encoding="utf-8")
        config.write_text(server.sources(scale.waiting, "24h"), encoding="utf-8")
        data = sandbox(archive, folder / "data")
        ours = ["-m", "llamawatch", "--config", str(config), "--data", str(data)]
        with (
            terminal([sys.executable, str(bare)], here()) as plain,
            terminal([sys.executable, *ours], here()) as board,
        ):
            settle(board, server, scale.waiting, scale.settle)
            screens = {LIMIT: plain, "llamawatch": board}
            rival = Figure("newsboat", absent=peers.MISSING)
            with contextlib.ExitStack() as stack:
                if peers.version("newsboat"):
                    rival = Figure(peers.named("newsboat"))
                    screens["newsboat"] = stack.enter_context(newsboat(scale, folder))
                used = rest(screens, scale.minutes * 60)
    shares = {
        program: (after.cpu - before.cpu) / (after.at - before.at) * 100
        for program, (before, after) in used.items()
    }
    woken = {
        program: (after.woken - before.woken) / (after.at - before.at)
        for program, (before, after) in used.items()
    }
    return [
        Row(
            f"idle CPU, {scale.waiting} sources, {scale.stored:,} stored",
            "% of a core",
            shares["llamawatch"],
            (replace(rival, value=shares.get("newsboat")),),
            (Figure(LIMIT, shares[LIMIT]),),
            (Goal(ITSELF, 0.2, 0.1),),
            f"over {scale.minutes:g} minutes (`make bench-idle`: ten), no source due meanwhile; "
            f"wake-ups a second: {woken['llamawatch']:.1f}, of the bare app {woken[LIMIT]:.1f}",
        )
    ]


@contextlib.contextmanager
def newsboat(scale: Scale, folder: Path) -> Iterator[Terminal]:
    """The peer over the same articles, at rest."""
    (folder / "newsboat").mkdir()
    peers.newsboat_with(scale.cache, scale.stored, folder / "newsboat")
    argv, environ = peers.newsboat(folder / "newsboat"), peers.plain_environ(folder)
    with terminal(argv, environ) as screen:
        screen.until("Feed 5", 120)
        screen.rest()
        yield screen


if __name__ == "__main__":
    run_alone(__doc__, rows)
