"""Lines made of stretches with names of styles, as the theme has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.style import Style
    from textual.widget import Widget

ROW_STYLES: Final = {
    "row--plain",
    "row--cursor",
    "row--muted",
    "row--strong",
    "row--unread",
    "row--talent",
    "row--strategy",
    "row--alert",
    "row--good",
    "row--bad",
}
"""Component classes of a widget that draws such lines: "row--" and the name of a style."""
_NAMES: Final = frozenset(name.removeprefix("row--") for name in ROW_STYLES)


def style_of(widget: Widget, name: str) -> Style:
    """The style of a name on a widget; what has no style of its own is muted.

    Args:
        widget: One whose component classes are ROW_STYLES.
        name: As in `tui.cells.Cell.style`.
    """
    known = name if name in _NAMES else "muted"
    return widget.get_component_rich_style(f"row--{known}", partial=True)


def painted(widget: Widget, parts: Iterable[tuple[str, str]], width: int) -> Strip:
    """A line of texts with the names of their styles, filled or cut to a width in cells."""
    plain = widget.get_component_rich_style("row--plain")
    segments = [
        Segment(text, plain + style_of(widget, name) if name else plain) for text, name in parts
    ]
    return Strip(segments).adjust_cell_length(width, plain)
