"""Writes the keys of every screen into docs/dashboard.md, read off the bindings.

python docs/keys.py [--check]
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import pkgutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import tui.screens
import tui.widgets
from llamawatch.session import LiveSession
from store.places import Places
from store.settings import load_config
from tui.app import LlamawatchApp
from tui.keys import KeyGroup, is_ours, key_groups, own_lines, title_of
from tui.places import PLACES

PAGE = Path(__file__).resolve().parent / "dashboard.md"
BEGIN, END = "<!-- keys: made by `make keys` -->", "<!-- end of keys -->"


def tables(screens: dict[str, list[KeyGroup]]) -> str:
    """Keys as Markdown: what several screens share once, then each screen's own.

    Args:
        screens: groups of keys by the name of the screen.
    """
    parts = []
    shared: dict[str, KeyGroup] = {}
    for name, groups in screens.items():
        parts.append(f"### {name}\n\n{_table(groups[0])}")
        shared.update({group.title: group for group in groups[1:]})
    parts.extend(f"### {title}\n\n{_table(group)}" for title, group in shared.items())
    return "\n\n".join(parts)


def _table(group: KeyGroup) -> str:
    rows = [
        f"| {' '.join(f'`{key}`' for key in line.keys)} | {line.told} |" for line in group.lines
    ]
    return "\n".join(["| key | what it does |", "|---|---|", *rows])


async def read_keys() -> dict[str, list[KeyGroup]]:
    """The keys of every screen, by its name; the dashboard is not opened for it."""
    with TemporaryDirectory() as folder:
        places = Places(Path(folder) / "config.toml", Path(folder) / "data")
        places.config.write_text("", encoding="utf-8")
        app = LlamawatchApp(LiveSession(places, load_config(places.config)))
        app.call_after_refresh = lambda *_: True  # type: ignore[method-assign]
        found = {}
        async with app.run_test(size=(120, 40)) as pilot:
            for place in PLACES:
                await app.action_go(place.id)
                await pilot.pause()
                found[f"{place.name} (`{place.key}`)"] = key_groups(app.screen, app)
    listed = {group.title for groups in found.values() for group in groups}
    shown = tuple(type(place.make()) for place in PLACES)
    for kind in parts():
        # What only screens above are made of is no screen.
        of_places = any(issubclass(place, kind) for place in shown)
        if not of_places and title_of(kind) not in listed:
            found[title_of(kind)] = [KeyGroup(title_of(kind), own_lines(kind))]
    return found


def parts() -> list[type]:
    """Every screen and widget of the dashboard that binds keys, by name."""
    found = set()
    for package in (tui.screens, tui.widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for kind in vars(importlib.import_module(module.name)).values():
                if isinstance(kind, type) and is_ours(kind) and own_lines(kind):
                    found.add(kind)
    return sorted(found, key=lambda kind: kind.__name__)


def with_keys(page: str, keys: str) -> str:
    """A page with other keys between its markers."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{keys}\n\n{END}{after}"


def main() -> int:
    """Write the page; with --check, only say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    made = with_keys(page, tables(asyncio.run(read_keys())))
    if given.check:
        return int(made != page)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
