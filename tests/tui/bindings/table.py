"""Tables of keys, and what their checks use of a running dashboard."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from textual.events import Key
from textual.notifications import Notify
from textual.widgets import Static

from tests.tui.visits import leave
from tui.app import LlamawatchApp
from tui.keys import shown_key
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    import pytest
    from textual.message import Message
    from textual.screen import Screen
    from textual.widget import Widget

    from tests.tui.conftest import Dashboard
    from tests.watchers.newsstand import Newsstand

M = TypeVar("M", bound="Message")
S = TypeVar("S", bound="Screen[Any]")


@dataclass
class At:
    """A dashboard at which keys are pressed, with what lies around it."""

    board: Dashboard
    stand: Newsstand
    """A web server that answers as it is told."""
    patch: pytest.MonkeyPatch
    """What is set by it holds while one key is checked."""
    ran: list[tuple[object, str]] = field(default_factory=list)
    """What keys led to since the last check: whose binding, and its action."""

    async def press(self, *keys: str) -> None:
        """Press keys and wait until nothing is under way."""
        await self.board.press(*keys)

    def on_top(self, kind: type[S]) -> S:
        """The screen in front, which is of this kind."""
        screen = self.board.app.screen
        assert type(screen) is kind
        return screen

    @property
    def listed(self) -> RowList[Any]:
        """The list of the screen in front."""
        return self.board.app.screen.query_one("#list", RowList)

    @property
    def selected(self) -> Any:  # noqa: ANN401 -- a row
        """The row under its cursor."""
        row = self.listed.selected
        assert row is not None
        return row

    def focused(self) -> Widget | None:
        """What has the focus."""
        return self.board.app.focused

    def rows(self) -> list[Any]:
        """The rows of that list."""
        return list(self.listed.rows)

    def shown(self) -> list[str]:
        """What its rows are known by."""
        return [row.key for row in self.listed.rows]

    async def select(self, wanted: Callable[[Any], Any] = bool) -> Any:  # noqa: ANN401 -- a row
        """Put the cursor on the first row that is wanted."""
        row = next(row for row in self.rows() if wanted(row))
        self.listed.focus()
        self.listed.select(row.key)
        await self.board.settle()
        return row

    def said(self) -> str:
        """The last notice since the check began, "" if there was none."""
        notices = self.posted(Notify)
        return notices[-1].notification.message if notices else ""

    def text_of(self, widget: str) -> str:
        """What a line of the screen in front says, as far as it is shown."""
        line = self.board.app.screen.query_one(widget, Static)
        return str(line.content) if line.display else ""

    def posted(self, kind: type[M]) -> list[M]:
        """Messages of a kind since the check began, each once however far it rose."""
        found = {id(one): one for one in self.board.messages if isinstance(one, kind)}
        return list(found.values())


@dataclass(frozen=True)
class Entry:
    """One key."""

    key: str
    """As Textual names it."""
    action: str
    check: Callable[[At, str], Awaitable[None]]
    """Presses the key and asserts what it did; leaves things as they were."""


class Table:
    """The keys of one screen, widget or the app."""

    def __init__(
        self,
        kind: type[Any],
        begin: Callable[[At], Awaitable[None]],
        size: tuple[int, int] = (80, 24),
    ) -> None:
        """Make an empty table.

        Args:
            kind: what binds the keys.
            begin: goes to where they are; nothing stands before the screens then.
            size: columns and lines of the terminal.
        """
        self.kind, self.size = kind, size
        self._begin = begin
        self.entries: list[Entry] = []

    def pressed(
        self, action: str, *keys: str
    ) -> Callable[[Callable[[At, str], Awaitable[None]]], None]:
        """Enter keys of one action with the check of each."""

        def enter(check: Callable[[At, str], Awaitable[None]]) -> None:
            self.entries.extend(Entry(key, action, check) for key in keys)

        return enter

    def bound(self) -> Iterator[tuple[str, str, str]]:
        """Whose key, the key as it stands on a keyboard, and its action."""
        for entry in self.entries:
            yield self.kind.__name__, shown_key(entry.key), entry.action

    async def press_all(self, at: At) -> None:
        """Check every key.

        Raises:
            ExceptionGroup: what was not as it should be, each with the name of its key.
        """
        wrong: list[Exception] = []
        for entry in self.entries:
            try:
                with at.patch.context() as patch:
                    here = At(at.board, at.stand, patch)
                    _note_actions(here)
                    await self._press(here, entry)
            except Exception as error:  # noqa: BLE001 -- the other keys are pressed as well
                error.add_note(f"{self.kind.__name__}: {shown_key(entry.key)} ({entry.action})")
                wrong.append(error)
        if wrong:
            raise ExceptionGroup(f"{len(wrong)} keys of {self.kind.__name__}", wrong)

    async def _press(self, at: At, entry: Entry) -> None:
        await leave(at.board)
        await self._begin(at)
        at.board.app.clear_notifications()
        at.board.messages.clear()
        at.ran.clear()
        await entry.check(at, entry.key)
        assert any(one.key == entry.key for one in at.posted(Key)), "the key was never pressed"
        assert any(
            isinstance(whose, self.kind) and action == entry.action for whose, action in at.ran
        ), f"it led to {[action for _, action in at.ran]}"


def _note_actions(at: At) -> None:
    """Have what keys lead to be noted."""
    run = LlamawatchApp.run_action

    async def noted(app: LlamawatchApp, action: Any, default: Any = None, *rest: Any) -> bool:  # noqa: ANN401 -- as Textual calls it
        done = await run(app, action, default, *rest)
        if done:
            at.ran.append((default, action))
        return done

    at.patch.setattr(LlamawatchApp, "run_action", noted)
