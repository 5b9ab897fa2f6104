"""What the editor of a watch holds: between its fields and the keys of config.toml."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from newsroom.records import WatchSpec
from store.config_text import slug

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

LISTS: Final = ("keywords", "exclude", "topics", "languages", "channels")
"""Fields of several values, with commas between them."""
PLAIN: Final = ("name", "query", "alert", "priority")
"""Fields of one value."""
NEW: Final[Mapping[str, str]] = {
    **dict.fromkeys((*LISTS, *PLAIN), ""),
    "channels": "desktop",
    "alert": "story",
    "priority": "normal",
}
"""What stands in the fields of a new watch."""
_NOT_YET_NAMED: Final = "new"


def form_values(spec: WatchSpec) -> dict[str, str]:
    """A watch as the fields show it."""
    lists = {key: ", ".join(getattr(spec, key)) for key in LISTS}
    return {**lists, **{key: getattr(spec, key) for key in PLAIN}}


def keys_of(values: Mapping[str, str], without: Sequence[str]) -> dict[str, Any]:
    """What the fields say, as keys of config.toml.

    Args:
        values: texts by key.
        without: spellings that are switched off.
    """
    lists = {key: [p.strip() for p in values[key].split(",") if p.strip()] for key in LISTS}
    plain = {key: values[key].strip() for key in PLAIN}
    keys: dict[str, Any] = {**plain, **lists, "without": list(without)}
    keys["name"] = keys["name"] or name_for(keys)
    return keys


def name_for(keys: Mapping[str, Any]) -> str:
    """The name of a watch that is given none: its first keyword, else its query."""
    return str(next(iter(keys["keywords"]), "") or keys["query"])


def asks_nothing(keys: Mapping[str, Any]) -> bool:
    """Whether nothing is asked for yet: such a watch would find everything."""
    return not any(keys[key] for key in ("keywords", "query", "topics", "languages"))


def changed_keys(keys: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the keys that say something else than before: no other line is written.

    What nobody touched stays as it was written, even where the fields cannot show it as it is, as
    a keyword with a comma in it.
    """
    return {key: value for key, value in keys.items() if value != before[key]}


def spec_of(keys: Mapping[str, Any], saved: WatchSpec | None = None) -> WatchSpec:
    """The watch that these keys of config.toml make: a new one, or the saved one with them."""
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in keys.items()
    }
    return replace(saved, **values) if saved else WatchSpec(_NOT_YET_NAMED, **values)


def keys_of_new(keys: Mapping[str, Any], taken: Collection[str]) -> dict[str, Any]:
    """The keys of a new watch, with an id where its name makes none that is free.

    Args:
        keys: as the fields say.
        taken: ids there are.
    """
    stem = slug(keys["name"])
    if stem and stem not in taken:
        return dict(keys)
    stem, number = stem or "watch", 2 if stem else 1
    while f"{stem}-{number}" in taken:
        number += 1
    return {"id": f"{stem}-{number}", **keys}
