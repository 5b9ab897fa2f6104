"""The archive against a plain model in memory, over calls, crashes and full disks in any order."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from newsroom.errors import StoreError
from store.archive import Archive
from store.disk import Disk
from store.folding import build
from store.root import read_live
from tests.store.samples import CHANNELS, NOON, article, check, due, reading, story

if TYPE_CHECKING:
    from newsroom.records import Article, Due, Reading

NAMES = [f"{letter}{digit}" for letter in "abc" for digit in range(4)]


@dataclass
class ModelItem:
    article: Article
    order: tuple[datetime, datetime, int]
    text: str = ""
    story: str = ""
    copy_of: str = ""
    read: bool = False
    starred: bool = False


@dataclass
class ModelAlert:
    state: str
    not_before: datetime | None
    tries: int = 0


@dataclass
class Model:
    """What should be there, kept as simply as it can be said."""

    items: dict[str, ModelItem] = field(default_factory=dict)
    stories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    alerts: dict[tuple[str, str, int], ModelAlert] = field(default_factory=dict)
    serial: int = 0

    def record(self, readings: list[Reading], now: datetime) -> None:
        for one in readings:
            self._take(one)
            for told in one.due:
                for channel in CHANNELS:
                    key = (channel, told.story, told.revision)
                    self.alerts.setdefault(key, ModelAlert("pending", now))

    def _take(self, one: Reading) -> None:
        new = one.article
        for changed in one.stories:
            self.stories[changed.id] = changed.items
        old = self.items.get(new.id)
        if old is None:
            self.serial += 1
            event = new.event_time or new.first_seen
            self.items[new.id] = ModelItem(
                replace(new, text=""), (new.first_seen, event, self.serial)
            )
        else:
            old.article = replace(
                new,
                text="",
                first_seen=old.article.first_seen,
                keys=tuple(dict.fromkeys((*old.article.keys, *new.keys))),
            )
            event = new.event_time or new.first_seen
            old.order = (old.order[0], event, old.order[2])
        kept = self.items[new.id]
        kept.text = new.text or kept.text
        kept.story = one.stories[0].id if one.stories else kept.story
        kept.copy_of = one.copy_of


class Died(BaseException):
    """The process is no more."""


class RefusingDisk(Disk):
    """Refuses the next write if told so, after taking a part of it; or ends at any call."""

    refuse: int | None = None
    left: int | None = None
    """Calls until one is refused, or does not come back."""
    deadly = False

    def _count(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            raise Died if self.deadly else OSError(errno.EIO, os.strerror(errno.EIO))

    def open(self, path: Path, flags: int) -> int:
        self._count()
        return super().open(path, flags)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        self._count()
        if self.refuse is not None:
            part, self.refuse = self.refuse, None
            super().write(handle, data[: part % len(data)])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(handle, data)

    def sync(self, handle: int) -> None:
        self._count()
        super().sync(handle)

    def sync_folder(self, folder: Path) -> None:
        self._count()
        super().sync_folder(folder)

    def rename(self, path: Path, target: Path) -> None:
        self._count()
        super().rename(path, target)

    def unlink(self, path: Path) -> None:
        self._count()
        super().unlink(path)


class ArchiveMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.lives = 0
        self.folder = self.root / "0"
        self.disk = RefusingDisk()
        self.archive = Archive.open(self.folder, disk=self.disk)
        self.reader = Archive.open(self.folder, write=False)
        self.model = Model()
        self.now = NOON
        self.built: tuple[str, int] | None = None
        """A generation that waits to be gone on with, and where in the journal it ends."""

    def teardown(self) -> None:
        self.reader.close()
        self.archive.close()
        shutil.rmtree(self.root)

    @rule(
        names=st.lists(st.sampled_from(NAMES), max_size=4),
        version=st.integers(1, 3),
        body=st.booleans(),
        told=st.booleans(),
        copied=st.sampled_from(["", "a0", "b1"]),
        refuse=st.none() | st.integers(0, 10_000),
    )
    def record(  # noqa: PLR0917 - hypothesis names them
        self,
        names: list[str],
        version: int,
        body: bool,
        told: bool,
        copied: str,
        refuse: int | None,
    ) -> None:
        readings = [self._read(name, version, copied, body=body, told=told) for name in names]
        if refuse is not None:
            before = self.archive.size
            self.disk.refuse = refuse
            with pytest.raises(StoreError):
                self.archive.record(check(self.now), readings, channels=CHANNELS)
            assert self.archive.size == before
            return
        fresh = {name for name in names if name not in self.model.items}
        recorded = self.archive.record(check(self.now), readings, channels=CHANNELS)
        assert {item.id for item in recorded.new} == fresh
        self.model.record(readings, self.now)

    def _read(self, name: str, version: int, copied: str, *, body: bool, told: bool) -> Reading:
        one = article(name, self.now, text=f"{name} {version}" if body else "")
        one = replace(
            one,
            title=f"{name} as of {version}",
            version=version,
            event_time=NOON - timedelta(days=int(name[1])),
            keys=(f"guid:{name}", f"v{version}:{name}"),
        )
        if name[0] == "c":
            return reading(one, copy_of=copied if copied != name else "")
        members = tuple(
            n for n in NAMES if n[0] == name[0] and (n in self.model.items or n == name)
        )
        dues: tuple[Due, ...] = (due(f"story-{name[0]}", version, item=name),) if told else ()
        return reading(one, story(f"story-{name[0]}", *members, at=self.now), dues=dues)

    @precondition(lambda self: self.model.items)
    @rule(
        data=st.data(),
        read=st.none() | st.booleans(),
        starred=st.none() | st.booleans(),
        many=st.booleans(),
    )
    def mark(
        self, data: st.DataObject, read: bool | None, starred: bool | None, many: bool
    ) -> None:
        names = st.lists(st.sampled_from(sorted(self.model.items)), max_size=3 if many else 1)
        for name in (chosen := data.draw(names)):
            item = self.model.items[name]
            item.read = item.read if read is None else read
            item.starred = item.starred if starred is None else starred
        self.archive.mark_all(chosen, read=read, starred=starred, now=self.now)

    @rule(outcome=st.sampled_from(["sent", "failed", "dead", "crash"]))
    def deliver(self, outcome: str) -> None:
        due_now = self.archive.outbox.due(self.now)
        if not due_now:
            return
        alert = due_now[0]
        row = self.model.alerts[alert.channel, alert.story, alert.revision]
        self.archive.outbox.lease(alert.id, self.now)
        row.tries += 1
        row.not_before = self.now + timedelta(seconds=60)
        if outcome == "sent":
            self.archive.outbox.mark_sent(alert.id, self.now)
            row.state, row.not_before = "sent", None
        elif outcome == "failed":
            later = self.now + timedelta(minutes=7)
            self.archive.outbox.mark_failed(alert.id, "No.", later, self.now)
            row.state, row.not_before = "failed", later
        elif outcome == "dead":
            self.archive.outbox.mark_dead(alert.id, "Never.", self.now)
            row.state, row.not_before = "dead", None

    @rule(minutes=st.integers(1, 10))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(days=st.integers(1, 40))
    def wait_for_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def fold(self) -> None:
        self.archive.fold()
        self.built = None

    @rule()
    def begin_to_fold(self) -> None:
        until = self.archive.foldable
        self.built = build(self.folder, self.disk, until=until), until

    @precondition(lambda self: self.built)
    @rule()
    def end_folding(self) -> None:
        assert self.built is not None
        self.archive.adopt(*self.built)
        self.built = None

    @rule(calls=st.integers(0, 40))
    def fold_on_a_bad_disk(self, calls: int) -> None:
        self.disk.left, self.disk.deadly = calls, False
        with suppress(StoreError):
            self.archive.fold()
        self.disk.left = self.built = None

    @rule(calls=st.integers(0, 40), tail=st.binary(max_size=40))
    def crash_while_folding(self, calls: int, tail: bytes) -> None:
        self.disk.left, self.disk.deadly = calls, True
        with suppress(Died):
            self.archive.fold()
        self.disk.left = None
        self.crash(tail)

    @rule()
    def restart(self) -> None:
        self.archive.close()
        self.archive = Archive.open(self.folder, disk=self.disk)
        self.built = None

    @rule(tail=st.binary(max_size=40))
    def crash(self, tail: bytes) -> None:
        """What lies on disk now, with half a write behind it, is all that the next life gets."""
        self.lives += 1
        folder = self.root / str(self.lives)
        shutil.copytree(self.folder, folder)
        with (folder / read_live(folder).root.journal).open("ab") as file:
            file.write(tail.replace(b"\n", b""))
        self.archive.close()
        self.reader.close()
        self.folder = folder
        self.archive = Archive.open(folder, disk=self.disk)
        self.reader = Archive.open(folder, write=False)
        self.built = None

    @invariant()
    def the_archive_is_as_the_model(self) -> None:
        self._compare(self.archive)

    @rule()
    def a_reader_sees_the_same(self) -> None:
        self.reader.refresh()
        self._compare(self.reader)

    def _compare(self, archive: Archive) -> None:
        model = self.model
        expected = sorted(model.items, key=lambda name: model.items[name].order)
        assert [item.id for item in archive.items(newest_first=False)] == expected
        for item in archive.items():
            self._compare_item(archive, item.id)
        assert {s.id: s.items for s in archive.stories()} == model.stories
        found = {(a.channel, a.story, a.revision): a for a in archive.outbox.alerts()}
        assert {
            key: ModelAlert(a.state, a.not_before, a.tries) for key, a in found.items()
        } == model.alerts
        waiting = [row for row in model.alerts.values() if row.state in {"pending", "failed"}]
        due_now = [
            row for row in waiting if row.not_before is not None and row.not_before <= self.now
        ]
        assert len(archive.outbox.due(self.now)) == len(due_now)
        counts = archive.counts()
        assert counts.unread == sum(not item.read for item in model.items.values())
        assert counts.unread_news == sum(
            not item.read and bool(item.story) for item in model.items.values()
        )
        assert counts.starred == sum(item.starred for item in model.items.values())
        assert counts.alerts_pending == len(waiting)
        assert archive.set_aside == () or not archive.writing or self.lives

    def _compare_item(self, archive: Archive, name: str) -> None:
        kept, item = self.model.items[name], archive.item(name)
        assert item.article == kept.article
        assert (item.read, item.starred) == (kept.read, kept.starred)
        assert (item.story, item.copy_of) == (kept.story, kept.copy_of)
        assert item.copies == sum(one.copy_of == name for one in self.model.items.values())
        assert item.alerted == any(story == kept.story for _, story, _ in self.model.alerts)
        assert archive.text(name) == kept.text
        assert all(archive.keys("gazette")[key] == name for key in kept.article.keys)


TestArchive = ArchiveMachine.TestCase
TestArchive.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_archive_and_the_model_agree_for_a_long_time() -> None:
    run_state_machine_as_test(
        ArchiveMachine,
        settings=settings(
            max_examples=600,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
