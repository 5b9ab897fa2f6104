"""The archive against the model: the same calls in any order, with crashes and bad disks between.

Everything that can be asked is compared after every step.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

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

from newsroom.errors import LlamawatchError, StoreError
from newsroom.fold import fold
from newsroom.records import Correction, Decision, FullText, Review, SourceState, TopicScore
from store.archive import Archive
from store.disk import Disk
from store.folding import build
from store.root import read_live
from tests.scale import scaled
from tests.store.model import Model, Tables
from tests.store.openings import said
from tests.store.samples import CHANNELS, NOON, article, check, due, move, reading, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from newsroom.records import Alert, Due, Item, Reading, Story
    from store.repository import Repository

NAMES = [f"{letter}{digit}" for letter in "abc" for digit in range(2)]
"""Few, so that much happens to each."""
STORIES = ["story-a", "story-b", "story-c", "story-d"]
EXAMPLES = scaled(60, 5000)
"""Runs of 50 steps that the long test makes."""

names = st.lists(st.sampled_from(NAMES), max_size=4)
mark = st.none() | st.booleans()


class Died(BaseException):
    """The process is no more."""


@dataclass(frozen=True)
class Trouble:
    """What becomes of one of the next calls that change the disk."""

    calls: int
    """Calls that go well before it."""
    part: int
    """Bytes that are taken of it, if it writes."""
    deadly: bool
    """The process ends in it; else it is refused."""


trouble = st.none() | st.builds(Trouble, st.integers(0, 4), st.integers(0, 10_000), st.booleans())
long_trouble = st.none() | st.builds(
    Trouble, st.integers(0, 40), st.integers(0, 10_000), st.booleans()
)


drawn: Mapping[str, Any] = {
    "names": st.lists(st.sampled_from(NAMES), min_size=1, max_size=5),
    "version": st.integers(1, 3),
    "event": st.none() | st.integers(0, 3),
    "body": st.booleans(),
    "told": st.booleans(),
    "copied": st.sampled_from(["", *NAMES[:3]]),
    "suppress": st.booleans(),
    "again": st.booleans(),
    "trouble": trouble,
}
"""What a check brings."""
recording: Callable[[Callable[..., None]], Callable[..., None]] = rule(**drawn)


class BadDisk(Disk):
    """Goes wrong as it is told. It does not wait for the drive: no power is cut here."""

    trouble: Trouble | None = None
    struck = False

    def arm(self, trouble: Trouble | None) -> None:
        self.trouble, self.struck = trouble, False

    def _count(self, before_it_strikes: Callable[[int], object] = lambda _: None) -> None:
        if self.trouble is None:
            return
        self.trouble = replace(self.trouble, calls=self.trouble.calls - 1)
        if self.trouble.calls < 0:
            trouble, self.trouble, self.struck = self.trouble, None, True
            before_it_strikes(trouble.part)
            raise Died if trouble.deadly else OSError(errno.EIO, os.strerror(errno.EIO))

    def open(self, path: Path, flags: int) -> int:
        self._count()
        return super().open(path, flags)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        write = super().write
        self._count(lambda part: write(handle, data[: part % len(data)]))
        return write(handle, data)

    def sync(self, handle: int) -> None:
        self._count()

    def sync_folder(self, folder: Path) -> None:
        self._count()

    def truncate(self, handle: int, size: int) -> None:
        self._count()
        super().truncate(handle, size)

    def rename(self, path: Path, target: Path) -> None:
        self._count()
        super().rename(path, target)

    def unlink(self, path: Path) -> None:
        self._count()
        super().unlink(path)


class StoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        # What writes past the disk, as a copy before another format does, waits for it neither.
        self.hurry = patch("os.fsync", lambda _handle: None)
        self.hurry.start()
        self.root = Path(tempfile.mkdtemp())
        self.lives = 0
        self.disk = BadDisk()
        self.model = Model()
        self.now = NOON
        self.forgotten: set[str] = set()
        self.united: dict[str, str] = {}
        self.folder = self.root / "0"
        self._open()

    def _open(self) -> None:
        self.archive = Archive.open(self.folder, disk=self.disk)
        self.reader = Archive.open(self.folder, write=False)
        self.seen = self.model.tables
        """What the reader was last taken to."""
        self.built: tuple[str, int, Tables] | None = None
        """A generation that waits to be gone on with: its name, where in the journal it ends, and
        what there was then."""

    def teardown(self) -> None:
        self.reader.close()
        self.archive.close()
        self.hurry.stop()
        shutil.rmtree(self.root)

    def do(self, call: Callable[[Repository], object], trouble: Trouble | None = None) -> None:
        """Make a call on both; what they answer or raise is the same, or nothing was kept."""
        before = self.model.tables
        self.disk.arm(trouble)
        try:
            found = outcome(call, self.archive)
        except Died:
            self._go_on_after_death()
            outcome(call, self.model)
            if everything(self.archive) != everything(self.model):
                # What did not return need not be there: then nothing of it is.
                self.model.tables = before
            self.seen = self.model.tables
            return
        finally:
            self.disk.trouble = None
        if not (self.disk.struck and found is StoreError):
            assert found == outcome(call, self.model)

    # What is read

    def _record(  # noqa: PLR0917 - hypothesis names them
        self,
        names: list[str],
        version: int,
        event: int | None,
        body: bool,
        told: bool,
        copied: str,
        suppress: bool,
        again: bool,
        trouble: Trouble | None,
    ) -> None:
        where = {name: item.story for name, item in self.model.tables.items.items()}
        readings = [
            self._read(name, where, version, event, copied, body=body, told=told) for name in names
        ]
        now = self.now
        if again:
            self.do(lambda s: s.record_again(readings, now=now, channels=CHANNELS), trouble)
            return
        checked = check(now, source="wire" if names[:1] > ["b"] else "gazette")
        self.do(
            lambda s: s.record(checked, readings, channels=CHANNELS, suppress=suppress), trouble
        )

    # As often as all else, for nothing happens where nothing is.
    record = recording(_record)
    record_more = recording(_record)
    record_much = recording(_record)
    record_much_more = recording(_record)

    def _read(
        self,
        name: str,
        where: dict[str, str],
        version: int,
        event: int | None,
        copied: str,
        *,
        body: bool,
        told: bool,
    ) -> Reading:
        one = article(name, self.now, source="wire" if name[0] == "b" else "gazette")
        one = replace(
            one,
            title=f"{name} as of {version}",
            text=f"{name} body {version}" if body else "",
            version=version,
            event_time=None if event is None else NOON - timedelta(days=event),
            keys=(f"guid:{name}", f"v{version}:{name}", f"title:{name[1]}"),
        )
        if name[0] == "c":
            return reading(one, copy_of=copied if copied != name else "")
        about = where[name] = where.get(name) or self._now(f"story-{name[0]}")
        one_due = due(about, version, item=name)
        if event == 0:
            one_due = replace(one_due, revision=0, digest=True)
        elif event is not None:
            # Revisions of their own, so that a round has more to tell than there are stories.
            rare = 10 * event + version + 100 * NAMES.index(name)
            one_due = replace(one_due, revision=rare, backlog=one.source)
        dues: tuple[Due, ...] = (one_due,) if told else ()
        moves = (replace(move(f"m-{name[1]}", self.now), role=f"{version}"),) if told else ()
        return reading(one, self._story(about, where), moves=moves, dues=dues)

    def _story(self, about: str, where: dict[str, str]) -> Story:
        return story(about, *(name for name in NAMES if where.get(name) == about), at=self.now)

    def _now(self, about: str) -> str:
        return self._now(self.united[about]) if about in self.united else about

    @rule(name=st.sampled_from(NAMES), tries=st.integers(1, 3), trouble=trouble)
    def set_full_text(self, name: str, tries: int, trouble: Trouble | None) -> None:
        full = FullText("failed", self.now, tries=tries, note="It does not answer.")
        self.do(lambda s: s.set_full_text(name, full), trouble)

    @rule(name=st.sampled_from(["gazette", "herald"]), error=st.sampled_from(["", "Gone."]))
    def set_source_state(self, name: str, error: str) -> None:
        state = SourceState(name, health="error" if error else "ok", error=error)
        self.do(lambda s: s.set_source_state(state))

    @rule(value=st.sampled_from("xyz"), trouble=trouble)
    def remember(self, value: str, trouble: Trouble | None) -> None:
        self.do(lambda s: s.remember("note", value), trouble)

    # What the user says

    @rule(names=names, read=mark, starred=mark, trouble=trouble)
    def mark(
        self, names: list[str], read: bool | None, starred: bool | None, trouble: Trouble | None
    ) -> None:
        now = self.now
        self.do(lambda s: s.mark_all(names, read=read, starred=starred, now=now), trouble)

    @rule(gone=st.sampled_from(STORIES), kept=st.sampled_from(STORIES), trouble=trouble)
    def unite(self, gone: str, kept: str, trouble: Trouble | None) -> None:
        stories = self.model.tables.stories
        if gone == kept or gone not in stories or kept not in stories:
            return
        where = {name: item.story for name, item in self.model.tables.items.items()}
        moved = [name for name in NAMES if where.get(name) == gone]
        where |= dict.fromkeys(moved, kept)
        decision = Decision(
            stories=(self._story(kept, where),),
            united=((gone, kept),),
            reviews=tuple(Review(name, kept) for name in moved),
        )
        self.do(lambda s: s.decide(decision), trouble)
        if gone not in self.model.tables.stories:
            self.united[gone] = kept

    @rule(name=st.sampled_from(NAMES), into=st.sampled_from(STORIES), trouble=trouble)
    def split(self, name: str, into: str, trouble: Trouble | None) -> None:
        where = {one: item.story for one, item in self.model.tables.items.items()}
        left = where.get(name)
        if not left or left == into or into in self.united:
            return
        where[name] = into
        decision = Decision(
            stories=(self._story(left, where), self._story(into, where)),
            reviews=(Review(name, into, (TopicScore("talent", 1.0),)),),
        )
        self.do(lambda s: s.decide(decision), trouble)

    @rule(name=st.sampled_from(NAMES), topics=st.sampled_from([(), ("talent",)]), trouble=trouble)
    def correct(self, name: str, topics: tuple[str, ...], trouble: Trouble | None) -> None:
        decision = Decision(corrections=(Correction(name, f"About {name}", topics),))
        self.do(lambda s: s.decide(decision), trouble)

    @rule(names=names, trouble=trouble)
    def forget(self, names: list[str], trouble: Trouble | None) -> None:
        leaving = list(dict.fromkeys(names))
        self.do(lambda s: s.forget(leaving), trouble)
        self.forgotten |= set(leaving) - self.model.tables.items.keys()

    @rule(names=names)
    def forget_at_once(self, names: list[str]) -> None:
        self.fold(None)
        self.forget(names, None)

    # What is told

    @precondition(lambda self: self.model.tables.alerts)
    @rule(
        number=st.integers(0, 50),
        change=st.sampled_from(
            ["lease", "sent", "failed", "dead", "retry", "hold", "digested", "snooze", "wake"]
        ),
        trouble=trouble,
    )
    def deliver(self, number: int, change: str, trouble: Trouble | None) -> None:
        ids, now = sorted(self.model.tables.alerts), self.now
        one, later = ids[number % len(ids)], now + timedelta(minutes=7)
        calls: dict[str, Callable[[Repository], object]] = {
            "lease": lambda s: s.outbox.lease(one, now),
            "sent": lambda s: s.outbox.mark_sent(one, now),
            "failed": lambda s: s.outbox.mark_failed(one, "No.", later, now, awake=number),
            "dead": lambda s: s.outbox.mark_dead(one, "Never.", now),
            "retry": lambda s: s.outbox.retry(one, now),
            "hold": lambda s: s.outbox.hold(one, later, "Quiet hours."),
            "digested": lambda s: s.outbox.mark_digested(one, "Too old."),
            "snooze": lambda s: s.outbox.snooze(one, later),
            "wake": lambda s: s.outbox.wake(one, now),
        }
        self.do(calls[change], trouble)

    @rule(state=st.sampled_from(["broken", "gone"]), trouble=trouble)
    def report(self, state: str, trouble: Trouble | None) -> None:
        now = self.now
        self.do(lambda s: s.outbox.report("email", "source:x", state, "x", now), trouble)

    @rule(day=st.integers(0, 2), trouble=trouble)
    def digest(self, day: int, trouble: Trouble | None) -> None:
        now, since, slot = self.now, self.now - timedelta(days=1), NOON + timedelta(days=day)
        self.do(lambda s: _digested(s, slot, now, since), trouble)

    @rule(minutes=st.integers(0, 100))
    def what_was_sent_lately(self, minutes: int) -> None:
        since = self.now - timedelta(minutes=minutes)
        assert self.archive.outbox.sent_since(since) == self.model.outbox.sent_since(since)

    # What happens

    @rule(minutes=st.integers(1, 10))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(days=st.integers(1, 40))
    def wait_for_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(trouble=long_trouble)
    def fold(self, trouble: Trouble | None) -> None:
        before = said(self.archive)
        self.do(lambda s: s.fold(), trouble)
        assert said(self.archive) == before
        self.built = None

    @rule()
    def begin_to_fold(self) -> None:
        until = self.archive.foldable
        self.built = build(self.folder, self.disk, until=until), until, self.model.tables

    @precondition(lambda self: self.built)
    @rule()
    def end_folding(self) -> None:
        assert self.built is not None
        live, until, then = self.built
        before = said(self.archive)
        self.archive.adopt(live, until)
        assert said(self.archive) == before
        tables = self.model.tables.copied()
        unchanged = (key for key, item in tables.items.items() if then.items.get(key) is item)
        tables.folded = dict.fromkeys(unchanged)
        self.model.tables = tables
        self.built = None

    @rule()
    def restart(self) -> None:
        before = said(self.archive)
        self.archive.close()
        self.archive = Archive.open(self.folder, disk=self.disk)
        assert said(self.archive) == before
        self.built = None

    @rule(tail=st.binary(max_size=40))
    def crash(self, tail: bytes = b"") -> None:
        """What lies on disk now, with half a write behind it, is all that the next life gets."""
        before = said(self.archive)
        self._go_on_after_death(tail)
        assert said(self.archive) == before

    def _go_on_after_death(self, tail: bytes = b"") -> None:
        self.disk.arm(None)
        self.lives += 1
        left, self.folder = self.folder, self.root / str(self.lives)
        shutil.copytree(left, self.folder)
        if tail:
            with (self.folder / read_live(left).root.journal).open("ab") as file:
                file.write(tail.replace(b"\n", b""))
        self.archive.close()
        self.reader.close()
        shutil.rmtree(left)
        self._open()

    # What is there

    @invariant()
    def the_archive_says_what_the_model_says(self) -> None:
        assert everything(self.archive) == everything(self.model)
        assert self.archive.outbox.due(self.now) == self.model.outbox.due(self.now)
        assert self.archive.outbox.next_due() == self.model.outbox.next_due()
        assert in_order(self.archive)

    @rule()
    def a_reader_stands_still_until_it_is_refreshed(self) -> None:
        model = Model()
        model.tables = self.seen
        assert everything(self.reader) == everything(model)
        self.reader.refresh()
        self.seen = self.model.tables
        assert everything(self.reader) == everything(self.model)

    @rule()
    def every_key_is_known(self) -> None:
        for (source, key), owner in self.model.tables.keys.items():
            known = self.archive.keys(source)
            assert key in known
            assert known[key] == owner or owner in self.forgotten
        assert "guid:none" not in self.archive.keys("gazette")

    @rule(word=st.sampled_from(["body", "as of 2", "a1", "2", "nothing"]), days=st.integers(0, 60))
    def what_is_looked_for_is_found(self, word: str, days: int) -> None:
        since = NOON + timedelta(days=days) if days else None
        needs = (frozenset({word}),)

        def found(store: Repository) -> list[str]:
            whole = (store.whole(item.id).article for item in store.holding(needs, since=since))
            texts = {one.id: fold(f"{one.title} {one.summary} {one.text}") for one in whole}
            return [name for name, text in texts.items() if word in text]

        assert sorted(found(self.archive)) == sorted(found(self.model))
        listed = [item.id for item in self.archive.items(since=since)]
        assert found(self.archive) == [one for one in listed if one in found(self.model)]

    @rule(prefix=st.sampled_from(["", "a", "a1", "story-", "story-a", "g", "m-1", "zz"]))
    def ids_are_found_by_their_beginning(self, prefix: str) -> None:
        assert outcome(lambda s: s.find(prefix), self.archive) == outcome(
            lambda s: s.find(prefix), self.model
        )

    @rule()
    def what_is_known_is_what_there_is(self) -> None:
        known = self.archive.known
        assert known.corrections() == tuple(self.model.corrections())
        for one in self.model.moves():
            assert known.move(one.id) == one
        for told in self.model.stories():
            found = known.story(told.id)
            assert found
            assert replace(found, alerts=told.alerts) == told
        for item in self.model.items():
            if item.id not in self.forgotten:
                assert known.story_of(item.id) == item.story


def _digested(store: Repository, slot: datetime, now: datetime, since: datetime) -> Alert:
    covers = [row.id for row in store.outbox.undigested("email")]
    return store.outbox.digest("email", slot, "Digest", now, since=since, covers=covers)


def outcome(call: Callable[[Repository], object], store: Repository) -> object:
    """What a call answers, or the class of what it raises."""
    try:
        return call(store)
    except LlamawatchError as error:
        return type(error)


def everything(store: Repository) -> dict[str, object]:
    """Everything that can be asked; equals of one time in a fixed order."""
    found = said(store)
    items, stories = tuple(store.items()), tuple(store.stories())
    return found | {
        "items": sorted(items, key=lambda item: (place(item), item.id)),
        "stories": sorted(stories, key=lambda one: (one.last_seen, one.id)),
        "of stories": {
            one.id: tuple(item.id for item in store.story_items(one.id)) for one in stories
        },
        "folded": {item.id for item in items if store.folded(item.id)},
    }


def place(item: Item) -> tuple[datetime, datetime]:
    """Where an item stands in the list."""
    seen = item.article.first_seen
    return seen, item.article.event_time or seen


def in_order(store: Repository) -> bool:
    """Whether every list is sorted, and its reverse the same."""
    items = tuple(store.items())
    places = [place(item) for item in items]
    lasts = [one.last_seen for one in store.stories()]
    reverse: Iterable[Item] = store.items(newest_first=False)
    return (
        places == sorted(places, reverse=True)
        and lasts == sorted(lasts, reverse=True)
        and tuple(reverse) == items[::-1]
    )


def at_most(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


TestStore = StoreMachine.TestCase
TestStore.settings = at_most(40, 25)
TestStore = pytest.mark.timeout(600)(TestStore)


@pytest.mark.slow
@pytest.mark.timeout(600 + 5 * EXAMPLES)
def test_the_archive_and_the_model_agree_for_a_long_time() -> None:
    run_state_machine_as_test(StoreMachine, settings=at_most(EXAMPLES, 50))
