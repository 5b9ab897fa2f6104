"""A filter over 100,000 titles, and a search over 100,000 texts: time to the first screenful.

    python benchmarks/searching.py [--stored N] [--cache FOLDER]

Two archives of the same articles, one of titles alone, one with summaries and bodies. A query is
parsed, looked for and asked of what is found, until a screenful holds or nothing is left; as the
dashboard does it, without the painting. CPU time of one thread, median of several runs after one
that warms up. Beside it a raw limit: counting the same bytes in the same lines, joined in memory.
Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers as peers  # noqa: E402 - found by the path above
from benchmarks._material import RARE, days_of, make_archive  # noqa: E402 - as above
from benchmarks._rows import CACHE, Figure, Goal, Row, Scale  # noqa: E402 - as above
from benchmarks._terminal import terminal  # noqa: E402 - as above
from llamawatch.heap import keep_heap_small  # noqa: E402 - as above
from llamawatch.session import LiveSession  # noqa: E402 - as above
from newsroom.fold import fold  # noqa: E402 - as above
from store.places import Places  # noqa: E402 - as above
from store.settings import load_config  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

SCREENFUL = 40
RUNS = 9
GOALS = {"titles": 30, "texts": 160}
QUERIES = {
    "nothing": "zzyzxq",
    "nothing, two characters (ja)": "鵼鵼",
    "nothing, two characters (ko)": "쾅쾅",
    "few": RARE["en"],
    "few, ja": RARE["ja"],
    "few, zh": RARE["zh"],
    "few, ko": RARE["ko"],
    "many": "Forschung",
    "many, ja": "退職",
    "many, zh": "离职",
    "many, ko": "퇴사",
    "all": "is:unread",
}


def first_screenful(session: LiveSession, text: str) -> int:
    """How many items a query brings, a screenful at most."""
    query = session.parse_query(text)
    found, matches = session.archive.looked_for(query.needs()), session.matcher(query)
    fitting = (item for item in found if item is not None and matches(item))
    return sum(1 for _ in islice(fitting, SCREENFUL))


def median_ms(run: Callable[[], object]) -> float:
    """Milliseconds of CPU time, the median of several runs."""
    run()
    taken = []
    for _ in range(RUNS):
        began = time.thread_time()
        run()
        taken.append(time.thread_time() - began)
    return 1000 * median(taken)


def open_session(archive: Path, folder: Path) -> LiveSession:
    """A session that reads an archive."""
    config = folder / "config.toml"
    config.write_text('[[source]]\nid = "source-0"\nurl = "http://127.0.0.1:9/"\nenabled = false\n')
    # As the program does: memory that is asked for in large blocks is another's price.
    keep_heap_small()
    session = LiveSession(Places(config, archive), load_config(config), write=False)
    session.read()
    return session


WORDS = {"an absent word": "zzyzxq", "a common word": "Forschung", "two characters of CJK": "退職"}
"""What is looked for beside the peers."""
ABSENT = "for an absent word"


def in_newsboat(scale: Scale) -> list[float]:
    """Seconds from Enter to the last that newsboat paints, for each of `WORDS`."""
    with tempfile.TemporaryDirectory(dir=scale.cache) as name:
        folder = Path(name)
        peers.newsboat_with(scale.cache, scale.stored, folder)
        taken = []
        with terminal(peers.newsboat(folder), peers.plain_environ(folder)) as screen:
            screen.until("Feed 5", 120)
            screen.rest()
            for word in WORDS.values():
                once = []
                for _ in range(min(3, scale.runs)):
                    screen.type("/")
                    screen.rest()
                    screen.type(word)
                    screen.rest()
                    screen.type("\r")
                    once.append(screen.rest())
                    # Leaves the list of what was found; without one, it would leave newsboat.
                    if word != WORDS["an absent word"]:
                        screen.type("q")
                        screen.rest()
                taken.append(median(once))
        return taken


def in_reader(scale: Scale) -> list[Figure]:
    """Milliseconds of CPU of reader, for each of `WORDS`."""
    argv = [*peers.READER, "search", str(peers.reader_with(scale.cache, scale.stored))]
    given = "\n".join(WORDS.values())
    argv.append(str(min(3, scale.runs)))
    done = subprocess.run(argv, input=given, capture_output=True, check=True, text=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    name = peers.named("reader")
    return [
        Figure(name, one["ms"])
        if one["found"] or word == WORDS["an absent word"]
        else Figure(name, absent="it finds nothing")
        for word, one in zip(WORDS.values(), found, strict=True)
    ]


def rows(scale: Scale) -> list[Row]:
    """The rows of searching all text."""
    archive = make_archive(scale.cache, scale.stored, days_of(scale.stored))
    lines = b"".join(path.read_bytes() for path in archive.glob("items-*.search"))
    boat = [1000 * one for one in in_newsboat(scale)] if peers.version("newsboat") else []
    name = peers.named("newsboat")
    readers = (
        in_reader(scale)
        if peers.version("reader")
        else [Figure("reader", absent=peers.MISSING)] * len(WORDS)
    )
    made = []
    with tempfile.TemporaryDirectory(dir=scale.cache) as folder:
        session = open_session(archive, Path(folder))
        for number, (what, word) in enumerate(WORDS.items()):
            figures = [Figure("newsboat", absent=peers.MISSING)]
            if boat:
                figures = [Figure(name, boat[number]), Figure(f"{name} {ABSENT}", boat[0])]
            raw = median_ms(partial(lines.count, fold(word).encode()))
            made.append(
                Row(
                    f"first screenful of a text search, {scale.stored:,} stored: {what}",
                    "ms",
                    median_ms(partial(first_screenful, session, word)),
                    (*figures, readers[number]),
                    (Figure("counting the bytes in memory", raw),),
                    (Goal(f"{name} {ABSENT}", 1.0, 0.1),),
                    "titles, summaries and bodies; llamawatch and reader: CPU of the search "
                    "without painting, reader by an index that took minutes to make; newsboat: "
                    "wall from Enter to the last that is painted",
                )
            )
        session.archive.close()
    return made


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stored", type=int, default=100_000)
    arguments.add_argument("--cache", type=Path, default=CACHE)
    given = arguments.parse_args()
    print("| over | query | found at least | first screenful, CPU ms | goal | raw count, ms |")
    print("|---|---|---|---|---|---|")
    for over, goal in GOALS.items():
        archive = make_archive(
            given.cache, given.stored, days_of(given.stored), titles=over == "titles"
        )
        lines = b"".join(path.read_bytes() for path in archive.glob("items-*.search"))
        with tempfile.TemporaryDirectory() as folder:
            session = open_session(archive, Path(folder))
            for name, text in QUERIES.items():
                count = first_screenful(session, text)
                took = median_ms(partial(first_screenful, session, text))
                raw = median_ms(partial(lines.count, fold(text).encode()))
                print(
                    f"| {given.stored:,} {over} | {name}: {text} | {count} | {took:.1f} | {goal} | "
                    f"{raw:.1f} |",
                    flush=True,
                )
            session.archive.close()


if __name__ == "__main__":
    main()
