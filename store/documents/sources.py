"""What is known of sources."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, cast

from newsroom.records import Gap, SourceHealth, SourceState, Wishes
from store.documents.fields import compact
from store.moments import must_read_time, read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.tables import Row


def source_document(state: SourceState) -> Row:
    """What is remembered of a source as its document; the items are counted, not kept."""
    return compact(
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
    return compact(
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
