"""Time from start to the first text on the screen: llamawatch beside an empty Textual app.

Both run in a pseudo-terminal; the clock stops at the first text of its own that the program
paints. Prints a Markdown table with the ratio; medians of several runs, taken in turn.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._terminal import here, start, write_idle_config  # noqa: E402 - found by the path above

RUNS = 9
EMPTY = (
    "from textual.app import App\n"
    "from textual.widgets import Static\n"
    "class Empty(App):\n"
    "    def compose(self):\n"
    "        yield Static('FIRST-PAINT')\n"
    "Empty().run()\n"
)
MARK = "FIRST-PAINT"
"""What the empty app paints."""


def write_empty(folder: Path) -> list[str]:
    """How an empty Textual app is run."""
    empty = folder / "empty.py"
    empty.write_text(EMPTY, encoding="utf-8")
    return [sys.executable, str(empty)]


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = write_empty(folder)
        paths = ["--config", str(write_idle_config(folder)), "--data", str(folder / "data")]
        ours = [sys.executable, "-m", "llamawatch", *paths]
        times: dict[str, list[float]] = {"empty": [], "llamawatch": []}
        for _ in range(RUNS):
            times["empty"].append(start(empty, MARK, here())[0])
            times["llamawatch"].append(start(ours, " News", here())[0])
    medians = {name: statistics.median(runs) for name, runs in times.items()}
    print("| program | first paint, ms (median of 9) | ratio |")
    print("|---|---|---|")
    for name, median in medians.items():
        print(f"| {name} | {median * 1000:.0f} | {median / medians['empty']:.2f} |")


if __name__ == "__main__":
    main()
