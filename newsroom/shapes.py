"""Records as the JSON people script against: the shapes of the command line's contract.

Every key stands in every object; what is unknown is null or an empty list; times are RFC 3339.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records import Alert, Evidence, FullText, Item, Move, Person, Story


def when(moment: datetime | None) -> str | None:
    """A time in RFC 3339, or null."""
    return None if moment is None else moment.isoformat()


def item_shape(item: Item) -> dict[str, Any]:
    """An item."""
    article = item.article
    return {
        "id": item.id,
        "url": article.url or None,
        "title": article.title,
        "summary": article.summary,
        "source": article.source,
        "language": item.language or None,
        "published": when(article.published),
        "first_seen": when(article.first_seen),
        "topics": {score.topic: round(score.score, 3) for score in item.topics},
        "people": list(item.people),
        "orgs": list(item.orgs),
        "models": list(item.models),
        "watches": list(item.watches),
        "story": item.story or None,
        "unclassified": item.unclassified,
        "relevant": item.relevant,
        "read": item.read,
        "starred": item.starred,
        "copy_of": item.copy_of or None,
        "copies": item.copies,
        "full_text": full_text_shape(item.full_text),
    }


def full_text_shape(full: FullText | None) -> dict[str, Any] | None:
    """What came of fetching an article's page."""
    if full is None:
        return None
    return {
        "verdict": full.verdict,
        "at": when(full.at),
        "url": full.url or None,
        "characters": full.characters,
    }


def story_shape(story: Story) -> dict[str, Any]:
    """A story."""
    return {
        "id": story.id,
        "headline": story.headline,
        "language": story.language or None,
        "items": list(story.items),
        "origin": {"item": story.origin_item or None, "source": story.origin_source or None},
        "sources": list(story.sources),
        "independent_sources": story.independent_sources,
        "languages": list(story.languages),
        "first_seen": when(story.first_seen),
        "last_seen": when(story.last_seen),
        "topics": list(story.topics),
        "people": list(story.people),
        "orgs": list(story.orgs),
        "numbers": list(story.numbers),
        "moves": list(story.moves),
        "alerts": story.alerts,
        "status": story.status,
    }


def move_shape(move: Move) -> dict[str, Any]:
    """A move."""
    return {
        "id": move.id,
        "person": move.person,
        "name": move.name,
        "kind": move.kind,
        "from": move.origin or None,
        "to": move.destination or None,
        "role": move.role or None,
        "status": move.status,
        "first_reported": when(move.first_reported),
        "date": move.date or None,
        "evidence": [evidence_shape(one) for one in move.evidence],
    }


def person_shape(person: Person) -> dict[str, Any]:
    """A person of the roster."""
    return {
        "id": person.id,
        "name": person.name,
        "groups": list(person.groups),
        "org": person.org or None,
        "status": person.status,
        "last_seen": person.last_seen or None,
        "stale": person.stale,
        "evidence": [evidence_shape(person.evidence)] if person.evidence else [],
        "items": person.items,
        "aliases": list(person.aliases),
    }


def evidence_shape(one: Evidence) -> dict[str, Any]:
    """A sentence that says so."""
    return {"item": one.item, "language": one.language, "quote": one.quote, "source": one.source}


def alert_shape(alert: Alert) -> dict[str, Any]:
    """A row of the outbox."""
    return {
        "id": alert.id,
        "watches": list(alert.watches),
        "story": alert.story or None,
        "revision": alert.revision,
        "item": alert.item or None,
        "move": alert.move or None,
        "channel": alert.channel,
        "state": alert.state,
        "reason": alert.reason,
        "title": alert.title,
        "created": when(alert.created),
        "not_before": when(alert.not_before),
        "sent": when(alert.sent),
        "tries": alert.tries,
        "error": alert.error or None,
    }
