"""What is shipped beside what a user's configuration says: what he lacks, took out and changed.

A configuration says which edition of the shipped one it was made of. What came with a later edition
is new to it; what came before and is not there was taken out on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import tomli

from newsroom.links import canonical
from store.config_check import options_of
from store.config_schema import TABLES
from store.config_text import slug
from store.places import SHIPPED_CONFIG
from store.settings import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

EDITIONS: Final = Path(__file__).resolve().parent / "editions.toml"
ARRAYS: Final = ("source", "watch", "filter")
_LISTS: Final = {"source": "sources", "watch": "watches", "filter": "filters"}
_PLACE: Final = ("kind", "url", "query", "pages", "company", "selector", "argv", "edition")
"""Keys of a source that say what is asked: another source that has the same is the same."""
Kind = Literal["new", "removed", "absent", "newer", "changed", "yours"]
"""Shipped since the file was made; taken out of it; not in a file that does not say of which
edition it is; shipped with another value since; set to another value; the user's own."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a configuration and the shipped one do not have in common."""

    kind: Kind
    what: str
    """"source", "watch", "filter", "pack", "key"."""
    id: str
    """Of one of a list; of a key its table and name, as in "poll.interval"."""
    key: str = ""
    """Which key of it differs; "": it is there or not there as a whole."""
    yours: Any = None
    """The value in force; None: none."""
    shipped: Any = None


@dataclass(frozen=True, slots=True)
class Editions:
    """What each edition of the shipped configuration brought."""

    newest: int
    since: Mapping[tuple[str, str], int]
    """By what and id ("source", "heise"; "key", "poll.interval"): the edition it came with."""
    earlier: Mapping[str, tuple[Any, ...]]
    """Values that were shipped before, by "source.heise.url" or "poll.interval"."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """The shipped configuration and its editions."""

    document: Mapping[str, Any]
    editions: Editions


def read_shipped(config: str | None = None, editions: str | None = None) -> Shipped:
    """What is shipped with this program; texts in its place are for tests."""
    text = SHIPPED_CONFIG.read_text(encoding="utf-8") if config is None else config
    told = EDITIONS.read_text(encoding="utf-8") if editions is None else editions
    return Shipped(tomli.loads(text), _editions(tomli.loads(told)["edition"]))


def _editions(told: Sequence[Mapping[str, Any]]) -> Editions:
    since: dict[tuple[str, str], int] = {}
    earlier: dict[str, tuple[Any, ...]] = {}
    for one in told:
        for what, name in {**_LISTS, "pack": "packs", "key": "keys"}.items():
            since |= {(what, each): one["number"] for each in one.get(name, ())}
        for changed in one.get("changed", ()):
            earlier[changed["what"]] = (*earlier.get(changed["what"], ()), changed["was"])
    return Editions(max(one["number"] for one in told), since, earlier)


def read_document(text: str) -> Mapping[str, Any]:
    """A configuration that was checked, as it stands, without defaults."""
    return tomli.loads(text.removeprefix(BYTE_ORDER_MARK))


def compare(yours: Mapping[str, Any], shipped: Shipped) -> Iterator[Difference]:
    """Everything that differs: packs, keys, then sources, watches and filters."""
    edition = yours.get("edition")
    yield from _packs(yours, shipped, edition)
    yield from _keys(yours, shipped, edition)
    for array in ARRAYS:
        yield from _array(array, yours, shipped, edition)


def _lacking(
    what: str, name: str, editions: Editions, edition: int | None
) -> Literal["new", "removed", "absent"]:
    if edition is None:
        return "absent"
    return "new" if editions.since.get((what, name), 1) > edition else "removed"


def _packs(yours: Mapping[str, Any], shipped: Shipped, edition: int | None) -> Iterator[Difference]:
    named = yours.get("subject", {}).get("packs", TABLES["subject"]["packs"].default)
    for what, name in shipped.editions.since:
        if what == "pack" and name not in named:
            yield Difference(_lacking("pack", name, shipped.editions, edition), "pack", name)


def _keys(yours: Mapping[str, Any], shipped: Shipped, edition: int | None) -> Iterator[Difference]:
    for table, options in TABLES.items():
        given, theirs = _table(yours, table), _table(shipped.document, table)
        for key, option in options.items():
            name = f"{table}.{key}"
            value = given.get(key, _plain(option.default))
            other = theirs.get(key, _plain(option.default))
            if value != other:
                kind = _changed(name, value, shipped.editions)
                yield Difference(kind, "key", name, "", value, other)
            elif key not in given and _lacking("key", name, shipped.editions, edition) == "new":
                yield Difference("new", "key", name, "", value, other)


def _changed(name: str, value: object, editions: Editions) -> Literal["newer", "changed"]:
    return "newer" if value in editions.earlier.get(name, ()) else "changed"


def _array(
    array: str, yours: Mapping[str, Any], shipped: Shipped, edition: int | None
) -> Iterator[Difference]:
    mine, theirs = by_id(yours, array), by_id(shipped.document, array)
    for name, table in theirs.items():
        if name not in mine:
            kind = _lacking(array, name, shipped.editions, edition)
            yield Difference(kind, array, name, "", None, table.get("name", name))
            continue
        given, other = _filled(array, mine[name]), _filled(array, table)
        for key in {**other, **given}:
            if given.get(key) != other.get(key):
                kind_ = _changed(f"{array}.{name}.{key}", given.get(key), shipped.editions)
                yield Difference(kind_, array, name, key, given.get(key), other.get(key))
    for name in mine.keys() - theirs.keys():
        yield Difference("yours", array, name, "", mine[name].get("name", name))


def fresh(yours: Mapping[str, Any], shipped: Shipped) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Sources and watches that are shipped since a configuration was made, by array and id.

    Those that are there already under another id, or whose id is another's, are left out. A
    configuration that does not say of which edition it is has none.
    """
    edition = yours.get("edition", shipped.editions.newest)
    places = {_place(one) for one in by_id(yours, "source").values()}
    return {
        array: {
            name: table
            for name, table in by_id(shipped.document, array).items()
            if shipped.editions.since.get((array, name), 1) > edition
            and name not in by_id(yours, array)
            and not (array == "source" and _place(table) in places)
        }
        for array in ("source", "watch")
    }


def by_id(document: Mapping[str, Any], array: str) -> dict[str, Mapping[str, Any]]:
    """The tables of an array by the id each has, or owes to its name."""
    return {one.get("id") or slug(one.get("name", "")): one for one in document.get(array, ())}


def _place(source: Mapping[str, Any]) -> tuple[object, ...]:
    filled = {"kind": "feed", **source, "url": canonical(source.get("url", ""))}
    return tuple(str(filled.get(key, "")) for key in _PLACE)


def _table(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    for part in name.split("."):
        document = document.get(part, {})
    return document


def _filled(array: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """A table with its defaults; its name is its id where it has none."""
    options = options_of(array, given)
    filled = {key: given.get(key, _plain(option.default)) for key, option in options.items()}
    name = filled["id"] or slug(filled["name"])
    return {**filled, "id": name, "name": filled["name"] or name}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
