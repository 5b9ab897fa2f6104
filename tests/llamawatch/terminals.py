"""A program in a terminal of its own, seen from outside."""

from __future__ import annotations

import os
import pty
import select
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
DEMO = (sys.executable, "-m", "llamawatch", "demo")
PATIENCE = 30.0
"""Seconds after which the program counts as hanging."""


class Terminal:
    """A command in a terminal; its temporary files lie in `folder`."""

    def __init__(
        self,
        folder: Path,
        command: tuple[str, ...] = DEMO,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.shown = b""
        self.end, self.other = pty.openpty()
        # The first terminal that the leader of a session opens is the one it hangs on; tmux writes
        # to its standard input.
        tty = os.ttyname(self.other)
        plain = {**os.environ, "TMPDIR": str(folder), "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            ["sh", "-c", f"exec {shlex.join(command)} <>{tty} >{tty} 2>&1"],
            cwd=ROOT,
            env={**plain, **(environment or {})},
            start_new_session=True,
        )

    def type(self, keys: bytes) -> None:
        os.write(self.end, keys)

    def read_until(self, text: bytes) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown:
            assert time.monotonic() < deadline, self.shown[-400:]
            if select.select([self.end], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self.end, 65536)
                except OSError:
                    pytest.fail(f"the terminal was closed before {text!r} was shown")

    def close(self) -> None:
        for end in {self.end, self.other} - {-1}:
            os.close(end)
        self.end = self.other = -1

    def wait(self) -> int:
        """The exit status; a signal it died of is negative."""
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            pytest.fail("the program still runs")
