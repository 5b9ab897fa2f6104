from __future__ import annotations

import asyncio
from itertools import count

from tui.slices import SLICE, TURNS, in_slices


async def test_others_run_whenever_a_slice_has_gone_by() -> None:
    ticks = count()
    said: list[str] = []

    async def other() -> None:
        while len(said) < 400:
            said.append("other")
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    # Every look at the clock finds it two fifths of a slice later.
    async for number in in_slices(range(9), lambda: next(ticks) * SLICE * 0.4):
        said.append(str(number))  # noqa: PERF401 - others say something in between
    task.cancel()
    breath = "o" * TURNS
    assert "".join(one[0] for one in said) == f"012{breath}345{breath}678{breath}"


async def test_nothing_is_held_back() -> None:
    assert [one async for one in in_slices(range(1000))] == list(range(1000))
