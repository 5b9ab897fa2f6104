"""Where an article's concepts stand, as far as queries ask.

It is kept with the article, so that nobody scans it again for a query that names a concept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.sentences import sentence_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from newsroom.records import EntityKind, Field, Scan

_NOBODY = "-"


def acting_of(scan: Scan) -> tuple[str, ...]:
    """Each concept, and beside whom it stands.

    Returns:
        "leave" for one in the title, "leave org:meta person:x" for one that only stands in
        sentences that name these, "leave -" for one in sentences that name nobody.
    """
    if not scan.concepts:
        return ()
    named: dict[tuple[Field, int], dict[str, None]] = {}
    for mention in scan.mentions:
        where = sentence_of(scan, mention.span)
        if where[1] >= 0:
            named.setdefault(where, {})[f"{mention.kind}:{mention.entity}"] = None
    found: dict[str, dict[str, None] | None] = {}
    for hit in scan.concepts:
        if hit.span.field == "title":
            found[hit.concept] = None
            continue
        beside = found.setdefault(hit.concept, {})
        if beside is not None:
            beside |= named.get(sentence_of(scan, hit.span), {})
    return tuple(
        concept if beside is None else " ".join((concept, *(beside or (_NOBODY,))))
        for concept, beside in found.items()
    )


def acts(
    acting: Iterable[str],
    concepts: Collection[str],
    actors: Iterable[tuple[EntityKind, Collection[str]]],
) -> bool:
    """Whether one of some concepts stands in the title or in one sentence with one of the actors.

    Args:
        acting: As `acting_of` says it.
        concepts: Ids.
        actors: Kinds of entities, and ids of that kind.
    """
    for said in acting:
        concept, *beside = said.split(" ")
        if concept not in concepts:
            continue
        if not beside:
            return True
        for one in beside:
            kind, _, entity = one.partition(":")
            if any(kind == asked and entity in ids for asked, ids in actors):
                return True
    return False
