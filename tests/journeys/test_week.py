"""A week of `run` leaves behind what came, and nothing else: needs ../shared.

Two hundred feeds that are polled at the shipped interval, one in ten misbehaving; with FULL=1 for
seven days, else fewer for four.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from llamawatch.log import OLDER, SIZE
from store.archive import Archive
from store.damage import SET_ASIDE
from store.places import Places
from tests.journeys.home import shipped_watches
from tests.journeys.week import SETTINGS, Held, Week, sources
from tests.scale import scaled
from tests.watchers.faulty_web import ABSENT, SERVER, FaultyWeb, faulty_web
from tests.watchers.invented import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEEDS = scaled(60, 200)
DAYS = scaled(4, 7)
EARLY = 2
"""The day that the last is held against: by then everything was needed once."""
LEVELS = 4
"""Files of what finds rows come and go by so many: they are merged when they have grown alike."""
TWICE = 0.05
"""Share of the stories that may be told more than once, as where everybody is asked at once
(tests/watchers/test_virtual_feeds.py); one may in any case."""
LIFE = ("--max-seconds", "7200", "--max-log", "1000", "--max-requests", "10000000")
pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.timeout(7200),
    pytest.mark.enable_socket,
    pytest.mark.skipif(not SERVER.exists(), reason=ABSENT),
]


@pytest.fixture
def web() -> Iterator[FaultyWeb]:
    with faulty_web("--virtual", str(FEEDS), "--hosts", "8", *LIFE) as one:
        yield one


async def test_after_a_week_nothing_is_held_that_was_not_after_two_days(
    web: FaultyWeb, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(SETTINGS + shipped_watches() + sources(web, FEEDS), encoding="utf-8")
    places = Places(config, tmp_path / "data")
    days: dict[int, Held] = {}
    await Week(places, web).pass_by(DAYS, days.__setitem__)

    early, late = days[EARLY], days[DAYS]
    # Each feed is asked every half an hour or so, and those that fail less often.
    assert late.polls >= FEEDS * 30
    assert late.items >= early.items + FEEDS * 5 * (DAYS - EARLY)
    assert late.private <= 1.05 * early.private, days
    assert late.worker <= 1.05 * early.worker, days
    assert late.handles <= early.handles, days
    assert late.mapped <= early.mapped + LEVELS, days
    assert late.tasks <= early.tasks, days
    assert late.log - days[DAYS - 1].log <= 10_000
    assert late.log <= SIZE * (OLDER + 1)
    assert not (places.data / SET_ASIDE).exists()

    with Archive.open(places.data, write=False) as archive:
        truth = Truth(web, FEEDS, archive.items(), archive.outbox.alerts())
    assert truth.noise() == []
    told = truth.told()
    assert len(told) >= DAYS * 2
    # By chance somebody is told of twice in a week, which may be taken for one story.
    people = truth.people()
    known = {people[words] for words, reasons in told.items() if reasons and words in people}
    untold = [words for words, reasons in told.items() if not reasons]
    assert [words for words in untold if people.get(words) not in known] == []
    assert len(untold) <= 1
    more = {words: reasons for words, reasons in told.items() if len(reasons) > 1}
    assert len(more) <= max(1, TWICE * len(told)), more
