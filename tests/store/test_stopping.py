"""The program is stopped before each system call that changes anything: as if the power went."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from store.archive import Archive
from store.disk import Disk
from store.fold_process import command
from store.folding import build
from store.verifying import verify
from tests.store.killing import promises_are_kept
from tests.store.samples import NOON
from tests.store.stopping import calls_of, stopped_before_each
from tests.store.test_folding import fill, picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]

FOLD_HERE = """
import sys
from pathlib import Path
from store.archive import Archive
from store.disk import Disk
from store.folding import build
from tests.store.samples import NOON

with Archive.open(Path(sys.argv[1])) as archive:
    until = archive.foldable
    live = build(archive.folder, Disk(), until=until)
    archive.mark("d2n0", read=True, now=NOON)
    print("read d2n0", flush=True)
    archive.adopt(live, until)
    archive.mark("d2n1", read=True, now=NOON)
    print("read d2n1", flush=True)
"""


def folded_once(folder: Path) -> None:
    """An archive of two months, of which one is on disk, and something since."""
    with Archive.open(folder) as archive:
        fill(archive, range(2))
        archive.fold()
        fill(archive, range(1, 3))
        fill(archive, range(9, 10))
        archive.mark("d0n1", read=True, now=NOON)


def names_after(folder: Path) -> list[str]:
    """Names of the files of an archive, and of all that a fold of it makes and leaves."""
    with Archive.open(folder) as archive:
        live = build(folder, Disk(), until=archive.foldable)
        between = {path.name for path in folder.iterdir()}
        archive.adopt(live, archive.foldable)
    return sorted(
        {*between, *(path.name for path in folder.iterdir()), "backups/before-schema-2.tar.gz"}
    )


def test_a_check_that_is_recorded(tmp_path: Path) -> None:
    def words(folder: Path) -> Sequence[str]:
        return ["-m", "tests.store.victim", str(folder), "5", "2", "0"]

    watched = ["journal.jsonl", "lock", "set-aside.jsonl"]
    calls = calls_of(words, tmp_path / "whole", watched)
    # Two rounds of a poll, a note, a mark and deliveries: each one write and one sync.
    assert len(calls) > 30
    for stopped in stopped_before_each(calls, words, lambda _: None, watched, tmp_path):
        assert stopped.died, stopped.call
        promises_are_kept(stopped.folder, stopped.said)
        assert verify(stopped.folder).damages == (), stopped.call


@pytest.mark.parametrize("first", [True, False])
def test_a_fold_in_a_process_of_its_own(tmp_path: Path, first: bool) -> None:
    whole = tmp_path / "whole"
    with Archive.open(whole) as archive:
        fill(archive, range(2))
    if not first:
        folded_once(whole)
    with Archive.open(whole) as archive:
        before, until = picture(archive), archive.foldable
    watched = names_after(shutil.copytree(whole, tmp_path / "folded"))

    def words(folder: Path) -> Sequence[str]:
        return command(folder, until)

    calls = calls_of(words, shutil.copytree(whole, tmp_path / "clean"), watched)
    assert len(calls) > 30
    for stopped in stopped_before_each(
        calls, words, lambda folder: shutil.copytree(whole, folder), watched, tmp_path
    ):
        assert stopped.died, stopped.call
        with Archive.open(stopped.folder, write=False) as reader:
            assert picture(reader) == before, stopped.call
        with Archive.open(stopped.folder) as archive:
            assert picture(archive) == before, stopped.call
            archive.fold()
            assert picture(archive) == before, stopped.call
        assert verify(stopped.folder).damages == (), stopped.call


def test_a_fold_that_takes_effect(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    folded_once(whole)
    watched = names_after(shutil.copytree(whole, tmp_path / "folded"))
    states = {}
    with Archive.open(shutil.copytree(whole, tmp_path / "plain")) as archive:
        states[0] = picture(archive)
        for number, item in enumerate(("d2n0", "d2n1"), start=1):
            archive.mark(item, read=True, now=NOON)
            states[number] = picture(archive)

    def words(folder: Path) -> Sequence[str]:
        return ["-c", FOLD_HERE, str(folder)]

    calls = calls_of(words, shutil.copytree(whole, tmp_path / "clean"), watched)
    # Those by which it is built are stopped in the test before.
    until = (whole / "journal-000001.jsonl").stat().st_size
    built = calls_of(
        lambda folder: command(folder, until), shutil.copytree(whole, tmp_path / "built"), watched
    )
    calls = calls[len(built) :]
    assert {"rename", "unlink", "fsync"} <= {call.name for call in calls}
    for stopped in stopped_before_each(
        calls, words, lambda folder: shutil.copytree(whole, folder), watched, tmp_path
    ):
        assert stopped.died, stopped.call
        said = len(stopped.said)
        for write in (False, True):
            with Archive.open(stopped.folder, write=write) as archive:
                # A mark that was written and not yet acknowledged may be there.
                found = picture(archive)
                assert found in (states[said], states.get(said + 1)), stopped.call
        with Archive.open(stopped.folder) as archive:
            archive.fold()
            assert picture(archive) == found, stopped.call
        assert verify(stopped.folder).damages == (), stopped.call
