"""The fault server of ../shared as a process, asked by the tests beside the program under test."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(__file__).resolve().parents[3] / "shared"
SERVER = SHARED / "tools" / "faultserver.py"
ABSENT = f"{SERVER} is not there"


class FaultyWeb:
    """A running server: its addresses, its clock, and what it saw."""

    def __init__(self, info: dict[str, Any]) -> None:
        self.ports: dict[str, int] = info["ports"]
        self.hosts: list[str] = info["hosts"]
        self.certificates: dict[str, str] = info["certs"]

    def url(self, path: str, *, host: str = "127.0.0.1", port: str = "http") -> str:
        scheme = "http" if port == "http" else "https"
        return f"{scheme}://{host}:{self.ports[port]}{path}"

    def text(self, path: str) -> str:
        with urllib.request.urlopen(self.url(path), timeout=30) as answer:  # noqa: S310 - loopback
            said: bytes = answer.read()
        return said.decode()

    def clock(self, tick: int) -> str:
        """Set the simulated clock; the time it shows, ISO 8601."""
        shown: str = json.loads(self.text(f"/clock?set={tick}"))["now"]
        return shown

    def stats(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.text("/stats"))
        return said

    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text("/log").splitlines()]


@contextlib.contextmanager
def faulty_web(*arguments: str) -> Iterator[FaultyWeb]:
    """Start one, and end it."""
    command = [sys.executable, str(SERVER), "--port", "0", "--max-seconds", "1500", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield FaultyWeb(json.loads(process.stdout.readline()))
        finally:
            process.kill()


def list_modes() -> list[str]:
    """What `--list-modes` prints, one mode a line."""
    command = [sys.executable, str(SERVER), "--list-modes"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def behaviours() -> list[str]:
    """Every path pattern that `--help` and `GET /` list."""
    with faulty_web() as web:
        return [str(row["path"]) for row in json.loads(web.text("/"))["behaviours"]]
