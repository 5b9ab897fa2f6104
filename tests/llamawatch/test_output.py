"""Standard output as other programs see it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def command(home: Path, *words: str) -> list[str]:
    where = ("--config", str(home / "config.toml"), "--data", str(home / "data"))
    return [sys.executable, "-m", "llamawatch", *where, *words]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("words", ["people", "people --json", "config path"])
def test_a_reader_that_has_enough_is_no_failure(home: Path, words: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        command(home, *words.split()), cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_terminal_that_does_not_know_a_letter_shows_another(home: Path) -> None:
    ended = subprocess.run(
        command(home, "people"),
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "Aur?lien Rodriguez" in ended.stdout.decode("ascii")


@pytest.mark.parametrize("words", ["", "demo"])
def test_without_a_terminal_the_dashboard_says_what_to_do(home: Path, words: str) -> None:
    ended = subprocess.run(
        command(home, *words.split()),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "llamawatch: the dashboard needs a terminal and standard input is none: start it in a "
        "terminal, or keep watching without a screen with `llamawatch run`\n"
    )
    assert not (home / "data").exists()
