"""What an alert takes: from the end of the answer that held the article to hand-over, by channel.

A whole program watches one feed on loopback, into which one story after another is printed, twelve
hours of its clock apart; mail
goes to a server that wants TLS, webhooks to a receiver on loopback, notifications to a service on a
bus of their own where dbus-daemon is installed. Servers and program share one process and one core,
so that what is measured is more than the program alone takes. The clock starts when the last byte
of the feed was handed to the socket, and stops when a receiver has the whole message.

With the full text, the page of every article lies on loopback too and takes a while to be
answered. The goal is a p99 under 2 s. `--stories N` says how many stories there are. Prints a
Markdown table.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alerts.mail import PASSWORD_VARIABLE  # noqa: E402 - found through the path above
from llamawatch.session import LiveSession  # noqa: E402 - as above
from store.places import Places  # noqa: E402 - as above
from store.settings import load_config  # noqa: E402 - as above
from tests.alerts.receiver import Receiver, Request  # noqa: E402 - as above
from tests.alerts.services import (  # noqa: E402 - as above
    Bus,
    Mailbox,
    MailServer,
    NotificationService,
    make_certificate,
)
from tests.journeys.departures import (  # noqa: E402 - as above
    Departure,
    make_departures,
    people_pack,
)
from tests.watchers.documents import item, rss  # noqa: E402 - as above
from tests.watchers.newsstand import FEED_TYPE, Answer, Newsstand  # noqa: E402 - as above

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session
    from dbus_fast import Message

GOAL = 2.0
PATIENCE = 30.0
"""Seconds after which a story that was not handed over is given up on."""
SHOWN = 40
"""Articles the feed holds at most."""
SETTINGS = """
[subject]
packs = ["meta-ai", "invented"]
[poll]
full_text = {full_text}
interval = "1h"
[alerts]
max_per_hour = 1000000
digest = []
[alerts.desktop]
enabled = {desktop}
[alerts.terminal]
mode = "off"
[alerts.email]
enabled = true
host = "127.0.0.1"
port = {port}
username = "me"
sender = "llamawatch <watch@example.org>"
recipients = ["me@example.org"]
[alerts.webhook]
enabled = true
url = "{hook}"
[[watch]]
id = "departures"
query = "org:meta"
alert = "item"
channels = ["desktop", "email", "webhook"]
[[source]]
id = "paper"
url = "{feed}"
"""
PAGE_TAKES = 0.3
"""Seconds until the page of an article is answered."""


class Ears:
    """When what arrived first, by channel and headline."""

    def __init__(self) -> None:
        self._heard: dict[tuple[str, str], float] = {}
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    def hear(self, channel: str, title: str) -> None:
        """A receiver has a message; from whatever thread."""
        self._heard.setdefault((channel, title), time.perf_counter())
        self._loop.call_soon_threadsafe(self._news.set)

    async def wait_for(self, channel: str, title: str) -> float:
        """When a message arrived.

        Raises:
            TimeoutError: it did not.
        """
        async with asyncio.timeout(PATIENCE):
            while (channel, title) not in self._heard:
                self._news.clear()
                await self._news.wait()
        return self._heard[channel, title]


class TimedMailbox(Mailbox):
    """Hears mails."""

    def __init__(self, ears: Ears) -> None:
        super().__init__()
        self._ears = ears

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        """Take a mail."""
        answer = await super().handle_DATA(server, session, envelope)
        subject = message_from_bytes(self.mails[-1], policy=policy.default)["Subject"]
        self._ears.hear("email", str(subject))
        return answer


class TimedReceiver(Receiver):
    """Hears posts."""

    def __init__(self, ears: Ears) -> None:
        super().__init__()
        self._ears = ears

    def take(self, request: Request) -> None:
        """Hear a request."""
        super().take(request)
        self._ears.hear("webhook", json.loads(request.body)["data"]["title"])


class TimedNotifications(NotificationService):
    """Hears notifications."""

    ears: Ears

    def _handle(self, message: Message) -> Message | bool | None:
        before = len(self.bubbles)
        answer = super()._handle(message)
        if len(self.bubbles) > before:
            self.ears.hear("desktop", self.bubbles[-1].summary)
        return answer


class TimedStand(Newsstand):
    """Knows when it ended the first answer that held what was printed last."""

    printed = ""
    pause = 0.0

    def __init__(self) -> None:
        super().__init__()
        self.answered: dict[str, float] = {}

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(self.pause)
        stays = await super()._answer(reader, writer)
        self.answered.setdefault(self.printed, time.perf_counter())
        return stays


async def measure(folder: Path, stories: int, *, full_text: bool) -> dict[str, list[float]]:
    """Seconds from the end of the answer to hand-over, by channel."""
    ears = Ears()
    taken: dict[str, list[float]] = {}
    async with AsyncExitStack() as stack:
        feed = await stack.enter_async_context(TimedStand())
        pages = await stack.enter_async_context(TimedStand())
        pages.pause = PAGE_TAKES
        receiver = await stack.enter_async_context(TimedReceiver(ears))
        certificate = make_certificate(folder)
        os.environ["SSL_CERT_FILE"] = str(certificate.file)
        os.environ[PASSWORD_VARIABLE] = "right"
        server = MailServer(TimedMailbox(ears), certificate)
        server.start()
        stack.callback(server.stop)
        desktop = await begin_desktop(folder, stack, ears)
        entries = [item("old", "The covered market opens again on Saturday")]
        where = feed.serve("/feed", Answer(200, rss(*entries), FEED_TYPE))
        config = folder / "config.toml"
        text = SETTINGS.format(
            full_text=str(full_text).lower(),
            desktop=str(desktop).lower(),
            port=server.port,
            hook=receiver.url,
            feed=where,
        )
        config.write_text(text, encoding="utf-8")
        departures, days = make_departures(stories), [0.0]
        (folder / "packs" / "invented").mkdir(parents=True)
        pack = folder / "packs" / "invented" / "people.toml"
        pack.write_text(people_pack(departures), encoding="utf-8")

        def clock() -> datetime:
            return datetime.now(UTC) + timedelta(days=sum(days))

        session = LiveSession(Places(config, folder / "data"), load_config(config), clock=clock)
        await session.open()
        stack.push_async_callback(session.close)
        await ask(session)
        channels = ("email", "webhook", *(("desktop",) if desktop else ()))
        for story in departures:
            days.append(0.5)
            title, entry = write_story(story, pages)
            entries = [entry, *entries[: SHOWN - 1]]
            feed.printed = title
            feed.serve("/feed", Answer(200, rss(*entries), FEED_TYPE))
            await ask(session)
            for channel in channels:
                arrived = await ears.wait_for(channel, title)
                taken.setdefault(channel, []).append(arrived - feed.answered[title])
        fetched = len(pages.asked)
        # One page after another is asked for, and stories come faster than pages: some still wait.
        if full_text and fetched < stories / 10:
            raise RuntimeError(f"only {fetched} pages were fetched")
    return taken


async def begin_desktop(folder: Path, stack: AsyncExitStack, ears: Ears) -> bool:
    """Start a notification service on a bus of its own; whether there is one."""
    if shutil.which("dbus-daemon") is None:
        return False
    bus = Bus(folder)
    await bus.start()
    stack.push_async_callback(bus.kill)
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.address
    service = TimedNotifications()
    service.ears = ears
    await service.start(bus.address)
    stack.callback(service.stop)
    return True


async def ask(session: LiveSession) -> None:
    """Ask the feed, as the schedule would."""
    async for check in session.poll(["paper"]):
        if check.outcome == "failed":
            raise RuntimeError(check.error)


def write_story(story: Departure, pages: Newsstand) -> tuple[str, str]:
    """The headline of a story, and its entry in the feed; its page is put on loopback."""
    told = story.told("en", 0)
    page = f"<html><article><p>{told.text}</p><p>{told.title}.</p></article></html>".encode()
    link = pages.serve(f"/{told.id}", Answer(200, page, {"Content-Type": "text/html"}))
    return told.title, item(told.id, told.title, link=link)


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stories", type=int, default=200)
    count = arguments.parse_args().stories
    print("| from the end of the answer to hand-over | alerts | p50, ms | p99, ms | longest, ms |")
    print("|---|---|---|---|---|")
    for full_text in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            taken = asyncio.run(measure(Path(folder), count, full_text=full_text))
        for channel, seconds in taken.items():
            cuts = statistics.quantiles(seconds, n=100, method="inclusive")
            how = "full text fetched" if full_text else "no full text"
            print(
                f"| {channel}, {how} | {len(seconds)} | {statistics.median(seconds) * 1e3:.0f} "
                f"| {cuts[98] * 1e3:.0f} (goal: under {GOAL * 1e3:.0f}) "
                f"| {max(seconds) * 1e3:.0f} |"
            )


if __name__ == "__main__":
    main()
