"""What the editor of watches needs of the running program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsroom.records import WatchSpec
    from newsroom.spellings import Spelling
    from newsroom.trials import SpellingCount, Trial


class Trials(Protocol):
    """Watches tried on what is stored, before they are saved.

    What takes `wanted` reads some thousand items: it is called in a thread of its own, asks
    `wanted` every now and then, and raises `newsroom.errors.Superseded` soon after that says no.
    """

    def try_watch(
        self, spec: WatchSpec, saved: WatchSpec | None, *, wanted: Callable[[], bool]
    ) -> Trial:
        """Say what a watch would have found and told in the last 30 days.

        Args:
            spec: the watch as it is to be.
            saved: the watch as it is; None: a new one.
            wanted: says whether somebody still waits for the answer.

        Raises:
            QueryError: its query is of no use; `position` says where it stops being one.
            Superseded: nobody waits for it any more.
        """
        ...

    def spellings_of(self, keyword: str) -> tuple[Spelling, ...]:
        """Every spelling the packs know of a keyword, itself first; quick.

        Only the keyword itself if no pack knows it as a name.
        """
        ...

    def count_spellings(
        self, keyword: str, *, wanted: Callable[[], bool]
    ) -> tuple[SpellingCount, ...]:
        """How many articles of the last 30 days are written with each of these spellings.

        Args:
            keyword: as it stands in the watch.
            wanted: says whether somebody still waits for the answer.

        Raises:
            Superseded: nobody waits for it any more.
        """
        ...
