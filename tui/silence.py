"""What is silent for now and what is told later, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsroom.clean import clean
from newsroom.errors import NotFound
from store.mutes import EVERYTHING

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records import Mute
    from tui.session import Session

_HEADLINE: Final = 40
"""Characters of a headline: several silent things stand on one line."""


def silent_line(session: Session) -> str:
    """Everything a mute silences now, and until when, on one line; "" if nothing is silent."""
    mutes = session.archive.mutes.lasting(session.clock())
    return f"Silent: {' · '.join(_describe(session, mute) for mute in mutes)}" if mutes else ""


def silence_of(session: Session, story: str) -> str:
    """What keeps a story silent, and which key ends it; "" if nothing does.

    Args:
        session: Open.
        story: Its id; "" for what is about no story.
    """
    for mute in session.archive.mutes.lasting(session.clock()):
        if story and mute.what == f"story:{story}":
            until = f"until {_time(session, mute.until)}; " if mute.until else ""
            return f"Its story is silent; {until}x ends it."
    return ""


def _describe(session: Session, mute: Mute) -> str:
    until = f"until {_time(session, mute.until)}" if mute.until else "until it is lifted"
    kind, _, one = mute.what.partition(":")
    if mute.what == EVERYTHING:
        return f"everything {until}"
    if kind != "story":
        return f"{kind} {session.name_of(one)} {until}"
    try:
        headline = session.archive.story(one).headline
    except NotFound:
        headline = one
    return f"“{clean(headline, limit=_HEADLINE)}” {until}"


def _time(session: Session, moment: datetime) -> str:
    there, here = (one.astimezone(session.timezone) for one in (moment, session.clock()))
    return f"{there:%H:%M}" if there.date() == here.date() else f"{there:%Y-%m-%d %H:%M}"
