"""Labels over the columns of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget

from tui.cells import Cell, fit_cells

if TYPE_CHECKING:
    from collections.abc import Callable


class Labels(Widget):
    """One line, laid out in any width as the rows beneath are."""

    DEFAULT_CSS = "Labels { height: 1; }"

    def __init__(self, cells: Callable[[int], tuple[Cell, ...]]) -> None:
        """Make the line; `cells` answers the labels as they are laid out in a width."""
        super().__init__()
        self._cells = cells

    def render(self) -> Text:
        """Lay the labels out."""
        width = self.size.width
        return Text("".join(text for text, _ in fit_cells(self._cells(width), width)))
