from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from newsroom.needs import IN_A_STORY, NAMES_SOMEBODY
from store.archive import Archive
from store.order import Run, in_order
from store.segment import Place, Segment
from tests.store.samples import NOON, article, check, reading, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

    from store.order import Placed
    from store.tables import Row

places = st.builds(Place, st.integers(0, 5), st.integers(0, 2))


@given(st.lists(st.lists(places, min_size=1, max_size=6), max_size=5), st.booleans(), st.data())
def test_runs_become_one_list_and_each_is_begun_when_its_turn_has_come(
    lists: list[list[Place]], newest_first: bool, data: st.DataObject
) -> None:
    begun: list[int] = []
    runs = []

    def rows(number: int, places: list[Place]) -> Iterator[Placed | None]:
        begun.append(number)
        for n, place in enumerate(places):
            yield None
            yield place, f"{number} {n}", {}

    expected: list[tuple[Place, str]] = []
    for number, some in enumerate(lists):
        some.sort(reverse=newest_first)
        first = data.draw(st.sampled_from([None, some[0]]))
        runs.append(Run(first, rows(number, some)))
        expected += [(place, f"{number} {n}") for n, place in enumerate(some)]
    expected.sort(key=lambda one: one[0], reverse=newest_first)
    found = []
    for placed in in_order(runs, newest_first=newest_first):
        if placed is None:
            continue
        found.append((placed[0], placed[1]))
        for number, run in enumerate(runs):
            if run.first is not None and number not in begun:
                here = (placed[0], int(placed[1].split()[0]))
                assert here <= (run.first, number) if not newest_first else placed[0] >= run.first
    assert found == expected


def fill(archive: Archive) -> None:
    """Four months of one item a day, every tenth in a story."""
    for day in range(120):
        at = NOON + timedelta(days=day)
        stories = (story(f"s{day}", f"d{day}", at=at),) if day % 10 == 0 else ()
        archive.record(check(at=at), [reading(article(f"d{day}", at, text="word"), *stories)])


def test_the_first_items_are_found_without_looking_at_old_months(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: set[str] = set()
    row = Segment.row

    def noted(segment: Segment, number: int) -> tuple[str, Row]:
        looked.add(segment.path.name)
        return row(segment, number)

    monkeypatch.setattr(Segment, "row", noted)
    with Archive.open(tmp_path) as archive:
        fill(archive)
        archive.fold()
        first: list[Callable[[], object]] = [
            lambda: next(archive.items()).id == "d119",
            lambda: next(archive.items(newest_first=False)).id == "d0",
            lambda: next(archive.holding((frozenset({"word"}),))).id == "d119",
            lambda: next(archive.stories()).id == "s110",
        ]
        for is_found in first:
            looked.clear()
            assert is_found()
            assert len(looked) == 1


def test_whoever_looks_for_what_is_not_there_can_breathe_between(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive)
        archive.fold()
        assert list(archive.looked_for((frozenset({"absent"}),))) == [None] * 5
        assert list(archive.holding((frozenset({"absent"}),))) == []


def test_what_belongs_to_a_story_is_found_without_making_the_rest(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive)
        archive.fold()
        found = [item.id for item in archive.holding(IN_A_STORY)]
        assert found == [f"d{day}" for day in range(110, -10, -10)]
        assert archive.counts().news == 12


def test_what_names_a_person_is_found_without_making_the_rest(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        fill(archive)
        named = replace(reading(article("n1", NOON + timedelta(days=3))), people=("ada",))
        archive.record(check(NOON + timedelta(days=3)), [named])
        archive.fold()
        found = {item.id for item in archive.holding(NAMES_SOMEBODY)}
        assert found == {"n1", *(f"d{day}" for day in range(0, 120, 10))}
