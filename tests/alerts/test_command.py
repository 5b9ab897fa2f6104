"""The command channel: what a program is handed, and what its end means."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from alerts.command import CommandChannel
from alerts.messages import Message
from newsroom.clean import clean
from newsroom.errors import Undelivered
from store.settings import Command
from tests.alerts.payloads import hostile

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
MESSAGE = Message(
    key="a" * 64,
    story="st0ry",
    revision=2,
    title="杨立昆 leaves",
    lines=("Morning Wire (en)", "Status: reported"),
    url="https://example.org/a?b=1",
    priority="high",
    created=NOW,
    data={"watches": ["people"], "sources": 4},
)
NOTE = """
import json, os, sys
found = {name: value for name, value in os.environ.items() if name.startswith("LLAMAWATCH_")}
with open(sys.argv[1], "w") as file:
    json.dump([sys.argv[2:], found, sys.stdin.buffer.read().decode()], file)
"""


def channel(*argv: str, deadline: float = 20.0) -> CommandChannel:
    return CommandChannel(Command(enabled=True, argv=argv, digest=True), deadline=deadline)


def python(code: str, *words: str, deadline: float = 20.0) -> CommandChannel:
    return channel(sys.executable, "-S", "-E", "-c", code, *words, deadline=deadline)


async def handed(folder: Path, message: Message, *words: str) -> tuple[Any, Any, str]:
    """What a program finds: its arguments, its environment, its standard input."""
    note = folder / "note"
    await python(NOTE, str(note), *words).send(message)
    argv, environment, given = json.loads(note.read_text(encoding="utf-8"))
    return argv, environment, given


async def refusal(one: CommandChannel) -> Undelivered:
    with pytest.raises(Undelivered) as error:
        await one.send(MESSAGE)
    return error.value


async def test_a_program_is_handed_the_alert(tmp_path: Path) -> None:
    argv, environment, given = await handed(tmp_path, MESSAGE, "$HOME", "{title}", "%s")
    assert argv == ["$HOME", "{title}", "%s"]
    assert environment == {
        "LLAMAWATCH_KEY": "a" * 64,
        "LLAMAWATCH_KIND": "story",
        "LLAMAWATCH_STORY": "st0ry",
        "LLAMAWATCH_REVISION": "2",
        "LLAMAWATCH_PRIORITY": "high",
        "LLAMAWATCH_TITLE": "杨立昆 leaves",
        "LLAMAWATCH_TEXT": "Morning Wire (en) | Status: reported",
        "LLAMAWATCH_URL": "https://example.org/a?b=1",
    }
    assert given.endswith("}\n")
    assert given.count("\n") == 1
    assert json.loads(given) == {
        "watches": ["people"],
        "sources": 4,
        "key": "a" * 64,
        "kind": "story",
        "story": "st0ry",
        "revision": 2,
        "priority": "high",
        "title": "杨立昆 leaves",
        "lines": ["Morning Wire (en)", "Status: reported"],
        "url": "https://example.org/a?b=1",
        "created": "2026-11-26T12:00:00+00:00",
    }


async def test_what_came_of_it_is_told(tmp_path: Path) -> None:
    assert await channel("true").send(MESSAGE) == "true ended with status 0"


async def test_our_secrets_are_not_in_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMAWATCH_SMTP_PASSWORD", "hunter2")
    monkeypatch.setenv("LLAMAWATCH_WEBHOOK_SECRET", "whsec_hunter2")
    monkeypatch.setenv("LLAMAWATCH_TOPIC", "mine")
    _, environment, _ = await handed(tmp_path, MESSAGE)
    assert environment["LLAMAWATCH_TOPIC"] == "mine"
    assert "hunter2" not in str(environment)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise SystemExit(1)", "ended with status 1: it is run again"),
        ("raise SystemExit(75)", "ended with status 75 (for now): it is run again"),
        ("import os; os.kill(os.getpid(), 9)", "ended with signal 9: it is run again"),
        (
            "import sys; sys.stderr.write('first\\n\\x1b[31mno \\u202enet.\\n\\n'); sys.exit(2)",
            "ended with status 2, saying: [31mno net: it is run again",
        ),
        (
            "import sys; sys.stderr.write('x' * 5_000_000 + '\\nlast\\n'); sys.exit(2)",
            "ended with status 2, saying: last: it is run again",
        ),
        ("import os; os.write(2, b'\\xff\\xfe'); os._exit(3)", "saying: ��: it is run again"),
    ],
)
async def test_a_program_that_fails_is_run_again(code: str, said: str) -> None:
    error = await refusal(python(code))
    assert str(error).startswith("python")
    assert str(error).endswith(said)
    assert len(str(error)) < 300
    assert (error.retry, error.retry_after) == (True, None)


async def test_a_program_that_reads_nothing_is_no_trouble() -> None:
    long = replace(MESSAGE, data={str(n): "x" * 10_000 for n in range(100)})
    assert await channel("true").send(long) == "true ended with status 0"


@pytest.mark.parametrize("where", ["missing", "folder", "plain"])
async def test_a_program_that_cannot_be_started_waits_for_somebody(
    tmp_path: Path, where: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_text("no program", encoding="ascii")
    one = channel(str(tmp_path / where), "s3cret")
    error = await refusal(one)
    assert str(error).startswith(f"{where} cannot be started (")
    assert str(error).endswith("): correct argv in [alerts.command]")
    assert error.retry
    assert error.retry_after
    assert "s3cret" not in str(error)
    assert (await one.probe()).startswith(f"{where} cannot be started (")


async def test_a_channel_without_a_program_says_so() -> None:
    said = "the command channel is on but has no argv: set it in [alerts.command]"
    assert str(await refusal(channel())) == said
    assert await channel().probe() == said


async def test_a_probe_runs_nothing(tmp_path: Path) -> None:
    assert await channel("touch", str(tmp_path / "ran")).probe() == ""
    assert not (tmp_path / "ran").exists()


# --- ends ----------------------------------------------------------------------------------------

FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-S", "-E", "-c", "import time; time.sleep(60)"])
with open(sys.argv[1] + ".new", "w") as file:
    file.write(f"{os.getpid()} {child.pid}")
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(float(sys.argv[2]))
"""


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that nobody waited for yet runs no more.
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def none_runs(pids: Sequence[int]) -> bool:
    for _ in range(500):
        if not any(map(runs, pids)):
            return True
        await asyncio.sleep(0.01)
    return False


def noted(path: Path) -> list[int]:
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


async def written(path: Path) -> list[int]:
    for _ in range(2000):
        if pids := noted(path):
            return pids
        await asyncio.sleep(0.01)
    raise AssertionError("it never started")


def running(word: bytes) -> list[int]:
    """Processes with a word in their command line, where the system tells."""
    found = Path("/proc").glob("[0-9]*/cmdline")
    return [int(path.parent.name) for path in found if word in _read(path)]


async def test_a_program_that_does_not_end_is_ended_with_its_children(tmp_path: Path) -> None:
    error = await refusal(python(FAMILY, str(tmp_path / "pids"), "60", deadline=2.0))
    assert str(error).endswith("did not end within 2 s and was stopped: it is run again")
    assert error.retry
    family = await written(tmp_path / "pids")
    assert len(family) == 2
    assert await none_runs(family)


async def test_cancelling_ends_a_program_with_its_children(tmp_path: Path) -> None:
    sending = asyncio.create_task(python(FAMILY, str(tmp_path / "pids"), "60").send(MESSAGE))
    family = await written(tmp_path / "pids")
    assert all(map(runs, family))
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert await none_runs(family)


async def test_cancelling_before_a_program_runs_leaves_none_behind(tmp_path: Path) -> None:
    sending = asyncio.create_task(channel("sleep", "61.0625").send(MESSAGE))
    await asyncio.sleep(0)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert await none_runs(running(b"61.0625"))


async def test_what_a_program_leaves_running_does_not_hold_the_alert_up(tmp_path: Path) -> None:
    """A child that outlives it holds its standard error open, and is its own affair."""
    said = await python(FAMILY, str(tmp_path / "pids"), "0", deadline=30.0).send(MESSAGE)
    assert said.endswith("ended with status 0")
    _, child = await written(tmp_path / "pids")
    assert runs(child)
    os.kill(child, 9)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


# --- hostile texts -------------------------------------------------------------------------------


@hostile()
async def test_nothing_a_stranger_wrote_is_more_than_text(
    payload: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    message = replace(
        MESSAGE,
        key=payload,
        story=payload,
        title=payload,
        lines=(payload, payload),
        url=payload,
        data={payload: [payload, {"deep": payload}], "title": payload},
    )
    argv, environment, given = await handed(tmp_path, message, "fixed")
    assert argv == ["fixed"]
    assert set(environment) == {
        f"LLAMAWATCH_{name}"
        for name in ("KEY", "KIND", "STORY", "REVISION", "PRIORITY", "TITLE", "TEXT", "URL")
    }
    for value in environment.values():
        assert clean(value, limit=1_000) == value
    assert environment["LLAMAWATCH_TITLE"] == clean(payload)
    assert environment["LLAMAWATCH_URL"] == ""
    assert given.count("\n") == 1
    assert json.loads(given)["title"] == clean(payload)
    assert len(given) < 200_000
    assert os.listdir(tmp_path) == ["note"]  # noqa: PTH208 -- names are what counts
