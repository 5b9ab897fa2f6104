"""Writing into config.toml whom to watch: all of it in one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tomli
import tomlkit

from newsroom.errors import ConfigError
from store.config_file import append_table, change_table, cut_tail, rewrite
from store.config_text import slug
from store.places import SHIPPED_CONFIG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tomlkit import TOMLDocument

    from store.settings import Config


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """What config.toml is to say of subjects."""

    packs: Sequence[str]
    organisations: Sequence[str]
    languages: Sequence[str] = ()
    """Languages the reader reads; empty: as they are."""
    sources: Sequence[Mapping[str, Any]] = ()
    """Keys of new sources."""
    watches: Sequence[Mapping[str, Any]] = ()
    """Keys of new watches."""
    only_watches: bool = False
    """The new watches take the place of those there are."""
    switched: Sequence[tuple[str, bool]] = ()
    """Ids of sources, and whether they are asked from now on."""


def write_subject(path: Path, change: SubjectChange) -> Config:
    """Change the configuration, or make it of the shipped one where there is none.

    Args:
        path: the configuration file.
        change: what it is to say; comments and all other keys stay.

    Returns:
        The configuration as it is now.

    Raises:
        ConfigError: the file is wrong or cannot be written; it stays as it was.
    """
    if path.exists():
        return rewrite(path, lambda document: _apply(document, change))
    shipped = SHIPPED_CONFIG.read_text(encoding="utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be made ({error.strerror}): make its folder writable, or name a file "
            "with --config"
        ) from error
    return rewrite(path, lambda document: _apply(document, change), shipped)


def raw_tables(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The `[[source]]` and `[[watch]]` tables of a file as they are written, by array and id."""
    document = tomli.loads(path.read_text(encoding="utf-8"))
    return {
        (array, table.get("id") or slug(table["name"])): table
        for array in ("source", "watch")
        for table in document.get(array, [])
    }


def _apply(document: TOMLDocument, change: SubjectChange) -> None:
    _set(document, "subject", "packs", change.packs)
    _set(document, "subject", "organisations", change.organisations)
    if change.languages:
        _set(document, "reader", "languages", change.languages)
    switched = dict(change.switched)
    for table in document.get("source", []):
        one = table.get("id") or slug(table.get("name", ""))
        if one in switched:
            change_table(table, {"enabled": switched[one]})
    for values in change.sources:
        append_table(document, "source", values)
    before = len(document.get("watch", []))
    for values in change.watches:
        append_table(document, "watch", values)
    if change.only_watches and change.watches:
        # What is shipped is about another subject: what a later edition brings is not missed here.
        document.pop("edition", None)
        watches = document["watch"]
        for _ in range(before):
            cut_tail(watches[0])
            del watches[0]


def _set(document: TOMLDocument, table: str, key: str, texts: Sequence[str]) -> None:
    """Set a list; one that says so already is left as it is written."""
    if table not in document:
        document.add(table, tomlkit.table())
    values: Any = document[table]
    if list(values.get(key, ())) != list(texts) or key not in values:
        values[key] = list(texts)
