"""An archive that an older program wrote opens with nothing lost, and is folded at the next stop.

`stores/schema-1.jsonl` is the journal of such a program, before there were months.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from llamawatch.housekeeping import fold_at_stop
from store.archive import Archive
from tests.store.samples import NOON, article, check, reading

DAY = timedelta(days=1)
STORES = Path(__file__).with_name("stores")


@pytest.fixture(params=["schema-1"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data directory as an older program left it."""
    shutil.copyfile(STORES / f"{request.param}.jsonl", tmp_path / "journal.jsonl")
    return tmp_path


def everything_is_there(archive: Archive) -> None:
    assert [item.id for item in archive.items()] == ["b2", "b1", "a2", "a1"]
    assert {item.id for item in archive.items() if item.read} == {"a1", "b2"}
    assert {item.id for item in archive.items() if item.starred} == {"a1"}
    assert archive.text("a1") == "The whole text of a1. " * 20
    assert archive.text("b1") == "The page of b1, whole."
    assert archive.text("b2") == "退職 und ميتا"
    full = {item.id: item.full_text for item in archive.items() if item.full_text}
    assert {name: one.verdict for name, one in full.items()} == {"a1": "paywall", "b1": "article"}
    assert archive.item("b1").copies == 1
    assert [one.title for one in archive.wordings("a2")] == ["Headline of a2"]
    assert [one.id for one in archive.stories()] == ["story-b1", "story-a1"]
    assert [one.id for one in archive.moves()] == ["m1"]
    assert archive.keys("gazette")["guid:a2"] == "a2"
    states = {state.source: (state.health, state.items) for state in archive.source_states()}
    assert states == {"gazette": ("ok", 4), "herald": ("error", 0)}
    counts = archive.counts()
    assert (counts.items, counts.unread, counts.alerts) == (4, 2, 6)
    assert [alert.state for alert in archive.outbox.alerts()].count("sent") == 1
    assert archive.recall("tour") == "seen"
    assert archive.set_aside == ()


def months(folder: Path) -> int:
    return len(list(folder.glob("items-*.jsonl")))


async def test_it_opens_with_nothing_lost_and_is_folded_at_the_next_stop(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llamawatch.housekeeping.FOLD_AT_STOP", 1)
    with Archive.open(folder, write=False) as reader:
        everything_is_there(reader)
    with Archive.open(folder) as archive:
        everything_is_there(archive)
        await fold_at_stop(archive)
        assert months(folder) == 2
        everything_is_there(archive)
    for write in (False, True):
        with Archive.open(folder, write=write) as archive:
            everything_is_there(archive)


def test_it_is_written_on_as_it_is(folder: Path) -> None:
    with Archive.open(folder) as archive:
        again = reading(article("a1", NOON + 2 * DAY, text="Longer than before."))
        archive.record(check(NOON + 2 * DAY), [again, reading(article("c1", NOON + 2 * DAY))])
    with Archive.open(folder) as archive:
        assert [item.id for item in archive.items()][:1] == ["c1"]
        assert archive.text("a1") == "Longer than before."
        archive.fold()
        assert archive.text("a1") == "Longer than before."
        assert archive.counts().items == 5
