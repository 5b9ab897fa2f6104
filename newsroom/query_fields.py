"""What each `field:value` of a query means."""

from __future__ import annotations

import difflib
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

from newsroom.durations import parse_duration
from newsroom.errors import QueryError
from newsroom.fold import fold
from newsroom.query_nodes import About, Acting, Everything, Named, Node, Words, named_by
from newsroom.subject import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from newsroom.packs import Packs
    from newsroom.records import EntityKind, Field
    from newsroom.subject import Subject

_TEXT_FIELDS = frozenset(FIELDS)
_ENTITY_FIELDS = frozenset({"person", "org", "model"})
_OTHER_FIELDS = frozenset(
    {"group", "act", "topic", "lang", "source", "watch", "story", "since", "before", "is", "has"}
)
FIELD_NAMES = _TEXT_FIELDS | _ENTITY_FIELDS | _OTHER_FIELDS
"""Every field a query may name."""
_STATES: dict[str, Callable[[Subject], bool]] = {
    "read": lambda subject: subject.read,
    "unread": lambda subject: not subject.read,
    "starred": lambda subject: subject.starred,
    "alerted": lambda subject: subject.alerted,
    "unclassified": lambda subject: subject.unclassified,
    "relevant": lambda subject: subject.relevant,
}
_FEW = 5


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


def build_field(
    name: str, value: str, packs: Packs, position: int, *, exact: bool, quoted: bool
) -> Node:
    """Return the node of `name:value`.

    Raises:
        QueryError: The value means nothing for this field.
    """
    if name in _TEXT_FIELDS:
        fields = tuple(field for field in FIELDS if field == name)
        return build_words(value, packs, exact=exact, quoted=quoted, fields=fields)
    if name in _ENTITY_FIELDS:
        return _entity(cast("EntityKind", name), value, packs, position)
    build = _BUILDERS.get(name)
    return build(value, packs, position) if build else _state(name, value, position)


def _entity(kind: EntityKind, value: str, packs: Packs, position: int) -> Node:
    found = _one(kind, value, packs.resolve(kind, value), packs.of_kind(kind), position)
    # A part of a house is the house, a version of a model is the model.
    return Named(kind, frozenset({found}) if kind == "person" else packs.parts_of(found, kind))


def _act(value: str, packs: Packs, position: int) -> Node:
    acts = [concept.id for concept in packs.concepts.values() if concept.kind == "act"]
    return Acting(frozenset({_one("act", value, packs.resolve("act", value), acts, position)}))


def _topic(value: str, packs: Packs, position: int) -> Node:
    topic = value.lower()
    if packs.topics:
        starting = tuple(each for each in packs.topics if each.startswith(topic))
        topic = _one("topic", value, starting, packs.topics, position)
    return About(f"topic:{value}", lambda subject: topic in subject.topics)


def _state(name: str, value: str, position: int) -> Node:
    """Fields about what is stored beside the text."""
    what = f"{name}:{value}"
    if name == "is":
        test = _STATES.get(value.lower())
        if test is None:
            raise _unknown(name, value, _STATES, position)
        return About(what, test)
    if name == "has":
        if value.lower() not in {"move", "moves"}:
            raise _unknown(name, value, ("move",), position)
        return About(what, lambda subject: subject.has_move)
    if name == "lang":
        language = value.lower()
        return About(what, lambda subject: subject.language == language)
    if name == "source":
        return About(what, lambda subject: subject.source.startswith(value))
    if name == "watch":
        return About(what, lambda subject: any(w.startswith(value) for w in subject.watches))
    return About(what, lambda subject: bool(subject.story) and subject.story.startswith(value))


def _group(value: str, packs: Packs, position: int) -> Node:
    groups = {group for person in packs.people.values() for group in person.groups}
    group = _one("group", value, packs.resolve("group", value), groups, position)
    return Named(
        "person",
        frozenset(person.id for person in packs.people.values() if group in person.groups),
    )


def _one(
    field: str, value: str, found: tuple[str, ...], known: Iterable[str], position: int
) -> str:
    """Return the only thing a value can mean."""
    if len(found) == 1:
        return found[0]
    if not found:
        raise _unknown(field, value, known, position)
    some = ", ".join(found[:_FEW]) + (", ..." if len(found) > _FEW else "")
    raise QueryError(
        f"{field}:{value} may be {some} (character {position + 1}); write more of it.", position
    )


def _unknown(field: str, value: str, known: Iterable[str], position: int) -> QueryError:
    near = difflib.get_close_matches(fold(value), sorted(known), 1)
    hint = f"did you mean {field}:{near[0]}?" if near else f"known are {_list(known)}."
    return QueryError(f'{field}: knows no "{value}" (character {position + 1}); {hint}', position)


def _list(known: Iterable[str]) -> str:
    names = sorted(known)
    return ", ".join(names[:_FEW]) + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")


def _since(value: str, packs: Packs, position: int) -> Node:  # noqa: ARG001 - a builder like the others
    return _time("since", value, position)


def _before(value: str, packs: Packs, position: int) -> Node:  # noqa: ARG001 - as above
    return _time("before", value, position)


_BUILDERS: dict[str, Callable[[str, Packs, int], Node]] = {
    "act": _act,
    "before": _before,
    "group": _group,
    "since": _since,
    "topic": _topic,
}


def _time(name: str, value: str, position: int) -> Node:
    what = f"{name}:{value}"
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?", value):
        try:
            year, month, day_of_month = map(int, value.split("-"))
            day = date(year, month, day_of_month)
        except ValueError:
            raise QueryError(
                f"{value} is no day of the calendar (character {position + 1}).", position
            ) from None
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
        if name == "since":
            return About(what, lambda subject: subject.first_seen >= moment)
        return About(what, lambda subject: subject.first_seen < moment)
    try:
        span = parse_duration(value)
    except ValueError:
        raise QueryError(
            f"{what} is no time (character {position + 1}); write 7d, 12h or 2026-01-31.", position
        ) from None
    if name == "since":
        return About(what, lambda subject: subject.first_seen >= subject.now - span)
    return About(what, lambda subject: subject.first_seen < subject.now - span)
