"""A whole day at the dashboard leaves behind what came, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from store.places import Places
from tests.journeys.day import SETTINGS, Day, Held, start_of
from tests.journeys.day_press import running_press

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.0/24"])]
SOURCES = 8
SPAN = 7200.0
"""Seconds between two articles of one source."""
SLACK = 8
"""Timers, and the tasks that wait for them, come and go by so many."""


async def test_after_a_day_nothing_is_held_that_was_not_after_two_hours(tmp_path: Path) -> None:
    hours: dict[int, Held] = {}
    with running_press(SPAN) as press:
        config = tmp_path / "config.toml"
        config.write_text(SETTINGS + press.sources(SOURCES), encoding="utf-8")
        day = Day(Places(config, tmp_path / "data"), press, start_of(datetime.now(UTC)))
        await day.pass_by(24, hours.__setitem__)
    early, late = hours[2], hours[24]
    assert late.items >= early.items + SOURCES * 10
    assert late.nodes <= early.nodes
    assert late.workers <= early.workers
    assert late.handles <= early.handles
    assert late.tasks <= early.tasks + SLACK
    assert late.timers <= early.timers + SLACK
    assert late.private / early.private <= 1.05, [round(one.private, 1) for one in hours.values()]
