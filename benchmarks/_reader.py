"""What lemon24's reader does, run by the Python it is installed for.

python benchmarks/_reader.py add DATABASE          feeds, their addresses from standard input
python benchmarks/_reader.py update DATABASE       all feeds, eight at a time
python benchmarks/_reader.py fill DATABASE         entries as JSON lines from standard input,
                                                   and its index for searching
python benchmarks/_reader.py search DATABASE RUNS  queries as lines from standard input; answers
                                                   of each the results and the median CPU ms of
                                                   its first forty
"""

from __future__ import annotations

import json
import sys
import time
from itertools import islice
from statistics import median

from reader import Reader, make_reader

WORKERS = 8
SCREENFUL = 40


def add(reader: Reader) -> None:
    """Add feeds."""
    for url in sys.stdin.read().split():
        reader.add_feed(url)


def update(reader: Reader) -> None:
    """Ask all feeds."""
    reader.update_feeds(scheduled=False, workers=WORKERS)


def fill(reader: Reader) -> None:
    """Add entries, their feeds first, and make the index."""
    known = set()
    for line in sys.stdin:
        entry = json.loads(line)
        if entry["feed_url"] not in known:
            known.add(entry["feed_url"])
            reader.add_feed(entry["feed_url"])
        reader.add_entry(entry)
    reader.enable_search()
    reader.update_search()


def search(reader: Reader) -> None:
    """Look for each query, several times."""
    for query in sys.stdin.read().splitlines():
        taken, count = [], 0
        for _ in range(int(sys.argv[3]) + 1):
            began = time.process_time()
            count = sum(1 for _ in islice(reader.search_entries(query), SCREENFUL))
            taken.append(time.process_time() - began)
        print(json.dumps({"found": count, "ms": 1000 * median(taken[1:])}))


if __name__ == "__main__":
    work = {"add": add, "update": update, "fill": fill, "search": search}[sys.argv[1]]
    work(make_reader(sys.argv[2]))
