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

from benchmarks._material import RARE, days_of, make_archive  # noqa: E402 - found by the path above
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
    session = LiveSession(Places(config, archive), load_config(config), write=False)
    session.read()
    return session


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stored", type=int, default=100_000)
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "lw-bench")
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
