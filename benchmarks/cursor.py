"""From a cursor key to what it paints, over 100,000 stored articles: beside the bare line API.

    python benchmarks/cursor.py [--stored N] [--cache FOLDER] [--keys N]

The bare program is a Textual ScrollView whose render_line answers one of 100,000 strings. Both run
in a pseudo-terminal of 120 by 40; the clock stops at the first bytes painted after the key. Keys go
down and up in turn, each once the screen rests. CPU is that of the whole program for one key, all
that is painted after it included: the article beside the list, too. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._material import days_of, make_archive, sandbox  # noqa: E402 - found by the path above
from benchmarks._terminal import Terminal, here, terminal  # noqa: E402 - as above

BARE = """
from textual.app import App
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from rich.segment import Segment
from rich.style import Style
ROWS = [f"row {number} of the bare line API" for number in range(100_000)]
PLAIN, MARKED = Style(), Style(reverse=True)
class Bare(ScrollView, can_focus=True):
    BINDINGS = [("j", "move(1)"), ("k", "move(-1)")]
    cursor = reactive(0, repaint=False)
    def on_mount(self):
        self.virtual_size = Size(self.size.width, len(ROWS))
    def action_move(self, step):
        self.cursor = max(0, min(len(ROWS) - 1, self.cursor + step))
    def watch_cursor(self, before, after):
        for place in (before, after):
            self.refresh(Region(0, place - self.scroll_offset.y, self.size.width, 1))
        self.scroll_to_region(Region(0, after, self.size.width, 1), animate=False, force=True)
    def render_line(self, y):
        place = y + self.scroll_offset.y
        style = MARKED if place == self.cursor else PLAIN
        return Strip([Segment(ROWS[place], style)]).adjust_cell_length(self.size.width, style)
class BareApp(App):
    def compose(self):
        yield Bare()
BareApp().run()
"""
_WARM = 10
_GOAL = 2.5


def press(screen: Terminal, keys: int) -> tuple[list[float], float]:
    """Seconds of each key, and CPU seconds of one on average."""
    screen.quiet(2.0)
    for _ in range(_WARM):
        screen.key("j")
        screen.quiet(0.1)
    times, before = [], screen.cpu()
    for number in range(keys):
        times.append(screen.key("j" if number % 4 < 2 else "k"))
        screen.quiet(0.1)
    return times, (screen.cpu() - before) / keys


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stored", type=int, default=100_000)
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "lw-bench")
    arguments.add_argument("--keys", type=int, default=100)
    given = arguments.parse_args()
    archive = make_archive(given.cache, given.stored, days_of(given.stored))
    rows: dict[str, tuple[list[float], float]] = {}
    with tempfile.TemporaryDirectory(dir=given.cache) as folder:
        bare, config = Path(folder) / "bare.py", Path(folder) / "config.toml"
        bare.write_text(BARE, encoding="utf-8")
        config.write_text('[[source]]\nid = "a"\nurl = "http://127.0.0.1:9/"\nenabled = false\n')
        data = sandbox(archive, Path(folder) / "data")
        ours = ["-m", "llamawatch", "--config", str(config), "--data", str(data)]
        for name, argv in (("bare line API", [str(bare)]), ("llamawatch", ours)):
            with terminal([sys.executable, *argv], here()) as screen:
                rows[name] = press(screen, given.keys)
    least = median(rows["bare line API"][0])
    print(f"| {given.stored:,} rows | key to output, ms | p99 | ratio (goal {_GOAL}) | CPU ms |")
    print("|---|---|---|---|---|")
    for name, (times, cpu) in rows.items():
        p99 = quantiles(times, n=100)[98]
        print(
            f"| {name} | {median(times) * 1000:.1f} | {p99 * 1000:.1f} | "
            f"{median(times) / least:.2f} | {cpu * 1000:.1f} |"
        )


if __name__ == "__main__":
    main()
