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
        item: the article it is about, if any; as `story` and `move`.
        story: its story.
        move: the move it is about.
        matched: the article's words that satisfied the watches.
        hint: the headline in the reader's words, where the reader cannot read it.
        summed: headlines of the stories a summary tells of.

    Returns:
        The message; never without a title. Its `data` is the alert of the contract, and "kind",
        "headline", "language", "hint", "source", "matched", "moved", "status", "sources",
        "languages", "first" and "link" beside.
    """
    # A report about the program itself tells of no story, and its title says all of it.
    kind: MessageKind = "story" if alert.story or alert.item else "report"
    lines = (
        *_facts(glossary, item=item, story=story, move=move, matched=matched, hint=hint),
        *summed,
        f"Why: {alert.reason}" if alert.reason and kind == "story" else "",
        f"Watches: {', '.join(map(glossary.name_of, alert.watches))}" if alert.watches else "",
    )
    data = {
        "kind": kind,
        **alert_shape(alert),
        "headline": (item.article.title if item else "") or alert.title,
        "hint": hint or None,
        **_article_shape(item, glossary),
        "matched": [_matched_shape(one) for one in matched],
        "moved": {**move_shape(move), "said": glossary.move(move)} if move else None,
        **_story_shape(story, glossary),
    }
    return Message(
        key=alert.key,
        story=alert.story,
        revision=alert.revision,
        title=alert.title or alert.reason or "llamawatch",
        lines=tuple(line for line in lines if line),
        url=data["link"] or "",
        priority=alert.priority,
        created=alert.created,
        item=item.id if item else "",
        kind=kind,
        data=data,
    )


def _facts(
    glossary: Glossary,
    *,
    item: Item | None,
    story: Story | None,
    move: Move | None,
    matched: Sequence[Matched],
    hint: str,
) -> tuple[str, ...]:
    """What is said of one article and its story; an empty line where there is nothing."""
    return (
        hint,
        glossary.move(move) if move else "",
        _source_line(item, glossary) if item else "",
        _matched_line(matched),
        _story_line(story, glossary) if story else "",
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


def _kind_of(alert: Alert) -> MessageKind:
    """A report about the program itself tells of no story, and its title says all of it."""
    return "story" if alert.story or alert.item else "report"


def _watches_line(alert: Alert, glossary: Glossary) -> str:
    watches = ", ".join(map(glossary.name_of, alert.watches))
    return f"Watches: {watches}" if watches else ""


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


def _article_shape(item: Item | None, glossary: Glossary) -> dict[str, Any]:
    if item is None:
        return {"language": None, "source": None, "link": None}
    return {
        "language": item.language or None,
        "source": {"id": item.article.source, "name": _outlet(item, glossary)},
        "link": safe_link(item.article.url) or None,
    }


def _story_shape(story: Story | None, glossary: Glossary) -> dict[str, Any]:
    if story is None:
        return {"status": None, "sources": [], "languages": [], "first": None}
    return {
        "status": story.status,
        "sources": [_named(source, glossary) for source in story.sources],
        "languages": list(story.languages),
        "first": _named(story.origin_source, glossary) if story.origin_source else None,
    }


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
