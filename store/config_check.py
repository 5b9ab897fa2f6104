"""Checking what a configuration file says against the keys there are."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsroom.durations import parse_duration
from newsroom.errors import ConfigError
from newsroom.hours import parse_hours, parse_time
from newsroom.sizes import parse_size
from store.config_schema import CHANNELS, FILTER, KINDS, SOURCE, TABLES, TOP, WATCH, Option
from store.config_text import locate, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

_ARRAYS = ("source", "watch", "filter")
_LARGEST_PORT = 65535
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What a terminal that is shown a text may obey; programs and queries may have several lines."""
_TYPE_NAMES = {
    "text": "a text",
    "texts": "a list of texts",
    "switch": "true or false",
    "count": "a whole number from 1",
    "duration": "a duration as in 90s, 15m, 2h, 7d",
    "size": "a size as in 500MB, 2GB",
    "hours": "a span of the day as in 22:00-07:00",
    "times": "a list of times of the day as in 07:30",
    "choice": "a text",
}

_MEASURES: Mapping[str, Callable[[str], object]] = {
    "duration": parse_duration,
    "size": parse_size,
    "hours": parse_hours,
    "times": parse_time,
}


@dataclass(frozen=True, slots=True)
class Section:
    """The checked document: every key known, every value of the right type."""

    values: Mapping[str, Any]

    def table(self, name: str) -> dict[str, Any]:
        """One table with its defaults filled in; lists become tuples."""
        given: Any = self.values
        for part in name.split("."):
            given = given.get(part, {})
        return _filled(given, TABLES[name])

    def array(self, name: str) -> list[dict[str, Any]]:
        """All tables of an array, each with its defaults filled in."""
        return [_filled(given, options_of(name, given)) for given in self.values.get(name, [])]


def options_of(array: str, given: Mapping[str, Any]) -> Mapping[str, Option]:
    """The keys one table of an array may have: those of a source depend on its kind."""
    if array != "source":
        return {"watch": WATCH, "filter": FILTER}[array]
    kind = given.get("kind", "feed")
    return {**SOURCE, **KINDS.get(kind if isinstance(kind, str) else "", {})}


def _filled(given: Mapping[str, Any], options: Mapping[str, Option]) -> dict[str, Any]:
    found = {key: given.get(key, option.default) for key, option in options.items()}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}


def check_document(raw: Mapping[str, Any], text: str, path: Path) -> Section:
    """Check a parsed configuration.

    Args:
        raw: what tomli read.
        text: the same file as text, to find lines in.
        path: the file, for messages.

    Raises:
        ConfigError: at the first key that is unknown or has a value it cannot have.
    """
    checker = _Checker(text, path)
    top = {name.split(".")[0] for name in TABLES} | set(_ARRAYS) | set(TOP)
    checker.keys(raw, top, ())
    for key in TOP.keys() & raw.keys():
        checker.value(raw[key], TOP[key], (key,))
    for name, options in TABLES.items():
        checker.table(raw, name, options)
    for name in _ARRAYS:
        checker.array(raw.get(name, []), name)
    return Section(raw)


@dataclass(frozen=True, slots=True)
class _Checker:
    text: str
    path: Path

    def fail(self, where: Sequence[str | int], problem: str) -> None:
        raise ConfigError(f"{self.path}, line {locate(self.text, where)}: {problem}")

    def keys(
        self, given: Iterable[str], known: Iterable[str], where: tuple[str | int, ...]
    ) -> None:
        names = list(known)
        for key in given:
            if key in names:
                continue
            table = ".".join(part for part in where if isinstance(part, str))
            shown = f'unknown key "{key}" in [{table}]' if table else f'unknown table "{key}"'
            near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
            advice = (
                f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(sorted(names))}"
            )
            self.fail((*where, key), f"{shown}: {advice}")

    def table(self, raw: Mapping[str, Any], name: str, options: Mapping[str, Option]) -> None:
        given: Any = raw
        where: tuple[str, ...] = tuple(name.split("."))
        for part in where:
            given = given.get(part, {})
            if not isinstance(given, dict):
                self.fail(where, f'"{name}" must be a table: write [{name}]')
        inner = {n.removeprefix(f"{name}.") for n in TABLES if n.startswith(f"{name}.")}
        self.keys(given, {*options, *inner}, where)
        for key in options.keys() & given.keys():
            self.value(given[key], options[key], (*where, key))

    def array(self, tables: Any, name: str) -> None:  # noqa: ANN401 -- whatever the file holds
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            self.fail((name,), f'"{name}" must be a list of tables: write [[{name}]] before each')
        for index, given in enumerate(tables):
            options = options_of(name, given)
            self.kind(given, options, (name, index))
            self.keys(given, options, (name, index))
            for key, option in options.items():
                if key in given:
                    self.value(given[key], option, (name, index, key))
                elif option.required:
                    self.fail((name, index, key), f'[[{name}]] needs "{key}": {option.meaning}')
            if not slug(str(given.get("id") or given.get("name") or "")):
                self.fail((name, index, "id"), f'[[{name}]] needs an "id" or a "name"')

    def kind(
        self, given: Mapping[str, Any], options: Mapping[str, Option], where: tuple[str | int, ...]
    ) -> None:
        """Say which kind a key belongs to, where it stands at another."""
        if "kind" not in options or given.get("kind", "feed") not in KINDS:
            return
        for key in given.keys() - options.keys():
            owners = [kind for kind, own in KINDS.items() if key in own]
            if owners:
                self.fail(
                    (*where, key),
                    f'"{key}" is a key of kind {" and ".join(owners)}, '
                    f"not of {given.get('kind', 'feed')}",
                )

    def value(self, value: Any, option: Option, where: tuple[str | int, ...]) -> None:  # noqa: ANN401 -- whatever the file holds
        key = where[-1]
        if not _has_type(value, option):
            self.fail(where, f'"{key}" must be {_TYPE_NAMES[option.type]}, not {value!r}')
        if _CONTROL.search("".join(value) if isinstance(value, list | str) else ""):
            self.fail(where, f'"{key}" has a control character in it: take it out of {value!r}')
        problem = _problem(key, value, option)
        if problem:
            self.fail(where, problem)


def _has_type(value: object, option: Option) -> bool:
    if option.type in {"texts", "times"}:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if option.type == "switch":
        return isinstance(value, bool)
    if option.type == "count":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 1
    return isinstance(value, str)


def _problem(key: str | int, value: Any, option: Option) -> str:  # noqa: ANN401 -- checked by type just before
    if option.type == "choice" and value not in option.choices:
        return _unknown(f'"{key}" cannot be "{value}"', value, option.choices)
    if option.type in _MEASURES:
        given = value if option.type == "times" else [value] if value else []
        return next(filter(None, (_measure_problem(key, one, option) for one in given)), "")
    if key == "timezone" and not _is_zone(value):
        return f'"timezone" cannot be "{value}": write an IANA name, as in "Europe/Berlin"'
    if key == "port" and value > _LARGEST_PORT:
        return f'"port" must be at most {_LARGEST_PORT}, not {value}'
    if key == "channels":
        for one in value:
            if one not in CHANNELS:
                return _unknown(f'"channels" cannot hold "{one}"', one, CHANNELS)
    return ""


def _measure_problem(key: str | int, value: str, option: Option) -> str:
    try:
        measure = _MEASURES[option.type](value)
    except ValueError as error:
        return f'"{key}": {error}'
    return (
        ""
        if measure
        else f'"{key}" must be {"longer" if option.type == "duration" else "more"} than nothing'
    )


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        return not name or bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def _unknown(problem: str, value: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(value, known, n=1, cutoff=0.5)
    advice = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(known)}"
    return f"{problem}: {advice}"
