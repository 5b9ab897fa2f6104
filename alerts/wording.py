"""Putting an alert into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.messages import Message
from newsroom.links import safe_link

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from newsroom.records import Alert, Item, Move, Story


def compose(
    alert: Alert,
    *,
    item: Item | None,
    story: Story | None,
    move: Move | None,
    name_of: Callable[[str], str],
) -> Message:
    """Say what happened, who says so, and why it is told.

    Args:
        alert: the outbox row.
        item: the article it is about, if any.
        story: its story, if any.
        move: the move it is about, if any.
        name_of: the name of a source, watch or organisation by id.

    Returns:
        The message; never without a title.
    """
    lines = [
        _move_line(move, name_of) if move else "",
        _source_line(item, name_of) if item else "",
        _story_line(story, name_of) if story else "",
        f"Why: {alert.reason}" if alert.reason else "",
        f"Watches: {', '.join(map(name_of, alert.watches))}" if alert.watches else "",
    ]
    return Message(
        key=alert.key,
        story=alert.story,
        revision=alert.revision,
        title=alert.title or alert.reason or "llamawatch",
        lines=tuple(line for line in lines if line),
        url=safe_link(item.article.url) if item else "",
        priority=alert.priority,
        created=alert.created,
        item=alert.item,
    )


def compose_test(now: datetime) -> Message:
    """A message that only shows that a channel works."""
    return Message(
        key=f"test-{now.isoformat()}",
        story="",
        revision=0,
        title="llamawatch: a test",
        lines=("This channel works. Alerts come here when a watch matches.",),
        url="",
        priority="normal",
        created=now,
    )


def _source_line(item: Item, name_of: Callable[[str], str]) -> str:
    source = item.article.outlet or name_of(item.article.source)
    return f"{source} ({item.language})" if item.language else source


def _story_line(story: Story, name_of: Callable[[str], str]) -> str:
    sources, languages = len(story.sources), len(story.languages)
    if sources < 2:
        return f"Status: {story.status}"
    told = f"{sources} sources, {languages} language{'s' * (languages != 1)}"
    return f"Status: {story.status}; {told}, first: {name_of(story.origin_source)}"


def _move_line(move: Move, name_of: Callable[[str], str]) -> str:
    way = " -> ".join(name_of(org) for org in (move.origin, move.destination) if org)
    return (
        f"{move.name}: {move.kind}, {way} ({move.status})" if way else f"{move.name}: {move.kind}"
    )
