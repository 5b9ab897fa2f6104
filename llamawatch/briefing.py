"""What happened since the last look, gathered from everything the program knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from alerts.context import look_up
from newsroom.brief import BriefGap, BriefSource, build_brief
from newsroom.hints import hint_line
from newsroom.ledger import is_background
from newsroom.records import FAILING, Gap
from store.briefing import gather

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from llamawatch.session import LiveSession
    from newsroom.brief import Brief
    from newsroom.packs import Packs
    from newsroom.records import Item, Move, SourceState

FIRST: Final = timedelta(days=7)
"""How far the first brief looks back."""


def brief_of(session: LiveSession, since: datetime, until: datetime) -> Brief:
    """What happened from one moment to another.

    Args:
        session: Open.
        since: From when on, UTC.
        until: To when, UTC.
    """
    archive, packs = session.archive, session.packs
    item_of = partial(look_up, archive.item)
    happened = gather(archive, since, until)
    states = _asked(session)
    happened = replace(
        happened,
        moves=tuple(
            move
            for move in happened.moves
            if move.person not in packs.forgotten
            and not is_background(move, packs, _told_at(move, item_of))
        ),
        failing=tuple(_failing(states)),
        gaps=tuple(_gaps(states, since)),
    )
    return build_brief(
        happened,
        since,
        until,
        topics=packs.topics,
        item_of=item_of,
        hint_of=partial(hint_line, glossary=session.glossary),
        house_of=partial(_house_of, packs, session.config.subject.organisations),
    )


def _told_at(move: Move, item_of: Callable[[str], Item | None]) -> datetime:
    """When the first article that told of a move appeared; when it was found, if undated."""
    first = next((i for one in move.evidence if (i := item_of(one.item)) is not None), None)
    return (first.article.event_time if first else None) or move.first_reported


def _house_of(packs: Packs, houses: Sequence[str], org: str) -> str:
    """The watched organisation that one is a part of, else itself."""
    return next((house for house in houses if packs.is_part_of(org, house)), org)


def _asked(session: LiveSession) -> list[SourceState]:
    """What is remembered of the sources that are on."""
    from watchers.health import asked_ids

    asked = asked_ids(session.config.sources, contact=bool(session.config.poll.contact))
    return [state for state in session.archive.source_states() if state.source in asked]


def _failing(states: list[SourceState]) -> Iterator[BriefSource]:
    for state in states:
        if state.health in FAILING:
            yield BriefSource(state.source, state.health, state.error, state.unwell_since)


def _gaps(states: list[SourceState], since: datetime) -> Iterator[BriefGap]:
    from watchers.gaps import absences

    for absence in absences(states, since):
        yield BriefGap(Gap(absence.start, absence.end), absence.sources)
