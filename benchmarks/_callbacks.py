"""llamawatch with a stopwatch at its event loop.

    python benchmarks/_callbacks.py FILE ARGUMENT...

Runs ``llamawatch ARGUMENT...``. On SIGUSR1 it writes to FILE, a line each, the longest callbacks
since the last time: milliseconds of CPU time of the loop's thread, what ran, which messages of
Textual's it took up, and how long of it Python's collector walked the memory.
"""
# ruff: noqa: SLF001 -- asyncio tells nobody of its callbacks

from __future__ import annotations

import asyncio
import gc
import heapq
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.message import Message
    from textual.message_pump import MessagePump

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

_KEPT: Final = 20
_TOLD: Final = 3
"""Messages of a callback that are named: the last."""
_ROOM: Final = 120
"""Characters of what is named."""
_WORTH: Final = 0.004
"""Seconds from which a callback is noted unless told."""


def _named(task: asyncio.Task[object]) -> str:
    """What a task runs, and for whom: the widget of a pump, what a timer calls."""
    coro = task.get_coro()
    frame = getattr(coro, "cr_frame", None)
    whose = frame.f_locals.get("self") if frame is not None else None
    calls = getattr(whose, "_callback", None) or getattr(whose, "_work", None) or whose
    return f"{getattr(coro, '__qualname__', coro)}: {calls!r}"


class Stopwatch:
    """The longest callbacks of the event loop, and the messages they took up.

    Args:
        file: Where they are written to.
        worth: Seconds from which a callback is noted.
    """

    def __init__(self, file: Path, worth: float = _WORTH) -> None:
        self._file, self.worth = file, worth
        self._longest: list[tuple[float, str]] = []
        self._messages: list[tuple[MessagePump, Message]] = []
        self._hears = False
        self._walked = self._walks_since = 0.0
        """Seconds that the collector took of a callback, and when it began."""
        self._run = asyncio.events.Handle._run

    def start(self) -> None:
        """Time every callback from now on."""
        watch, run, clock = self, self._run, time.thread_time

        def timed(handle: asyncio.Handle) -> None:
            watch._messages.clear()
            watch._walked = 0.0
            if not watch._hears:
                watch._listen()
            began = clock()
            what = handle._callback  # type: ignore[attr-defined]
            run(handle)
            if (took := clock() - began) >= watch.worth:
                watch.note(took, what)

        setattr(asyncio.events.Handle, "_run", timed)  # noqa: B010 -- no type fits a method put in place
        gc.callbacks.append(self._collected)
        signal.signal(signal.SIGUSR1, lambda *_: self.write())

    def _collected(self, phase: str, _: object) -> None:
        """Time a collection; one in another thread is not the loop's."""
        if threading.current_thread() is not threading.main_thread():
            return
        if phase == "start":
            self._walks_since = time.thread_time()
        else:
            self._walked += time.thread_time() - self._walks_since

    def _listen(self) -> None:
        """Hear which messages a callback takes up: one may take up several."""
        # Not before the loop runs: what Textual reads when it is loaded has to be said by then.
        from textual.message_pump import MessagePump

        self._hears = True
        watch, dispatch = self, MessagePump._dispatch_message

        async def heard(pump: MessagePump, message: Message) -> None:
            watch._messages.append((pump, message))
            await dispatch(pump, message)

        setattr(MessagePump, "_dispatch_message", heard)  # noqa: B010 -- as above

    def note(self, took: float, what: object) -> None:
        """Keep a callback, if it is one of the longest."""
        owner = getattr(what, "__self__", what)
        said = _named(owner) if isinstance(owner, asyncio.Task) else repr(what)
        if self._walked >= self.worth:
            said = f"collecting {self._walked * 1000:.1f}; {said}"
        heard = (f"{type(pump).__name__} {one!r}" for pump, one in self._messages[-_TOLD:])
        heapq.heappush(self._longest, (took, "; ".join(one[:_ROOM] for one in (said, *heard))))
        if len(self._longest) > _KEPT:
            heapq.heappop(self._longest)

    def write(self) -> None:
        """Write down what was noted, and begin anew."""
        longest, self._longest = sorted(self._longest, reverse=True), []
        part = self._file.with_suffix(".part")
        part.write_text("".join(f"{took * 1000:.1f} {what}\n" for took, what in longest))
        part.rename(self._file)


if __name__ == "__main__":
    watch = Stopwatch(Path(sys.argv[1]))
    watch.start()
    sys.argv = ["llamawatch", *sys.argv[2:]]
    from llamawatch.__main__ import main

    main()
