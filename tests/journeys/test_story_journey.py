"""One article from its feed to the desktop and the mailbox, and never a second time."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.home import email_settings, shipped_watches
from tests.journeys.press import LEAVES, UNRELATED, dated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage

    from tests.alerts.services import Bus, MailServer, NotificationService
    from tests.journeys.home import Home
    from tests.journeys.press import Paper


def mails(server: MailServer) -> list[EmailMessage]:
    return [message_from_bytes(raw, policy=policy.SMTP) for raw in server.mailbox.mails]


async def test_a_story_is_told_on_both_channels_and_not_again_after_a_restart(
    home: Home, paper: Paper, mail: MailServer, notifications: NotificationService
) -> None:
    home.configure(shipped_watches(), email_settings(mail.port), paper.source)
    paper.print(dated(UNRELATED, days=2))
    first = await home.type("poll", "--json")
    assert (first.status, first.err) == (0, "")
    assert first.lines()[-1] == {
        "summary": True, "sources": 1, "new": 1, "failed": 0, "stories": 0, "alerts": 0,
    }  # fmt: skip

    paper.print(dated(LEAVES, minutes=5))
    second = await home.run("poll", "--all")
    assert (second.status, second.err) == (0, "")
    assert second.out.splitlines()[-1] == "1 source, 1 new item, 0 failed, 1 new story, 2 alerts"

    (item,) = await home.json("items", "person:joelle-pineau")
    assert item["title"] == LEAVES.title
    assert item["topics"].keys() == {"talent"}
    assert "meta-moves" in item["watches"]
    (story,) = await home.json("stories")
    assert item["story"] == story["id"]

    (bubble,) = notifications.bubbles
    assert bubble.summary == LEAVES.title
    (letter,) = mails(mail)
    assert letter["Subject"] == LEAVES.title
    assert letter["To"] == "me@example.org"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "https://paper.example/leaves" in body.get_content()
    assert mail.mailbox.passwords == [b"right"]

    paper.print(dated(UNRELATED, days=1))
    assert (await home.run("run", "--for", "1s")).status == 0
    again = await home.type("poll", "--all")
    assert again.out.splitlines()[-1] == "1 source, 0 new items, 0 failed, 0 new stories, 0 alerts"
    assert len(notifications.bubbles) == 1
    assert len(mail.mailbox.mails) == 1
    alerts = await home.json("alerts")
    assert sorted((one["channel"], one["state"], one["tries"]) for one in alerts) == [
        ("desktop", "sent", 1),
        ("email", "sent", 1),
    ]


@pytest.fixture
async def dunst(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The notification daemon of many desktops, on a screen nobody sees."""
    for program in ("dunst", "dunstctl", "Xvfb"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    screen = await asyncio.create_subprocess_exec(
        "Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert screen.stdout is not None
    monkeypatch.setenv("DISPLAY", f":{(await screen.stdout.readline()).decode().strip()}")
    daemon = await asyncio.create_subprocess_exec(
        "dunst", "-conf", os.devnull,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    yield
    for process in (daemon, screen):
        process.kill()
        await process.wait()


async def dunst_says(*words: str) -> str:
    """Ask the daemon; it may not stand on the bus yet."""
    async with asyncio.timeout(10):
        while True:
            asked = await asyncio.create_subprocess_exec(
                "dunstctl", *words,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            out, _ = await asked.communicate()
            if asked.returncode == 0:
                return out.decode()
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_a_real_notification_daemon_shows_the_story(
    home: Home, paper: Paper, dunst: None
) -> None:
    home.configure(shipped_watches(), paper.source)
    paper.print(dated(UNRELATED, days=2))
    await home.run("poll")
    await dunst_says("count")
    paper.print(dated(LEAVES, minutes=5))
    assert (await home.run("poll", "--all")).status == 0
    assert (await home.run("poll", "--all")).status == 0
    await dunst_says("close-all")
    shown: dict[str, Any] = json.loads(await dunst_says("history"))
    (one,) = shown["data"][0]
    assert one["summary"]["data"] == LEAVES.title
    assert one["appname"]["data"] == "llamawatch"
    assert "https://paper.example/leaves" in one["body"]["data"]
