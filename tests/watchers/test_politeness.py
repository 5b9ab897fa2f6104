from __future__ import annotations

import asyncio
import contextlib

from watchers.politeness import Turns


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


async def test_one_host_is_asked_once_at_a_time_with_a_pause_between() -> None:
    clock = Clock()
    turns = Turns(2.0, clock=clock, sleep=clock.sleep)
    under_way, most = 0, 0

    async def ask(host: str) -> None:
        nonlocal under_way, most
        async with turns.turn(host):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            clock.now += 0.5
            under_way -= 1

    await asyncio.gather(*(ask("example.org") for _ in range(3)))
    assert most == 1
    assert clock.waits == [2.0, 2.0]
    clock.now += 10
    await ask("example.org")
    assert clock.waits == [2.0, 2.0]


async def test_hosts_do_not_wait_for_each_other_and_this_machine_for_nobody() -> None:
    clock = Clock()
    turns = Turns(2.0, clock=clock, sleep=clock.sleep)
    for host in ("a.org", "b.org", "127.0.0.1", "127.0.0.1", "localhost", "localhost"):
        async with turns.turn(host):
            pass
    assert clock.waits == []


async def test_a_request_that_fails_still_counts() -> None:
    clock = Clock()
    turns = Turns(2.0, clock=clock, sleep=clock.sleep)
    with contextlib.suppress(ZeroDivisionError):
        async with turns.turn("a.org"):
            _ = 1 / 0
    async with turns.turn("a.org"):
        pass
    assert clock.waits == [2.0]


async def test_hosts_that_were_asked_long_ago_are_forgotten() -> None:
    clock = Clock()
    turns = Turns(2.0, clock=clock, sleep=clock.sleep)
    for n in range(2000):
        async with turns.turn(f"h{n}.org"):
            clock.now += 0.1
    assert len(turns._free_at) < 300
    assert len(turns._hosts) == 0
    async with turns.turn("h1999.org"):
        pass
    assert clock.waits == [2.0]
