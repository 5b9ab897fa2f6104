from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from llamawatch.housekeeping import let_go
from newsroom.records import Entry
from newsroom.sizes import parse_size
from store.archive import Archive
from store.retaining import Forgotten, Limits, last_forgotten, retain
from store.settings import StoreSettings
from store.verifying import verify
from tests.store.samples import NOON, article, check, due, move, reading, story
from watchers.identity import identify, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsroom.records import Article

DAY = timedelta(days=1)
NOW = NOON + 400 * DAY
YEAR = Limits(age=timedelta(days=365))


def keep(archive: Archive, name: str, day: int, *, seen: int | None = None, **more: object) -> None:
    at = NOON + day * DAY
    told = story(f"s-{name}", name, at=NOON + (day if seen is None else seen) * DAY)
    one = article(name, at, text=f"Body of {name}. " * 20)
    archive.record(check(at=at), [reading(one, told, **more)], channels=("desktop",))  # type: ignore[arg-type] # as named


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Twelve old items of which some must stay, and ten of lately."""
    with Archive.open(tmp_path / "data") as opened:
        for n in range(6):
            keep(opened, f"old{n}", n)
        opened.record(check(at=NOON), [reading(article("alone", NOON))])
        keep(opened, "star", 1)
        keep(opened, "evidence", 2, moves=(move("m1"),))
        keep(opened, "told", 3, dues=(due("s-told", item="told"),))
        keep(opened, "saga", 4, seen=390)
        for n in range(10):
            keep(opened, f"late{n}", 380 + n)
        opened.mark("star", starred=True, now=NOON)
        opened.mark_all(["old1", "old2", "late1"], read=True, now=NOON)
        yield opened


def ids(archive: Archive) -> set[str]:
    return {item.id for item in archive.items()}


LATE = {f"late{n}" for n in range(10)}
STAYING = {"star", "told", "saga", "a1"}


def evidence(archive: Archive) -> None:
    """The move of the samples is founded on the item a1."""
    keep(archive, "a1", 2)


def test_what_is_too_old_leaves_but_for_what_is_dear(archive: Archive) -> None:
    evidence(archive)
    assert retain(archive, YEAR, NOW) is None, "nothing leaves that was not folded"
    archive.fold()
    before = archive.counts()
    gone = retain(archive, YEAR, NOW)
    assert gone == Forgotten("2027-12-28T12:00:00Z", 8, 7)
    assert last_forgotten(archive) == gone
    assert ids(archive) == LATE | STAYING
    counts = archive.counts()
    assert (counts.items, counts.starred, counts.stories) == (14, 1, before.stories - 7)
    assert counts.unread == 13
    for folded in (False, True):
        if folded:
            archive.fold()
        assert archive.counts() == counts
        assert ids(archive) == LATE | STAYING
        assert {one.id for one in archive.stories()} == {f"s-{name}" for name in LATE | STAYING}
        assert retain(archive, YEAR, NOW) is None
        assert last_forgotten(archive) == gone
    with Archive.open(archive.folder, write=False) as reader:
        assert reader.counts() == counts
        assert ids(reader) == LATE | STAYING
    assert verify(archive.folder).damages == ()
    assert b"Body of old1" not in b"".join(
        path.read_bytes() for path in archive.folder.glob("items-*")
    )


@pytest.mark.parametrize("folded", [False, True])
def test_what_left_is_known_as_seen(archive: Archive, folded: bool) -> None:
    entry = Entry(guid="leaf-1", link="https://gazette.example/leaf", title="A leaf has fallen")
    moment = moment_of(archive.source_state("gazette"), NOON, DAY)
    first = identify("gazette", [entry], archive.keys("gazette"), lambda _: None, moment)
    archive.record(check(at=NOON), [reading(one) for one in first.articles])
    archive.fold()
    retain(archive, YEAR, NOW)
    if folded:
        archive.fold()
    left = first.articles[0].id
    assert left not in ids(archive)

    def stored(item: str) -> Article | None:
        return archive.item(item).article if item in ids(archive) else None

    other = replace(entry, guid="leaf-2", link="https://gazette.example/two")
    moment = moment_of(archive.source_state("gazette"), NOW, DAY)
    found = identify("gazette", [entry, other], archive.keys("gazette"), stored, moment)
    assert [one.url for one in found.articles] == ["https://gazette.example/two"]
    # Nor is it known only to its source.
    assert len(identify("courier", [entry], archive.keys("courier"), stored, moment).articles) == 1


@pytest.mark.parametrize("ending", ["levels", "kept"])
def test_what_left_is_known_even_when_the_numbers_are_made_again(
    archive: Archive, ending: str
) -> None:
    archive.fold()
    retain(archive, YEAR, NOW)
    archive.fold()
    expected = ids(archive)
    archive.close()
    for path in archive.folder.glob(f"{ending}-*.bin"):
        path.unlink()
    with Archive.open(archive.folder) as again:
        assert "guid:old1" in again.keys("gazette")
        assert "guid:never" not in again.keys("gazette")
        assert ids(again) == expected
        assert again.item("late1").read
        assert again.item("star").starred
        assert not again.item("late2").read
        assert verify(again.folder).damages == ()


def test_beyond_its_size_the_oldest_leave(archive: Archive) -> None:
    archive.fold()
    size = sum(path.stat().st_size for path in archive.folder.glob("*-*"))
    assert retain(archive, Limits(size=size * 2), NOW) is None
    gone = retain(archive, Limits(size=size * 3 // 4), NOW)
    assert gone is not None
    assert 4 <= gone.items <= 8
    left = ids(archive)
    assert left >= LATE | {"star", "told", "saga"}
    assert {"alone", "old0"}.isdisjoint(left)
    everything = retain(archive, Limits(size=1), NOW)
    assert everything is not None
    # What was lately seen goes on being told of.
    assert ids(archive) >= LATE | {"star", "told", "saga"}


def test_what_changed_since_the_last_fold_stays_until_the_next(archive: Archive) -> None:
    archive.fold()
    one = reading(article("old3", NOON + 3 * DAY, text="Longer"))
    archive.record(check(at=NOW), [one])
    retain(archive, YEAR, NOW)
    assert "old3" in ids(archive)
    archive.fold()
    retain(archive, YEAR, NOW)
    assert "old3" not in ids(archive)


def test_a_limit_without_end_lets_nothing_go(archive: Archive) -> None:
    archive.fold()
    assert retain(archive, Limits(age=timedelta(days=999_999 * 365)), NOW) is None
    assert not let_go(archive, StoreSettings(None, None), NOW)
    assert last_forgotten(archive) is None


def test_what_left_is_said_in_the_log(archive: Archive, caplog: pytest.LogCaptureFixture) -> None:
    archive.fold()
    assert let_go(archive, StoreSettings(timedelta(days=365), None), NOW)
    assert "items and" in caplog.text
    assert "left the archive, as [store] in config.toml says" in caplog.text


@pytest.mark.parametrize(
    ("text", "size"), [("500MB", 500_000_000), (" 2 gb ", 2_000_000_000), ("1TB", 10**12)]
)
def test_sizes_are_read(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "2", "GB", "2.5GB", "-1MB", "2GiB", "٢GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no size: write a number and a unit"):
        parse_size(text)
