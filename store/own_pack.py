"""The user's own pack: people added and taken out by hand, in a file that may be edited as well.

It is the last file that is laid over the packs of the configuration, so that what it says holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import tomlkit
from tomlkit.items import AoT, InlineTable

from newsroom.errors import PackError
from newsroom.packs import parse_pack
from store.atomic import write_atomically
from store.config_file import append_table, cut_tail
from store.pack_files import CORE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_HEAD: Final = """\
# What you add to the packs, or take out of them. `llamawatch people add` and `people forget` write
# here, and you may; `llamawatch packs check` says whether it is right.
schema = 1
"""

_SUBJECT_HEAD: Final = """\
# What `llamawatch init` was told of a company. Add its people, models and spellings: docs/packs.md
# tells how, and `llamawatch packs check` whether it is right.
schema = 1

"""


def own_pack(names: Sequence[str], folder: Path) -> Path:
    """The file in which what the user says of people is written.

    Args:
        names: packs as the configuration names them.
        folder: where the user's packs lie.
    """
    return folder / f"{names[-1] if names else CORE}.toml"


def own_packs(names: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """The files in which the user may have said something of people, the last word last.

    Args:
        names: packs as the configuration names them.
        folder: where the user's packs lie.
    """
    return tuple(folder / f"{name}.toml" for name in dict.fromkeys((CORE, *names)))


def read_own_pack(path: Path) -> str:
    """The whole file, for `restore_own_pack`; "" while there is none.

    Raises:
        PackError: it cannot be read.
    """
    if path.exists() and not path.is_file():
        # A pipe would be waited for, for ever.
        raise PackError(f"{path}: is no file: put one there, or take it away")
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"{path}: cannot be read ({error}): nothing was changed") from error


def put_person(path: Path, person: str, values: Mapping[str, Any]) -> None:
    """Write what the user says of a person; what else stands in the file stays, comments too.

    Args:
        path: the file; it is made where it is missing.
        person: an id.
        values: keys of a `[[person]]` table; an empty text or list takes its key away. Keys that
            are not named stay.

    Raises:
        PackError: the file is wrong, or would be; it stays as it was.
    """
    text = read_own_pack(path)
    parse_pack(str(path), text)
    document = tomlkit.parse(text or _HEAD)
    table = _find(document, person)
    if table is None:
        append_table(document, "person", {"id": person, **values})
    else:
        _change(table, values)
    _write_checked(path, document, text)


def put_subject(
    path: Path, org: str, values: Mapping[str, Any], prior: Mapping[str, float]
) -> bool:
    """Write whom a pack is about; what else stands in the file stays, comments too.

    Args:
        path: the file; it is made where it is missing.
        org: id of the organisation.
        values: keys of its `[[org]]` table that are not known yet: lists join what is there, other
            values stand only where there are none. Empty: no table is made.
        prior: weights of features, for `[stories.prior]`.

    Returns:
        False where the file says all of it already.

    Raises:
        PackError: the file is wrong, or would be; it stays as it was.
    """
    text = read_own_pack(path)
    parse_pack(str(path), text)
    document = tomlkit.parse(text or _SUBJECT_HEAD)
    subject = document.setdefault("subject", tomlkit.table())
    _join(subject, "organisations", [org])
    if values:
        _put_org(document, org, values)
    if prior:
        stories = document.setdefault("stories", tomlkit.table(is_super_table=True))
        weights = stories.setdefault("prior", tomlkit.table())
        for feature, weight in prior.items():
            weights.setdefault(feature, weight)
    if document == tomlkit.parse(text):
        return False
    _write_checked(path, document, text)
    return True


def _put_org(document: TOMLDocument, org: str, values: Mapping[str, Any]) -> None:
    tables = [table for table in document.get("org", []) if table.get("id") == org]
    if not tables:
        written = {
            key: _inline(value) if isinstance(value, dict) else value
            for key, value in values.items()
        }
        append_table(document, "org", {"id": org, **written})
        return
    table = tables[-1]
    tail = cut_tail(table)
    for key, value in values.items():
        if isinstance(value, list):
            _join(table, key, value)
        elif key not in table:
            table[key] = _inline(value) if isinstance(value, dict) else value
    for item in tail:
        table.add(item)


def _join(table: Table, key: str, texts: Sequence[str]) -> None:
    there = table.get(key, [])
    fresh = [text for text in texts if text not in there]
    if fresh:
        table[key] = [*there, *fresh]


def _inline(value: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(value)
    return table


def restore_own_pack(path: Path, text: str) -> None:
    """Put an earlier text of the file back; "" takes the file away.

    Raises:
        PackError: the disk refused; it stays as it was.
    """
    if text:
        _write(path, text)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _refused(path, error) from error


def _find(document: TOMLDocument, person: str) -> Table | None:
    tables = document.get("person", [])
    # The last one that speaks of somebody has the last word.
    found = [table for table in tables if table.get("id") == person]
    return found[-1] if found else None


def _change(table: Table, values: Mapping[str, Any]) -> None:
    tail = [] if isinstance(table.get("move"), AoT) else cut_tail(table)
    for key, value in values.items():
        if value in ("", [], ()):
            table.pop(key, None)
        else:
            table[key] = list(value) if isinstance(value, tuple) else value
    for item in tail:
        table.add(item)


def _write_checked(path: Path, document: TOMLDocument, before: str) -> None:
    changed = tomlkit.dumps(document)
    if "\r\n" in before:
        changed = changed.replace("\r\n", "\n").replace("\n", "\r\n")
    parse_pack(str(path), changed)
    _write(path, changed)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, text.encode("utf-8"))
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> PackError:
    return PackError(f"{path}: cannot be written ({error.strerror}): nothing was changed")
