"""Stops a program before each of its system calls that change anything, by `strace`."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
CHANGING = (
    "openat,mkdir,mkdirat,write,pwrite64,fdatasync,fsync,fchmod,chmod,ftruncate,"
    "rename,renameat,renameat2,unlink,unlinkat"
)
_CALL = re.compile(r"(?:\d+ +)?(\w+)\(")
AT_ONCE = 2
"""Programs that run side by side."""


@dataclass(frozen=True)
class Call:
    """One call of a program: the n-th by its name on the files that are watched."""

    name: str
    number: int


@dataclass(frozen=True)
class Stopped:
    """A program that was stopped before one of its calls."""

    call: Call
    folder: Path
    said: list[str]
    died: bool


def calls_of(
    command: Callable[[Path], Sequence[str]], folder: Path, watched: Sequence[str]
) -> list[Call]:
    """Run a program to its end; answers its calls that change a file of a folder.

    Args:
        command: Its words, on a folder.
        folder: The folder.
        watched: Names of files in it; the folder itself and those that are there are watched, too.
    """
    log = folder.with_name(f"{folder.name}.calls")
    _strace(command(folder), folder, watched, "-e", f"trace={CHANGING}", log=log)
    counts: Counter[str] = Counter()
    found = []
    for line in log.read_text().splitlines():
        match = _CALL.match(line)
        if match is None:
            continue
        name = match[1]
        counts[name] += 1
        if name != "openat" or "O_CREAT" in line or "O_TRUNC" in line:
            found.append(Call(name, counts[name]))
    return found


def stopped_before_each(
    calls: Sequence[Call],
    command: Callable[[Path], Sequence[str]],
    make: Callable[[Path], object],
    watched: Sequence[str],
    within: Path,
) -> Iterator[Stopped]:
    """Run a program once for each call, and kill it before that.

    Args:
        calls: As `calls_of` answered.
        command: Its words, on a folder.
        make: Makes the folder that it begins with.
        watched: Names of files, as for `calls_of`.
        within: Where folders are made.
    """

    def stop(call: Call) -> Stopped:
        folder = within / f"{call.name}-{call.number}"
        make(folder)
        kill = f"inject={call.name}:signal=SIGKILL:when={call.number}"
        done = _strace(command(folder), folder, watched, "-e", kill)
        died = done.returncode != 0
        assert done.returncode in (0, -signal.SIGKILL, 128 + signal.SIGKILL), done.stderr
        return Stopped(call, folder, done.stdout.decode().splitlines(), died)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(stop, calls)


def _strace(
    command: Sequence[str],
    folder: Path,
    watched: Sequence[str],
    *more: str,
    log: Path = Path("/dev/null"),
) -> subprocess.CompletedProcess[bytes]:
    names = {*watched, *(path.name for path in folder.iterdir())} if folder.exists() else watched
    paths = [folder, *(folder / name for name in sorted(names))]
    only = [word for path in paths for word in ("-P", str(path))]
    # Standard input stays open: a fold ends with it.
    with subprocess.Popen(
        ["strace", "-f", "--seccomp-bpf", "-qqq", "-o", str(log), *only, *more,
         sys.executable, *command],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        out, err = process.stdout.read(), process.stderr.read()
    return subprocess.CompletedProcess(command, process.returncode, out, err)
