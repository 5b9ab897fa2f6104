"""The filter: the query language, live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

if TYPE_CHECKING:
    from textual.app import ComposeResult

PLACEHOLDER = "filter: words, topic:talent, lang:ja, source:heise, person:lample, is:unread"


class FilterBar(Vertical):
    """An input with a line under it for what is wrong with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back to the list"),
        Binding("enter,down", "leave", "Back to the list", show=False, priority=True),
    ]

    @dataclass
    class Changed(Message):
        """The filter's text is another."""

        text: str

    class Left(Message):
        """The user is done typing."""

    def compose(self) -> ComposeResult:
        """Lay the bar out."""
        yield Input(placeholder=PLACEHOLDER, id="filter", compact=True)
        yield Static("", id="filter-problem", markup=False)

    @property
    def text(self) -> str:
        """What stands in the filter."""
        return self.query_one(Input).value

    @text.setter
    def text(self, value: str) -> None:
        self.query_one(Input).value = value

    def take_focus(self) -> None:
        """Put the cursor into the filter."""
        self.query_one(Input).focus()

    def show_problem(self, problem: str) -> None:
        """Say what is wrong with the filter; "" when nothing is."""
        line = self.query_one("#filter-problem", Static)
        line.update(problem)
        line.set_class(False, "-progress")
        line.display = bool(problem)

    def show_progress(self, progress: str) -> None:
        """Say how far a search has come; "" when it is over."""
        line = self.query_one("#filter-problem", Static)
        if progress or line.has_class("-progress"):
            line.update(progress)
            line.set_class(bool(progress), "-progress")
            line.display = bool(progress)

    def action_leave(self) -> None:
        """Give the focus back."""
        self.post_message(self.Left())

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))
