"""What changes in the archive, told to the screens now and then."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import on

from tui.messages import ArchiveChanged, ArchiveTouched
from tui.presence import PresentApp

if TYPE_CHECKING:
    from store.changes import Change
    from tui.session import Session

_SOON = 0.05
"""Seconds after which a change is shown: what comes with it is shown at once."""
_BETWEEN = 1.0
"""Seconds at least between two changes that are shown."""


class FollowingApp(PresentApp):
    """An app whose screens hear `ArchiveChanged`, however much comes in."""

    def __init__(self, session: Session) -> None:
        """Make the app; it has heard of nothing yet."""
        super().__init__(session)
        self._changed: set[str] = set()
        self._told = -_BETWEEN
        """When the screens were told last, on the monotonic clock."""

    def hear(self, change: Change) -> None:
        """Take in a change, in whatever thread it was made."""
        # Only messages may be posted from another thread.
        self.post_message(ArchiveTouched(change.kind))

    @on(ArchiveTouched)
    def _touched(self, event: ArchiveTouched) -> None:
        if not self._changed:
            # While much comes in, what is shown is not asked for anew with each of it.
            rest = self._told + _BETWEEN - time.monotonic()
            self.set_timer(max(_SOON, rest), self._tell)
        self._changed.add(event.kind)

    def _tell(self) -> None:
        self._told = time.monotonic()
        self.post_message(ArchiveChanged(frozenset(self._changed)))
        self._changed.clear()
