from __future__ import annotations

import asyncio
import contextlib

from watchers.lanes import Lanes


async def test_one_at_a_time_for_each_name_in_order() -> None:
    lanes, seen = Lanes(), list[str]()

    async def drive(name: str, mark: str) -> None:
        async with lanes.lane(name):
            seen.append(f"{mark}>")
            await asyncio.sleep(0)
            seen.append(f"<{mark}")

    await asyncio.gather(drive("a", "1"), drive("a", "2"), drive("b", "3"))
    assert seen == ["1>", "3>", "<1", "<3", "2>", "<2"]


async def test_nothing_is_left_of_a_name_that_nobody_wants() -> None:
    lanes = Lanes()
    with contextlib.suppress(ZeroDivisionError):
        async with lanes.lane("a"):
            assert len(lanes) == 1
            waiting = asyncio.create_task(asyncio.wait_for(_through(lanes), 5))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            _ = 1 / 0
    assert len(lanes) == 0
    await _through(lanes)
    assert len(lanes) == 0


async def _through(lanes: Lanes) -> None:
    async with lanes.lane("a"):
        pass
