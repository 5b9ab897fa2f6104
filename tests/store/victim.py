"""A small newsroom: polls, records, marks, tells, and folds here.

What it says is what it was promised: `item ID`, `read ID`, `leased ID`, `sent ID`, `dead ID`, each
line after the call returned. Every entry of its feed has one guid; a new item gets an id of its
own, so that an entry stored twice would show.
"""

from __future__ import annotations

import os
import random
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from store.archive import Archive
from tests.store.samples import CHANNELS, NOON, article, check, due, move, reading, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from newsroom.records import Reading
    from store.disk import Disk

ENTRIES = 5
"""Entries the feed shows at a time; every poll moves it on by two."""


def moment(number: int) -> datetime:
    """When an entry of the feed was first seen; a month holds some ninety of them."""
    return NOON + timedelta(hours=8 * number)


def poll(archive: Archive, first: int) -> Iterator[Reading]:
    """Read the entries of the feed that the archive does not know."""
    for number in range(first, first + ENTRIES):
        guid = f"guid:{number}"
        if guid in archive.keys("gazette"):
            continue
        name = f"{number}-{os.getpid()}"
        at = moment(number)
        one = replace(article(name, at, text=f"Body of entry {number}. " * 30), keys=(guid,))
        told = f"story-{number // 3}"
        yield reading(
            one,
            story(told, name, at=at),
            moves=(move(f"move-{number}", at),),
            dues=(due(told, number // 3 + 1, item=name),),
        )


def work(archive: Archive, rng: random.Random, say: Callable[[str], None]) -> None:
    """One round: a poll, a mark, a delivery."""
    receive(archive, say)
    tell(archive, rng, say)


def receive(archive: Archive, say: Callable[[str], None]) -> None:
    """Poll once, and read one of what came."""
    first = 2 * int(archive.recall("round") or "0")
    now = moment(first)
    recorded = archive.record(check(now), tuple(poll(archive, first)), channels=CHANNELS)
    for item in recorded.new:
        say(f"item {item.id}")
    archive.remember("round", str(first // 2 + 1))
    for item in recorded.new[:1]:
        archive.mark(item.id, read=True, now=now)
        say(f"read {item.id}")


def tell(
    archive: Archive, rng: random.Random, say: Callable[[str], None], *, refused: float = 0.0
) -> None:
    """Send some of what is due; a share of what is sent for the first time is given up."""
    now = moment(2 * int(archive.recall("round")))
    for alert in archive.outbox.due(now)[: rng.randrange(3)]:
        archive.outbox.lease(alert.id, now)
        say(f"leased {alert.id}")
        if not alert.error and rng.random() < refused:
            archive.outbox.mark_dead(alert.id, "Nobody is there.", now)
            say(f"dead {alert.id}")
        else:
            archive.outbox.mark_sent(alert.id, now)
            say(f"sent {alert.id}")


def run(
    folder: Path, say: Callable[[str], None], *, seed: int, rounds: int, disk: Disk, fold: int = 0
) -> None:
    """Work for a number of rounds, and fold after every so many of them (0: never)."""
    rng = random.Random(seed)
    with Archive.open(folder, disk=disk) as archive:
        for number in range(1, rounds + 1):
            work(archive, rng, say)
            if fold and number % fold == 0:
                archive.fold()


if __name__ == "__main__":
    from store.disk import Disk as RealDisk

    def print_line(line: str) -> None:
        os.write(1, f"{line}\n".encode())

    run(
        Path(sys.argv[1]),
        print_line,
        seed=int(sys.argv[2]),
        rounds=int(sys.argv[3]),
        disk=RealDisk(),
        fold=int(sys.argv[4]),
    )
