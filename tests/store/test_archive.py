from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import Ambiguous, NotFound, StoreError, StoreLocked
from newsroom.records import FullText, SourceState
from store.archive import Archive
from store.contents import Counts
from store.disk import Disk
from store.recording import Recorded
from tests.store.samples import (
    CHANNELS,
    NOON,
    article,
    check,
    due,
    filled,
    move,
    reading,
    story,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newsroom.records import Story

HOUR = timedelta(hours=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as opened:
        yield opened


def test_what_is_recorded_is_there_after_reopening(tmp_path: Path) -> None:
    one = reading(
        article("a1", text="The body."), story("s1", "a1"), moves=(move("m1"),), dues=(due("s1"),)
    )
    with Archive.open(tmp_path) as archive:
        recorded = archive.record(check(), [one], channels=CHANNELS)
        before = archive.item("a1"), archive.story("s1"), archive.move("m1")
    with Archive.open(tmp_path) as archive:
        assert (archive.item("a1"), archive.story("s1"), archive.move("m1")) == before
        assert recorded.new == (archive.item("a1"),)
        assert recorded.updated == ()
        assert archive.outbox.alerts() == list(recorded.alerts)[::-1]
        assert archive.text("a1") == "The body."
        assert archive.whole("a1").article == one.article
        assert archive.story("s1").alerts == 2
        assert archive.item("a1").alerted
        assert archive.item("a1").story == "s1"
        state = archive.source_state("gazette")
        assert (state.health, state.etag, state.items) == ("ok", '"v1"', 1)
        assert archive.source_states() == (state,)
        known = archive.keys("gazette")
        assert {key: known[key] for key in ("guid:a1", "gazette.example/a1")} == {
            "guid:a1": "a1",
            "gazette.example/a1": "a1",
        }
        assert "guid:a1" not in archive.keys("elsewhere")
        assert archive.source_state("elsewhere") == SourceState("elsewhere")


def test_one_check_is_one_line(archive: Archive) -> None:
    path = archive.folder / "journal.jsonl"
    before = path.read_bytes().count(b"\n")
    archive.record(check(), [filled("a1"), filled("a2")], channels=CHANNELS)
    assert path.read_bytes().count(b"\n") == before + 1
    assert path.stat().st_size == archive.size


def test_a_check_without_news_keeps_the_source_s_state(archive: Archive) -> None:
    recorded = archive.record(check(error="The server is gone."), [])
    assert recorded == Recorded()
    assert archive.source_state("gazette").error == "The server is gone."


def test_an_update_replaces_the_item_in_place(archive: Archive) -> None:
    first = reading(article("a1", text="Old body."), story("s1", "a1"))
    archive.record(check(), [first, reading(article("b1"))])
    archive.mark("a1", read=True, starred=True, now=NOON)
    later = NOON + HOUR
    again = replace(
        article("a1", later, text="New body."),
        title="A better headline",
        version=2,
        keys=("guid:changed", "gazette.example/a1"),
        event_time=None,
    )
    recorded = archive.record(check(later), [reading(again)])
    item = archive.item("a1")
    assert recorded.new == ()
    assert recorded.updated == (item,)
    assert (item.article.title, item.article.version) == ("A better headline", 2)
    assert (item.article.first_seen, item.article.event_time) == (NOON, NOON - HOUR)
    assert (item.read, item.starred, item.story) == (True, True, "s1")
    assert item.article.keys == ("guid:a1", "gazette.example/a1", "guid:changed")
    assert archive.keys("gazette")["guid:changed"] == "a1"
    assert archive.text("a1") == "New body."
    (wording,) = archive.wordings("a1")
    assert (wording.title, wording.until) == ("Headline of a1", later)
    assert [one.id for one in archive.items()] == ["b1", "a1"]
    assert archive.counts().items == 2


def test_recording_the_same_again_changes_nothing(archive: Archive) -> None:
    archive.record(check(), [filled("a1")], channels=CHANNELS)
    before = archive.counts()
    recorded = archive.record(check(), [filled("a1")], channels=CHANNELS)
    assert recorded == Recorded()
    assert archive.counts() == before


def test_a_source_that_flips_a_title_does_not_grow_the_item_for_ever(archive: Archive) -> None:
    for number in range(30):
        one = replace(
            article("a1"), title=f"Title {number}", keys=tuple(f"{number}-{i}" for i in range(5))
        )
        archive.record(check(), [reading(one)])
    assert [w.title for w in archive.wordings("a1")] == [f"Title {n}" for n in range(9, 29)]
    keys = archive.item("a1").article.keys
    assert len(keys) == 64
    assert {"0-0", "29-4"} <= set(keys)


def test_the_list_goes_by_first_seen_and_then_by_event_time(archive: Archive) -> None:
    def at(name: str, seen: int, event: int | None) -> None:
        one = replace(
            article(name, NOON + seen * HOUR),
            event_time=None if event is None else NOON + event * HOUR,
        )
        archive.record(check(NOON + seen * HOUR), [reading(one)])

    at("late", 2, -900)
    at("first", 0, -5)
    at("undated", 0, None)
    at("second", 0, -9)
    at("twin", 0, -9)
    expected = ["late", "undated", "first", "twin", "second"]
    assert [item.id for item in archive.items()] == expected
    assert [item.id for item in archive.items(newest_first=False)] == expected[::-1]
    assert [item.id for item in archive.items(since=NOON + HOUR)] == ["late"]
    assert [item.id for item in archive.items(since=NOON)] == expected
    with Archive.open(archive.folder, write=False) as again:
        assert [item.id for item in again.items()] == expected


def test_the_last_state_of_a_story_and_move_counts(archive: Archive) -> None:
    archive.record(
        check(),
        [
            reading(article("a1"), story("s1", "a1"), moves=(move("m1", status="rumoured"),)),
            reading(article("a2"), story("s1", "a1", "a2", revision=2), moves=(move("m1"),)),
        ],
    )
    assert archive.story("s1").revision == 2
    assert [item.id for item in archive.story_items("s1")] == ["a1", "a2"]
    assert archive.move("m1").status == "reported"


def test_stories_and_moves_are_listed_by_time(archive: Archive) -> None:
    archive.record(
        check(),
        [
            reading(
                article("a1"),
                story("new", "a1", at=NOON + HOUR),
                story("old", "a1"),
                moves=(move("m2", NOON + HOUR), move("m1")),
            )
        ],
    )
    assert [one.id for one in archive.stories()] == ["new", "old"]
    assert [one.id for one in archive.stories(newest_first=False)] == ["old", "new"]
    assert [one.id for one in archive.stories(since=NOON + HOUR)] == ["new"]
    assert [one.id for one in archive.moves()] == ["m2", "m1"]
    assert [one.id for one in archive.moves(since=NOON + HOUR)] == ["m2"]


def test_copies_are_counted_where_they_were_copied_from(archive: Archive) -> None:
    archive.record(check(), [reading(article("a1"))])
    archive.record(check(), [reading(article("b1", source="wire"), copy_of="a1")])
    archive.record(check(), [reading(article("b2", source="wire"), copy_of="a1")])
    assert archive.item("a1").copies == 2
    assert archive.item("b1").copy_of == "a1"
    with Archive.open(archive.folder, write=False) as again:
        assert again.item("a1").copies == 2


def test_alerted_are_the_item_it_is_about_and_its_story(archive: Archive) -> None:
    archive.record(
        check(),
        [
            reading(article("a1"), story("s1", "a1", "a2")),
            reading(article("a2"), story("s1", "a1", "a2")),
            reading(article("b1")),
            reading(article("c1"), dues=(due("s1", item="a2"), due("", item="b1"))),
        ],
        channels=("email",),
    )
    assert {i.id for i in archive.items() if i.alerted} == {"a1", "a2", "b1"}


def test_marks_stay_and_change_only_what_is_named(archive: Archive) -> None:
    archive.record(check(), [reading(article("a1")), reading(article("a2"))])
    assert archive.mark("a1", starred=True, now=NOON).starred
    marked = archive.mark("a1", read=True, now=NOON)
    assert (marked.read, marked.starred) == (True, True)
    archive.mark_all(["a1", "a2"], read=True, now=NOON)
    unmarked = archive.mark("a1", starred=False, now=NOON)
    assert (unmarked.read, unmarked.starred) == (True, False)
    with Archive.open(archive.folder, write=False) as again:
        assert again.item("a1") == unmarked
        assert again.counts().unread == 0


def test_a_mark_that_is_there_already_writes_nothing(archive: Archive) -> None:
    archive.record(check(), [reading(article("a1"))])
    size = archive.size
    archive.mark("a1", read=False, now=NOON)
    assert archive.size == size
    archive.mark("a1", read=True, now=NOON)
    assert archive.size > size
    with pytest.raises(NotFound, match='nothing with the id "zz" among its items'):
        archive.mark_all(["a1", "zz"], starred=True, now=NOON)
    assert not archive.item("a1").starred


def test_counts_are_right(archive: Archive) -> None:
    archive.record(check(), [filled("a1"), filled("a2"), reading(article("b1"))], channels=CHANNELS)
    archive.mark("a1", read=True, now=NOON)
    archive.mark("b1", starred=True, now=NOON)
    archive.outbox.mark_sent(archive.outbox.due(NOON)[0].id, NOON)
    expected = Counts(
        items=3,
        unread=2,
        starred=1,
        stories=2,
        moves=0,
        sources=1,
        alerts=4,
        alerts_pending=3,
        unread_news=1,
        news=2,
    )
    assert archive.counts() == expected
    with Archive.open(archive.folder, write=False) as again:
        assert again.counts() == expected


def test_bodies_stored_together_are_read_together(archive: Archive) -> None:
    archive.record(check(), [filled("a1"), reading(article("b1")), filled("a2")])
    assert dict(archive.bodies(["a1", "b1", "a2", "nothing"])) == {
        "a1": "The whole text of a1. " * 20,
        "a2": "The whole text of a2. " * 20,
    }
    assert archive.text("b1") == ""
    with pytest.raises(NotFound):
        archive.text("nothing")


def test_an_id_is_found_by_its_beginning(archive: Archive) -> None:
    archive.record(
        check(),
        [reading(article("abc1"), story("abd2", "abc1"), moves=(move("m-ada"),))],
    )
    archive.record(check(), [reading(article("ab"))])
    assert archive.find("abc") == ("item", "abc1")
    assert archive.find("abd") == ("story", "abd2")
    assert archive.find("m-") == ("move", "m-ada")
    assert archive.find("gaz") == ("source", "gazette")
    assert archive.find("ab") == ("item", "ab")
    with pytest.raises(Ambiguous) as several:
        archive.find("a")
    assert str(several.value) == (
        '"a" could be item abc1, item ab, story abd2; give more of the id.'
    )
    assert archive.find("a", "story") == ("story", "abd2")
    with pytest.raises(NotFound, match='No story or move has an id that begins with "zz"'):
        archive.find("zz", "story", "move")
    with pytest.raises(NotFound):
        archive.find("")


def test_subscribers_hear_after_it_is_kept(archive: Archive) -> None:
    heard: list[tuple[str, tuple[str, ...]]] = []
    archive.subscribe(lambda c: heard.append((c.kind, c.ids)))
    recorded = archive.record(check(), [filled("a1")], channels=("email",))
    archive.mark("a1", read=True, now=NOON)
    archive.set_source_state(SourceState("gazette", health="off"))
    assert heard == [
        ("source", ("gazette",)),
        ("items", ("a1",)),
        ("alert", (recorded.alerts[0].id,)),
        ("mark", ("a1",)),
        ("source", ("gazette",)),
    ]
    assert archive.source_state("gazette").health == "off"


def test_what_is_known_grows_with_what_is_recorded(archive: Archive) -> None:
    archive.record(check(), [filled("a1")])
    known = archive.known
    assert known.story("story-a1") is not None
    archive.record(check(), [reading(article("b1"), story("s2", "b1"), moves=(move("m1"),))])
    assert archive.known is known
    assert known.story("s2") == archive.story("s2")
    assert known.move("m1") == archive.move("m1")
    with Archive.open(archive.folder, write=False) as again:
        assert {s.id for s in again.known.stories()} == {"story-a1", "s2"}
        assert again.known.story_of("b1") == "s2"


def test_what_is_written_while_what_is_known_is_made_is_known_too(tmp_path: Path) -> None:
    class Interrupted(Archive):
        meanwhile: Thread | None = None

        def bodies(self, item_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
            # Read last, after stories and moves.
            self.meanwhile = self.meanwhile or self._write()
            return super().bodies(item_ids)

        def _write(self) -> Thread:
            one = reading(article("b1"), story("s2", "b1"), moves=(move("m1"),))
            thread = Thread(target=self.record, args=(check(), [one]))
            thread.start()
            thread.join(timeout=20)
            return thread

    with Interrupted.open(tmp_path) as archive:
        archive.record(check(), [filled("a1")])
        assert isinstance(archive, Interrupted)
        known = archive.known
        assert archive.meanwhile is not None
        assert not archive.meanwhile.is_alive(), "the writer had to wait"
        assert {s.id for s in known.stories()} == {"story-a1", "s2"}
        assert known.move("m1") == archive.move("m1")
        assert archive.known is known


def test_single_things_are_looked_up_without_making_what_is_known(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.record(check(), [filled("a1"), reading(article("b1"), moves=(move("m1"),))])

    def refuse(*_: object, **__: object) -> Iterator[Story]:
        raise AssertionError("the archive was read through")

    with monkeypatch.context() as patched:
        patched.setattr(Archive, "stories", refuse)
        patched.setattr(Archive, "items", refuse)
        known = archive.known_so_far
        assert known.story("story-a1") == archive.story("story-a1")
        assert known.story_of("a1") == "story-a1"
        assert known.move("m1") == archive.move("m1")
        assert known.move("m2") is None
    assert archive.known_so_far is not archive.known
    assert archive.known_so_far is archive.known


def test_stories_long_past_are_not_known(archive: Archive) -> None:
    archive.record(check(), [filled("a1")])
    later = NOON + timedelta(days=201)
    archive.record(check(later), [filled("b1", later)])
    assert [s.id for s in archive.known.stories()] == ["story-b1"]
    with Archive.open(archive.folder, write=False, horizon=timedelta(days=300)) as again:
        assert {s.id for s in again.known.stories()} == {"story-a1", "story-b1"}


def test_notes_are_remembered(archive: Archive) -> None:
    assert archive.recall("last visit") == ""
    archive.remember("last visit", "2026-11-23")
    size = archive.size
    archive.remember("last visit", "2026-11-23")
    assert archive.size == size
    with Archive.open(archive.folder, write=False) as again:
        assert again.recall("last visit") == "2026-11-23"


def test_a_reader_follows_a_writer(archive: Archive) -> None:
    with Archive.open(archive.folder, write=False) as reader:
        heard: list[str] = []
        reader.subscribe(lambda change: heard.append(change.kind))
        assert not reader.refresh()
        archive.record(check(), [filled("a1")], channels=CHANNELS)
        assert reader.refresh()
        assert reader.item("a1") == archive.item("a1")
        assert [s.id for s in reader.known.stories()] == ["story-a1"]
        assert heard == ["items", "source", "alert", "mark"]
        assert not reader.refresh()
        assert not archive.refresh()
        with pytest.raises(StoreError, match="is open for reading only; close the llamawatch"):
            reader.mark("a1", read=True, now=NOON)
        assert not reader.item("a1").read


def test_a_reader_finds_nothing_in_a_missing_directory_and_then_something(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Archive.open(folder, write=False) as reader:
        assert list(reader.items()) == []
        assert not folder.exists()
        with Archive.open(folder) as archive:
            archive.record(check(), [filled("a1")])
            assert reader.refresh()
            assert [item.id for item in reader.items()] == ["a1"]
            assert reader.outbox.alerts() == []


def test_only_one_writes(archive: Archive) -> None:
    with pytest.raises(StoreLocked):
        Archive.open(archive.folder)
    archive.close()
    archive.close()
    Archive.open(archive.folder).close()


def test_a_failed_opening_gives_the_lock_back(tmp_path: Path) -> None:
    class Refusing(Disk):
        def sync(self, handle: int) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.raises(StoreError):
        Archive.open(tmp_path, disk=Refusing())
    Archive.open(tmp_path).close()


def test_folder_and_files_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    with Archive.open(folder) as archive:
        archive.record(check(), [filled("a1")])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_directory_that_holds_other_things_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    with Archive.open(tmp_path):
        pass
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_leftovers_of_a_rewrite_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".journal.jsonl-x1y2z3", ".items-2026-11.jsonl-abc", ".hidden", "notes.jsonl-old"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    with Archive.open(tmp_path):
        pass
    assert {p.name for p in tmp_path.iterdir()} == {
        ".hidden",
        "notes.jsonl-old",
        "journal.jsonl",
        "lock",
    }


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError) as refused:
        Archive.open(tmp_path / "file" / "data")
    assert str(refused.value) == (
        f"The data directory {tmp_path}/file/data cannot be used: Not a directory; make it "
        "writable, or name another with --data."
    )


def test_damage_is_named_and_the_rest_is_there(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        for name in ("a1", "a2", "a3"):
            archive.record(check(), [filled(name)])
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Headline of a2", b"Headline of a9"))
    with Archive.open(tmp_path) as archive:
        assert {item.id for item in archive.items()} == {"a1", "a3"}
        assert [damage.file for damage in archive.set_aside] == ["journal.jsonl"]
        archive.record(check(), [filled("a2")])
        assert archive.counts().items == 3


def test_a_full_disk_keeps_nothing_of_a_check_and_the_same_call_works_later(
    tmp_path: Path,
) -> None:
    class Full(Disk):
        full = False

        def write(self, handle: int, data: bytes | memoryview) -> int:
            if self.full:
                super().write(handle, data[:100])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(handle, data)

    disk = Full()
    with Archive.open(tmp_path, disk=disk) as archive:
        archive.record(check(), [filled("a1")], channels=CHANNELS)
        before = archive.counts(), archive.size
        known = len(list(archive.known.stories()))
        disk.full = True
        with pytest.raises(StoreError, match="No space left on device"):
            archive.record(check(), [filled("a2")], channels=CHANNELS)
        assert (archive.counts(), archive.size) == before
        assert len(list(archive.known.stories())) == known
        disk.full = False
        assert len(archive.record(check(), [filled("a2")], channels=CHANNELS).alerts) == 2
    with Archive.open(tmp_path) as archive:
        assert archive.counts().items == 2
        assert archive.set_aside == ()


def test_items_can_be_changed_while_they_are_listed(archive: Archive) -> None:
    archive.record(check(), [filled("a1"), filled("a2")])
    listed = []
    for item in archive.items():
        listed.append(item.id)
        archive.record(check(), [filled(f"more-{item.id}")])
    assert listed == ["a2", "a1"]


def test_the_text_of_a_page_takes_the_place_of_the_feed_s_and_survives(tmp_path: Path) -> None:
    full = FullText("article", NOON, "https://gazette.example/a1", 15)
    with Archive.open(tmp_path) as archive:
        archive.record(check(), [reading(article("a1", text="Short."), story("s1", "a1"))])
        before = archive.item("a1")
        again = replace(before.article, text="The whole text.", full_text=full)
        made = archive.record_again(
            [reading(again, story("s1", "a1", revision=2), dues=(due("s1", revision=2),))],
            now=NOON + HOUR,
            channels=CHANNELS,
        )
        assert [item.id for item in made.updated] == ["a1"]
        assert {alert.revision for alert in made.alerts} == {2}
        # The feed sends it again, with its own short text nowhere in sight.
        archive.record(check(NOON + 2 * HOUR), [reading(replace(again, text=""))])
    with Archive.open(tmp_path) as archive:
        assert archive.text("a1") == "The whole text."
        assert archive.item("a1").full_text == full
        assert archive.item("a1").article.first_seen == before.article.first_seen
        assert archive.source_state("gazette").last_poll == NOON + 2 * HOUR


def test_a_verdict_without_a_text_leaves_everything_else(archive: Archive) -> None:
    archive.record(check(), [reading(article("a1", text="Short."))])
    before = archive.item("a1")
    heard: list[str] = []
    archive.subscribe(lambda change: heard.append(change.kind))
    full = FullText("failed", NOON, tries=2, note="It does not answer.")
    archive.set_full_text("a1", full)
    after = archive.item("a1")
    assert after == replace(before, article=replace(before.article, full_text=full))
    assert archive.text("a1") == "Short."
    assert heard == ["items"]
    with pytest.raises(NotFound):
        archive.set_full_text("zz", full)
