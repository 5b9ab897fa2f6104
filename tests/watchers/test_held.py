"""A disk that fills, or can only be read: what came meanwhile waits, and is stored once."""

from __future__ import annotations

import errno
import os
import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import StoreError
from newsroom.records import Article, Source, WatchSpec
from newsroom.watches import DeskPolicy, compile_watches
from store.archive import Archive
from store.disk import Disk
from store.pack_files import load_packs
from tests.watchers.clock import Clock
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer
from watchers import check as checking
from watchers.fetch import Fetcher
from watchers.held import FIRST, LONGEST, Held, Refused, Waiting
from watchers.pages import read_article
from watchers.parsing import Parser
from watchers.station import Station
from watchers.worker import read_document

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from newsroom.packs import Packs
    from newsroom.records import Check
    from newsroom.watches import Watches
    from tests.watchers.newsstand import Newsstand
    from watchers.parsed import Page, Parsed

HOUR = timedelta(hours=1)
FRESH = "Mon, 02 Mar 2026 09:00:00 GMT"
PIER = item("pier", "The old pier will be rebuilt in May", date=FRESH)


class Fickle(Disk):
    """Takes half of a line and then refuses, while told to."""

    def __init__(self) -> None:
        self.refusal = 0
        """The error's number; 0 takes everything."""
        self.refused = 0

    def write(self, handle: int, data: bytes | memoryview) -> int:
        if not self.refusal:
            return super().write(handle, data)
        self.refused += 1
        if self.refused % 2:
            return super().write(handle, data[: len(data) // 2])
        raise OSError(self.refusal, os.strerror(self.refusal))


class AtHand(Parser):
    """Reads in this process: what is tried here is not the reading."""

    async def parse(self, *args: object, **options: object) -> Parsed:
        return read_document(*args, **options)  # type: ignore[arg-type] # as they came

    async def extract(self, *args: object) -> Page:
        return read_article(*args)  # type: ignore[arg-type] # as they came


@dataclass
class Office:
    """A station on a fickle disk."""

    stand: Newsstand
    archive: Archive
    disk: Fickle
    clock: Clock
    station: Station
    said: list[str] = field(default_factory=list)
    """What a user was told, as it changed."""
    rung: list[str] = field(default_factory=list)

    def fill(self, number: int = errno.ENOSPC) -> None:
        self.disk.refusal = number

    def free(self) -> None:
        self.disk.refusal = 0

    def put(self, *items: str, path: str = "/paper", **headers: str) -> None:
        self.stand.serve(path, Answer(200, rss(*items), {**FEED_TYPE, **headers}))

    async def check(self, source: str = "paper") -> Check:
        return await self.station.check(source)

    async def later(self, wait: timedelta = HOUR) -> None:
        """Time goes by to the next beat."""
        self.clock.now += wait
        await self.station.held.retry()

    @property
    def titles(self) -> list[str]:
        return sorted(one.article.title for one in self.archive.items())

    @property
    def asked(self) -> int:
        return len(self.stand.asked)


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs([], None)[0]


def watched(packs: Packs, sources: Sequence[Source]) -> Watches:
    watch = WatchSpec("pier", "The pier", keywords=("pier",), channels=("desktop",))
    policy = DeskPolicy(first_poll_max_age=timedelta(0))
    return compile_watches([watch], packs, {source.id: source for source in sources}, policy)


@pytest.fixture
async def office(
    stand: Newsstand, tmp_path: Path, clock: Clock, packs: Packs
) -> AsyncIterator[Office]:
    disk = Fickle()
    with Archive.open(tmp_path / "data", disk=disk) as archive:
        sources = [Source(name, name.title(), stand.url(f"/{name}")) for name in ("paper", "wire")]
        rung: list[str] = []
        station = Station(
            archive,
            sources,
            watched(packs, sources),
            channels=("desktop",),
            clock=clock,
            user_agent="test",
            rng=random.Random(1),
            on_alerts=lambda: rung.append("!"),
            fetcher=Fetcher("test", deadline=5.0),
            parser=AtHand(),
        )
        made = Office(stand, archive, disk, clock, station, rung=rung)
        held = station.held

        def hear() -> None:
            if held.told not in made.said[-1:]:
                made.said.append(held.told)

        held.on_change = hear
        yield made
        disk.refusal = 0
        await station.stop()


async def begun(office: Office) -> None:
    """Both sources answered once, and the disk filled."""
    office.put(item(1))
    office.put(item(9), path="/wire")
    await office.check()
    await office.check("wire")
    office.clock.now += HOUR
    office.fill()


async def test_what_came_is_stored_without_asking_again_though_the_feed_dropped_it(
    office: Office,
) -> None:
    await begun(office)
    office.put(item(2), PIER)
    check = await office.check()
    assert (check.outcome, check.new, check.updated) == ("failed", 0, 0)
    assert check.error == (
        f"The disk is full: 2 items wait in memory; free some space in {office.archive.folder}."
    )
    assert office.archive.counts().items == 2
    office.put()
    office.free()
    asked = office.asked
    await office.later()
    assert office.asked == asked
    assert len(office.titles) == 4
    assert [alert.title for alert in office.archive.outbox.alerts()] == [
        "The old pier will be rebuilt in May"
    ]
    assert office.rung == ["!"]
    assert office.said == [check.error, "Stored what waited: 2 items."]
    state = office.archive.source_state("paper")
    assert state.matched == ("pier",)
    assert state == replace(check.state, items=3, matched=("pier",))


async def test_nothing_half_written_is_ever_there(office: Office) -> None:
    await begun(office)
    office.put(item(2))
    await office.check()
    with Archive.open(office.archive.folder, write=False) as reader:
        assert (reader.counts().items, reader.set_aside) == (2, ())
    office.free()
    await office.later()
    with Archive.open(office.archive.folder, write=False) as reader:
        assert (reader.counts().items, reader.set_aside) == (3, ())


async def test_a_newer_document_is_stored_after_the_one_that_waited(office: Office) -> None:
    await begun(office)
    office.put(item(2, "First wording"))
    await office.check()
    office.clock.now += HOUR
    office.put(item(2, "Second wording"), item(3, "Another"))
    check = await office.check()
    assert "2 items wait" in check.error
    office.free()
    await office.later()
    assert office.titles == ["Another", "Headline number 1 of the morning paper",
                             "Headline number 9 of the morning paper",
                             "Second wording"]  # fmt: skip
    (edited,) = (one for one in office.archive.items() if one.article.title == "Second wording")
    assert [v.title for v in office.archive.wordings(edited.id)] == ["First wording"]
    again = await office.check()
    assert (again.outcome, again.new, again.updated) == ("unchanged", 0, 0)


async def test_a_free_disk_does_not_let_the_newer_document_pass_the_older(office: Office) -> None:
    await begun(office)
    office.put(item(2, "First wording"))
    await office.check()
    office.free()
    office.put(item(2, "Second wording"))
    assert "1 item waits" in (await office.check()).error
    await office.later()
    assert "Second wording" in office.titles
    assert "First wording" not in office.titles


async def test_what_waits_is_known_again_under_another_guid(office: Office) -> None:
    await begun(office)
    office.put(item(2, guid="one"))
    await office.check()
    office.put(item(2, guid="two"), item(3))
    assert "2 items wait" in (await office.check()).error
    office.free()
    await office.later()
    assert office.archive.counts().items == 4


async def test_sources_are_stored_in_the_order_they_came(office: Office) -> None:
    await begun(office)
    for n, name in enumerate(("paper", "wire", "paper", "wire")):
        office.put(item(f"{name}{n}"), path=f"/{name}")
        await office.check(name)
    stored: list[str] = []
    office.archive.subscribe(lambda c: stored.extend(c.ids) if c.kind == "source" else None)
    office.free()
    await office.later()
    assert stored[:4] == ["paper", "wire", "paper", "wire"]
    assert office.archive.counts().items == 6


async def test_a_source_is_asked_on_by_what_is_in_memory(office: Office) -> None:
    await begun(office)
    office.put(item(2), ETag='"2"')
    await office.check()
    again = await office.check()
    assert office.stand.asked[-1].headers["if-none-match"] == '"2"'
    assert again.outcome == "unchanged"
    office.free()
    await office.later()
    assert office.archive.source_state("paper").etag == '"2"'
    assert office.archive.counts().items == 3


async def test_nobody_is_asked_sooner_because_the_disk_refuses(office: Office) -> None:
    await begun(office)
    office.put(item(2))
    office.stand.serve("/wire", Answer(429, headers={"Retry-After": "7200"}))
    asked = office.asked
    checks = [check async for check in office.station.poll()]
    assert {check.source for check in checks} == {"paper", "wire"}
    assert office.asked == asked + 2
    for _ in range(3):
        outcomes = {check.outcome async for check in office.station.poll()}
        assert outcomes == {"skipped"}
    office.clock.now += HOUR
    by_source = {
        check.source: check.outcome async for check in office.station.poll(everything=True)
    }
    assert by_source == {"paper": "unchanged", "wire": "skipped"}
    assert office.asked == asked + 3
    office.free()
    await office.later()
    assert office.archive.source_state("wire").health == "limited"


async def test_the_schedule_goes_by_what_is_in_memory(office: Office) -> None:
    office.put(item(1))
    office.stand.serve("/wire", Answer(503, headers={"Retry-After": "5400"}))
    await office.station.start()
    office.fill()
    _ = [check async for check in office.station.poll(everything=True)]
    asked = office.asked
    # As after a jump of the clock: everything is planned anew.
    await office.station._plan_all()
    following = office.station.next_poll()
    assert following is not None
    assert following - office.clock() > timedelta(minutes=15)
    for name in ("paper", "wire"):
        await office.station._scheduled(name)
    assert office.asked == asked


async def test_the_disk_is_tried_at_growing_distances(office: Office) -> None:
    await begun(office)
    office.put(item(2))
    await office.check()
    tries: list[float] = []
    began = office.clock()
    for _ in range(int(4 * HOUR / FIRST)):
        before = office.disk.refused
        await office.later(FIRST)
        if office.disk.refused > before:
            tries.append((office.clock() - began).total_seconds())
    waits = [after - before for before, after in zip([0.0, *tries], tries, strict=False)]
    assert waits[:4] == [5, 10, 20, 40]
    assert set(waits[7:]) == {LONGEST.total_seconds()}
    office.clock.now -= 10 * HOUR
    office.free()
    await office.station.held.retry()
    assert not office.station.held.waiting


async def test_any_check_has_what_waits_stored_first(office: Office) -> None:
    await begun(office)
    office.put(item(2))
    await office.check()
    office.free()
    office.clock.now += FIRST
    office.put(item(9), item(10), path="/wire")
    check = await office.check("wire")
    assert (check.outcome, check.new) == ("new", 1)
    assert office.archive.counts().items == 4
    assert office.said[1:] == ["Stored what waited: 1 item."]


async def test_beyond_the_bound_the_oldest_are_dropped_and_the_feed_is_asked_for_all(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await begun(office)
    office.station.held._most = 3000
    office.put(item(2), item(3), ETag='"2"')
    await office.check()
    for n in range(3):
        office.put(item(9), item(20 + n, "A long headline " * 60), path="/wire")
        await office.check("wire")
    assert "2 items of paper are dropped" in caplog.text
    assert office.said[-1].startswith(
        "The disk is full: 3 items wait in memory, the oldest 2 items had to be dropped; free"
    )
    office.free()
    await office.later()
    assert office.said[-1] == "Stored what waited: 3 items; 2 items had to be dropped."
    assert office.archive.counts().items == 5
    # What the feed still holds is found again.
    office.put(item(2), item(3), ETag='"2"')
    check = await office.check()
    assert "if-none-match" not in office.stand.asked[-1].headers
    assert (check.outcome, check.new) == ("new", 2)


async def test_the_last_try_at_the_end_stores_what_waits(office: Office) -> None:
    await begun(office)
    office.put(item(2))
    await office.check()
    office.free()
    await office.station.stop()
    assert office.archive.counts().items == 3


async def test_what_is_not_stored_in_the_end_is_named(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await begun(office)
    office.put(item(2), item(3))
    office.put(item(10), path="/wire")
    await office.check()
    await office.check("wire")
    refused = office.disk.refused
    await office.station.stop()
    assert office.disk.refused == refused + 2
    assert office.said[-1] == "The disk is full: 3 items not stored (2 of paper, 1 of wire)."
    assert office.said[-1] in caplog.text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full: 1 item waits in memory; free some space in {}."),
        (errno.EDQUOT, "The disk is full: 1 item waits in memory; free some space in {}."),
        (errno.EROFS, "The disk can only be read: 1 item waits in memory; make {} writable."),
        (
            errno.EFBIG,
            (
                "The disk takes nothing more (File too large): 1 item waits in memory; "
                "make {} readable and writable."
            ),
        ),
    ],
)
async def test_the_user_is_told_what_the_disk_says(office: Office, number: int, said: str) -> None:
    await begun(office)
    office.fill(number)
    office.put(item(2))
    await office.check()
    assert office.station.held.sentence == said.format(office.archive.folder)


async def test_states_wait_as_well(office: Office) -> None:
    await begun(office)
    office.stand.serve("/paper", Answer(500))
    office.stand.serve("/wire", Answer(410))
    check = await office.check()
    assert (check.outcome, check.state.failures) == ("failed", 1)
    assert (await office.check("wire")).state.health == "gone"
    assert (await office.check("wire")).outcome == "skipped"
    assert office.said == [
        f"The disk is full: what comes waits in memory; free some space in {office.archive.folder}."
    ]
    assert office.archive.source_state("paper").failures == 0
    office.free()
    await office.later()
    assert office.said[1:] == ["Stored what waited."]
    assert office.archive.source_state("paper").failures == 1
    assert office.archive.source_state("wire").health == "gone"
    # That a source is gone is told once, although its only check came while nothing was taken.
    (report,) = office.archive.outbox.alerts()
    assert report.title.startswith("Wire is gone")


async def test_a_fault_in_what_waited_is_that_sources_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await begun(office)
    office.put(item(2), ETag='"2"')
    office.put(item(10), path="/wire")
    await office.check()
    await office.check("wire")
    real = office.archive.record

    def broken(check: Check, *args: object, **options: object) -> object:
        if check.source == "paper":
            raise ZeroDivisionError
        return real(check, *args, **options)  # type: ignore[arg-type] # as they came

    office.free()
    with monkeypatch.context() as patch:
        patch.setattr(office.archive, "record", broken)
        await office.later()
    assert "ZeroDivisionError" in caplog.text
    assert office.archive.counts().items == 3
    assert not office.station.held.waiting
    assert (await office.check()).new == 1


async def test_a_damaged_archive_is_no_full_disk(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be read keeps nobody else from being stored."""
    office.put(item(1))

    async def unreadable(*_: object) -> None:
        raise StoreError("A record is damaged; check the disk.")

    with monkeypatch.context() as patch:
        patch.setattr(checking, "read_beside", unreadable)
        check = await office.check()
    assert (check.outcome, check.error) == ("failed", "A record is damaged; check the disk.")
    assert (check.state.failures, office.station.held.waiting) == (1, False)
    assert (await office.check()).new == 1


async def test_a_page_that_was_fetched_is_not_fetched_again(office: Office) -> None:
    page = "".join(
        f"<p>The pier is rebuilt with {n} planks of good oak by May.</p>" for n in range(9)
    )
    office.stand.serve(
        "/story",
        Answer(200, f"<!doctype html><title>x</title><article>{page}</article>".encode(),
               {"Content-Type": "text/html"}),
    )  # fmt: skip
    office.put(item("pier", "The old pier", link=office.stand.url("/story"), date=FRESH))
    await office.check()
    (stored,) = office.archive.items()
    office.fill()
    full = await office.station.fetch_full_text(stored.id)
    assert full.verdict == "article"
    assert office.archive.item(stored.id).article.full_text is None
    assert office.said[0].startswith("The disk is full: what comes waits in memory;")
    office.put(item("pier", "The old pier, again", link=office.stand.url("/story"), date=FRESH))
    await office.check()
    office.free()
    await office.later()
    kept = office.archive.item(stored.id).article
    assert kept.title == "The old pier, again"
    assert kept.full_text == full
    assert "8 planks" in office.archive.text(stored.id)
    assert len(office.stand.asked_for("/story")) == 1


async def test_what_is_dropped_while_it_is_being_stored_is_counted_once(archive: Archive) -> None:
    clock = Clock()
    held = Held(archive, clock, most=1000)

    def waiting(name: str, record: Callable[[], object]) -> Waiting:
        async def store() -> object:
            return record()

        article = Article(name, "paper", "", name * 400, first_seen=clock())
        return Waiting("paper", store, (article,))

    held.put(waiting("a", lambda: held.put(waiting("b", lambda: None))), refusal=Refused("full"))
    clock.now += HOUR
    await held.retry()
    assert not held.waiting
    assert held._size == 0
