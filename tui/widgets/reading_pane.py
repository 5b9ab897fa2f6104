"""One article, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.app import ComposeResult


class ReadingPane(VerticalScroll, can_focus=True):
    """Text that scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
        Binding("space", "page_down", "Page down", show=False),
        Binding("g", "scroll_home", "Top", show=False),
        Binding("G", "scroll_end", "Bottom", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Lay the pane out."""
        yield Static("", id="page", markup=False)

    def show_page(self, text: Text, *, keep_place: bool = False) -> None:
        """Show a text from its top, or where the reader is."""
        self.query_one("#page", Static).update(text)
        if not keep_place:
            self.scroll_home(animate=False)

    def show_nothing(self, hint: str) -> None:
        """Show a hint instead of an article."""
        self.query_one("#page", Static).update(Text(hint, style="dim"))
