"""Storing 20 new articles: llamawatch's archive beside SQLite and TinyDB as it comes.

    python benchmarks/store_insert.py [--cache FOLDER] [SIZE]...

Every figure is taken in a process of its own over the same articles (see `_material`); a thousand
of them are of the current month, whatever the size. The archive is folded and does its whole
`record`: items, stories, source state, indexes, identities; SQLite (WAL, synchronous=FULL) and
TinyDB (JSONStorage, to 10,000) only store the rows. CPU and wall are medians of 60 polls of 20;
open and memory are those of opening and listing the newest fifty.

Then a cold poll: 30,000 articles of one day, 30 a check, into the smallest archive, with the folds
that this brings about. Goals: the largest archive at most 1.5 times the CPU of the smallest, and at
most 8 times SQLite; a cold poll at most 1 ms an article. Prints Markdown tables. Making an archive
of a million takes ten minutes and 4 GB in the cache folder, once; SQLite's as much beside it.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._material import (  # noqa: E402 - found through the path above
    END,
    days_of,
    make_archive,
    make_reading,
    readings,
    sandbox,
)
from benchmarks._rows import CACHE, Figure, Goal, Row, Scale  # noqa: E402 - as above
from llamawatch.housekeeping import FOLD_AT  # noqa: E402 - as above
from newsroom.records import Check, SourceState  # noqa: E402 - as above
from store.archive import Archive  # noqa: E402 - as above
from store.documents.items import item_document  # noqa: E402 - as above
from store.documents.stories import story_document  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newsroom.records import Reading

SIZES = (1_000, 1_000_000)
BATCH = 20
COLD, A_CHECK = 30_000, 30
DESIGNS = ("archive", "sqlite", "tinydb")
REPEATS = {"archive": 60, "sqlite": 60, "tinydb": 5}
_MOST_TINY = 10_000
_TURNS = 3
"""How many times as often this is measured as other work."""


def batches(news: Iterable[Reading], size: int) -> Iterator[list[Reading]]:
    """Readings, so many at a time."""
    source = iter(news)
    while some := [one for one, _ in zip(source, range(size), strict=False)]:
        yield some


def new_ones(first: int, count: int) -> Iterator[Reading]:
    """Articles that came after all that is stored, a second apart."""
    return (make_reading(first + n, END + timedelta(seconds=n + 1)) for n in range(count))


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
                "INSERT OR REPLACE INTO story VALUES(?,?)",
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
    for some in batches(readings(size, days_of(size)), size if design == "tinydb" else 1000):
        made.store(some)


def insert(design: str, folder: Path, size: int) -> dict[str, float]:
    """Time polls of twenty new articles; milliseconds."""
    made = MAKE[design](folder)
    wall, cpu = [], []
    for some in batches(new_ones(size, BATCH * REPEATS[design]), BATCH):
        began, used = time.perf_counter(), time.process_time()
        made.store(some)
        cpu.append(time.process_time() - used)
        wall.append(time.perf_counter() - began)
    return {"cpu": 1000 * median(cpu), "wall": 1000 * median(wall)}


def cold(design: str, folder: Path, size: int) -> dict[str, float]:
    """Time a cold poll; milliseconds of CPU an article."""
    made = MAKE[design](folder)
    polls = list(batches(new_ones(size, COLD), A_CHECK))
    stored = folded = folds = 0.0
    for some in polls:
        used = time.process_time()
        made.store(some)
        stored += time.process_time() - used
        if made.archive.foldable >= FOLD_AT:
            used = time.process_time()
            made.archive.fold()
            folded, folds = folded + time.process_time() - used, folds + 1
    return {"record": 1000 * stored / COLD, "fold": 1000 * folded / COLD, "folds": folds}


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
    measure = {"fill": fill, "look": look, "insert": insert, "cold": cold}[what]
    print(json.dumps(measure(design, Path(folder), int(size)) or {}))


def measured(design: str, size: int, cache: Path, folder: Path) -> dict[str, float]:
    """All figures of one design at one size."""
    if design == "archive":
        sandbox(make_archive(cache, size, days_of(size)), folder / "data")
        folder /= "data"
    else:
        apart("fill", design, folder, size)
    disk = sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) / 2**20
    look, insert = (apart(what, design, folder, size) for what in ("look", "insert"))
    return {**look, **insert, "disk": disk}


def filled(design: str, size: int, cache: Path, folder: Path) -> Path:
    """A folder that holds the first `size` articles, which may be written to; filled once."""
    if design == "archive":
        return sandbox(make_archive(cache, size, days_of(size)), folder / design)
    kept = cache / f"{design}-{size}"
    if not kept.exists():
        part = kept.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        apart("fill", design, part, size)
        part.rename(kept)
    return Path(shutil.copytree(kept, folder / design))


def stored(what: str, design: str, size: int, cache: Path) -> dict[str, float]:
    """One measurement over the first `size` articles."""
    with tempfile.TemporaryDirectory(dir=cache) as name:
        return apart(what, design, filled(design, size, cache, Path(name)), size)


def rows(scale: Scale) -> list[Row]:
    """The rows of storing."""
    tiny = stored("insert", "tinydb", scale.stored, scale.cache)
    # In turns: what a processor does for others comes and goes, and must not fall on one of them.
    # So little work takes half as long again from one process to the next.
    count = scale.runs * _TURNS if scale.runs > 1 else 1
    cases = (
        ("archive", scale.stored),
        ("sqlite", scale.stored),
        *(("archive", size) for size in scale.sizes),
    )
    turns = [
        [stored("insert", design, size, scale.cache) for design, size in cases]
        for _ in range(count)
    ]
    ours, sqlite, few, many = (
        {key: median(turn[n][key] for turn in turns) for key in ("cpu", "wall")}
        for n in range(len(cases))
    )
    least, most = (f"{size:,}" for size in scale.sizes)
    made = []
    for what, key in (("CPU", "cpu"), ("wall", "wall")):
        made.append(
            Row(
                f"storing {BATCH} items durably, {scale.stored:,} stored, {what}",
                "ms",
                ours[key],
                (Figure("default TinyDB", tiny[key]),),
                (Figure("SQLite WAL FULL", sqlite[key]),),
                (Goal("default TinyDB", 0.003), Goal("SQLite", 8, 1)),
                f"median of {REPEATS['archive']} in each of {count} processes, in turns; of "
                f"TinyDB {REPEATS['tinydb']} in one; llamawatch does all of its `record`, the "
                "others only store the rows",
            )
        )
    return [
        *made,
        Row(
            f"the same, {most} against {least} stored, CPU",
            "times",
            many["cpu"] / few["cpu"],
            (Figure("the peers", absent="it is measured against itself"),),
            (Figure("flat", 1.0),),
            (Goal("flat", 1.5, 1.0),),
            f"{few['cpu']:.2f} ms, {many['cpu']:.2f} ms; of {count} processes each, in turns",
        ),
    ]


def main() -> None:
    """Measure and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sizes", nargs="*", type=int)
    arguments.add_argument("--cache", type=Path, default=CACHE)
    given = arguments.parse_args()
    sizes = given.sizes or list(SIZES)
    given.cache.mkdir(parents=True, exist_ok=True)
    print(
        "| stored | design | 20 new: CPU ms | wall ms | × SQLite (CPU) | × smallest (CPU) "
        "| open s | memory MB | disk MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    least: dict[str, float] = {}
    for size in sizes:
        found: dict[str, dict[str, float]] = {}
        for design in DESIGNS:
            if design != "tinydb" or size <= _MOST_TINY:
                with tempfile.TemporaryDirectory(dir=given.cache) as name:
                    found[design] = measured(design, size, given.cache, Path(name))
        for design, f in found.items():
            ratio = f["cpu"] / found["sqlite"]["cpu"]
            print(
                f"| {size:,} | {design} | {f['cpu']:.2f} | {f['wall']:.2f} | {ratio:,.1f} | "
                f"{f['cpu'] / least.setdefault(design, f['cpu']):.2f} | {f['open']:.2f} | "
                f"{f['memory']:.0f} | {f['disk']:.1f} |",
                flush=True,
            )
    with tempfile.TemporaryDirectory(dir=given.cache) as name:
        size = min(sizes)
        folder = sandbox(make_archive(given.cache, size, days_of(size)), Path(name) / "data")
        f = apart("cold", "archive", folder, size)
    print("\n| cold poll of 30,000 | CPU ms an article |\n|---|---|")
    print(f"| recording | {f['record']:.3f} |")
    print(f"| {f['folds']:.0f} folds, in another process | {f['fold']:.3f} |")
    print(f"| together (goal: at most 1) | {f['record'] + f['fold']:.3f} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:6])
    else:
        main()
