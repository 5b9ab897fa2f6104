"""Sources, watches and what else only the command line shows, as the JSON people script against.

Every key stands in every object; what is unknown is null or an empty list; times are RFC 3339.
The shapes of the news itself lie in `newsroom.shapes`, for alerts hand them out as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsroom.shapes import (
    alert_shape,
    evidence_shape,
    item_shape,
    move_shape,
    person_shape,
    story_shape,
    when,
)

if TYPE_CHECKING:
    from newsroom.records import Check, Source, SourceState, WatchSpec
    from newsroom.suggestions import Suggestion
    from store.contents import Wording

__all__ = [
    "alert_shape",
    "check_shape",
    "evidence_shape",
    "item_shape",
    "move_shape",
    "person_shape",
    "source_shape",
    "story_shape",
    "suggestion_shape",
    "watch_shape",
    "when",
    "wording_shape",
]


def suggestion_shape(one: Suggestion) -> dict[str, Any]:
    """A name that keeps company with the roster."""
    return {
        "id": one.id,
        "name": one.name,
        "beside": list(one.beside),
        "articles": one.articles,
        "evidence": [evidence_shape(each) for each in one.evidence],
    }


def wording_shape(wording: Wording) -> dict[str, Any]:
    """How an item was worded before."""
    return {"title": wording.title, "summary": wording.summary, "until": when(wording.until)}


def source_shape(source: Source, state: SourceState, *, contact: bool) -> dict[str, Any]:
    """A source and its health; `contact`: the user agent says whom to write to."""
    from watchers.health import as_shown
    from watchers.kinds import shown_address
    from watchers.pace import per_week, planned_interval

    state = as_shown(source, state, contact=contact)
    interval, weekly = planned_interval(state), per_week(state)
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "url": shown_address(source),
        "language": source.language or None,
        "enabled": source.enabled,
        "state": state.health,
        "last_poll": when(state.last_poll),
        "last_ok": when(state.last_ok),
        "next_poll": when(state.next_poll),
        "items": state.items,
        "failures": state.failures,
        "error": state.error or None,
        "latency_ms": state.latency_ms,
        "moved_to": state.moved_to or None,
        "interval_s": None if interval is None else round(interval.total_seconds()),
        "publishes_per_week": None if weekly is None else round(weekly, 1),
        "trusted": source.trusted,
        "gaps": [{"start": when(gap.start), "end": when(gap.end)} for gap in state.gaps],
    }


def check_shape(check: Check) -> dict[str, Any]:
    """How one source answered."""
    return {
        "source": check.source,
        "outcome": check.outcome,
        "new": check.new,
        "updated": check.updated,
        "error": check.error or None,
        "bytes": check.bytes,
        "ms": check.ms,
    }


def watch_shape(spec: WatchSpec, error: str, items_30d: int, alerts_30d: int) -> dict[str, Any]:
    """A watch and how much it brought in the last 30 days."""
    return {
        "id": spec.id,
        "name": spec.name,
        "query": spec.query,
        "keywords": list(spec.keywords),
        "exclude": list(spec.exclude),
        "without": list(spec.without),
        "topics": list(spec.topics),
        "languages": list(spec.languages),
        "alert": spec.alert,
        "channels": list(spec.channels),
        "priority": spec.priority,
        "error": error or None,
        "items_30d": items_30d,
        "alerts_30d": alerts_30d,
    }
