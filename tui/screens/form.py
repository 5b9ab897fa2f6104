"""A form: a few named lines, saved or left."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, Select, Static

from tui.fields import Choice, Line
from tui.resizing import LastSize

__all__ = ["Choice", "FormScreen", "Line"]

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult


class FormScreen(LastSize, ModalScreen[bool]):
    """Asks; answers True when it was saved."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("ctrl+t", "rehearse", "Try", priority=True),
        Binding("escape", "leave", "Leave"),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Line | Choice],
        values: Mapping[str, str],
        save: Callable[[dict[str, str]], str],
        rehearse: Callable[[dict[str, str]], str] | None = None,
        *,
        note: str = "",
    ) -> None:
        """Make the form.

        Args:
            title: its heading.
            fields: from top to bottom.
            values: what stands in them at first, by key.
            save: takes the values; answers what is wrong with them, or "".
            rehearse: says in a line what the values would do, called in a thread of its own; None:
                nothing can be tried.
            note: what is to be known before anything is changed; stands above the fields.
        """
        super().__init__()
        self._rehearse = rehearse
        self._title = title
        self._note = note
        self._fields = fields
        self._values = values
        self._save = save

    def compose(self) -> ComposeResult:
        """Lay the form out."""
        with VerticalScroll(id="form", can_focus=False):
            yield Label(self._title, id="form-title", markup=False)
            if self._note:
                yield Static(self._note, id="form-note", markup=False)
            for field in self._fields:
                with Horizontal(classes="form-line"):
                    yield Label(field.label, markup=False)
                    yield self._widget(field)
            yield Static("", id="form-problem", markup=False)
            tries = ", ctrl+t tries it" if self._rehearse else ""
            hint = f"Enter or ctrl+s saves{tries}, Escape leaves"
            yield Static(hint, id="form-hint", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def _widget(self, field: Line | Choice) -> Input | Select[str]:
        value = self._values.get(field.key, "")
        if isinstance(field, Line):
            return Input(value, placeholder=field.hint, id=f"field-{field.key}", compact=True)
        options = [(one, one) for one in field.values]
        return Select(
            options,
            value=value or field.values[0],
            allow_blank=False,
            id=f"field-{field.key}",
            compact=True,
        )

    def values(self) -> dict[str, str]:
        """What stands in the fields, by key."""
        found = {}
        for field in self._fields:
            widget = self.query_one(f"#field-{field.key}")
            if isinstance(widget, Input | Select):
                found[field.key] = str(widget.value)
        return found

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Save and leave, or say what is wrong."""
        problem = self._save(self.values())
        if problem:
            self.query_one("#form-problem", Static).update(problem)
        else:
            self.dismiss(True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 -- Textual's signature
        """Offer to try only what can be tried."""
        return action != "rehearse" or self._rehearse is not None

    def action_rehearse(self) -> None:
        """Say what the values would do, as soon as it is known."""
        if self._rehearse is not None:
            self._say("Trying it …")
            self._try(self._rehearse, self.values())

    @work(thread=True, exclusive=True, group="rehearse")
    def _try(self, rehearse: Callable[[dict[str, str]], str], values: dict[str, str]) -> None:
        self.app.call_from_thread(self._say, rehearse(values))

    def _say(self, line: str) -> None:
        # Saved or left meanwhile, there is nowhere to say it.
        if self.is_current:
            self.query_one("#form-problem", Static).update(line)

    def action_leave(self) -> None:
        """Leave without saving."""
        self.dismiss(False)
