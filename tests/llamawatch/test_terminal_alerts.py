"""Alerts in a real terminal: whole among what is drawn, and through tmux as far as it lets them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.llamawatch.terminals import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOLD = b"\x1b]777;notify;llamawatch: a test;This channel works."
COUNTED = 300
# Told from a thread while the lists are drawn: nothing may come between the bytes of one sequence.
COUNTING = f"""
import threading
from llamawatch.commands.main import main
from tui.app import LlamawatchApp
def count(app):
    for number in range({COUNTED}):
        assert app.emit(f"\\x1b]777;notify;{{number}};{{'x' * 400}}\\x1b\\\\")
opened = LlamawatchApp._open
def open_and_count(app):
    threading.Thread(target=count, args=(app,), daemon=True).start()
    return opened(app)
LlamawatchApp._open = open_and_count
raise SystemExit(main(["demo"]))
"""
# Over SSH and in most containers no terminal tells its name by $TERM alone.
KITTY_ANSWERS = b"\x1bP>|kitty(0.35.2)\x1b\\"
CONFIG = """
[alerts.terminal]
mode = "{mode}"
[alerts.desktop]
enabled = false
"""


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """What is put here is closed after the test."""
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.close()
        terminal.process.kill()
        terminal.process.wait()


def test_what_is_told_stays_whole_while_the_dashboard_draws(
    tmp_path: Path, terminals: list[Terminal]
) -> None:
    terminal = Terminal(tmp_path, (sys.executable, "-c", COUNTING))
    terminals.append(terminal)
    terminal.read_until(b"unread")
    terminal.read_until(f"notify;{COUNTED - 1};{'x' * 400}\x1b\\".encode())
    whole = re.findall(rb"\x1b\]777;notify;(\d+);x{400}\x1b\\", terminal.shown)
    assert [int(number) for number in whole] == list(range(COUNTED))


def test_the_dashboard_tells_the_terminal_it_runs_in(
    tmp_path: Path, terminals: list[Terminal]
) -> None:
    terminal = Terminal(tmp_path, environment={"TERM_PROGRAM": "ghostty"})
    terminals.append(terminal)
    terminal.read_until(b"unread")
    terminal.type(b"At")
    terminal.read_until(TOLD)
    terminal.read_until(b"was written")


class Tmux:
    """A tmux of its own, in a terminal that is seen from outside."""

    def __init__(self, folder: Path, options: str) -> None:
        self._socket = folder / "tmux"
        (folder / "tmux.conf").write_text(options, encoding="utf-8")
        program = ("tmux", "-S", str(self._socket), "-f", str(folder / "tmux.conf"))
        self.terminal = Terminal(folder, (*program, "new-session", "-x100", "-y24", "sh"))
        self.terminal.read_until(b"\x1b[>q")

    def ask(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *words], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def close(self) -> None:
        subprocess.run(
            ["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False
        )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
@pytest.mark.parametrize(
    ("options", "mode", "told"),
    [
        ("set -g allow-passthrough on", "osc777", TOLD),
        ("set -g allow-passthrough on", "auto", b"\x1b]99;i=test-"),
        ("set -g allow-passthrough on", "bell", b"\a"),
        ("set -g allow-passthrough off", "osc777", b"\a"),
        ("", "auto", b"\a"),
    ],
)
def test_tmux_hands_on_what_it_is_told_to_and_always_the_bell(
    tmp_path: Path, terminals: list[Terminal], options: str, mode: str, told: bytes
) -> None:
    (tmp_path / "config.toml").write_text(CONFIG.format(mode=mode), encoding="utf-8")
    tmux = Tmux(tmp_path, options)
    terminals.append(tmux.terminal)
    try:
        tmux.terminal.read_until(b"\x1b[>q")
        tmux.terminal.type(KITTY_ANSWERS)
        where = f"--config {tmp_path}/config.toml --data {tmp_path}/data"
        command = f"{sys.executable} -m llamawatch {where} alerts test terminal"
        tmux.terminal.type(f"clear; {command} && echo do'ne'\n".encode())
        tmux.terminal.read_until(b"was written")
        tmux.terminal.read_until(b"done")
        before, _, after = tmux.terminal.shown.rpartition(b"was written")
        shown = before + after
        assert told in shown
        assert (b"\x1b]777" in shown) == told.startswith(b"\x1b]777")
        assert (b"\x1b]99" in shown) == told.startswith(b"\x1b]99")
        assert (b"\a" in shown) == (told == b"\a")
    finally:
        tmux.close()
