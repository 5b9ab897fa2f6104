"""`backup`, `restore` and what `doctor` says of the store, as they are called."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from llamawatch.commands.main import main
from store.archive import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Week


class Said(NamedTuple):
    status: int
    out: str
    err: str


class Home:
    """A copy of the demo's week, and the commands called on it."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[bytes]) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._capture = capture

    def run(self, *words: str) -> Said:
        self._capture.readouterr()
        where = ["--config", str(self.folder / "config.toml"), "--data", str(self.data)]
        status = main([*where, *words])
        said = self._capture.readouterr()
        return Said(status, said.out.decode(), said.err.decode())


@pytest.fixture
def home(week: Week, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Home:
    shutil.copytree(week.folder, tmp_path / "home")
    return Home(tmp_path / "home", capfdbinary)


def test_a_backup_is_restored_and_what_was_there_lies_aside(home: Home, tmp_path: Path) -> None:
    target = str(tmp_path / "week.tar.gz")
    before = home.run("items", "--json").out
    wrote = home.run("backup", target)
    assert wrote.status == 0
    assert "read back and verified" in wrote.out
    again = home.run("backup", target)
    assert (again.status, again.out) == (2, "")
    assert "--force" in again.err
    assert home.run("backup", target, "--force", "--json").status == 0

    (home.data / "journal.jsonl").write_bytes(b"")
    done = home.run("restore", target, "--json")
    assert done.status == 0
    said = json.loads(done.out)
    assert said["items"] == len(before.splitlines())
    assert home.run("items", "--json").out == before
    assert said["aside"].startswith(f"{home.data}.before-restore-")


def test_beside_a_writer_nothing_is_restored(home: Home, tmp_path: Path) -> None:
    target = str(tmp_path / "week.tar.gz")
    with Archive.open(home.data, program="llamawatch run"):
        assert home.run("backup", target).status == 0
        refused = home.run("restore", target)
        assert (refused.status, refused.out) == (3, "")
        assert "llamawatch run" in refused.err


def test_a_damaged_backup_changes_nothing(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "week.tar.gz"
    before = home.run("items", "--json").out
    home.run("backup", str(target))
    target.write_bytes(target.read_bytes()[:-200])
    refused = home.run("restore", str(target))
    assert (refused.status, refused.out) == (1, "")
    assert "nothing was changed" in refused.err.casefold()
    assert home.run("items", "--json").out == before


def test_the_doctor_names_what_is_damaged(home: Home) -> None:
    with Archive.open(home.data) as archive:
        archive.fold()
    path = min(home.data.glob("items-*.jsonl"))
    data = bytearray(path.read_bytes())
    second = data.index(b"\n") + 1
    data[second + 40] ^= 1
    path.write_bytes(data)
    findings = [json.loads(line) for line in home.run("doctor", "--json").out.splitlines()]
    named = [one["detail"] for one in findings if one["check"] == "damage"]
    assert len(named) == 1
    assert named[0].startswith(f"{path.name}, byte {second}, ")
    (whole,) = [one for one in findings if one["check"] == "integrity"]
    assert not whole["ok"]
    assert "1 damaged place; the rest is sound" in whole["detail"]
