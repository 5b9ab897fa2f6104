"""What was done by hand and can be taken back, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 100
"""Steps that are remembered."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done."""

    what: str
    """In words that follow "Taken back: "."""
    back: Callable[[], None]
    """Undoes it; raises LlamawatchError where that cannot be done."""


class UndoStack:
    """The steps of one session; a new program begins with none."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def push(self, what: str, back: Callable[[], None]) -> None:
        """Remember that something was done, and how it is taken back."""
        self._steps.append(Step(what, back))
        del self._steps[:-MOST]

    def take_back(self) -> str:
        """Take the latest step back; answers what it was, "" if there is none.

        Raises:
            LlamawatchError: it cannot be taken back; it is forgotten then.
        """
        if not self._steps:
            return ""
        step = self._steps.pop()
        step.back()
        return step.what
