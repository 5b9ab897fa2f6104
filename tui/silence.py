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


def silence_of(session: Session, alert_id: str) -> str:
    """That an alert is told later, or its story is silent, and which key ends it; "" if neither.

    Args:
        session: Open.
        alert_id: a row of the outbox.
    """
    try:
        alert = session.archive.outbox.alert(alert_id)
    except NotFound:
        return ""
    if alert.state == "held" and alert.asked and alert.not_before is not None:
        return f"Snoozed until {_time(session, alert.not_before)}; z ends it."
    silent = {mute.what for mute in session.archive.mutes.lasting(session.clock())}
    return "Its story is silent; x ends it." if f"story:{alert.story}" in silent else ""


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
