"""What packs are about: the subjects they describe, and those of them that are asked for.

Every pack file may name a subject with what belongs to it: its heads, the organisations that are
tied to it, its models. Which of these subjects are watched is said by who reads the packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsroom.pack_merge import overlay

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from newsroom.pack_schema import Entity, Table


@dataclass(frozen=True, slots=True)
class SubjectScope:
    """What the packs are about: ids of organisations and models, their parts included."""

    organisations: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    """People whose name alone stands for the subject."""
    tied: frozenset[str] = frozenset()
    """Organisations whose fate is tied to the subject's: bought, courted, founded by its people."""


def scope_of(
    tables: Sequence[Table],
    orgs: Mapping[str, Entity],
    models: Mapping[str, Entity],
    asked: Iterable[str] = (),
) -> SubjectScope:
    """Lay the subjects of pack files together.

    Args:
        tables: `[subject]` of each file that has one, the later over the earlier.
        orgs: Everything the packs know, by id.
        models: The same.
        asked: Organisations that are watched. Only they are the subject then, with what files say
            of them or of no organisation in particular. Empty, or none that is known: all are.
    """
    families_of_orgs, families_of_models = families(orgs), families(models)
    watched = [each for each in dict.fromkeys(asked) if each in orgs]
    merged: dict[str, Any] = {}
    for table in tables:
        if not watched or _speaks_of(table, watched, families_of_orgs):
            overlay(merged, table)
    houses = frozenset(
        each
        for whole in watched or merged.get("organisations", ())
        for each in families_of_orgs.get(whole, frozenset({whole}))
    )
    named = frozenset(
        each
        for whole in merged.get("models", ())
        for each in families_of_models.get(whole, frozenset({whole}))
    )
    owned = frozenset(model.id for model in models.values() if model.owner in houses)
    heads, tied = (frozenset(merged.get(key, ())) for key in ("heads", "tied"))
    return SubjectScope(houses, named or owned, heads, tied)


def families(table: Mapping[str, Entity]) -> dict[str, frozenset[str]]:
    """Every id with all ids below it."""
    below: dict[str, set[str]] = {each: {each} for each in table}
    for entity in table.values():
        above, seen = entity.parent, {entity.id}
        while above in table and above not in seen:
            below[above].add(entity.id)
            seen.add(above)
            above = table[above].parent
    return {each: frozenset(ids) for each, ids in below.items()}


def _speaks_of(table: Table, watched: Collection[str], below: Mapping[str, frozenset[str]]) -> bool:
    """Whether a subject is one of these, a part of one or what one is a part of, or nobody's."""
    own = table.get("organisations")
    if not isinstance(own, list) or not own:
        return True
    return any(
        each == other or each in below.get(other, ()) or other in below.get(each, ())
        for each in own
        for other in watched
    )
