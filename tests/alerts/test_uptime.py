"""How long the program has been running, whatever its clock does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.uptime import LONGEST_TICK, Uptime
from tests.store.model import Model
from tests.store.samples import NOON

if TYPE_CHECKING:
    from datetime import datetime

MINUTE = timedelta(minutes=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_only_what_the_program_can_have_run_counts() -> None:
    clock = Clock()
    uptime = Uptime(Model(), clock)
    steps = [MINUTE, LONGEST_TICK, timedelta(hours=9), MINUTE, -timedelta(days=400), MINUTE]
    counted = [uptime.tick()]
    for step in steps:
        clock.now += step
        counted.append(uptime.tick())
    assert counted == [0, 60, 240, 240, 300, 300, 360]


def test_the_count_goes_on_after_a_restart_and_a_crash_costs_minutes() -> None:
    archive, clock = Model(), Clock()
    uptime = Uptime(archive, clock)
    uptime.tick()
    for _ in range(65):
        clock.now += MINUTE
        uptime.tick(save=True)
    clock.now += timedelta(days=2)
    again = Uptime(archive, clock)
    assert 55 * 60 <= again.tick() <= 65 * 60


def test_nothing_is_written_while_nothing_is_measured() -> None:
    archive, clock = Model(), Clock()
    archive.refusing = True
    uptime = Uptime(archive, clock)
    for _ in range(100):
        clock.now += MINUTE
        uptime.tick()
    assert uptime.tick() == 99 * 60


def test_a_note_that_is_damaged_begins_anew() -> None:
    archive = Model()
    archive.remember("awake", "garbage")
    assert Uptime(archive, Clock()).tick() == 0


def test_a_disk_that_refuses_does_not_stop_the_count() -> None:
    archive, clock = Model(), Clock()
    uptime = Uptime(archive, clock)
    uptime.tick()
    archive.refusing = True
    for _ in range(20):
        clock.now += MINUTE
        uptime.tick(save=True)
    assert uptime.tick() == 20 * 60
