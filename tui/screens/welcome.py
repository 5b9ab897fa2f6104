"""The welcome of the first start: what is read, what reaches you, how to go on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Static

from newsroom.errors import LlamawatchError
from tui.channels_tried import try_channels
from tui.languages import LANGUAGES, usual_languages
from tui.resizing import LastSize
from tui.status import outage
from tui.widgets.language_grid import LanguageGrid
from tui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from tui.session import Session

_LOOK = 1.0
"""Seconds between two looks at whether there is a network."""
_TOLD = (
    "News in fifteen languages, folded into stories, each told once. Nothing has to be set up: "
    "Escape skips this page for good."
)
_ON = (
    "Then the dashboard: j and k move, Enter reads, / filters, W sets what you are told of, "
    "? lists every key, q quits. All else is set in config.toml."
)


class WelcomeScreen(LastSize, ModalScreen[bool]):
    """Asks what there is to ask; answers True when the demo is wanted first."""

    AUTO_FOCUS = "LanguageGrid"
    VERTICAL_BREAKPOINTS = [(30, "-roomy")]  # noqa: RUF012 -- mypy reads Textual's annotation so
    BINDING_GROUP_TITLE = "In the welcome"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", "Start", tooltip="Keep the languages, and go to the dashboard"),
        Binding("t", "test", "Test alert", tooltip="Send a test over every channel that is on"),
        Binding("D", "demo", "Demo", tooltip="A week of made-up news first; then this again"),
        Binding("escape", "skip", "Skip", tooltip="Change nothing, and go to the dashboard"),
        Binding("q", "app.quit", "Quit", show=False, tooltip="Quit: this is shown again"),
    ]

    def __init__(self, session: Session, *, demo: bool = False) -> None:
        """Make the welcome.

        Args:
            session: The running program, open.
            demo: The demo can be shown.
        """
        super().__init__()
        self._session = session
        self._demo = demo

    def compose(self) -> ComposeResult:
        """Lay the page out."""
        chosen = self._session.config.reader.languages
        usual = usual_languages(os.environ)
        with VerticalScroll(id="welcome", can_focus=False) as page:
            page.border_title = "Welcome to llamawatch"
            yield Static(_TOLD, classes="welcome-text", markup=False)
            yield Static("", id="welcome-network", markup=False)
            yield Static("Languages you read", classes="welcome-title", markup=False)
            yield Static("", id="welcome-first", markup=False)
            yield LanguageGrid(usual if chosen == ("en",) else chosen, id="languages")
            with Horizontal(id="welcome-alerts"):
                yield Button("Send a test alert", id="test", compact=True)
                yield Static(channels_line(self._session.config.alerts.channels), markup=False)
            yield SaidLine(id="welcome-said")
            yield Static(_ON, id="welcome-on", classes="welcome-text -apart", markup=False)
            with Horizontal(id="welcome-buttons"):
                yield Button("Start", id="start", compact=True)
                if self._demo:
                    yield Button("See the demo", id="demo", compact=True)
                yield Button("Skip", id="skip", compact=True)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Say what is known, and look now and then whether there is a network."""
        self._say_first(self.query_one(LanguageGrid).chosen)
        self.look()
        self.set_interval(_LOOK, self.look)

    def look(self) -> None:
        """Say whether there is a network."""
        session, line = self._session, self.query_one("#welcome-network", Static)
        if not session.ready:
            return
        said = outage(session.offline, session.clock(), session.timezone, demo=self._demo)
        if said != str(line.content):
            line.update(said)
            line.display = bool(said)
            self.call_after_refresh(self._make_room)

    @on(LanguageGrid.Changed)
    def _chosen(self, event: LanguageGrid.Changed) -> None:
        self._say_first(event.chosen)

    def _say_first(self, chosen: Sequence[str]) -> None:
        first = LANGUAGES[chosen[0]]
        said = f"Headlines in the others get a line in {first}, the first of yours."
        self.query_one("#welcome-first", Static).update(said)

    @on(Button.Pressed, "#start")
    def action_start(self) -> None:
        """Keep the languages and go on, or say why they cannot be kept."""
        chosen = self.query_one(LanguageGrid).chosen
        if chosen != self._session.config.reader.languages:
            try:
                self._session.change_table("reader", {"languages": chosen})
            except LlamawatchError as error:
                self._say(str(error), problem=True)
                return
        self.dismiss(False)

    @on(Button.Pressed, "#test")
    def _test_pressed(self) -> None:
        self.action_test()

    @work(exclusive=True, group="test")
    async def action_test(self) -> None:
        """Send a test over every enabled channel and say what came of it."""
        await try_channels(self._session, self._say)

    def _say(self, text: str, *, problem: bool = False, lasts: bool = True) -> None:  # noqa: ARG002 -- it stays anyway
        # Left meanwhile, there is nowhere to say it.
        if self.is_current:
            line = self.query_one(SaidLine)
            line.say(text, problem=problem, lasts=True)
            self.call_after_refresh(self._make_room)
            self.call_after_refresh(line.scroll_visible, animate=False)

    def _make_room(self) -> None:
        """In a low terminal the buttons matter more than what the dashboard says itself."""
        if self.query_one("#welcome").max_scroll_y:
            self.query_one("#welcome-on").display = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the demo only where it can be shown."""
        return self._demo if action == "demo" else super().check_action(action, parameters)

    @on(Button.Pressed, "#demo")
    def action_demo(self) -> None:
        """See the demo first."""
        self.dismiss(True)

    @on(Button.Pressed, "#skip")
    def action_skip(self) -> None:
        """Change nothing and go on."""
        self.dismiss(False)


def channels_line(channels: Sequence[str]) -> str:
    """Say by which channels alerts come."""
    if not channels:
        return "no channel is on in config.toml"
    *others, last = channels
    return f"by {', '.join(others)} and {last}" if others else f"by {last}"
