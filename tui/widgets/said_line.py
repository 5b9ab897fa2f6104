"""What a key did, beside what it was done to: said where it covers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

if TYPE_CHECKING:
    from textual.timer import Timer

LASTS = 12.0
"""Seconds after which what was said is out of date."""


class SaidLine(Static):
    """A line that is there while there is something to say."""

    DEFAULT_CSS = """
    SaidLine { height: auto; max-height: 5; padding: 0 1; color: $text-success; display: none; }
    SaidLine.-problem { color: $text-warning; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- Textual's name for it
        """Make a line that says nothing."""
        super().__init__("", id=id, markup=False)
        self._timer: Timer | None = None

    def say(self, text: str, *, problem: bool = False, lasts: bool = False) -> None:
        """Say what a key did; "" says nothing any more.

        Args:
            text: whole sentences; marked as a problem by their words, for colour is not enough.
            problem: it could not be done.
            lasts: it stays until something else is said: work is under way.
        """
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.update(text)
        self.set_class(problem, "-problem")
        self.display = bool(text)
        if text and not lasts:
            self._timer = self.set_timer(LASTS, self.hush)

    def hush(self) -> None:
        """Say nothing any more."""
        self.say("")

    @property
    def said(self) -> str:
        """What stands there; "" if nothing does."""
        return str(self.content) if self.display else ""
