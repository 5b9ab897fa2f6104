"""Views that grow and shrink without the screen being laid out anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.scroll_view import ScrollView


def set_virtual_size(view: ScrollView, size: Size) -> None:
    """Take up the size of what a view scrolls over.

    Textual lays the whole screen out whenever that changes, which takes longer than all else a key
    does. It has to only when a scrollbar comes or goes, which one that always stands never does.

    Args:
        view: Scrolls from top to bottom alone.
        size: In cells.
    """
    lasting = view.styles.overflow_y == "scroll" and view.show_vertical_scrollbar
    if not lasting and (size.height > view.container_size.height) != view.show_vertical_scrollbar:
        view.virtual_size = size
        return
    view.set_reactive(Widget.virtual_size, size)
    if view.show_vertical_scrollbar:
        view.vertical_scrollbar.window_virtual_size = size.height
    # Fewer lines than were scrolled past: the end comes into sight.
    view.scroll_y = view.validate_scroll_y(view.scroll_y)
