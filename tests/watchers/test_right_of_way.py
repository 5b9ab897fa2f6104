"""Background work rests while somebody waits at the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.samples import NOON, article
from watchers import reading
from watchers.right_of_way import MOMENT, PATIENCE, RightOfWay

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsroom.records import Article
    from store.repository import Repository


class Time:
    """A clock that goes on by what is slept, and calls somebody meanwhile."""

    def __init__(self) -> None:
        self.now = 100.0
        self.way = RightOfWay(lambda: self.now, self.sleep)
        self.presses = 0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.presses:
            self.presses -= 1
            self.way.take()


async def test_nobody_rests_while_nobody_waits() -> None:
    clock = Time()
    await clock.way.free()
    assert clock.now == 100.0


async def test_others_rest_until_the_moment_is_over() -> None:
    clock = Time()
    clock.way.take()
    await clock.way.free()
    assert clock.now == pytest.approx(100.0 + MOMENT)


async def test_each_key_begins_the_moment_anew() -> None:
    clock = Time()
    clock.presses = 2
    clock.way.take()
    await clock.way.free()
    assert clock.now == pytest.approx(100.0 + 3 * MOMENT)


async def test_a_key_held_down_stops_nobody_for_long() -> None:
    clock = Time()
    clock.presses = 1000
    clock.way.take()
    await clock.way.free()
    assert clock.now == pytest.approx(100.0 + PATIENCE)


async def test_reading_asks_before_every_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    class Asked(RightOfWay):
        async def free(self) -> None:
            done.append("asked")

    def read(articles: Sequence[Article], *_: object) -> Iterator[str]:
        for one in articles:
            done.append(one.id)
            yield one.id

    monkeypatch.setattr(reading, "SLICE", 0.0)
    monkeypatch.setattr(reading, "_open", read)
    archive: Repository = None  # type: ignore[assignment] # nothing is known here
    some = [article("a", NOON), article("b", NOON)]
    await reading.read_beside(some, archive, None, NOON, Asked())  # type: ignore[arg-type]
    assert done == ["asked", "a", "asked", "b", "asked"]
