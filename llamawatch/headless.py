"""What alerts may use where there is no dashboard: the terminal of a command, and a browser."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from alerts.surroundings import Surroundings

if TYPE_CHECKING:
    from alerts.messages import Message
    from alerts.surroundings import Action
    from llamawatch.session import LiveSession

_LOG = logging.getLogger(__name__)


def around_program(session: LiveSession, *, stays: bool) -> Surroundings:
    """What a program without a dashboard lends the channels.

    Args:
        session: The running program.
        stays: It goes on watching: what is chosen on a notification is done as well. A command that
            ends soon only writes to its terminal, if it has one.
    """
    if not stays:
        return Surroundings(emit=_write)
    under_way: set[asyncio.Task[None]] = set()

    async def carry_out(action: Action, message: Message) -> None:
        from tui.acting import carry_out

        problem = await carry_out(session, action, message)
        if problem:
            _LOG.warning("what was chosen on a notification was not done: %s", problem)

    def act(action: Action, message: Message) -> None:
        task = asyncio.create_task(carry_out(action, message), name=f"{action} from a notification")
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    return Surroundings(emit=_write, act=act)


def _write(sequence: str) -> bool:
    """Write to standard error: what is piped elsewhere stays free of control characters."""
    stream = sys.stderr
    try:
        if stream is None or not stream.isatty():
            return False
        stream.write(sequence)
        stream.flush()
    except (OSError, ValueError):
        # The terminal went away.
        return False
    return True
