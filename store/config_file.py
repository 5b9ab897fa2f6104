"""Writing config.toml back: only the touched table changes, comments stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.items import AoT, Comment, Table, Whitespace

from newsroom.errors import ConfigChanged, ConfigError, NotFound
from store.atomic import write_atomically
from store.config_text import slug
from store.finding import unknown
from store.settings import BYTE_ORDER_MARK, Config, read_config

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tomlkit import TOMLDocument


def add_table(path: Path, array: str, values: Mapping[str, Any]) -> Config:
    """Append a `[[source]]` or `[[watch]]`; see `add_tables`."""
    return add_tables(path, array, (values,))


def add_tables(path: Path, array: str, rows: Sequence[Mapping[str, Any]]) -> Config:
    """Append several `[[source]]` or `[[watch]]`, all or none.

    Args:
        path: the configuration file.
        array: "source" or "watch".
        rows: the keys of each; empty texts and lists are left out.

    Returns:
        The configuration as it is now.

    Raises:
        ConfigError: the file is wrong, or would be with these tables; it stays as it was.
    """

    def append(document: TOMLDocument) -> None:
        for values in rows:
            append_table(document, array, values)

    return rewrite(path, append)


def add_shipped(
    path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]], edition: int
) -> Config:
    """Append what is shipped since the file was made, and say of which edition it is now.

    Args:
        path: the configuration file; it says of which edition it is.
        rows: the tables to append to each array.
        edition: of the shipped configuration.

    Raises:
        ConfigError: the file is wrong, or would be with these tables; it stays as it was.
    """

    def bring_up(document: TOMLDocument) -> None:
        document["edition"] = edition
        for array, tables in rows.items():
            for values in tables:
                append_table(document, array, values)

    return rewrite(path, bring_up)


def append_table(document: TOMLDocument, array: str, values: Mapping[str, Any]) -> None:
    """Append a table to an array of a TOML file; empty texts and lists are left out."""
    table = tomlkit.table()
    for key, value in values.items():
        if value not in ("", [], ()):
            table.add(key, list(value) if isinstance(value, tuple) else value)
    existing = document.get(array)
    if isinstance(existing, AoT):
        tail = cut_tail(existing[-1])
        existing[-1].add(tomlkit.nl())
        for item in tail or [tomlkit.nl()]:
            table.add(item)
        existing.append(table)
    else:
        tables = tomlkit.aot()
        tables.append(table)
        document.append(array, tables)


def set_keys(path: Path, array: str, name: str, values: Mapping[str, Any]) -> Config:
    """Change keys of the table with an id; keys not named stay as they are.

    A table that owed its id to its name has it written down with another name: what it brought so
    far is stored under that id.

    Raises:
        NotFound: no table of the array has the id.
        ConfigError: the file is wrong, or would be with these values; it stays as it was.
    """

    def change(document: TOMLDocument) -> None:
        table = _find(document, array, name)
        has_id = table.get("id") or slug(values.get("name", table.get("name", ""))) == name
        change_table(table, values if has_id else {"id": name, **values})

    return rewrite(path, change)


def change_table(table: Table, values: Mapping[str, Any]) -> None:
    """Change keys of a table; what stands behind the last key stays there."""
    tail = cut_tail(table)
    for key, value in values.items():
        table[key] = list(value) if isinstance(value, tuple) else value
    for item in tail:
        table.add(item)


def set_table(path: Path, name: str, values: Mapping[str, Any]) -> Config:
    """Change keys of a plain table such as [reader], which is made if there is none.

    Raises:
        ConfigError: the file is wrong, or would be with these values; it stays as it was.
    """

    def change(document: TOMLDocument) -> None:
        table = document.get(name)
        if not isinstance(table, Table):
            table = tomlkit.table()
            document[name] = table
        change_table(table, values)

    return rewrite(path, change)


def remove_table(path: Path, array: str, name: str) -> Config:
    """Take the table with an id out.

    Raises:
        NotFound: no table of the array has the id.
        ConfigError: the file is wrong; it stays as it was.
    """

    def remove(document: TOMLDocument) -> None:
        tables = document.get(array)
        if not isinstance(tables, AoT):
            raise NotFound(unknown(array, name))
        index = tables.index(_find(document, array, name))
        tail = cut_tail(tables[index])
        del tables[index]
        if not tables:
            document.remove(array)
        elif index and any(isinstance(item, Comment) for item in tail):
            cut_tail(tables[index - 1])
            for item in tail:
                tables[index - 1].add(item)

    return rewrite(path, remove)


def _find(document: TOMLDocument, array: str, name: str) -> Table:
    for table in document.get(array, []):
        if name in (table.get("id"), None if table.get("id") else slug(table.get("name", ""))):
            found: Table = table
            return found
    raise NotFound(unknown(array, name))


def cut_tail(table: Table) -> list[Comment | Whitespace]:
    """Take what stands between a table's last key and the next header: it heads what follows."""
    body = table.value.body
    end = len(body)
    while end and body[end - 1][0] is None:
        end -= 1
    tail = [item for _, item in body[end:] if isinstance(item, Comment | Whitespace)]
    del body[end:]
    return tail


def read_text(path: Path) -> str:
    """The whole file, for `restore_text`.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}): nothing was changed") from error


def restore_text(path: Path, text: str) -> Config:
    """Put an earlier text of the file back.

    Raises:
        ConfigError: the text is wrong or the file cannot be written; it stays as it was.
    """
    config = read_config(text, path)
    _write(path, text)
    return config


def rewrite(path: Path, change: Callable[[TOMLDocument], None], text: str = "") -> Config:
    """Change the file in one step.

    Args:
        path: the configuration file.
        change: what is done to the document; what it raises leaves the file as it was.
        text: what the file is made of while there is none; empty: what stands in it.

    Raises:
        ConfigError: the file is wrong, or would be; it stays as it was.
    """
    text = text or read_text(path)
    read_config(text, path)
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    document = tomlkit.parse(text.removeprefix(mark))
    change(document)
    changed = mark + tomlkit.dumps(document)
    if "\r\n" in text:
        changed = changed.replace("\r\n", "\n").replace("\n", "\r\n")
    config = read_config(changed, path)
    _write(path, changed)
    return config


def read_whole(path: Path) -> bytes:
    """The whole file, whatever it holds.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}): check the path or use --config"
        ) from error


def replace_text(path: Path, before: bytes, text: str) -> Config:
    """Put another text in the place of the one that was read.

    Args:
        path: the configuration file.
        before: what it held when it was read.
        text: what it is to hold.

    Raises:
        ConfigChanged: it holds something else by now; it stays so.
        ConfigError: the text is wrong, or the file cannot be read or written; it stays as it was.
    """
    if read_whole(path) != before:
        raise ConfigChanged(f"{path}: was changed by another program meanwhile and stays so")
    return restore_text(path, text)


def _write(path: Path, text: str) -> None:
    try:
        write_atomically(path, text.encode("utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be written ({error.strerror}): nothing was changed"
        ) from error
