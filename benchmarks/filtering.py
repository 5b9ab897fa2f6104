"""From the last key of a filter to the list it brings, while 500 feeds are polled.

    python benchmarks/filtering.py [--stored N] [--cache FOLDER] [--feeds N] [--rounds N]

The program runs in a pseudo-terminal of 120 by 40 over 100,000 stored articles; the feeds answer
over loopback, always with something new. A filter is typed but for its last key (words of Chinese,
Japanese and Korean come whole, as an input method gives them); the clock runs from that key until a
headline is painted that only the filtered list shows. Once at rest, once while `r` polls all feeds:
a time counts there if feeds were answered just before and after it. Beside it the raw limits:
counting a word in all that is searched of the archive, and one paint of as many lines by the bare
line API. The longest callback of the event loop is CPU time of its thread. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._feeds import Server, feeds  # noqa: E402 - found by the path above
from benchmarks._material import days_of, make_archive, sandbox  # noqa: E402 - as above
from benchmarks._rows import CACHE, ITSELF, Figure, Goal, Row, Scale  # noqa: E402 - as above
from benchmarks._terminal import Terminal, here, terminal  # noqa: E402 - as above
from llamawatch.session import LiveSession  # noqa: E402 - as above
from newsroom.fold import fold  # noqa: E402 - as above
from store.places import Places  # noqa: E402 - as above
from store.settings import load_config  # noqa: E402 - as above
from tui.rows import NewsRow, news_rows  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsroom.records import Item

GOAL, MOONSHOT, LOOP_GOAL = 30, 16, 25
CASES = {
    "lang:j": ("lang:", "j"),
    "lang:d": ("lang:", "d"),
    "Forschun": ("Forschu", "n"),
    "letter": ("lette", "r"),
    "рыно": ("рын", "о"),
    "退職": ("", "退職"),
    "离职": ("", "离职"),
    "퇴사": ("", "퇴사"),
}
"""What is typed before the clock starts, and the key that starts it; the key changes the list."""
_SHOWN = range(8, 16)
"""Rows of a filtered list one of which is waited for: on screen under any summary."""
_UNFILTERED = 60
_MARK = 9
"""Characters of a headline that are waited for."""
_PATIENCE = 20.0
"""Seconds after which polling counts as not begun."""
_LOST = 3.0
"""Seconds after which a key counts as lost."""
_CLEAR = "\x15"
_REST = 0.8
"""Seconds between two keys that are measured."""
_BUSY = 3.0
"""Seconds since the last answer up to which feeds count as being polled."""
WATCH = """
[[watch]]
name = "Relevant"
query = "is:relevant"
"""
"""As with the shipped watches, the query language is loaded from the start."""
_DAILY = 100.0
"""Seconds after the start by which what is done once a day is done: it begins after a minute."""
_LITTLE = 0.15
"""Seconds of CPU in `_BUSY` seconds by which a program counts as at rest."""
BARE = """
from rich.segment import Segment
from textual.app import App
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
class Bare(ScrollView, can_focus=True):
    BINDINGS = [("x", "turn")]
    turns = 0
    def on_mount(self):
        self.virtual_size = Size(1, 100_000)
    def action_turn(self):
        self.turns += 1
        self.refresh()
    def render_line(self, y):
        text = f"row {y} at turn {self.turns}: a headline of some sixty characters and more"
        return Strip([Segment(text)]).adjust_cell_length(self.size.width)
class BareApp(App):
    def compose(self):
        yield Bare()
BareApp().run()
"""


@dataclass(frozen=True)
class Filter:
    """A filter to be typed."""

    before: str
    last: str
    mark: str
    """What is painted with the filtered list, and by nothing else."""


def write_config(folder: Path, server: Server, count: int) -> Path:
    """A configuration with so many feeds, none of which is due by itself for a day."""
    config = folder / "config.toml"
    config.write_text(WATCH + server.sources(count), encoding="utf-8")
    return config


def marks(data: Path, config: Path, most: int | None = None) -> dict[str, Filter]:
    """What to wait for, for each filter, or the first so many."""
    session = LiveSession(Places(config, data), load_config(config), write=False)
    session.read()
    try:
        listed = (item for item in session.archive.items() if item.story)
        first = _rows(session, listed, _UNFILTERED)
        found = {}
        for text, (before, last) in islice(CASES.items(), most):
            rows = _filtered(session, text)
            # "lang:" alone is no filter: what was listed before it stays.
            painted = first if not before or before.endswith(":") else _filtered(session, before)
            above = "\n".join(row.headline for row in (*first, *painted, *rows[: _SHOWN.start]))
            heads = (rows[place].headline[:_MARK] for place in _SHOWN if rows[place].articles == 1)
            found[text] = Filter(before, last, next(head for head in heads if head not in above))
        return found
    finally:
        session.archive.close()


def _filtered(session: LiveSession, text: str) -> list[NewsRow]:
    """The first rows of the list that a filter brings."""
    query = session.parse_query(text)
    matches = session.matcher(query)
    looked_for = session.archive.looked_for(query.needs())
    items = (item for item in looked_for if item is not None and matches(item))
    return _rows(session, items, _UNFILTERED)


def _rows(session: LiveSession, items: Iterator[Item], most: int) -> list[NewsRow]:
    """The rows of a list of so many items."""
    listed = list(islice(items, most))
    return list(news_rows(listed, session.archive.story))


def poll(screen: Terminal, server: Server) -> None:
    """Have all feeds polled, unless they are; back in the filter afterwards."""
    if server.asked()[1] < _BUSY:
        return
    asked, began = server.asked()[0], time.perf_counter()
    screen.type("\x1b")
    _drain(screen, 0.5)
    screen.type("r")
    while server.asked()[0] == asked:
        screen.read(0.05)
        if time.perf_counter() - began > _PATIENCE:
            raise TimeoutError(f"no feed was asked for {_PATIENCE:.0f} s")
    screen.type("/")
    _drain(screen, 1)


def keystrokes(
    screen: Terminal, filters: dict[str, Filter], rounds: int, server: Server | None
) -> dict[str, list[float]]:
    """Seconds of each filter, several times; with a server, while it is polled."""
    taken: dict[str, list[float]] = {text: [] for text in filters}
    lost = 0
    if server is not None:
        screen.type("r")
    screen.type("/")
    _drain(screen, 1)
    for _ in range(rounds):
        for text, one in filters.items():
            if server is not None:
                poll(screen, server)
            # Keys that do something take another way through Textual than letters: a gap keeps them
            # in their order.
            screen.type(_CLEAR)
            _drain(screen, _REST)
            if one.before:
                screen.type(one.before)
                screen.until(one.before, _PATIENCE)
            _drain(screen, _REST)
            screen.type(one.last)
            try:
                took = screen.until(one.mark, _LOST)
            except TimeoutError:
                # A program that lags takes keys up out of their order, or goes on to what came.
                lost += 1
                continue
            if server is None or server.asked()[1] < _BUSY:
                taken[text].append(took)
            _drain(screen, _REST)
    if lost:
        way = "at rest" if server is None else "polling"
        print(f"{way}: {lost} keys brought nothing of what was waited for within {_LOST:.0f} s.")
    return taken


def _drain(screen: Terminal, seconds: float) -> None:
    """Take in what is painted for a while: a program that polls is never quiet."""
    end = time.perf_counter() + seconds
    while (rest := end - time.perf_counter()) > 0:
        screen.read(rest)


def _rest(screen: Terminal, least: float) -> None:
    """Wait until the program hardly does anything, so many seconds at least."""
    began, used = time.perf_counter(), -_BUSY
    while True:
        before, used = used, screen.cpu()
        if used - before < _LITTLE and time.perf_counter() - began > least:
            return
        _drain(screen, _BUSY)


def callbacks(screen: Terminal, file: Path) -> list[str]:
    """The longest callbacks since this was asked last."""
    file.unlink(missing_ok=True)
    os.kill(screen.pid, signal.SIGUSR1)
    while not file.exists():
        screen.read(0.05)
    return file.read_text().splitlines()


def raw_paint(folder: Path, times: int) -> float:
    """Median seconds from a key to a screenful painted by the bare line API."""
    bare = folder / "bare.py"
    bare.write_text(BARE, encoding="utf-8")
    taken = []
    with terminal([sys.executable, str(bare)], here()) as screen:
        screen.until("row 39 at turn 0:")
        screen.quiet(0.5)
        for turn in range(1, times + 1):
            screen.type("x")
            taken.append(screen.until(f"row 39 at turn {turn}:"))
            screen.quiet(0.1)
    return median(taken)


def raw_scan(archive: Path, times: int) -> float:
    """Median seconds of counting a word in every line that is searched."""
    lines = b"".join(path.read_bytes() for path in archive.glob("items-*.search"))
    word, taken = fold("Forschung").encode(), []
    for _ in range(times):
        began = time.perf_counter()
        lines.count(word)
        taken.append(time.perf_counter() - began)
    return median(taken)


def raw_callback(folder: Path, times: int) -> float:
    """Milliseconds of CPU of the longest callback of the bare line API, which paints screenfuls."""
    bare, noted = folder / "timed.py", folder / "bare-callbacks"
    watch = (
        f"import sys\nfrom pathlib import Path\nsys.path.insert(0, {str(ROOT)!r})\n"
        f"from benchmarks._callbacks import Stopwatch\nStopwatch(Path({str(noted)!r}), 0).start()\n"
    )
    bare.write_text(watch + BARE, encoding="utf-8")
    with terminal([sys.executable, str(bare)], here()) as screen:
        screen.until("row 39 at turn 0:")
        screen.quiet(0.5)
        callbacks(screen, noted)
        for turn in range(1, times + 1):
            screen.type("x")
            screen.until(f"row 39 at turn {turn}:")
            screen.quiet(0.1)
        return float(callbacks(screen, noted)[0].split()[0])


def measure(
    archive: Path, folder: Path, count: int, rounds: int, most: int | None = None
) -> tuple[dict[str, dict[str, list[float]]], dict[str, list[str]], float]:
    """Times at rest and while polling; the longest callbacks of either; answers a second."""
    times, longest = {}, {}
    with feeds() as server:
        config = write_config(folder, server, count)
        data = sandbox(archive, folder / "data")
        filters = marks(data, config, most)
        noted = folder / "callbacks"
        argv = [sys.executable, str(ROOT / "benchmarks" / "_callbacks.py"), str(noted)]
        argv += ["--config", str(config), "--data", str(data)]
        with terminal(argv, here()) as screen:
            screen.until("watching")
            # Before anybody is asked: what came would push down the headlines that are waited for,
            # out of what is painted first.
            screen.type("p")
            screen.until("paused")
            while server.asked()[0] and server.asked()[1] < _BUSY:
                _drain(screen, 0.5)
            if rounds > 1:
                _rest(screen, _DAILY)
            callbacks(screen, noted)
            times["at rest"] = keystrokes(screen, filters, rounds, None)
            longest["at rest"] = callbacks(screen, noted)
            screen.type("\x1b")
            _drain(screen, 1)
            screen.type("p")
            _drain(screen, 1)
            began, before = time.perf_counter(), server.asked()[0]
            times["polling"] = keystrokes(screen, filters, rounds, server)
            rate = (server.asked()[0] - before) / (time.perf_counter() - began)
            longest["polling"] = callbacks(screen, noted)
    return times, longest, rate


def rows(scale: Scale) -> list[Row]:
    """The rows of filtering, and of the event loop."""
    archive = make_archive(scale.cache, scale.stored, days_of(scale.stored))
    # In the smallest archives rare languages fill no screen.
    most = None if scale.rounds > 1 else 1
    with tempfile.TemporaryDirectory(dir=scale.cache) as name:
        folder = Path(name)
        paint, scan = raw_paint(folder, 30) * 1000, raw_scan(archive, 9) * 1000
        least = raw_callback(folder, 30)
        times, longest, rate = measure(archive, folder, scale.busy, scale.rounds, most)
    made = []
    for way, taken in times.items():
        some = [1000 * one for every in taken.values() for one in every]
        counted, typed = len(some), scale.rounds * len(taken)
        # A key that brought nothing took that long at least. While feeds are polled it cannot be
        # told from one that was typed when none was.
        some += [1000 * _LOST] * (typed - counted if way == "at rest" or not some else 0)
        cuts = quantiles(some, n=100, method="inclusive") if len(some) > 1 else some * 99
        told = f"while {scale.busy} feeds are polled" if way == "polling" else way
        for what, value, goal in (
            ("median", median(some), Goal(ITSELF, GOAL)),
            ("p99", cuts[98], Goal(ITSELF, None, MOONSHOT)),
        ):
            made.append(
                Row(
                    f"filter keystroke to screen, {scale.stored:,} titles, {told}: {what}",
                    "ms",
                    value,
                    (Figure("the peers", absent="they search on Enter, not as one types"),),
                    (Figure("a scan and a paint", scan + paint),),
                    (goal, Goal("a scan", None)),
                    f"wall; {counted} of {typed} keys of {len(taken)} filters came in time; scan "
                    f"{scan:.1f} ms, paint {paint:.1f} ms",
                )
            )
    lines = longest["polling"]
    took, _, what = lines[0].partition(" ") if lines else ("4", "", "none took longer")
    made.append(
        Row(
            f"longest callback on the loop while {scale.busy} feeds are polled and understood",
            "ms CPU",
            float(took),
            (Figure("the peers", absent="they have no event loop to ask"),),
            (Figure("the bare line API, painting", least),),
            (Goal(ITSELF, LOOP_GOAL, 8),),
            f"{rate:.0f} answers a second, filters being typed; {what[:80]}",
        )
    )
    return made


def main() -> None:
    """Measure and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stored", type=int, default=100_000)
    arguments.add_argument("--cache", type=Path, default=CACHE)
    arguments.add_argument("--feeds", type=int, default=500)
    arguments.add_argument("--rounds", type=int, default=12)
    given = arguments.parse_args()
    archive = make_archive(given.cache, given.stored, days_of(given.stored))
    with tempfile.TemporaryDirectory(dir=given.cache) as folder:
        paint = raw_paint(Path(folder), 30) * 1000
        scan = raw_scan(archive, 9) * 1000
        times, longest, rate = measure(archive, Path(folder), given.feeds, given.rounds)
    print(
        f"{given.stored:,} stored, {given.feeds} feeds, {rate:.0f} answers/s while polling; load "
        f"{os.getloadavg()[0]:.1f}. Raw limits: a paint {paint:.1f} ms, a scan {scan:.1f} ms."
    )
    print(f"\n| filter | | times | p50 ms (goal {GOAL}) | p99 ms (moonshot {MOONSHOT}) |")
    print("|---|---|---|---|---|")
    for way, taken in times.items():
        rows = {**taken, "all": [one for some in taken.values() for one in some]}
        for text, some in rows.items():
            if len(some) > 1:
                p99 = quantiles(some, n=100, method="inclusive")[98]
                print(
                    f"| {text} | {way} | {len(some)} | {median(some) * 1000:.1f} | "
                    f"{p99 * 1000:.1f} |"
                )
    print(f"\n| longest callbacks (goal {LOOP_GOAL} ms of CPU) | ms | what |\n|---|---|---|")
    for way, lines in longest.items():
        for line in lines[:5]:
            took, _, what = line.partition(" ")
            print(f"| {way} | {took} | {what.replace('|', '/')} |")


if __name__ == "__main__":
    main()
