"""The brief: what happened since it was last marked as seen, or in the last week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from newsroom.brief_text import as_text
from newsroom.errors import LlamawatchError
from tui.screens.frame import FramedScreen

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize

    from newsroom.brief_page import BriefPage

_MARGIN = 4
"""Cells beside the text: the padding of the page and its scrollbar."""
_NARROWEST, _WIDEST = 20, 100
"""Cells a line of the page may be wide."""


class BriefScreen(FramedScreen):
    """The page that `brief` prints and that a digest sends."""

    place = "brief"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "seen", "Mark as seen"),
        Binding("w", "week", "Week or since seen"),
        Binding("j", "scroll('down')", "Down", show=False),
        Binding("k", "scroll('up')", "Up", show=False),
    ]

    @dataclass
    class Gathered(Message):
        """The page is there."""

        page: BriefPage

    def __init__(self) -> None:
        super().__init__()
        self._page: BriefPage | None = None
        self._week = False

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        with VerticalScroll(id="list"):
            yield Static("", id="brief", markup=False)

    def refresh_rows(self) -> None:
        """Gather what happened again."""
        self._gather()

    @work(thread=True, exclusive=True, group="brief")
    def _gather(self) -> None:
        self.post_message(self.Gathered(self.session.brief_page(week=self._week)))

    @on(Gathered)
    def _gathered(self, event: Gathered) -> None:
        event.stop()
        self._page = event.page
        self._show()

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 -- the screen knows its width itself
        """Wrap the page to the new width."""
        self._show()

    def _show(self) -> None:
        if self._page is None:
            return
        width = max(_NARROWEST, min(_WIDEST, self.size.width - _MARGIN))
        self.query_one("#brief", Static).update(styled(as_text(self._page, width)))

    def action_seen(self) -> None:
        """Begin the next brief now; w still shows the whole week."""
        try:
            self.session.note_briefed(self.session.clock())
        except LlamawatchError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self.notify("Seen. w shows the last week.", markup=False)
        self._gather()

    def action_week(self) -> None:
        """Show the last week, or what came since the brief was marked as seen."""
        self._week = not self._week
        self._gather()

    def action_scroll(self, where: str) -> None:
        """Scroll by a line."""
        page = self.query_one("#list", VerticalScroll)
        page.scroll_relative(y=1 if where == "down" else -1, animate=False)


def styled(written: str) -> Text:
    """A brief with its headings marked: every line that is not set in."""
    page = Text()
    for line in written.splitlines():
        set_in = line.startswith(" ") or not line
        address = line.lstrip().startswith(("http://", "https://"))
        page.append(f"{line}\n", style="dim" if address else "" if set_in else "bold")
    return page
