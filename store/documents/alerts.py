"""Rows of the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from newsroom.records import Alert, AlertState, Priority
from store.documents.fields import compact
from store.moments import must_read_time, read_time, write_time

if TYPE_CHECKING:
    from store.tables import Row


def alert_document(alert: Alert) -> Row:
    """A row of the outbox as its document."""
    return compact(
        {
            "key": alert.key,
            "channel": alert.channel,
            "story": alert.story,
            "revision": alert.revision,
            "item": alert.item,
            "move": alert.move,
            "watches": list(alert.watches),
            "priority": alert.priority,
            "state": alert.state,
            "reason": alert.reason,
            "title": alert.title,
            "created": write_time(alert.created),
            "not_before": write_time(alert.not_before),
            "sent": write_time(alert.sent),
            "tries": alert.tries,
            "error": alert.error,
            "failing_since": alert.failing_since,
            "held_until": write_time(alert.held_until),
            "asked": alert.asked,
            "backlog": alert.backlog,
            "covers": list(alert.covers),
            "since": write_time(alert.since),
        },
        priority="normal",
    )


def read_alert(key: str, row: Row) -> Alert:
    """A row of the outbox from its document."""
    get = row.get
    return Alert(
        id=key,
        key=get("key", ""),
        channel=get("channel", ""),
        story=get("story", ""),
        revision=get("revision", 0),
        item=get("item", ""),
        move=get("move", ""),
        watches=tuple(get("watches", ())),
        priority=cast("Priority", get("priority", "normal")),
        state=cast("AlertState", get("state", "pending")),
        reason=get("reason", ""),
        title=get("title", ""),
        created=must_read_time(row["created"]),
        not_before=read_time(get("not_before")),
        sent=read_time(get("sent")),
        tries=get("tries", 0),
        error=get("error", ""),
        failing_since=get("failing_since", 0),
        held_until=read_time(get("held_until")),
        asked=get("asked", False),
        backlog=get("backlog", False),
        covers=tuple(get("covers", ())),
        since=read_time(get("since")),
    )
