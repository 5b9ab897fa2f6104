"""Draw the dashboard as an SVG: the demo, without a terminal.

python docs/picture.py OUT.svg [--size 120x40] [--screen sources] [--keys j,j,space]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from llamawatch.demo import DemoSession
from tui.app import LlamawatchApp


async def draw(size: tuple[int, int], screen: str, keys: list[str]) -> str:
    """Run the demo to its end and draw what the screen shows, as SVG."""
    with TemporaryDirectory() as folder:
        session = DemoSession(folder, rng=random.Random(1), tick_seconds=0.0)
        app = LlamawatchApp(session)
        # What rings in a terminal is delivered, as it would be in one.
        app.emit = lambda _: True  # type: ignore[method-assign]
        async with app.run_test(size=size) as pilot:
            await asyncio.wait_for(session.finished.wait(), 60)
            await pilot.pause()
            await app.action_go(screen)
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
            # An empty list would mean every worker, those that wait for a person included.
            if filling := [worker for worker in app.workers if worker.group == "fill"]:
                await app.workers.wait_for_complete(filling)
            # What came since the last look is gathered at most once in some seconds.
            await pilot.pause(6)
            picture = app.export_screenshot(title="llamawatch")
        await session.close()
    # The pictures load nothing from anywhere: whoever has no Fira Code sees another monospace font.
    return re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--screen", default="news")
    parser.add_argument("--keys", default="")
    given = parser.parse_args()
    width, _, height = given.size.partition("x")
    keys = [key for key in given.keys.split(",") if key]
    picture = asyncio.run(draw((int(width), int(height)), given.screen, keys))
    given.out.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
