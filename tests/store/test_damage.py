"""Cuts and flipped bits in every kind of file: what they hit is lost and named, nothing else."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from llamawatch.housekeeping import make_sound
from store import lines
from store.archive import Archive
from store.verifying import verify
from tests.store.samples import NOON, article, check, due, move, reading, story

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = [
    *range(20),
    *(pytest.param(n, marks=pytest.mark.slow) for n in range(20, 300)),
]
FINDERS = (".index", ".bin")
"""Endings of files that can be made again."""


def record(archive: Archive, days: range) -> None:
    for day in days:
        at = NOON + timedelta(days=day)
        readings = [
            reading(
                article(f"d{day}n{n}", at, text=f"Body {day} {n}. " * 9 if n else ""),
                *((story(f"s{day}n{n}", f"d{day}n{n}", at=at),) if n else ()),
                moves=(move(f"m{day}", at),) if n == 1 else (),
                dues=(due(f"s{day}n{n}"),) if n == 1 else (),
                copy_of=f"d{day - 1}n0" if n == 2 and day % 2 else "",
            )
            for n in range(3)
        ]
        archive.record(check(at=at), readings, channels=("desktop",))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three months, folded several times, with marks, and a journal since."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    with Archive.open(folder) as archive:
        for start in range(0, 60, 20):
            record(archive, range(start, start + 20))
            archive.mark_all([f"d{start}n0", f"d{start + 7}n1"], read=True, now=NOON)
            archive.mark(f"d{start + 3}n2", starred=True, now=NOON)
            archive.fold()
        record(archive, range(60, 66))
    return folder


Facts = dict[tuple[str, str], object]


def facts(archive: Archive) -> Facts:
    """Everything the archive holds, each thing by what it is."""
    found: Facts = {}
    for item in archive.items():
        found["item", item.id] = item
        found["text", item.id] = archive.text(item.id)
        for key in item.article.keys:
            found["key", key] = archive.keys(item.article.source)[key]
    found |= {("story", one.id): one for one in archive.stories()}
    found |= {("move", one.id): one for one in archive.moves()}
    found |= {("alert", one.key): one for one in archive.outbox.alerts()}
    return found


def hit(folder: Path, name: str, changed: bytes) -> set[str]:
    """What stood in the lines of a file that are not there any more."""
    before = set((folder / name).read_bytes().splitlines())
    gone = before - set(changed.splitlines())
    ids: set[str] = set()
    for line in gone:
        value = lines.decode(line + b"\n") or {}
        ids |= {str(value.get("id"))}
        for rows in value.get("put", {}).values():
            ids |= set(rows)
        ids |= set(value.get("text", {}))
    return ids


def spoilt(data: bytes, rng: random.Random, *, cut: bool) -> bytes:
    if cut:
        return data[: rng.randrange(len(data))]
    at = rng.randrange(len(data))
    return data[:at] + bytes((data[at] ^ 1 << rng.randrange(8),)) + data[at + 1 :]


@pytest.mark.parametrize("cut", [True, False], ids=["cut", "flip"])
@pytest.mark.parametrize("seed", SEEDS)
async def test_only_what_was_hit_is_lost_and_it_is_named(
    tmp_path: Path, whole: Path, seed: int, cut: bool
) -> None:
    rng = random.Random(seed)
    folder = tmp_path / "data"
    shutil.copytree(whole, folder)
    names = sorted(path.name for path in folder.iterdir() if path.name not in {"lock", "backups"})
    name = names[seed % len(names)]
    with Archive.open(whole, write=False) as archive:
        before, counts = facts(archive), archive.counts()
    changed = spoilt((folder / name).read_bytes(), rng, cut=cut)
    (folder / name).write_bytes(changed)
    lost = hit(whole, name, changed)

    verdict = verify(folder)
    with Archive.open(folder, write=False) as archive:
        if not name.endswith(FINDERS):
            check_facts(facts(archive), before, lost)
    with Archive.open(folder) as archive:
        await make_sound(archive)
        after = facts(archive)
        check_facts(after, before, lost)
        named = {damage.file for damage in (*archive.set_aside, *verdict.damages)}
        if name.endswith(FINDERS):
            assert after == before
            assert archive.counts() == counts
            assert archive.unsound() == ()
        if after != before or name.endswith(FINDERS):
            # An index that lies over rows that were cut is to be made again.
            over = {name.replace(".jsonl", ".index")} if cut else set()
            assert name in named
            assert named <= {name, *over}
            assert all(one.length or "missing" in one.reason for one in verdict.damages)
        # It goes on, and what is left is folded; the counters are those of what is left.
        record(archive, range(66, 68))
        after = facts(archive)
        everything = [item.id for item in archive.items()]
        archive.mark_all(everything, read=True, now=NOON)
        after = facts(archive)
        archive.fold()
        assert facts(archive) == after
    with Archive.open(folder) as archive:
        assert facts(archive) == after


def check_facts(after: Facts, before: Facts, lost: set[str]) -> None:
    for kind, name in before.keys() - after.keys():
        item = name.removeprefix("guid:").removeprefix("gazette.example/")
        assert item in lost or kind == "alert", (kind, name)
    for thing in before.keys() & after.keys():
        if after[thing] != before[thing]:
            # A body that was lost; or marks, alerts and copies that stood in another record.
            assert lost, thing
    assert not after.keys() - before.keys()


def test_a_sound_archive_is_found_sound(whole: Path) -> None:
    verdict = verify(whole)
    assert verdict.damages == ()
    assert verdict.records > 60 * 3
    assert verdict.files == len([p for p in whole.iterdir() if p.is_file()]) - 1
    assert verdict.size > 10_000
