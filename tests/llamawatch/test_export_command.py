"""`export`: the same items as `items` lists, to a file or to standard output."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import pytest

from newsroom.exports import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str]]


def ids(run: Run, *words: str) -> list[str]:
    return [json.loads(line)["id"] for line in run("items", *words, "--json")[1].splitlines()]


def exported(form: str, text: str) -> list[str]:
    """Ids of the items a document holds."""
    if form == "jsonl":
        return [json.loads(line)["id"] for line in text.splitlines()]
    if form == "csv":
        return [row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    if form == "rss":
        return [entry.id for entry in feedparser.parse(text.encode()).entries]
    if form == "jsonfeed":
        return [item["id"] for item in json.loads(text)["items"]]
    return ["?"] * sum(line.startswith("- ") for line in text.splitlines())


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_the_items_of_a_query(run: Run, form: str) -> None:
    for words in (
        (),
        ("lang:ja", "Llama", "-Zürich"),
        ("--limit", "3"),
        ("--since", "2d"),
        ("zzz",),
    ):
        wanted = ids(run, *words)
        status, out = run("export", *words, "--format", form)
        assert status == 0
        found = exported(form, out)
        assert found == (["?"] * len(wanted) if form == "markdown" else wanted)


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_what_standard_output_would(run: Run, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    printed = run("export", "topic:talent", "--format", form)[1]
    status, said = run("export", "topic:talent", f"--format={form}", str(target), "--limit", "900")
    assert status == 0
    assert target.read_text(encoding="utf-8") == printed
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert said == f"Wrote {target}: {len(ids(run, 'topic:talent'))} items\n"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".out")] == []


def test_a_file_that_is_there_is_replaced_whole_and_keeps_its_permissions(
    run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "feed.xml"
    target.write_text("x" * 1_000_000, encoding="utf-8")
    target.chmod(0o644)
    assert run("export", "--format", "rss", str(target), "--quiet") == (0, "")
    assert target.read_text(encoding="utf-8").startswith("<?xml")
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


def test_a_query_of_no_use_leaves_the_file_as_it_was_and_prints_nothing(
    run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "feed.xml"
    target.write_text("old", encoding="utf-8")
    for query in ("(Llama", "/(.|..)+(?<!.)/"):
        assert run("export", query, "--format", "rss", str(target)) == (2, "")
        assert run("export", query, "--format", "rss") == (2, "")
    assert target.read_text(encoding="utf-8") == "old"
    assert {one.name for one in tmp_path.iterdir()} == {"home", "feed.xml"}


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "csv", "topic:talent"),
        ("--format", "csv", "Llama", "departure"),
        ("--format", "csv", "-person:lample"),
        ("--format", "xls"),
        (),
    ],
)
def test_a_query_behind_the_format_is_never_taken_for_a_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("export", *words) == (2, "")
    assert {one.name for one in tmp_path.iterdir()} == {"home"}


def test_a_hyphen_is_standard_output(run: Run) -> None:
    assert run("export", "--format", "csv", "-") == run("export", "--format", "csv")


def test_a_place_that_cannot_be_written_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    assert run("export", "--format", "csv", str(tmp_path / "no" / "such")) == (2, "")
    assert run("export", "--format", "csv", str(tmp_path)) == (2, "")


def test_a_pipe_is_written_to_and_not_replaced(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    assert run("export", "--format", "jsonl", str(pipe))[0] == 0
    reader.join()
    assert exported("jsonl", read[0]) == ids(run)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_it_is_utf_8_whatever_the_terminal_has(run: Run, tmp_path: Path) -> None:
    wanted = run("export", "lang:ja", "--format", "csv")[1]
    home = tmp_path / "home"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "llamawatch", "--config", str(home / "config.toml")),
            *("--data", str(home / "data"), "export", "lang:ja", "--format", "csv"),
        ],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode("utf-8") == wanted
    assert "ラマ" in wanted or "メタ" in wanted or not wanted.isascii()
