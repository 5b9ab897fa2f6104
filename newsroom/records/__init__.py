"""The records every room passes on: frozen, complete, without behaviour.

Times are timezone-aware and in UTC; texts are clean (no control characters, no markup); ids are
short and stable. Collections are tuples, so that a record can be shared between threads and
compared.

A module is loaded when the first of its records is asked for: making all of them takes as long as
the rest of what a start needs of this room.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from newsroom.records.alerts import Alert as Alert
    from newsroom.records.alerts import Due as Due
    from newsroom.records.alerts import Mute as Mute
    from newsroom.records.articles import Article as Article
    from newsroom.records.articles import Entry as Entry
    from newsroom.records.articles import FullText as FullText
    from newsroom.records.items import Correction as Correction
    from newsroom.records.items import Decision as Decision
    from newsroom.records.items import Item as Item
    from newsroom.records.items import Reading as Reading
    from newsroom.records.kinds import FAILING as FAILING
    from newsroom.records.kinds import AlertPolicy as AlertPolicy
    from newsroom.records.kinds import AlertState as AlertState
    from newsroom.records.kinds import Certainty as Certainty
    from newsroom.records.kinds import EntityKind as EntityKind
    from newsroom.records.kinds import Field as Field
    from newsroom.records.kinds import MoveKind as MoveKind
    from newsroom.records.kinds import Outcome as Outcome
    from newsroom.records.kinds import PageVerdict as PageVerdict
    from newsroom.records.kinds import Priority as Priority
    from newsroom.records.kinds import SourceHealth as SourceHealth
    from newsroom.records.kinds import Status as Status
    from newsroom.records.moves import Evidence as Evidence
    from newsroom.records.moves import Move as Move
    from newsroom.records.moves import Person as Person
    from newsroom.records.scans import ConceptHit as ConceptHit
    from newsroom.records.scans import Mention as Mention
    from newsroom.records.scans import Scan as Scan
    from newsroom.records.scans import Span as Span
    from newsroom.records.scans import TopicScore as TopicScore
    from newsroom.records.sources import Check as Check
    from newsroom.records.sources import Gap as Gap
    from newsroom.records.sources import Source as Source
    from newsroom.records.sources import SourceState as SourceState
    from newsroom.records.sources import Wishes as Wishes
    from newsroom.records.stories import Review as Review
    from newsroom.records.stories import SharedFeature as SharedFeature
    from newsroom.records.stories import Story as Story
    from newsroom.records.stories import StoryLink as StoryLink
    from newsroom.records.stories import Telling as Telling
    from newsroom.records.watches import WatchMatch as WatchMatch
    from newsroom.records.watches import WatchSpec as WatchSpec

_NAMES: Final = {
    "alerts": ("Alert", "Due", "Mute"),
    "articles": ("Article", "Entry", "FullText"),
    "items": ("Correction", "Decision", "Item", "Reading"),
    "kinds": (
        "AlertPolicy",
        "AlertState",
        "Certainty",
        "EntityKind",
        "FAILING",
        "Field",
        "MoveKind",
        "Outcome",
        "PageVerdict",
        "Priority",
        "SourceHealth",
        "Status",
    ),
    "moves": ("Evidence", "Move", "Person"),
    "scans": ("ConceptHit", "Mention", "Scan", "Span", "TopicScore"),
    "sources": ("Check", "Gap", "Source", "SourceState", "Wishes"),
    "stories": ("Review", "SharedFeature", "Story", "StoryLink", "Telling"),
    "watches": ("WatchMatch", "WatchSpec"),
}
_HOME: Final = {name: module for module, names in _NAMES.items() for name in names}
"""Record to the module it stands in."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- a record, or a set of words
    if name not in _HOME:
        raise AttributeError(f"{__name__} has no {name}")
    found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found
