from __future__ import annotations

import errno
import os
import random
import re
from typing import TYPE_CHECKING, Any

import pytest

from newsroom.errors import StoreError, StoreTooNew
from store import lines
from store.disk import Disk
from store.journal import LOOSE, NAME, Journal

if TYPE_CHECKING:
    from pathlib import Path

STEPS = 30
REASON = "the checksum does not match"


def step(number: int) -> dict[str, Any]:
    return {
        "put": {"items": {f"item-{number}": {"title": f"Llama 退職 {number}"}}},
        "text": {f"item-{number}": f"Body {number} with 日本語. " * 7},
    }


def fill(folder: Path, count: int = STEPS) -> list[int]:
    journal = Journal(folder, Disk(), write=True)
    list(journal.replay())
    offsets = [journal.append(step(number)) for number in range(1, count + 1)]
    journal.close()
    return offsets


def read(folder: Path, *, write: bool = True) -> tuple[list[int], Journal]:
    journal = Journal(folder, Disk(), write=write)
    found = []
    for one in journal.replay():
        number = one.change["n"]
        assert one.change == {"n": number, **step(number)}
        assert journal.fetch(one.offset) == one.change
        found.append(number)
    return found, journal


def spoil(folder: Path, data: bytes) -> None:
    (folder / NAME).write_bytes(data)
    (folder / "set-aside.jsonl").unlink(missing_ok=True)


def goes_on(folder: Path, journal: Journal, found: list[int]) -> None:
    """Writing continues behind whatever was damaged, and what is left is not damaged again."""
    last = max(found, default=0)
    journal.append(step(last + 1))
    damages = [d for d in journal.damages if d.offset < journal.size]
    journal.close()
    again, journal = read(folder)
    journal.close()
    assert again == [*found, last + 1]
    assert {d.offset for d in journal.damages} <= {d.offset for d in damages}


def test_the_first_line_names_format_schema_and_kind(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    header, first = (tmp_path / NAME).read_bytes().splitlines(keepends=True)
    assert lines.decode(header) == {"format": "llamawatch", "schema": 1, "kind": "journal"}
    assert lines.decode(first) == {"n": 1, **step(1)}


def test_a_newer_journal_is_refused_politely_and_left_alone(tmp_path: Path) -> None:
    data = lines.encode({"format": "llamawatch", "schema": 9, "kind": "journal"}) + b"half"
    (tmp_path / NAME).write_bytes(data)
    with pytest.raises(StoreTooNew) as refused:
        list(Journal(tmp_path, Disk(), write=True).replay())
    assert str(refused.value) == (
        f"The data directory {tmp_path} was written by a newer llamawatch (its format is 9, this "
        "program reads up to 1); update llamawatch, or name another directory with --data."
    )
    assert (tmp_path / NAME).read_bytes() == data


def test_one_step_is_one_write_and_one_sync(tmp_path: Path) -> None:
    calls: list[str] = []

    class Watched(Disk):
        def write(self, handle: int, data: bytes | memoryview) -> int:
            calls.append("write")
            return super().write(handle, data)

        def sync(self, handle: int) -> None:
            calls.append("sync")
            super().sync(handle)

    journal = Journal(tmp_path, Watched(), write=True)
    list(journal.replay())
    calls.clear()
    journal.append(step(1))
    assert calls == ["write", "sync"]
    journal.close()


def test_files_are_private(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("seed", range(100))
def test_a_cut_loses_only_what_it_hit(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    offsets = fill(tmp_path)
    whole = (tmp_path / NAME).read_bytes()
    cut = rng.randrange(1, len(whole))
    forged = lines.encode({"n": 999, "put": {"items": {"x": {}}}}).replace(b"999", b"998")
    tail = rng.choice(
        [b"", bytes(300), rng.randbytes(300), rng.randbytes(40) + b"\n", forged, b"\n\n", b"{"]
    )
    spoil(tmp_path, whole[:cut] + tail)
    ends = [*offsets[1:], len(whole)]
    # A record that lacks nothing but its newline is whole.
    survivors = [n for n, end in enumerate(ends, 1) if end - 1 <= cut]
    found, journal = read(tmp_path)
    assert found == survivors
    good = ends[survivors[-1] - 1] if survivors else 0
    spoilt = len(whole[:cut] + tail)
    if spoilt > good:
        assert journal.damages[0].offset <= max(good, offsets[0])
        assert journal.damages[-1].offset + journal.damages[-1].length == spoilt
    goes_on(tmp_path, journal, found)


@pytest.mark.parametrize("seed", range(100))
def test_a_flipped_bit_loses_only_the_record_it_hit(tmp_path: Path, seed: int) -> None:
    rng = random.Random(1000 + seed)
    offsets = fill(tmp_path)
    whole = bytearray((tmp_path / NAME).read_bytes())
    newlines = [at for at, byte in enumerate(whole) if byte == 10]
    # Newlines are few and the hardest: a quarter of the flips hits one.
    place = rng.choice(newlines) if seed % 4 == 0 else rng.randrange(len(whole))
    whole[place] ^= 1 << rng.randrange(8)
    spoil(tmp_path, bytes(whole))
    hit = sum(offset <= place for offset in offsets)
    found, journal = read(tmp_path)
    if place in newlines:
        assert found == list(range(1, STEPS + 1))
    else:
        assert found == [n for n in range(1, STEPS + 1) if n != hit]
    (damage,) = journal.damages
    assert damage.offset <= place < damage.offset + damage.length
    kept = (tmp_path / "set-aside.jsonl").read_bytes()
    assert kept.count(b"\n") == 1
    goes_on(tmp_path, journal, found)


def test_damage_is_named_and_kept_once(tmp_path: Path) -> None:
    offsets = fill(tmp_path, 3)
    data = (tmp_path / NAME).read_bytes().replace(b"Body 2", b"Body 9")
    (tmp_path / NAME).write_bytes(data)
    for _ in range(2):
        found, journal = read(tmp_path)
        journal.close()
        assert found == [1, 3]
        assert [str(d) for d in journal.damages] == [
            f"{NAME}, byte {offsets[1]}, {offsets[2] - offsets[1]} bytes: {REASON}"
        ]
    kept = (tmp_path / "set-aside.jsonl").read_bytes().splitlines(keepends=True)
    assert len(kept) == 1
    note = lines.decode(kept[0])
    assert note is not None
    assert note["file"] == "journal.jsonl"
    assert note["offset"] == offsets[1]
    assert (tmp_path / "set-aside.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_step_that_was_there_before_is_not_done_again(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    data = (tmp_path / NAME).read_bytes()
    second = data.splitlines(keepends=True)[2]
    spoil(tmp_path, data + second + lines.encode({"put": {}}))
    found, journal = read(tmp_path)
    assert found == [1, 2, 3]
    assert len(journal.damages) == 2
    goes_on(tmp_path, journal, found)


def test_a_damaged_header_costs_no_record(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    data = bytearray((tmp_path / NAME).read_bytes())
    data[15] ^= 1
    spoil(tmp_path, bytes(data))
    found, journal = read(tmp_path)
    assert found == [1, 2, 3]
    assert len(journal.damages) == 1
    goes_on(tmp_path, journal, found)


@pytest.mark.parametrize("content", [b"", b"\n", b"half a head", b"not ours\nat all\n"])
def test_a_file_without_a_record_becomes_an_empty_journal(tmp_path: Path, content: bytes) -> None:
    spoil(tmp_path, content)
    found, journal = read(tmp_path)
    assert found == []
    goes_on(tmp_path, journal, found)


def test_a_reader_stops_before_half_a_line_and_goes_on_when_it_is_whole(tmp_path: Path) -> None:
    offsets = fill(tmp_path, 3)
    whole = (tmp_path / NAME).read_bytes()
    half = whole[: offsets[2] + 20]
    (tmp_path / NAME).write_bytes(half)
    found, reader = read(tmp_path, write=False)
    assert found == [1, 2]
    assert reader.damages == []
    assert (tmp_path / NAME).read_bytes() == half
    assert not (tmp_path / "set-aside.jsonl").exists()
    with (tmp_path / NAME).open("ab") as file:
        file.write(whole[len(half) :])
    assert not reader.replaced()
    assert [one.change["n"] for one in reader.replay()] == [3]
    reader.close()


def test_a_reader_sees_that_the_file_is_another(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    _, reader = read(tmp_path, write=False)
    data = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(data[:-300])
    assert reader.replaced()
    other = [*data.splitlines(keepends=True)[:3], lines.encode({"n": 3, "del": {}}), data]
    (tmp_path / NAME).write_bytes(b"".join(other))
    assert reader.replaced()
    (tmp_path / NAME).unlink()
    assert reader.replaced()
    reader.close()


def test_a_reader_writes_nothing(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    _, reader = read(tmp_path, write=False)
    with pytest.raises(StoreError, match="is open for reading only"):
        reader.append(step(2))
    reader.close()


def test_a_missing_directory_reads_as_empty(tmp_path: Path) -> None:
    found, reader = read(tmp_path / "nowhere", write=False)
    assert found == []
    assert not reader.replaced()
    assert not (tmp_path / "nowhere").exists()


class Failing(Disk):
    """Refuses the calls it is told to; takes only a part of the first write, if told so."""

    def __init__(self) -> None:
        self.refused: tuple[str, ...] = ()
        self.part = 0

    def _may(self, name: str, why: int) -> None:
        if name in self.refused:
            raise OSError(why, os.strerror(why))

    def write(self, handle: int, data: bytes | memoryview) -> int:
        if self.part:
            part, self.part = self.part, 0
            return super().write(handle, data[:part])
        self._may("write", errno.ENOSPC)
        return super().write(handle, data)

    def sync(self, handle: int) -> None:
        self._may("sync", errno.EIO)
        super().sync(handle)

    def truncate(self, handle: int, size: int) -> None:
        self._may("truncate", errno.EIO)
        super().truncate(handle, size)


@pytest.mark.parametrize(
    "refuse", [("write",), ("sync",), ("write", "truncate"), ("sync", "truncate")], ids="+".join
)
@pytest.mark.parametrize("part", [0, 1, 40])
def test_a_step_the_disk_refused_is_not_kept(
    tmp_path: Path, refuse: tuple[str, ...], part: int
) -> None:
    disk = Failing()
    journal = Journal(tmp_path, disk, write=True)
    list(journal.replay())
    journal.append(step(1))
    disk.refused, disk.part = refuse, part
    with pytest.raises(StoreError, match=r"journal\.jsonl cannot be written"):
        journal.append(step(2))
    if "truncate" in refuse:
        # Nothing more is written behind a tail that could not be cut.
        disk.refused = ("truncate",)
        with pytest.raises(StoreError):
            journal.append(step(2))
    disk.refused = ()
    journal.append(step(2))
    journal.append(step(3))
    journal.close()
    found, journal = read(tmp_path)
    journal.close()
    assert found == [1, 2, 3]
    assert journal.damages == []


def test_a_short_write_is_completed(tmp_path: Path) -> None:
    disk = Failing()
    journal = Journal(tmp_path, disk, write=True)
    list(journal.replay())
    disk.part = 17
    journal.append(step(1))
    journal.close()
    found, journal = read(tmp_path)
    journal.close()
    assert found == [1]


def test_the_message_names_file_cause_and_what_to_do(tmp_path: Path) -> None:
    disk = Failing()
    journal = Journal(tmp_path, disk, write=True)
    list(journal.replay())
    disk.refused = ("write",)
    with pytest.raises(StoreError) as refused:
        journal.append(step(1))
    assert str(refused.value) == (
        f"{tmp_path}/journal.jsonl cannot be written: No space left on device; make the data "
        "directory readable and writable, free some space there, or name another with --data."
    )
    journal.close()


def test_a_record_damaged_while_running_is_not_returned(tmp_path: Path) -> None:
    offsets = fill(tmp_path, 2)
    _, journal = read(tmp_path)
    data = (tmp_path / NAME).read_bytes()
    with (tmp_path / NAME).open("r+b") as file:
        file.write(data.replace(b"Body 2", b"Body 9"))
    assert journal.fetch(offsets[0])["n"] == 1
    with pytest.raises(StoreError, match=re.escape("was damaged while the program ran")):
        journal.fetch(offsets[1])
    journal.close()


class Counting(Disk):
    """Counts what waits for the disk."""

    def __init__(self) -> None:
        self.syncs = 0

    def sync(self, handle: int) -> None:
        self.syncs += 1
        super().sync(handle)


def test_loose_steps_wait_for_the_disk_together_and_a_step_after_them_for_all(
    tmp_path: Path,
) -> None:
    disk = Counting()
    journal = Journal(tmp_path, disk, write=True)
    list(journal.replay())
    before = disk.syncs
    for number in range(1, LOOSE + 1):
        journal.append(step(number), loose=True)
    assert disk.syncs == before
    journal.append(step(LOOSE + 1), loose=True)
    assert disk.syncs == before + 1
    journal.append(step(LOOSE + 2), loose=True)
    journal.append(step(LOOSE + 3))
    assert disk.syncs == before + 2
    journal.close()
    assert disk.syncs == before + 2
    found, journal = read(tmp_path)
    journal.close()
    assert found == list(range(1, LOOSE + 4))


def test_loose_steps_are_there_after_the_program_ended_anyhow(tmp_path: Path) -> None:
    journal = Journal(tmp_path, Disk(), write=True)
    list(journal.replay())
    journal.append(step(1), loose=True)
    found, again = read(tmp_path, write=False)
    again.close()
    journal.close()
    assert found == [1]


def test_a_clean_end_waits_for_loose_steps(tmp_path: Path) -> None:
    disk = Counting()
    journal = Journal(tmp_path, disk, write=True)
    list(journal.replay())
    journal.append(step(1), loose=True)
    before = disk.syncs
    journal.close()
    assert disk.syncs == before + 1
