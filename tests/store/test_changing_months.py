"""What changes of items whose month is on disk: texts, wordings, marks, stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.needs import MAX_TEXT
from newsroom.query import parse_query
from newsroom.records import FullText
from newsroom.subject import Subject
from store.archive import Archive
from store.pack_files import load_packs
from tests.store.samples import CHANNELS, NOON, article, check, due, reading, story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsroom.packs import Packs

HOUR = timedelta(hours=1)
PAGE = FullText("article", NOON + HOUR, "https://gazette.example/a1", 29)
WHOLE = "The crankshaft of the matter."


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(["meta-ai"], None)[0]


@pytest.fixture
def found(packs: Packs) -> Callable[[Archive, str], list[str]]:
    """Answers the ids of the items of which a query holds."""

    def find(archive: Archive, query: str) -> list[str]:
        parsed = parse_query(query, packs)
        return [
            item.id
            for item in archive.holding(parsed.needs())
            if parsed.holds(Subject.of_item(item, packs, text_of=archive.text))
        ]

    return find


def fill(archive: Archive) -> None:
    """Three items, the first with a story and a short text."""
    first = reading(article("a1", text="Short."), story("s1", "a1"))
    others = [reading(article(name, NOON + n * HOUR)) for n, name in enumerate(("a2", "a3"), 1)]
    archive.record(check(), [first, *others])


def fetch(archive: Archive) -> None:
    """Take in the page of the first item."""
    again = replace(archive.item("a1").article, text=WHOLE, full_text=PAGE)
    told = due("s1", revision=2)
    archive.record_again(
        [reading(again, story("s1", "a1", revision=2), dues=(told,))],
        now=NOON + HOUR,
        channels=CHANNELS,
    )


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_text_of_a_page_is_kept_found_and_shown_whenever_it_is_folded(
    tmp_path: Path, found: Callable[[Archive, str], list[str]], when: str
) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive)
        if when == "after":
            archive.fold()
            assert found(archive, "crankshaft") == []
        fetch(archive)
        assert found(archive, "crankshaft") == ["a1"]
        archive.fold()
        assert found(archive, "crankshaft") == ["a1"]
        assert found(archive, "text:Short") == []
    for write in (False, True):
        with Archive.open(tmp_path, write=write) as archive:
            assert archive.text("a1") == WHOLE
            assert archive.whole("a1").article.text == WHOLE
            assert archive.item("a1").full_text == PAGE
            assert found(archive, "crankshaft") == ["a1"]
            assert {alert.revision for alert in archive.outbox.alerts()} == {2}


def test_a_text_stays_when_its_item_is_folded_again_and_again_without_it(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive)
        fetch(archive)
        archive.fold()
        # The feed sends it again, with its own short text nowhere in sight.
        again = replace(archive.item("a1").article, title="Another title")
        archive.record(check(NOON + 2 * HOUR), [reading(again)])
        archive.fold()
        archive.record(check(NOON + 3 * HOUR), [reading(article("a4", NOON + 3 * HOUR))])
        archive.fold()
        assert archive.text("a1") == WHOLE
        assert archive.item("a1").article.title == "Another title"
        assert [one.title for one in archive.wordings("a1")] == ["Headline of a1"]


def test_a_verdict_without_a_text_is_kept_of_a_folded_item(tmp_path: Path) -> None:
    failed = FullText("failed", NOON, tries=2, note="It does not answer.")
    with Archive.open(tmp_path) as archive:
        fill(archive)
        archive.fold()
        before = archive.item("a1")
        archive.set_full_text("a1", failed)
        after = replace(before, article=replace(before.article, full_text=failed))
        assert archive.item("a1") == after
        assert archive.text("a1") == "Short."
        archive.fold()
        assert archive.item("a1") == after
        assert archive.text("a1") == "Short."


def test_a_folded_item_is_found_by_what_it_says_now(
    tmp_path: Path, found: Callable[[Archive, str], list[str]]
) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive)
        archive.fold()
        edited = replace(article("a2", NOON + HOUR), title="A flywheel", summary="Of brass.")
        archive.record(check(NOON + 2 * HOUR), [reading(edited)])
        for _ in range(2):
            assert found(archive, "flywheel brass") == ["a2"]
            assert found(archive, '"headline of a2"') == []
            assert [one.id for one in archive.items()] == ["a3", "a2", "a1"]
            archive.fold()


def test_marks_of_folded_items_stand_and_can_be_taken_back(
    tmp_path: Path, found: Callable[[Archive, str], list[str]]
) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive)
        archive.fold()
        archive.mark_all(["a1", "a2"], read=True, starred=True, now=NOON)
        archive.fold()
        archive.mark("a2", starred=False, now=NOON)
        for _ in range(2):
            assert found(archive, "is:starred") == ["a1"]
            assert found(archive, "is:unread") == ["a3"]
            counts = archive.counts()
            assert (counts.unread, counts.starred, counts.unread_news) == (1, 1, 0)
            archive.fold()
    with Archive.open(tmp_path) as archive:
        assert found(archive, "is:starred headline") == ["a1"]


def test_words_at_the_end_of_the_longest_text_are_found(
    tmp_path: Path, found: Callable[[Archive, str], list[str]]
) -> None:
    text = "word " * (MAX_TEXT // 5 - 2) + "flywheel"
    assert MAX_TEXT - 5 < len(text) <= MAX_TEXT
    with Archive.open(tmp_path) as archive:
        archive.record(check(), [reading(article("a1", text=text))])
        archive.fold()
        assert found(archive, "flywheel") == ["a1"]
        assert archive.text("a1") == text
