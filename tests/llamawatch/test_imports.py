"""First paint decides imports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HEAVY = {
    "ahocorasick",
    "aiosmtplib",
    "apscheduler",
    "chardet",
    "dbus_fast",
    "eldc",
    "feedparser",
    "httpx",
    "lark",
    "lxml",
    "orjson",
    "tinydb",
    "tomlkit",
}
LATER = {
    "importlib.metadata",
    "newsroom.fold",
    "newsroom.hints",
    "newsroom.query_nodes",
    "newsroom.scan",
    "textual.widgets._text_area",
    "tui.differing",
    "tui.quoting",
    "tui.screens.choice",
    "tui.screens.help",
    "tui.screens.people",
    "tui.screens.sources",
    "tui.screens.watches",
}
"""What of our own the first screen does not need yet, and what of the standard library is slow."""
FIRST_SCREEN = """
import json, sys
from llamawatch.commands.options import Options
from llamawatch.session import LiveSession
from store.lock import raise_if_held
from tui.app import LlamawatchApp
places, config = Options(config="config.toml", data="nowhere").load()
raise_if_held(places.data)
LlamawatchApp(LiveSession(places, config))
print(json.dumps(sorted(sys.modules)))
"""
READING = """
import json, sys
from store.archive import Archive
import newsroom.desk, newsroom.query, newsroom.watches, newsroom.why, watchers.station
import alerts.dispatch, alerts.desktop, alerts.mail
print(json.dumps(sorted(sys.modules)))
"""


def modules_after(code: str) -> set[str]:
    return {name.split(".")[0] for name in modules_whole_after(code)}


def modules_whole_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(json.loads(done.stdout))


def test_the_first_screen_loads_nothing_it_does_not_need() -> None:
    loaded = modules_after(FIRST_SCREEN)
    assert "textual" in loaded
    assert not loaded & HEAVY
    assert not modules_whole_after(FIRST_SCREEN) & LATER


def test_nothing_below_the_dashboard_loads_textual() -> None:
    assert not modules_after(READING) & {"textual", "rich"}
