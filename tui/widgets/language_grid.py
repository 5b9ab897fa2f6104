"""Languages to choose from, in columns; a number beside each says in which order it was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Click
    from textual.geometry import Size

_NARROW: Final = 16
_USUAL: Final = 18
"""Cells of a language: the cursor, its number in brackets, its name, blanks."""
_CODES: Final = tuple(LANGUAGES)


class LanguageGrid(Widget, can_focus=True):
    """Languages, of which at least one stays chosen."""

    BINDING_GROUP_TITLE = "Choosing languages"

    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--chosen", "grid--cursor"}
    DEFAULT_CSS = "LanguageGrid { width: 1fr; height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", "Choose", tooltip="Choose this language, or not"),
        Binding("right,l", "move(1)", "Next", show=False),
        Binding("left,h", "move(-1)", "Previous", show=False),
        Binding("down,j", "row(1)", "Down", show=False),
        Binding("up,k", "row(-1)", "Up", show=False),
    ]

    cursor: reactive[int] = reactive(0)
    """Which language the next key is about."""
    chosen: reactive[tuple[str, ...]] = reactive(())
    """ISO 639-1 codes in the order they were chosen in."""

    @dataclass
    class Changed(Message):
        """Other languages are chosen."""

        chosen: tuple[str, ...]

    def __init__(self, chosen: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002 -- Textual's name for it
        """Make the grid with some languages chosen; those it does not know are left out."""
        super().__init__(id=id)
        known = tuple(code for code in chosen if code in LANGUAGES)
        self.set_reactive(LanguageGrid.chosen, known or ("en",))
        self.set_reactive(LanguageGrid.cursor, _CODES.index(self.chosen[0]))

    @property
    def columns(self) -> int:
        """Languages beside each other in the width there is."""
        return columns_in(self.size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 -- Textual's signature
        """As many lines as it takes."""
        return -(-len(_CODES) // columns_in(width))

    def render(self) -> Text:
        """Draw the languages, row by row."""
        lit = self.get_component_rich_style("grid--chosen", partial=True)
        here = self.get_component_rich_style("grid--cursor", partial=True)
        page, cell = Text(no_wrap=True), cell_in(self.size.width)
        for place, code in enumerate(_CODES):
            if place and place % self.columns == 0:
                page.append("\n")
            at_cursor = self.has_focus and place == self.cursor
            number = self._number(code)
            style = (lit if number != " " else Style()) + (here if at_cursor else Style())
            sign = ">" if at_cursor else " "
            name = f"{sign}[{number}] {LANGUAGES[code]}"
            page.append(name.ljust(cell - 1), style)
            page.append(" ")
        return page

    def _number(self, code: str) -> str:
        """The place a language was chosen in, in one character; a blank if it was not."""
        number = self.chosen.index(code) + 1 if code in self.chosen else 0
        return str(number or " ") if number < 10 else "+"

    def action_choose(self) -> None:
        """Choose the language under the cursor, or not; the last one stays."""
        code = _CODES[self.cursor]
        if code not in self.chosen:
            self.chosen = (*self.chosen, code)
        elif len(self.chosen) > 1:
            self.chosen = tuple(one for one in self.chosen if one != code)
        else:
            return
        self.post_message(self.Changed(self.chosen))

    def action_move(self, by: int) -> None:
        """Go to another language of the row, and on into the next."""
        self.cursor = min(max(self.cursor + by, 0), len(_CODES) - 1)

    def action_row(self, by: int) -> None:
        """Go to another row; where it has none in this column, stay."""
        aim = self.cursor + by * self.columns
        if 0 <= aim < len(_CODES):
            self.cursor = aim

    def on_click(self, event: Click) -> None:
        """Choose what was clicked, or not."""
        column = event.x // cell_in(self.size.width)
        place = event.y * self.columns + column
        if column < self.columns and place < len(_CODES):
            self.cursor = place
            self.action_choose()


def columns_in(width: int) -> int:
    """Languages beside each other in a width of cells."""
    return max(1, min(width // cell_in(width), 5))


def cell_in(width: int) -> int:
    """Cells of one language in a width of cells."""
    return _USUAL if width >= 3 * _USUAL else _NARROW
