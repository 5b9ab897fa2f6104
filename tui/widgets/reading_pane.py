"""One article, whole: text that is wrapped once and drawn line by line.

A widget whose height is that of its text would have the whole screen laid out anew for every
article the cursor passes; this one keeps its size, whatever it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.cells import LRM, is_right_to_left
from tui.widgets.scrolling import set_virtual_size
from tui.wrapping import break_lines

if TYPE_CHECKING:
    from rich.style import Style
    from textual.selection import Selection

_TAB = 8
"""Cells from one tabulator to the next."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on screen: a stretch of a paragraph."""

    paragraph: int
    start: int
    end: int
    """In characters of the paragraph."""


class ReadingPane(ScrollView, can_focus=True):
    """Text that scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
        Binding("space", "page_down", "Page down", show=False),
        Binding("g", "scroll_home", "Top", show=False),
        Binding("G", "scroll_end", "Bottom", show=False),
    ]
    DEFAULT_CSS = """
    ReadingPane { overflow-x: hidden; overflow-y: scroll; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- Textual's name for it
        super().__init__(id=id)
        self._page = Text()
        self._paragraphs: list[Text] = []
        self._lines: list[_Line] = []
        self._width = 0
        """Cells for which the lines are broken."""
        self._kept: tuple[int, _Line | None] = 0, None
        """Where the last change of width led, and the words it kept on top."""
        self._drawn: dict[int, Strip] = {}
        """Lines as they were drawn last."""

    @property
    def page(self) -> Text:
        """What is shown, before it is broken into lines."""
        return self._page

    def show_page(self, text: Text, *, keep_place: bool = False) -> None:
        """Show a text from its top, or where the reader is."""
        if not keep_place or text != self._page:
            self._take(text)
        if not keep_place:
            self._go_to(0)
        elif self.scroll_offset.y > self.max_scroll_y:
            self._go_to(self.max_scroll_y)

    def _take(self, text: Text) -> None:
        self._page = text
        expanded = text.copy()
        expanded.expand_tabs(_TAB)
        self._paragraphs = list(expanded.split("\n", allow_blank=True))
        if self.text_selection is not None:
            # It would stand on other words.
            self.screen.clear_selection()
        self._wrap()

    def _go_to(self, line: int) -> None:
        self.scroll_to(y=line, animate=False, force=True, immediate=True)

    def go_to_heading(self, heading: str) -> bool:
        """Bring the last line that says nothing but a heading to the top; False: there is none."""
        numbers = [n for n, text in enumerate(self._paragraphs) if text.plain == heading]
        if numbers:
            self._go_to(self._line_of(_Line(numbers[-1], 0, 0)))
        return bool(numbers)

    def show_nothing(self, hint: str) -> None:
        """Show a hint instead of an article."""
        self.show_page(Text(hint, style="dim"))

    def on_resize(self) -> None:
        """Break the lines anew; the same words stay on top."""
        if self._room == self._width:
            return
        top, (kept, first) = self.scroll_offset.y, self._kept
        if top != kept:
            # The reader went on since: other words are on top.
            first = self._lines[top] if top < len(self._lines) else None
        self._wrap()
        if top and first is not None:
            self._go_to(self._line_of(first))
            self._kept = self.scroll_offset.y, first

    @property
    def _room(self) -> int:
        """Cells of a line: as if there always were a scrollbar, so that none has lines move."""
        return max(1, self.size.width - self.styles.scrollbar_size_vertical)

    def _line_of(self, wanted: _Line) -> int:
        """The line on which a character stands now."""
        before = (
            number
            for number, line in enumerate(self._lines)
            if (line.paragraph, line.start) <= (wanted.paragraph, wanted.start)
        )
        return max(before, default=0)

    def _wrap(self) -> None:
        self._width = self._room
        self._lines = [
            _Line(number, start, end)
            for number, paragraph in enumerate(self._paragraphs)
            for start, end in break_lines(paragraph.plain, self._width)
        ]
        self._drawn.clear()
        set_virtual_size(self, Size(self._width, len(self._lines)))
        self.refresh()

    # Drawing

    def notify_style_update(self) -> None:
        """Draw in other colours."""
        super().notify_style_update()
        self._drawn.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        number = y + self.scroll_offset.y
        if number >= len(self._lines):
            return Strip.blank(self.size.width, self.visual_style.rich_style)
        strip = self._drawn.get(number)
        if strip is None:
            strip = self._drawn[number] = self._draw(self._lines[number])
        return strip

    def _draw(self, line: _Line) -> Strip:
        base = self.visual_style.rich_style
        text = self._selected(line)[line.start : line.end]
        strip = Strip(text.render(self.app.console)).apply_style(base)
        strip = strip.apply_offsets(line.start, line.paragraph)
        if is_right_to_left(text.plain):
            # Each line is one of its own to the terminal: none may move what stands beside it.
            strip = Strip([Segment(LRM, base), *strip, Segment(LRM, base)])
        return strip.adjust_cell_length(self.size.width, base)

    # Selecting with the mouse

    def _selected(self, line: _Line) -> Text:
        """The paragraph of a line, with what is selected of it in the style of that."""
        paragraph, selection = self._paragraphs[line.paragraph], self.text_selection
        span = selection.get_span(line.paragraph) if selection is not None else None
        if span is None:
            return paragraph
        marked = paragraph.copy()
        start, end = span
        marked.stylize(self._selection_style, start, len(marked) if end == -1 else end)
        return marked

    @property
    def _selection_style(self) -> Style:
        return self.screen.get_component_rich_style("screen--selection")

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The words that are selected; lines that were only broken here are joined again."""
        return selection.extract("\n".join(one.plain for one in self._paragraphs)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 -- asked for again when drawn
        """Draw what is selected now."""
        self._drawn.clear()
        self.refresh()
