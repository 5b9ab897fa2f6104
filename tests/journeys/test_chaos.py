"""Kills and failing receivers at once: every story arrives on every channel, and once if it can."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from store.archive import Archive
from tests.alerts.services import MailServer
from tests.journeys.departures import LANGUAGES, make_departures, people_pack
from tests.journeys.fickle import (
    LIFE,
    PROGRAM,
    Arrival,
    FickleMailbox,
    FickleReceiver,
    read_note,
)
from tests.journeys.home import ROOT, email_settings
from tests.journeys.living import OPEN, flown
from tests.journeys.press import UNRELATED, Paper, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from newsroom.records import Alert
    from tests.alerts.services import Certificate
    from tests.journeys.departures import Departure
    from tests.watchers.newsstand import Newsstand

_LOG = logging.getLogger(__name__)
STORIES = 60
COPIES = 200
KILLS = 30
CHANNELS = ("email", "webhook", "command")
PATIENCE = 300.0
"""Seconds until a program watches, and until all is told once nobody kills any more."""
LULL = 4.0
"""Seconds without what is waited for after which a program is killed nevertheless."""
SETTLED = frozenset({"sent", "digested", "suppressed", "dead"})
SETTINGS = """
[subject]
packs = ["meta-ai", "invented"]
[poll]
full_text = false
[alerts]
max_per_hour = 1000
digest = []
[alerts.desktop]
enabled = false
[alerts.terminal]
mode = "off"
[[watch]]
id = "departures"
query = "org:meta"
channels = ["email", "webhook", "command"]
"""


@dataclass
class Chaos:
    """A watch, its papers and receivers, and what was seen of them."""

    folder: Path
    papers: Sequence[Paper]
    epoch: datetime
    life: int = 0
    sent_at_kill: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    """The life that ended, and what was marked as sent by then: names as receivers see them."""

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def configure(self, *parts: str) -> None:
        (self.folder / "packs" / "invented").mkdir(parents=True)
        pack = self.folder / "packs" / "invented" / "people.toml"
        pack.write_text(people_pack(make_departures(STORIES)), encoding="utf-8")
        sources = (paper.source for paper in self.papers)
        text = "\n".join((SETTINGS, *parts, *sources))
        (self.folder / "config.toml").write_text(text, encoding="utf-8")

    async def start(self, seed: int) -> asyncio.subprocess.Process:
        """Begin the next life."""
        self.life += 1
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.journeys.living"),
            *(str(self.folder / "config.toml"), str(self.data), self.epoch.isoformat(), str(seed)),
            cwd=ROOT,
            env={**os.environ, LIFE: str(self.life)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
        )

    def rows(self) -> list[Alert]:
        """The outbox, as another program reads it."""
        with Archive.open(self.data, write=False) as archive:
            assert not [one for one in archive.set_aside if not one.reason.startswith("half")]
            return archive.outbox.alerts()

    async def kill(self, process: asyncio.subprocess.Process) -> None:
        """End a life, and note what it had marked as sent."""
        process.kill()
        await process.communicate()
        if self.data.exists():
            rows = await asyncio.to_thread(self.rows)
            sent = frozenset(name_of(row) for row in rows if row.state == "sent")
            self.sent_at_kill.append((self.life, sent))


def name_of(row: Alert) -> str:
    """What a receiver tells a row by."""
    return f"<{row.key}@example.org>" if row.channel == "email" else row.key


def editions(
    stories: Sequence[Departure], dice: random.Random
) -> Iterable[list[tuple[str, Departure, int]]]:
    """What is printed in each life: paper, story, and which telling of it."""
    copies = [dice.randrange(STORIES) for _ in range(COPIES)]
    firsts = [2 * (n + 1) for n in range(KILLS)]
    waiting = sorted(copies)
    told = [0] * STORIES
    for known in firsts:
        fresh = [(dice.choice(LANGUAGES), stories[n], 0) for n in (known - 2, known - 1)]
        due = [n for n in waiting if n < known and (known == STORIES or dice.random() < 0.7)]
        for n in due:
            waiting.remove(n)
            told[n] += 1
            fresh.append((dice.choice(LANGUAGES), stories[n], told[n]))
        yield fresh


def print_all(
    chaos: Chaos, edition: Iterable[tuple[str, Departure, int]], papers: Mapping[str, Paper]
) -> None:
    at = flown(chaos.epoch).replace(microsecond=0) - timedelta(minutes=1)
    for language, story, telling in edition:
        papers[language].print(Piece.of(story.told(language, telling), at))


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_kills_and_failing_receivers_keep_nothing_from_arriving(
    tmp_path: Path,
    stand: Newsstand,
    certificate: Certificate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    monkeypatch.setenv("LLAMAWATCH_SMTP_PASSWORD", "right")
    papers = {language: Paper(stand, f"paper-{language}") for language in LANGUAGES}
    for paper in papers.values():
        paper.print(Piece(f"market-{paper.id}", UNRELATED.title, UNRELATED.text))
    chaos = Chaos(tmp_path, list(papers.values()), datetime.now(UTC))
    mailbox = FickleMailbox(life=lambda: chaos.life)
    server = MailServer(mailbox, certificate)
    server.start()
    note, dice = tmp_path / "note", random.Random(60)
    argv = [sys.executable, "-S", "-E", "-c", PROGRAM, str(note)]
    stories = make_departures(STORIES)
    process = None
    try:
        async with FickleReceiver(lambda: chaos.life) as receiver:
            chaos.configure(
                email_settings(server.port),
                f"[alerts.command]\nenabled = true\nargv = {json.dumps(argv)}",
                f'[alerts.webhook]\nenabled = true\nurl = "{receiver.url}"',
            )
            process = await chaos.start(0)
            await first_polls_are_over(chaos, process)
            await chaos.kill(process)
            process = await chaos.start(1)
            for number, edition in enumerate(editions(stories, dice)):
                print_all(chaos, edition, papers)
                if dice.random() < 0.9:
                    await watches(process)
                    await arrive((mailbox.arrivals, receiver.arrivals), dice.randrange(6))
                await asyncio.sleep(dice.uniform(0, 0.3))
                await chaos.kill(process)
                process = await chaos.start(number + 2)
            rows = await all_is_told(chaos, process)
            await chaos.kill(process)
            arrivals = {
                "email": mailbox.arrivals,
                "webhook": receiver.arrivals,
                "command": read_note(note),
            }
    finally:
        if process is not None and process.returncode is None:
            process.kill()
            await process.communicate()
        server.stop()
    for channel in CHANNELS:
        of_channel = [row for row in rows if row.channel == channel]
        judge(chaos, of_channel, arrivals[channel], stories)
        _LOG.info("%s: %s", channel, tally(of_channel, arrivals[channel]))
    assert any(sent for _, sent in chaos.sent_at_kill)
    assert sum(one.outcome != "taken" for many in arrivals.values() for one in many) > STORIES


async def watches(process: asyncio.subprocess.Process) -> None:
    """Wait until a program watches."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        assert await process.stdout.readline() == OPEN


async def arrive(ledgers: Sequence[Sequence[Arrival]], number: int) -> None:
    """Wait until so many messages more have arrived, or for a few seconds."""
    wanted = sum(map(len, ledgers)) + number
    deadline = time.monotonic() + LULL
    while sum(map(len, ledgers)) < wanted and time.monotonic() < deadline:  # noqa: ASYNC110 - another program is waited for
        await asyncio.sleep(0.02)


async def first_polls_are_over(chaos: Chaos, process: asyncio.subprocess.Process) -> None:
    """Wait until every paper was read once: what comes then is news."""
    await watches(process)
    async with asyncio.timeout(PATIENCE):
        while True:
            with Archive.open(chaos.data, write=False) as archive:
                if len([one for one in archive.source_states() if one.last_ok]) == len(LANGUAGES):
                    return
            await asyncio.sleep(0.1)


async def all_is_told(chaos: Chaos, process: asyncio.subprocess.Process) -> list[Alert]:
    """Let it watch in peace until everything printed was read and nothing waits to be told."""
    await watches(process)
    deadline = time.monotonic() + PATIENCE
    printed = sum(len(paper.pieces) for paper in chaos.papers)
    while True:
        with Archive.open(chaos.data, write=False) as archive:
            read, rows = len(list(archive.items())), archive.outbox.alerts()
        if read == printed and all(row.state in SETTLED for row in rows):
            return rows
        assert process.returncode is None
        assert time.monotonic() < deadline, (read, printed)
        await asyncio.sleep(0.2)


def judge(
    chaos: Chaos, rows: Sequence[Alert], arrivals: Sequence[Arrival], stories: Sequence[Departure]
) -> None:
    """Hold what reached one receiver against what the outbox says, and against what happened."""
    # A story that turned out to be another before it was told is told as that one.
    assert {row.state for row in rows} <= {"sent", "suppressed"}
    assert all(row.error.startswith("told as another story") for row in rows if row.state != "sent")
    names = [name_of(row) for row in rows]
    assert len(set(names)) == len(names)
    # Whatever came has the name of its row, however often it came; and every row came.
    stored: dict[str, list[Arrival]] = defaultdict(list)
    for one in arrivals:
        assert one.id in names
        if one.outcome != "refused":
            stored[one.id].append(one)
    assert {name_of(row) for row in rows if row.state == "sent"} <= stored.keys()
    texts = " ".join(one.text for many in stored.values() for one in many)
    assert [story.name for story in stories if story.name not in texts] == []
    # What was marked as sent is sent by no later life.
    for life, sent in chaos.sent_at_kill:
        assert not [one for one in arrivals if one.life > life and one.id in sent]
    # Within a life a second copy follows only one of which the sender was not told.
    for copies in stored.values():
        for before, after in itertools.pairwise(copies):
            assert before.outcome == "kept" or before.life < after.life, copies


def tally(rows: Sequence[Alert], arrivals: Sequence[Arrival]) -> dict[str, int]:
    """What happened on one channel, in numbers."""
    copies = [one for one in arrivals if one.outcome != "refused"]
    return {
        "rows": len(rows),
        "stories": len({row.story for row in rows if row.story}),
        "sends": len(arrivals),
        "failed": sum(one.outcome != "taken" for one in arrivals),
        "repeated": len(copies) - len({one.id for one in copies}),
    }
