"""The archive: everything that was read, and what became of it.

One `record` writes one check of one source: articles, stories, moves, the source's state and what
is to be told, as one step of the journal. When it returned, all of that survives the program and a
power cut; if it raised, nothing of it is there.

Calls may come from any thread. What changed lately is answered from memory, what is older from
months on disk (see `store.folding`), which are opened when a list comes to them.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from threading import RLock
from typing import TYPE_CHECKING, Self

from newsroom.errors import StoreError
from store.adopting import take_over
from store.catalogue import ITEMS, MARKS, META, SOURCES
from store.changes import Subscribers
from store.contents import Contents
from store.disk import Disk
from store.documents.items import full_text_document
from store.documents.sources import source_document
from store.folding import build
from store.lock import refuse_file
from store.moments import write_time
from store.mutes import Mutes
from store.opening import clear, finish, settle, sweep, take
from store.outbox import Outbox
from store.recording import Recorded, plan, plan_decision, plan_readings, plan_removal
from store.remembering import Memory
from store.state import open_state, stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from newsroom.known import Known
    from newsroom.records import Check, Decision, FullText, Item, Reading, SourceState
    from store.changes import Change
    from store.lock import Lock
    from store.recording import Plan
    from store.tables import Rows

HORIZON = timedelta(days=200)
"""Stories that ended longer than this before the newest take no new articles."""


_AT_ONCE = 500
"""Items that leave in one step."""


class Archive(Contents):
    """Made by `Archive.open`; ended by `close` or by leaving a `with`."""

    def __init__(self, folder: Path, lock: Lock | None, disk: Disk, horizon: timedelta) -> None:
        self.folder = folder
        self.writing = lock is not None
        """False: this one reads along with whoever writes."""
        self._lock = lock
        self._disk = disk
        self._subscribers = Subscribers()
        self._guard = RLock()
        self._memory = Memory(self, horizon, self._guard)
        super().__init__(open_state(folder, disk, write=self.writing, guard=self._guard))
        self.outbox = Outbox(lambda: self._state, self._subscribers)
        self.mutes = Mutes(lambda: self._state, self._subscribers)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        write: bool = True,
        program: str = "llamawatch",
        now: datetime | None = None,
        horizon: timedelta = HORIZON,
        disk: Disk | None = None,
    ) -> Archive:
        """Open a data directory.

        Args:
            folder: the directory; a writer makes it, a reader finds nothing in a missing one.
            write: False reads beside a running writer, without its lock.
            program: what others are told holds the lock.
            now: since when, for the same purpose.
            horizon: how far back `known` reaches.
            disk: the calls that change the disk; tests hand in their own.

        Raises:
            StoreLocked: another process writes here; the message names it.
            StoreTooNew: a newer llamawatch wrote this.
            StoreError: the directory cannot be used.
        """
        disk = disk or Disk()
        refuse_file(folder)
        if not write:
            finish(folder, disk)
            return cls(folder, None, disk, horizon)
        lock = take(folder, program, now, disk)
        try:
            clear(folder)
            settle(folder, disk)
            sweep(folder, disk)
            return cls(folder, lock, disk, horizon)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Give files and lock back; twice is harmless."""
        with self._guard:
            self._database.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Writing

    def record(
        self,
        check: Check,
        readings: Sequence[Reading],
        *,
        channels: Sequence[str] = (),
        suppress: bool = False,
    ) -> Recorded:
        """Keep one check of one source, whole.

        Of a check that brought nothing and did not fail only the source's state is kept, and a
        power cut may take the last of those back: the source is asked anew, no more.

        Args:
            check: the check; its source's state is kept with it.
            readings: what was understood of the articles, in order. An article whose id is stored
                already replaces it in place: marks, `first_seen` and identity keys stay, the
                earlier wording is kept.
            channels: the channels that are enabled. Each due gets a row on those of them it asks
                for, unless it was told there before; what is only for the digest gets none.
            suppress: the rows are made as `suppressed` and never sent.

        Returns:
            The items as stored, and the outbox rows made.

        Raises:
            StoreError: the disk refused; nothing was kept, and the same call may be made again.
        """
        with self._guard:
            made = plan(check, readings, self._storage.tables, channels, suppress=suppress)
            loose = not readings and check.outcome == "unchanged"
            self._keep(made, readings, loose=loose)
        self._subscribers.tell("source", (check.source,))
        return self._recorded(made)

    def record_again(
        self, readings: Sequence[Reading], *, now: datetime, channels: Sequence[str] = ()
    ) -> Recorded:
        """Keep articles that were read again by themselves, whole; else as `record`.

        Raises:
            StoreError: the disk refused; nothing was kept.
        """
        with self._guard:
            made = plan_readings(readings, self._storage.tables, channels, now)
            self._keep(made, readings)
        return self._recorded(made)

    def _keep(self, made: Plan, readings: Sequence[Reading], *, loose: bool = False) -> None:
        self._storage.commit(made.step, loose=loose)
        if not readings:
            return

        def learn(known: Known) -> None:
            for reading in readings:
                known.learn(reading)

        self._memory.learn(learn)

    def _recorded(self, made: Plan) -> Recorded:
        if items := made.new + made.updated:
            self._subscribers.tell("items", items)
        if made.alerts:
            self._subscribers.tell("alert", tuple(alert.id for alert in made.alerts))
        return Recorded(
            new=tuple(map(self.item, made.new)),
            updated=tuple(map(self.item, made.updated)),
            alerts=made.alerts,
        )

    def set_full_text(self, item_id: str, full: FullText) -> None:
        """Remember what came of fetching an item's page, where no text came of it.

        Raises:
            NotFound: there is no such item.
            StoreError: the disk refused.
        """
        with self._guard:
            row = {**self._row(ITEMS, item_id), "full": full_text_document(full)}
            self._storage.commit({"put": {ITEMS: {item_id: row}}})
        self._subscribers.tell("items", (item_id,))

    def decide(self, decision: Decision) -> None:
        """Keep what the user decided about stories, whole.

        Raises:
            StoreError: the disk refused; nothing was kept.
        """
        with self._guard:
            self._storage.commit(plan_decision(decision, self._storage.tables))
            self._memory.learn(lambda known: known.decide(decision))
        self._subscribers.tell("items", tuple(r.item for r in decision.reviews))

    def mark(
        self,
        item_id: str,
        *,
        read: bool | None = None,
        starred: bool | None = None,
        now: datetime,
    ) -> Item:
        """Set the user's marks on one item; None leaves a mark as it is.

        Raises:
            NotFound: there is no such item.
            StoreError: the disk refused.
        """
        return self.mark_all((item_id,), read=read, starred=starred, now=now)[0]

    def mark_all(
        self,
        item_ids: Iterable[str],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        now: datetime,
    ) -> tuple[Item, ...]:
        """As `mark`, for several items in one step: all of them or none.

        Raises:
            NotFound: one of them is not there.
            StoreError: the disk refused.
        """
        wanted = {"read": read, "starred": starred}
        ids = tuple(item_ids)
        rows: Rows = {}
        with self._guard:
            for key in ids:
                self._row(ITEMS, key)
                before = self._rows(MARKS).get(key, {})
                after = {**before, **{n: v for n, v in wanted.items() if v is not None}}
                if any(bool(before.get(name)) != bool(after.get(name)) for name in wanted):
                    rows[key] = {**after, "at": write_time(now)}
            if rows:
                self._storage.commit({"put": {MARKS: rows}})
        if rows:
            self._subscribers.tell("mark", tuple(rows))
        return tuple(map(self.item, ids))

    def forget(self, item_ids: Sequence[str]) -> int:
        """Take items out for good, and the stories that are left without any.

        They stay known as seen: `keys` goes on answering for what their sources called them.

        Args:
            item_ids: items of which `folded` is true; others are left alone.

        Returns:
            How many stories went with them.

        Raises:
            StoreError: the disk refused; the first of them may be gone.
        """
        stories = 0
        for start in range(0, len(item_ids), _AT_ONCE):
            with self._guard:
                some = [key for key in item_ids[start : start + _AT_ONCE] if self.folded(key)]
                step, gone = plan_removal(some, self._storage.tables)
                self._storage.commit(step)
            stories += gone
        self._subscribers.tell("items", ())
        return stories

    def folded(self, item_id: str) -> bool:
        """Whether an item lies in a month, and did not change since."""
        return not self._state.shelves[ITEMS].hides(item_id) and self._state.cold.has(
            ITEMS, item_id
        )

    def set_source_state(self, state: SourceState) -> None:
        """Remember a source's state without a check.

        Raises:
            StoreError: the disk refused.
        """
        with self._guard:
            self._database.named(SOURCES).put(state.source, source_document(state))
        self._subscribers.tell("source", (state.source,))

    def remember(self, name: str, value: str) -> None:
        """Keep a short note under a name, over restarts.

        Raises:
            StoreError: the disk refused.
        """
        with self._guard:
            if self.recall(name) != value:
                self._database.named(META).put(name, {"value": value})

    @property
    def known(self) -> Known:
        """What reading new articles needs to know; made when first asked for, kept up to date.

        Making it reads months and takes seconds; others read and write meanwhile.
        """
        return self._memory.whole()

    @property
    def known_so_far(self) -> Known:
        """`known` if it is made, else what looks up single stories and moves: reads no month."""
        return self._memory.so_far()

    def renew_known(self) -> None:
        """Have `known` made anew when it is next asked for, as by the next opening.

        What it learnt only ever adds to it; what lies beyond the horizon by now leaves memory.
        """
        self._memory.forget()

    # Folding

    @property
    def lock_handle(self) -> int:
        """Descriptor of the lock, for a process that writes for this one.

        Raises:
            StoreError: this one is open for reading only, or closed.
        """
        handle = None if self._lock is None else self._lock.handle
        if handle is None:
            raise StoreError(
                f"{self.folder} is open for reading only; close the llamawatch that writes, then "
                "start again."
            )
        return handle

    @property
    def foldable(self) -> int:
        """Bytes of the journal: what the next fold would take in."""
        return self._journal.size

    def unsound(self, *, searched: bool = False) -> tuple[str, ...]:
        """Names of files that only find things, and are damaged: a fold makes them again.

        Reads them through, which takes a while; may be called from a thread. Before it was, and
        answered with nothing, an article that is stored already may not be found.

        Args:
            searched: reads what is searched as well, which takes much longer.

        Raises:
            StoreError: the disk cannot be read.
        """
        from store import rebuilding

        try:
            return rebuilding.unsound(self.folder, self._state.root, searched=searched)
        except OSError as error:
            raise StoreError(
                f"{self.folder} cannot be read: {error.strerror or error}; check the disk."
            ) from error

    def fold(self, *, searched: bool = False) -> None:
        """Fold the journal into months, here and now; see `store.folding`.

        Args:
            searched: checks what is searched as well, see `unsound`.

        Raises:
            StoreError: the disk refused; everything is as it was.
        """
        until = self._journal.size
        self.adopt(build(self.folder, self._disk, until=until, searched=searched), until)

    def adopt(self, live: str, until: int) -> None:
        """Go on with the next generation that `store.folding.build` wrote.

        May be called from a thread: whoever writes meanwhile waits only for what came since.

        Args:
            live: name of the new root's file.
            until: where in the journal the fold ended, in bytes.

        Raises:
            StoreError: the disk refused; the present generation goes on.
        """
        lasting = take_over(
            self.folder,
            self._disk,
            self._guard,
            self._state,
            live=live,
            until=until,
            take=self._take,
        )
        if lasting:
            with suppress(StoreError):
                # What is left lies there until the next opening.
                sweep(self.folder, self._disk)

    # Following

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Hear of every change, after it is kept, in the thread that made it.

        Returns:
            A function that ends it.
        """
        return self._subscribers.add(callback)

    def expect(
        self, wish: str, ids: Sequence[str], *, read: bool | None, starred: bool | None
    ) -> None:
        """Show marks that were asked of the writer as if they were set; for a reader.

        Args:
            wish: name of the wish, until `settle` no longer finds it waiting.
            ids: items.
            read: as asked for; None: as it is.
            starred: as asked for; None: as it is.
        """
        wanted = {"read": read, "starred": starred}
        values = {name: value for name, value in wanted.items() if value is not None}
        self._expected[wish] = (tuple(ids), values)
        self._subscribers.tell("mark", tuple(ids))

    def settle(self, waiting: Collection[str]) -> None:
        """Show the marks as they are, but for those that wishes still wait for.

        Args:
            waiting: names of the wishes that are not taken up yet.
        """
        for wish in self._expected.keys() - set(waiting):
            ids, _ = self._expected.pop(wish)
            self._subscribers.tell("mark", ids)

    def refresh(self) -> bool:
        """Take in what another process wrote since; for a reader.

        Returns:
            True if there was something; subscribers then hear of "items", "source", "alert" and
            "mark" without ids.

        Raises:
            StoreError: the disk cannot be read.
        """
        if self.writing:
            return False
        with self._guard:
            if stamp_of(self.folder) != self._state.stamp or self._journal.replaced():
                before = self._state
                self._take(open_state(self.folder, self._disk, write=False, guard=self._guard))
                before.close()
                found = True
            else:
                found = self._storage.catch_up()
            if found:
                self._memory.forget()
        if found:
            for kind in ("items", "source", "alert", "mark"):
                self._subscribers.tell(kind, ())
        return found
