"""Rows of the outbox whose stories turned out to be one.

What either story told counts as told: of several rows of a channel that tell the story for the
first time one is sent, and the others are not if they still can be kept back. A row that tells of
a move which none of the others tells is news by itself, and so is every later revision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from store.catalogue import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.tables import Row, Rows

TOLD: Final = "told as another story, which turned out to be this"
"""Why a row is not sent any more."""
_FIRST = 1
"""The revision that tells a story for the first time."""


def story_now(story: str, gone: Mapping[str, str]) -> str:
    """The id a story has after stories were united.

    Args:
        story: the id it had.
        gone: ids that are gone, and which they are now.
    """
    while story in gone:
        story = gone[story]
    return story


def united_rows(alerts: Mapping[str, Row], gone: Mapping[str, str]) -> Rows:
    """The rows that change when stories are united: renamed, or not told any more.

    Args:
        alerts: documents of the outbox by id, in the order they were made; their keys stay.
        gone: ids of stories that are gone, and which they are now.
    """
    if not gone:
        return {}
    kept = {story_now(story, gone) for story in gone}
    changed: Rows = {}
    telling: dict[tuple[str, str], list[str]] = {}
    for key, row in alerts.items():
        story = story_now(row.get("story", ""), gone)
        if story not in kept:
            continue
        if story != row["story"]:
            changed[key] = {**row, "story": story}
        if row.get("state") in {*OPEN, "sent"}:
            telling.setdefault((row["channel"], story), []).append(key)
    for keys in telling.values():
        for key in _told_already(keys, alerts, gone):
            row = {**(changed.get(key) or alerts[key]), "state": "suppressed", "error": TOLD}
            changed[key] = {name: value for name, value in row.items() if name != "not_before"}
    return changed


def _told_already(
    keys: Iterable[str], alerts: Mapping[str, Row], gone: Mapping[str, str]
) -> list[str]:
    """Rows that tell nothing which others of their channel and story do not tell too."""
    later = [alerts[key] for key in keys if alerts[key].get("revision") != _FIRST]
    moves = {row.get("move", "") for row in later} | {""}
    first = [key for key in keys if alerts[key].get("revision") == _FIRST]

    def rank(key: str) -> tuple[bool, bool, bool]:
        row = alerts[key]
        # What was sent, or may be on its way, cannot be kept back.
        return row.get("state") != "sent", not row.get("tries"), row["story"] in gone

    found: list[str] = []
    for place, key in enumerate(sorted(first, key=rank)):
        row = alerts[key]
        move = row.get("move", "")
        if place and move in moves and row.get("state") in OPEN and not row.get("asked"):
            found.append(key)
        moves.add(move)
    return found
