"""The first poll of a big feed: three stories one by one, the rest in one line, nothing old."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.journeys.home import email_settings, shipped_watches
from tests.journeys.press import Paper, Piece, ago

if TYPE_CHECKING:
    from tests.alerts.services import MailServer, NotificationService
    from tests.journeys.home import Home

PEOPLE = (
    "Joelle Pineau", "Guillaume Lample", "Hugo Touvron", "Armand Joulin", "Ruoming Pang",
    "Shengjia Zhao", "Rob Fergus", "Loredana Crisan",
)  # fmt: skip
"""Each leaves in an article of its own: as many stories."""


def departure(name: str, **span: float) -> Piece:
    key = name.lower().replace(" ", "-")
    return Piece(
        key, f"{name} leaves Meta", f"{name} is leaving Meta, the company said.", ago(**span)
    )


def old_news(number: int) -> Piece:
    """A story from before yesterday; every other one without a date."""
    name = "".join("abcdefghij"[int(digit)] for digit in f"{number:03}")
    title = f"Meta researcher Q{name} V{name} leaves for a rival"
    return Piece(f"old-{number}", title, "", ago(days=number) if number % 2 else None)


async def test_a_big_feed_is_three_alerts_and_a_summary_and_nothing_old(
    home: Home, paper: Paper, mail: MailServer, notifications: NotificationService
) -> None:
    fresh = [departure(name, hours=n + 1) for n, name in enumerate(PEOPLE)]
    paper.print(*fresh, *(old_news(n) for n in range(2, 302)))
    home.configure(shipped_watches(), email_settings(mail.port), paper.source)
    assert (await home.json("poll"))[-1]["new"] == len(PEOPLE) + 300

    stories = [one for one in await home.json("stories") if one["headline"].endswith(" Meta")]
    assert len(stories) == len(PEOPLE)
    alerts = await home.json("alerts")
    assert Counter(one["channel"] for one in alerts) == {"desktop": 4, "email": 4}
    told = [one["title"] for one in alerts if one["channel"] == "email"]
    assert Counter(told)["The Paper: 5 more stories"] == 1
    assert {title.removesuffix(" leaves Meta") for title in told if "leaves" in title} <= {*PEOPLE}
    assert len(notifications.bubbles) == len(mail.mailbox.mails) == 4

    paper.print(departure("Yann LeCun", minutes=1))
    assert (await home.json("poll", "--all"))[-1]["new"] == 1
    assert len(mail.mailbox.mails) == 5
    assert notifications.bubbles[-1].summary == "Yann LeCun leaves Meta"


async def test_the_first_polls_of_many_sources_are_three_alerts_and_one_summary(
    home: Home, paper: Paper, mail: MailServer, notifications: NotificationService
) -> None:
    papers = [Paper(paper.stand, id=f"paper-{n}") for n in range(4)]
    for n, one in enumerate(papers):
        one.print(*(departure(name, hours=1) for name in PEOPLE[2 * n : 2 * n + 2]))
    home.configure(shipped_watches(), email_settings(mail.port), *(one.source for one in papers))
    await home.json("poll")
    alerts = await home.json("alerts")
    assert Counter(one["channel"] for one in alerts) == {"desktop": 4, "email": 4}
    assert {one["state"] for one in alerts} == {"sent"}
    told = Counter(one["title"] for one in alerts if "more stories" in one["title"])
    assert told == {"Several sources: 5 more stories": 2}
    assert len(notifications.bubbles) == len(mail.mailbox.mails) == 4


@pytest.mark.parametrize("at", [{"hours": 25}, {}], ids=["a day old", "undated"])
async def test_what_is_old_or_undated_stays_silent_and_is_shown(
    home: Home, paper: Paper, mail: MailServer, notifications: NotificationService,
    at: dict[str, float],
) -> None:  # fmt: skip
    piece = departure("Joelle Pineau", **(at or {"hours": 1}))
    paper.print(piece if at else Piece(piece.id, piece.title, piece.text))
    home.configure(shipped_watches(), email_settings(mail.port), paper.source)
    await home.json("poll")
    assert await home.json("alerts") == []
    (story,) = await home.json("stories")
    assert story["headline"] == "Joelle Pineau leaves Meta"

    # Neither is it news when it is told once more.
    paper.print(Piece("copy", "Joelle Pineau leaves Meta: what is known", piece.text, ago(hours=1)))
    await home.json("poll", "--all")
    assert await home.json("alerts") == []
