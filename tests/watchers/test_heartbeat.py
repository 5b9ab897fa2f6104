from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from watchers.heartbeat import BEAT, TOLERANCE, Heartbeat

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Clocks:
    """A clock on the wall and a stopwatch, both moved by hand."""

    def __init__(self) -> None:
        self.wall = NOW
        self.count = 100.0
        self.jumps: list[float] = []

    def pass_by(self, seconds: float, jump: float = 0.0) -> None:
        self.wall += timedelta(seconds=seconds + jump)
        self.count += seconds

    async def sleep(self, seconds: float) -> None:
        """Time passes; the first entry of `jumps` is what the clock does beside it."""
        if not self.jumps:
            await asyncio.Event().wait()
        self.pass_by(seconds, self.jumps.pop(0))

    def beat(self) -> Heartbeat:
        return Heartbeat(lambda: self.wall, steady=lambda: self.count, sleep=self.sleep)


def test_time_that_goes_on_as_it_should_is_no_jump() -> None:
    clocks = Clocks()
    beat = clocks.beat()
    beat.jumped()
    for seconds in (0, 30, 31.5, 600, 0.01):
        clocks.pass_by(seconds)
        assert beat.jumped() == 0
    clocks.pass_by(30, jump=TOLERANCE)
    assert beat.jumped() == 0


@pytest.mark.parametrize("jump", [28_800.0, -3600.0, 5.1, 86_400.0 * 365])
def test_a_jump_is_noticed_once_with_its_length(jump: float) -> None:
    clocks = Clocks()
    beat = clocks.beat()
    clocks.pass_by(30, jump=3600)
    assert beat.jumped() == 0
    clocks.pass_by(30, jump=jump)
    assert beat.jumped() == pytest.approx(jump)
    clocks.pass_by(30)
    assert beat.jumped() == 0


async def test_it_beats_and_tells_of_each_jump_once() -> None:
    clocks = Clocks()
    clocks.jumps = [0, 0, 28_800, 0, -3600, 0]
    told: list[datetime] = []

    async def replan() -> None:
        told.append(clocks.wall)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(clocks.beat().run(replan), 0.1)
    asleep = timedelta(hours=8)
    assert told == [
        NOW + timedelta(seconds=3 * BEAT) + asleep,
        NOW + timedelta(seconds=5 * BEAT) + asleep - timedelta(hours=1),
    ]


async def test_every_beat_is_passed_on() -> None:
    clocks = Clocks()
    clocks.jumps = [0, 3600, 0]
    beats: list[datetime] = []

    async def beat() -> None:
        beats.append(clocks.wall)

    async def ignore() -> None:
        pass

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(clocks.beat().run(ignore, beat), 0.1)
    assert len(beats) == 3
