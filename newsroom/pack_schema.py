"""What stands in a pack file: the records, and the reading of TOML into them.

A pack is TOML. Tables: `[[person]]`, `[[org]]`, `[[model]]`, `[[concept]]`, `[[script]]`,
`[[language]]`, `[[prototype]]`, `[subject]`, and those of `newsroom.pack_rules`, which pass
through for the modules that know them.

The names of an entity say by their table where they come from::

    [[person]]
    id = "guillaume-lample"
    name = "Guillaume Lample"
    seen.ja = ["ギヨーム・ランプル"]         # read in published text
    unverified.ru = ["Гийом Лампль"]      # plausible, never seen
    spellings = ["Guillaume L."]          # added by hand, in any language
    mt = ["Guillaume Lampe"]              # machine translations and misspellings: guesses
    weak = ["Lample"]                     # count only with a second cue
    short = ["Wang"]                      # count only beside a fuller name of the same entity
    guess = ["Lampe"]                     # need another named entity
    case = ["Apple"]                      # capitals must stand although the name is strong
    anycase = ["zuck"]                    # capitals need not stand although the name is not strong

A person is taken out of all packs below by two lines, and brought back by `forgotten = false` in
a later one::

    [[person]]
    id = "guillaume-lample"
    forgotten = true

What must be found and what must not stands in the pack as well (`newsroom.pack_examples`), in a
list, or by the language the sentence is read in::

    match = ["Guillaume Lample joins"]
    no_match.de = ["Eine Lampe"]
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import tomli

from newsroom.errors import PackError
from newsroom.pack_controls import refuse_controls
from newsroom.pack_rules import (
    CONCEPT,
    LANGUAGE,
    MOVE,
    PROTOTYPE,
    RULES,
    SCRIPT,
    SUBJECT,
    Shape,
    check_rules,
    check_shape,
    matches_everything,
    nearest,
    says_nothing,
)

if TYPE_CHECKING:
    from newsroom.records import Certainty, EntityKind

Table = Mapping[str, object]
Examples = Mapping[str, tuple[str, ...]]
"""Sentences by the language they are in; the empty string: their language is not told."""
ConceptKind = Literal["act", "counter", "cue", "context"]
"""act: something that happens; counter: speaks against the subject; cue: supports a topic;
context: lets ambiguous names count."""
Provenance = Literal["name", "seen", "unverified", "mt", "short", "added"]
"""Where an alias comes from."""

_SPELLINGS = ("spellings", "mt", "weak", "short", "guess", "case", "anycase")
_COMMON = ("id", "name", "seen", "unverified", "deny", "context", "match", "no_match", "remove")
_ENTITY_KEYS: dict[str, frozenset[str]] = {
    kind: frozenset((*_SPELLINGS, *_COMMON, *keys.split()))
    for kind, keys in {
        "person": "note groups mover status org last_seen role source move forgotten",
        "org": "note sort parent",
        "model": "note sort parent owner date",
    }.items()
}
_STRINGS = (
    *("name", "parent", "owner", "sort", "status", "org"),
    *("last_seen", "role", "source", "date", "note"),
)
_TOP_KEYS = frozenset(
    [
        *RULES,
        "schema",
        "subject",
        "person",
        "org",
        "model",
        "concept",
        "script",
        "language",
        "topic",
        "prototype",
    ]
)
_ID = re.compile(r"[a-z0-9][a-z0-9.-]*\Z")
SCHEMA = 1
"""The version of the file format this program reads."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One spelling of an entity."""

    text: str
    language: str = ""
    """ISO 639-1; empty: any language."""
    certainty: Certainty = "strong"
    source: Provenance = "seen"
    case: bool = False
    """True: where the alias has a capital, the text must have one."""
    short: bool = False
    """True: counts only where a fuller name of the same entity stands in the article."""


@dataclass(frozen=True, slots=True)
class KnownMove:
    """A move the packs know of."""

    date: str = ""
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    origin: str = ""
    destination: str = ""
    role: str = ""
    kind: str = ""
    source: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, an organisation or a model."""

    id: str
    kind: EntityKind
    name: str
    aliases: tuple[Alias, ...] = ()
    groups: tuple[str, ...] = ()
    parent: str = ""
    """Organisation or model this is a part or a version of."""
    owner: str = ""
    """Organisation that makes the model."""
    sort: str = ""
    """company, lab, startup, competitor, ... as the pack says."""
    mover: bool = True
    """False for spokespeople and quoted bosses: never the subject of a move."""
    status: Literal["at", "left", "unknown"] = "unknown"
    org: str = ""
    """Where the person is, as far as the pack knows."""
    last_seen: str = ""
    role: str = ""
    source: str = ""
    """Where the status comes from."""
    moves: tuple[KnownMove, ...] = ()
    deny: tuple[str, ...] = ()
    """Regular expressions on folded text: a name inside such a stretch is something else."""
    context: tuple[str, ...] = ("ai",)
    """Contexts of a source that let weak names count."""
    match: Examples = field(default_factory=dict)
    no_match: Examples = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that happens or is spoken of, in every language."""

    id: str
    kind: ConceptKind = "act"
    names: Mapping[str, str] = field(default_factory=dict)
    """What to call it, by language."""
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language ("any": every language): `*` any ending, `~` up to five words between."""
    deny: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Written like forms: where one stands, the form it touches means something else."""
    topic: Mapping[str, float] = field(default_factory=dict)
    """How strongly it speaks for a topic."""
    soft: bool = False
    """True: says little by itself."""
    match: Examples = field(default_factory=dict)
    no_match: Examples = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prototype:
    """Sentences as the news writes them, for an encoder to compare with (`newsroom.likeness`)."""

    id: str
    """A topic; of a counter, what else it is about."""
    examples: tuple[str, ...] = ()
    counter: bool = False
    """True: speaks against the subject."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """One parsed pack file; its tables are merged with those of other files by `compile_packs`."""

    name: str
    entities: tuple[tuple[EntityKind, Table], ...] = ()
    concepts: tuple[Table, ...] = ()
    scripts: tuple[Table, ...] = ()
    languages: tuple[Table, ...] = ()
    prototypes: tuple[Table, ...] = ()
    subject: Table = field(default_factory=dict)
    raw_topics: Table = field(default_factory=dict)
    raw_moves: Table = field(default_factory=dict)
    is_shipped: bool = False
    """True: comes with the program and is known to compile."""


def parse_pack(name: str, text: str) -> PackFile:
    """Read one pack file.

    Args:
        name: The file's name, for messages.
        text: TOML.

    Raises:
        PackError: Not TOML, an unknown key, or a value of a wrong type.
    """
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise PackError(f"{name} is not valid TOML: {error}; correct it there.") from error
    except RecursionError as error:
        raise PackError(
            f"{name} is not valid TOML: tables in tables without end; correct it there."
        ) from error
    refuse_controls(name, data)
    if data.get("schema", SCHEMA) != SCHEMA:
        raise PackError(
            f"{name} has schema {data['schema']!r}, this program reads {SCHEMA}; "
            "update llamawatch or the pack."
        )
    _check_keys(name, "the file", data, _TOP_KEYS)
    moves = {k: v for k, v in data.items() if k == "moves"}
    topics = {k: v for k, v in data.items() if k == "topic" or (k in RULES and k != "moves")}
    check_rules(name, {**topics, **moves})
    subject = _mapping(name, "subject", data.get("subject", {}))
    check_shape(name, "[subject]", subject, SUBJECT)
    entities: list[tuple[EntityKind, Table]] = []
    kinds: tuple[EntityKind, ...] = ("person", "org", "model")
    for kind in kinds:
        for table in _tables(name, data, kind):
            _check_entity(name, kind, table)
            entities.append((kind, _with_examples(name, kind, table)))
    return PackFile(
        name=name,
        entities=tuple(entities),
        concepts=_checked(name, data, "concept", CONCEPT),
        scripts=_checked(name, data, "script", SCRIPT),
        languages=_checked(name, data, "language", LANGUAGE),
        prototypes=_checked(name, data, "prototype", PROTOTYPE),
        subject=subject,
        raw_topics=topics,
        raw_moves=moves,
    )


def _checked(
    name: str, data: Mapping[str, object], kind: str, shape: Mapping[str, Shape]
) -> tuple[Table, ...]:
    tables = _tables(name, data, kind)
    for table in tables:
        where = f"{kind} {table['id']!r}"
        check_shape(name, where, table, shape)
        for key in ("forms", "deny") if kind == "concept" else ():
            for language, forms in _mapping(name, where, table.get(key, {})).items():
                for form in strings(name, where, {language: forms}, language):
                    if matches_everything(form):
                        raise PackError(
                            f"{name}: {key}.{language} of {where} has the form {form!r}, which "
                            "fits any text; let it begin with a word."
                        )
    return tuple(_with_examples(name, kind, table) for table in tables)


def _with_examples(name: str, kind: str, table: Table) -> Table:
    """Return the table with its examples by language, however they are written."""
    by_language: dict[str, Table] = {}
    for key in ("match", "no_match"):
        if key not in table:
            continue
        where, given = f"{kind} {table['id']!r}", table[key]
        if isinstance(given, list):
            by_language[key] = {"": list(strings(name, where, table, key))}
        elif isinstance(given, Mapping):
            for language in given:
                strings(name, f"{where}, {key}", given, language)
            by_language[key] = given
        else:
            raise PackError(
                f"{name}: {key} of {where} must be a list of strings, or such lists by language."
            )
    return {**table, **by_language} if by_language else table


def _check_entity(name: str, kind: str, table: Table) -> None:
    where = f"{kind} {table['id']!r}"
    _check_keys(name, where, table, _ENTITY_KEYS[kind])
    for key in (*_SPELLINGS, "deny", "context", "groups", "remove"):
        strings(name, where, table, key)
    _check_values(name, where, table)
    if table.get("status", "unknown") not in {"at", "left", "unknown"}:
        raise PackError(
            f"{name}: status of {where} is {table['status']!r}; it must be at, left or unknown."
        )
    for key in ("seen", "unverified"):
        spellings = _mapping(name, f"{key} of {where}", table.get(key, {}))
        for language in spellings:
            strings(name, f"{where}, {key}", spellings, language)
    _check_spellings(name, where, table)
    for pattern in strings(name, where, table, "deny"):
        try:
            re.compile(pattern)
        except re.error as error:
            raise PackError(
                f"{name}: deny pattern {pattern!r} of {where} is no regular expression: {error}."
            ) from error
    _check_moves(name, where, table)


def _check_values(name: str, where: str, table: Table) -> None:
    for key in _STRINGS:
        if not isinstance(table.get(key, ""), str):
            raise PackError(f"{name}: {key} of {where} must be a string.")
    for key in ("mover", "forgotten"):
        if not isinstance(table.get(key, False), bool):
            raise PackError(f"{name}: {key} of {where} must be true or false.")


def _check_spellings(name: str, where: str, table: Table) -> None:
    """A spelling of nothing but spaces and signs would stand everywhere or nowhere."""
    listed: dict[str, object] = {key: table.get(key, ()) for key in _SPELLINGS}
    for key in ("seen", "unverified"):
        for language, texts in _mapping(name, where, table.get(key, {})).items():
            listed[f"{key}.{language}"] = texts
    if "name" in table:
        listed["name"] = (table["name"],)
    for key, texts in listed.items():
        for text in texts if isinstance(texts, list | tuple) else ():
            if says_nothing(text):
                raise PackError(
                    f"{name}: {key} of {where} has the spelling {text!r} without a letter or "
                    "digit; correct it or take it away."
                )


def _check_moves(name: str, where: str, table: Table) -> None:
    moves = table.get("move", [])
    if not isinstance(moves, list):
        raise PackError(f"{name}: move of {where} must be a list of tables.")
    for move in moves:
        check_shape(name, f"a move of {where}", move, MOVE)


def _tables(name: str, data: Mapping[str, object], kind: str) -> tuple[Table, ...]:
    found = data.get(kind, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise PackError(f"{name}: write {kind} as [[{kind}]] tables.")
    for table in found:
        if not isinstance(table.get("id"), str) or not _ID.match(table["id"]):
            raise PackError(
                f"{name}: a table [[{kind}]] has the id {table.get('id')!r}; "
                "an id is made of small letters, digits, dots and dashes."
            )
    return tuple(found)


def _check_keys(name: str, where: str, table: Table, known: frozenset[str]) -> None:
    for key in table:
        if key not in known:
            raise PackError(f"{name}: {where} has the unknown key {key!r}{nearest(key, known)}")


def _mapping(name: str, what: str, value: object) -> Table:
    if not isinstance(value, Mapping):
        raise PackError(f"{name}: {what} must be a table.")
    return value


def strings(name: str, where: str, table: Table, key: str) -> tuple[str, ...]:
    """Return the list of strings under `key`, empty if there is none.

    Raises:
        PackError: It is something else.
    """
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise PackError(f"{name}: {key} of {where} must be a list of strings.")
    return tuple(value)
