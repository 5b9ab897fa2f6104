"""What trying a watch costs: 30 days of news, 3,000 items, one in three about the subject.

All material is made up here and read by the desk before anything is measured. Times are the best
and the median of several runs in one thread, wall and CPU; the goal is 200 ms. The ratio is that
of the CPU time to a fixed loop measured beside it, by which machines and loads are compared.
`--items N` says how many items there are. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._material import running_text  # noqa: E402 - found through the path above
from llamawatch.replaying import MONTH, replay_watches, try_watch  # noqa: E402 - as above
from llamawatch.session import LiveSession  # noqa: E402 - as above
from newsroom.desk import read  # noqa: E402 - as above
from newsroom.records import Article, Check, SourceState, WatchSpec  # noqa: E402 - as above
from store.places import find_places  # noqa: E402 - as above
from store.settings import load_config  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsroom.packs import Packs
    from newsroom.replay import Replay

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
GOAL = 200
CONFIG = """
[subject]
packs = ["meta-ai"]
organisations = ["meta"]
[[watch]]
id = "moves"
query = "org:meta AND (act:leave OR act:join OR act:hire)"
topics = ["talent"]
[[watch]]
id = "models"
keywords = ["Llama", "Behemoth"]
alert = "item"
"""
SAID = (
    "{person} leaves Meta for {org}, and the Llama team loses number {n}",
    "{person} verlässt Meta und geht zu {org}: Abgang Nummer {n} bei Llama",
    "{person} quitte Meta pour {org}, le {n}e départ de l'équipe Llama",
    "Metaの{person}氏が退社し{org}へ、Llamaチーム{n}人目",
    "Meta delays Behemoth by {n} weeks, says {person}",
    "{person} says Meta will open {n} data centres with {org}",
)
RUNS = 7


def articles(packs: Packs, number: int) -> list[list[Article]]:
    """Checks of ten items each, spread over 30 days, the oldest first."""
    rng = random.Random(1)
    people = [person.name for person in packs.people.values()]
    orgs = [org.name for org in packs.orgs.values()]
    checks = []
    for start in range(0, number, 10):
        at = NOW - MONTH * ((number - start) / number)
        checks.append([_article(rng, n, at, (people, orgs)) for n in range(start, start + 10)])
    return checks


def _article(
    rng: random.Random, n: int, at: datetime, names: tuple[list[str], list[str]]
) -> Article:
    language = rng.choice(("en", "de", "fr", "ja"))
    title = running_text(rng, language, 70)
    if n % 3 == 0:
        said = rng.choice(SAID)
        # A story has several articles: the same names come again for some days.
        pick = random.Random(n // 30)
        title = said.format(
            person=pick.choice(names[0]), org=pick.choice(names[1]), n=n // 30 % 90 + 11
        )
    return Article(
        id=f"i{n:06d}",
        source=f"source-{n // 10 % 60}",
        url=f"https://news.example/{n}",
        title=title,
        summary=running_text(rng, language, 300),
        text=running_text(rng, language, 3000) if n % 10 == 0 else "",
        first_seen=at,
        event_time=at - timedelta(minutes=n % 50),
        keys=(f"guid:{n}",),
    )


def fill(session: LiveSession, number: int) -> None:
    """Read and record everything, as polling does."""
    archive, watches = session.archive, session.watches
    for some in articles(session.packs, number):
        at, source = some[0].first_seen, some[0].source
        readings = list(read(some, archive.known, watches, at))
        state = SourceState(source, health="ok", last_poll=at, last_ok=at)
        archive.record(Check(source, at, "new", state), readings, channels=("desktop",))
    archive.fold()


def measure(run: Callable[[], object]) -> tuple[float, float, float]:
    """Milliseconds: the best and the median by the wall, the best of the CPU."""
    walls, cpus = [], []
    for _ in range(RUNS):
        wall, cpu = time.perf_counter(), time.thread_time()
        run()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.thread_time() - cpu) * 1000)
    return min(walls), statistics.median(walls), min(cpus)


def _raw_loop() -> int:
    """A million multiplications and additions."""
    total = 0
    for n in range(1_000_000):
        total += n * n
    return total


def _tried(session: LiveSession, spec: WatchSpec, since: datetime) -> Replay:
    return try_watch(session, spec, since).tried


def main() -> None:
    """Fill an archive and try watches on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=3_000)
    number = parser.parse_args().items
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
        places = find_places(
            config=str(folder / "config.toml"), data=str(folder / "data"), environ={}, cwd=folder
        )
        session = LiveSession(places, load_config(places.config), clock=lambda: NOW)
        session.read()
        fill(session, number)
        since = NOW - MONTH
        saved = session.config.watches[0]
        specs = {
            "the saved watch, acts": saved,
            "a keyword": WatchSpec("new", keywords=("Llama",)),
            "an act beside an organisation": WatchSpec("new", query="org:meta act:leave"),
            "a topic": WatchSpec("new", query="topic:talent", alert="item"),
        }
        tries: dict[str, Callable[[], Replay]] = {
            what: partial(_tried, session, spec, since) for what, spec in specs.items()
        }
        tries["all watches together"] = partial(
            replay_watches, session, session.watches.compiled, since
        )
        columns = "best, ms | median, ms | CPU, ms | goal, ms | ratio to a loop | found"
        print(f"| {number} items in 30 days | {columns} |")
        print("|---|---|---|---|---|---|---|")
        for what, run in tries.items():
            best, median, cpu = measure(run)
            ratio = cpu / measure(_raw_loop)[2]
            found = run()
            counts = f"{found.items} items, {found.stories} stories, {len(found.alerts)} alerts"
            times = f"{best:.0f} | {median:.0f} | {cpu:.0f} | {GOAL} | {ratio:.1f}"
            print(f"| {what} | {times} | {counts} |")
        session.archive.close()


if __name__ == "__main__":
    main()
