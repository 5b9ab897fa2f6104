"""What a source may have, as a form: fields by its kind, from the schema of config.toml. Pure."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from newsroom.durations import format_duration
from store.config_schema import KINDS
from tui.fields import Choice, Line
from watchers.kinds import misfit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsroom.records import Source

_HINTS: Final = {
    "query": "what to search for",
    "edition": "language and country: en-US, de-DE",
    "pages": "parted by |, as in en:Yann LeCun | fr:Yann Le Cun",
    "company": "its number at the SEC (CIK)",
    "items": "items of form 8-K that count, parted by commas: 5.02",
    "selector": "CSS of what holds the links: main article h2",
    "argv": "the program and its arguments, quoted as in a shell",
}
_LABELS: Final = {"argv": "Program"}
_PARTED: Final = {"pages": "|"}
"""What parts the texts of a list; a comma, where none is given."""
PROGRAM_NOTE: Final = (
    "This source runs a program on this machine, as you, whenever it is asked. "
    "Name only one that you trust."
)


def source_fields(kind: str) -> tuple[Line | Choice, ...]:
    """The fields of a source, from top to bottom.

    Args:
        kind: one of `store.config_schema.KINDS`.
    """
    own = [
        Line(key, _LABELS.get(key, key.capitalize()), _HINTS[key])
        for key in KINDS[kind]
        if key != "url"
    ]
    needs = "https://example.org/feed.xml" if "url" in KINDS[kind] else "empty: the service's own"
    address = () if kind == "command" else (Line("url", "Address", needs),)
    return (
        Line("name", "Name", "shown in the list"),
        *(address if "url" in KINDS[kind] else ()),
        *own,
        *(() if "url" in KINDS[kind] else address),
        Line("language", "Language", "a hint: en, de, ja ..."),
        Line("interval", "Interval", "asked no more often than: 15m, 2h, 1d"),
        Line("slowest", "Slowest", "asked no less often than: 6h, 1d"),
        Line("context", "Context", "what may be taken for granted here, parted by commas: ai"),
        Choice("trusted", "Trusted", ("no", "yes")),
    )


def source_note(kind: str) -> str:
    """What is to be known before a source of a kind is changed; "" if nothing is."""
    return PROGRAM_NOTE if kind == "command" else ""


def source_values(source: Source) -> dict[str, str]:
    """A source as the form shows it."""
    own = {
        key: _written(key, source.options.get(key, option.default))
        for key, option in KINDS[source.kind].items()
        if key != "url"
    }
    return {
        "name": source.name,
        "url": source.url,
        "language": source.language,
        "interval": format_duration(source.interval),
        "slowest": format_duration(source.slowest),
        "context": _written("context", source.context),
        "trusted": "yes" if source.trusted else "no",
        **own,
    }


def changed_keys(source: Source, values: Mapping[str, str]) -> dict[str, Any]:
    """What the form says otherwise than the source, as keys of config.toml.

    Raises:
        ValueError: a text cannot be read; the message says why.
    """
    before = source_values(source)
    changed = {key: text.strip() for key, text in values.items() if text.strip() != before[key]}
    return {key: _read(source.kind, key, text) for key, text in changed.items()}


def as_changed(source: Source, changed: Mapping[str, Any]) -> Source:
    """The source as it would be with these keys of config.toml, as far as asking it goes.

    Args:
        source: as configured, or one of its kind with nothing in it.
        changed: as `changed_keys` gives them.
    """
    own = {key: value for key, value in changed.items() if key in KINDS[source.kind]}
    options = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in {**source.options, **own}.items()
        if key != "url"
    }
    return replace(
        source,
        name=str(changed.get("name", source.name)),
        url=str(changed.get("url", source.url)),
        options=options,
    )


def misfit_text(source: Source) -> str:
    """What makes a source impossible to ask; "" if nothing does."""
    misfit = misfit_of(source)
    return f"{misfit.problem}." if misfit else ""


def _written(key: str, value: object) -> str:
    if isinstance(value, tuple):
        if key == "argv":
            return shlex.join(value)
        part = _PARTED.get(key, ",")
        return (" | " if part == "|" else ", ").join(value)
    return str(value)


def _read(kind: str, key: str, text: str) -> str | bool | list[str]:
    if key == "trusted":
        return text == "yes"
    option = KINDS[kind].get(key)
    if key != "context" and (option is None or option.type != "texts"):
        return text
    if key == "argv":
        try:
            return shlex.split(text)
        except ValueError as error:
            raise ValueError(
                f"The program cannot be read: a quote is missing ({error})."
            ) from error
    return [part.strip() for part in text.split(_PARTED.get(key, ",")) if part.strip()]
