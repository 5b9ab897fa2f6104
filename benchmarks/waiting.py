"""A hundred feeds that take 100 ms to answer, none of which has anything new: how long it takes.

    python benchmarks/waiting.py [--waiting N] [--runs N] [--quick]

Seconds of the clock on the wall. `llamawatch run` is running and is asked through its inbox, and
the clock runs from the first to the last answer that it has dealt with; peers are commands, their
start included. The limit is hand-written HTTP that asks all at once.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers as peers  # noqa: E402 - found by the path above
from benchmarks._outlets import DELAY, Server, outlets  # noqa: E402 - as above
from benchmarks._pollers import PEERS, Ours, Peer, limit  # noqa: E402 - as above
from benchmarks._rows import Figure, Goal, Row, Scale  # noqa: E402 - as above
from benchmarks._run import run_alone  # noqa: E402 - as above


def seconds(program: type[Ours | Peer], server: Server, runs: int, cache: Path) -> float:
    """Median seconds of a round in which nothing is new."""
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        asking = program(Path(folder), server.urls(slow=True))
        asking.cold()
        with asking.running():
            for _ in range(2):
                server.rest()
                asking.again()
            server.answered()
            taken = []
            for _ in range(runs):
                server.rest()
                taken.append(asking.again().wall)
            if (found := server.answered()) != (0, server.count * runs):
                raise RuntimeError(f"{asking.name} had {found} answers 200 and 304")
    return median(taken)


def rows(scale: Scale) -> list[Row]:
    """The row of feeds that take a while."""
    scale.cache.mkdir(parents=True, exist_ok=True)
    with outlets(scale.waiting, scale.items) as server:
        ours = seconds(Ours, server, scale.runs, scale.cache)
        others = [
            Figure(peers.named(name), seconds(peer, server, scale.runs, scale.cache))
            if peers.version(name)
            else Figure(name, absent=peers.MISSING)
            for name, peer in PEERS.items()
        ]
        least = limit(server.urls(slow=True), scale.waiting)["warm"]["wall"]
    return [
        Row(
            f"{scale.waiting} feeds with {DELAY * 1000:.0f} ms latency, all 304",
            "s",
            ours,
            tuple(others),
            (Figure("hand-written HTTP, all at once", least),),
            (Goal("reader", 0.3, 0.1),),
            f"wall; program running, peers are commands; median of {scale.runs}",
        )
    ]


if __name__ == "__main__":
    run_alone(__doc__, rows)
