"""The collector walks what stays only now and then."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from llamawatch.collector import ShortCollections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Knot:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


class Seconds:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def collections(seconds: Seconds) -> Iterator[ShortCollections]:
    short = ShortCollections(rounds=3, clock=seconds)
    frozen = gc.get_freeze_count()
    gc.disable()
    short.start()
    yield short
    short.stop()
    gc.unfreeze()
    if frozen:
        gc.freeze()
    gc.enable()


def knotted() -> weakref.ref[Knot]:
    """Garbage that was set aside while it was none."""
    knot = Knot()
    gone = weakref.ref(knot)
    gc.collect()
    del knot
    return gone


def test_what_survived_is_not_walked_again(collections: ShortCollections) -> None:
    kept = Knot()
    gc.collect()
    assert kept not in gc.get_objects()
    assert gc.get_freeze_count() > 0


def test_garbage_made_since_is_found(collections: ShortCollections) -> None:
    gc.collect()
    gone = weakref.ref(Knot())
    gc.collect()
    assert gone() is None


def test_a_survivor_that_became_garbage_is_found_after_some_rounds(
    collections: ShortCollections,
) -> None:
    gone = knotted()
    gc.collect()
    collections.walk_if_due()
    assert gone() is not None
    gc.collect()
    collections.walk_if_due()
    assert gone() is None


def note_key(collections: ShortCollections) -> None:
    collections.note_key()


def note_change(collections: ShortCollections) -> None:
    collections.note_change()


@pytest.mark.parametrize(("going_on", "most"), [(note_change, 20), (note_key, 200)])
def test_nothing_long_is_begun_while_something_goes_on_unless_it_is_long_overdue(
    collections: ShortCollections,
    seconds: Seconds,
    going_on: Callable[[ShortCollections], None],
    most: int,
) -> None:
    gone = knotted()
    for _ in range(3 * most - 2):
        gc.collect()
    seconds.now += 100
    going_on(collections)
    seconds.now += 9
    collections.walk_if_due()
    assert gone() is not None
    gc.collect()
    collections.walk_if_due()
    assert gone() is None


def test_once_all_is_quiet_it_is_made_up_for(
    collections: ShortCollections, seconds: Seconds
) -> None:
    gone = knotted()
    for _ in range(3):
        gc.collect()
    collections.note_key()
    collections.note_change()
    collections.walk_if_due()
    assert gone() is not None
    seconds.now += 11
    collections.walk_if_due()
    assert gone() is None


def test_after_everything_was_walked_rounds_are_counted_anew(
    collections: ShortCollections,
) -> None:
    for _ in range(3):
        gc.collect()
    collections.walk_if_due()
    gone = knotted()
    collections.walk_if_due()
    assert gone() is not None


def test_to_start_again_is_harmless(collections: ShortCollections) -> None:
    before = len(gc.callbacks)
    collections.start()
    assert len(gc.callbacks) == before
