"""What pack files say of each other: every reference leads somewhere, none leads in a circle.

A wrong reference is told with the file it stands in, so that this file alone can be left out: the
last file that says it, for a later file overlays an earlier one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from newsroom.errors import PackMisfit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from newsroom.pack_schema import Entity, PackFile
    from newsroom.records import EntityKind

_Key = tuple["EntityKind", str]
_NAMES: Mapping[str, str] = {"person": "person", "org": "organisation", "model": "model"}
_SUBJECT: tuple[tuple[str, EntityKind], ...] = (
    ("organisations", "org"),
    ("models", "model"),
    ("heads", "person"),
    ("tied", "org"),
)
_CONCEPTS: tuple[tuple[str, ...], ...] = (
    ("topic_rule", "movement"),
    ("stories", "rule", "moving"),
    ("relevance", "cues"),
    ("relevance", "said_cues"),
    ("relevance", "counters"),
)
"""Where the ids of concepts stand in the tables of rules, as a list or as keys."""


def check_references(
    files: Sequence[PackFile],
    entities: Mapping[_Key, Entity],
    concepts: Collection[str],
    gone: Iterable[_Key] = (),
) -> None:
    """Follow every reference.

    Args:
        files: The files, in the order in which they overlay each other.
        entities: What they make together, by kind and id.
        concepts: Ids of the concepts they make together.
        gone: Entities that one of them takes out: they may be named still.

    Raises:
        PackMisfit: A reference to nothing, or something that is a part of itself.
    """
    ids: dict[str, list[str]] = {kind: [] for kind in _NAMES}
    for kind, each in (*entities, *gone):
        ids[kind].append(each)
    for entity in entities.values():
        for key, kind, target in _references(entity):
            if target and (kind, target) not in entities:
                at = _place(files, _says(entity, key, target))
                where = f"{entity.kind} {entity.id!r} names the {key} {target!r}"
                raise _unknown(files, at, where, target, ids[kind])
    _check_circles(files, entities)
    known: dict[str, Collection[str]] = {**ids, "act": concepts}
    for at, file in enumerate(files):
        for where, kind_of, target in (*_subject(file), *_concepts_named(file), *_prior(file)):
            if kind_of in known and target not in known[kind_of]:
                raise _unknown(files, at, where, target, known[kind_of])


def _references(entity: Entity) -> Iterator[tuple[str, EntityKind, str]]:
    """The keys of an entity that name another, and whom they name."""
    yield "parent", "model" if entity.kind == "model" else "org", entity.parent
    yield "owner", "org", entity.owner
    yield "org", "org", entity.org
    for move in entity.moves:
        yield "from", "org", move.origin
        yield "to", "org", move.destination


def _says(entity: Entity, key: str, target: str) -> Callable[[PackFile], bool]:
    """Whether a file says so of the entity, in its table or in a move of it."""

    def says(file: PackFile) -> bool:
        return any(
            each.get(key) == target
            for kind, table in file.entities
            if (kind, table["id"]) == (entity.kind, entity.id)
            for each in (table, *_tables(table.get("move")))
        )

    return says


def _place(files: Sequence[PackFile], says: Callable[[PackFile], bool]) -> int:
    return max((at for at, file in enumerate(files) if says(file)), default=len(files) - 1)


def _unknown(
    files: Sequence[PackFile], at: int, where: str, target: str, known: Iterable[str]
) -> PackMisfit:
    near = difflib.get_close_matches(target, list(known), 1)
    hint = f"; did you mean {near[0]!r}?" if near else "; add it or correct the id."
    return PackMisfit(f"{files[at].name}: {where}, which no pack knows{hint}", at)


def _check_circles(files: Sequence[PackFile], entities: Mapping[_Key, Entity]) -> None:
    whole: set[_Key] = set()
    for (kind, ident), entity in entities.items():
        path = [ident]
        above = entity.parent
        while above and above not in path and (kind, above) not in whole:
            path.append(above)
            above = entities[kind, above].parent
        if above in path:
            circle = path[path.index(above) :]
            at = max(
                _place(files, _says(entities[kind, each], "parent", entities[kind, each].parent))
                for each in circle
            )
            shown = " in ".join(map(repr, [*circle, above]))
            raise PackMisfit(
                f"{files[at].name}: {kind} {circle[0]!r} is a part of itself by its parent: "
                f"{shown}; take one parent away.",
                at,
            )
        whole.update((kind, each) for each in path)


def _subject(file: PackFile) -> Iterator[tuple[str, str, str]]:
    """Whom a file's subject names: where, of which kind, and the id."""
    for key, kind in _SUBJECT:
        for each in _strings(file.subject.get(key)):
            yield f"{key} of [subject] names the {_NAMES[kind]} {each!r}", kind, each


def _concepts_named(file: PackFile) -> Iterator[tuple[str, str, str]]:
    """The concepts a file's rules name: where, the kind "act", and the id."""
    for path in _CONCEPTS:
        found: Any = file.raw_topics
        for key in path:
            found = found.get(key, {})
        table = f"[{'.'.join(path)}]"
        if not isinstance(found, Mapping):
            table = f"{path[-1]} of [{'.'.join(path[:-1])}]"
        for each in found:
            yield f"{table} names the concept {each!r}", "act", each
    for topic in _tables(file.raw_topics.get("topic")):
        for each in topic.get("concepts", ()):
            where = f"concepts of [[topic]] {topic['id']!r}"
            yield f"{where} names the concept {each!r}", "act", each


def _prior(file: PackFile) -> Iterator[tuple[str, str, str]]:
    """The features whose weight a file tells: where, the kind before the colon, and the id."""
    stories: Any = file.raw_topics.get("stories", {})
    for feature in stories.get("prior", ()):
        kind, _, each = feature.partition(":")
        yield f"[stories.prior] names {feature!r}", kind, each


def _tables(value: object) -> list[Mapping[str, Any]]:
    return value if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    return value if isinstance(value, list) else []
