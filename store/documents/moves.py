"""Moves with their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from newsroom.records import Evidence, Move, MoveKind, Status
from store.documents.fields import compact
from store.moments import must_read_time, write_time

if TYPE_CHECKING:
    from store.tables import Row


def move_document(move: Move) -> Row:
    """A move as its document."""
    return compact(
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
