"""What was done by hand and can be taken back, the latest first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

Back = Callable[[], Awaitable[None] | None]
"""Undoes a step, at once or by being waited for; raises LlamawatchError where it cannot."""
MOST: Final = 100
"""Steps that are remembered."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done."""

    what: str
    """In words that follow "Taken back: "."""
    back: Back


class UndoStack:
    """The steps of one session; a new program begins with none."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def push(self, what: str, back: Back) -> None:
        """Remember that something was done, and how it is taken back."""
        self._steps.append(Step(what, back))
        del self._steps[:-MOST]

    async def take_back(self) -> str:
        """Take the latest step back; answers what it was, "" if there is none.

        Raises:
            LlamawatchError: it cannot be taken back; it is forgotten then.
        """
        if not self._steps:
            return ""
        step = self._steps.pop()
        waited_for = step.back()
        if waited_for is not None:
            await waited_for
        return step.what
