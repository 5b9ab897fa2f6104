"""Draw the dashboard as SVG: the demo, without a terminal.

python docs/picture.py OUT.svg [--size 120x40] [--screen sources] [--keys j,j,space] [--theme nord]
python docs/picture.py FOLDER --every [--size 120x34]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from llamawatch.demo import DemoSession
from tui.app import LlamawatchApp
from tui.places import PLACES
from tui.screens.welcome import WelcomeScreen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

EVERY = {
    **{place.id: (place.id, "") for place in PLACES},
    "story": ("news", "home,j,j,j,j,j,j,space,j,j"),
    "help": ("news", "question_mark"),
    "palette": ("news", "ctrl+p"),
    "watch": ("watches", "e"),
    "new-person": ("people", "n"),
    "moves": ("people", "v"),
    "new-source": ("sources", "n"),
    "import": ("sources", "i"),
}
"""Pictures by name: the screen, and the keys pressed there."""


@asynccontextmanager
async def demo(size: tuple[int, int], theme: str) -> AsyncIterator[Pilot[None]]:
    """The dashboard over the demo, run to its end."""
    with TemporaryDirectory() as folder:
        session = DemoSession(folder, rng=random.Random(1), tick_seconds=0.0)
        app = LlamawatchApp(session)
        if theme:
            app.theme = theme
        # What rings in a terminal is delivered, as it would be in one.
        app.emit = lambda _: True  # type: ignore[method-assign]
        async with app.run_test(size=size) as pilot:
            await asyncio.wait_for(session.finished.wait(), 60)
            # What came since the last look is gathered at most once in some seconds.
            await pilot.pause(6)
            yield pilot
        await session.close()


async def draw(pilot: Pilot[None], screen: str, keys: list[str]) -> str:
    """Draw what a screen shows after some keys, as SVG; then leave what the keys opened."""
    app = pilot.app
    assert isinstance(app, LlamawatchApp)  # noqa: S101 -- tells the type checker which app
    await app.action_go(screen)
    await pilot.pause()
    for key in keys:
        await pilot.press(key)
    # An empty list would mean every worker, those that wait for a person included.
    if filling := [worker for worker in app.workers if worker.group == "fill"]:
        await app.workers.wait_for_complete(filling)
    await pilot.pause(0.3)
    picture = exported(app)
    while len(app.screen_stack) > 1:
        app.pop_screen()
        await pilot.pause()
    return picture


def exported(app: LlamawatchApp) -> str:
    """What the app shows, as SVG."""
    picture = app.export_screenshot(title="llamawatch")
    # The pictures load nothing from anywhere: whoever has no Fira Code sees another monospace font.
    return re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)


async def draw_one(given: argparse.Namespace, size: tuple[int, int]) -> None:
    """Draw one picture into a file."""
    keys = [key for key in given.keys.split(",") if key]
    async with demo(size, given.theme) as pilot:
        given.out.write_text(await draw(pilot, given.screen, keys), encoding="utf-8")


async def draw_every(folder: Path, size: tuple[int, int], theme: str) -> None:
    """Draw every picture into a folder."""
    async with demo(size, theme) as pilot:
        for name, (screen, keys) in EVERY.items():
            picture = await draw(pilot, screen, [key for key in keys.split(",") if key])
            (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
        app = pilot.app
        assert isinstance(app, LlamawatchApp)  # noqa: S101 -- tells the type checker which app
        app.push_screen(WelcomeScreen(app.session, demo=True))
        await pilot.pause(0.3)
        (folder / "welcome.svg").write_text(exported(app), encoding="utf-8")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--screen", default="news")
    parser.add_argument("--keys", default="")
    parser.add_argument("--theme", default="")
    given = parser.parse_args()
    width, _, height = given.size.partition("x")
    size = (int(width), int(height))
    run = draw_every(given.out, size, given.theme) if given.every else draw_one(given, size)
    asyncio.run(run)


if __name__ == "__main__":
    main()
