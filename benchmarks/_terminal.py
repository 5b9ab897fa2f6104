"""A program in a pseudo-terminal that is driven by keys and timed by what it paints."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
_TICK: Final = os.sysconf("SC_CLK_TCK")
_SCHEDULED: Final = 2
"""Linux's clock of all CPU time of a process, system and user."""
_PATIENCE: Final = 30.0
"""Seconds after which a program counts as hanging."""
_NOT_KEPT: Final = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "COVERAGE_PROCESS_START",
    "COLUMNS",
    "LINES",
)
"""What developers set, and nobody else; and the size of another terminal."""


class Terminal:
    """The outer end of a running program's terminal."""

    def __init__(self, pid: int, end: int) -> None:
        self.pid = pid
        self._end = end
        self.seen = b""
        """Everything painted so far."""

    def read(self, seconds: float) -> bytes:
        """What is painted within a time; returns with the first of it."""
        if not select.select([self._end], [], [], seconds)[0]:
            return b""
        try:
            painted = os.read(self._end, 65536)
        except OSError as error:
            said = self.seen[-2000:].decode("utf-8", "replace")
            raise RuntimeError(f"the program ended: {said}") from error
        self.seen += painted
        return painted

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._end, keys.encode())

    def until(self, text: str, patience: float = _PATIENCE) -> float:
        """Seconds until a text is painted; what was painted before does not count."""
        start, new = time.perf_counter(), b""
        while text.encode() not in new:
            new += self.read(patience)
            # A cursor that blinks paints for ever.
            if time.perf_counter() - start > patience:
                last = self.seen[-500:].decode("utf-8", "replace")
                raise TimeoutError(
                    f"{text!r} was not painted within {patience:.0f} s, but {last!r}"
                )
        return time.perf_counter() - start

    def quiet(self, seconds: float = 0.5) -> None:
        """Wait until nothing is painted for a while."""
        while self.read(seconds):
            pass

    def drain(self, seconds: float) -> None:
        """Take in what is painted for a while: some programs are never quiet."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def rest(self, seconds: float = 0.6) -> float:
        """Wait until for a while nothing is painted and no CPU time used.

        Returns:
            Seconds until the last that was painted before.
        """
        start = painted = worked = time.perf_counter()
        before = self.cpu()
        while time.perf_counter() < max(painted, worked) + seconds:
            if self.read(0.02):
                painted = time.perf_counter()
            if (used := self.cpu()) > before:
                before, worked = used, time.perf_counter()
        return painted - start

    def key(self, key: str) -> float:
        """Seconds from a key press to the first of what it paints."""
        start = time.perf_counter()
        self.type(key)
        if not self.read(_PATIENCE):
            raise TimeoutError(f"{key!r} painted nothing within {_PATIENCE:.0f} s")
        return time.perf_counter() - start

    def cpu(self) -> float:
        """Seconds of CPU time that the program and those it began used so far."""
        return cpu_of(self.pid)


def cpu_of(pid: int) -> float:
    """Seconds of CPU time that a process and those it began used so far, the ended ones, too.

    What still runs is told by the clock of each process (clock_getcpuclockid(3)): the ticks of
    /proc are longer than what a small piece of work takes.
    """
    used = 0.0
    for one in family(pid):
        with contextlib.suppress(OSError):
            used += time.clock_gettime(~one << 3 | _SCHEDULED)
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            used += sum(map(int, fields[13:15])) / _TICK
    return used


def family(pid: int) -> list[int]:
    """A process and all that it began."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting.extend(map(int, (task / "children").read_text().split()))
    return found


@contextlib.contextmanager
def terminal(
    argv: Sequence[str], environ: Mapping[str, str], size: tuple[int, int] = (120, 40)
) -> Iterator[Terminal]:
    """Run a program in a terminal of so many columns and lines; it is killed afterwards."""
    pid, end = pty.fork()
    if pid == 0:
        # Before the program runs: one that asked earlier would take its terminal for 80 by 24.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        os.execvpe(argv[0], list(argv), dict(environ))  # noqa: S606 -- a fixed program, without a shell
    try:
        yield Terminal(pid, end)
    finally:
        for one in family(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(end)


def here(**more: str) -> dict[str, str]:
    """The environment of a program that is measured: that of somebody who starts it every day."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_KEPT}
    return {**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **more}


def start(
    argv: Sequence[str], text: str, environ: Mapping[str, str], patience: float = 60.0
) -> tuple[float, float]:
    """Seconds of wall and of CPU time from spawning a program to a text on its terminal."""
    began = time.perf_counter()
    with terminal(argv, environ) as screen:
        screen.until(text, patience)
        return time.perf_counter() - began, screen.cpu()


def write_idle_config(folder: Path) -> Path:
    """A configuration whose only source is off."""
    config = folder / "config.toml"
    config.write_text('[[source]]\nid = "a"\nurl = "http://127.0.0.1:9/"\nenabled = false\n')
    return config
