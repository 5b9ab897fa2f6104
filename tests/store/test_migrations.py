"""An archive of every format there was, opened by this program.

`fixtures/schema-1/` was written by the program whose archive was one journal; `picture.json` beside
it is what that program said of it.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from datetime import timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from llamawatch.housekeeping import fold_at_stop
from newsroom.errors import StoreTooNew
from store import lines
from store.archive import Archive
from store.migrations import schema_of
from store.restoring import restore
from store.verifying import verify
from tests.store.samples import NOON, article, check, reading

FIXTURE = Path(__file__).parent / "fixtures" / "schema-1"


def told(archive: Archive) -> dict[str, Any]:
    """What the archive says, as it was recorded."""
    items = tuple(archive.items())
    said = {
        "items": [dataclasses.asdict(one) for one in items],
        "oldest first": [one.id for one in archive.items(newest_first=False)],
        "texts": {one.id: archive.text(one.id) for one in items},
        "wordings": {
            one.id: [dataclasses.asdict(w) for w in archive.wordings(one.id)] for one in items
        },
        "keys": {k: archive.keys(one.article.source)[k] for one in items for k in one.article.keys},
        # Of one time, they come in any order.
        "stories": sorted(
            (dataclasses.asdict(one) for one in archive.stories()), key=itemgetter("id")
        ),
        "moves": [dataclasses.asdict(one) for one in archive.moves()],
        "alerts": [dataclasses.asdict(one) for one in archive.outbox.alerts()],
        "sources": [dataclasses.asdict(one) for one in archive.source_states()],
        "counts": dataclasses.asdict(archive.counts()),
        "corrections": [dataclasses.asdict(one) for one in archive.corrections()],
        "note": archive.recall("round"),
    }
    shown: dict[str, Any] = json.loads(json.dumps(said, default=str))
    return shown


def holds(now: Any, then: Any) -> bool:  # noqa: ANN401 - anything JSON holds
    """Whether everything recorded is so now; what records have learnt to hold since may be more."""
    if isinstance(then, dict):
        return all(key in now and holds(now[key], value) for key, value in then.items())
    if isinstance(then, list):
        return len(now) == len(then) and all(map(holds, now, then))
    return bool(now == then)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    shutil.copy(FIXTURE / "journal.jsonl", tmp_path / "data")
    return tmp_path / "data"


RECORDED = json.loads((FIXTURE / "picture.json").read_text(encoding="utf-8"))
RECORDED["stories"].sort(key=itemgetter("id"))


def test_an_archive_of_format_1_opens_and_says_the_same(old: Path) -> None:
    assert schema_of(old) == 1
    for write in (False, True):
        with Archive.open(old, write=write) as archive:
            assert holds(told(archive), RECORDED)
            assert archive.set_aside == ()


def test_it_is_migrated_by_its_first_fold_and_a_copy_is_kept(old: Path, tmp_path: Path) -> None:
    with Archive.open(old) as archive:
        archive.fold()
        assert holds(told(archive), RECORDED)
    assert schema_of(old) == 2
    assert verify(old).damages == ()
    with Archive.open(old) as archive:
        assert holds(told(archive), RECORDED)
    copy = old / "backups" / "before-schema-2.tar.gz"
    restore(copy, tmp_path / "back", program="llamawatch restore", now=NOON)
    restored = (tmp_path / "back" / "journal.jsonl").read_bytes()
    assert restored == (FIXTURE / "journal.jsonl").read_bytes()


async def test_it_is_folded_at_the_next_stop(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llamawatch.housekeeping.FOLD_AT_STOP", 1)
    with Archive.open(old) as archive:
        await fold_at_stop(archive)
        assert schema_of(old) == 2
        assert holds(told(archive), RECORDED)
    for write in (False, True):
        with Archive.open(old, write=write) as archive:
            assert holds(told(archive), RECORDED)


def test_it_is_written_on_as_it_is(old: Path) -> None:
    later = NOON + timedelta(days=10)
    with Archive.open(old) as archive:
        again = reading(article("full1", later, source="herald", text="Longer than before."))
        archive.record(check(later, source="herald"), [again, reading(article("new", later))])
    for folded in (False, True):
        with Archive.open(old) as archive:
            assert next(archive.items()).id == "new"
            assert archive.text("full1") == "Longer than before."
            assert archive.item("full1").article.first_seen < later
            assert archive.counts().items == len(RECORDED["items"]) + 1
            if not folded:
                archive.fold()


def test_the_recorded_picture_would_show_a_difference() -> None:
    assert not holds({**RECORDED, "note": "x"}, RECORDED)
    assert len(RECORDED["items"]) == 35
    assert RECORDED["texts"]["full1"] == "The page of full1, whole."
    assert RECORDED["texts"]["pay1"] == "ميتا"
    assert RECORDED["counts"]["starred"] == 1


def test_a_newer_archive_is_refused_and_left_alone(old: Path) -> None:
    newer = lines.encode({"format": "llamawatch", "schema": 3, "kind": "live"})
    (old / "live.jsonl").write_bytes(newer)
    for write in (False, True):
        with pytest.raises(StoreTooNew, match="its format is 3"):
            Archive.open(old, write=write)
    with pytest.raises(StoreTooNew):
        schema_of(old)
    assert (old / "live.jsonl").read_bytes() == newer
