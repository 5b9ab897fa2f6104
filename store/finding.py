"""Ids by their beginning, as in git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.errors import Ambiguous, NotFound
from store.catalogue import ITEMS, MOVES, OUTBOX, SOURCES, STORIES
from store.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from store.tables import Row

KINDS: Mapping[str, str] = {
    "item": ITEMS,
    "story": STORIES,
    "move": MOVES,
    "alert": OUTBOX,
    "source": SOURCES,
}
"""What an id may name, and the table it lies in."""
_SHOWN = 5


def beginning(prefix: str, tables: Mapping[str, Mapping[str, Row]], kind: str) -> tuple[str, ...]:
    """The ids of one kind (a key of `KINDS`) that begin so; only the whole id if there is one."""
    rows = tables.get(KINDS[kind], {})
    if prefix in rows:
        return (prefix,)
    if isinstance(rows, Shelf):
        return tuple(rows.beginning(prefix))
    return tuple(key for key in tuple(rows) if key.startswith(prefix))


def find(
    prefix: str, tables: Mapping[str, Mapping[str, Row]], kinds: Sequence[str] = ()
) -> tuple[str, str]:
    """Find what an id or the beginning of one names.

    Args:
        prefix: the id, or enough of it.
        tables: the archive's tables.
        kinds: what it may name (keys of `KINDS`); empty: anything.

    Returns:
        Kind and full id. A whole id counts before any longer one; of two whole ids, the kind that
        is named first.

    Raises:
        NotFound: nothing begins so.
        Ambiguous: several ids begin so.
    """
    wanted = kinds or tuple(KINDS)
    for kind in wanted:
        if prefix in tables.get(KINDS[kind], {}):
            return kind, prefix
    found = [(kind, key) for kind in wanted for key in beginning(prefix, tables, kind) if prefix]
    if not found:
        raise NotFound(
            f'No {" or ".join(wanted)} has an id that begins with "{prefix}"; '
            f"ids stand in the lists that `llamawatch items`, `stories` and `alerts` print."
        )
    if len(found) > 1:
        raise _unclear(prefix, [f"{kind} {key}" for kind, key in found])
    return found[0]


def pick(prefix: str, ids: Iterable[str], kind: str) -> str:
    """The id of a source or watch of the configuration, given whole or by its beginning.

    Args:
        prefix: the id, or enough of it.
        ids: of all there are.
        kind: "source" or "watch".

    Raises:
        NotFound: none begins so.
        Ambiguous: several do, and none is it whole.
    """
    found = [one for one in ids if one == prefix or (prefix and one.startswith(prefix))]
    if prefix in found:
        return prefix
    if not found:
        raise NotFound(unknown(kind, prefix))
    if len(found) > 1:
        raise _unclear(prefix, [f"{kind} {one}" for one in found])
    return found[0]


def _unclear(prefix: str, found: Sequence[str]) -> Ambiguous:
    shown = ", ".join(found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return Ambiguous(f'"{prefix}" could be {shown}{more}; give more of the id.')


def unknown(kind: str, name: str) -> str:
    """The sentence that says that no source or watch has an id."""
    listed = "watches" if kind == "watch" else f"{kind}s"
    return f'no {kind} has the id "{name}": `llamawatch {listed}` lists them'
