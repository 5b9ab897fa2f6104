"""What is to stay silent for a while: everything, a story, a watch, a source.

A mute silences what would be told while it lasts: the rows are kept as `suppressed`, and are not
told when it ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.records import Mute
from store.moments import must_read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from newsroom.records import Alert
    from store.changes import Subscribers
    from store.state import State
    from store.tables import NamedTable, Row

MUTES = "mutes"
EVERYTHING = "all"


class Mutes:
    """The mutes of one archive.

    Args:
        state_of: answers the generation of the archive that is open now.
        subscribers: hear of every change, as "mute".
    """

    def __init__(self, state_of: Callable[[], State], subscribers: Subscribers) -> None:
        self._state_of = state_of
        self._subscribers = subscribers

    @property
    def _table(self) -> NamedTable:
        return self._state_of().database.named(MUTES)

    @property
    def _rows(self) -> Mapping[str, Row]:
        return self._state_of().storage.tables.get(MUTES, {})

    def lasting(self, now: datetime) -> tuple[Mute, ...]:
        """Those in force, in the order they were made."""
        mutes = (_read(what, row) for what, row in tuple(self._rows.items()))
        return tuple(mute for mute in mutes if mute.until is None or mute.until > now)

    def put(self, mute: Mute) -> None:
        """Keep a mute; one of the same thing is replaced.

        Raises:
            StoreError: the disk refused.
        """
        until = None if mute.until is None else write_time(mute.until)
        with self._state_of().storage.guard:
            self._table.put(mute.what, {"until": until, "at": write_time(mute.at)})
        self._subscribers.tell("mute", (mute.what,))

    def lift(self, what: str) -> bool:
        """End a mute; False: there was none.

        Raises:
            StoreError: the disk refused.
        """
        storage = self._state_of().storage
        with storage.guard:
            if what not in self._rows:
                return False
            storage.commit({"del": {MUTES: [what]}})
        self._subscribers.tell("mute", (what,))
        return True

    def silenced_by(
        self, alert: Alert, stories: Collection[str], source: str, now: datetime
    ) -> str:
        """What keeps an alert silent; "" if it is to be told.

        Args:
            alert: a row of the outbox.
            stories: ids its story has and had.
            source: of the item it is about.
            now: UTC.
        """
        lasting = {mute.what for mute in self.lasting(now)}
        if not lasting:
            return ""
        if EVERYTHING in lasting:
            return EVERYTHING
        one = next((f"story:{s}" for s in stories if f"story:{s}" in lasting), "")
        if one or f"source:{source}" in lasting:
            return one or f"source:{source}"
        watches = [f"watch:{watch}" for watch in alert.watches]
        # Another watch wants to hear of it still.
        return watches[0] if watches and lasting.issuperset(watches) else ""


def _read(what: str, row: Row) -> Mute:
    until = row.get("until")
    return Mute(what, must_read_time(until) if until else None, must_read_time(row["at"]))
