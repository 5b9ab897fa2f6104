from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchers.programs import program_name, run_program

if TYPE_CHECKING:
    from watchers.fetched import Fetched

QUICK = 10.0


async def python(code: str, *words: str, deadline: float = QUICK, max_bytes: int = 1000) -> Fetched:
    argv = (sys.executable, "-S", "-E", "-c", code, *words)
    return await run_program(argv, deadline=deadline, max_bytes=max_bytes)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that nobody waited for yet runs no more.
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def is_gone(pid: int) -> bool:
    for _ in range(200):
        if not is_alive(pid):
            return True
        await asyncio.sleep(0.01)
    return False


async def test_what_a_program_prints_is_the_body() -> None:
    result = await python("print('<rss/>')")
    assert (result.verdict, result.body, result.bytes) == ("ok", b"<rss/>\n", 7)
    assert len(result.body_hash) == 64
    assert result.error == ""


async def test_arguments_are_no_shell_s() -> None:
    words = ("$HOME", "`id`", "; echo x", "~", "*", "a b")
    result = await python("import sys; print(sys.argv[1:])", *words)
    assert result.body.decode() == f"{list(words)}\n"


async def test_there_is_nothing_to_read_on_standard_input() -> None:
    assert (await python("import sys; print(repr(sys.stdin.read()))")).body == b"''\n"


@pytest.mark.parametrize("name", ["LLAMAWATCH_SMTP_PASSWORD", "LLAMAWATCH_WEBHOOK_SECRET"])
async def test_the_environment_is_the_user_s_without_what_is_llamawatch_s_alone(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "hunter2")
    monkeypatch.setenv("FEED_TOKEN", "abc")
    code = f"import os; print(os.environ['FEED_TOKEN'], {name!r} in os.environ)"
    assert (await python(code)).body == b"abc False\n"


async def test_a_program_that_fails_says_why_by_its_last_line() -> None:
    code = (
        "import sys; print('half a feed');"
        "sys.stderr.write('first\\n\\x1b[31mno token\\u202e.\\n\\n'); sys.exit(3)"
    )
    result = await python(code)
    name = program_name((sys.executable,))
    assert (result.verdict, result.body) == ("broken", b"")
    assert result.error == f"{name} ended with status 3, saying: [31mno token; it is run again."


async def test_a_program_that_was_killed_says_by_what() -> None:
    result = await python("import os; os.kill(os.getpid(), 9)")
    assert result.verdict == "broken"
    assert "ended with signal 9; it is run again." in result.error


async def test_complaints_of_a_program_that_succeeds_are_nobody_s_business() -> None:
    result = await python("import sys; sys.stderr.write('warning ' * 50000); print('<rss/>')")
    assert (result.verdict, result.error) == ("ok", "")


@pytest.mark.parametrize("where", ["missing", "folder", "plain"])
async def test_a_program_that_cannot_be_started(tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_text("not a program", encoding="ascii")
    result = await run_program([str(tmp_path / where), "s3cret"])
    assert result.verdict == "broken"
    assert result.error.startswith(f"{where} cannot be started (")
    assert result.error.endswith('correct "argv" of the source in config.toml.')
    assert "s3cret" not in result.error
    assert str(tmp_path) not in result.error


async def test_a_word_no_program_can_be_given_ends_nothing() -> None:
    assert (await run_program(["true", "a\0b"])).verdict == "broken"


PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-S", "-E", "-c", "import time; time.sleep(60)"])
with open(sys.argv[1] + ".new", "w") as file:
    file.write(f"{os.getpid()} {child.pid}")
os.rename(sys.argv[1] + ".new", sys.argv[1])
"""


def written(path: Path) -> list[int]:
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


async def pids(path: Path) -> list[int]:
    for _ in range(1000):
        if written(path):
            break
        await asyncio.sleep(0.01)
    return written(path)


async def test_at_the_deadline_a_program_and_its_children_end(tmp_path: Path) -> None:
    path = tmp_path / "pids"
    result = await python(PARENT + "time.sleep(60)", str(path), deadline=1.5)
    assert result.verdict == "slow"
    assert "did not end within 1.5 seconds and was stopped; it is run again." in result.error
    assert [await is_gone(pid) for pid in await pids(path)] == [True, True]


async def test_a_program_that_leaves_a_child_with_its_output_is_ended_with_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "pids"
    result = await python(PARENT + "print('<rss/>')", str(path), deadline=1.5)
    assert result.verdict == "slow"
    assert [await is_gone(pid) for pid in await pids(path)] == [True, True]


async def test_a_program_that_prints_without_end_is_ended() -> None:
    result = await python("while True: print('x' * 1000)", max_bytes=1024 * 1024)
    assert result.verdict == "broken"
    assert "writes more than 1 MB, which no feed needs, and was stopped" in result.error


async def test_cancelling_ends_the_program_and_its_children(tmp_path: Path) -> None:
    path = tmp_path / "pids"
    task = asyncio.create_task(python(PARENT + "time.sleep(60)", str(path)))
    running = await pids(path)
    assert [is_alive(pid) for pid in running] == [True, True]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [await is_gone(pid) for pid in running] == [True, True]


@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_cancelling_while_it_is_started_waits_for_nobody(tmp_path: Path, turns: int) -> None:
    path = tmp_path / "pids"
    task = asyncio.create_task(python(PARENT + "time.sleep(60)", str(path)))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=QUICK)
    assert done
    assert task.cancelled()
    assert [await is_gone(pid) for pid in written(path)] == [True] * len(written(path))


async def test_a_program_that_leaves_a_child_with_its_complaints_is_ended_with_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "pids"
    code = PARENT.replace('time.sleep(60)"]', 'time.sleep(60)"], stdout=subprocess.DEVNULL')
    assert (await python(code, str(path), deadline=1.5)).verdict == "slow"
    assert [await is_gone(pid) for pid in await pids(path)] == [True, True]


async def test_a_program_that_ignores_signals_is_ended_too() -> None:
    code = f"import signal, time; signal.signal({signal.SIGTERM}, signal.SIG_IGN); time.sleep(60)"
    assert (await python(code, deadline=0.5)).verdict == "slow"
