"""What came since the user last looked, over the news."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.strip import Strip
from textual.widget import Widget

from tui.cells import Cell, crop, fit_cells
from tui.widgets.painting import ROW_STYLES, painted

if TYPE_CHECKING:
    from textual.geometry import Size

    from tui.since import Line, Summary

_HINT = "v marks all as seen"


class SincePanel(Widget):
    """A heading and at most some lines; nothing at all while there is no summary."""

    COMPONENT_CLASSES: ClassVar[set[str]] = ROW_STYLES

    def __init__(self) -> None:
        super().__init__()
        self._summary: Summary | None = None
        self.display = False

    def show_summary(self, summary: Summary | None) -> None:
        """Show a summary; None: there is none."""
        before, self._summary = self._summary, summary
        if before != summary:
            self.display = summary is not None
            self.refresh(layout=_height(before) != _height(summary))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 -- Textual's signature
        """The heading, the lines, and one that says how many were left out."""
        return _height(self._summary)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, summary = self.size.width, self._summary
        if summary is None:
            return Strip.blank(width)
        if y == 0:
            return painted(self, _heading(summary, width), width)
        if y <= len(summary.lines):
            return painted(self, fit_cells(_cells(summary.lines[y - 1]), width), width)
        more = f"    and {summary.more} more below" if summary.more else ""
        return painted(self, [(crop(more, width), "muted")], width)


def _height(summary: Summary | None) -> int:
    return 0 if summary is None else 1 + len(summary.lines) + bool(summary.more)


def _heading(summary: Summary, width: int) -> list[tuple[str, str]]:
    heading = f" {summary.heading}: "
    room = width - len(heading) - len(_HINT) - 2
    counts = summary.counts
    if len(counts) > room:
        # Whole counts, the first of them first: what is cut off half is misread.
        parts = counts.split(" · ")
        while parts and len(" · ".join(parts)) > room:
            parts.pop()
        counts = " · ".join(parts)
    fill = " " * max(1, width - len(heading) - len(counts) - len(_HINT) - 1)
    return [(heading, "strong"), (counts, ""), (fill, ""), (_HINT, "muted")]


def _cells(line: Line) -> tuple[Cell, ...]:
    return (
        Cell("", "", 1),
        Cell(line.mark, line.style, 2),
        Cell(line.note, "muted", 10),
        Cell(line.text),
    )
