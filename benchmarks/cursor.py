"""From a cursor key to what it paints, over 100,000 stored articles: beside the bare line API.

    python benchmarks/cursor.py [--stored N] [--cache FOLDER] [--keys N] [--quick]

The bare program is a Textual ScrollView whose render_line answers one of 100,000 strings. Both run
in a pseudo-terminal of 120 by 40; the clock stops at the first bytes painted after the key. Keys go
down and up in turn, each once the screen rests. CPU is that of the whole program for one key, all
that is painted after it included: the article beside the list, too. newsboat
shows one feed of the same articles.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers as peers  # noqa: E402 - found by the path above
from benchmarks._material import days_of, make_archive, sandbox  # noqa: E402 - as above
from benchmarks._rows import Figure, Goal, Row, Scale  # noqa: E402 - as above
from benchmarks._run import run_alone  # noqa: E402 - as above
from benchmarks._terminal import Terminal, here, terminal, write_idle_config  # noqa: E402 - as above

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
        self.virtual_size = Size(1, len(ROWS))
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
LIMIT = "the bare line API"
_WARM = 10


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


def in_newsboat(scale: Scale, folder: Path) -> list[float]:
    """Seconds of each key in the list of articles of one of newsboat's hundred feeds."""
    peers.newsboat_with(scale.cache, scale.stored, folder)
    with terminal(peers.newsboat(folder), peers.plain_environ(folder)) as screen:
        screen.until("Feed 5", 120)
        screen.quiet(1.0)
        screen.type("\r")
        return press(screen, scale.keys)[0]


def rows(scale: Scale) -> list[Row]:
    """The row of the cursor key."""
    archive = make_archive(scale.cache, scale.stored, days_of(scale.stored))
    found: dict[str, tuple[list[float], float]] = {}
    with tempfile.TemporaryDirectory(dir=scale.cache) as name:
        folder = Path(name)
        bare = folder / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        data = sandbox(archive, folder / "data")
        paths = ("--config", str(write_idle_config(folder)), "--data", str(data))
        for program, argv in ((LIMIT, [str(bare)]), ("ours", ["-m", "llamawatch", *paths])):
            with terminal([sys.executable, *argv], here()) as screen:
                found[program] = press(screen, scale.keys)
    rival = Figure("newsboat", absent=peers.MISSING)
    if peers.version("newsboat"):
        with tempfile.TemporaryDirectory(dir=scale.cache) as name:
            keys = in_newsboat(scale, Path(name))
        rival = Figure(f"{peers.named('newsboat')}, a feed of a hundredth", 1000 * median(keys))
    times, cpu = found["ours"]
    p99 = quantiles(times, n=100)[98]
    return [
        Row(
            f"cursor key to output, {scale.stored:,} rows",
            "ms",
            1000 * median(times),
            (rival,),
            (Figure(LIMIT, 1000 * median(found[LIMIT][0])),),
            (Goal(LIMIT, 2.5, 1.1),),
            f"wall to the first byte; p99 {1000 * p99:.1f} ms; CPU of a key with all it paints "
            f"{1000 * cpu:.1f} ms, of the limit {1000 * found[LIMIT][1]:.1f} ms; {scale.keys} keys",
        )
    ]


if __name__ == "__main__":
    run_alone(__doc__, rows)
