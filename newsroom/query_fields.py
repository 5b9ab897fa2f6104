"""What each `field:value` of a query means."""

from __future__ import annotations

import difflib
import operator
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast

from newsroom.durations import parse_duration
from newsroom.errors import QueryError
from newsroom.fold import fold
from newsroom.patterns import PatternError, compile_pattern
from newsroom.query_names import Directory, ids_of, the_one, unknown_value
from newsroom.query_nodes import (
    About,
    Acting,
    Either,
    Everything,
    Like,
    Named,
    Node,
    Relevant,
    Words,
    named_by,
)
from newsroom.relevance import parts_of_subject
from newsroom.subject import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsroom.packs import Packs
    from newsroom.records import EntityKind, Field
    from newsroom.subject import Subject

    Holds = Callable[[Subject], bool]


@dataclass(frozen=True, slots=True)
class Value:
    """What stands after a field, or alone."""

    text: str
    """Without its quotes or slashes."""
    start: int
    """Characters from the start of the query, behind the quote or slash."""
    end: int
    """Where the whole of it ends."""
    form: Literal["word", "phrase", "pattern"] = "word"
    exact: bool = False
    """Whether `=` stands before it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One `field:value`, with what it may name."""

    field: str
    value: Value
    packs: Packs
    directory: Directory

    @property
    def text(self) -> str:
        """The value."""
        return self.value.text

    @property
    def what(self) -> str:
        """As written."""
        return f"{self.field}:{self.text}"

    def wrong(self, reason: str) -> QueryError:
        """Return an error at the value."""
        return QueryError(
            f"{self.field}: {reason} (character {self.value.start + 1}).", self.value.start
        )


_PLACES: Mapping[str, tuple[Field, ...]] = {
    "title": ("title",),
    "summary": ("summary",),
    "text": FIELDS,
}
"""The fields that are searched for words; `text` is all that can be read."""
IS_VALUES: Mapping[str, Holds] = {
    "alerted": lambda subject: subject.alerted,
    "read": lambda subject: subject.read,
    "relevant": lambda subject: subject.relevant,
    "starred": lambda subject: subject.starred,
    "unclassified": lambda subject: subject.unclassified,
    "unread": lambda subject: not subject.read,
}
"""What `is:` may ask."""
HAS_VALUES: Mapping[str, Holds] = {
    "move": lambda subject: subject.has_move,
}
"""What `has:` may ask."""
STATUSES = ("confirmed", "reported", "rumoured", "denied")
"""What `status:` may be."""
_COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    "": operator.eq,
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COUNTRIES: Mapping[str, str] = {
    "br": "pt",
    "cn": "zh",
    "cz": "cs",
    "dk": "da",
    "gr": "el",
    "in": "hi",
    "jp": "ja",
    "kr": "ko",
    "se": "sv",
    "tw": "zh",
    "ua": "uk",
}
"""Codes of countries that are taken for languages, and the language that is meant."""


def unknown_field(name: str, position: int) -> QueryError:
    """Return the error for a field that does not exist, with the nearest that does."""
    near = difflib.get_close_matches(name, FIELD_NAMES, 1)
    hint = f'did you mean "{near[0]}:"?' if near else f'quote the word if it is one: "{name}:..."'
    return QueryError(f'No field is called "{name}:" (character {position + 1}); {hint}', position)


def build_words(
    text: str,
    packs: Packs,
    *,
    exact: bool = False,
    quoted: bool = False,
    fields: tuple[Field, ...] = FIELDS,
) -> Node:
    """Return the node of a word or phrase.

    Args:
        text: As written.
        packs: Whose names it may be.
        exact: True: only these letters, not the entity they name.
        quoted: True for a phrase, which also means only these letters.
        fields: Where it may stand.
    """
    prefix = not quoted and text.endswith("*") and len(text) > 1
    folded = " ".join(fold(text.removesuffix("*") if prefix else text).split())
    if not folded:
        return Everything()
    if exact or quoted or prefix:
        return Words(folded, text, packs.boundaries, fields, prefix)
    return name_words(text, folded, packs, fields)


def name_words(text: str, folded: str, packs: Packs, fields: tuple[Field, ...] = FIELDS) -> Words:
    """Return the node of words that may be a name: also found in the entity's other spellings.

    A name that is an ordinary word too (Meta, Llama), written with its capital, is only found with
    a capital, and not where a pack says that it is something else.
    """
    names, entities = named_by(folded, packs)
    ambiguous = bool(entities) and all(
        alias.case
        for entity in entities
        for alias in entity.aliases
        if fold(alias.text) == folded and alias.certainty != "guess"
    )
    careful = ambiguous and text[:1].isupper()
    patterns = (packs.matcher.denied.get((each.kind, each.id)) for each in entities)
    denied = tuple(pattern for pattern in patterns if careful and pattern)
    return Words(
        folded=folded,
        shown=text,
        boundaries=packs.boundaries,
        fields=fields,
        names=names,
        capital=careful,
        denied=denied,
    )


def build_pattern(value: Value, fields: tuple[Field, ...] = FIELDS) -> Node:
    """Return the node of `/re[gx]/`.

    Raises:
        QueryError: It is no regular expression.
    """
    try:
        return Like(compile_pattern(value.text), value.start - 1, fields)
    except PatternError as error:
        at = value.start + error.offset
        raise QueryError(f"The pattern /{value.text}/ {error} (character {at + 1}).", at) from None


def build_field(name: str, value: Value, packs: Packs, directory: Directory) -> Node:
    """Return the node of `name:value`.

    Raises:
        QueryError: The value means nothing for this field.
    """
    asked = Asked(name, value, packs, directory)
    if name in _PLACES:
        if value.form == "pattern":
            return build_pattern(value, _PLACES[name])
        quoted = value.form == "phrase"
        return build_words(
            value.text, packs, exact=value.exact, quoted=quoted, fields=_PLACES[name]
        )
    if value.form == "pattern":
        raise asked.wrong("takes no pattern, write an id or a name")
    return _BUILDERS[name](asked)


def _entity(asked: Asked) -> Node:
    kind = cast("EntityKind", asked.field)
    packs = asked.packs
    found = the_one(
        kind, asked.text, packs.resolve(kind, asked.text), packs.of_kind(kind), asked.value.start
    )
    # A part of a house is the house, a version of a model is the model.
    return Named(kind, frozenset({found}) if kind == "person" else packs.parts_of(found, kind))


def _about(asked: Asked) -> Node:
    packs, at = asked.packs, asked.value.start
    org = the_one("about", asked.text, packs.resolve("org", asked.text), packs.orgs, at)
    # What an article is relevant by, if this is whom one watches.
    parts = parts_of_subject(packs.about((org,)))
    return Either(tuple(Named(kind, ids) for kind, ids in parts.items()))


def _group(asked: Asked) -> Node:
    people = asked.packs.people.values()
    groups = {group: group for person in people for group in person.groups}
    group = _chosen(asked, groups)
    return Named("person", frozenset(each.id for each in people if group in each.groups))


def _act(asked: Asked) -> Node:
    acts = [concept for concept in asked.packs.concepts.values() if concept.kind == "act"]
    ids = {concept.id: concept.id for concept in acts}
    found = ids_of(asked.text, ids)
    if not found:
        folded = fold(asked.text)
        found = tuple(c.id for c in acts if folded in map(fold, c.names.values()))
    return Acting(frozenset({the_one("act", asked.text, found, ids, asked.value.start)}))


def _topic(asked: Asked) -> Node:
    topic = asked.text.lower()
    if asked.packs.topics:
        topic = _chosen(asked, {each: each for each in asked.packs.topics})
    return About(asked.what, lambda subject: topic in subject.topics, frozenset({f"topic:{topic}"}))


def _lang(asked: Asked) -> Node:
    language = re.split(r"[-_]", asked.text.lower())[0]
    if not re.fullmatch(r"[a-z]{2,3}", language):
        spoken = {each.id: each.name or each.id for each in asked.packs.languages.values()}
        language = _chosen(asked, spoken)
    elif language in _COUNTRIES and language not in asked.packs.languages:
        raise asked.wrong(
            f'knows no "{asked.text}", which is a country; '
            f"did you mean lang:{_COUNTRIES[language]}?"
        )
    return About(
        asked.what, lambda subject: subject.language == language, frozenset({f"lang:{language}"})
    )


def _source(asked: Asked) -> Node:
    fits = _fitting(asked, asked.directory.sources)
    return About(asked.what, lambda subject: fits(subject.source))


def _watch(asked: Asked) -> Node:
    fits = _fitting(asked, asked.directory.watches)
    return About(asked.what, lambda subject: any(map(fits, subject.watches)))


def _story(asked: Asked) -> Node:
    stories, value = asked.directory.stories, asked.text.lower()
    if stories is not None:
        found = stories(value)
        if not found:
            raise asked.wrong(f'no id begins with "{asked.text}"; `llamawatch stories` lists them')
        value = the_one("story", value, found, found, asked.value.start)
    return About(asked.what, lambda subject: bool(value) and subject.story.startswith(value))


def _fitting(asked: Asked, names: Mapping[str, str] | None) -> Callable[[str], bool]:
    """Say which ids a value means: one, or with `*` behind it all that begin so."""
    value = asked.text
    stem = value.removesuffix("*")
    if names is None or (stem != value and any(each.startswith(stem) for each in names)):
        return lambda each: each.startswith(stem)
    found = ids_of(value, names)
    if len(found) != 1 and not asked.directory.strict:
        return lambda each: each.startswith(stem)
    one = the_one(asked.field, value, found, names, asked.value.start)
    return lambda each: each == one


def _chosen(asked: Asked, names: Mapping[str, str]) -> str:
    found = ids_of(asked.text, names)
    return the_one(asked.field, asked.text, found, names, asked.value.start)


def _is(asked: Asked) -> Node:
    holds = _listed(asked, IS_VALUES)
    if asked.text.lower() == "relevant":
        return Relevant(asked.packs)
    return About(asked.what, holds)


def _has(asked: Asked) -> Node:
    return About(asked.what, _listed(asked, HAS_VALUES))


def _listed(asked: Asked, table: Mapping[str, Holds]) -> Holds:
    value = asked.text.lower()
    if value not in table:
        raise unknown_value(asked.field, asked.text, table, asked.value.start)
    return table[value]


def _status(asked: Asked) -> Node:
    status = _chosen(asked, {each: each for each in STATUSES})
    return About(asked.what, lambda subject: subject.status == status)


def _sources(asked: Asked) -> Node:
    written = ("=" if asked.value.exact else "") + asked.text
    found = re.fullmatch(r"(<=|>=|=<|=>|=|<|>|)(\d{1,6})", written, re.ASCII)
    if found is None:
        raise asked.wrong("counts independent sources; write sources:>=3, with >=, >, =, < or <=")
    sign = {"=<": "<=", "=>": ">="}.get(found[1], found[1])
    compare, count = _COMPARISONS[sign], int(found[2])
    return About(asked.what, lambda subject: compare(subject.independent_sources, count))


def _since(asked: Asked) -> Node:
    moment, span = _time(asked)
    return About(asked.what, lambda subject: subject.first_seen >= (moment or subject.now) - span)


def _before(asked: Asked) -> Node:
    moment, span = _time(asked)
    return About(asked.what, lambda subject: subject.first_seen < (moment or subject.now) - span)


def _time(asked: Asked) -> tuple[datetime | None, timedelta]:
    """Return a moment (None: now), and how long before it."""
    dated = re.fullmatch(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", asked.text, re.ASCII)
    at = asked.value.start
    if dated:
        year, month, day = (int(part or 1) for part in dated.groups())
        try:
            return datetime(year, month, day, tzinfo=UTC), timedelta()
        except ValueError:
            raise QueryError(
                f"{asked.text} is no day of the calendar (character {at + 1}).", at
            ) from None
    try:
        return None, parse_duration(asked.text)
    except (ValueError, OverflowError):
        raise QueryError(
            f"{asked.what} is no time (character {at + 1}); write 7d, 12h or 2026-01-31.", at
        ) from None


_BUILDERS: Mapping[str, Callable[[Asked], Node]] = {
    "about": _about,
    "act": _act,
    "before": _before,
    "group": _group,
    "has": _has,
    "is": _is,
    "lang": _lang,
    "model": _entity,
    "org": _entity,
    "person": _entity,
    "since": _since,
    "source": _source,
    "sources": _sources,
    "status": _status,
    "story": _story,
    "topic": _topic,
    "watch": _watch,
}
FIELD_NAMES = frozenset({*_PLACES, *_BUILDERS})
"""Every field a query may name."""
