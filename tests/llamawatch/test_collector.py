"""The collector walks what stays only now and then."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from llamawatch.collector import ShortCollections

if TYPE_CHECKING:
    from collections.abc import Iterator


class Knot:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collections() -> Iterator[ShortCollections]:
    short = ShortCollections(rounds=3)
    frozen = gc.get_freeze_count()
    gc.disable()
    short.start()
    yield short
    short.stop()
    gc.unfreeze()
    if frozen:
        gc.freeze()
    gc.enable()


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
    knot = Knot()
    gone = weakref.ref(knot)
    gc.collect()
    del knot
    gc.collect()
    assert gone() is not None
    gc.collect()
    gc.collect()
    assert gone() is None


def test_to_start_again_is_harmless(collections: ShortCollections) -> None:
    before = len(gc.callbacks)
    collections.start()
    assert len(gc.callbacks) == before
