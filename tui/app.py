"""The dashboard: binds the keys, switches screens, carries news of changes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from newsroom.errors import LlamawatchError
from tui.first_run import WelcomingApp
from tui.keys import key_groups
from tui.messages import ArchiveChanged, ArchiveOpened, ArchiveTouched, LookChanged, PollEnded
from tui.places import PLACES
from tui.screens.frame import FramedScreen
from tui.screens.news import NewsScreen
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.command import Provider

    from tui.session import Session


def palette_commands() -> type[Provider]:
    """What the command palette offers; its module is loaded when it is first opened."""
    from tui.commands import ScreenCommands

    return ScreenCommands


class LlamawatchApp(WelcomingApp):
    """The whole program behind one screen."""

    TITLE = "llamawatch"
    CSS_PATH = "app.tcss"
    COMMANDS = {palette_commands}  # noqa: RUF012 -- mypy reads Textual's annotation so
    MODES: ClassVar[dict[str, Any]] = {place.id: place.make for place in PLACES}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(place.key, f"go('{place.id}')", place.name, show=False) for place in PLACES),
        *(
            Binding(str(number), f"saved({number})", f"Saved filter {number}", show=False)
            for number in range(1, 10)
        ),
        Binding("r", "poll", "Poll now", show=False),
        Binding("p", "pause", "Pause or resume", show=False),
        Binding("ctrl+z", "undo", "Undo", show=False),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("q", "quit", "Quit"),
    ]

    def __init__(
        self,
        session: Session,
        *,
        welcome: bool = False,
        offers_demo: bool = False,
        is_demo: bool = False,
    ) -> None:
        """Make the dashboard of a running program that is not open yet."""
        super().__init__(session, welcome=welcome, offers_demo=offers_demo, is_demo=is_demo)
        self.take_up_looks(session.config.dashboard, last=self.state.theme)
        self.polling = False
        """True while a round asked for by hand runs."""
        self.failure = ""
        """Why the program could not start, in one sentence."""
        self.fault: Exception | None = None
        """What ended the dashboard and should not have."""
        self._held = False
        """Something waits for the disk, as was last seen."""

    def on_mount(self) -> None:
        """Open the archive once the screen stands that was left."""
        self.set_interval(60, self._minute)
        self.call_after_refresh(self._open)

    @work(group="open")
    async def _open(self) -> None:
        try:
            await self.session.open(surroundings=self.surroundings, on_ready=self._show_archive)
        except LlamawatchError as error:
            self.failure = str(error)
        self._frame()

    async def _show_archive(self) -> None:
        """Show what is stored; what polls and alerts is loaded when that stands there."""
        self.session.subscribe(self.hear)
        self.pass_time()
        self.post_message(ArchiveOpened())
        shown = asyncio.Event()
        self.call_after_refresh(shown.set)
        await shown.wait()

    @on(ArchiveOpened)
    def _opened(self) -> None:
        self._refresh_screen()
        self.welcome()

    def _handle_exception(self, error: Exception) -> None:
        """Close; whoever runs the dashboard says what happened.

        Textual has no public hook for it; its own answer is a traceback with all values in it.
        """
        super()._handle_exception(error)
        self._exit_renderables.clear()
        self.fault = self.fault or error

    @on(ArchiveTouched)
    def _note_disk(self) -> None:
        # It may be over before the screens are told.
        self._held = self._held or bool(self.session.held)

    @on(ArchiveChanged)
    def _archive_changed(self) -> None:
        self._refresh_screen()
        held = bool(self.session.held)
        if self._held and not held:
            self.notify(self.session.told_of_disk, markup=False)
        self._held = held

    def _minute(self) -> None:
        if self.session.ready:
            self.pass_time()
        self._frame()
        for screen in self.screen_stack:
            for rows in screen.query(RowList):
                rows.redraw()

    def _frame(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, FramedScreen) and screen.is_mounted:
                screen.refresh_frame()

    def _refresh_screen(self) -> None:
        self._frame()
        for screen in self.screen_stack:
            if isinstance(screen, FramedScreen) and screen.is_mounted and self.session.ready:
                screen.refresh_rows()

    async def action_go(self, place: str) -> None:
        """Go to a screen."""
        await self.switch_mode(place)
        self.remember(place=place)

    @on(LookChanged)
    def _look_changed(self) -> None:
        # Where another screen is in front, the news look again when they are.
        for screen in self.screen_stack:
            if isinstance(screen, NewsScreen):
                screen.refresh_summary()

    @work(group="go")
    async def show_news(self, query: str) -> None:
        """Go to the news with a filter."""
        await self.action_go("news")
        if isinstance(self.screen, NewsScreen):
            self.screen.bar.text = query
            self.screen.set_focus(self.screen.rows)

    def action_saved(self, number: int) -> None:
        """Show the news with the filter of a number key; pressed again, without."""
        filters = self.session.config.filters
        if number > len(filters):
            self.notify(f"No filter is kept on {number}: / types one, ctrl+s there keeps it.")
            return
        query = filters[number - 1].query
        shown = isinstance(self.screen, NewsScreen) and self.screen.bar.text.strip() == query
        self.show_news("" if shown else query)

    def action_poll(self) -> None:
        """Ask every source now."""
        self.poll_now(None)

    @work(exclusive=True, group="poll")
    async def poll_now(self, sources: Sequence[str] | None) -> None:
        """Ask sources now; None means all."""
        if not self.session.ready:
            return
        if self.session.polls_now(sources):
            self.notify(f"Asked {self.session.writer or 'the next to watch'} to poll", timeout=4)
            return
        self.polling = True
        self._frame()
        new = failed = count = 0
        try:
            async for check in self.session.poll(sources):
                count += 1
                new += check.new
                failed += check.outcome == "failed"
        finally:
            self.polling = False
            self._frame()
        self.post_message(PollEnded(new, failed, count))

    @on(PollEnded)
    def _poll_ended(self, event: PollEnded) -> None:
        said = f"{event.sources} asked, {event.new} new"
        if self.session.offline:
            # What that means stands above.
            self.notify(f"{event.sources} asked: nobody can be reached", timeout=4)
            return
        self.notify(f"{said}, {event.failed} failed" if event.failed else said, timeout=4)

    def action_pause(self) -> None:
        """Let polling rest, or go on."""
        if self.session.ready and not self.session.writes:
            self.notify(f"Only {self.session.writer or 'who watches'} can pause", timeout=4)
        elif self.session.ready:
            if self.session.paused:
                self.session.resume()
            else:
                self.session.pause()
            self._frame()

    def change(self, array: str, name: str, values: Mapping[str, Any]) -> None:
        """Change a watch or source; say so if it cannot be done."""
        self.attempt(lambda: self.session.change(array, name, values))

    def remove(self, array: str, name: str, shown: str) -> None:
        """Take a watch or source out; say how it comes back."""
        if self.attempt(lambda: self.session.remove(array, name)):
            self.notify(f"Removed {shown}. ctrl+z brings it back.", markup=False)

    @work(group="undo")
    async def action_undo(self) -> None:
        """Take back what was done by hand last."""
        try:
            said = await self.session.undo()
        except LlamawatchError as error:
            self.notify(str(error), severity="error", markup=False)
        else:
            self.notify(f"Taken back: {said}" if said else "Nothing to take back", markup=False)

    def attempt(self, do: Callable[[], object]) -> bool:
        """Do what a key asks for; say so and answer False if it cannot be done."""
        try:
            do()
        except LlamawatchError as error:
            self.notify(str(error), severity="error", markup=False)
            return False
        return True

    def action_help(self) -> None:
        """Show every key of this screen."""
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(key_groups(self.screen, self)))
