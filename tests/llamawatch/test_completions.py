"""Shells complete commands, options and choices: the program says what may follow."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from llamawatch.commands.main import _MODULES

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "docs" / "completions"
CONFIG = {"check", "show", "path", "edit", "diff", "update"}
FORMATS = {"jsonl", "csv", "markdown", "rss", "jsonfeed"}


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """An environment in which `llamawatch` is a command."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "llamawatch"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m llamawatch "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "TERM": "dumb"}


def offered(line: str, surroundings: Mapping[str, str]) -> set[str]:
    """What the program offers for the last word of a line, as shells ask it."""
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        ["llamawatch"],
        env={**surroundings, **asked, "_LLAMAWATCH_COMPLETE": "bash_complete"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("llamawatch ", {f"plain,{one}" for one in _MODULES}),
        ("llamawatch config ", {f"plain,{one}" for one in CONFIG}),
        ("llamawatch export --format ", {f"plain,{one}" for one in FORMATS}),
        ("llamawatch export Llama --format rss ou", {"file,ou"}),
        ("llamawatch export Lla", set()),
        ("llamawatch items --li", {"plain,--limit"}),
        ("llamawatch --config ./c", {"file,./c"}),
        ("llamawatch watches add x --alert d", {"plain,digest"}),
    ],
)
def test_the_program_says_what_may_follow(
    surroundings: dict[str, str], tmp_path: Path, line: str, wanted: set[str]
) -> None:
    assert offered(line, surroundings) == wanted
    assert {one.name for one in tmp_path.iterdir()} == {"bin"}


def test_bash_completes(surroundings: dict[str, str]) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    said = run(
        [bash, "--norc", "-c"],
        f'source "{SCRIPTS}/llamawatch.bash"; complete -p llamawatch; '
        "COMP_WORDS=(llamawatch export --format j); COMP_CWORD=3; "
        '_llamawatch_completion llamawatch; echo "${COMPREPLY[@]}"',
        surroundings,
    )
    assert said.splitlines()[0].endswith("-F _llamawatch_completion llamawatch")
    assert said.splitlines()[1] == "jsonl jsonfeed"


def test_zsh_completes(surroundings: dict[str, str]) -> None:
    zsh = shutil.which("zsh")
    if zsh is None:
        pytest.skip("zsh is not installed")
    # What stands in fpath is loaded at its first use, with the words of the line in `words`.
    said = run(
        [zsh, "-f", "-c"],
        f'fpath=("{SCRIPTS}" $fpath); autoload -U compinit; compinit -u -D; '
        "echo ${_comps[llamawatch]}; compadd() { print -l -- ${completions[@]} }; "
        "_describe() { print -l -- ${completions_with_descriptions[@]} }; "
        "words=(llamawatch export --format j); CURRENT=4; _llamawatch; "
        "words=(llamawatch exp); CURRENT=2; _llamawatch",
        surroundings,
    )
    first, *rest = said.splitlines()
    assert first == "_llamawatch"
    assert rest[:2] == ["jsonl", "jsonfeed"]
    assert rest[2].startswith("export:Hand the items on")


def test_fish_completes(surroundings: dict[str, str]) -> None:
    fish = shutil.which("fish")
    if fish is None:
        pytest.skip("fish is not installed")
    said = run(
        [fish, "--no-config", "-c"],
        f'source "{SCRIPTS}/llamawatch.fish"; complete -C "llamawatch export --format j"',
        surroundings,
    )
    assert set(said.split()) == {"jsonl", "jsonfeed"}


def run(shell: list[str], program: str, surroundings: dict[str, str]) -> str:
    done = subprocess.run(
        [*shell, program], env=surroundings, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
