"""Doing what was chosen on a notification, with or without a dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.errors import LlamawatchError
from tui.opening import open_link

if TYPE_CHECKING:
    from alerts.messages import Message
    from alerts.surroundings import Action
    from tui.session import Session


async def carry_out(session: Session, action: Action, message: Message) -> str:
    """Open a message's link, mark its article read, or mute its story.

    Returns:
        Why it could not be done, in one sentence; empty when it was.
    """
    if not session.ready:
        return "Not done: llamawatch is closing"
    if action == "open" and (problem := await open_link(message.url)):
        return problem
    try:
        if action == "mute":
            session.mute(f"story:{message.story}")
        elif message.item:
            session.mark([message.item], read=True, by_hand=False)
    except LlamawatchError as error:
        return str(error)
    return ""
