"""A form: a few named lines, saved or left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, Select, Static

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult


@dataclass(frozen=True, slots=True)
class Line:
    """A field of free text."""

    key: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A field with a few values; the first is the default."""

    key: str
    label: str
    values: tuple[str, ...]


class FormScreen(ModalScreen[bool]):
    """Asks; answers True when it was saved."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("escape", "leave", "Leave"),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Line | Choice],
        values: Mapping[str, str],
        save: Callable[[dict[str, str]], str],
    ) -> None:
        """Make the form.

        Args:
            title: its heading.
            fields: from top to bottom.
            values: what stands in them at first, by key.
            save: takes the values; answers what is wrong with them, or "".
        """
        super().__init__()
        self._title = title
        self._fields = fields
        self._values = values
        self._save = save

    def compose(self) -> ComposeResult:
        """Lay the form out."""
        with VerticalScroll(id="form", can_focus=False):
            yield Label(self._title, id="form-title", markup=False)
            for field in self._fields:
                with Horizontal(classes="form-line"):
                    yield Label(field.label, markup=False)
                    yield self._widget(field)
            yield Static("", id="form-problem", markup=False)
            yield Static("Enter or ctrl+s saves, Escape leaves", id="form-hint", markup=False)
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

    def action_leave(self) -> None:
        """Leave without saving."""
        self.dismiss(False)
