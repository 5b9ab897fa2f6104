"""Small readings and checks, written for the store's tests."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsroom.records import (
    Article,
    Check,
    Due,
    Evidence,
    Move,
    Reading,
    SharedFeature,
    SourceState,
    Story,
    StoryLink,
    Telling,
    TopicScore,
    WatchMatch,
)
from store.disk import Disk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHANNELS = ("desktop", "email")


def article(name: str, at: datetime = NOON, *, source: str = "gazette", text: str = "") -> Article:
    return Article(
        id=name,
        source=source,
        url=f"https://gazette.example/{name}",
        title=f"Headline of {name}",
        summary=f"What {name} is about, in a sentence.",
        text=text,
        first_seen=at,
        event_time=at - timedelta(hours=1),
        keys=(f"guid:{name}", f"gazette.example/{name}"),
    )


def story(name: str, *items: str, at: datetime = NOON, revision: int = 1) -> Story:
    return Story(
        id=name,
        headline=f"Story {name}",
        items=items,
        origin_item=items[0] if items else "",
        first_seen=at,
        last_seen=at,
        tellings=tuple(
            Telling(item, at, {"person:ada": 1.0, "act:leave": 0.5}) for item in items[:1]
        ),
        revision=revision,
    )


def move(name: str, at: datetime = NOON, *, status: str = "reported") -> Move:
    return Move(
        id=name,
        person="ada",
        name="Ada",
        kind="left",
        origin="meta",
        destination="mistral",
        status="rumoured" if status == "rumoured" else "reported",
        first_reported=at,
        evidence=(Evidence("a1", "de", "Ada geht.", "gazette"),),
    )


def reading(
    one: Article,
    *stories: Story,
    moves: tuple[Move, ...] = (),
    dues: tuple[Due, ...] = (),
    copy_of: str = "",
) -> Reading:
    link = StoryLink(stories[0].id, 3.5, (SharedFeature("person:ada", 2.5),)) if stories else None
    return Reading(
        article=one,
        language="en",
        people=("ada",) if stories else (),
        topics=(TopicScore("talent", 0.75, ("leave",)),) if stories else (),
        matches=(WatchMatch("departures"),) if stories else (),
        link=link,
        stories=stories,
        moves=moves,
        due=dues,
        copy_of=copy_of,
    )


def due(
    name: str, revision: int = 1, *, item: str = "", channels: tuple[str, ...] = CHANNELS
) -> Due:
    return Due(
        story=name,
        revision=revision,
        reason="new story",
        title=f"Story {name}",
        item=item,
        watches=("departures",),
        channels=channels,
    )


def check(at: datetime = NOON, *, source: str = "gazette", error: str = "") -> Check:
    state = SourceState(
        source,
        health="error" if error else "ok",
        etag='"v1"',
        last_poll=at,
        next_poll=at + timedelta(minutes=30),
        error=error,
    )
    return Check(source, at, "failed" if error else "new", state, error=error)


def filled(name: str, at: datetime = NOON) -> Reading:
    """A reading with a story, a body and something to tell."""
    return reading(
        article(name, at, text=f"The whole text of {name}. " * 20),
        story(f"story-{name}", name, at=at),
        dues=(due(f"story-{name}", item=name),),
    )


class CountingDisk(Disk):
    """Calls `act` before every call that changes the disk, with the call's number and name."""

    def __init__(self, act: Callable[[int, str], None]) -> None:
        self.calls = 0
        self._act = act

    def _before(self, name: str) -> None:
        self.calls += 1
        self._act(self.calls, name)

    def make_folder(self, folder: Path) -> None:
        self._before("make_folder")
        super().make_folder(folder)

    def open(self, path: Path, flags: int) -> int:
        self._before("open")
        return super().open(path, flags)

    def write(self, handle: int, data: bytes | memoryview) -> int:
        self._before("write")
        return super().write(handle, data)

    def sync(self, handle: int) -> None:
        self._before("sync")
        super().sync(handle)

    def truncate(self, handle: int, size: int) -> None:
        self._before("truncate")
        super().truncate(handle, size)

    def sync_folder(self, folder: Path) -> None:
        self._before("sync_folder")
        super().sync_folder(folder)

    def unlink(self, path: Path) -> None:
        self._before("unlink")
        super().unlink(path)


class RenamingDisk(CountingDisk):
    """As its base, for renaming too."""

    def rename(self, path: Path, target: Path) -> None:
        self._before("rename")
        super().rename(path, target)


class WatchedDisk(Disk):
    """Says before every call that changes the disk which it is, and after it that it is done."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def open(self, path: Path, flags: int) -> int:
        self._say("in open")
        handle = super().open(path, flags)
        self._say("after open")
        return handle

    def write(self, handle: int, data: bytes | memoryview) -> int:
        self._say("in write")
        taken = super().write(handle, data)
        self._say("after write")
        return taken

    def sync(self, handle: int) -> None:
        self._say("in sync")
        super().sync(handle)
        self._say("after sync")

    def truncate(self, handle: int, size: int) -> None:
        self._say("in truncate")
        super().truncate(handle, size)
        self._say("after truncate")

    def sync_folder(self, folder: Path) -> None:
        self._say("in sync_folder")
        super().sync_folder(folder)
        self._say("after sync_folder")

    def rename(self, path: Path, target: Path) -> None:
        self._say("in rename")
        super().rename(path, target)
        self._say("after rename")

    def unlink(self, path: Path) -> None:
        self._say("in unlink")
        super().unlink(path)
        self._say("after unlink")


class HalfWritingDisk(CountingDisk):
    """Dies in the middle of its n-th write: half of the bytes are there."""

    def __init__(self, fatal: int) -> None:
        super().__init__(lambda _number, _name: None)
        self._writes = 0
        self._fatal = fatal

    def write(self, handle: int, data: bytes | memoryview) -> int:
        self._writes += 1
        if self._writes == self._fatal:
            super().write(handle, data[: len(data) // 2])
            die()
        return super().write(handle, data)


def die() -> None:
    """End this process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def dies(work: Callable[[], object]) -> bool:
    """Work in a forked child; tells whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)
