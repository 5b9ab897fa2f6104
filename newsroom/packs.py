"""Packs: who and what may be named in the news, and how every language says what happens.

Pack files are merged by id, later ones over earlier ones (values replace, lists and spellings are
joined, `remove` takes spellings away, `forgotten` takes a person out), and compiled once into what
scanning needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from newsroom.boundaries import Boundaries, Endings
from newsroom.errors import PackMisfit
from newsroom.fold import fold
from newsroom.matching import Matcher
from newsroom.pack_merge import overlay, overlay_raw
from newsroom.pack_references import check_references
from newsroom.pack_schema import (
    Alias,
    Concept,
    Entity,
    Examples,
    KnownMove,
    PackFile,
    Prototype,
    Table,
    parse_pack,
)
from newsroom.scope import SubjectScope, families, scope_of
from newsroom.speech import Speech, speech_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from newsroom.records import Certainty, EntityKind

__all__ = [
    "Alias",
    "Concept",
    "Entity",
    "KnownMove",
    "PackFile",
    "Packs",
    "Prototype",
    "SubjectScope",
    "compile_packs",
    "parse_pack",
]

T = TypeVar("T")
_ALIAS_LISTS = ("weak", "short", "guess", "case", "anycase")


@dataclass(frozen=True, eq=False)
class Packs:
    """Everything the packs say, compiled; equal only to itself."""

    people: Mapping[str, Entity]
    orgs: Mapping[str, Entity]
    models: Mapping[str, Entity]
    concepts: Mapping[str, Concept]
    languages: Mapping[str, Speech]
    boundaries: Boundaries
    matcher: Matcher
    subject: SubjectScope = field(default_factory=SubjectScope)
    """What they are about; `about` says it is less."""
    subjects: tuple[Table, ...] = ()
    """`[subject]` of each file that has one, in the order in which the files overlay each other."""
    raw_topics: Mapping[str, Any] = field(default_factory=dict)
    """Merged tables of topics, stories and relevance, for the modules that know them."""
    raw_moves: Mapping[str, Any] = field(default_factory=dict)
    """Merged table of moves, for the modules that know it."""
    prototypes: tuple[Prototype, ...] = ()
    names: Mapping[str, tuple[Entity, ...]] = field(default_factory=dict)
    """Folded spelling to the entities it may stand for."""
    forgotten: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """People who were taken out, by id, with their folded spellings: nobody meets them anew."""
    _derived: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def derive(self, key: str, build: Callable[[Packs], T]) -> T:
        """Return what `build` makes of these packs; it is made once and kept under `key`."""
        if key not in self._derived:
            self._derived[key] = build(self)
        return cast("T", self._derived[key])

    def about(self, organisations: Iterable[str]) -> Packs:
        """Return the same packs with these organisations, and no others, as their subject.

        Where they know none of them, all that they are about is their subject still.
        """
        subject = scope_of(self.subjects, self.orgs, self.models, organisations)
        if subject == self.subject:
            return self
        # What is derived of packs depends on what they are about.
        return replace(self, subject=subject, _derived={})

    @property
    def topics(self) -> tuple[str, ...]:
        """Ids of the topics, in the order of the packs."""
        return tuple(str(table["id"]) for table in self.raw_topics.get("topic", ()))

    def of_kind(self, kind: EntityKind) -> Mapping[str, Entity]:
        """Return the entities of one kind by id."""
        return {"person": self.people, "org": self.orgs, "model": self.models}[kind]

    def entity(self, entity_id: str, kind: EntityKind | None = None) -> Entity | None:
        """Return the entity with this id, of this kind or of any."""
        kinds: tuple[EntityKind, ...] = (kind,) if kind else ("person", "org", "model")
        for each in kinds:
            found = self.of_kind(each).get(entity_id)
            if found:
                return found
        return None

    def name_of(self, entity_id: str, kind: EntityKind | None = None) -> str:
        """Return the canonical name, or the id itself if no pack knows it."""
        entity = self.entity(entity_id, kind)
        return entity.name if entity else entity_id

    def is_part_of(self, part: str, whole: str, kind: EntityKind = "org") -> bool:
        """Say whether an organisation (or model) is another one or, at any depth, a part of it."""
        table = self.of_kind(kind)
        seen = set()
        while part and part not in seen:
            if part == whole:
                return True
            seen.add(part)
            entity = table.get(part)
            part = entity.parent if entity else ""
        return False

    def parts_of(self, whole: str, kind: EntityKind = "org") -> frozenset[str]:
        """Return the id itself and those of everything that is a part of it."""
        family = self.derive(f"parts:{kind}", lambda packs: families(packs.of_kind(kind)))
        return family.get(whole, frozenset({whole}))

    def resolve(self, kind: str, name: str) -> tuple[str, ...]:
        """Return the ids a prefix or a name may mean, sorted; one id if it is unambiguous.

        Args:
            kind: "person", "org", "model", "group" or "act".
            name: An id, the beginning of an id, or a name in any spelling.
        """
        if kind == "group":
            return _prefixed(name, {g for person in self.people.values() for g in person.groups})
        if kind == "act":
            return _prefixed(name, {c.id for c in self.concepts.values() if c.kind == "act"})
        table = self.of_kind(cast("EntityKind", kind))
        if name in table:
            return (name,)
        folded = fold(name)
        named = {e.id for e in self.names.get(folded, ()) if e.kind == kind}
        if named:
            return tuple(sorted(named))
        starting = _prefixed(folded, table)
        if starting:
            return starting
        return tuple(
            sorted(e.id for e in table.values() if folded in fold(e.name).replace("-", " ").split())
        )


def _prefixed(prefix: str, ids: Iterable[str]) -> tuple[str, ...]:
    prefix = fold(prefix)
    found = sorted(each for each in ids if each.startswith(prefix))
    return (prefix,) if prefix in found else tuple(found)


def compile_packs(files: Iterable[PackFile]) -> Packs:
    """Merge pack files, the later over the earlier, and compile them.

    Raises:
        PackMisfit: A reference to nothing, a part of itself, or an entity without a name.
    """
    files = tuple(files)
    subjects = tuple(file.subject for file in files if file.subject)
    entities: dict[tuple[EntityKind, str], dict[str, Any]] = {}
    concepts: dict[str, dict[str, Any]] = {}
    scripts: dict[str, dict[str, Any]] = {}
    languages: dict[str, dict[str, Any]] = {}
    prototypes: dict[str, dict[str, Any]] = {}
    raw_topics: dict[str, Any] = {}
    raw_moves: dict[str, Any] = {}
    for at, file in enumerate(files):
        for kind, table in file.entities:
            entity = entities.setdefault((kind, str(table["id"])), {"file": file.name, "at": at})
            overlay(entity, table)
        for target, tables in (
            (concepts, file.concepts),
            (scripts, file.scripts),
            (languages, file.languages),
            (prototypes, file.prototypes),
        ):
            for table in tables:
                overlay(target.setdefault(str(table["id"]), {}), table)
        overlay_raw(raw_topics, file.raw_topics)
        overlay_raw(raw_moves, file.raw_moves)
    gone = {key: table for key, table in entities.items() if table.get("forgotten", False)}
    built = {key: _entity(key[0], entities[key]) for key in entities if key not in gone}
    compiled = {key: _concept(table) for key, table in concepts.items()}
    check_references(files, built, compiled.keys(), gone.keys())
    people, orgs, models = (
        {e.id: e for e in built.values() if e.kind == kind} for kind in ("person", "org", "model")
    )
    boundaries = Boundaries({key: _endings(table) for key, table in scripts.items()})
    return Packs(
        people=people,
        orgs=orgs,
        models=models,
        concepts=compiled,
        languages={key: speech_of(table) for key, table in languages.items()},
        boundaries=boundaries,
        matcher=Matcher.of(built.values(), compiled.values(), boundaries),
        subject=scope_of(subjects, orgs, models),
        subjects=subjects,
        raw_topics=raw_topics,
        raw_moves=raw_moves,
        prototypes=tuple(_prototype(table) for table in prototypes.values()),
        names=_spellings(built.values()),
        forgotten={key[1]: _folded_names(table) for key, table in gone.items()},
    )


def _entity(kind: EntityKind, table: dict[str, Any]) -> Entity:
    if not table.get("name"):
        raise PackMisfit(
            f"{table['file']}: {kind} {table['id']!r} has no name, and no pack below it knows it; "
            "add name = ...",
            table["at"],
        )
    moves = tuple(
        KnownMove(
            date=move.get("date", ""),
            origin=move.get("from", ""),
            destination=move.get("to", ""),
            role=move.get("role", ""),
            kind=move.get("kind", ""),
            source=move.get("source", ""),
            unverified=bool(move.get("unverified", False)),
        )
        for move in table.get("move", [])
    )
    plain: dict[str, Any] = {
        key: table[key]
        for key in ("parent", "owner", "sort", "mover", "status", "org", "last_seen", "role")
        if key in table
    }
    lists: dict[str, Any] = {
        key: tuple(table[key]) for key in ("groups", "deny", "context") if key in table
    }
    # A house is spoken of in business news, a model hardly.
    lists.setdefault("context", ("ai", "business") if kind == "org" else ("ai",))
    return Entity(
        id=table["id"],
        kind=kind,
        name=table["name"],
        aliases=_aliases(table),
        source=table.get("source", ""),
        moves=moves,
        match=_by_language(table, "match"),
        no_match=_by_language(table, "no_match"),
        **plain,
        **lists,
    )


def _folded_names(table: dict[str, Any]) -> frozenset[str]:
    """Everything a person who was taken out is called, as far as any pack knows."""
    spelled = _aliases(table) if table.get("name") else ()
    return frozenset(fold(alias.text) for alias in spelled if alias.certainty == "strong")


def _aliases(table: dict[str, Any]) -> tuple[Alias, ...]:
    """Every spelling with its level, each once; the levels of `weak` and the like win."""
    listed = {key: frozenset(table.get(key, ())) for key in _ALIAS_LISTS}
    spellings: list[tuple[str, str, str]] = [(table["name"], "", "name")]
    for provenance in ("seen", "unverified"):
        for language, texts in table.get(provenance, {}).items():
            spellings.extend((text, language, provenance) for text in texts)
    spellings.extend((text, "", "mt") for text in table.get("mt", ()))
    for key in ("spellings", "weak", "short", "guess", "case"):
        spellings.extend((text, "", "added") for text in table.get(key, ()))
    aliases: dict[str, Alias] = {}
    for text, language, provenance in spellings:
        if text in aliases or not text:
            continue
        level: Certainty = "strong"
        if text in listed["guess"] or (provenance == "mt" and text not in listed["weak"]):
            level = "guess"
        elif text in listed["weak"] or text in listed["short"]:
            level = "weak"
        aliases[text] = Alias(
            text=text,
            language=language,
            certainty=level,
            source=cast("Any", provenance),
            case=text not in listed["anycase"] and (level != "strong" or text in listed["case"]),
            short=text in listed["short"],
        )
    return tuple(aliases.values())


def _concept(table: dict[str, Any]) -> Concept:
    return Concept(
        id=table["id"],
        kind=table.get("kind", "act"),
        names=table.get("names", {}),
        forms=_by_language(table, "forms"),
        deny=_by_language(table, "deny"),
        topic=table.get("topic", {}),
        soft=bool(table.get("soft", False)),
        match=_by_language(table, "match"),
        no_match=_by_language(table, "no_match"),
    )


def _prototype(table: dict[str, Any]) -> Prototype:
    return Prototype(
        table["id"], tuple(table.get("examples", ())), counter=bool(table.get("counter", False))
    )


def _by_language(table: dict[str, Any], key: str) -> Examples:
    return {language: tuple(texts) for language, texts in table.get(key, {}).items()}


def _endings(table: dict[str, Any]) -> Endings:
    suffixes, name_suffixes, clitics, verb_prefixes = (
        frozenset(map(fold, table.get(key, ())))
        for key in ("suffixes", "name_suffixes", "clitics", "verb_prefixes")
    )
    return Endings(suffixes, name_suffixes, clitics, verb_prefixes | clitics)


def _spellings(entities: Iterable[Entity]) -> dict[str, tuple[Entity, ...]]:
    found: dict[str, tuple[Entity, ...]] = {}
    for entity in entities:
        for text in {fold(a.text) for a in entity.aliases if a.certainty != "guess"}:
            found[text] = (*found.get(text, ()), entity)
    return found
