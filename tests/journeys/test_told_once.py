"""Two stories, each told by many articles: two alerts on each channel, and never another."""

from __future__ import annotations

import importlib.util
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.home import email_settings, shipped_watches
from tests.journeys.press import UNRELATED, Piece, ago, dated
from tests.newsroom.articles import CLOSED, EXODUS, LOOKALIKES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.alerts.services import MailServer, NotificationService
    from tests.journeys.home import Home
    from tests.journeys.press import Paper

SHARED = Path(__file__).resolve().parents[3] / "shared"


async def tell(
    home: Home, paper: Paper, server: MailServer, pieces: Sequence[Piece]
) -> list[dict[str, Any]]:
    """Watch a feed before, while and after it tells the stories; answers the alerts."""
    home.configure(shipped_watches(), email_settings(server.port), paper.source)
    paper.print(dated(UNRELATED, days=2))
    assert (await home.type("poll", "--all")).status == 0
    assert await home.json("alerts") == []
    paper.print(*pieces)
    done = await home.json("poll", "--all")
    assert done[-1]["new"] == len(pieces)
    assert done[-1]["stories"] == 2
    alerts = await home.json("alerts")
    mails = len(server.mailbox.mails)
    paper.print(dated(UNRELATED, days=1))
    third = await home.json("poll", "--all")
    assert (third[-1]["new"], third[-1]["alerts"]) == (0, 0)
    assert await home.json("alerts") == alerts
    assert len(server.mailbox.mails) == mails
    return alerts


def pieces_in(order: int) -> list[Piece]:
    """Both stories among look-alikes; with odd orders, without dates."""
    told = [*EXODUS, *CLOSED, *LOOKALIKES]
    random.Random(order).shuffle(told)
    times = [None if order % 2 else ago(minutes=3 * n + 5) for n in range(len(told))]
    return [Piece.of(one, at) for one, at in zip(told, times, strict=True)]


@pytest.mark.parametrize("order", range(2))
async def test_two_stories_in_seven_languages_are_two_alerts_on_each_channel(
    home: Home, paper: Paper, mail: MailServer, notifications: NotificationService, order: int
) -> None:
    alerts = await tell(home, paper, mail, pieces_in(order))
    assert Counter(one["channel"] for one in alerts) == {"desktop": 2, "email": 2}
    assert {one["state"] for one in alerts} == {"sent"}
    assert len({one["story"] for one in alerts}) == 2
    assert len(notifications.bubbles) == len(mail.mailbox.mails) == 2

    stories = await home.json("stories")
    told = {tuple(one["topics"]): set(one["items"]) for one in stories}
    assert told.keys() == {("talent",), ("strategy",)}
    links = {one["id"]: one["url"].rpartition("/")[2] for one in await home.json("items")}
    assert {links[one] for one in told["talent",]} == {one.id for one in EXODUS}
    assert {links[one] for one in told["strategy",]} == {one.id for one in CLOSED}


async def test_the_same_stories_a_piece_a_poll_are_not_told_a_piece_at_a_time(
    home: Home, paper: Paper, mail: MailServer, notifications: NotificationService
) -> None:
    home.configure(shipped_watches(), email_settings(mail.port), paper.source)
    paper.print(dated(UNRELATED, days=2))
    await home.type("poll", "--all")
    for one in CLOSED[:4]:
        paper.print(Piece.of(one, ago(minutes=5)))
        assert (await home.json("poll", "--all"))[-1]["new"] == 1
    alerts = await home.json("alerts")
    assert len(notifications.bubbles) == len(mail.mailbox.mails) == 1, alerts


def seeds(at: datetime | None) -> list[Piece]:
    """The measured articles, with the headlines the evaluation gives them."""
    file = SHARED / "tools" / "evaluate.py"
    if not file.is_file():
        pytest.skip("../shared/tools/evaluate.py is not here")
    spec = importlib.util.spec_from_file_location("evaluate", file)
    assert spec is not None
    assert spec.loader is not None
    evaluate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(evaluate)
    return [
        Piece(row["id"], evaluate.title_of(row), evaluate.clean(row["text"]), at)
        for row in evaluate.seed_rows()
    ]


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="../shared/seeds is not here")
@pytest.mark.parametrize("undated", [False, True])
async def test_the_seeds_are_two_alerts_on_each_channel_not_five(
    home: Home, paper: Paper, mail: MailServer, notifications: NotificationService, undated: bool
) -> None:
    pieces = seeds(None if undated else ago(minutes=5))
    assert len(pieces) == 5
    alerts = await tell(home, paper, mail, pieces)
    assert Counter(one["channel"] for one in alerts) == {"desktop": 2, "email": 2}
    assert len(notifications.bubbles) == len(mail.mailbox.mails) == 2
    stories = await home.json("stories")
    links = {one["id"]: one["url"].rpartition("/")[2] for one in await home.json("items")}
    assert {frozenset(links[i] for i in one["items"]) for one in stories} == {
        frozenset({"seed0", "seed1", "seed2"}),
        frozenset({"seed3", "seed4"}),
    }
