"""Time from start to the first text on the screen: llamawatch beside an empty Textual app.

Both run in a pseudo-terminal; the clock stops at the first text of its own that the program
paints. Prints a Markdown table with the ratio; medians of several runs, taken in turn.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9
EMPTY = (
    "from textual.app import App\n"
    "from textual.widgets import Static\n"
    "class Empty(App):\n"
    "    def compose(self):\n"
    "        yield Static('FIRST-PAINT')\n"
    "Empty().run()\n"
)


def first_paint(argv: list[str], marker: bytes, environ: dict[str, str]) -> float:
    """Seconds from spawning a program to a text on its terminal."""
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(argv[0], argv, environ)  # noqa: S606 -- a fixed program, without a shell
    seen = b""
    try:
        while marker not in seen:
            if not select.select([terminal], [], [], 20)[0]:
                raise TimeoutError(f"{argv} painted nothing within 20 s: {seen[-500:]!r}")
            seen += os.read(terminal, 65536)
        return time.perf_counter() - start
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def main() -> None:
    """Measure and print the table."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        config = Path(folder) / "config.toml"
        config.write_text('[[source]]\nid = "a"\nurl = "http://127.0.0.1:9/"\nenabled = false\n')
        environ = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
        paths = ["--config", str(config), "--data", str(Path(folder) / "data")]
        ours = [python, "-m", "llamawatch", *paths]
        environ["PYTHONPATH"] = str(ROOT)
        times: dict[str, list[float]] = {"empty": [], "llamawatch": []}
        for _ in range(RUNS):
            times["empty"].append(first_paint([python, str(empty)], b"FIRST-PAINT", environ))
            times["llamawatch"].append(first_paint(ours, b" News", environ))
    medians = {name: statistics.median(runs) for name, runs in times.items()}
    print("| program | first paint, ms (median of 9) | ratio |")
    print("|---|---|---|")
    for name, median in medians.items():
        print(f"| {name} | {median * 1000:.0f} | {median / medians['empty']:.2f} |")


if __name__ == "__main__":
    main()
