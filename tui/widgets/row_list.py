"""A list of any length, drawn line by line: its cost is that of the lines on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size, Spacing
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.cells import fit_cells
from tui.widgets.painting import ROW_STYLES, style_of
from tui.widgets.scrolling import set_virtual_size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.style import Style
    from textual import events

    from tui.cells import Cell


_MOST_DRAWN = 500
"""Rows that are kept as they were drawn."""


class Row(Protocol):
    """What a list holds."""

    @property
    def key(self) -> str:
        """Unique in the list; the cursor stays on it when the list changes."""
        ...


RowT = TypeVar("RowT", bound=Row)


class RowList(ScrollView, Generic[RowT], can_focus=True):
    """Rows under a cursor that keeps its row, and its place on screen, when rows come and go."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("home,g", "jump(0)", "Top", show=False),
        Binding("end,G", "jump(-1)", "Bottom", show=False),
        Binding("enter", "choose", "Open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = ROW_STYLES
    DEFAULT_CSS = """
    RowList { overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    """

    cursor: reactive[int] = reactive(0, repaint=False)
    """The row under the cursor, counted from 0."""

    @dataclass
    class Highlighted(Message):
        """The cursor came to a row (None: the list is empty)."""

        row_list: RowList[Any]
        row: Any

    @dataclass
    class NearEnd(Message):
        """The last rows come into sight: whoever has more may show them."""

        row_list: RowList[Any]

    @dataclass
    class Chosen(Message):
        """A row was opened by Enter or a click on the row under the cursor."""

        row_list: RowList[Any]
        row: Any

    def __init__(
        self,
        cells: Callable[[RowT, int], tuple[Cell, ...]],
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002 -- Textual's name for it
    ) -> None:
        """Make an empty list.

        Args:
            cells: lays a row out in a width of terminal cells.
            empty: what stands in a list without rows.
            id: of the widget.
        """
        super().__init__(id=id)
        self._cells = cells
        self._rows: Sequence[RowT] = ()
        self._empty = empty
        self._drawn_rows: dict[int, Strip] = {}
        """Rows by their place, as they were drawn last: what is scrolled is not drawn again."""
        self._row_styles: dict[tuple[str, bool], Style] = {}
        """As the theme has them, by name and whether the cursor is there: Textual forgets its own
        whenever anything is painted."""
        self._come: set[str] = set()
        """Keys of rows that came above what is on screen and were not scrolled to yet."""
        self.follows = False
        """The cursor, while on the first row, goes on to what comes above it."""

    @property
    def rows(self) -> Sequence[RowT]:
        """The rows, top to bottom."""
        return self._rows

    @property
    def selected(self) -> RowT | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    def show_rows(
        self, rows: Sequence[RowT], *, empty: str | None = None, anew: bool = False
    ) -> None:
        """Replace the rows; the cursor stays on its row, at its height on the screen.

        What came above it meanwhile is counted on the first line until it is scrolled to. Where the
        list `follows`, a cursor on the first row stays on the first row.

        Args:
            rows: From top to bottom.
            empty: What is said where there are none from now on; None: what was said before.
            anew: They answer another question: what was not there before did not come.
        """
        before, drawn = self.selected, self._in_sight()
        height = self.cursor - self.scroll_offset.y
        known = {row.key for row in self._rows}
        at_top = self.follows and self.cursor == 0
        self._rows = rows
        if empty is not None:
            self._empty = empty
        set_virtual_size(self, Size(self.size.width, max(len(rows), 1)))
        place = 0 if at_top or before is None else self._place_of(before.key)
        if place is None:
            place = min(self.cursor, max(0, len(rows) - 1))
        moved = place != self.cursor
        self.set_reactive(RowList.cursor, place)
        if moved and before is not None:
            self.scroll_to(y=max(0, place - height), animate=False, force=True, immediate=True)
        top = max(0, place - height) if moved else self.scroll_offset.y
        above = {row.key for row in rows[:top]}
        came = (self._come & above) | (above - known if known else set())
        self._come = set() if anew else came
        self._drawn_rows.clear()
        if self._in_sight() != drawn:
            self.refresh()
        self._tell_of_the_end(top)
        after = self.selected
        if after is None or before is None or after.key != before.key:
            self.post_message(self.Highlighted(self, after))

    def _in_sight(self) -> tuple[object, ...]:
        """What decides how the lines on screen look."""
        top = self.scroll_offset.y
        return (
            self._rows[top : top + self.size.height],
            self.cursor - top,
            len(self._come),
            self._empty,
        )

    def _place_of(self, key: str) -> int | None:
        return next((place for place, row in enumerate(self._rows) if row.key == key), None)

    @property
    def come_above(self) -> int:
        """How many rows came above what is on screen and were not scrolled to yet."""
        return len(self._come)

    def select(self, key: str) -> bool:
        """Put the cursor on a row.

        Returns:
            False if no row has that key.
        """
        for place, row in enumerate(self._rows):
            if row.key == key:
                self.cursor = place
                return True
        return False

    def watch_cursor(self, before: int, after: int) -> None:
        """Redraw the two rows concerned and tell."""
        for place in (before, after):
            self._drawn_rows.pop(place, None)
            self.refresh_line(place)
        at = Region(0, after, self.size.width, 1)
        self.scroll_to_region(at, animate=False, force=True)
        self.post_message(self.Highlighted(self, self.selected))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take up what is on screen now."""
        super().watch_scroll_y(old_value, new_value)
        top = int(new_value)
        if self._come:
            self._come &= {row.key for row in self._rows[:top]}
        self._tell_of_the_end(top)

    def _tell_of_the_end(self, top: int) -> None:
        if self._rows and top + 2 * self.size.height >= len(self._rows):
            self.post_message(self.NearEnd(self))

    def redraw(self, concerned: Callable[[RowT], bool] = lambda _: True) -> None:
        """Draw rows anew whose cells may be others now; paints those that are.

        Args:
            concerned: which; else all.
        """
        top = self.scroll_offset.y
        before = {p: strip for p, strip in self._drawn_rows.items() if concerned(self._rows[p])}
        for place in before:
            del self._drawn_rows[place]
        for place in range(top, min(top + self.size.height, len(self._rows))):
            drawn = before.get(place)
            if concerned(self._rows[place]) and drawn != self._kept_line(place - top):
                self.refresh_line(place)

    def validate_cursor(self, place: int) -> int:
        """Keep the cursor inside the list."""
        return max(0, min(place, len(self._rows) - 1))

    def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        self.cursor += step

    def action_page(self, step: int) -> None:
        """Move the cursor by screenfuls."""
        self.cursor += step * max(1, self.size.height - 1)

    def action_jump(self, place: int) -> None:
        """Move the cursor to the first row (0) or the last (-1)."""
        self.cursor = place if place >= 0 else len(self._rows) - 1

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        if self.selected is not None:
            self.post_message(self.Chosen(self, self.selected))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; open the row it was on already."""
        place = event.y + self.scroll_offset.y
        if place >= len(self._rows):
            return
        if place == self.cursor:
            self.action_choose()
        else:
            self.cursor = place

    def on_resize(self) -> None:
        """Take up the new width."""
        self._drawn_rows.clear()
        self.virtual_size = Size(self.size.width, max(len(self._rows), 1))

    def notify_style_update(self) -> None:
        """Draw in other colours."""
        super().notify_style_update()
        self._drawn_rows.clear()
        self._row_styles.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines, each row once: Textual draws all of a widget that scrolls anew."""
        if self.styles.gutter != Spacing.all(0) or self.opacity < 1:
            return super().render_lines(crop)
        width, background = self.region.width, self.background_colors[1]
        strips = [self._kept_line(y) for y in crop.line_range]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _kept_line(self, y: int) -> Strip:
        """A line as wide as the widget, its scrollbar included."""
        place = y + self.scroll_offset.y
        lasting = place < len(self._rows) and not (y == 0 and self._come)
        strip = self._drawn_rows.get(place) if lasting else None
        if strip is None:
            strip = self.render_line(y).adjust_cell_length(self.region.width, self._row_style())
            if len(self._drawn_rows) >= _MOST_DRAWN:
                self._drawn_rows.clear()
            if lasting:
                self._drawn_rows[place] = strip
        return strip

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        # Nothing may stand under the scrollbar.
        width, place = self.scrollable_content_region.width, y + self.scroll_offset.y
        if place >= len(self._rows):
            text = self._empty if place == 0 and not self._rows else ""
            segment = Segment(f" {text}", self._row_style("muted"))
            return Strip([segment]).adjust_cell_length(width, self._row_style())
        at_cursor = place == self.cursor
        badge = self._badge(width, at_cursor) if y == 0 and self._come else None
        # What is flexible gives the badge its room: no word is cut, no column moves.
        room = width - badge.cell_length if badge is not None else width
        segments = [
            Segment(text, self._row_style(name, at_cursor))
            for text, name in fit_cells(self._cells(self._rows[place], width), room)
        ]
        strip = Strip(segments).adjust_cell_length(room, self._row_style("", at_cursor))
        return strip if badge is None else Strip.join([strip, badge])

    def _badge(self, width: int, at_cursor: bool) -> Strip | None:
        """How much came above the first line, for its right end; None where there is no room."""
        said = f" ▲ {len(self._come)} new above "
        if cell_len(said) >= width:
            return None
        return Strip([Segment(said, self._row_style("alert", at_cursor))])

    def _row_style(self, name: str = "", at_cursor: bool = False) -> Style:
        """The style of a name (see `tui.cells.Cell.style`; "": of none) on a row."""
        style = self._row_styles.get((name, at_cursor))
        if style is None:
            style = self.get_component_rich_style("row--plain")
            for over in ("cursor" if at_cursor else "", name):
                if over:
                    style += style_of(self, over)
            self._row_styles[name, at_cursor] = style
        return style
