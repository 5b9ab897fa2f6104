"""Column headings over a list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget

from tui.cells import Cell, fit_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Heading(Widget):
    """One line that lays its labels out as the rows beneath are laid out."""

    def __init__(
        self,
        labels: Sequence[str] | Callable[[int], Sequence[str]],
        cells: Callable[[int], tuple[Cell, ...] | None],
    ) -> None:
        """Make the line.

        Args:
            labels: one a column, from left to right; those of the narrow layout come out of the
                wide one by leaving out the last but one. Or what answers them for a width.
            cells: the cells of some row in a width; None while there is no row.
        """
        super().__init__()
        self._labels = labels
        self._cells = cells

    def render(self) -> Text:
        """Lay the labels out."""
        width = self.size.width
        cells = self._cells(width)
        if cells is None:
            return Text()
        labels = list(self._labels(width) if callable(self._labels) else self._labels)
        if len(labels) > len(cells):
            del labels[-2]
        named = tuple(
            replace(cell, text=label, style="") for cell, label in zip(cells, labels, strict=False)
        )
        return Text("".join(text for text, _ in fit_cells(named, width)))
