"""One check of one source as one step of the journal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from store.addressing import rows_for
from store.catalogue import CORRECTIONS, ITEMS, MARKS, MOVES, OUTBOX, SOURCES, STORIES
from store.documents.alerts import alert_document
from store.documents.fields import topics_document
from store.documents.items import correction_document, item_document
from store.documents.moves import move_document
from store.documents.sources import source_document
from store.documents.stories import story_document
from store.moments import write_time
from store.uniting import story_now, united_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from newsroom.records import Alert, Check, Decision, Item, Reading, Review
    from store.tables import Row, Rows

_VERSIONS = 20
"""Earlier wordings kept of an item: a source that flips titles at every poll must not grow it."""
_KEYS = 64
"""Identity keys kept of an item: the first of them and the latest, for the same reason."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one check brought into the archive."""

    new: tuple[Item, ...] = ()
    """Items stored for the first time."""
    updated: tuple[Item, ...] = ()
    """Items that were there and have another text now."""
    alerts: tuple[Alert, ...] = ()
    """Outbox rows made."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A step of the journal, and what it means."""

    step: Mapping[str, Any]
    new: tuple[str, ...]
    updated: tuple[str, ...]
    alerts: tuple[Alert, ...]


def plan(
    check: Check,
    readings: Sequence[Reading],
    tables: Mapping[str, Mapping[str, Row]],
    channels: Sequence[str],
    *,
    suppress: bool,
) -> Plan:
    """Work out the step that records a check; nothing is written yet.

    Args:
        check: the check, its source's state included.
        readings: what was understood of the articles it brought, in order; of a story or move that
            several of them changed, the last state counts.
        tables: the archive's tables as they stand.
        channels: the channels that are enabled.
        suppress: True makes outbox rows that are never sent.
    """
    made = plan_readings(readings, tables, channels, check.at, suppress=suppress)
    sources = {check.source: source_document(check.state)}
    return replace(made, step={**made.step, "put": {**made.step["put"], SOURCES: sources}})


def plan_readings(
    readings: Sequence[Reading],
    tables: Mapping[str, Mapping[str, Row]],
    channels: Sequence[str],
    now: datetime,
    *,
    suppress: bool = False,
) -> Plan:
    """Work out the step that records readings without a check; see `plan`."""
    stored = tables.get(ITEMS, {})
    items, texts = _items(readings, stored, write_time(now) or "")
    fresh = tuple(key for key in items if key not in stored)
    updated = tuple(key for key in items if key in stored)
    alerts = rows_for(
        (due for reading in readings for due in reading.due),
        channels,
        tables.get(OUTBOX, {}),
        now,
        suppress=suppress,
    )
    gone = {old: new for reading in readings for old, new in reading.united}
    stories = {
        s.id: story_document(s) for reading in readings for s in reading.stories if s.id not in gone
    }
    _review(items, stored, (r for reading in readings for r in reading.reviews), gone)
    moves = {m.id: move_document(m) for reading in readings for m in reading.moves}
    put: dict[str, Rows] = {
        ITEMS: items,
        STORIES: _only_changed(stories, tables.get(STORIES, {})),
        MOVES: _only_changed(moves, tables.get(MOVES, {})),
        OUTBOX: united_rows(tables.get(OUTBOX, {}), gone)
        | {alert.id: alert_document(alert) for alert in (*alerts.made, *alerts.changed)},
    }
    known_gone = [story for story in gone if story in tables.get(STORIES, {})]
    step = {
        "put": {name: rows for name, rows in put.items() if rows},
        "del": {STORIES: known_gone} if known_gone else {},
        "text": texts,
    }
    return Plan(step, fresh, updated, alerts.made)


def _items(
    readings: Sequence[Reading], stored: Mapping[str, Row], now: str
) -> tuple[Rows, dict[str, str]]:
    """The documents of a check's items that differ from what is stored, and their new bodies."""
    items: Rows = {}
    texts: dict[str, str] = {}
    for reading in readings:
        article = reading.article
        before = items.get(article.id) or stored.get(article.id)
        merged = _merge(before, item_document(reading), now)
        if merged == before:
            continue
        items[article.id] = merged
        if merged.get("body") != (before or {}).get("body"):
            texts[article.id] = article.text
    return items, texts


def plan_decision(decision: Decision, tables: Mapping[str, Mapping[str, Row]]) -> Mapping[str, Any]:
    """Work out the step that keeps what the user decided; nothing is written yet."""
    gone = dict(decision.united)
    stored = tables.get(STORIES, {})
    items: Rows = {}
    _review(items, tables.get(ITEMS, {}), decision.reviews, gone)
    put: dict[str, Rows] = {
        ITEMS: items,
        STORIES: {s.id: story_document(s) for s in decision.stories},
        MOVES: {m.id: move_document(m) for m in decision.moves},
        OUTBOX: united_rows(tables.get(OUTBOX, {}), gone),
        CORRECTIONS: {c.id: correction_document(c) for c in decision.corrections},
    }
    said = tables.get(CORRECTIONS, {})
    taken = {
        STORIES: [story for story in gone if story in stored],
        # Taken away first, so that the last word stands last: of two alike the later counts.
        CORRECTIONS: [
            key
            for key in (*(c.id for c in decision.corrections), *decision.withdrawn)
            if key in said
        ],
    }
    return {
        "put": {name: rows for name, rows in put.items() if rows},
        "del": {name: keys for name, keys in taken.items() if keys},
    }


def plan_removal(
    item_ids: Sequence[str], tables: Mapping[str, Mapping[str, Row]]
) -> tuple[Mapping[str, Any], int]:
    """Work out the step that takes items out; nothing is written yet.

    Returns:
        The step, and how many stories go with the items: those that keep none.
    """
    items, marks, stories = tables.get(ITEMS, {}), tables.get(MARKS, {}), tables.get(STORIES, {})
    leaving = set(item_ids)
    touched = {story for key in item_ids if (story := (items.get(key) or {}).get("story"))}
    empty = [
        story
        for story in touched
        if story in stories
        and not any(key in items and key not in leaving for key in stories[story].get("items", ()))
    ]
    # Marks of what is gone must not be counted.
    unmarked: Rows = {key: {"read": False} for key in item_ids if marks.get(key)}
    taken = {ITEMS: list(item_ids), STORIES: sorted(empty)}
    step: dict[str, Any] = {
        "del": {table: keys for table, keys in taken.items() if keys},
        "put": {MARKS: unmarked} if unmarked else {},
    }
    return step, len(empty)


def _review(
    items: Rows, stored: Mapping[str, Row], reviews: Iterable[Review], gone: Mapping[str, str]
) -> None:
    """Lay what articles change about earlier items over them."""
    for review in reviews:
        before = items.get(review.item) or stored.get(review.item)
        if before is None:
            continue
        after = {**before, "story": story_now(review.story, gone)}
        if review.topics is not None:
            after |= {"topics": topics_document(review.topics), "unclassified": review.unclassified}
            after = {k: v for k, v in after.items() if v or k not in {"topics", "unclassified"}}
        if after != before:
            items[review.item] = after


def _only_changed(rows: Rows, stored: Mapping[str, Row]) -> Rows:
    return {key: row for key, row in rows.items() if stored.get(key) != row}


def _merge(before: Row | None, after: Row, now: str) -> Row:
    """Lay a new version of an item over the old: what decides identity and order stays."""
    if before is None:
        return after
    merged = {**after, "seen": before["seen"]}
    for name in ("event", "story", "link", "body", "full"):
        if name not in merged and name in before:
            merged[name] = before[name]
    keys = tuple(dict.fromkeys((*before.get("keys", ()), *after.get("keys", ()))))
    if len(keys) > _KEYS:
        keys = (*keys[: _KEYS // 2], *keys[-_KEYS // 2 :])
    if keys:
        merged["keys"] = list(keys)
    facts = tuple(dict.fromkeys((*before.get("facts", ()), *after.get("facts", ()))))
    if facts:
        merged["facts"] = list(facts)
    versions = list(before.get("versions", ()))
    wording = {name: before.get(name, "") for name in ("title", "summary")}
    if wording != {name: after.get(name, "") for name in ("title", "summary")}:
        versions.append({**wording, "until": now})
    if versions:
        merged["versions"] = versions[-_VERSIONS:]
    return merged
