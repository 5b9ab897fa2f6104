"""Rows of the table of results: what llamawatch takes, its peers, the limit; and how they are set.

A row has one figure of the product, at least one of a peer, or a word on why there is none, and at
least one of a limit. A goal names what it is measured against.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks._missed import why

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CACHE: Final = Path(tempfile.gettempdir()) / "lw-bench"
"""Where archives lie that are made once and used again."""
BEST: Final = "the best peer"
"""A goal against whichever peer needs least."""
ITSELF: Final = "the figure"
"""A goal for the figure as it is, in the row's unit."""


@dataclass(frozen=True)
class Scale:
    """How much of everything is measured."""

    cache: Path = CACHE
    feeds: int = 1_000
    items: int = 30
    """Articles a feed holds."""
    growth: tuple[int, ...] = (10, 100)
    """Numbers of feeds beside `feeds` at which polling is measured."""
    stored: int = 100_000
    sizes: tuple[int, int] = (1_000, 1_000_000)
    """The smallest archive and the largest."""
    waiting: int = 100
    """Feeds that take a while to answer."""
    busy: int = 500
    """Feeds that are polled while something else is done."""
    runs: int = 5
    keys: int = 100
    rounds: int = 4
    minutes: float = 2
    """How long is watched what a program costs at rest."""
    settle: float = 1.0
    """By which the waits for a program to come to rest are shortened."""


QUICK: Final = Scale(
    feeds=3,
    items=3,
    growth=(1,),
    stored=1_000,
    sizes=(500, 1_000),
    waiting=2,
    busy=2,
    runs=1,
    keys=5,
    rounds=1,
    minutes=0.02,
    settle=0.02,
)
"""Enough that every row is there; its times mean nothing."""


@dataclass(frozen=True)
class Figure:
    """What a program takes, or why that is not known."""

    name: str
    """With its version."""
    value: float | None = None
    absent: str = ""
    """Why there is no figure."""


@dataclass(frozen=True)
class Goal:
    """What is aimed at: at most so much of something."""

    against: str
    """How the name of a peer or of a limit begins; or `BEST`, or `ITSELF`."""
    goal: float | None
    moonshot: float | None = None


@dataclass(frozen=True)
class Row:
    """One piece of work."""

    work: str
    unit: str
    product: float
    peers: tuple[Figure, ...]
    limits: tuple[Figure, ...]
    goals: tuple[Goal, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Taken:
    """What one experiment brought."""

    experiment: str
    at: str
    """When it ended, UTC."""
    seconds: float
    load: tuple[float, float]
    """Of the machine, a minute's average, before and after."""
    rows: tuple[Row, ...] = ()
    failed: str = ""
    """Why it brought nothing."""
    scale: Mapping[str, Any] = field(default_factory=dict)


def base(row: Row, goal: Goal) -> tuple[str, float] | None:
    """What a goal is measured against, by name and figure; None if that was not measured."""
    if goal.against == ITSELF:
        return "", 1.0
    known = [(one.name, one.value) for one in row.peers if one.value is not None]
    if goal.against == BEST:
        return min(known, key=lambda one: one[1]) if known else None
    known += [(one.name, one.value) for one in row.limits if one.value is not None]
    return next((one for one in known if one[0].startswith(goal.against)), None)


def amount(value: float) -> str:
    """A figure with three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    for places in range(6):
        if value >= 10 ** (2 - places) or not value:
            return f"{value:.{places}f}"
    return f"{value:.2g}"


def verdict(row: Row, goal: Goal) -> str:
    """How far a goal is reached, as a cell says it."""
    found = base(row, goal)
    if found is None:
        return f"{goal.against}: not measured"
    name, ratio = found[0], _ratio(row, found[1])
    said = f"**{amount(ratio)}** of {name}" if name else f"**{amount(ratio)}** {row.unit}"
    aims = (("goal", goal.goal), ("moonshot", goal.moonshot))
    told = [
        f"{what} {aim:g} {'reached' if ratio <= aim else 'missed'}"
        for what, aim in aims
        if aim is not None
    ]
    return f"{said}: {', '.join(told)}" if told else said


def _figures(figures: Iterable[Figure]) -> str:
    return "<br>".join(
        f"{one.name}: {amount(one.value) if one.value is not None else f'absent, {one.absent}'}"
        for one in figures
    )


def _ratio(row: Row, other: float) -> float:
    return row.product / other if other else float("inf")


def _misses(row: Row) -> bool:
    """Whether a goal is missed, moonshots apart."""
    found = ((base(row, goal), goal.goal) for goal in row.goals)
    return any(one and aim is not None and _ratio(row, one[1]) > aim for one, aim in found)


def _line(row: Row) -> str:
    how = f"{row.note}<br>missed: {why(row.work)}" if _misses(row) else row.note
    cells = (
        row.work,
        row.unit,
        amount(row.product),
        _figures(row.peers),
        _figures(row.limits),
        "<br>".join(verdict(row, goal) for goal in row.goals),
        how,
    )
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def write_table(rows: Iterable[Row]) -> str:
    """A Markdown table."""
    head = ("work", "unit", "llamawatch", "peers", "limit", "ratio", "how")
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *map(_line, rows)]
    return "\n".join(lines) + "\n"


def write_when(taken: Iterable[Taken]) -> str:
    """A Markdown table of when experiments were made, and under which load."""
    lines = [
        "| experiment | ended, UTC | seconds | load before, after | |",
        "|---|---|---|---|---|",
    ]
    for one in taken:
        load = ", ".join(f"{value:.1f}" for value in one.load)
        said = f"failed: {one.failed.replace('|', '/')}" if one.failed else ""
        lines.append(f"| {one.experiment} | {one.at} | {one.seconds:.0f} | {load} | {said} |")
    return "\n".join(lines) + "\n"


def save(taken: Taken, folder: Path) -> None:
    """Keep what an experiment brought."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(taken), indent=1, default=str, ensure_ascii=False)
    (folder / f"{taken.experiment}.json").write_text(text, encoding="utf-8")


def load(file: Path) -> Taken:
    """What an experiment brought, as it was kept."""
    raw = json.loads(file.read_text(encoding="utf-8"))
    rows = tuple(
        Row(
            **{
                **row,
                "peers": tuple(Figure(**one) for one in row["peers"]),
                "limits": tuple(Figure(**one) for one in row["limits"]),
                "goals": tuple(Goal(**one) for one in row["goals"]),
            }
        )
        for row in raw["rows"]
    )
    return Taken(**{**raw, "rows": rows, "load": tuple(raw["load"])})
