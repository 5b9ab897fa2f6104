"""What changed in the archive, told to whoever subscribed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

ChangeKind = Literal["items", "source", "alert", "mark", "mute", "config"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different now: ask the archive for the rest."""

    kind: ChangeKind
    ids: tuple[str, ...] = ()
    """Items (for "items" and "mark"), sources, or alerts; empty: any."""


class Subscribers:
    """Callbacks, called in the order they came, after the change is on disk and in memory."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[Change], None]] = []

    def add(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call `callback` with every change from now on.

        It is called in the thread that made the change, and must not raise.

        Returns:
            A function that ends it; calling that twice is harmless.
        """
        self._callbacks.append(callback)

        def leave() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return leave

    def tell(self, kind: ChangeKind, ids: tuple[str, ...]) -> None:
        """Pass one change on."""
        for callback in tuple(self._callbacks):
            callback(Change(kind, ids))
