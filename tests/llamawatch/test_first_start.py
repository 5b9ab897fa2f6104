"""The first start in a terminal: the welcome, the demo in between, the dashboard."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import pytest

from llamawatch import dashboard, demo
from llamawatch.commands.options import Options
from llamawatch.dashboard import Left, open_dashboard
from store.archive import Archive
from tests.llamawatch.terminals import ROOT, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STARTED = """
import sys
from pathlib import Path
import store.places
store.places.SHIPPED_CONFIG = Path(sys.argv[1])
from llamawatch.commands.main import main
raise SystemExit(main([]))
"""


LEFT = b"\x1b[?1049l"
"""What gives a terminal its own screen back."""


def close(terminal: Terminal) -> None:
    """Wait until what is shown was left."""
    terminal.read_until(LEFT)
    terminal.shown = terminal.shown.partition(LEFT)[2]


def test_the_demo_can_be_seen_first_and_the_welcome_is_there_again(tmp_path: Path) -> None:
    home, shipped = tmp_path / "home", tmp_path / "shipped.toml"
    home.mkdir()
    # The shipped one names real papers.
    shipped.write_text('[reader]\nlanguages = ["en"]  # mine\n', encoding="utf-8")
    here = ("env", "-C", str(home), f"HOME={home}", f"PYTHONPATH={ROOT}", "LC_ALL=fr_FR.UTF-8")
    unset = ("-u", "XDG_CONFIG_HOME", "-u", "XDG_DATA_HOME", "-u", "LLAMAWATCH_CONFIG")
    started = (sys.executable, "-c", STARTED, str(shipped))
    terminal = Terminal(tmp_path, (here[0], *unset, *here[1:], *started))
    try:
        terminal.read_until(b"Welcome to llamawatch")
        # What is typed behind it is typed at nobody.
        terminal.type(b"Dx")
        close(terminal)
        terminal.read_until(b"demo with made-up news, q leaves it")
        terminal.read_until(b"unread")
        terminal.type(b"q")
        close(terminal)
        terminal.read_until(b"Welcome to llamawatch")
        terminal.type(b"\r")
        terminal.read_until(b"watching")
        terminal.type(b"q")
        assert terminal.wait() == 0
    finally:
        terminal.process.kill()
        terminal.process.wait()
        terminal.close()
    config = home / ".config" / "llamawatch" / "config.toml"
    assert config.read_text(encoding="utf-8") == '[reader]\nlanguages = ["fr", "en"]  # mine\n'
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("llamawatch-demo-")]


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether each dashboard that was shown began with the welcome; nothing was configured."""
    found: list[bool] = []

    def show(_: object, *, welcome: bool, offers_demo: bool) -> Left:
        found.append(welcome)
        return Left(0, for_demo=offers_demo and len(found) < 3)

    monkeypatch.setattr(dashboard, "show_dashboard", show)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("LLAMAWATCH_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    yield found
    # Whoever opens a dashboard switches it off for a moment.
    gc.enable()


def test_who_reads_along_is_not_welcomed(
    shown: list[bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "show_demo", lambda: Left(0))
    options = Options(data=str(tmp_path / "data"), quiet=True)
    assert open_dashboard(options) == 0
    assert shown == [True, True, True]
    with Archive.open(tmp_path / "data"):
        open_dashboard(options)
    assert shown == [True, True, True, False]


def test_a_signal_in_the_demo_ends_the_program(
    shown: list[bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "show_demo", lambda: Left(0, told_to=True))
    assert open_dashboard(Options(data=str(tmp_path / "data"), quiet=True)) == 0
    assert shown == [True]
