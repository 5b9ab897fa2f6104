"""A whole program through time: asleep for two weeks, daylight saving, clocks set back."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from llamawatch.session import LiveSession
from newsroom.errors import Undelivered
from store.places import Places
from store.settings import load_config
from tests.journeys.departures import make_departures, people_pack
from tests.journeys.press import UNRELATED, Paper, Piece

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from alerts.messages import Message
    from tests.watchers.newsstand import Newsstand

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
STORIES = make_departures(20)
SETTINGS = """
[subject]
packs = ["meta-ai", "invented"]
[reader]
timezone = "Europe/Berlin"
[poll]
full_text = false
[alerts]
max_per_hour = 100
{more}
[alerts.email]
enabled = true
[alerts.desktop]
enabled = true
[alerts.terminal]
mode = "off"
[[watch]]
id = "departures"
query = "org:meta"
channels = ["desktop", "email"]
{watch}
"""
TITLES = {story.told("en", 0).title for story in STORIES}


@dataclass
class Wire:
    """A channel that remembers what it was handed, and refuses while it is told to."""

    name: str
    refusal: Undelivered | None = None
    messages: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.messages.append(message)
        return ""

    async def probe(self) -> str:
        return ""

    async def close(self) -> None:
        """Nothing is held."""


@dataclass
class Life:
    """A program that watches one paper, with channels that remember, and a clock to be set."""

    home: Path
    paper: Paper
    now: datetime = MONDAY
    wires: dict[str, Wire] = field(
        default_factory=lambda: {name: Wire(name) for name in ("desktop", "email")}
    )
    session: LiveSession | None = None

    def configure(self, more: str = "digest = []", watch: str = "") -> None:
        text = SETTINGS.format(more=more, watch=watch)
        (self.home / "config.toml").write_text(text + self.paper.source, encoding="utf-8")

    async def start(self) -> None:
        """Begin, or begin again."""
        await self.stop()
        places = Places(self.home / "config.toml", self.home / "data")
        self.session = LiveSession(
            places, load_config(places.config), clock=lambda: self.now, rng=random.Random(1)
        )
        await self.session.open(schedule=False)

    async def stop(self) -> None:
        if self.session is not None:
            await self.session.close()
            self.session = None

    async def round(self) -> None:
        """Ask the paper, and tell what is due."""
        assert self.session is not None
        checks = [check async for check in self.session.poll()]
        assert [check.outcome for check in checks if check.outcome == "failed"] == []
        await self.session.deliver()

    async def pass_time(self, span: timedelta, step: timedelta = timedelta(minutes=30)) -> None:
        """Let time pass, with a round now and then."""
        end = self.now + span
        while self.now < end:
            self.now = min(end, self.now + step)
            await self.round()

    def print(self, *numbers: int, ago: timedelta = timedelta(minutes=1)) -> None:
        at = self.now - ago
        self.paper.print(*(Piece.of(STORIES[number].told("en", 0), at) for number in numbers))

    def told(self, channel: str) -> list[str]:
        """Stories that were told one by one."""
        return [one.title for one in self.wires[channel].messages if one.title in TITLES]

    def others(self, channel: str) -> list[str]:
        """What else was told."""
        return [one.title for one in self.wires[channel].messages if one.title not in TITLES]

    def states(self, channel: str) -> list[str]:
        assert self.session is not None
        rows = self.session.archive.outbox.alerts()
        return [row.state for row in rows if row.channel == channel]


def titles(*numbers: int) -> list[str]:
    return [STORIES[number].told("en", 0).title for number in numbers]


@pytest.fixture
async def life(
    tmp_path: Path, stand: Newsstand, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Life]:
    (tmp_path / "packs" / "invented").mkdir(parents=True)
    pack = tmp_path / "packs" / "invented" / "people.toml"
    pack.write_text(people_pack(STORIES), encoding="utf-8")
    paper = Paper(stand)
    paper.print(Piece(UNRELATED.id, UNRELATED.title, UNRELATED.text, MONDAY - timedelta(days=2)))
    one = Life(tmp_path, paper)
    monkeypatch.setattr("alerts.channels.make_channels", lambda *_, **__: dict(one.wires))
    one.configure()
    yield one
    await one.stop()


async def test_after_two_weeks_asleep_three_stories_and_a_summary_are_told(life: Life) -> None:
    await life.start()
    await life.round()
    life.now += timedelta(days=14)
    life.print(*range(8), ago=timedelta(hours=2))
    life.print(*range(8, 12), ago=timedelta(days=5))
    await life.round()
    for channel in ("desktop", "email"):
        assert len(life.told(channel)) == 3
        assert set(life.told(channel)) < set(titles(*range(8)))
        assert len(life.others(channel)) == 1
    before = {name: list(wire.messages) for name, wire in life.wires.items()}
    await life.pass_time(timedelta(hours=6), timedelta(hours=2))
    assert {name: wire.messages for name, wire in life.wires.items()} == before


async def test_what_waited_before_the_sleep_is_mailed_and_is_no_bubble_any_more(life: Life) -> None:
    life.configure('digest = ["07:30"]')
    await life.start()
    await life.round()
    for wire in life.wires.values():
        wire.refusal = Undelivered("no network: tried again")
    life.print(0)
    await life.round()
    assert life.states("desktop") == life.states("email") == ["failed"]
    for wire in life.wires.values():
        wire.refusal = None
    life.now += timedelta(days=14)
    await life.pass_time(timedelta(hours=2))
    assert life.told("email") == titles(0)
    assert life.told("desktop") == []
    # Fourteen digests were missed, and are one.
    (digest,) = life.wires["desktop"].messages
    assert digest.kind == "digest"
    assert STORIES[0].name in " ".join(digest.lines)
    assert Counter(life.states("desktop")) == {"digested": 1, "sent": 1}


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        (datetime(2026, 3, 28, 21, 30, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (datetime(2026, 10, 24, 20, 30, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)),
    ],
    ids=["clocks go forward", "clocks go back"],
)
async def test_quiet_hours_end_by_the_clock_on_the_wall(
    life: Life, evening: datetime, morning: datetime
) -> None:
    life.configure('quiet_hours = "22:00-07:00"')
    life.now = evening - timedelta(hours=1)
    await life.start()
    await life.round()
    life.now = evening
    life.print(0)
    await life.round()
    assert life.states("desktop") == life.states("email") == ["held"]
    await life.pass_time(morning - timedelta(seconds=1) - life.now, timedelta(hours=1))
    assert life.told("desktop") == life.told("email") == []
    await life.pass_time(timedelta(seconds=1))
    assert life.now == morning
    assert life.told("desktop") == life.told("email") == titles(0)
    await life.pass_time(timedelta(hours=20), timedelta(hours=5))
    assert life.told("desktop") == life.told("email") == titles(0)


async def test_what_is_urgent_passes_quiet_hours_in_the_hour_that_comes_twice(life: Life) -> None:
    life.configure('quiet_hours = "22:00-07:00"', 'priority = "high"')
    life.now = datetime(2026, 10, 24, 22, tzinfo=UTC)
    await life.start()
    await life.round()
    for number, hour in enumerate((0, 1)):
        life.now = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        life.print(number)
        await life.round()
    assert life.told("desktop") == life.told("email") == titles(0, 1)


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("span", [timedelta(days=1), timedelta(days=365)], ids=["day", "year"])
async def test_a_clock_set_back_repeats_nothing_and_keeps_nothing_back(
    life: Life, span: timedelta, *, restarts: bool
) -> None:
    life.configure('quiet_hours = "22:00-07:00"\ndigest = ["07:30"]')
    await life.start()
    await life.round()
    life.print(0)
    await life.round()
    life.wires["email"].refusal = Undelivered("no network: tried again", retry_after=3600)
    life.print(1)
    await life.round()
    assert life.told("desktop") == titles(0, 1)
    assert life.told("email") == titles(0)

    life.now -= span
    life.wires["email"].refusal = None
    if restarts:
        await life.start()
    life.print(2)
    await life.pass_time(timedelta(hours=3), timedelta(hours=1))
    assert life.told("desktop") == titles(0, 1, 2)
    # What was put off may wait a day: as long as anything may wait that was refused.
    await life.pass_time(timedelta(hours=24), timedelta(hours=6))
    assert sorted(life.told("email")) == sorted(titles(0, 1, 2))

    life.now += span
    if restarts:
        await life.start()
    life.print(3)
    await life.pass_time(timedelta(days=2), timedelta(hours=6))
    for channel in ("desktop", "email"):
        assert sorted(life.told(channel)) == sorted(titles(0, 1, 2, 3))
        assert set(life.states(channel)) == {"sent"}


async def test_what_a_clock_that_was_ahead_put_off_for_a_year_is_told_today(life: Life) -> None:
    life.configure('quiet_hours = "22:00-07:00"')
    await life.start()
    await life.round()
    life.now = MONDAY + timedelta(days=365, hours=13)
    life.print(0)
    await life.round()
    life.wires["email"].refusal = Undelivered("no network: tried again")
    life.now = MONDAY + timedelta(minutes=5)
    await life.pass_time(timedelta(minutes=30), timedelta(minutes=5))
    life.wires["email"].refusal = None
    await life.pass_time(timedelta(hours=3))
    assert life.told("email") == titles(0)
    assert life.told("desktop") == titles(0)
    assert set(life.states("email")) == {"sent"}
    await life.pass_time(timedelta(days=1), timedelta(hours=6))
    assert life.told("email") == titles(0)
