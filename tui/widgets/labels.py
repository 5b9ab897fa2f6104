"""Labels over the columns of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget

from tui.cells import Cell, fit_cells

if TYPE_CHECKING:
    from collections.abc import Callable


class Labels(Widget):
    """One line, laid out as the rows beneath are."""

    DEFAULT_CSS = "Labels { height: 1; }"

    def __init__(
        self, cells: Callable[[int], tuple[Cell, ...]], row_width: Callable[[], int]
    ) -> None:
        """Make the line.

        Args:
            cells: the labels as they are laid out in a width.
            row_width: cells a row beneath is wide now, without a scrollbar.
        """
        super().__init__()
        self._cells = cells
        self._row_width = row_width

    def render(self) -> Text:
        """Lay the labels out."""
        width = min(self._row_width(), self.size.width)
        return Text("".join(text for text, _ in fit_cells(self._cells(width), width)))
