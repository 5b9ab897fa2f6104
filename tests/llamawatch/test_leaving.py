"""The dashboard on a terminal of its own: however it ends, it leaves nothing behind."""

from __future__ import annotations

import os
import pty
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from llamawatch.dashboard import PatientTerminal
from tests.llamawatch.terminals import DEMO, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

FAULTY = """
from llamawatch.commands.main import main
from tui.screens.news import NewsScreen
def fail(screen):
    raise ZeroDivisionError("boom")
NewsScreen.action_everything = fail
raise SystemExit(main(["demo"]))
"""
LEFT = b"\x1b[?1049l"
"""What gives a terminal its own screen back."""


@pytest.fixture
def terminal(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path, getattr(request, "param", DEMO))
    try:
        terminal.read_until(b"unread")
        yield terminal
    finally:
        terminal.close()
        terminal.process.kill()
        terminal.process.wait()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_closes_the_dashboard_and_gives_the_terminal_back(
    terminal: Terminal, tmp_path: Path, name: str
) -> None:
    assert [path.name[:16] for path in tmp_path.iterdir()] == ["llamawatch-demo-"]
    terminal.process.send_signal(getattr(signal, name))
    terminal.read_until(LEFT)
    assert terminal.wait() == 0
    assert not list(tmp_path.iterdir())


def test_a_terminal_that_is_closed_ends_the_dashboard_and_leaves_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.close()
    terminal.wait()
    assert not list(tmp_path.iterdir())


def test_writing_to_a_terminal_that_went_away_ends_nobody() -> None:
    end, other = pty.openpty()
    file = os.fdopen(other, "w", buffering=1)
    terminal = PatientTerminal(file)
    assert terminal.write("seen\n") == 5
    assert os.read(end, 100).startswith(b"seen")
    os.close(end)
    for _ in range(3):
        assert terminal.write("unseen\n") == 7
        terminal.flush()
    assert terminal.fileno() == other
    with suppress(OSError):
        file.close()


@pytest.mark.parametrize("terminal", [(sys.executable, "-c", FAULTY)], indirect=True)
def test_a_fault_behind_a_key_is_one_line_and_where_the_log_is(
    terminal: Terminal,
) -> None:
    os.write(terminal.end, b"e")
    terminal.read_until(b"llamawatch.log")
    assert terminal.wait() == 1
    said = terminal.shown.rpartition(LEFT)[2].decode()
    assert "llamawatch: unexpected failure (ZeroDivisionError: boom); details are in " in said
    assert "Traceback" not in said
    (log,) = Path(os.environ["HOME"]).rglob("llamawatch.log")
    assert "in fail" in log.read_text(encoding="utf-8")
