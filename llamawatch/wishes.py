"""What is changed by hand, and by whom: at once where this program writes, else by the writer."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from llamawatch import deciding, muting
from newsroom.errors import DecisionError, LlamawatchError, StoreError
from store.briefing import note_briefed
from store.inbox import Inbox, Wish
from store.moments import must_read_time, write_time

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from llamawatch.session import LiveSession
    from store.inbox import Verb

SERVE: Final = 1.0
"""Seconds between two looks of the writer at the inbox: wishes are granted within two."""
LOOK: Final = 0.5
"""Seconds between two looks of a reader at what the writer wrote."""
COARSE: Final = 3.0
"""Seconds for which the inbox is read after it changed: some disks count changes by two seconds,
and what comes within one count is seen by nothing else."""
_SHOWN: Final = timedelta(days=1)
"""How long a refused wish is shown."""


class Wishes:
    """The wishes of one session: made by a reader, granted by the writer.

    Args:
        session: Whose; need not be open yet.
        rng: For the names of wishes.
    """

    def __init__(self, session: LiveSession, rng: random.Random) -> None:
        self._session = session
        self._rng = rng
        self._inbox = Inbox(session.places.data)
        self._polls: set[asyncio.Task[None]] = set()

    def mark(self, ids: Sequence[str], *, read: bool | None, starred: bool | None) -> None:
        """Set marks, at once or by the writer; see `LiveSession.mark`."""
        session = self._session
        if session.archive.writing:
            session.archive.mark_all(ids, read=read, starred=starred, now=session.clock())
            return
        wanted = {"read": read, "starred": starred}
        values = {name: value for name, value in wanted.items() if value is not None}
        for item in ids:
            session.archive.item(item)
        name = self.drop("mark", tuple(ids), values)
        session.archive.expect(name, ids, read=read, starred=starred)

    def decide(self, verb: Verb, ids: Sequence[str], values: Mapping[str, Any]) -> None:
        """Decide about stories, at once or by the writer; see `LiveSession.decide`."""
        if self._session.archive.writing:
            decide(self._session, Wish(verb, tuple(ids), values))
        else:
            self.drop(verb, ids, values)

    def mute(self, what: str, *, until: datetime | None = None, lift: bool = False) -> None:
        """Mute something, or end that, at once or by the writer; see `LiveSession.mute`."""
        written = None if until is None else write_time(until)
        wish = Wish("mute", (what,), {"lift": True} if lift else {"until": written})
        if self._session.archive.writing:
            muting.carry_out(self._session, wish)
        else:
            self.drop(wish.verb, wish.ids, wish.values)

    def retry(self, alert_id: str) -> None:
        """Have an alert tried again, at once or by the writer; see `LiveSession.retry`."""
        session = self._session
        if session.archive.writing:
            session.archive.outbox.retry(alert_id, session.clock())
            session.wake_alerts()
        else:
            session.archive.outbox.alert(alert_id)
            self.drop("retry", (alert_id,))

    def snooze(self, alert_id: str, until: datetime | None) -> None:
        """Have an alert told later, or end that, at once or by the writer."""
        session = self._session
        wish = Wish("snooze", (alert_id,), {"until": None if until is None else write_time(until)})
        session.archive.outbox.alert(alert_id)
        if session.archive.writing:
            _snooze(session, wish)
        else:
            self.drop(wish.verb, wish.ids, wish.values)

    def note_briefed(self, until: datetime) -> None:
        """Note up to when the user was briefed, at once or by the writer."""
        archive = self._session.archive
        if archive.writing:
            note_briefed(archive, until)
        else:
            self.drop("briefed", values={"until": write_time(until)})

    def drop(
        self, verb: Verb, ids: Sequence[str] = (), values: Mapping[str, Any] | None = None
    ) -> str:
        """Leave a wish for the writer; answers its name.

        Raises:
            StoreError: the disk refused.
        """
        wish = Wish(verb, tuple(ids), values or {})
        return self._inbox.drop(wish, self._session.clock(), self._rng.getrandbits(64))

    def writer(self) -> str:
        """Who writes, in words; "" if nobody does."""
        from store.lock import holder

        held = holder(self._session.places.data)
        return "" if held is None else f"{held.program} (process {held.pid})"

    def waiting(self) -> int:
        """Wishes nobody has taken up yet."""
        return len(self._inbox.waiting())

    def problems(self) -> list[str]:
        """What could not be granted of late, a sentence each."""
        now = self._session.clock()
        return [
            f"What was asked for at {refusal.at:%H:%M} UTC could not be done: {refusal.reason}"
            for refusal in self._inbox.refusals()
            if refusal.at is not None and now - refusal.at < _SHOWN
        ]

    async def decide_here(self, verb: Verb, ids: Sequence[str], values: Mapping[str, Any]) -> None:
        """Decide about stories beside the polling of this program, or ask the writer to."""
        if not self._session.archive.writing:
            self.drop(verb, ids, values)
            return
        lock = self._session.reading_lock
        async with lock if lock is not None else contextlib.AsyncExitStack():
            await asyncio.to_thread(decide, self._session, Wish(verb, tuple(ids), values))

    async def serve(self) -> None:
        """Grant wishes as they come, until cancelled; what did not change is not read again."""
        seen, until, left = 0, 0.0, True
        while True:
            # Before it is read: what comes meanwhile is a change again.
            changed = self._inbox.changed
            if changed != seen:
                seen, until = changed, time.monotonic() + COARSE
            if left or time.monotonic() < until:
                # A disk that refuses is tried again; the wishes wait.
                left = True
                with contextlib.suppress(StoreError):
                    await self.grant_all()
                    left = False
            await asyncio.sleep(SERVE)

    async def grant_all(self) -> None:
        """Grant what waits now.

        Raises:
            StoreError: the disk refused; what is left waits.
        """
        for name, wish in self._inbox.wishes():
            try:
                await self._grant(wish)
            except StoreError:
                raise
            except LlamawatchError as error:
                self._inbox.refuse(name, str(error))
            except (KeyError, TypeError, ValueError, IndexError):
                self._inbox.refuse(name, "it does not say what is wanted")
            else:
                self._inbox.done(name)

    async def read_along(self) -> None:
        """Take in what the writer writes, until cancelled."""
        archive = self._session.archive
        while True:
            # Wishes first: what was granted before this look is in what is read after it.
            waiting = self._inbox.waiting()
            with contextlib.suppress(StoreError):
                archive.refresh()
            archive.settle(waiting)
            await asyncio.sleep(LOOK)

    async def _grant(self, wish: Wish) -> None:
        session, archive = self._session, self._session.archive
        if wish.verb == "mark":
            values = {name: _switch(wish.values.get(name)) for name in ("read", "starred")}
            archive.mark_all(wish.ids, **values, now=session.clock())
        elif wish.verb == "retry":
            for alert in wish.ids:
                # Sent meanwhile, or since this wish was granted before a crash: that was wanted.
                if archive.outbox.alert(alert).state != "sent":
                    archive.outbox.retry(alert, session.clock())
            session.wake_alerts()
        elif wish.verb == "snooze":
            _snooze(session, wish)
        elif wish.verb == "mute":
            muting.carry_out(session, wish)
        elif wish.verb == "briefed":
            note_briefed(archive, must_read_time(wish.values["until"]))
        elif wish.verb == "poll":
            self._begin_poll(wish.ids)
        else:
            await self._decide(wish)

    async def _decide(self, wish: Wish) -> None:
        lock = self._session.reading_lock
        async with lock if lock is not None else contextlib.AsyncExitStack():
            if not _is_done(self._session, wish):
                decide(self._session, wish)

    def _begin_poll(self, sources: Sequence[str]) -> None:
        task = asyncio.create_task(self._poll(sources), name="poll for a reader")
        self._polls.add(task)
        task.add_done_callback(self._polls.discard)

    async def _poll(self, sources: Sequence[str]) -> None:
        async for _ in self._session.poll(sources or None):
            pass


def decide(session: LiveSession, wish: Wish) -> None:
    """Carry out a decision about stories.

    Raises:
        LlamawatchError: it cannot be done.
    """
    item = wish.ids[0]
    if wish.verb == "topics":
        topics = wish.values["topics"]
        deciding.set_topics(session, item, None if topics is None else [str(t) for t in topics])
    elif wish.verb == "merge":
        deciding.merge_stories(session, item, str(wish.values["story"]))
    elif wish.verb == "split":
        deciding.split_story(session, wish.ids)
    else:
        raise DecisionError(f'"{wish.verb}" is nothing that can be asked for here')


def _snooze(session: LiveSession, wish: Wish) -> None:
    """Have an alert told at a time that is to come; else as if it had not been asked for."""
    until, now = wish.values["until"], session.clock()
    (alert,) = wish.ids
    if until is not None and must_read_time(until) > now:
        session.archive.outbox.snooze(alert, must_read_time(until))
    else:
        session.archive.outbox.wake(alert, now)
    session.wake_alerts()


def _is_done(session: LiveSession, wish: Wish) -> bool:
    """Whether a decision was carried out already: by this wish, before a crash."""
    archive = session.archive
    story = archive.story(archive.item(wish.ids[0]).story)
    if wish.verb == "merge":
        return wish.values["story"] in (story.id, *story.was)
    return wish.verb == "split" and set(story.items) == set(wish.ids)


def _switch(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise TypeError(value)
