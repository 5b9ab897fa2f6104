from __future__ import annotations

import gzip
import io
import shutil
import tarfile
from datetime import timedelta
from typing import TYPE_CHECKING

import orjson
import pytest

from newsroom.errors import StoreError, StoreLocked, StoreTooNew
from store.archive import Archive
from store.backup import MANIFEST, verify_backup, write_backup
from store.inbox import Inbox, Wish
from store.restoring import restore
from tests.scale import scaled
from tests.store.samples import NOON, RenamingDisk, check, die, dies, filled
from tests.store.test_damage import record
from tests.store.test_folding import picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROGRAM = "llamawatch restore"
BESIDE = {"lock", "backups"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folded archive with marks, a journal since, and something in its inbox."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    with Archive.open(folder) as archive:
        for start in (0, 20):
            record(archive, range(start, start + 20))
            archive.mark_all([f"d{start}n0", f"d{start + 7}n1"], read=True, now=NOON)
            archive.fold()
        record(archive, range(40, 44))
    inbox = Inbox(folder)
    inbox.drop(Wish("mark", ("d1n1",), {"read": True}), NOON, 7)
    inbox.refuse(inbox.drop(Wish("poll"), NOON, 8), "it is too late")
    (folder / "llamawatch.log").write_text("2026-11-23T12:00:00+00:00 a warning\n")
    return folder


@pytest.fixture(scope="module")
def packed(whole: Path) -> Path:
    target = whole.parent / "backup.tar.gz"
    write_backup(whole, target, now=NOON)
    return target


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in BESIDE
    }


def seen(folder: Path) -> object:
    with Archive.open(folder, write=False) as archive:
        return picture(archive)


def test_a_round_trip_gives_back_every_byte(whole: Path, packed: Path, tmp_path: Path) -> None:
    done = restore(packed, tmp_path / "data", program=PROGRAM, now=NOON)
    assert done.aside is None
    assert files(tmp_path / "data") == files(whole)
    assert done.manifest == verify_backup(packed)
    assert done.manifest.schema == 2
    assert packed.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert seen(tmp_path / "data") == seen(whole)
    with Archive.open(tmp_path / "data") as archive:
        record(archive, range(44, 45))
        archive.fold()
        assert archive.item("d44n1").id == "d44n1"


def test_any_tar_unpacks_it(packed: Path, whole: Path) -> None:
    with tarfile.open(packed, "r:gz") as tar:
        names = tar.getnames()
        assert names[-1] == MANIFEST
        assert set(names[:-1]) == files(whole).keys()


def test_an_archive_that_was_never_folded_is_backed_up_too(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "data") as archive:
        record(archive, range(2))
        manifest = write_backup(tmp_path / "data", tmp_path / "b", now=NOON)
        assert manifest.schema == 1
        restore(tmp_path / "b", tmp_path / "other", program=PROGRAM, now=NOON)
        assert seen(tmp_path / "other") == picture(archive)


def test_a_writer_goes_on_beside_and_half_a_line_is_left_out(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "data") as archive:
        record(archive, range(3))
        archive.fold()
        record(archive, range(3, 5))
        before = picture(archive)
        with (tmp_path / "data" / "journal-000001.jsonl").open("ab") as file:
            file.write(b'0badc0de {"n":')
        write_backup(tmp_path / "data", tmp_path / "b", now=NOON)
    restore(tmp_path / "b", tmp_path / "other", program=PROGRAM, now=NOON)
    with Archive.open(tmp_path / "other") as restored:
        assert picture(restored) == before
        assert restored.set_aside == ()


def test_what_can_be_made_again_is_not_missed(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "data")
    for pattern in ("root-*.jsonl", "*.index", "*.search", "levels-*.bin"):
        for path in (tmp_path / "data").glob(pattern):
            path.unlink()
    write_backup(tmp_path / "data", tmp_path / "b", now=NOON)
    restore(tmp_path / "b", tmp_path / "other", program=PROGRAM, now=NOON)
    assert seen(tmp_path / "other") == seen(whole)


def test_a_fold_in_between_is_waited_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from store import backup

    with Archive.open(tmp_path / "data") as archive:
        record(archive, range(3))
        archive.fold()
        record(archive, range(3, 6))
        real, folds = backup._unchanging, list[bool]()

        def folded_meanwhile(root: object) -> object:
            names = list(real(root))  # type: ignore[arg-type] # as it is called
            if not folds:
                folds.append(True)
                archive.fold()
            return iter(names)

        monkeypatch.setattr(backup, "_unchanging", folded_meanwhile)
        write_backup(tmp_path / "data", tmp_path / "b", now=NOON)
        restore(tmp_path / "b", tmp_path / "other", program=PROGRAM, now=NOON)
        assert seen(tmp_path / "other") == picture(archive)
        assert folds


def test_a_file_that_is_there_is_not_replaced_unasked(whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "b"
    target.write_text("mine")
    with pytest.raises(StoreError, match="is there already"):
        write_backup(whole, target, now=NOON)
    assert target.read_text() == "mine"
    write_backup(whole, target, now=NOON, force=True)
    assert verify_backup(target).files


def test_nothing_is_left_of_a_backup_that_fails(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(StoreError, match=r"journal\.jsonl is missing"):
        write_backup(tmp_path / "data", tmp_path / "b", now=NOON)
    with pytest.raises(StoreError, match="cannot be written"):
        write_backup(tmp_path / "data", tmp_path / "no" / "b", now=NOON)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_the_present_data_is_moved_aside(whole: Path, packed: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    for day in (1, 2):
        with Archive.open(data) as archive:
            archive.record(check(), [filled(f"a{day}")])
        shutil.rmtree(tmp_path / "kept", ignore_errors=True)
        shutil.copytree(data, tmp_path / "kept")
        done = restore(packed, data, program=PROGRAM, now=NOON)
        assert done.aside is not None
        assert files(done.aside) == files(tmp_path / "kept")
        assert files(data) == files(whole)
    names = sorted(path.name for path in tmp_path.iterdir())
    first = "data.before-restore-20261123T120000Z"
    assert names == ["data", first, f"{first}-2", "kept"]


def test_a_writer_is_not_robbed_of_its_data(packed: Path, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "data", program="llamawatch run") as archive:
        record(archive, range(1))
        before = picture(archive)
        with pytest.raises(StoreLocked, match="llamawatch run"):
            restore(packed, tmp_path / "data", program=PROGRAM, now=NOON)
        assert picture(archive) == before
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


Member = tuple[str, bytes, bytes]


def forged(path: Path, *members: Member, **manifest: object) -> Path:
    """A backup whose manifest fits what it holds, whatever that is."""
    import hashlib

    said = {"format": "llamawatch-backup", "version": 1, "schema": 2, "made": "", **manifest}
    listed = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, _, data in members
    ]
    last = (MANIFEST, tarfile.REGTYPE, orjson.dumps({"files": listed, **said}))
    with tarfile.open(path, "w:gz") as tar:
        for name, kind, data in (*members, last):
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, len(data), "/etc/passwd"
            tar.addfile(info, io.BytesIO(data))
    return path


JOURNAL: Member = ("journal.jsonl", tarfile.REGTYPE, b"")


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (("../evil.jsonl", tarfile.REGTYPE, b"x"), "which no llamawatch writes"),
        (("/evil.jsonl", tarfile.REGTYPE, b"x"), "which no llamawatch writes"),
        (("inbox/../../evil.json", tarfile.REGTYPE, b"x"), "which no llamawatch writes"),
        (("lock", tarfile.REGTYPE, b"x"), "which no llamawatch writes"),
        (("holiday.jpg", tarfile.REGTYPE, b"x"), "which no llamawatch writes"),
        (("journal.jsonl", tarfile.REGTYPE, b"x"), "which no llamawatch writes"),
        (("live.jsonl", tarfile.SYMTYPE, b""), "is no plain file"),
        (("live.jsonl", tarfile.LNKTYPE, b""), "is no plain file"),
        (("live.jsonl", tarfile.FIFOTYPE, b""), "is no plain file"),
        (("live.jsonl", tarfile.CHRTYPE, b""), "is no plain file"),
        (("inbox", tarfile.DIRTYPE, b""), "is no plain file"),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_what_no_llamawatch_writes_is_refused(tmp_path: Path, member: Member, said: str) -> None:
    source = forged(tmp_path / "b", JOURNAL, member)
    with pytest.raises(StoreError, match=said):
        restore(source, tmp_path / "data", program=PROGRAM, now=NOON)
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_a_backup_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    for number, newer in enumerate(({"version": 2}, {"schema": 3})):
        source = forged(tmp_path / f"b{number}", JOURNAL, **newer)
        with pytest.raises(StoreTooNew, match="written by a newer llamawatch"):
            restore(source, tmp_path / "data", program=PROGRAM, now=NOON)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("part", range(0, 100, 7))
def test_a_backup_that_is_not_whole_is_refused(packed: Path, tmp_path: Path, part: int) -> None:
    raw = bytearray(packed.read_bytes())
    at = len(raw) * part // 100
    cut, flipped = tmp_path / "cut", tmp_path / "flipped"
    cut.write_bytes(raw[:at])
    plain = bytearray(gzip.decompress(raw))
    with tarfile.open(packed) as tar:
        held = [m for m in tar if m.size]
        member = held[part * len(held) // 100]
    plain[member.offset_data + member.size // 2] ^= 1
    flipped.write_bytes(plain)
    for source in (cut, flipped):
        with pytest.raises(StoreError, match=r"damaged|cannot be used"):
            restore(source, tmp_path / "data", program=PROGRAM, now=NOON)
    assert {path.name for path in tmp_path.iterdir()} == {"cut", "flipped"}


@pytest.mark.parametrize("present", [True, False])
def test_killed_before_any_call_of_a_restore_it_is_the_old_or_the_new(
    tmp_path: Path, present: bool
) -> None:
    with Archive.open(tmp_path / "small") as archive:
        record(archive, range(2))
        archive.fold()
    packed = tmp_path / "packed"
    write_backup(tmp_path / "small", packed, now=NOON)
    with Archive.open(tmp_path / "old") as archive:
        if present:
            archive.record(check(NOON - timedelta(days=1)), [filled("a1")])
        old = picture(archive)
    restore(packed, tmp_path / "new", program=PROGRAM, now=NOON)
    new = seen(tmp_path / "new")
    calls, died, found = 0, True, []
    while died:
        calls += 1
        place = tmp_path / str(calls)
        place.mkdir()
        if present:
            shutil.copytree(tmp_path / "old", place / "data")

        def act(number: int, _name: str, fatal: int = calls) -> None:
            if number == fatal:
                die()

        def work(place: Path = place, act: Callable[[int, str], None] = act) -> object:
            disk = RenamingDisk(act)
            return restore(packed, place / "data", program=PROGRAM, now=NOON, disk=disk)

        died = dies(work)
        with Archive.open(place / "data", write=calls % 2 == 0) as archive:
            shown = picture(archive)
        found.append(shown == new)
        assert shown in (new, old)
        with Archive.open(place / "data"):
            pass
        assert not [one for one in place.iterdir() if "restoring" in one.name]
        shutil.rmtree(place)
    assert found == sorted(found)
    assert {False, True} == set(found)
    assert calls > 50


class ActingDisk(RenamingDisk):
    """Acts after every call that opens or renames, too."""

    def __init__(self, before: Callable[[int, str], None], after: Callable[[str], None]) -> None:
        super().__init__(before)
        self._after = after

    def open(self, path: Path, flags: int) -> int:
        handle = super().open(path, flags)
        self._after(f"open {path.name}")
        return handle

    def rename(self, path: Path, target: Path) -> None:
        super().rename(path, target)
        self._after("rename")


@pytest.mark.parametrize("present", [True, False])
def test_nobody_writes_there_until_a_restore_is_done(
    packed: Path, whole: Path, tmp_path: Path, present: bool
) -> None:
    data = tmp_path / "data"
    if present:
        with Archive.open(data) as archive:
            archive.record(check(), [filled("a1")])
    tried = 0

    def intrude(*call: object) -> None:
        nonlocal tried
        begun = tried or list(tmp_path.glob("*.restoring-part"))
        # A lock is truncated before it is given back.
        if begun and "truncate" not in call:
            tried += 1
            with pytest.raises(StoreLocked, match=PROGRAM):
                Archive.open(data)

    done = restore(packed, data, program=PROGRAM, now=NOON, disk=ActingDisk(intrude, intrude))
    assert tried > 50
    assert (done.aside is not None) == present
    assert files(data) == files(whole)
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {"data"}
    with Archive.open(data) as archive:
        record(archive, range(44, 45))


def test_who_opened_the_lock_before_a_restore_writes_into_what_was_restored(
    packed: Path, whole: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with Archive.open(data) as archive:
        archive.record(check(), [filled("a1")])
    restored = list[bool]()

    def then(name: str) -> None:
        if name == "open lock" and not restored:
            restored.append(True)
            restore(packed, data, program=PROGRAM, now=NOON)

    with Archive.open(data, disk=ActingDisk(lambda *_: None, then)) as archive:
        assert restored
        with pytest.raises(StoreLocked):
            Archive.open(data)
        assert picture(archive) == seen(whole)


@pytest.mark.parametrize("names", [(), ("lock",), ("lock", "llamawatch.log")])
def test_what_was_put_in_its_place_meanwhile_does_not_stop_a_restore(
    packed: Path, whole: Path, tmp_path: Path, names: tuple[str, ...]
) -> None:
    data = tmp_path / "data"
    restore(packed, tmp_path / "data.restoring", program=PROGRAM, now=NOON)
    data.mkdir()
    for name in names:
        (data / name).write_text("a line\n")
    with Archive.open(data) as archive:
        assert picture(archive) == seen(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    log = (whole / "llamawatch.log").read_text()
    assert (data / "llamawatch.log").read_text() == log + "a line\n" * (len(names) == 2)


def test_what_somebody_else_put_there_is_left_and_so_is_what_was_restored(
    packed: Path, tmp_path: Path
) -> None:
    restore(packed, tmp_path / "data.restoring", program=PROGRAM, now=NOON)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine").write_text("mine")
    with pytest.raises(StoreError, match="rename it by hand"):
        Archive.open(tmp_path / "data")
    assert (tmp_path / "data" / "mine").read_text() == "mine"
    assert (tmp_path / "data.restoring" / "live.jsonl").exists()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_many_items_make_the_round_trip(tmp_path: Path) -> None:
    batches = scaled(10, 100)
    with Archive.open(tmp_path / "data") as archive:
        for batch in range(batches):
            at = NOON + timedelta(hours=7 * batch)
            archive.record(check(at), [filled(f"b{batch}i{n}", at) for n in range(1000)])
        archive.fold()
        record(archive, range(batches, batches + 3))
        write_backup(tmp_path / "data", tmp_path / "b", now=NOON)
        restore(tmp_path / "b", tmp_path / "other", program=PROGRAM, now=NOON)
        assert files(tmp_path / "other") == files(tmp_path / "data")
    with Archive.open(tmp_path / "other", write=False) as archive:
        assert archive.counts().items == 1000 * batches + 9
