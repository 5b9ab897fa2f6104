"""Opening the dashboard: the screen first, everything else behind it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TextIO

from llamawatch.session import LiveSession
from newsroom.errors import NoTerminal

if TYPE_CHECKING:
    from llamawatch.commands.options import Options

_TURN: Final = 0.0005
"""Seconds after which a thread that computes lets another go on."""
_FRAMES: Final = "120"
"""A second: what a key changed is painted within 8 ms, not 17. A screen at rest paints nothing."""


def open_dashboard(options: Options) -> int:
    """Run the dashboard until it is closed; beside a running llamawatch it reads along.

    Left for the demo, it is opened again after it.

    Raises:
        LlamawatchError: there is no screen, the configuration is wrong, or the data directory
            cannot be used.

    Returns:
        The exit status.
    """
    # Nothing made while starting becomes garbage: looking for some only delays the first screen.
    gc.disable()
    from store.lock import holder, refuse_file
    from store.places import is_untouched

    while True:
        places, config = options.load()
        refuse_file(places.data)
        session = LiveSession(places, config, write=holder(places.data) is None)
        first = session.writes and is_untouched(places)
        left = show_dashboard(session, welcome=first, offers_demo=True)
        if not left.for_demo:
            return left.status
        from llamawatch.demo import show_demo

        left = show_demo()
        if left.told_to:
            return left.status


@dataclass(frozen=True, slots=True)
class Left:
    """How a dashboard was left."""

    status: int
    """The exit status."""
    told_to: bool = False
    """By a signal: nothing more is to be shown."""
    for_demo: bool = False


def show_dashboard(
    session: LiveSession,
    *,
    welcome: bool = False,
    offers_demo: bool = False,
    is_demo: bool = False,
) -> Left:
    """Show a session on the screen; close it when the screen is left.

    Args:
        session: Not open yet.
        welcome: Nothing was configured before this start.
        offers_demo: Leaving it for the demo is offered where there is nothing else to be seen.
        is_demo: The news is made up, and that is said.

    Raises:
        NoTerminal: there is no screen.
    """
    _require_terminal()
    if sys.__stderr__ is not None and not isinstance(sys.__stderr__, PatientTerminal):
        sys.__stderr__ = PatientTerminal(sys.__stderr__)  # type: ignore[assignment,misc] # a file, to Textual
    # Textual reads it when it is loaded.
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
    from tui.app import LlamawatchApp

    app = LlamawatchApp(session, welcome=welcome, offers_demo=offers_demo, is_demo=is_demo)
    told_to = False

    def end() -> None:
        nonlocal told_to
        told_to = True
        app.exit()

    async def show() -> None:
        # Whoever ends the program, and a terminal that goes away, must not cut it off: the terminal
        # would be left without a cursor, and the demo's folder where it is.
        for name in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(name, end)
        try:
            await app.run_async()
        finally:
            await session.close()

    # Threads that compute, as for a check that is read, hand over to the screen within it.
    sys.setswitchinterval(_TURN)
    asyncio.run(show())
    if app.fault is not None:
        raise app.fault
    return Left(app.return_code or 0, told_to, app.wants_demo and not told_to)


class PatientTerminal:
    """A terminal that may go away: what is written there then is nobody's to read.

    Textual writes in a thread that ends at the first error; whoever draws waits for it for ever.

    Args:
        file: Where the screen goes out.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write, if anybody is there."""
        with contextlib.suppress(OSError, ValueError):
            return self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Send out what was written, if anybody is there."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the file has
        return getattr(self._file, name)


def _require_terminal() -> None:
    # Keys come in by standard input, the screen goes out by standard error.
    for stream, name in ((sys.__stdin__, "input"), (sys.__stderr__, "error")):
        if stream is None or not stream.isatty():
            raise NoTerminal(
                f"the dashboard needs a terminal and standard {name} is none: start it in a "
                "terminal, or keep watching without a screen with `llamawatch run`"
            )
