"""Asking feeds: all new, all unchanged, one in a hundred with something new; beside peers.

    python benchmarks/polling.py [--feeds N] [--runs N] [--quick]

Feeds of 30 articles of 1.5 kB lie on loopback, each with a host of its own; the same for all.
*Cold*: nothing is stored yet; peers are run as commands, llamawatch as `llamawatch poll --all`.
*Warm* and *one in a hundred*: `llamawatch run` is running and is asked through its inbox; peers
are run as commands again, their start (0.2 to 0.4 s of those in Python) included. newsboat asks
without ETags the second time, which is not measured. CPU is that of all processes of a program.
Outlets close what is idle before they are asked again, as they do in the hours between: nobody is
spared connecting. That every answer came, and every article was stored, is checked. The limit is
hand-written HTTP and lxml in one process, nothing stored.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers as peers  # noqa: E402 - found by the path above
from benchmarks._material import days_of, make_archive, sandbox  # noqa: E402 - as above
from benchmarks._outlets import Server, outlets  # noqa: E402 - as above
from benchmarks._pollers import PEERS, Ours, Peer, limit  # noqa: E402 - as above
from benchmarks._rows import BEST, Figure, Goal, Row, Scale  # noqa: E402 - as above
from benchmarks._run import run_alone  # noqa: E402 - as above

EVERY: Final = 100
"""One feed in so many has something new."""
_LONG: Final = 10.0
"""Seconds of CPU from which something is done once, or twice, not several times."""


@dataclass(frozen=True)
class Rounds:
    """What a program took; CPU seconds, medians."""

    name: str
    cold: float
    warm: float
    some: float
    """One feed in a hundred had something new."""


def all_rounds(program: type[Ours | Peer], server: Server, scale: Scale) -> Rounds:
    """Measure one program."""
    cold: list[float] = []
    with contextlib.ExitStack() as stack:
        while not cold or (len(cold) < scale.runs and cold[0] < _LONG):
            folder = stack.enter_context(tempfile.TemporaryDirectory(dir=scale.cache))
            asking = program(Path(folder), server.urls())
            server.answered()
            cold.append(asking.cold().cpu)
            _check(asking, server, new=server.count, stored=server.count * scale.items)
        with asking.running():
            for _ in range(2):
                server.rest()
                asking.again()
                if server.answered() == (0, server.count):
                    break
            warm: list[float] = []
            while _goes_on(warm, scale):
                server.rest()
                warm.append(asking.again().cpu)
                _check(asking, server, new=0)
            some: list[float] = []
            while _goes_on(some, scale):
                new = server.publish(EVERY)
                server.rest()
                some.append(asking.again().cpu)
                _check(asking, server, new=new)
    return Rounds(asking.name, median(cold), median(warm), median(some))


def _goes_on(taken: list[float], scale: Scale) -> bool:
    """Whether to ask once more: what a program does by the week may fall into the first round."""
    return len(taken) < min(2, scale.runs) or (len(taken) < scale.runs and min(taken) < _LONG)


def _check(asking: Ours | Peer, server: Server, new: int, stored: int | None = None) -> None:
    """That a program did its work.

    Raises:
        RuntimeError: it did not.
    """
    found = server.answered()
    if found != (new, server.count - new):
        raise RuntimeError(f"{asking.name} had {found} answers 200 and 304, {new} of 200 expected")
    held = asking.stored() if stored is not None else None
    if held is not None and held != stored:
        raise RuntimeError(f"{asking.name} stored {held} articles of {stored}")


@dataclass(frozen=True)
class Found:
    """llamawatch, its peers and the limit at so many feeds."""

    ours: Rounds
    others: dict[str, Rounds | None]
    """None where a peer is not installed."""
    least: dict[str, dict[str, float]]


def measure(count: int, scale: Scale) -> Found:
    """Measure all at so many feeds."""
    scale.cache.mkdir(parents=True, exist_ok=True)
    others: dict[str, Rounds | None] = {}
    with outlets(count, scale.items) as server:
        ours = all_rounds(Ours, server, scale)
        for name, peer in PEERS.items():
            installed = peers.version(name)
            others[name] = all_rounds(peer, server, scale) if installed else None
        return Found(ours, others, limit(server.urls()))


@dataclass(frozen=True)
class Work:
    """One kind of round, as a row tells of it."""

    what: str
    """Which figure of `Rounds`."""
    told: str
    goals: tuple[Goal, ...]
    how: str


def _row(work: Work, found: Found, least: float, runs: int) -> Row:
    return Row(
        work.told,
        "s CPU",
        getattr(found.ours, work.what),
        tuple(
            Figure(one.name, getattr(one, work.what)) if one else Figure(name, absent=peers.MISSING)
            for name, one in found.others.items()
        ),
        (Figure("hand-written HTTP and lxml, nothing stored", least),),
        work.goals,
        f"{work.how}; median of {runs}, of what takes over {_LONG:g} s one run, or two",
    )


def rows(scale: Scale) -> list[Row]:
    """The rows of polling, and of how that grows."""
    found = {count: measure(count, scale) for count in (*scale.growth, scale.feeds)}
    many, changed = f"{scale.feeds:,}", -(-scale.feeds // EVERY)
    works = (
        Work(
            "cold",
            f"cold poll of {many} feeds x {scale.items} items of 1.5 kB, understood and stored",
            (Goal(BEST, 0.8, 0.2), Goal("newsboat", 0.8, 0.2)),
            "one item in three names what is watched; peers store, and understand nothing; all are "
            "commands",
        ),
        Work(
            "warm",
            f"warm poll of {many} feeds, all 304, program running",
            (Goal("reader", 0.25, 0.1), Goal("newsboat", 0.02)),
            "peers are commands, their start included",
        ),
        Work(
            "some",
            f"{changed} of {many} feeds have one new item, program running",
            (Goal("rss2email", 0.25, 0.12), Goal("newsboat", None)),
            "as above",
        ),
    )
    all_, least = (
        found[scale.feeds],
        {what: taken["cpu"] for what, taken in found[scale.feeds].least.items()},
    )
    least["some"] = least["warm"] + least["cold"] / scale.feeds * changed
    made = [_row(work, all_, least[work.what], scale.runs) for work in works]
    return [*made, *(_growth(what, found) for what in ("cold", "warm")), _by_archive(scale)]


def _growth(what: str, found: dict[int, Found]) -> Row:
    """How the cost of a feed grows with their number."""
    least, most = min(found), max(found)

    def grown(few: Rounds, many: Rounds) -> float:
        before: float = getattr(few, what) / least
        after: float = getattr(many, what) / most
        return after / before if before else 1.0

    figures = []
    for name in PEERS:
        few, many = found[least].others[name], found[most].others[name]
        if few is None or many is None:
            figures.append(Figure(name, absent=peers.MISSING))
        else:
            figures.append(Figure(many.name, grown(few, many)))
    said = ", ".join(
        f"{count:,}: {getattr(one.ours, what) / count * 1000:.2f} ms"
        for count, one in found.items()
    )
    return Row(
        f"growth of a {what} poll: CPU of a feed at {most:,} feeds against {least:,}",
        "times",
        grown(found[least].ours, found[most].ours),
        tuple(figures),
        (Figure("linear", 1.0),),
        (Goal("linear", 1.0),),
        f"llamawatch, CPU a feed at {said}",
    )


def _by_archive(scale: Scale) -> Row:
    """How the cost of a warm poll grows with what is stored."""
    sizes = (min(scale.sizes), scale.stored)
    with outlets(scale.waiting, scale.items) as server:
        few, many = (_warm_over(size, server, scale) * 1000 for size in sizes)
    return Row(
        f"growth of a warm poll: {sizes[1]:,} stored against {sizes[0]:,}, {scale.waiting} feeds",
        "times",
        many / few if few else 1.0,
        (Figure("the peers", absent="it is measured against itself"),),
        (Figure("flat", 1.0),),
        (Goal("flat", 1.0),),
        f"CPU {few:.0f} ms, {many:.0f} ms; median of {2 * scale.runs}",
    )


def _warm_over(size: int, server: Server, scale: Scale) -> float:
    """Median CPU seconds of a warm poll over an archive of so many articles."""
    archive = make_archive(scale.cache, size, days_of(size))
    with tempfile.TemporaryDirectory(dir=scale.cache) as name:
        folder = Path(name)
        sandbox(archive, folder / "data")
        asking = Ours(folder, server.urls())
        asking.cold()
        with asking.running():
            taken = []
            for _ in range(2 * scale.runs + 1):
                server.rest()
                taken.append(asking.again().cpu)
            return median(taken[1:])


if __name__ == "__main__":
    run_alone(__doc__, rows)
