"""A question with a few answers, each on a key of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Label, OptionList
from textual.widgets.option_list import Option

from tui.resizing import LastSize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.events import Key


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    value: str
    label: str
    key: str = ""
    """A letter or digit that gives it at once; "": only the list does."""


class ChoiceScreen(LastSize, ModalScreen[str | None]):
    """Asks; answers with the value of what was chosen, None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave"),
        Binding("j", "down", "Down", show=False),
        Binding("k", "up", "Up", show=False),
    ]

    def __init__(self, question: str, answers: Sequence[Answer]) -> None:
        """Make the question.

        Args:
            question: its heading.
            answers: from top to bottom; at least one.
        """
        super().__init__()
        self._question = question
        self._answers = answers

    def compose(self) -> ComposeResult:
        """Lay the question out."""
        with Vertical(id="choice"):
            yield Label(self._question, id="form-title", markup=False)
            # A list reads its labels as markup, unless they are content already.
            yield OptionList(*(Option(Content(_shown(one))) for one in self._answers))
        yield Footer(show_command_palette=False, compact=True)

    def on_key(self, event: Key) -> None:
        """Take a letter for its answer."""
        for answer in self._answers:
            if answer.key and event.character == answer.key:
                event.stop()
                self.dismiss(answer.value)
                return

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._answers[event.option_index].value)

    def action_down(self) -> None:
        """Go to the next answer."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go to the answer before."""
        self.query_one(OptionList).action_cursor_up()

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


def _shown(answer: Answer) -> str:
    return f"{answer.key}  {answer.label}" if answer.key else answer.label
