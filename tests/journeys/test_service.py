"""`llamawatch run` as a service: it says when it is ready, and ends when it is asked to."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from llamawatch.service import tell_manager
from tests.docs.pages import page
from tests.journeys.day import begun
from tests.journeys.home import QUIET
from tests.journeys.press import UNRELATED
from tests.watchers.newsstand import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.home import Home
    from tests.journeys.press import Paper
    from tests.watchers.newsstand import Newsstand

pytestmark = pytest.mark.enable_socket
PATIENCE = 20.0
"""Seconds a test waits for what is said."""
ODD_PLACES = [
    {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "LANG": "C"},
    {"TZ": ":no/such/place", "LC_ALL": "tr_TR.UTF-8", "LANG": ""},
]
"""Quarters of an hour and no letters but ASCII's; a place that is none, and another i."""


class Manager:
    """Who listens as systemd does."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address.replace("@", "\0", 1))
        self._socket.settimeout(PATIENCE)

    async def hears(self) -> list[str]:
        said = await asyncio.to_thread(self._socket.recv, 4096)
        return said.decode().splitlines()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(params=["file", "abstract"])
def manager(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Manager]:
    name = f"{tmp_path}/notify" if request.param == "file" else f"@llamawatch-{os.getpid()}"
    monkeypatch.setenv("NOTIFY_SOCKET", name)
    listening = Manager(name)
    yield listening
    listening.close()


def children_of(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(one) for one in path.read_text(encoding="ascii").split()]


def unit() -> str:
    """The unit that the documentation shows."""
    found = re.search(r"```ini\n(\[Unit\].*?)```", page("server.md"), re.DOTALL)
    assert found is not None
    return found[1]


async def test_the_manager_hears_when_it_watches_and_when_it_stops(
    home: Home, paper: Paper, manager: Manager
) -> None:
    paper.print(UNRELATED)
    home.configure(QUIET, paper.source)
    running = await home.start("run", "--quiet")
    assert await manager.hears() == [
        "READY=1",
        f"STATUS=Watching 1 source; data in {home.data}",
    ]
    running.send_signal(signal.SIGTERM)
    assert await manager.hears() == ["STOPPING=1"]
    assert await asyncio.wait_for(running.communicate(), PATIENCE) == (b"", b"")
    assert running.returncode == 0


def test_a_manager_that_does_not_listen_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (str(tmp_path / "nobody"), "relative", "", "/" + "x" * 300):
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        tell_manager("READY=1")


async def test_a_server_that_says_nothing_does_not_put_the_end_off(
    home: Home, stand: Newsstand
) -> None:
    address = stand.serve("/feed", Answer(hang=True))
    home.configure(QUIET, f'[[source]]\nid = "mute"\nname = "Mute"\nurl = "{address}"\n')
    running = await home.start("run", "--quiet")
    while not stand.asked_for("/feed"):  # noqa: ASYNC110 -- the newsstand tells nobody
        await asyncio.sleep(0.01)
    running.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(running.communicate(), PATIENCE)
    assert (running.returncode, said) == (0, b"")
    last = (home.data / "llamawatch.log").read_text(encoding="utf-8").splitlines()[-1]
    assert json.loads(last)["message"] == "watches no longer"


async def test_it_ends_well_though_all_its_processes_are_asked_to_at_once(
    home: Home, paper: Paper
) -> None:
    # As systemd does without KillMode=mixed, and a terminal with Ctrl+C.
    paper.print(UNRELATED)
    home.configure(QUIET, paper.source)
    before = begun()
    running = await home.start("run", "--verbose")
    assert running.stderr is not None
    async for line in running.stderr:
        if b"asked, 1 new" in line:
            break
    (program,) = begun() - before
    children = children_of(program)
    assert children
    for process in (*children, program):
        os.kill(process, signal.SIGTERM)
    await asyncio.wait_for(running.communicate(), PATIENCE)
    assert running.returncode == 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is absent")
def test_systemd_takes_the_unit_that_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "llamawatch.service"
    text = unit().replace("%h/.local/bin/llamawatch", sys.executable)
    path.write_text(text, encoding="utf-8")
    verify = ["systemd-analyze", "verify", "--man=no", "--user", str(path)]
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(verify, capture_output=True, text=True, check=False, env=environment)
    assert str(path.name) not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
    path.write_text(text.replace("Type=notify", "Type=whistle"), encoding="utf-8")
    done = subprocess.run(verify, capture_output=True, text=True, check=False, env=environment)
    assert "whistle" in done.stderr


@pytest.mark.parametrize("place", ODD_PLACES, ids=lambda place: str(place["TZ"]))
async def test_it_works_wherever_it_is(
    home: Home, paper: Paper, monkeypatch: pytest.MonkeyPatch, place: dict[str, str]
) -> None:
    for name, value in place.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PYTHONUTF8", raising=False)
    paper.print(UNRELATED)
    home.configure(QUIET, paper.source)
    running = await home.start("run", "--verbose")
    assert running.stderr is not None
    async for line in running.stderr:
        if b"asked, 1 new" in line:
            break
    status = await home.run("status", "--json")
    assert (status.status, status.err) == (0, "")
    (shape,) = status.lines()
    assert shape["running"]["pid"] == running.pid
    assert shape["last_poll"].endswith("+00:00")
    brief = await home.run("brief", "--since", "7d")
    assert (brief.status, brief.err) == (0, "")
    assert brief.out
    running.send_signal(signal.SIGTERM)
    await asyncio.wait_for(running.communicate(), PATIENCE)
    assert running.returncode == 0
