"""The last days as bars, on one line over the news."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.strip import Strip
from textual.widget import Widget

from tui.timeline import Timeline, timeline_parts
from tui.widgets.painting import ROW_STYLES, painted

if TYPE_CHECKING:
    from collections.abc import Sequence


class TimelineBar(Widget):
    """One line, that is not there while there is nothing to show."""

    COMPONENT_CLASSES: ClassVar[set[str]] = ROW_STYLES

    def __init__(self) -> None:
        super().__init__()
        self._timeline = Timeline()
        self._topics: Sequence[tuple[str, str]] = ()
        self.display = False

    def show_timeline(self, timeline: Timeline, topics: Sequence[tuple[str, str]]) -> None:
        """Show the days.

        Args:
            timeline: The days.
            topics: Id and name of each topic, in order.
        """
        self._timeline, self._topics = timeline, topics
        self.display = any(day.stories for day in timeline.days)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        if y:
            return Strip.blank(width)
        return painted(self, timeline_parts(self._timeline, self._topics, width), width)
