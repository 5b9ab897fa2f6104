from __future__ import annotations

import json
import logging
import os
import random
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, Never

import pytest

from llamawatch import log
from llamawatch.log import keep_log, log_crash
from llamawatch.session import LiveSession
from store.lock import Lock
from store.places import ROOT, Places
from store.settings import load_config
from tests.watchers.newsstand import Answer, Newsstand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "hunter2-XYZ"
KEYS = {"time", "level", "logger", "message", "process", "fields"}


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Path]:
    """A data directory whose log is kept."""
    end = keep_log(tmp_path, writes=True)
    yield tmp_path
    end()


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("llamawatch.log*"))


def lines(folder: Path) -> list[dict[str, Any]]:
    """Every line of the log, the oldest first."""
    texts = [one.read_text(encoding="utf-8") for one in reversed(files(folder))]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def fail(message: str) -> Never:
    raise ValueError(message)


def crash(folder: Path, message: str = "boom") -> Path | None:
    try:
        fail(message)
    except ValueError as error:
        return log_crash(folder, error)


def test_a_line_says_when_who_what_and_about_what(logged: Path) -> None:
    logging.getLogger("watchers.check").warning("%s failed", "heise", extra={"fields": {"n": 3}})
    (said,) = lines(logged)
    assert said.keys() == KEYS
    assert said["time"].endswith("+00:00")
    assert (said["level"], said["logger"]) == ("warning", "watchers.check")
    assert (said["message"], said["fields"]) == ("heise failed", {"n": 3})
    assert said["process"] == os.getpid()


def test_what_libraries_say_by_the_way_is_left_out(logged: Path) -> None:
    usual = logging.getLogger("httpx").level
    logging.getLogger("httpx").setLevel(logging.INFO)
    logging.getLogger("httpx").info("HTTP Request: GET")
    logging.getLogger("httpx").setLevel(usual)
    logging.getLogger("httpx").warning("odd")
    logging.getLogger("watchers.check").info("asked")
    assert [one["message"] for one in lines(logged)] == ["odd", "asked"]


def test_a_sentence_that_does_not_fit_its_words_stops_nothing(
    logged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # pytest's own handler would raise.
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one, log._LogFile))
    handler.emit(logging.LogRecord("odd", logging.WARNING, "", 0, "%d of %d", ("one",), None))
    logging.getLogger("watchers").warning("goes on")
    assert [one["message"] for one in lines(logged)] == ["goes on"]
    assert capsys.readouterr().err == ""


def test_a_stranger_s_words_in_a_traceback_reach_no_terminal(logged: Path) -> None:
    message = "\x1b]0;pwned\x07\u202eevil\r\n\udc80" + "x" * 100_000
    assert crash(logged, message) == logged / "llamawatch.log"
    try:
        # What pytest keeps of a log must be a text that can be sent from one of its processes to
        # another.
        fail(message.replace("\udc80", ""))
    except ValueError:
        logging.getLogger("watchers").exception("checking %s failed", "\x1b[31ma")
    text = (logged / "llamawatch.log").read_text(encoding="utf-8")
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(text)
    assert "\\u001b" not in text
    assert len(text) < 10_000
    for said in lines(logged):
        assert "ValueError: ]0;pwnedevil" in said["traceback"]
        assert any(line.startswith('  File "') for line in said["traceback"])
        assert "    raise ValueError(message)" in said["traceback"]


@pytest.mark.parametrize(
    "said",
    [
        f"https://me:{SECRET}@example.org/feed.xml answered 500",
        f"Illegal header value b'Basic {SECRET}'",
        f"Authorization: Bearer {SECRET}",
        f"https://example.org/feed?user=me&token={SECRET}&n=1",
        f"LLAMAWATCH_SMTP_PASSWORD={SECRET}",
        f"smtp password: {SECRET}",
    ],
)
def test_no_secret_stands_in_it(logged: Path, said: str) -> None:
    logging.getLogger("alerts.dispatch").warning("%s", said, extra={"fields": {"error": said}})
    crash(logged, said)
    text = (logged / "llamawatch.log").read_text(encoding="utf-8")
    assert SECRET not in text
    assert text.count("***") == 3


def test_it_is_bounded_and_nobody_else_can_read_it(
    logged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "SIZE", 2000)
    usual = os.umask(0)
    for n in range(500):
        logging.getLogger("watchers").warning("source %d failed", n)
    os.umask(usual)
    assert [one.name for one in files(logged)] == [
        "llamawatch.log", "llamawatch.log.1", "llamawatch.log.2", "llamawatch.log.3",
    ]  # fmt: skip
    assert all(one.stat().st_size <= 2000 for one in files(logged))
    assert {one.stat().st_mode & 0o777 for one in files(logged)} == {0o600}
    numbers = [int(one["message"].split()[1]) for one in lines(logged)]
    assert numbers == list(range(numbers[0], 500))
    assert len(numbers) > 30


def test_threads_write_whole_lines(logged: Path) -> None:
    def warn(name: str) -> None:
        for n in range(50):
            logging.getLogger(name).warning("%d", n)

    threads = [threading.Thread(target=warn, args=(f"watchers.t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(logged)) == 200


def test_a_line_that_was_cut_off_spoils_no_other(logged: Path) -> None:
    path = logged / "llamawatch.log"
    path.write_text('{"time": "2026-', encoding="utf-8")
    logging.getLogger("watchers").warning("again")
    torn, whole = path.read_text(encoding="utf-8").splitlines()
    assert torn == '{"time": "2026-'
    assert json.loads(whole)["message"] == "again"


def test_every_line_is_whole_after_a_kill(tmp_path: Path) -> None:
    code = (
        "import logging, pathlib, sys\n"
        "from llamawatch import log\n"
        "log.SIZE = 20_000\n"
        "log.keep_log(pathlib.Path(sys.argv[1]), writes=True)\n"
        "print(flush=True)\n"
        "while True: logging.getLogger('watchers').warning('x' * 900)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        while not (tmp_path / "llamawatch.log.3").exists():
            assert process.poll() is None
        process.kill()
    assert len(lines(tmp_path)) > 40


def test_a_disk_that_refuses_stops_nothing_and_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "llamawatch.log").mkdir()
    end = keep_log(tmp_path, writes=True)
    logging.getLogger("watchers").warning("lost")
    end()
    assert crash(tmp_path) is None
    assert capsys.readouterr().err == ""


def test_no_file_is_held_open(logged: Path) -> None:
    logging.getLogger("watchers").warning("first")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - as it stands
    for _ in range(20):
        logging.getLogger("watchers").warning("more")
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 - as above


def test_beside_a_writer_a_crash_is_written_but_moves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "SIZE", 100)
    writer = Lock(tmp_path, "llamawatch run", None)
    try:
        crash(tmp_path)
        crash(tmp_path)
        assert [one.name for one in files(tmp_path)] == ["llamawatch.log"]
    finally:
        writer.release()
    crash(tmp_path)
    assert [one.name for one in files(tmp_path)] == ["llamawatch.log", "llamawatch.log.1"]


def test_who_only_looks_writes_nothing_and_disturbs_no_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end = keep_log(tmp_path, writes=False)
    logging.getLogger("watchers").warning("unheard")
    end()
    assert files(tmp_path) == []
    assert capsys.readouterr().err == ""


async def test_it_says_when_watching_begins_what_fails_and_when_it_ends(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    places = Places(config, tmp_path / "data")
    async with Newsstand() as stand:
        url = stand.serve("/feed", Answer(403))
        config.write_text(
            '[alerts.desktop]\nenabled = false\n[alerts.terminal]\nmode = "off"\n'
            f'[[source]]\nid = "gone"\nname = "Gone"\nurl = "{url}"\n',
            encoding="utf-8",
        )
        session = LiveSession(
            places, load_config(config), rng=random.Random(1), program="llamawatch t"
        )
        await session.open()
        async for _ in session.poll(["gone"]):
            pass
        await session.close()
    begun, *failed, ended = lines(places.data)
    assert (begun["message"], begun["fields"]["program"]) == ("begins to watch", "llamawatch t")
    assert {one["fields"].get("source") for one in failed} == {"gone"}
    assert {one["level"] for one in failed} == {"warning"}
    assert ended["message"] == "watches no longer"
