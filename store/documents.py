"""Records as documents: what the archive's tables hold.

A document leaves out what has its default, so that most are small; what is missing when read has
its default again, and keys nobody knows are ignored, so that older and newer programs read each
other. Times are written by `store.moments`. The keys below are the format: they stay.
"""

from __future__ import annotations

import zlib
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, cast

from newsroom.records import (
    Alert,
    AlertState,
    Article,
    Correction,
    Evidence,
    FullText,
    Gap,
    Item,
    Move,
    MoveKind,
    PageVerdict,
    Priority,
    Reading,
    SharedFeature,
    SourceHealth,
    SourceState,
    Status,
    Story,
    StoryLink,
    Telling,
    TopicScore,
    Wishes,
)
from store.moments import must_read_time, read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from store.tables import Row


def _compact(row: Mapping[str, Any], **defaults: object) -> Row:
    # What is false in any way (None, "", 0, empty) is the default, unless named otherwise.
    return {
        key: value
        for key, value in row.items()
        if (value != defaults[key] if key in defaults else value)
    }


def item_document(reading: Reading) -> Row:
    """A reading as the document of its item; the user's marks lie elsewhere.

    Of the body it holds only the CRC-32, by which another body is told from the same.
    """
    article, link = reading.article, reading.link
    return _compact(
        {
            "source": article.source,
            "url": article.url,
            "title": article.title,
            "summary": article.summary,
            "author": article.author,
            "outlet": article.outlet,
            "hint": article.language_hint,
            "published": write_time(article.published),
            "seen": write_time(article.first_seen),
            "event": write_time(article.event_time),
            "keys": list(article.keys),
            "version": article.version,
            "alertable": article.alertable,
            "backlog": article.backlog,
            "full": full_text_document(article.full_text) if article.full_text else None,
            "language": reading.language,
            "people": list(reading.people),
            "orgs": list(reading.orgs),
            "models": list(reading.models),
            "concepts": list(reading.concepts),
            "acting": list(reading.acting),
            "topics": topics_document(reading.topics),
            "unclassified": reading.unclassified,
            "relevant": reading.relevant,
            "watches": [match.watch for match in reading.matches],
            "story": link.story if link else "",
            "link": _link_document(link) if link else None,
            "copy_of": reading.copy_of,
            "facts": list(reading.facts),
            "body": _fingerprint(article.text),
        },
        version=1,
        alertable=True,
        link=None,
        body=None,
    )


def full_text_document(full: FullText) -> Row:
    """What came of fetching an article's page, as a part of its item's document."""
    return _compact(
        {
            "verdict": full.verdict,
            "at": write_time(full.at),
            "url": full.url,
            "characters": full.characters,
            "tries": full.tries,
            "note": full.note,
        },
        tries=1,
    )


def _read_full_text(row: Row | None) -> FullText | None:
    if row is None:
        return None
    return FullText(
        verdict=cast("PageVerdict", row.get("verdict", "failed")),
        at=must_read_time(row["at"]),
        url=row.get("url", ""),
        characters=row.get("characters", 0),
        tries=row.get("tries", 1),
        note=row.get("note", ""),
    )


def _fingerprint(text: str) -> int | None:
    return zlib.crc32(text.encode()) if text else None


def _link_document(link: StoryLink) -> Row:
    return _compact(
        {
            "score": link.score,
            "shared": [[one.feature, one.weight] for one in link.shared],
            "runner_up": link.runner_up,
            "runner_up_score": link.runner_up_score,
        }
    )


def read_article(key: str, row: Row, text: str = "") -> Article:
    """The article of an item's document.

    Args:
        key: the item's id.
        row: its document.
        text: its body, which the document does not hold.
    """
    get = row.get
    return Article(
        id=key,
        source=get("source", ""),
        url=get("url", ""),
        title=get("title", ""),
        summary=get("summary", ""),
        text=text,
        author=get("author", ""),
        outlet=get("outlet", ""),
        language_hint=get("hint", ""),
        published=read_time(get("published")),
        first_seen=must_read_time(row["seen"]),
        event_time=read_time(get("event")),
        keys=tuple(get("keys", ())),
        version=get("version", 1),
        alertable=get("alertable", True),
        backlog=get("backlog", False),
        full_text=_read_full_text(get("full")),
    )


def read_item(
    key: str, row: Row, *, mark: Row | None = None, copies: int = 0, alerted: bool = False
) -> Item:
    """An item from its document and what is kept beside it.

    Args:
        key: the item's id.
        row: its document.
        mark: the document of the user's marks on it, if there is one.
        copies: how many items are near-identical copies of it.
        alerted: whether its story was told.
    """
    get = row.get
    marked = mark or {}
    return Item(
        article=read_article(key, row),
        language=get("language", ""),
        people=tuple(get("people", ())),
        orgs=tuple(get("orgs", ())),
        models=tuple(get("models", ())),
        concepts=tuple(get("concepts", ())),
        acting=tuple(get("acting", ())),
        topics=_read_topics(get("topics", ())),
        unclassified=get("unclassified", False),
        relevant=get("relevant", False),
        watches=tuple(get("watches", ())),
        story=get("story", ""),
        link=_read_link(get("link"), get("story", "")),
        copy_of=get("copy_of", ""),
        facts=tuple(get("facts", ())),
        copies=copies,
        read=marked.get("read", False),
        starred=marked.get("starred", False),
        alerted=alerted,
    )


def _read_link(row: Row | None, story: str) -> StoryLink | None:
    if row is None:
        return None
    return StoryLink(
        story=story,
        score=row.get("score", 0.0),
        shared=tuple(SharedFeature(name, weight) for name, weight in row.get("shared", ())),
        runner_up=row.get("runner_up", ""),
        runner_up_score=row.get("runner_up_score", 0.0),
    )


def story_document(story: Story) -> Row:
    """A story as its document. How often it was told is counted in the outbox, not kept here."""
    return _compact(
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
    return _compact(
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
        topics=_read_topics(get("topics", ())),
    )


def topics_document(topics: Iterable[TopicScore]) -> list[list[Any]]:
    """Topics as a part of a document."""
    return [[t.topic, t.score, list(t.evidence)] for t in topics]


def _read_topics(rows: Iterable[Sequence[Any]]) -> tuple[TopicScore, ...]:
    return tuple(TopicScore(name, score, tuple(why)) for name, score, why in rows)


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


def correction_document(correction: Correction) -> Row:
    """What the user said an article is about, as a document."""
    return _compact({"title": correction.title, "topics": list(correction.topics)})


def read_correction(key: str, row: Row) -> Correction:
    """What the user said an article is about, from its document."""
    return Correction(key, row.get("title", ""), tuple(row.get("topics", ())))


def move_document(move: Move) -> Row:
    """A move as its document."""
    return _compact(
        {
            "person": move.person,
            "name": move.name,
            "kind": move.kind,
            "from": move.origin,
            "to": move.destination,
            "role": move.role,
            "status": move.status,
            "seen": write_time(move.first_reported),
            "date": move.date,
            "evidence": [[e.item, e.language, e.quote, e.source] for e in move.evidence],
            "stories": list(move.stories),
            "known": move.known_person,
        },
        status="reported",
        known=True,
    )


def read_move(key: str, row: Row) -> Move:
    """A move from its document."""
    get = row.get
    return Move(
        id=key,
        person=get("person", ""),
        name=get("name", ""),
        kind=cast("MoveKind", get("kind", "left")),
        origin=get("from", ""),
        destination=get("to", ""),
        role=get("role", ""),
        status=cast("Status", get("status", "reported")),
        first_reported=must_read_time(row["seen"]),
        date=get("date", ""),
        evidence=tuple(Evidence(*part) for part in get("evidence", ())),
        stories=tuple(get("stories", ())),
        known_person=get("known", True),
    )


def source_document(state: SourceState) -> Row:
    """What is remembered of a source as its document; the items are counted, not kept."""
    return _compact(
        {
            "health": state.health,
            "etag": state.etag,
            "last_modified": state.last_modified,
            "last_poll": write_time(state.last_poll),
            "last_ok": write_time(state.last_ok),
            "next_poll": write_time(state.next_poll),
            "not_before": write_time(state.not_before),
            "failures": state.failures,
            "empties": state.empties,
            "error": state.error,
            "latency_ms": state.latency_ms,
            "moved_to": state.moved_to,
            "body_hash": state.body_hash,
            "url": state.url,
            "unwell": write_time(state.unwell_since),
            "gaps": [[write_time(gap.start), write_time(gap.end)] for gap in state.gaps],
            "refused_by": state.refused_by,
            "wishes": _wishes_document(state.wishes),
            "rhythm": _steps(state.rhythm),
            "matched": list(state.matched),
            "since": write_time(state.watched_since),
            "whole": write_time(state.whole_at),
            "slow": state.slow,
        },
        health="new",
        latency_ms=None,
    )


def read_source(key: str, row: Row, *, items: int = 0) -> SourceState:
    """What is remembered of a source, from its document and the number of its items."""
    get = row.get
    return SourceState(
        source=key,
        health=cast("SourceHealth", get("health", "new")),
        etag=get("etag", ""),
        last_modified=get("last_modified", ""),
        last_poll=read_time(get("last_poll")),
        last_ok=read_time(get("last_ok")),
        next_poll=read_time(get("next_poll")),
        not_before=read_time(get("not_before")),
        items=items,
        failures=get("failures", 0),
        empties=get("empties", 0),
        error=get("error", ""),
        latency_ms=get("latency_ms"),
        moved_to=get("moved_to", ""),
        body_hash=get("body_hash", ""),
        url=get("url", ""),
        unwell_since=read_time(get("unwell")),
        gaps=tuple(Gap(must_read_time(a), must_read_time(b)) for a, b in get("gaps", ())),
        refused_by=get("refused_by", ""),
        wishes=_read_wishes(get("wishes", {})),
        rhythm=tuple(accumulate(get("rhythm", ()))),
        matched=tuple(get("matched", ())),
        watched_since=read_time(get("since")),
        whole_at=read_time(get("whole")),
        slow=get("slow", 0),
    )


def _wishes_document(wishes: Wishes) -> Row:
    return _compact(
        {
            "max_age": wishes.max_age,
            "ttl": wishes.ttl,
            "hours": list(wishes.skip_hours),
            "days": list(wishes.skip_days),
        }
    )


def _read_wishes(row: Row) -> Wishes:
    get = row.get
    return Wishes(get("max_age", 0), get("ttl", 0), tuple(get("hours", ())), tuple(get("days", ())))


def _steps(numbers: Sequence[int]) -> list[int]:
    # A state is written at every check: differences take half the room.
    return [number - before for before, number in pairwise((0, *numbers))]


def alert_document(alert: Alert) -> Row:
    """A row of the outbox as its document."""
    return _compact(
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
