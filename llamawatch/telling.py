"""Alerts in words: a row of the outbox, with what the archive knows of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alerts.context import look_up
from store.addressing import hash_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.messages import Message
    from llamawatch.session import LiveSession
    from newsroom.records import Alert, Item, Story

_HEADLINES: Final = 8
"""So many headlines a summary shows."""


def tell(session: LiveSession, alert: Alert) -> Message:
    """Put a row of the outbox into words, as the archive stands now.

    Args:
        session: An open program: its archive, packs and watches.
        alert: The row. What it names and is gone is left out.

    Raises:
        StoreError: the article's text cannot be read.
    """
    if alert.since is not None:
        message = _tell_digest(session, alert, alert.since)
    else:
        message = _tell_news(session, alert)
    if not alert.asked or alert.sent is None:
        return message
    # What drops repetitions, as mail servers do, must not drop it.
    return replace(message, key=hash_of("again", alert.key, str(alert.held_until)), again=True)


def _tell_news(session: LiveSession, alert: Alert) -> Message:
    from alerts.wording import compose
    from newsroom.hints import hint_line, matched_words

    archive, glossary = session.archive, session.glossary
    if alert.backlog and not alert.story:
        # A summary is of no article: the one it names only stands for all.
        return compose(alert, glossary=glossary, summed=_headlines(session, alert.covers))
    item = look_up(archive.whole, alert.item)
    story = look_up(archive.story, alert.story)
    matched = matched_words(item, story, session.watches, glossary) if item else ()
    return compose(
        alert,
        glossary=glossary,
        item=item,
        story=story,
        move=look_up(archive.move, alert.move),
        # A row lists the watches that are told; others may match the same article.
        matched=[one for one in matched if one.watch in alert.watches],
        hint=hint_line(item, glossary) if item and _is_headline(item, story, alert) else "",
    )


def _headlines(session: LiveSession, stories: Sequence[str]) -> tuple[str, ...]:
    """What some stories are about, a line each, and how many more there are."""
    from newsroom.hints import hint_line

    archive, found = session.archive, []
    for story in (look_up(archive.story, one) for one in stories[:_HEADLINES]):
        if story is None:
            continue
        items = (look_up(archive.item, one) for one in story.items)
        own = next((i for i in items if i is not None and i.article.title == story.headline), None)
        hint = hint_line(own, session.glossary) if own is not None else ""
        found.append(f"{story.headline} ({hint})" if hint else story.headline)
    more = len(stories) - len(found)
    return (*found, f"… and {more} more") if found and more else tuple(found)


def _tell_digest(session: LiveSession, alert: Alert, since: datetime) -> Message:
    from alerts.digest_wording import compose_digest
    from llamawatch.briefing import brief_of

    # What was left to the digest may be older than the last one: it was held meanwhile.
    covered = (look_up(session.archive.outbox.alert, row) for row in alert.covers)
    since = min((since, *(row.created for row in covered if row is not None)))
    brief = brief_of(session, since, alert.created)
    return compose_digest(brief, alert, glossary=session.glossary, zone=session.timezone)


def _is_headline(item: Item, story: Story | None, alert: Alert) -> bool:
    """Whether the title that is told is this article's; else it is one the reader reads better."""
    return story is None or alert.title in ("", item.article.title)
