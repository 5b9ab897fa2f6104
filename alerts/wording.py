"""Putting an alert into words, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts.messages import Message
from newsroom.links import safe_link
from newsroom.shapes import alert_shape, move_shape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.messages import MessageKind
    from newsroom.glossary import Glossary
    from newsroom.hints import Matched
    from newsroom.records import Alert, Item, Move, Story

_WORDS = 6
"""So many matched words are shown; programs get them all."""


def compose(
    alert: Alert,
    *,
    glossary: Glossary,
    item: Item | None = None,
    story: Story | None = None,
    move: Move | None = None,
    matched: Sequence[Matched] = (),
    hint: str = "",
    summed: Sequence[str] = (),
) -> Message:
    """Say what happened, who says so, and why it is told.

    Args:
        alert: the outbox row.
        glossary: what things are called.
        item: the article it is about, if any.
        story: its story, if any.
        move: the move it is about, if any.
        matched: the article's words that satisfied the watches.
        hint: the headline in the reader's words, where the reader cannot read it.
        summed: headlines of the stories that a summary tells of; then the article is only one of
            many, and nothing is said of it.

    Returns:
        The message; never without a title. Its `data` is the alert of the command line's contract
        with "kind", "headline", "language", "hint", "source", "matched", "moved", "status",
        "sources", "languages", "first" and "link" beside.
    """
    # A report about the program itself tells of no story, and its title says all of it.
    kind: MessageKind = "story" if alert.story or alert.item else "report"
    about = (
        hint,
        glossary.move(move) if move else "",
        _source_line(item, glossary) if item else "",
        _matched_line(matched),
        _story_line(story, glossary) if story else "",
    )
    lines = (
        *(summed or about),
        f"Why: {alert.reason}" if alert.reason and kind == "story" else "",
        f"Watches: {', '.join(map(glossary.name_of, alert.watches))}" if alert.watches else "",
    )
    link = safe_link(item.article.url) if item else ""
    data = {
        "kind": kind,
        **alert_shape(alert),
        "headline": (item.article.title if item else "") or alert.title,
        "language": (item.language if item else "") or None,
        "hint": hint or None,
        "source": _source_shape(item, glossary) if item else None,
        "matched": [_matched_shape(one) for one in matched],
        "moved": {**move_shape(move), "said": glossary.move(move)} if move else None,
        "status": story.status if story else None,
        "sources": [_named(source, glossary) for source in story.sources] if story else [],
        "languages": list(story.languages) if story else [],
        "first": _named(story.origin_source, glossary)
        if story is not None and story.origin_source
        else None,
        "link": link or None,
    }
    return Message(
        key=alert.key,
        story=alert.story,
        revision=alert.revision,
        title=alert.title or alert.reason or "llamawatch",
        lines=tuple(line for line in lines if line),
        url="" if summed else link,
        priority=alert.priority,
        created=alert.created,
        item="" if summed else alert.item,
        kind=kind,
        data=data,
    )


def compose_test(now: datetime) -> Message:
    """A message that only shows that a channel works."""
    title = "llamawatch: a test"
    said = "This channel works. Alerts come here when a watch matches."
    return Message(
        key=f"test-{now.isoformat()}",
        story="",
        revision=0,
        title=title,
        lines=(said,),
        url="",
        priority="normal",
        created=now,
        kind="test",
        data={"kind": "test", "title": title, "reason": said, "created": now.isoformat()},
    )


def _source_line(item: Item, glossary: Glossary) -> str:
    source = _outlet(item, glossary)
    return f"{source} ({item.language})" if item.language else source


def _outlet(item: Item, glossary: Glossary) -> str:
    return item.article.outlet or glossary.name_of(item.article.source)


def _matched_line(matched: Sequence[Matched]) -> str:
    words = list(dict.fromkeys(map(str, matched)))
    if not words:
        return ""
    more = f" and {len(words) - _WORDS} more" if len(words) > _WORDS else ""
    return f"Matched: {', '.join(words[:_WORDS])}{more}"


def _story_line(story: Story, glossary: Glossary) -> str:
    sources, languages = len(story.sources), len(story.languages)
    if sources < 2:
        return f"Status: {story.status}, one source so far"
    told = f"{sources} sources, {languages} language{'s' * (languages != 1)}"
    return f"Status: {story.status}; {told}, first: {glossary.name_of(story.origin_source)}"


def _source_shape(item: Item, glossary: Glossary) -> dict[str, Any]:
    return {"id": item.article.source, "name": _outlet(item, glossary)}


def _named(source: str, glossary: Glossary) -> dict[str, str]:
    return {"id": source, "name": glossary.name_of(source)}


def _matched_shape(one: Matched) -> dict[str, Any]:
    return {
        "watch": one.watch,
        "field": one.field,
        "text": one.text,
        "term": one.term or None,
        "name": one.name or None,
    }
