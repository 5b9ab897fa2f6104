"""The fields of a watch, and what is wrong with its query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import on
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label, Select, Static

from tui.screens.form import Choice, Line
from tui.trial_text import Mistake, mistake_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

_FIELDS: Final[tuple[tuple[Line | Choice, ...], ...]] = (
    (Line("keywords", "Keywords", "any of these: Llama, Behemoth"),),
    (Line("exclude", "But not", "none of these: Dalai Llama"),),
    (Line("query", "Query", "must hold too: org:meta act:leave"),),
    (Line("topics", "Topics", "talent, strategy"), Line("languages", "Languages", "en, de, ja")),
    (
        Choice("alert", "Tell", ("story", "move", "item", "digest", "none")),
        Choice("priority", "Loud", ("normal", "high", "low")),
    ),
    (Line("channels", "Where", "desktop, email"), Line("name", "Name", "first keyword")),
)
"""Line by line, from left to right."""
_WORDS: Final[Mapping[str, str]] = {
    "story": "each story once",
    "move": "who went where",
    "item": "every article",
    "digest": "digest only",
    "none": "nothing",
}
"""What the values of a choice mean, where they do not say so themselves."""


class WatchFields(Vertical):
    """A few named lines; each is `#field-` and the key of config.toml it stands for."""

    @dataclass
    class Changed(Message):
        """Something else stands in a field."""

    class Submitted(Message):
        """Enter was pressed in a field."""

    def __init__(self, values: Mapping[str, str], *, id: str | None = None) -> None:  # noqa: A002 -- Textual's name for it
        """Make the fields.

        Args:
            values: what stands in them at first, by key.
            id: of the widget.
        """
        super().__init__(id=id)
        self._start = values

    def compose(self) -> ComposeResult:
        """Lay the fields out."""
        for line in _FIELDS:
            with Horizontal(classes="field-line"):
                for field in line:
                    yield Label(field.label, markup=False)
                    yield self._widget(field)
            if line[0].key == "query":
                yield Static("", id="mistake", markup=False)

    def _widget(self, field: Line | Choice) -> Input | Select[str]:
        value, name = self._start[field.key], f"field-{field.key}"
        if isinstance(field, Line):
            return Input(value, placeholder=field.hint, id=name, compact=True)
        options = [(_WORDS.get(one, one), one) for one in field.values]
        return Select(options, value=value, allow_blank=False, id=name, compact=True)

    def values(self) -> dict[str, str]:
        """What stands in the fields, by key."""
        found = {}
        for line in _FIELDS:
            for field in line:
                widget = self.query_one(f"#field-{field.key}")
                if isinstance(widget, Input | Select):
                    found[field.key] = str(widget.value)
        return found

    def show_mistake(self, mistake: Mistake | None) -> None:
        """Say below the query what is wrong with it; None: nothing is."""
        line = self.query_one("#mistake", Static)
        line.display = mistake is not None
        if mistake is not None:
            field = self.query_one("#field-query", Input)
            line.update(mistake_text(mistake, field.value, field.size.width))

    @on(Input.Changed)
    @on(Select.Changed)
    def _typed(self, event: Input.Changed | Select.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())
