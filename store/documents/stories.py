"""Stories and how each article tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from newsroom.records import Status, Story, Telling
from store.documents.fields import compact, read_topics, topics_document
from store.moments import must_read_time, read_time, write_time

if TYPE_CHECKING:
    from store.tables import Row


def story_document(story: Story) -> Row:
    """A story as its document. How often it was told is counted in the outbox, not kept here."""
    return compact(
        {
            "headline": story.headline,
            "language": story.language,
            "items": list(story.items),
            "origin_item": story.origin_item,
            "origin_source": story.origin_source,
            "sources": list(story.sources),
            "independent": story.independent_sources,
            "languages": list(story.languages),
            "seen": write_time(story.first_seen),
            "last": write_time(story.last_seen),
            "event": write_time(story.first_event),
            "last_event": write_time(story.last_event),
            "topics": list(story.topics),
            "people": list(story.people),
            "orgs": list(story.orgs),
            "models": list(story.models),
            "numbers": list(story.numbers),
            "moves": list(story.moves),
            "status": story.status,
            "watches": list(story.watches),
            "tellings": [_telling_document(telling) for telling in story.tellings],
            "sums": dict(story.topic_sums),
            "relevant": story.relevant,
            "apart": list(story.apart),
            "was": list(story.was),
            "fixed": None if story.fixed_topics is None else list(story.fixed_topics),
            "facts": list(story.facts),
            "revision": story.revision,
            "outlets": list(story.outlets),
        },
        independent=1,
        status="reported",
        fixed=None,
    )


def _telling_document(telling: Telling) -> Row:
    return compact(
        {
            "item": telling.item,
            "at": write_time(telling.at),
            "features": dict(telling.features),
            "long": telling.long,
            "topics": topics_document(telling.topics),
        }
    )


def _read_telling(row: Row) -> Telling:
    get = row.get
    return Telling(
        item=get("item", ""),
        at=read_time(get("at")),
        features=dict(get("features", {})),
        long=get("long", False),
        topics=read_topics(get("topics", ())),
    )


def read_story(key: str, row: Row, *, alerts: int = 0) -> Story:
    """A story from its document and the number of outbox rows made for it."""
    get = row.get
    return Story(
        id=key,
        headline=get("headline", ""),
        language=get("language", ""),
        items=tuple(get("items", ())),
        origin_item=get("origin_item", ""),
        origin_source=get("origin_source", ""),
        sources=tuple(get("sources", ())),
        independent_sources=get("independent", 1),
        languages=tuple(get("languages", ())),
        first_seen=must_read_time(row["seen"]),
        last_seen=must_read_time(row["last"]),
        first_event=read_time(get("event")),
        last_event=read_time(get("last_event")),
        topics=tuple(get("topics", ())),
        people=tuple(get("people", ())),
        orgs=tuple(get("orgs", ())),
        models=tuple(get("models", ())),
        numbers=tuple(get("numbers", ())),
        moves=tuple(get("moves", ())),
        status=cast("Status", get("status", "reported")),
        watches=tuple(get("watches", ())),
        tellings=tuple(map(_read_telling, get("tellings", ()))),
        topic_sums=dict(get("sums", {})),
        relevant=get("relevant", 0),
        apart=tuple(get("apart", ())),
        was=tuple(get("was", ())),
        fixed_topics=None if (fixed := get("fixed")) is None else tuple(fixed),
        facts=tuple(get("facts", ())),
        revision=get("revision", 0),
        alerts=alerts,
        outlets=tuple(get("outlets", ())),
    )
