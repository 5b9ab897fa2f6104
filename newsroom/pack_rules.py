"""What may stand in the tables of a pack that are numbers and words, and of which type it is.

Those are `[subject]`, `[[script]]`, `[[language]]`, `[topic_rule]`, `[[topic]]`, `[stories]`,
`[relevance]` and `[moves]`. A shape is written down once, as data, and a table is held against it
when its file is parsed: what is unknown or of a wrong type would else fail in the middle of the
news. References to what other files define are the matter of `newsroom.pack_references`.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from newsroom.errors import PackError
from newsroom.fold import fold


@dataclass(frozen=True, slots=True)
class Is:
    """A value of one type."""

    wanted: str
    """What it must be, as it is told: "a number"."""
    holds: Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Each:
    """A table with keys of the author's choice, whose values all have one shape."""

    shape: Shape
    keys: re.Pattern[str]
    wanted: str
    """What its keys must be."""


Shape = Is | Each | Mapping[str, "Shape"]
"""A mapping: a table with these keys, none of which is required."""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_above(value: object, least: float, most: float = 1e9) -> bool:
    return _is_number(value) and isinstance(value, int | float) and least <= value <= most


def _is_count(value: object, least: int = 0) -> bool:
    return isinstance(value, int) and _is_above(value, least)


def says_nothing(text: str) -> bool:
    """Say whether a spelling has no letter and no digit left once it is folded."""
    return not text[:1].isalnum() and not any(map(str.isalnum, fold(text)))


def matches_everything(form: str) -> bool:
    """Say whether a form has nothing to look for before its first `*` or `~`."""
    return not form[:1].isalnum() and says_nothing(re.split(r"[*~]", form, maxsplit=1)[0])


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_phrases(value: object) -> bool:
    # A case ending of an Indic language may be a vowel sign alone, which is no letter.
    return isinstance(value, list) and all(
        isinstance(each, str) and any(c.isalnum() or not c.isascii() for c in each)
        for each in value
    )


def _is_marks(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, str) and each.strip(" \t\n*~$") for each in value
    )


def _one_of(*words: str) -> Is:
    return Is(" or ".join(map(repr, words)), lambda value: value in words)


ANYTHING = Is("anything", lambda _: True)
STRING = Is("a string", lambda value: isinstance(value, str))
FLAG = Is("true or false", lambda value: isinstance(value, bool))
NUMBER = Is("a number", _is_number)
STRINGS = Is("a list of strings", _is_strings)
_WEIGHT = Is("a number from 0 on", lambda value: _is_above(value, 0))
_POSITIVE = Is("a number above 0", lambda value: _is_above(value, 1e-9))
_COUNT = Is("a whole number from 0 on", _is_count)
_SOME = Is("a whole number from 1 on", lambda value: _is_count(value, 1))
_WHOLE = Is("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool))
_DAYS = Is("a number of days from 0 to 36500", lambda value: _is_above(value, 0, 36500))
_PHRASES = Is("a list of strings with a letter or digit in each", _is_phrases)
_MARKS = Is("a list of strings with more than spaces, *, ~ and $ in each", _is_marks)


def _keyed(words: str, shape: Shape) -> dict[str, Shape]:
    return dict.fromkeys(words.split(), shape)


def _by_language(shape: Shape) -> Each:
    return Each(shape, re.compile(r"[a-z]{2,3}"), "a language such as en")


def _by_id(shape: Shape) -> Each:
    return Each(shape, re.compile(r"[a-z0-9][a-z0-9.-]*"), "the id of a concept")


_BY_WORD = Each(_WHOLE, re.compile(r"(?s).*\w.*"), "a word")
_PRIOR = Each(
    _WEIGHT,
    re.compile(r"(?:person|org|model|act|n|name):(?s:.+)"),
    'person:, org:, model:, act:, n: or name: and an id, in quotes, as "org:acme"',
)
SUBJECT: Mapping[str, Shape] = _keyed("organisations models heads tied remove", STRINGS)
SCRIPT: Mapping[str, Shape] = {
    "id": STRING,
    **_keyed("suffixes name_suffixes clitics verb_prefixes remove", STRINGS),
}
LANGUAGE: Mapping[str, Shape] = {
    **_keyed("id name script letters", STRING),
    **_keyed("function_words months ratio dates not_names abbreviations percent", STRINGS),
    **_keyed("tails inserts credits credits_known", _PHRASES),
    **_keyed("outlets remove", STRINGS),
    **_keyed("numbers units", _BY_WORD),
}
CONCEPT: Mapping[str, Shape] = {
    **_keyed("id note", STRING),
    "kind": _one_of("act", "counter", "cue", "context"),
    "names": _by_language(STRING),
    **_keyed("forms deny", _by_language(STRINGS)),
    "topic": Each(NUMBER, re.compile(r"[a-z0-9][a-z0-9.-]*"), "the id of a topic"),
    "soft": FLAG,
    **_keyed("match no_match", ANYTHING),
    "remove": STRINGS,
}
MOVE: Mapping[str, Shape] = {**_keyed("date from to role kind source", STRING), "unverified": FLAG}
PROTOTYPE: Mapping[str, Shape] = {
    **_keyed("id note", STRING),
    "counter": FLAG,
    **_keyed("examples remove", STRINGS),
}
_TOPIC: Mapping[str, Shape] = {
    "id": STRING,
    **_keyed("word_points movement sentence", _WEIGHT),
    "names": _by_language(STRING),
    "entities": _keyed("person org model", _WEIGHT),
    "concepts": _by_id(_WEIGHT),
    "words": _by_language(_PHRASES),
}
_FRAME_WORDS = (
    "hired return stay leave join hire found lose talks offer become led lead come now "
    "to from at to_after from_after departure former house split relative "
    "pronoun pronouns unit own intake staff "
    "owning genitive idle kin thing hinge blame each aside who"
)
_CUE_WORDS = (
    "hedge unsure deny intent sourced "
    "perhaps conditional negation negated attempt asks confirm unconfirm"
)
RULES: Mapping[str, Shape] = {
    "topic_rule": {
        "lead": _COUNT,
        "most_movements": _COUNT,
        "half": _POSITIVE,
        "place": _keyed("title lead body", _WEIGHT),
        "movement": STRINGS,
        **_keyed("threshold share outweigh own holds pooled_share encoder", _WEIGHT),
    },
    "stories": {
        "rule": {
            **_keyed("lead long", _COUNT),
            **_keyed("candidates keep", _SOME),
            **_keyed("window_days cap_days saga_days", _DAYS),
            "floor": _POSITIVE,
            **_keyed("moving going nouns", STRINGS),
            **_keyed("title threshold rare lookup rare_shared plain per_day conflict", _WEIGHT),
            **_keyed(
                "contradiction strangers figures houses crowd others roster best cross common",
                _WEIGHT,
            ),
        },
        "classes": _keyed("person model org number figure name who concept", _WEIGHT),
        "body": _keyed("person model org number name concept twice", _WEIGHT),
        "prior": _PRIOR,
    },
    "relevance": {
        "rule": {
            **_keyed("lead near", _COUNT),
            **_keyed("threshold threshold_encoder encoder", NUMBER),
            **_keyed("in_lead others counter_in_lead told", NUMBER),
        },
        "named": _keyed("main lab model person head officer tied", NUMBER),
        **_keyed("acts said", _keyed("hard soft", NUMBER)),
        **_keyed("cues said_cues counters", _by_id(NUMBER)),
    },
    "moves": {
        "frames": _by_language(
            {
                **_keyed(_FRAME_WORDS, _PHRASES),
                "possessive": _MARKS,
                "script": STRING,
                "order": _one_of("sov", "svo"),
                "capitals": _one_of("nouns", "names"),
            }
        ),
        "cues": _by_language(_keyed(_CUE_WORDS, _PHRASES)),
        **_keyed("counts titles roles", _by_language(_PHRASES)),
    },
}
"""The tables that pass through to the modules that know them, `[[topic]]` excepted."""


def check_rules(name: str, data: Mapping[str, object]) -> None:
    """Hold the tables of `RULES` and the `[[topic]]` tables of one file against their shapes.

    Args:
        name: The file's name, for messages.
        data: These tables of the file, by name.

    Raises:
        PackError: An unknown key, with the nearest known one, or a value of a wrong type.
    """
    for key, value in data.items():
        if key != "topic":
            check_shape(name, f"[{key}]", value, RULES[key])
            continue
        if not isinstance(value, list) or not value:
            raise PackError(f"{name}: write topic as [[topic]] tables.")
        for table in value:
            ident = table.get("id") if isinstance(table, dict) else None
            if not isinstance(ident, str) or not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", ident):
                raise PackError(
                    f"{name}: a topic has the id {ident!r}; "
                    "an id is made of small letters, digits, dots and dashes."
                )
            check_shape(name, f"[[topic]] {ident!r}", table, _TOPIC)


def check_shape(name: str, where: str, value: object, shape: Shape) -> None:
    """Hold a table against its shape.

    Args:
        name: The file's name, for messages.
        where: What the table is called in messages: `[stories.rule]`.
        value: The table.
        shape: What it must be like.

    Raises:
        PackError: It is not: the sentence names file, table, key and what is wanted.
    """
    if isinstance(shape, Is):
        raise TypeError(where)
    if not isinstance(value, Mapping):
        raise PackError(f"{name}: {where} must be a table, not {_shown(value)}.")
    for key, below in value.items():
        if isinstance(shape, Each):
            inner = shape.shape
            if not shape.keys.fullmatch(key):
                raise PackError(
                    f"{name}: {where} has the key {key!r}; its keys must be {shape.wanted}."
                )
        elif key in shape:
            inner = shape[key]
        else:
            raise PackError(f"{name}: {where} has the unknown key {key!r}{nearest(key, shape)}")
        if not isinstance(inner, Is):
            check_shape(name, _within(where, key), below, inner)
        elif not inner.holds(below):
            raise PackError(
                f"{name}: {key} of {where} must be {inner.wanted}, not {_shown(below)}."
            )


def nearest(key: str, known: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown key: the nearest known one, or all of a few."""
    names = sorted(known)
    near = difflib.get_close_matches(key, names, 1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; it may have {', '.join(names)}." if len(names) <= _FEW else "; remove it."


_FEW = 8
"""That many names still read well in a sentence."""
_LONGEST = 60
"""Characters of a wrong value that are shown."""


def _within(where: str, key: str) -> str:
    return f"{where[:-1]}.{key}]" if where.endswith("]") else f"{where}, {key}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
