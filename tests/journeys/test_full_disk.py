"""A disk that fills and is freed again: nothing lost, nothing twice, told once."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import signal
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from llamawatch.session import LiveSession, utc_now
from store.archive import Archive
from store.disk import Disk
from store.places import Places
from store.settings import load_config
from tests.journeys.home import QUIET, email_settings, shipped_watches
from tests.journeys.press import CLOSES, LEAVES, UNRELATED, dated
from tests.journeys.test_offline import notice, settle, until
from tests.tui.conftest import QuietSession
from tui.app import LlamawatchApp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.alerts.services import MailServer
    from tests.journeys.home import Home
    from tests.journeys.press import Paper

OFTEN = '[poll]\ninterval = "1s"\nfull_text = false\n'


@pytest.fixture
def fill(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Fills this process's disk, or frees it."""
    full, write = [False], Disk.write

    def refuse(disk: Disk, handle: int, data: bytes | memoryview) -> int:
        if full[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(disk, handle, data)

    monkeypatch.setattr(Disk, "write", refuse)

    def set_full(now: bool) -> None:
        full[0] = now

    return set_full


class Later:
    """The time, which a test may move on."""

    def __init__(self) -> None:
        self.by = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.by


async def test_the_dashboard_says_what_waits_until_it_is_stored(
    home: Home, paper: Paper, fill: Callable[[bool], None]
) -> None:
    home.configure(QUIET, "[poll]\nfull_text = false\n", paper.source)
    paper.print(UNRELATED)
    clock = Later()
    places = Places(home.config, home.data)
    session = QuietSession(places, load_config(home.config), clock=clock)
    app = LlamawatchApp(session)
    try:
        async with app.run_test(size=(140, 30)) as pilot:

            async def poll() -> None:
                await pilot.press("r")
                await settle(app)

            await until(pilot, lambda: session.ready)
            await poll()
            await until(pilot, lambda: session.archive.counts().items == 1)
            assert session.archive.counts().items == 1
            fill(True)
            paper.print(LEAVES)
            await poll()
            await until(pilot, lambda: notice(app).startswith("The disk is full"))
            assert notice(app).startswith("The disk is full: 1 item waits in memory; free some")
            assert session.held == (
                f"The disk is full: 1 item waits in memory; free some space in {session.data}."
            )
            paper.print(CLOSES)
            await poll()
            await until(pilot, lambda: "2 items wait" in notice(app))
            assert notice(app).startswith("The disk is full: 2 items wait in memory;")
            fill(False)
            clock.by += timedelta(minutes=1)
            await poll()
            await until(pilot, lambda: not notice(app).startswith("The disk"))
            assert not notice(app).startswith("The disk")

            def waited() -> list[str]:
                said = [one.message for one in app._notifications]
                return [message for message in said if "waited" in message]

            await until(pilot, lambda: bool(waited()))
            assert waited() == ["Stored what waited: 2 items."]
            assert session.archive.counts().items == 3
            fill(True)
            paper.print(dated(UNRELATED, days=1), type(LEAVES)("last", "The last tram of the day"))
            await poll()
            await until(pilot, lambda: "1 item waits" in notice(app))
            assert "1 item waits" in notice(app)
            fill(False)
        assert app.fault is None
    finally:
        await session.close()
    # What waited when the screen was left was stored at the last try.
    titles = [one["title"] for one in await home.json("items")]
    assert sorted(titles) == sorted(
        [UNRELATED.title, LEAVES.title, CLOSES.title, "The last tram of the day"]
    )


async def test_a_round_that_could_not_be_stored_says_so_and_is_made_again(
    home: Home, paper: Paper, fill: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.configure(QUIET, paper.source)
    paper.print(UNRELATED)
    assert (await home.type("poll")).status == 0
    paper.print(LEAVES)
    asked = LiveSession.poll

    def poll(session: LiveSession, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as they came
        fill(True)
        return asked(session, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(LiveSession, "poll", poll)
        ended = await home.type("poll", "--all", "--strict")
    folder = home.data
    assert ended.status == 4
    assert ended.err.splitlines() == [
        f"The disk is full: 1 item waits in memory; free some space in {folder}.",
        "The disk is full: 1 item not stored (1 of paper).",
    ]
    assert "1 item not stored (1 of paper)" in (folder / "llamawatch.log").read_text()
    fill(False)
    assert (await home.json("poll", "--all"))[-1]["new"] == 1


async def said(process: asyncio.subprocess.Process) -> str:
    """The next line a program says."""
    assert process.stderr is not None
    return (await asyncio.wait_for(process.stderr.readline(), 40)).decode()


async def reach(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(40):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.05)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the disk is filled by a limit")
async def test_a_watch_over_a_disk_that_fills_loses_nothing_and_tells_once(
    home: Home, paper: Paper, mail: MailServer
) -> None:
    home.configure(OFTEN, "[alerts.desktop]\nenabled = false\n", shipped_watches(),
                   email_settings(mail.port), paper.source)  # fmt: skip
    paper.print(UNRELATED)
    process = await home.start("run")
    assert (await said(process)).startswith("Watching 1 source")
    journal = home.data / "journal.jsonl"

    def stored() -> int:
        with Archive.open(home.data, write=False) as archive:
            assert not archive.set_aside
            return archive.counts().items

    await reach(lambda: journal.exists() and stored() == 1)
    free = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (journal.stat().st_size, free[1]))
    paper.print(dated(LEAVES, minutes=5))
    assert (await said(process)).startswith("The disk takes nothing more (File too large): ")
    await reach(lambda: paper.stand.asked[-1].headers.get("if-none-match") is not None)
    asked = len(paper.stand.asked)
    # The feed holds the first story no longer when the disk is free again.
    paper.pieces.clear()
    paper.print(dated(CLOSES, minutes=1))
    await reach(lambda: len(paper.stand.asked) > asked + 2)
    assert stored() == 1
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, free)
    assert await said(process) == "Stored what waited: 2 items.\n"
    await reach(lambda: len(mail.mailbox.mails) >= 2)
    process.send_signal(signal.SIGTERM)
    _, rest = await asyncio.wait_for(process.communicate(), 20)
    assert (process.returncode, rest) == (0, b"")
    titles = [one["title"] for one in await home.json("items")]
    assert sorted(titles) == sorted([UNRELATED.title, LEAVES.title, CLOSES.title])
    alerts = await home.json("alerts")
    assert [one["state"] for one in alerts if one["channel"] == "email"] == ["sent"] * 2
    assert len(mail.mailbox.mails) == 2
