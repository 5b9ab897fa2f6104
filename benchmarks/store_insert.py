"""Storing 20 new articles: llamawatch's archive beside SQLite and TinyDB as it comes.

    python benchmarks/store_insert.py [SIZE]...

Every figure is taken in a process of its own over the same articles (about 1.8 KB each, one story
each). The archive does its whole `record`: items, stories, source state, indexes; SQLite (WAL,
synchronous=FULL) and TinyDB (JSONStorage) only store the rows. CPU and wall are medians of a poll
of 20; open and memory are those of opening and listing the newest fifty. Prints a Markdown table.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newsroom.records import (  # noqa: E402 - found through the path above
    Article,
    Check,
    Reading,
    SourceState,
    Story,
    StoryLink,
    Telling,
    TopicScore,
)
from store.archive import Archive  # noqa: E402 - as above
from store.documents import item_document, story_document  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BATCH = 20
WORDS = ("model", "research", "lab", "hires", "scientist", "leaves", "weights", "compute", "delay")
DESIGNS = ("archive", "sqlite", "tinydb")
REPEATS = {"archive": 60, "sqlite": 60, "tinydb": 5}


def make_reading(number: int) -> Reading:
    """One article and its story, the same for the same number."""
    rng = random.Random(number)
    at = NOON + timedelta(minutes=number // BATCH)
    name, told = f"i{number:09d}", f"s{number:09d}"
    article = Article(
        id=name,
        source=f"source-{number // BATCH % 100}",
        url=f"https://news.example/{at:%Y/%m/%d}/{name}",
        title=" ".join(rng.choices(WORDS, k=9)),
        summary=" ".join(rng.choices(WORDS, k=35)),
        text=" ".join(rng.choices(WORDS, k=150)),
        first_seen=at,
        event_time=at,
        keys=(f"guid:{name}", f"news.example/{at:%Y/%m/%d}/{name}"),
    )
    story = Story(
        id=told,
        headline=article.title,
        items=(name,),
        sources=(article.source,),
        first_seen=at,
        last_seen=at,
        people=("ada",),
        orgs=("acme",),
        tellings=(
            Telling(name, at, {"person:ada": 1.0, "org:acme": 1.0, f"n:{number % 977}": 0.7}),
        ),
    )
    return Reading(
        article,
        language="en",
        people=("ada",),
        orgs=("acme",),
        topics=(TopicScore("talent", 0.8, ("leaves", "hires")),),
        link=StoryLink(told),
        stories=(story,),
    )


def batches(first: int, last: int, size: int) -> Iterator[list[Reading]]:
    """Readings from `first` up to `last`, `size` at a time."""
    for start in range(first, last, size):
        yield [make_reading(number) for number in range(start, min(start + size, last))]


class ArchiveDesign:
    """The product's own."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive.open(folder)

    def store(self, readings: list[Reading]) -> None:
        """Record one check."""
        source = readings[0].article.source
        at = readings[0].article.first_seen
        state = SourceState(source, health="ok", last_poll=at, last_ok=at)
        self.archive.record(Check(source, at, "new", state), readings)

    def newest(self) -> int:
        """List the newest fifty."""
        return sum(1 for _, _ in zip(self.archive.items(), range(50), strict=False))


class SqliteDesign:
    """SQLite as a feed reader would use it: write-ahead log, full synchronisation."""

    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "archive.db")
        self.database.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE IF NOT EXISTS item(id TEXT PRIMARY KEY, source TEXT, guid TEXT,"
            " seen TEXT, title TEXT, document TEXT, body TEXT);"
            "CREATE INDEX IF NOT EXISTS by_seen ON item(seen);"
            "CREATE INDEX IF NOT EXISTS by_guid ON item(source, guid);"
            "CREATE TABLE IF NOT EXISTS story(id TEXT PRIMARY KEY, document TEXT);"
        )

    def store(self, readings: list[Reading]) -> None:
        """One transaction."""
        with self.database as transaction:
            transaction.executemany(
                "INSERT INTO item VALUES(?,?,?,?,?,?,?)",
                [
                    (
                        one.article.id,
                        one.article.source,
                        one.article.keys[0],
                        one.article.first_seen.isoformat(),
                        one.article.title,
                        json.dumps(item_document(one)),
                        one.article.text,
                    )
                    for one in readings
                ],
            )
            transaction.executemany(
                "INSERT INTO story VALUES(?,?)",
                [(s.id, json.dumps(story_document(s))) for one in readings for s in one.stories],
            )

    def newest(self) -> int:
        """List the newest fifty."""
        found = self.database.execute("SELECT document FROM item ORDER BY seen DESC LIMIT 50")
        return len([json.loads(row[0]) for row in found])


class TinyDesign:
    """TinyDB with the storage it comes with."""

    def __init__(self, folder: Path) -> None:
        from tinydb import TinyDB

        self.database = TinyDB(folder / "archive.json")

    def store(self, readings: list[Reading]) -> None:
        """One insertion of many documents; stories inside them, or it would take twice the time."""
        self.database.table("items").insert_multiple(
            {
                **item_document(one),
                "body": one.article.text,
                "told": [story_document(story) for story in one.stories],
            }
            for one in readings
        )

    def newest(self) -> int:
        """List the newest fifty."""
        return len(sorted(self.database.table("items"), key=lambda row: str(row["seen"]))[-50:])


MAKE: dict[str, Callable[[Path], Any]] = {
    "archive": ArchiveDesign,
    "sqlite": SqliteDesign,
    "tinydb": TinyDesign,
}


def fill(design: str, folder: Path, size: int) -> None:
    """Store the first `size` articles."""
    made = MAKE[design](folder)
    for some in batches(0, size, size if design == "tinydb" else 1000):
        made.store(some)


def insert(design: str, folder: Path, size: int) -> dict[str, float]:
    """Time polls of twenty new articles; milliseconds."""
    made = MAKE[design](folder)
    wall, cpu = [], []
    for some in batches(size, size + BATCH * REPEATS[design], BATCH):
        began, used = time.perf_counter(), time.process_time()
        made.store(some)
        cpu.append(time.process_time() - used)
        wall.append(time.perf_counter() - began)
    return {"cpu": 1000 * median(cpu), "wall": 1000 * median(wall)}


def look(design: str, folder: Path, _size: int) -> dict[str, float]:
    """Time opening and listing the newest fifty; seconds of CPU, MB of memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    used = time.process_time()
    MAKE[design](folder).newest()
    took = time.process_time() - used
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"open": took, "memory": (after - before) / 1024}


def apart(what: str, design: str, folder: Path, size: int) -> dict[str, float]:
    """Run one measurement in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", what, design, str(folder), str(size)],
        capture_output=True,
        check=True,
        text=True,
    )
    return dict(json.loads(done.stdout or "{}"))


def one(what: str, design: str, folder: str, size: str) -> None:
    """The inside of `apart`."""
    measure = {"fill": fill, "look": look, "insert": insert}[what]
    print(json.dumps(measure(design, Path(folder), int(size)) or {}))


def main(sizes: list[int]) -> None:
    """Measure and print the table."""
    print(
        "| stored | design | 20 new: CPU ms | wall ms | × SQLite (CPU) "
        "| open s | memory MB | disk MB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for size in sizes:
        found: dict[str, dict[str, float]] = {}
        for design in DESIGNS:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                apart("fill", design, folder, size)
                disk = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
                found[design] = {
                    **apart("look", design, folder, size),
                    **apart("insert", design, folder, size),
                    "disk": disk,
                }
        for design, f in found.items():
            ratio = f["cpu"] / found["sqlite"]["cpu"]
            print(
                f"| {size:,} | {design} | {f['cpu']:.2f} | {f['wall']:.2f} | {ratio:,.1f} | "
                f"{f['open']:.2f} | {f['memory']:.0f} | {f['disk']:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:6])
    else:
        main([int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000])
