"""Cuts and flipped bits in every kind of file: what they hit is lost and named, nothing else."""

from __future__ import annotations

import dataclasses
import random
import shutil
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from llamawatch.housekeeping import make_searchable, make_sound
from newsroom.records import Correction, Decision
from store import lines
from store.archive import Archive
from store.disk import Disk
from store.inbox import Inbox, Wish
from store.searching import sealed
from store.verifying import verify
from tests.scale import scaled
from tests.store.samples import (
    NOON,
    RenamingDisk,
    article,
    check,
    die,
    dies,
    due,
    move,
    reading,
    story,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from store.damage import Damage

TRIES = [2, pytest.param(scaled(20, 300), marks=[pytest.mark.slow, pytest.mark.timeout(1800)])]
"""Cuts, or flipped bits, in each kind of file."""
GOES_ON = 4
"""One in so many damaged archives is used further."""
DAY = timedelta(days=1)


def record(archive: Archive, days: range) -> None:
    for day in days:
        at = NOON + timedelta(days=day)
        readings = [
            reading(
                article(f"d{day}n{n}", at, text=f"Body {day} {n}. " * 9 if n else ""),
                *((story(f"s{day}n{n}", f"d{day}n{n}", at=at),) if n else ()),
                moves=(move(f"m{day}", at),) if n == 1 else (),
                dues=(due(f"s{day}n{n}"),) if n == 1 else (),
                copy_of=f"d{day}n0" if n == 2 and day % 20 else "",
            )
            for n in range(3)
        ]
        archive.record(check(at=at), readings, channels=("desktop",))


def fill(archive: Archive) -> None:
    """Three months of items and stories, of which some changed since they were folded."""
    for start in range(0, 60, 20):
        record(archive, range(start, start + 20, 10))
        archive.mark_all([f"d{start}n0", f"d{start + 10}n1"], read=True, now=NOON)
        archive.mark(f"d{start + 10}n2", starred=True, now=NOON)
        archive.fold()
    # What leaves is known as seen.
    archive.forget(["d0n0", "d20n0"])
    archive.fold()
    archive.decide(Decision(corrections=(Correction("d10n1", "Headline", ("talent",)),)))
    record(archive, range(60, 62))
    again = article("d10n1", NOON + 10 * DAY, text="Another body. " * 9)
    archive.record(check(NOON + 68 * DAY), [reading(dataclasses.replace(again, title="Anew"))])
    archive.remember("round", "17")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of several generations, with a journal since, and wishes in its inbox."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    with Archive.open(folder, disk=Quick()) as archive:
        fill(archive)
    shutil.rmtree(folder / "backups")
    (folder / "set-aside.jsonl").write_bytes(lines.encode({"file": "x", "raw": ""}) * 3)
    return folder


@pytest.fixture(scope="module")
def unfolded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that is a journal alone."""
    folder = tmp_path_factory.mktemp("unfolded") / "data"
    with Archive.open(folder, disk=Quick()) as archive:
        record(archive, range(0, 40, 10))
        archive.mark("d10n1", read=True, now=NOON)
    return folder


class Quick(Disk):
    """Waits for nothing: what is tested here is no power cut."""

    def sync(self, handle: int) -> None:
        """Is not needed."""

    def sync_folder(self, folder: Path) -> None:
        """Is not needed."""


class Fact(NamedTuple):
    """What a fact is about."""

    kind: str
    id: str


Facts = dict[Fact, object]


def facts(archive: Archive) -> Facts:
    """Everything the archive holds, each thing by what it is; what is derived apart from it."""
    found: Facts = {}
    for one in archive.items():
        bare = dataclasses.replace(one, read=False, starred=False, copies=0, alerted=False)
        found[Fact("item", one.id)] = bare
        found[Fact("mark", one.id)] = (one.read, one.starred)
        found[Fact("copies", one.id)] = one.copies
        found[Fact("text", one.id)] = archive.text(one.id)
        found[Fact("told item", one.id)] = one.alerted
        for key in one.article.keys:
            found[Fact("key", key)] = archive.keys(one.article.source)[key]
    for key in ("guid:d0n0", "gazette.example/d20n0"):
        found[Fact("gone", key)] = key in archive.keys("gazette")
    for told in archive.stories():
        found[Fact("story", told.id)] = dataclasses.replace(told, alerts=0)
        found[Fact("told story", told.id)] = told.alerts
    found |= {Fact("move", one.id): one for one in archive.moves()}
    found |= {Fact("alert", one.key): one for one in archive.outbox.alerts()}
    for state in archive.source_states():
        found[Fact("source", state.source)] = dataclasses.replace(state, items=0)
        found[Fact("count", state.source)] = state.items
    found |= {Fact("correction", one.id): one for one in archive.corrections()}
    found[Fact("note", "round")] = archive.recall("round")
    for word in ("headline", "body", "another"):
        for one in archive.holding((frozenset({word}),)):
            # What is in memory is asked, whatever it says.
            if word in f"{one.article.title} {archive.text(one.id)}".casefold():
                found[Fact(f"found by {word}", one.id)] = True
    found |= {Fact("begins", key): True for key in archive.beginning("d", "item")}
    found |= {Fact("begins", key): True for key in archive.beginning("s", "story")}
    return found


class Blow(NamedTuple):
    """What was done to a file."""

    at: int
    """Byte that changed, or where the file ends now."""
    data: bytes
    """What the file holds now."""
    cut: bool


def strike(data: bytes, rng: random.Random, *, cut: bool) -> Blow:
    at = rng.randrange(len(data))
    if cut:
        return Blow(at, data[:at], cut)
    return Blow(at, data[:at] + bytes((data[at] ^ 1 << rng.randrange(8),)) + data[at + 1 :], cut)


class Line(NamedTuple):
    start: int
    end: int
    """Without the newline."""
    value: Mapping[str, object]


def lines_of(data: bytes) -> list[Line]:
    found, start = [], 0
    for raw in data.splitlines(keepends=True):
        value = lines.decode(raw)
        assert value is not None
        found.append(Line(start, start + len(raw) - 1, value))
        start += len(raw)
    return found


def hit(data: bytes, blow: Blow) -> list[Line]:
    """The records of which a byte is not there, or not as it was."""
    if blow.cut:
        return [line for line in lines_of(data) if line.end > blow.at]
    return [line for line in lines_of(data) if line.start <= blow.at < line.end]


def without(whole: Path, target: Path, name: str, gone: list[Line]) -> Facts:
    """The facts of an archive whose file `name` never held some records; its headers stay."""
    shutil.copytree(whole, target)
    data = (whole / name).read_bytes()
    starts = {line.start for line in gone if "format" not in line.value}
    kept = [line for line in lines_of(data) if line.start not in starts]
    (target / name).write_bytes(b"".join(data[line.start : line.end + 1] for line in kept))
    with Archive.open(target, write=False) as archive:
        found = facts(archive)
    shutil.rmtree(target)
    return found


CHANGED = "d10n1"
"""The item that changed since it was folded: what its month says of it counts no longer."""


def remaining(before: Facts, name: str, gone: list[Line]) -> Facts:
    """What is to be left of the facts, of which some records of a month were lost."""
    ids = {str(line.value["id"]) for line in gone} - {CHANGED}
    if name.endswith(".texts"):
        emptied = {fact: "" for fact in before if fact.kind == "text" and fact.id in ids}
        found = {f: what for f, what in before.items() if f.kind not in BODY or f.id not in ids}
        return found | emptied
    keys = {f"guid:{key}" for key in ids} | {f"gazette.example/{key}" for key in ids}
    return {fact: what for fact, what in before.items() if fact.id not in ids | keys}


PARTS = {
    "root": "live.jsonl",
    "journal": "journal-*.jsonl",
    "items": "items-*.jsonl",
    "bodies": "items-*.texts",
    "stories": "stories-*.jsonl",
}
"""Files of records: kind and names."""
MADE_AGAIN = {
    "spare root": "root-*.jsonl",
    "index of items": "items-*.index",
    "index of stories": "stories-*.index",
    "searched of items": "items-*.search",
    "searched of stories": "stories-*.search",
    "levels": "levels-*.bin",
    "kept": "kept-*.bin",
}
"""Files that can be made of others."""


def picked(folder: Path, pattern: str, rng: random.Random) -> str:
    return rng.choice(sorted(path.name for path in folder.glob(pattern)))


def goes_on(archive: Archive) -> None:
    """Use an archive further: nothing is lost by a fold, nor by opening it again."""
    record(archive, range(80, 81))
    marked = [item.id for item in archive.items()]
    archive.mark_all(marked, read=True, now=NOON)
    now = facts(archive)
    assert all(now[Fact("mark", key)][0] for key in marked)  # type: ignore[index] # a pair
    archive.fold(searched=True)
    after = facts(archive)
    assert without_kinds(after, DERIVED) == without_kinds(now, DERIVED)
    archive.close()
    with Archive.open(archive.folder, disk=Quick()) as again:
        assert facts(again) == after
        assert again.counts().items >= len(marked)


def without_kinds(found: Facts, kinds: Collection[str]) -> Facts:
    """Facts but for those of some kinds."""
    return {fact: what for fact, what in found.items() if fact.kind not in kinds}


DERIVED = {"copies", "begins", "count"}
"""Facts that speak of a lost record until its month is written anew."""
BODY = {"found by body", "found by another"}
"""Facts that need a body."""


@pytest.mark.parametrize("tries", TRIES)
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "flip"])
@pytest.mark.parametrize("kind", PARTS)
def test_only_the_records_that_were_hit_are_lost(
    tmp_path: Path, whole: Path, kind: str, cut: bool, tries: int
) -> None:
    with Archive.open(whole, write=False) as archive:
        before = facts(archive)
    for seed in range(tries):
        rng = random.Random(f"{kind} {cut} {seed}")
        folder = tmp_path / str(seed)
        shutil.copytree(whole, folder)
        name = picked(folder, PARTS[kind], rng)
        data = (folder / name).read_bytes()
        blow = strike(data, rng, cut=cut)
        (folder / name).write_bytes(blow.data)
        gone = hit(data, blow)
        if kind in {"root", "journal"}:
            expected = without(whole, tmp_path / "without", name, gone)
        else:
            expected = remaining(before, name, gone)
        # An index goes on listing what was lost, until it is made again.
        # What there was of each source is counted anew when the month is written anew.
        loose = {"count"} if kind == "items" else set[str]()
        listing = kind in {"items", "stories"} and not cut
        told = f"{kind}, seed {seed}: {name} at {blow.at}"

        named_exactly(verify(folder).damages, name, data, blow, told)
        for write in (False, True):
            with Archive.open(folder, write=write, disk=Quick()) as archive:
                found = seen_of(facts(archive), gone if listing else [])
                assert without_kinds(found, loose) == without_kinds(expected, loose), told
                # A reader leaves the end of a journal to the writer, who may be at it; and nobody
                # comes upon a body that counts no longer, but `verify`.
                ids = {line.value.get("id") for line in gone}
                unseen = not write if kind == "journal" else kind == "bodies" and CHANGED in ids
                if not unseen:
                    named_exactly(archive.set_aside, name, data, blow, told)
        if seed % GOES_ON == 0:
            with Archive.open(folder, disk=Quick()) as archive:
                goes_on(archive)
        shutil.rmtree(folder)


def seen_of(found: Facts, gone: list[Line]) -> Facts:
    """Facts without the ids of lost records that an index still lists."""
    ids = {line.value.get("id") for line in gone} - {CHANGED}
    return {f: what for f, what in found.items() if f.kind != "begins" or f.id not in ids}


def named_exactly(
    damages: tuple[Damage, ...], name: str, data: bytes, blow: Blow, told: str
) -> None:
    """Whether what was hit, and nothing else, is named by its file and place."""
    gone = hit(data, blow)
    found = {damage.file: damage for damage in damages}
    over = {name.replace(".jsonl", end) for end in (".index", ".search")} if blow.cut else set()
    assert found.keys() <= {name, *over}, told
    places = [damage for damage in damages if damage.file == name]
    if not gone:
        # A newline: the record before it is whole, and at most that byte is set aside.
        assert all(damage.length <= 1 for damage in places), told
    elif blow.cut:
        # Without its newline a record is whole.
        start, end = sorted((gone[0].start, blow.at))
        between = blow.at <= gone[0].start
        if not (between and name.startswith("journal")):
            # What ends between two records looks whole, where nothing says how long it was.
            assert any(start <= damage.offset <= end for damage in places), told
        assert all(start <= damage.offset for damage in places), told
    else:
        (line,) = gone
        assert [damage.offset for damage in places] == [line.start], told
        assert places[0].length in {line.end - line.start, line.end + 1 - line.start}, told


@pytest.mark.parametrize("tries", TRIES)
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "flip"])
@pytest.mark.parametrize("kind", MADE_AGAIN)
def test_of_what_can_be_made_again_nothing_is_lost(
    tmp_path: Path, whole: Path, kind: str, cut: bool, tries: int
) -> None:
    with Archive.open(whole, write=False) as archive:
        before, counts = facts(archive), archive.counts()
    for seed in range(tries):
        rng = random.Random(f"{kind} {cut} {seed}")
        folder = tmp_path / str(seed)
        shutil.copytree(whole, folder)
        name = picked(folder, MADE_AGAIN[kind], rng)
        blow = strike((folder / name).read_bytes(), rng, cut=cut)
        (folder / name).write_bytes(blow.data)
        told = f"{kind}, seed {seed}: {name} at {blow.at}"

        assert {damage.file for damage in verify(folder).damages} == {name}, told
        with Archive.open(folder, write=False) as archive:
            if cut:
                assert facts(archive) == before, told
            else:
                # What is not read through cannot be known to be damaged; it ends nothing.
                assert len((*archive.items(), *archive.stories())) > 20, told
        with Archive.open(folder, disk=Quick()) as archive:
            # What cannot be opened is made again at once, else when it was read through.
            if not cut:
                assert archive.unsound(searched=True) in {(name,), ()}, told
            archive.fold(searched=True)
            assert facts(archive) == before, told
            assert archive.counts() == counts, told
            assert archive.unsound(searched=True) == ()
            assert archive.set_aside == ()
            assert verify(folder).damages == ()
            if seed % GOES_ON == 0:
                goes_on(archive)
        shutil.rmtree(folder)


@pytest.mark.parametrize("tries", TRIES)
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "flip"])
def test_a_journal_alone_loses_what_was_hit(
    tmp_path: Path, unfolded: Path, cut: bool, tries: int
) -> None:
    name = "journal.jsonl"
    data = (unfolded / name).read_bytes()
    for seed in range(tries):
        rng = random.Random(f"journal {cut} {seed}")
        folder = tmp_path / str(seed)
        shutil.copytree(unfolded, folder)
        blow = strike(data, rng, cut=cut)
        (folder / name).write_bytes(blow.data)
        gone = hit(data, blow)
        expected = without(unfolded, tmp_path / "without", name, gone)
        named_exactly(verify(folder).damages, name, data, blow, f"{seed}")
        for write in (False, True):
            with Archive.open(folder, write=write, disk=Quick()) as archive:
                assert facts(archive) == expected, seed
                if write:
                    # A reader leaves the end to the writer, who may be at it.
                    named_exactly(archive.set_aside, name, data, blow, f"{seed}")
        if seed % GOES_ON == 0:
            with Archive.open(folder, disk=Quick()) as archive:
                goes_on(archive)
        shutil.rmtree(folder)


@pytest.mark.parametrize("tries", TRIES)
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "flip"])
@pytest.mark.parametrize("name", ["journal.jsonl", "set-aside.jsonl"])
def test_what_is_no_part_of_the_archive_costs_it_nothing(
    tmp_path: Path, whole: Path, name: str, cut: bool, tries: int
) -> None:
    with Archive.open(whole, write=False) as archive:
        before = facts(archive)
    data = (whole / name).read_bytes()
    for seed in range(tries):
        rng = random.Random(f"{name} {cut} {seed}")
        folder = tmp_path / str(seed)
        shutil.copytree(whole, folder)
        blow = strike(data, rng, cut=cut)
        (folder / name).write_bytes(blow.data)
        damages = verify(folder).damages
        assert {damage.file for damage in damages} <= {name}
        gone = hit(data, blow)
        # What ends between two records looks whole.
        between = cut and gone and 0 < blow.at <= gone[0].start
        assert damages or between or not gone, (name, seed, blow.at)
        with Archive.open(folder, disk=Quick()) as archive:
            assert facts(archive) == before
            if seed % GOES_ON == 0:
                goes_on(archive)
        shutil.rmtree(folder)


@pytest.mark.parametrize("tries", TRIES)
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "flip"])
def test_a_wish_that_was_hit_is_refused_by_name(tmp_path: Path, cut: bool, tries: int) -> None:
    for seed in range(tries):
        rng = random.Random(f"wish {cut} {seed}")
        inbox = Inbox(tmp_path / str(seed))
        wished = {
            inbox.drop(Wish("mark", (f"d{n}n1", "d1n2"), {"read": True}, NOON), NOON, n): n
            for n in range(3)
        }
        before = dict(inbox.wishes())
        name = rng.choice(sorted(wished))
        path = tmp_path / str(seed) / "inbox" / name
        path.write_bytes(strike(path.read_bytes(), rng, cut=cut).data)
        after = dict(inbox.wishes())
        refused = [refusal.name for refusal in inbox.refusals()]
        assert refused == [name] or after == before, seed
        assert after | {name: before[name]} == before, seed
        assert not set(refused) & after.keys()


async def test_a_start_makes_sound_what_a_process_of_its_own_made_again(
    tmp_path: Path, whole: Path
) -> None:
    shutil.copytree(whole, tmp_path / "data")
    struck = [
        picked(whole, MADE_AGAIN[kind], random.Random(1))
        for kind in ("index of items", "searched of items", "levels")
    ]
    for name in struck:
        path = tmp_path / "data" / name
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    with Archive.open(whole, write=False) as archive:
        before = facts(archive)
    with Archive.open(tmp_path / "data") as archive:
        assert set(archive.unsound(searched=True)) == set(struck)
        await make_sound(archive, searched=True)
        assert archive.unsound(searched=True) == ()
        assert facts(archive) == before


async def test_what_is_searched_is_read_through_once_a_day(tmp_path: Path, whole: Path) -> None:
    shutil.copytree(whole, tmp_path / "data")

    def flip() -> None:
        path = min((tmp_path / "data").glob("items-*.search"))
        data = bytearray(path.read_bytes())
        data[20] ^= 1
        path.write_bytes(data)

    with Archive.open(tmp_path / "data") as archive:
        for day, mended in ((0, True), (0, False), (1, True)):
            flip()
            await make_searchable(archive, NOON + day * DAY)
            assert (archive.unsound(searched=True) == ()) == mended
            assert archive.unsound() == ()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_before_any_call_what_is_made_again_is_made_again(
    tmp_path: Path, whole: Path
) -> None:
    with Archive.open(whole, write=False) as archive:
        before = facts(archive)
    calls, died = 0, True
    while died:
        calls += 1
        folder = tmp_path / str(calls)
        shutil.copytree(whole, folder)
        # Of "levels" and "kept" each is made of the other.
        for pattern in set(MADE_AGAIN.values()) - {MADE_AGAIN["kept"]}:
            path = folder / picked(folder, pattern, random.Random(calls))
            path.write_bytes(path.read_bytes()[:-3])

        def act(number: int, _name: str, fatal: int = calls) -> None:
            if number == fatal:
                die()

        def work(folder: Path = folder, act: Callable[[int, str], None] = act) -> None:
            with Archive.open(folder, disk=RenamingDisk(act)) as archive:
                archive.fold(searched=True)

        died = dies(work)
        with Archive.open(folder, disk=Quick()) as archive:
            assert facts(archive) == before, calls
            archive.fold(searched=True)
            assert facts(archive) == before, calls
        assert verify(folder).damages == ()
        shutil.rmtree(folder)
    assert calls > 50


def test_a_sound_archive_is_found_sound(whole: Path) -> None:
    verdict = verify(whole)
    assert verdict.damages == ()
    assert verdict.records > 20
    # All but the lock.
    assert verdict.files == len([path for path in whole.iterdir() if path.is_file()]) - 1
    assert verdict.size > 10_000


def test_what_is_left_is_counted_anew_when_its_month_is_written_anew(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    long = "an id of more than four and twenty bytes"
    with Archive.open(folder, disk=Quick()) as archive:
        record(archive, range(3))
        archive.record(check(), [reading(article(long))])
        archive.mark_all([long, "d0n1", "d1n2"], read=True, now=NOON)
        archive.mark(long, starred=True, now=NOON)
        archive.fold()
        assert archive.counts().items == 10
        path = min(folder.glob("items-*.jsonl"))
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    with Archive.open(folder, disk=Quick()) as archive:
        record(archive, range(3, 4))
        for _ in range(2):
            archive.fold()
            items = list(archive.items())
            counts = archive.counts()
            assert counts.items == len(items) == 12
            assert archive.source_state("gazette").items == 12
            assert counts.unread == sum(not item.read for item in items)
            assert counts.starred == sum(item.starred for item in items) == 1
            assert verify(folder).damages == ()


def test_what_agrees_with_its_checksum_but_not_with_the_rows_is_named(
    tmp_path: Path, whole: Path
) -> None:
    shutil.copytree(whole, tmp_path / "data")
    index = min((tmp_path / "data").glob("items-*.index"))
    other = bytearray(index.read_bytes()[:-4])
    # The time of the first row, by a few hours.
    other[28] ^= 8
    index.write_bytes(other + zlib.crc32(other).to_bytes(4, "little"))
    search = max((tmp_path / "data").glob("items-*.search"))
    search.write_bytes(sealed((search.read_bytes()[:-11].replace(b"headline", b"deadline"),)))
    named = {damage.file: damage.reason for damage in verify(tmp_path / "data").damages}
    assert named == dict.fromkeys((index.name, search.name), "it does not fit what is stored")


def test_both_numbers_lost_are_made_of_the_rows(tmp_path: Path, whole: Path) -> None:
    shutil.copytree(whole, tmp_path / "data")
    for path in (*(tmp_path / "data").glob("levels-*"), *(tmp_path / "data").glob("*.index")):
        path.unlink()
    with Archive.open(whole, write=False) as archive:
        before = facts(archive)
    with Archive.open(tmp_path / "data") as archive:
        assert facts(archive) == before
