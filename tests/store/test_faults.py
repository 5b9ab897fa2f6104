"""The disk refuses, or takes half, at every call that changes anything: nothing is half-done."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from llamawatch.wishes import Wishes
from newsroom.errors import StoreError
from store.archive import Archive
from store.backup import verify_backup, write_backup
from store.copies import keep_weekly
from store.disk import Disk
from store.folding import build
from store.inbox import Inbox, Wish
from store.moments import write_time
from store.verifying import verify
from tests.store.faults import KINDS, Faults, Kind
from tests.store.samples import NOON
from tests.store.test_folding import fill, picture
from tests.store.writer import session_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from newsroom.records import Alert

LATER = NOON + timedelta(days=30)
Work = tuple["Callable[[Archive], object]", "Callable[[Archive], object]"]
"""What is made ready without a fault; what is done with one."""

LASTING = {"EIO twice", "EIO lasting", "ENOSPC lasting"}
"""Kinds that may refuse even to take back what was written: the next step does."""
SOME_KINDS = [
    kind
    if kind in {"ENOSPC", "EIO twice", "short, full"}
    else pytest.param(kind, marks=pytest.mark.slow)
    for kind in KINDS
]
"""All of them where there is time."""
EVERY = [pytest.param(1, marks=pytest.mark.slow, id="every"), pytest.param(31, id="some")]
"""Steps between the calls at which it happens: all of them where there is time."""


def alert(archive: Archive) -> Alert:
    return archive.outbox.alerts()[0]


def nothing(_archive: Archive) -> None:
    """Nothing to make ready."""


def lease(archive: Archive) -> None:
    archive.outbox.lease(alert(archive).id, LATER)


def kill(archive: Archive) -> None:
    archive.outbox.mark_dead(alert(archive).id, "gone", LATER)


STEPS: dict[str, Work] = {
    "record": (nothing, lambda archive: fill(archive, range(20, 21))),
    "mark": (nothing, lambda archive: archive.mark_all(["d0n0", "d9n2"], read=True, now=NOON)),
    "remember": (nothing, lambda archive: archive.remember("round", "7")),
    "forget": (nothing, lambda archive: archive.forget(["d0n0"])),
    "lease": (nothing, lease),
    "sent": (lease, lambda archive: archive.outbox.mark_sent(alert(archive).id, LATER)),
    "failed": (
        lease,
        lambda archive: archive.outbox.mark_failed(alert(archive).id, "busy", LATER, LATER),
    ),
    "dead": (lease, kill),
    "retry": (kill, lambda archive: archive.outbox.retry(alert(archive).id, LATER)),
    "report": (
        nothing,
        lambda archive: archive.outbox.report("desktop", "source:a", "broken", "A", LATER),
    ),
}
"""What writes one step of the journal."""


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody cuts the power here."""
    for name in ("fsync", "fdatasync"):
        monkeypatch.setattr(os, name, lambda _handle: None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two months, of which one is on disk, and something since."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    with Archive.open(folder) as archive:
        fill(archive, range(2))
        archive.fold()
        fill(archive, range(1, 3))
        fill(archive, range(9, 10))
        archive.mark("d0n1", read=True, now=NOON)
    return folder


def each(kind: Kind, within: Path, whole: Path, step: int = 1) -> Iterator[tuple[Path, Faults]]:
    """A copy of an archive and a fault for every call that is made, until there is none left."""
    number = 1
    while True:
        folder, faults = within / f"{kind}-{number}", Faults(kind, number)
        shutil.copytree(whole, folder)
        yield folder, faults
        shutil.rmtree(folder)
        if not faults.hit:
            break
        number += step
    assert number > 1


def sound(folder: Path, expected: object, told: object) -> None:
    """What is on the disk is what is expected, whole."""
    with Archive.open(folder, write=False) as reader:
        assert picture(reader) == expected, told
    with Archive.open(folder) as archive:
        assert picture(archive) == expected, told
        assert archive.set_aside == ()
    assert verify(folder).damages == (), told


@pytest.mark.parametrize("kind", SOME_KINDS)
@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_kept_or_not(tmp_path: Path, whole: Path, name: str, kind: Kind) -> None:
    ready, work = STEPS[name]
    with Archive.open(shutil.copytree(whole, tmp_path / "clean")) as archive:
        ready(archive)
        before = picture(archive)
        work(archive)
        after = picture(archive)
    for folder, faults in each(kind, tmp_path, whole):
        with Archive.open(folder) as archive:
            ready(archive)
            refused = False
            with faults.at_work():
                try:
                    work(archive)
                except StoreError:
                    refused = True
            told = (faults.call, refused)
            assert refused or not faults.hit or kind == "short", told
            assert picture(archive) == (before if refused else after), told
            if refused and kind not in LASTING:
                with Archive.open(folder, write=False) as reader:
                    assert picture(reader) == before, told
            shutil.copytree(folder, tmp_path / "as it is")
            if refused:
                work(archive)
            assert picture(archive) == after, told
        sound(folder, after, told)
        if kind not in LASTING:
            sound(tmp_path / "as it is", before if refused else after, told)
        shutil.rmtree(tmp_path / "as it is")


@pytest.mark.parametrize("step", EVERY)
@pytest.mark.parametrize("kind", SOME_KINDS)
@pytest.mark.parametrize("built", [False, True])
def test_a_fold_is_true_or_not(
    tmp_path: Path, whole: Path, kind: Kind, step: int, built: bool
) -> None:
    if kind in {"EIO", *LASTING}:
        # Whatever refuses first ends the fold: each call by itself is refused by ENOSPC.
        step = max(step, 7)
    for folder, faults in each(kind, tmp_path, whole, step):
        with Archive.open(folder) as archive:
            until = archive.foldable
            live = build(folder, Disk(), until=until) if built else ""
            archive.mark("d2n2", starred=True, now=NOON)
            before = picture(archive)
            with faults.at_work():
                try:
                    if built:
                        archive.adopt(live, until)
                    else:
                        archive.fold()
                except StoreError:
                    pass
            told = faults.call
            assert picture(archive) == before, told
            with Archive.open(folder, write=False) as reader:
                assert picture(reader) == before, told
            shutil.copytree(folder, tmp_path / "as it is")
            archive.mark("d2n1", read=True, now=NOON)
            after = picture(archive)
            archive.fold()
            assert picture(archive) == after, told
        sound(folder, after, told)
        sound(tmp_path / "as it is", before, told)
        shutil.rmtree(tmp_path / "as it is")


@pytest.mark.parametrize("kind", SOME_KINDS)
@pytest.mark.parametrize("fresh", [False, True])
def test_an_archive_opens_or_says_why_not(
    tmp_path: Path, whole: Path, kind: Kind, fresh: bool
) -> None:
    (tmp_path / "nothing").mkdir()
    template = tmp_path / "nothing" if fresh else whole
    with Archive.open(shutil.copytree(template, tmp_path / "clean")) as archive:
        before = picture(archive)
    for folder, faults in each(kind, tmp_path, template):
        with faults.at_work():
            try:
                with Archive.open(folder) as archive:
                    assert picture(archive) == before
            except StoreError:
                pass
        sound(folder, before, faults.call)


@pytest.mark.parametrize("kind", SOME_KINDS)
def test_a_wish_is_there_whole_or_not(tmp_path: Path, whole: Path, kind: Kind) -> None:
    for folder, faults in each(kind, tmp_path, whole):
        inbox, wish = Inbox(folder), Wish("mark", ("d0n0",), {"read": True})
        names = []
        with faults.at_work():
            try:
                names.append(inbox.drop(wish, NOON, 1))
            except StoreError:
                names = list(inbox.waiting())
        assert list(inbox.waiting()) == names
        names.append(inbox.drop(wish, NOON, 2))
        assert [name for name, _ in inbox.wishes()] == names
        assert inbox.refusals() == ()


@pytest.mark.parametrize("kind", SOME_KINDS)
def test_a_wish_is_granted_or_waits(tmp_path: Path, whole: Path, kind: Kind) -> None:
    for folder, faults in each(kind, tmp_path, whole):
        inbox = Inbox(folder)
        with Archive.open(folder) as archive:
            kill(archive)
            dead = alert(archive).id
            wanted = {"d0n0": {"read": True}, "nothing": {"read": True}, "d9n0": {"starred": True}}
            for number, (item, values) in enumerate(wanted.items()):
                inbox.drop(Wish("mark", (item,), values), NOON, number)
            inbox.drop(Wish("retry", (dead,)), NOON, 3)
            asked = inbox.waiting()
            wishes = Wishes(session_of(archive, folder), random.Random(1))
            loop = asyncio.new_event_loop()
            try:
                with faults.at_work():
                    try:
                        loop.run_until_complete(wishes.grant_all())
                    except StoreError:
                        assert set(inbox.waiting()) <= set(asked)
                loop.run_until_complete(wishes.grant_all())
            finally:
                loop.close()
            assert inbox.waiting() == ()
            assert [refusal.name for refusal in inbox.refusals()] == [asked[1]]
            assert archive.item("d0n0").read
            assert archive.item("d9n0").starred
            assert archive.outbox.alert(dead).state == "pending"
            expected = picture(archive)
        sound(folder, expected, faults.call)


@pytest.mark.parametrize("step", EVERY)
@pytest.mark.parametrize("kind", SOME_KINDS)
def test_a_backup_is_whole_and_the_one_before_stays(
    tmp_path: Path, whole: Path, kind: Kind, step: int
) -> None:
    target = tmp_path / "kept" / "backup.tar.gz"
    target.parent.mkdir()
    for folder, faults in each(kind, tmp_path, whole, step):
        write_backup(folder, target, now=NOON, force=True)
        with faults.at_work():
            try:
                write_backup(folder, target, now=LATER, force=True)
                keep_weekly(folder, LATER)
            except StoreError:
                pass
        assert verify_backup(target).made in {write_time(NOON), write_time(LATER)}
        for copy in (folder / "backups").glob("weekly-*"):
            verify_backup(copy)
        write_backup(folder, target, now=LATER, force=True)
        keep_weekly(folder, LATER)
        with Archive.open(folder) as archive:
            expected = picture(archive)
        sound(folder, expected, faults.call)
