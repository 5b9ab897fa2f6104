"""What is changed by hand: at once where this program writes, else asked of whoever does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsroom.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from llamawatch.undoing import UndoStack
    from llamawatch.wishes import Wishes
    from store.inbox import Verb
    from store.repository import Repository


class Asking:
    """Marks, decisions, silence and tries of a session, whoever makes them.

    Each is remembered with what takes it back.
    """

    archive: Repository
    undoing: UndoStack
    clock: Callable[[], datetime]

    @property
    def _wishes(self) -> Wishes:
        raise NotImplementedError

    @property
    def writes(self) -> bool:
        """True for the one program that watches; the others read along."""
        raise NotImplementedError

    @property
    def writer(self) -> str:
        """Who watches while this program reads along, in words; "" while nobody does."""
        return self._wishes.writer()

    @property
    def wishes_waiting(self) -> int:
        """Changes asked of the writer that are not made yet."""
        return self._wishes.waiting()

    def mark(
        self,
        item_ids: Sequence[str],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        by_hand: bool = True,
    ) -> None:
        """Set the user's marks on items: at once, or by whoever writes.

        Args:
            item_ids: which.
            read: None leaves the mark as it is.
            starred: likewise.
            by_hand: False: it follows from something else, as from opening an article, and is not
                taken back.

        Raises:
            NotFound: one of them is not there.
            StoreError: the disk refused.
        """
        items = [self.archive.item(one) for one in item_ids]
        unread = [item.id for item in items if read is not None and item.read != read]
        unstarred = [item.id for item in items if starred is not None and item.starred != starred]
        self._wishes.mark(item_ids, read=read, starred=starred)
        if not by_hand or not (unread or unstarred):
            return

        def back() -> None:
            if unread:
                self._wishes.mark(unread, read=not read, starred=None)
            if unstarred:
                self._wishes.mark(unstarred, read=None, starred=not starred)

        self.undoing.push(_marked(len(items), read=read, starred=starred), back)

    def decide(
        self, verb: Verb, ids: Sequence[str], values: Mapping[str, Any] | None = None
    ) -> None:
        """Decide about stories by hand ("topics", "split", "merge"), at once or by the writer.

        Raises:
            LlamawatchError: it cannot be done.
        """
        self._wishes.decide(verb, ids, values or {})

    def mute(self, what: str, *, until: datetime | None = None, lift: bool = False) -> None:
        """Let something be silent, or heard again; at once, or by whoever writes.

        Args:
            what: "all", "story:ID", "watch:ID" or "source:ID".
            until: UTC; None: until it is lifted.
            lift: end it.

        Raises:
            StoreError: the disk refused.
        """
        before = next(
            (one for one in self.archive.mutes.lasting(self.clock()) if one.what == what), None
        )
        self._wishes.mute(what, until=until, lift=lift)

        def back() -> None:
            end = before.until if before else None
            self._wishes.mute(what, until=end, lift=before is None)

        self.undoing.push("an end of silence" if lift else "a silence", back)

    def retry(self, alert_id: str) -> None:
        """Have an alert tried again now, by this program or by whoever writes.

        Raises:
            NotFound: there is none with this id.
            StoreError: it was sent already, or the disk refused.
        """
        self._wishes.retry(alert_id)

    def snooze(self, alert_id: str, until: datetime | None) -> None:
        """Have an alert told, or told again, later: by this program or by whoever writes.

        Args:
            alert_id: which.
            until: UTC; None ends a snooze.

        Raises:
            NotFound: there is none with this id.
            StoreError: the disk refused.
        """
        self._wishes.snooze(alert_id, until)

    def note_briefed(self, until: datetime) -> None:
        """Note up to when the user was briefed: now, or by whoever writes.

        Raises:
            StoreError: the disk refused.
        """
        self._wishes.note_briefed(until)

    def polls_now(self, sources: Sequence[str] | None) -> bool:
        """Have the writer poll, if this program only looks; False: it is for this one to do."""
        if self.writes:
            return False
        self._wishes.drop("poll", tuple(sources or ()))
        return True


def _marked(count: int, *, read: bool | None, starred: bool | None) -> str:
    """What a mark came to, in words."""
    mark = {True: "read", False: "unread", None: "starred" if starred else "not starred"}[read]
    return f"{counted(count, 'item')} marked as {mark}"
