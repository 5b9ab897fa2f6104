"""The ledger of moves: what articles say about who went where, merged into one move an event.

One event is one move. Leaving a watched house for another is `left` with both; joining a watched
house is `joined` with where from; a move between two other houses is `left` with both. What another
article adds (the new employer, the role, the month) completes the move; what it confirms or denies
changes its status; its sentence is kept as evidence in its own language.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsroom.claims import combine
from newsroom.ids import short_id
from newsroom.records import Evidence, Move

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from newsroom.known import Memory
    from newsroom.moves import Found
    from newsroom.packs import Packs
    from newsroom.records import Reading

_BACK = frozenset({"joined", "returned"})
_EVIDENCE = 12
"""How many sentences a move keeps."""
_LONG_KNOWN = 2
"""Months after which what the packs know is no news any more."""
_VERBS = {
    "left": "left {origin}",
    "joined": "joined {destination}",
    "returned": "returned to {destination}",
    "stayed": "stays at {origin}",
    "offered": "was offered a place at {destination}",
}
_STATUS = {"rumoured": " (rumoured)", "denied": " (denied)", "confirmed": "", "reported": ""}


def phrase_of(move: Move, packs: Packs) -> str:
    """A move in words: "Guillaume Lample left Meta for Mistral (rumoured)"."""
    origin = packs.name_of(move.origin, "org") if move.origin else "an unnamed house"
    destination = packs.name_of(move.destination, "org") if move.destination else "an unnamed house"
    words = _VERBS[move.kind].format(origin=origin, destination=destination)
    if move.kind == "left" and move.destination:
        words += f" for {destination}"
    if move.kind in ("joined", "returned") and move.origin:
        words += f" from {origin}"
    return f"{move.name} {words}{_STATUS[move.status]}"


def is_background(move: Move, packs: Packs, at: datetime | None) -> bool:
    """Whether the packs knew a move long before an article told of it: then it is no news.

    Args:
        move: As it stands.
        packs: What is known beforehand.
        at: When it was told; None: nobody knows, so that whatever the packs know counts.
    """
    person = packs.people.get(move.person)
    before = "9999-12"
    if at is not None:
        months = at.year * 12 + at.month - 1 - _LONG_KNOWN
        before = f"{months // 12:04d}-{months % 12 + 1:02d}"
    return any(
        known.date[:7] < before
        and _agree(move.origin, known.origin)
        and _agree(move.destination, known.destination)
        for known in (person.moves if person else ())
    )


def _agree(a: str, b: str) -> bool:
    return not a or not b or a == b


def _fits(a: str, b: str, packs: Packs) -> bool:
    """Whether two organisations can be one: equal, one unknown, or one a part of the other."""
    return not a or not b or a == b or packs.is_part_of(a, b) or packs.is_part_of(b, a)


def _same_event(move: Move, found: Found, packs: Packs) -> bool:
    if (move.kind == "stayed") != (found.kind == "stayed"):
        return False
    # Somebody goes to one watched house from another, as one article says of the one and one of the
    # other; nobody both joins and leaves a house for the same.
    one_way = bool(found.destination) and move.destination == found.destination
    if (move.kind == "left") != (found.kind == "left") and not one_way:
        return False
    if (move.kind == "offered") != (found.kind == "offered"):
        return False
    return _fits(move.origin, found.origin, packs) and _fits(
        move.destination, found.destination, packs
    )


def _complete(move: Move, found: Found, story: str, evidence: Evidence) -> Move:
    seen = {(e.item, e.quote) for e in move.evidence}
    sentences = move.evidence
    if (evidence.item, evidence.quote) not in seen and len(sentences) < _EVIDENCE:
        sentences = (*sentences, evidence)
    return replace(
        move,
        kind=next((k for k in ("returned", "left") if k in (move.kind, found.kind)), move.kind),
        origin=move.origin or found.origin,
        destination=move.destination or found.destination,
        role=move.role or found.role,
        status=combine(move.status, found.status),
        evidence=sentences,
        stories=tuple(dict.fromkeys((*move.stories, story))),
        known_person=move.known_person or found.known,
    )


def enter(
    found: Iterable[Found], reading: Reading, story: str, memory: Memory, packs: Packs
) -> tuple[Move, ...]:
    """Write what an article says into the ledger.

    Args:
        found: The moves the article tells.
        reading: The article with its language: its sentences are the evidence.
        story: Id of the story it belongs to.
        memory: For the moves known so far; not changed.
        packs: For parts of organisations.

    Returns:
        The moves that are new or say more than before, as they stand now.
    """
    now: dict[str, Move] = {}
    article = reading.article
    for one in found:
        evidence = Evidence(article.id, reading.language, one.quote, article.source)
        known = _known(one, memory, now, packs)
        if known is not None:
            now[known.id] = _complete(known, one, story, evidence)
            continue
        move = Move(
            id=_fresh_id(one, memory, now),
            person=one.person,
            name=one.name,
            kind=one.kind,
            origin=one.origin,
            destination=one.destination,
            role=one.role,
            status=one.status,
            first_reported=article.first_seen,
            date=one.date,
            evidence=(evidence,),
            stories=(story,),
            known_person=one.known,
        )
        now[move.id] = move
    return tuple(m for m in now.values() if m != memory.move(m.id))


def _is_over(move: Move, others: Iterable[Move], packs: Packs) -> bool:
    """Whether somebody came back, or left again, since: what is told now is another event."""
    away = move.kind == "left"
    house = move.origin if away else move.destination
    if move.kind in ("stayed", "offered") or not house:
        return False
    for other in others:
        contrary = other.kind in _BACK if away else other.kind == "left"
        there = other.destination if away else other.origin
        later = other.first_reported > move.first_reported and other.status != "denied"
        if contrary and later and there and _fits(house, there, packs):
            return True
    return False


def _fresh_id(one: Found, memory: Memory, now: Mapping[str, Move]) -> str:
    """An id for a new event; who leaves the same house again gets another than the first time."""
    parts = ("move", one.person, one.kind, one.origin, one.destination)
    found, again = short_id(*parts), 1
    while memory.move(found) is not None or found in now:
        again += 1
        found = short_id(*parts, str(again))
    return found


def _known(one: Found, memory: Memory, now: dict[str, Move], packs: Packs) -> Move | None:
    """The move in the ledger that tells the same event, the best-fitting first."""
    moves = {m.id: m for m in memory.moves_of(one.person)} | {
        i: m for i, m in now.items() if m.person == one.person
    }
    fitting: Sequence[Move] = [
        m
        for m in moves.values()
        if _same_event(m, one, packs) and not _is_over(m, moves.values(), packs)
    ]
    if not fitting:
        return None
    return max(
        fitting, key=lambda m: ((m.destination == one.destination) + (m.origin == one.origin), m.id)
    )
